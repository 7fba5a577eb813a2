"""Rules by which answers open cases: a question, and the answer from which on a customer counts as unhappy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways.measures import Instrument
from bothways.measures.instrument import SCORED_KINDS, Item
from bothways_web.act.models import CaseRule
from bothways_web.listen.answering.kinds import in_words
from bothways_web.listen.answering.ways import NOTHING
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.question_sets import in_language, instrument_of, items_of
from bothways_web.people.changes import record
from bothways_web.people.models import User

_PLACE = re.compile(r"\{[^{}]*\}")
#: Kinds of questions whose answers have an unhappy end.
KINDS = (*SCORED_KINDS, "number")


@dataclass(frozen=True)
class Fired:
    """The rule that an answer fell under, its question, and the answer."""

    rule: CaseRule
    item: Item
    value: float

    @property
    def scale(self) -> str:
        """The ends of the scale, as a case keeps them."""
        return f"{self.item.scale.low or 0:g}–{self.item.scale.high or 0:g}"


def ruled_items(pulse: Pulse) -> tuple[Item, ...]:
    """Return the questions of a survey that a rule can be about."""
    return tuple(item for item in items_of(pulse) if item.scale.kind in KINDS)


def is_high_unhappy(instrument: Instrument, item: Item) -> bool:
    """Return whether the high end of a question is the unhappy one; of one that counts in no number, the low one is."""
    if not item.scored or instrument.scoring is None:
        return False
    better = instrument.scoring.better
    good = better.get(item.domain or "") or better.get("total", "higher")
    return (good == "lower") != item.reversed


def unhappiest(rules: Iterable[CaseRule], asked: Round, answers: Mapping[str, Any]) -> Fired | None:
    """Return what opens a case: of several rules the one whose answer is nearest to its unhappy end."""
    instrument, items = instrument_of(asked), {item.id: item for item in items_of(asked)}
    found: list[tuple[float, int, Fired]] = []
    for rule in rules:
        item, value = items.get(rule.item), answers.get(rule.item)
        if item is None or item.scale.kind not in KINDS or isinstance(value, bool):
            continue
        if not isinstance(value, int | float):
            continue  # who would rather not say is not unhappy
        high = is_high_unhappy(instrument, item)
        if value >= rule.at_most if high else value <= rule.at_most:
            found.append((_distance(item, value, high=high), rule.pk, Fired(rule, item, float(value))))
    return min(found, key=lambda one: one[:2])[2] if found else None


def _distance(item: Item, value: float, *, high: bool) -> float:
    """Return how far an answer is from the unhappy end: 0 at it, 1 at the other."""
    low, top = item.scale.low or 0, item.scale.high or 0
    whole = (top - low) or 1
    return (top - value) / whole if high else (value - low) / whole


@transaction.atomic
def save_rule(pulse: Pulse, item: str, given: Mapping[str, Any], *, by: User) -> CaseRule:
    """Write the rule of a question, new or known.

    Raises
    ------
    InputError
        Where the question is not in the survey any more, is answered in words, or does not have this answer.
    """
    locked = Pulse.objects.select_for_update().get(pk=pulse.pk)
    asked = next((one for one in items_of(locked) if one.id == item), None)
    if asked is None:
        raise InputError(
            _("This question is not in the survey any more."), remedy=_("Choose another question.")
        )
    if asked.scale.kind not in KINDS:
        raise InputError(
            _("A rule needs a question that is answered on a scale or with a number."),
            remedy=_("Choose another question."),
        )
    if not (asked.scale.low or 0) <= given["at_most"] <= (asked.scale.high or 0):
        raise InputError(_("The question does not have this answer."), remedy=_("Choose one of its answers."))
    rule = CaseRule.objects.filter(pulse=locked, item=item).first()
    verb = "changed case rule" if rule else "wrote case rule"
    rule = rule or CaseRule(pulse=locked, item=item, made_by=by)
    for name in ("at_most", "active", "reply_days", "close_days", "most_a_day"):
        setattr(rule, name, given[name])
    rule.save()
    record(by, verb, rule, **{name: str(given[name]) for name in ("at_most", "active", "most_a_day")})
    return rule


def question_of(rule: CaseRule) -> Item | None:
    """Return the question of a rule; ``None`` where it is not in the survey any more."""
    return next((one for one in items_of(rule.pulse) if one.id == rule.item), None)


def question_text(item: Item, touchpoint: str = "") -> str:
    """Return the words of a question in the language of the page; what only its asking fills in is left open."""
    text = in_language(item.text, get_language() or "en")
    return _PLACE.sub(NOTHING, text.replace("{touchpoint}", touchpoint) if touchpoint else text)


def answer_words(item: Item, value: float) -> str:
    """Return an answer in words; with its number where words alone would not tell how bad it is."""
    number = f"{value:g}"
    words = in_words(item, int(value), get_language() or "en") if item.scale.kind in SCORED_KINDS else ""
    return number if words in ("", number) else f"{number} ({words})"
