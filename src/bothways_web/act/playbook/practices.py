"""Practices: what a team can begin on Monday, for each number that a question set has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from bothways.measures import Instrument, load_instrument
from bothways.privacy.diagnosis import instrument_domains
from bothways_web.act.playbook.files import employee_instruments, known_metrics, shipped
from bothways_web.listen.question_sets import in_language

WHO = {
    "lead": gettext_lazy("whoever leads the team"),
    "team": gettext_lazy("the whole team"),
    "turn": gettext_lazy("one of the team, in turn"),
    "people": gettext_lazy("the people lead"),
    "cx": gettext_lazy("the customer experience lead"),
    "above": gettext_lazy("the leaders above the team"),
}


@dataclass(frozen=True)
class Practice:
    """One practice, in the language of the page.

    Attributes
    ----------
    id : str
        A word that stays the same in later versions.
    metric : str
        The domain it is for, such as "psych_safety.willingness_to_help".
    title : str
        Begins with what to do.
    what, first_step, notice : str
        What it is; what to do on Monday; how one notices within weeks whether it takes hold.
    who : str
        Who begins it.
    effort : float
        Hours a month, all people of a team of ten together.
    degree : {"small", "medium", "large"}
        How big a change it is; the words of a plan.
    rest : bool
        It is one of rest and breaks.
    evidence : {"practice", "studied"}
    note : str
        One line on what it rests on.
    also : tuple of str
        Other domains it is offered for.
    language : str
        Of the texts: English where the file has no other.
    """

    id: str
    metric: str
    title: str
    what: str
    who: str
    first_step: str
    notice: str
    effort: float
    degree: str
    rest: bool
    evidence: str
    note: str
    also: tuple[str, ...] = ()
    language: str = "en"

    @property
    def metrics(self) -> tuple[str, ...]:
        """All domains it is offered for, its own first."""
        return (self.metric, *self.also)


@dataclass(frozen=True)
class Domain:
    """What practices are for: a domain of a question set, or the set itself where it has none."""

    metric: str
    label: str
    practices: tuple[Practice, ...]


@dataclass(frozen=True)
class QuestionSet:
    """A question set with its domains, as the playbook is browsed."""

    id: str
    title: str
    domains: tuple[Domain, ...]


def practices_for(metric: str) -> tuple[Practice, ...]:
    """Return the practices for a metric of employees: its own first, then those of others that help as well.

    For the number of a whole set, of its short form too, the first practice of each domain.
    """
    own = _by_metric(_language()).get(metric)
    if own is not None:
        return own
    domains = [_by_metric(_language()).get(one, ()) for one in _parts_of(metric)]
    found = domains[0] if len(domains) == 1 else tuple(each[0] for each in domains if each)
    return tuple(dict.fromkeys(found))


def practice(name: str) -> Practice | None:
    """Return one practice by its id."""
    return _all(_language()).get(name)


def all_practices() -> tuple[Practice, ...]:
    """Return all practices, in the order of question sets and domains."""
    return tuple(_all(_language()).values())


def question_sets() -> tuple[QuestionSet, ...]:
    """Return the question sets that have practices, with their domains, in the language of the page."""
    return _sets(_language())


def _language() -> str:
    return (get_language() or "en").split("-")[0]


@lru_cache(maxsize=16)
def _all(language: str) -> Mapping[str, Practice]:
    files = shipped()
    order = {metric: place for place, metric in enumerate(known_metrics())}
    found = [_built(one, language) for each in files.values() for one in each["practices"]]
    return {one.id: one for one in sorted(found, key=lambda one: order[one.metric])}


@lru_cache(maxsize=16)
def _by_metric(language: str) -> Mapping[str, tuple[Practice, ...]]:
    found: dict[str, list[Practice]] = {}
    for one in _all(language).values():
        found.setdefault(one.metric, []).append(one)
    for one in _all(language).values():
        for other in one.also:
            found.setdefault(other, []).append(one)
    return {metric: tuple(each) for metric, each in found.items()}


@lru_cache(maxsize=16)
def _sets(language: str) -> tuple[QuestionSet, ...]:
    found = []
    for instrument in employee_instruments():
        there = _by_metric(language)
        domains = [
            Domain(metric, label, there[metric])
            for metric, label in _labels(instrument, language)
            if metric in there
        ]
        if domains:
            found.append(QuestionSet(instrument.id, in_language(instrument.title, language), tuple(domains)))
    return tuple(found)


def _labels(instrument: Instrument, language: str) -> list[tuple[str, str]]:
    """Return metric and label of each domain, in a language where the instrument has it."""
    texts = (
        instrument.title, *(domain.label for domain in instrument.domains), *(item.text for item in instrument.items)
    )  # fmt: skip
    labels = {text["en"]: in_language(text, language) for text in texts}
    return [(one.metric, labels.get(one.label, one.label)) for one in instrument_domains(instrument)]


@lru_cache(maxsize=256)
def _parts_of(metric: str) -> tuple[str, ...]:
    """Return the domains that a number of a whole set is made of; none where it is no such number."""
    for instrument in employee_instruments():
        domains = tuple(name for name, owner in known_metrics().items() if owner == instrument.id)
        names = set(instrument.document.get("metric_ids", ()))
        if instrument.short_form is not None:
            names |= {one.metric for one in instrument_domains(instrument, form="short")}
        if metric in names - set(domains):
            return domains
    return ()


def _built(one: Mapping[str, Any], language: str) -> Practice:
    written = language if language in one["title"] else "en"
    texts = {key: one[key][written] for key in ("title", "what", "first_step", "notice")}
    note = (
        one["note"][written]
        if "note" in one
        else _("It comes from what teams do. We know of no trial of it.")
    )
    return Practice(
        id=one["id"], metric=one["metric"], who=str(WHO[one["who"]]), effort=float(one["effort"]),
        degree=one["degree"], rest=one.get("rest", False), evidence=one["evidence"], note=note,
        also=tuple(one.get("also", ())), language=written, **texts,
    )  # fmt: skip


def instrument_title(metric: str) -> str:
    """Return the title of the question set that a metric belongs to, in the language of the page."""
    return in_language(load_instrument(known_metrics()[metric]).title, _language())
