"""Groups by attribute in later rounds: who of those that count has the attribute.

A group must pass two certificates. One has people for columns and holds everything ever shown: if nobody's answers
change, no combination over all rounds describes fewer than k. The other has the new answers of this round for columns,
and holds the panels that took answers in and the groups shown so far: a new group must be independent of them there,
with at least k new answers in every combination. So in any combination over all rounds, the latest round it draws on
leaves at least k new answers. What is left of a shown number beside its shown parts says nothing new and is shown too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from bothways.privacy.candidates import CROSSED
from bothways.privacy.certificate import Certificate
from bothways.privacy.groups import Group, parse_group
from bothways.privacy.ledger.course import Columns, Course
from bothways.privacy.ledger.offers import ONE_BLOCK, list_offers
from bothways.privacy.ledger.record import Offer
from bothways.privacy.rounds import History, blocks_of
from bothways.privacy.tree import UnitTree

Pair = tuple[str, str]


@dataclass(frozen=True)
class _Candidate:
    """A group, the shown group it is part of, and pairs of which one value after another makes that whole."""

    text: str
    whole: str
    parts: tuple[str, ...]
    inside: str
    pairs: tuple[Pair, ...]


def decide_groups(
    course: Course, tree: UnitTree, by: Sequence[str], known: Sequence[Offer]
) -> tuple[Course, tuple[Offer, ...]]:
    """Decide on groups by attribute of the latest round of a course.

    Parameters
    ----------
    course : Course
    tree : UnitTree
    by : sequence of str
    known : sequence of Offer
        What was decided on this round before; it stays.

    Returns
    -------
    (Course, tuple of Offer)
        The known offers, and the new ones.
    """
    decided = {offer.group for offer in known}
    wanted = [one for one in _candidates(course, tree, by) if one.text not in decided]
    if not wanted:
        return course, tuple(known)
    judge = _Judge(course)
    offers = [Offer(one.text, "admitted" if judge.shows(one) else "withheld") for one in wanted]
    after = replace(
        course,
        panel=replace(course.panel, admitted=judge.history.admitted),
        groups=judge.groups,
        told=tuple(judge.told),
    )
    return after, (*known, *list_offers(offers, [one for one in known if one.status != "withheld"]))


class _Judge:
    """Decides one group after another; what it decides depends on their order."""

    def __init__(self, course: Course) -> None:
        panel = course.panel
        self.course, self.k = course, panel.k
        self.groups, self.told = dict(course.groups), list(course.told)
        blocks = blocks_of(panel.homes)
        self.history = History(len(panel.people), panel.admitted, k=panel.k, blocks=blocks)
        new = list(course.new)
        self.place = {column: at for at, column in enumerate(new)}
        self.answers = Certificate(len(new), k=panel.k, blocks=blocks[new] if len(new) > ONE_BLOCK else None)
        shown = [one.columns for one in panel.panels if one.renewed == panel.month]
        shown += [self.groups[text] for text in self.told]
        self.open = all(self.answers.offer(self._new(columns)) != "withheld" for columns in shown)

    def shows(self, one: _Candidate) -> bool:
        """Return whether a group is shown; remember it if so."""
        inside = self.course.shown[one.inside]
        today = self._today(inside, one.pairs)
        last = self.groups.get(one.text)
        usable = last is not None and set(last) <= set(inside)
        changed = last is None or not usable or len(set(today) ^ set(last)) >= self.k
        choices = [today] if changed else []
        for columns in (*choices, *([last] if usable and last else [])):
            if self.open and self._passes(one, columns):
                self.groups[one.text] = columns
                self.told.append(one.text)
                return True
        return False

    def _passes(self, one: _Candidate, columns: Columns) -> bool:
        new = self._new(columns)
        if len(columns) < self.k or len(new) < self.k:
            return False
        decision = self.answers.offer(new)
        if decision == "implied" and not (self._completes(one, columns) or self._follows(columns)):
            return False
        return decision != "withheld" and self.history.admits(columns)

    def _completes(self, one: _Candidate, columns: Columns) -> bool:
        """Return whether these people are what shown parts leave of a shown whole."""
        if one.whole not in self.course.shown and one.whole not in self.told:
            return False
        parts = [self.groups[text] for text in one.parts if text in self.told]
        whole = self.course.shown[one.whole] if one.whole in self.course.shown else self.groups[one.whole]
        together = sorted(column for part in (*parts, columns) for column in part)
        return tuple(together) == whole

    def _follows(self, columns: Columns) -> bool:
        """Return whether a sum of these people's answers follows from what is shown, old answers included."""
        counting = sorted(self.course.months)
        if len(counting) > ONE_BLOCK:
            return False
        everything = Certificate(len(counting), k=self.k)
        shown = [*self.course.shown.values(), *(self.groups[text] for text in self.told)]
        everything.offer_many([np.searchsorted(counting, one) for one in shown])
        return everything.offer(np.searchsorted(counting, columns)) == "implied"

    def _today(self, inside: Columns, pairs: Sequence[Pair]) -> Columns:
        labels = [(self.course.labels[name], value) for name, value in pairs]
        return tuple(column for column in inside if all(label[column] == value for label, value in labels))

    def _new(self, columns: Columns) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array([self.place[column] for column in columns if column in self.place], np.int64)


def _candidates(course: Course, tree: UnitTree, by: Sequence[str]) -> Iterator[_Candidate]:
    """Yield groups in the order of :func:`bothways.privacy.candidates.candidates`, units left out."""
    everybody = course.shown.get("all", ())
    values = {
        name: sorted({value for column in everybody if (value := course.labels[name][column]) is not None})
        for name in by
    }
    for name in by:
        yield from _of(("all", ()), name, values)
    large = [
        text for text, columns in course.shown.items()
        if text != "all" and CROSSED * course.panel.k <= len(columns) < len(everybody)
    ]  # fmt: skip
    for text in sorted(large, key=lambda text: _depth(text, tree)):
        for name in by:
            yield from _of((text, parse_group(text).units), name, values)
    for one, two in combinations(by, 2):
        for first in values[one]:
            names = {value: Group(attributes=((one, first), (two, value))).text for value in values[two]}
            for value, text in names.items():
                others = tuple(name for name in names.values() if name != text)
                whole = Group(attributes=((one, first),)).text
                yield _Candidate(text, whole, others, "all", ((one, first), (two, value)))


def _of(
    where: tuple[str, tuple[str, ...]], name: str, values: Mapping[str, Sequence[str]]
) -> Iterator[_Candidate]:
    """Yield the groups of one attribute in one shown group."""
    inside, units = where
    names = {value: Group(units=units, attributes=((name, value),)).text for value in values[name]}
    for value, text in names.items():
        others = tuple(other for other in names.values() if other != text)
        yield _Candidate(text, inside, others, inside, ((name, value),))


def _depth(text: str, tree: UnitTree) -> tuple[int, int]:
    """Return what shown units are ordered by: from the top down, as in the tree."""
    places = sorted(tree.place(unit) for unit in parse_group(text).units)
    return int(tree.levels[places[0]]), places[0]
