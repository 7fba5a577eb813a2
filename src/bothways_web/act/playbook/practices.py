"""Practices: what a team can begin on Monday, for each number that a question set has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from bothways.privacy.diagnosis import instrument_domains
from bothways_web.act.models import Plan
from bothways_web.act.playbook.files import employee_instruments, known_metrics, shipped
from bothways_web.act.playbook.schema import TEXTS
from bothways_web.act.playbook.synonyms import Synonyms, synonyms_of

#: Of each domain where several go by one name.
MOST_OF_EACH = 2

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
    language, note_language : str
        Of the texts, of the note: English where the file has no other.
    reviewed : bool
        Somebody who speaks that language has looked through the texts.
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
    note_language: str = "en"
    reviewed: bool = True

    @property
    def metrics(self) -> tuple[str, ...]:
        """All domains it is offered for, its own first."""
        return (self.metric, *self.also)

    @property
    def effort_words(self) -> str:
        """The hours in words."""
        if self.effort < 1:
            return _("about half an hour a month")
        hours = round(self.effort)
        return ngettext("about %(hours)s hour a month", "about %(hours)s hours a month", hours) % {
            "hours": hours
        }

    @property
    def degree_words(self) -> str:
        """How big a change it is, as plans say it."""
        return str(Plan.Degree(self.degree).label)


def practices_for(metric: str, label: str = "") -> tuple[Practice, ...]:
    """Return the practices for a metric of employees: its own first, then those of others that help as well.

    For the number of a whole set, of its short form too, the first practice of each domain. For a domain of an own
    set those of domains of the same name, or of the set that is called like it; else those of what its name, or its
    label in the language of the page, is another word for.
    """
    known = _by_metric(language_of_page())
    if metric in known:
        return known[metric]
    name = metric.rpartition(".")[2]
    alike = [one for one in known if one.rpartition(".")[2] == name]
    if alike:
        return tuple(dict.fromkeys(each for one in alike for each in known[one]))
    parts = _parts_of(metric) or tuple(one for one in known if one.partition(".")[0] == name)
    domains = [known.get(one, ()) for one in parts]
    found = domains[0] if len(domains) == 1 else tuple(each[0] for each in domains if each)
    return tuple(dict.fromkeys(found)) or _of_synonyms(_by_own_name(metric) or synonyms_of(label))


def _by_own_name(metric: str) -> Synonyms | None:
    """Return what the name of a domain of an own set is another word for; shipped sets have their own domains alone."""
    own_set, _dot, name = metric.rpartition(".")
    shipped_sets = {one.partition(".")[0] for one in known_metrics()}
    return synonyms_of(name.replace("_", " ")) if own_set and own_set not in shipped_sets else None


def _of_synonyms(found: Synonyms | None) -> tuple[Practice, ...]:
    """Return the practices behind other words: all of one domain, or the first of each of several; and single ones."""
    if found is None:
        return ()
    known, most = _by_metric(language_of_page()), None if len(found.metrics) == 1 else MOST_OF_EACH
    single = [one for one in map(practice, found.practices) if one]
    return tuple(
        dict.fromkeys([*single, *(each for one in found.metrics for each in known.get(one, ())[:most])])
    )


def practice(name: str) -> Practice | None:
    """Return one practice by its id."""
    return _all(language_of_page()).get(name)


def all_practices() -> tuple[Practice, ...]:
    """Return all practices, in the order of question sets and domains."""
    return tuple(_all(language_of_page()).values())


def language_of_page() -> str:
    """Return the language of the page, without its country."""
    return (get_language() or "en").split("-")[0]


@lru_cache(maxsize=16)
def _all(language: str) -> Mapping[str, Practice]:
    files = shipped()
    order = {metric: place for place, metric in enumerate(known_metrics())}
    found = [_built(one, language, each) for each in files.values() for one in each["practices"]]
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


def _built(one: Mapping[str, Any], language: str, file: Mapping[str, Any]) -> Practice:
    written = language if language in one["title"] else "en"
    texts = {key: one[key][written] for key in TEXTS}
    own_note = one.get("note")
    said = file.get("translations", {}).get(written, {"status": "reviewed"})
    note = own_note[written] if own_note else _("It comes from what teams do. We know of no trial of it.")
    return Practice(
        id=one["id"], metric=one["metric"], who=str(WHO[one["who"]]), effort=float(one["effort"]),
        degree=one["degree"], rest=one.get("rest", False), evidence=one["evidence"], note=note,
        also=tuple(one.get("also", ())), language=written, note_language=written if own_note else language,
        reviewed=said["status"] == "reviewed", **texts,
    )  # fmt: skip
