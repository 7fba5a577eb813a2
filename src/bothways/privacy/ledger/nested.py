"""Which of nested cells are shown, decided by numbers of people and the tree alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: State of a part of the tree in which some number of people is not known or cannot be right.
DOUBT = -1


@dataclass(frozen=True)
class _Pick:
    """A choice of cells: how many, how many people they count together, and which."""

    cells: int = 0
    people: int = 0
    place: int | None = None
    parts: tuple[_Pick, ...] = ()

    @property
    def worth(self) -> tuple[int, int]:
        return self.cells, self.people

    def beside(self, other: _Pick) -> _Pick:
        return _Pick(self.cells + other.cells, self.people + other.people, None, (self, other))

    def below(self, place: int, people: int) -> _Pick:
        return _Pick(self.cells + 1, self.people + people, place, (self,))


#: People not covered by shown cells, counted up to the floor (or DOUBT) -> the best choice that leaves so many.
_Table = dict[int, _Pick]


def choose_cells(above: Sequence[int], n: Mapping[int, int | None], *, floor: int) -> tuple[int, ...]:
    """Return the places whose cells may be shown together.

    Parameters
    ----------
    above : sequence of int
        Place of the unit above each place, -1 at the top. A place stands behind the one above it.
    n : mapping of int to (int or None)
        Place -> people behind its cell, None where nobody says. Places without a cell are left out.
    floor : int
        Fewest people.

    Returns
    -------
    tuple of int
        Ascending. As many cells as can be; of equally many, those with more people behind them.

    Notes
    -----
    People of a unit are taken to be among those of the units above it, and of one unit on each level. Then what can be
    made of shown cells by adding and subtracting is made of *remainders*: a shown cell less the shown cells next
    below it. So each remainder is nobody or at least the floor.

    A cell without n is not shown, and neither is one above it together with anything below that one: the remainder
    could be that very cell. Where the cells next below a unit count more people together than the unit, numbers are
    wrong or people are counted twice: nothing below it is shown, and above it the same holds as for a cell without n.

    Examples
    --------
    A shop of 26 with teams of 10 and 13: all three would leave three people.

    >>> choose_cells([-1, 0, 0], {0: 26, 1: 10, 2: 13}, floor=5)
    (0, 2)
    >>> choose_cells([-1, 0, 0], {0: 23, 1: 10, 2: 13}, floor=5)
    (0, 1, 2)
    """
    held = next_below(above, n)
    joined: list[_Table] = [{0: _Pick()} for _ in above]
    whole: _Table = {0: _Pick()}
    for place in range(len(above) - 1, -1, -1):
        table = joined[place]
        if place in n:
            table = _with_cell(table, place, n[place], sum(n[each] or 0 for each in held[place]), floor)
        if above[place] < 0:
            whole = _join(whole, table, floor)
        else:
            joined[above[place]] = _join(joined[above[place]], table, floor)
        joined[place] = {}
    return _places(max(whole.values(), key=lambda pick: pick.worth))


def next_below(above: Sequence[int], places: Mapping[int, object]) -> dict[int, tuple[int, ...]]:
    """Return for each of some places those of them that come next below it, whatever lies between.

    Places without n are looked through where a mapping says None for them.

    Examples
    --------
    >>> next_below([-1, 0, 1, 0], {0: 9, 2: 5, 3: 4})
    {0: (2, 3), 2: (), 3: ()}
    """
    nearest: list[int] = []
    found: dict[int, list[int]] = {place: [] for place in places}
    for place, parent in enumerate(above):
        if parent >= 0 and places.get(parent) is not None:
            nearest.append(parent)
        else:
            nearest.append(nearest[parent] if parent >= 0 else -1)
        if nearest[place] >= 0 and places.get(place) is not None:
            found[nearest[place]].append(place)
    return {place: tuple(each) for place, each in found.items()}


def _with_cell(table: _Table, place: int, people: int | None, below: int, floor: int) -> _Table:
    """Return the choices in and below a place with a cell, from those below it."""
    enough = people is not None and people >= floor
    alone = _Pick().below(place, people or 0) if enough else _Pick()
    if people is None:
        return {DOUBT: max(table.values(), key=lambda pick: pick.worth)}
    if below > people:
        return {DOUBT: alone}
    if DOUBT in table:
        return {DOUBT: max(table[DOUBT], alone, key=lambda pick: pick.worth)}
    made: _Table = {}
    for left, pick in table.items():
        rest = min(left + people - below, floor)
        _keep(made, rest, pick)
        if enough and rest in (0, floor):
            _keep(made, 0, pick.below(place, people))
    return made


def _join(one: _Table, other: _Table, floor: int) -> _Table:
    """Return the choices of two parts of the tree together; doubt in one is doubt in both."""
    made: _Table = {}
    for left, first in one.items():
        for right, second in other.items():
            state = DOUBT if DOUBT in (left, right) else min(left + right, floor)
            if state not in made or made[state].worth < (
                first.cells + second.cells,
                first.people + second.people,
            ):
                made[state] = first.beside(second)
    return made


def _keep(table: _Table, state: int, pick: _Pick) -> None:
    """Note a choice where it is better than what is there."""
    if state not in table or table[state].worth < pick.worth:
        table[state] = pick


def _places(pick: _Pick) -> tuple[int, ...]:
    """Return the places of a choice."""
    found, open_parts = [], [pick]
    while open_parts:
        one = open_parts.pop()
        if one.place is not None:
            found.append(one.place)
        open_parts += one.parts
    return tuple(sorted(found))
