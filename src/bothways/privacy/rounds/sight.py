"""What one month shows of everybody: where they sit and when they last answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError, PeriodError
from bothways.privacy.rounds.state import NEVER, PanelState
from bothways.privacy.tree import UnitTree

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Sight:
    """One month, column by column.

    Attributes
    ----------
    month, fresh_from : int
    tree : UnitTree
    index : dict of str to int
        Position of each unit in ``tree.units``.
    people : tuple of int
        Person of each column, newcomers at the end.
    now : (columns,) int
        Position of the unit that each sits in; -1 for who has left.
    answered, place : (columns,) int
        Month of the latest answer and position of the unit it was given in; -1 for none.
    parent : dict of str to (str or None)
        Unit above each unit.
    children : dict of str to tuple of str
        Units directly below each unit that has some, in the order of the tree.
    first, last : (units,) int
        A unit and all below it are those whose ``first`` lies in ``[first, last)`` of it.
    """

    month: int
    fresh_from: int
    tree: UnitTree
    index: dict[str, int]
    people: tuple[int, ...]
    now: IntArray
    answered: IntArray
    place: IntArray
    parent: dict[str, str | None]
    children: dict[str, tuple[str, ...]]
    first: IntArray
    last: IntArray

    @property
    def fresh(self) -> BoolArray:
        """Who is here and has an answer young enough to let them into a panel, (columns,)."""
        old_enough = (self.now >= 0) & (self.place >= 0)
        return old_enough & (self.answered >= max(self.fresh_from, 0))

    def within(self, units: Sequence[str], positions: IntArray) -> BoolArray:
        """Which positions are one of the units or lie below one; -1 never does."""
        found = np.zeros(positions.shape, bool)
        reached = self.first[positions]
        for unit in units:
            at = self.index[unit]
            found |= (reached >= self.first[at]) & (reached < self.last[at])
        return found & (positions >= 0)

    def lies_below(self, unit: str, other: str) -> bool:
        """Whether a unit lies anywhere below another one."""
        at, top = self.first[self.index[unit]], self.index[other]
        return bool(self.first[top] < at < self.last[top])

    def counts_in(self, units: Sequence[str], columns: IntArray) -> BoolArray:
        """Who of the columns sits there and gave the latest answer there."""
        return self.within(units, self.now[columns]) & self.within(units, self.place[columns])


def look(
    state: PanelState,
    month: int,
    roster: Mapping[int, str],
    answered: Collection[int],
    tree: UnitTree,
    *,
    fresh_from: int | None = None,
) -> Sight:
    """Put one month beside what is remembered; for ``fresh_from`` see `advance`.

    Raises
    ------
    PeriodError
        If the month is not later than the last one.
    InputError
        If somebody sits in an unknown unit, or answered without being on the roster.
    """
    _refuse(state, month, roster, answered, tree)
    index = {unit: at for at, unit in enumerate(tree.units)}
    column = {person: at for at, person in enumerate(state.people)}
    people = (*state.people, *sorted(person for person in roster if person not in column))
    column.update({person: at for at, person in enumerate(people)})
    now, place, latest = (np.full(len(people), NEVER, np.int64) for _ in range(3))
    for person, unit in roster.items():
        now[column[person]] = index[unit]
    place[: len(state.places)] = [index.get(unit, NEVER) for unit in state.places]
    latest[: len(state.answered)] = state.answered
    heard = np.array(sorted(column[person] for person in set(answered)), np.int64)
    latest[heard], place[heard] = month, now[heard]
    parent = dict(zip(tree.units, tree.parents, strict=True))
    below: dict[str, list[str]] = {}
    for unit, above in parent.items():
        if above is not None:
            below.setdefault(above, []).append(unit)
    children = {above: tuple(units) for above, units in below.items()}
    first, last = _spans(tree, index, children)
    oldest = max(state.fresh_from, month - state.stale + 1 if fresh_from is None else fresh_from)
    return Sight(month, oldest, tree, index, people, now, latest, place, parent, children, first, last)


def _refuse(
    state: PanelState, month: int, roster: Mapping[int, str], answered: Collection[int], tree: UnitTree
) -> None:
    if month < 0 or month <= state.month:
        raise PeriodError(
            f"Month {month} does not come after month {state.month}.",
            remedy="Take months in one by one, in order; a month that was taken in never changes.",
        )
    known = set(tree.units)
    strange = sorted({unit for unit in roster.values() if unit not in known})
    if strange:
        raise InputError(
            f"The unit {strange[0]!r} has people but is not in the unit tree.",
            remedy="Add it to the units, or correct where these people sit.",
        )
    absent = sum(person not in roster for person in answered)
    if absent:
        raise InputError(
            f"{absent} of those who answered are not on the roster of month {month}.",
            remedy="Give everybody who answered the unit they answered in.",
        )


def _spans(
    tree: UnitTree, index: Mapping[str, int], children: Mapping[str, tuple[str, ...]]
) -> tuple[IntArray, IntArray]:
    first, last = np.zeros(len(tree.units), np.int64), np.zeros(len(tree.units), np.int64)
    reached, todo = 0, [(unit, False) for unit in reversed(tree.roots)]
    while todo:
        unit, done = todo.pop()
        if done:
            last[index[unit]] = reached
            continue
        first[index[unit]], reached = reached, reached + 1
        todo.append((unit, True))
        todo.extend((child, False) for child in reversed(children.get(unit, ())))
    return first, last
