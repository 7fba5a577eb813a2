"""What people call a metric."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from bothways.errors import BothwaysError
from bothways.privacy.diagnosis import DomainScale
from bothways_web.link.hooks import METRIC_NAMES
from bothways_web.listen.models import Round
from bothways_web.listen.question_sets import domains_of, in_language, instrument_of, questions_of

_KNOWN = {"nps": "NPS", "csat": "CSAT", "ces": "CES", "enps": "eNPS"}
_CHECKS = {
    "placebo lead": gettext_lazy("Two periods back, the follower says nothing more about the leader"),
    "one period is enough": gettext_lazy("Two periods back, the leader says nothing more about the follower"),
    "no delay beyond those looked at": gettext_lazy(
        "Beyond the delays that were looked at, the leader says nothing more about the follower"
    ),
    "leave one period out": gettext_lazy("It holds without any one period"),
    "noise x0.5": gettext_lazy("It holds with half the sampling noise"),
    "noise x1.5": gettext_lazy("It holds with one and a half times the sampling noise"),
    "without the unit that weighs most": gettext_lazy("It holds without the team that weighs most"),
    "second estimator agrees": gettext_lazy("A second way of computing agrees"),
    "units have no seasons of their own": gettext_lazy("Teams have no seasons of their own"),
}


def check_label(name: str, metrics: Mapping[str, str]) -> str:
    """Return what a check looks at; where both directions are claimed, its name ends in the one that is checked."""
    bare, _bracket, first = name.partition(" (")
    label = str(_CHECKS.get(bare, bare))
    if not first:
        return label
    metric = first.removesuffix(" first)")
    return _("%(check)s, with %(metric)s first") % {
        "check": label,
        "metric": inside(metrics.get(metric) or metric_label(metric)),
    }


def metric_label(name: str) -> str:
    """Return what people call a metric that has but its own name: NPS, Promise kept."""
    if name in _KNOWN:
        return _KNOWN[name]
    if name in METRIC_NAMES:
        return str(METRIC_NAMES[name])
    words = " ".join(name.replace("_", " ").split())
    return words[:1].upper() + words[1:] if words else name


def inside(label: str) -> str:
    """Return a label as it stands inside a sentence: with a small letter, where the language writes nouns so."""
    is_name = any(letter.isupper() for letter in label[1:])
    if is_name or len(label) < 2 or (get_language() or "en").split("-")[0] == "de":
        return label
    return label[0].lower() + label[1:]


def metric_labels() -> dict[str, str]:
    """Return the labels of all metrics that a released round has; others are called by their own name."""
    found: dict[str, str] = {}
    for asked in (
        Round.objects.filter(state=Round.State.RELEASED).only("definition", "form").order_by("closes_at")
    ):
        found.update(round_labels(asked))
    return found


def round_labels(asked: Round) -> dict[str, str]:
    """Return the labels of the metrics of a round; a number of the whole set is called as the set is."""
    found = {domain.metric: domain.label for domain in round_domains(asked)}
    title = in_language(instrument_of(asked).title, get_language() or "en")
    return {**{metric.name: title for metric in questions_of(asked).metrics}, **found}


def round_domains(asked: Round) -> tuple[DomainScale, ...]:
    """Return the domains of a round; none where its question set has no number of a person."""
    try:
        return domains_of(asked)
    except BothwaysError:
        return ()
