"""How well a new hire and a mentor fit, term by term and in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from bothways.allocation.hours import read_number
from bothways.allocation.working_hours import BEGIN, END, common_working_hours
from bothways.errors import InputError

if TYPE_CHECKING:
    from bothways.allocation.mentor_tables import Person
    from bothways.privacy.tree import UnitTree

Bar = Literal["own line", "no shared language", "declined"]
Terms = Mapping[str, float]


@dataclass(frozen=True)
class FitWeights:
    """What each term of a fit weighs against the others.

    ``fit = sum of weight * term / sum of weights``, each term in [0, 1]; what is not known counts 0. No term
    says anything about how well somebody works, and a fit is of two people together: it is no score of either.

    Attributes
    ----------
    topics : float
        Share of the topics that the new hire asks for which the mentor offers; 0 where none is asked for.
    hours : float
        Working hours that both have in common on the day (:func:`common_working_hours`), of 8.
    role : float
        1 if they have a role in common, else 0.
    unit : float
        ``2 / max(2, steps)`` between their units on the way through the tree: 1 for the unit next door, less
        farther away; 0 within the same unit, whose members are there to be asked anyway.
    site : float
        1 at the same site, else 0.
    languages : float
        1 if both state a language that they share, 0 where one of them states none. Where both state
        languages and share none, they are not paired at all.

    Raises
    ------
    InputError
        A weight is negative or no number, or all are 0.
    """

    topics: float = 3.0
    hours: float = 3.0
    role: float = 2.0
    unit: float = 1.0
    site: float = 1.0
    languages: float = 1.0

    def __post_init__(self) -> None:
        if not sum(read_number(weight, f"The weight of {name}") for name, weight in asdict(self).items()):
            raise InputError("All weights are 0.", remedy="Give at least one term a weight above 0.")

    def fit(self, terms: Terms) -> float:
        """Return the fit of one pair, in [0, 1], from its terms."""
        weights = asdict(self)
        total = sum(weight * terms[name] for name, weight in weights.items())
        return round(float(total / sum(weights.values())), 9)


class Lines:
    """Who stands above whom, by units that are led and by managers."""

    def __init__(self, tree: UnitTree, people: tuple[Person, ...]) -> None:
        self.paths: dict[str, tuple[str, ...]] = {}
        for unit, parent in zip(tree.units, tree.parents, strict=True):  # parents come first
            self.paths[unit] = (*(self.paths[parent] if parent is not None else ()), unit)
        managers = {one.key: one.manager for one in people if one.manager}
        self.superiors = {one.key: _chain(one.key, managers) for one in people}

    def steps(self, unit: str, other: str) -> int:
        """Return the steps from a unit to another through the tree, above the roots where need be."""
        path, way = self.paths[unit], self.paths[other]
        same = sum(one == two for one, two in zip(path, way, strict=False))
        return len(path) + len(way) - 2 * same

    def in_line(self, one: Person, other: Person) -> bool:
        """Return whether either stands above the other."""
        return self._is_above(one, other) or self._is_above(other, one)

    def _is_above(self, one: Person, other: Person) -> bool:
        return one.key in self.superiors[other.key] or any(
            unit in self.paths[other.unit] for unit in one.leads
        )


def _chain(key: str, managers: Mapping[str, str]) -> frozenset[str]:
    """Return the manager of somebody, that one's manager, and so on."""
    found: set[str] = set()
    at = managers.get(key, "")
    while at and at not in found:
        found.add(at)
        at = managers.get(at, "")
    return frozenset(found)


def find_bar(hire: Person, mentor: Person, lines: Lines, declined: frozenset[tuple[str, str]]) -> Bar | None:
    """Return why two must not be paired; ``None`` where they may."""
    if lines.in_line(hire, mentor):
        return "own line"
    if hire.languages and mentor.languages and not hire.languages.keys() & mentor.languages.keys():
        return "no shared language"
    return "declined" if (hire.key, mentor.key) in declined else None


def measure_terms(hire: Person, mentor: Person, lines: Lines, on: dt.date) -> dict[str, float]:
    """Return the terms of a pair, each in [0, 1], by the names of their weights."""
    steps = lines.steps(hire.unit, mentor.unit)
    hours = common_working_hours(hire.time_zone, mentor.time_zone, on=on)
    return {
        "topics": len(hire.topics.keys() & mentor.topics.keys()) / max(1, len(hire.topics)),
        "hours": hours / (END - BEGIN),
        "role": float(bool(hire.roles.keys() & mentor.roles.keys())),
        "unit": 2 / max(2, steps) if steps else 0.0,
        "site": float(bool(hire.sites.keys() & mentor.sites.keys())),
        "languages": float(bool(hire.languages.keys() & mentor.languages.keys())),
    }


def tell_why(hire: Person, mentor: Person, lines: Lines, on: dt.date, weights: FitWeights) -> tuple[str, ...]:
    """Return a sentence a term, what weighs most for the two first; nothing of what is not known."""
    terms = measure_terms(hire, mentor, lines, on)
    words = {
        "topics": _tell_topics(hire, mentor),
        "hours": _tell_hours(terms["hours"] * (END - BEGIN), on),
        "role": _tell_common(hire.roles, mentor.roles, "The same role: ", "Another role."),
        "unit": _tell_unit(lines.steps(hire.unit, mentor.unit)),
        "site": _tell_common(hire.sites, mentor.sites, "The same site: ", "Another site."),
        "languages": _tell_common(hire.languages, mentor.languages, "Both speak ", "")
        or "Languages are not stated on both sides: ask.",
    }
    counts = asdict(weights)
    order = sorted(words, key=lambda name: -counts[name] * terms[name])
    return tuple(words[name] for name in order if words[name] and counts[name])


def _tell_topics(hire: Person, mentor: Person) -> str:
    if not hire.topics:
        return ""
    offered = [written for topic, written in hire.topics.items() if topic in mentor.topics]
    if not offered:
        return "Offers none of the topics asked for."
    how_many = f"{len(offered)} of {len(hire.topics)} topics"
    return f"Offers what is asked for: {', '.join(sorted(offered))} ({how_many})."


def _tell_hours(hours: float, on: dt.date) -> str:
    if not hours:
        return f"No working hours in common on {on:%Y-%m-%d}: talks need an early or a late hour."
    return f"{hours:.3g} of {END - BEGIN} working hours in common on {on:%Y-%m-%d}."


def _tell_unit(steps: int) -> str:
    if not steps:
        return "The same unit, which counts nothing: its members can be asked anyway."
    return f"Another unit, {steps} {'step' if steps == 1 else 'steps'} away."


def _tell_common(one: Mapping[str, str], other: Mapping[str, str], same: str, not_same: str) -> str:
    common = sorted(written for key, written in one.items() if key in other)
    if common:
        return f"{same}{', '.join(common)}."
    return not_same if one and other else ""
