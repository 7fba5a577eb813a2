"""Where practices stand: question sets and their domains, as the playbook is browsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bothways.measures import Instrument
from bothways.privacy.diagnosis import instrument_domains
from bothways_web.act.playbook.files import employee_instruments
from bothways_web.act.playbook.practices import Practice, language_of_page, practices_for
from bothways_web.listen.question_sets import in_language


@dataclass(frozen=True)
class Domain:
    """What practices are for: a domain of a question set, or the set itself where it has none."""

    metric: str
    label: str
    practices: tuple[Practice, ...]


@dataclass(frozen=True)
class QuestionSet:
    """A question set with its domains."""

    id: str
    title: str
    domains: tuple[Domain, ...]

    @property
    def practices(self) -> tuple[Practice, ...]:
        """Return all that is offered for its domains, each once."""
        return tuple(dict.fromkeys(one for domain in self.domains for one in domain.practices))


def question_sets() -> tuple[QuestionSet, ...]:
    """Return the question sets that have practices, with their domains, in the language of the page."""
    return _sets(language_of_page())


def domain_labels() -> Mapping[str, tuple[str, str]]:
    """Return the titles of set and domain of each metric that has practices."""
    return {one.metric: (each.title, one.label) for each in question_sets() for one in each.domains}


@lru_cache(maxsize=16)
def _sets(language: str) -> tuple[QuestionSet, ...]:
    found = []
    for instrument in employee_instruments():
        domains = tuple(
            Domain(metric, label, practices_for(metric))
            for metric, label in _labels(instrument, language)
            if practices_for(metric)
        )
        if domains:
            found.append(QuestionSet(instrument.id, in_language(instrument.title, language), domains))
    return tuple(found)


def _labels(instrument: Instrument, language: str) -> list[tuple[str, str]]:
    """Return metric and label of each domain, without what the label says in brackets about its scoring."""
    texts = (
        instrument.title, *(domain.label for domain in instrument.domains), *(item.text for item in instrument.items)
    )  # fmt: skip
    labels = {text["en"]: in_language(text, language) for text in texts}
    domains = instrument_domains(instrument)
    names = [labels.get(one.label, one.label) for one in domains]
    return [(one.metric, name.partition(" (")[0]) for one, name in zip(domains, names, strict=True)]
