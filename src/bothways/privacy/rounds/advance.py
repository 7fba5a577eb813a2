"""The ledgered panel: from one month to the next, the people behind a number change by none or by at least k.

Why it holds. A *panel* belongs to a team or to siblings that share one, a *pool* to the people who wait below a unit.
At any time panels and pools are disjoint in people, and every number is a sum of whole ones: a unit's number is what
stands below it. So whatever is combined out of all numbers of all rounds is a combination of panel and pool sums.

- If nobody's answers change, such a combination is one of the sets of people ever chosen. All of them went through one
  certificate, whose columns are people: it touches nobody or at least k.
- If all answers are independent, columns are answers. A panel takes answers in only if at least k of them never stood
  behind any number. Take the latest month in which a panel of the combination took answers in: its k new answers occur
  in no other term. So it touches at least k answers, or is nothing.

Who was asked, who sits where and who answered decide; the answers themselves are never looked at. What lies between the
two cases (some answers change, some do not, and somebody knows which) is not covered.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from bothways.privacy.rounds.book import Book
from bothways.privacy.rounds.families import decide_family
from bothways.privacy.rounds.history import History
from bothways.privacy.rounds.pools import decide_pools
from bothways.privacy.rounds.shown import ShownRound, shown_rounds
from bothways.privacy.rounds.sight import IntArray, Sight, look
from bothways.privacy.rounds.state import PanelState
from bothways.privacy.tree import UnitTree


def advance(
    state: PanelState,
    month: int,
    roster: Mapping[int, str],
    answered: Collection[int],
    *,
    tree: UnitTree,
    fresh_from: int | None = None,
) -> tuple[PanelState, tuple[ShownRound, ...]]:
    """Take one month in and say which numbers may be shown, and whose answers they are made of.

    Parameters
    ----------
    state : PanelState
        From `start_panels`, or what the last call gave.
    month : int
        Months counted on, at least 0; later than the last one. Months in which no survey ran are left out.
    roster : mapping of int to str
        Unit of each person in this month. A person keeps the number for ever, absence and return included.
    answered : collection of int
        Who answered this month. Whoever did not is simply missing here.
    tree : UnitTree
        The units of this month; it may differ from the last one.
    fresh_from : int, optional
        First month whose answers let their givers into a panel, where ``month`` counts rounds that lie unevenly in
        time; otherwise the last ``state.stale`` months. What was too old once stays so.

    Returns
    -------
    state : PanelState
        The new state; the old one is not changed.
    shown : tuple of ShownRound
        Teams first, then the units above them. A unit that is missing is withheld this month.

    Raises
    ------
    PeriodError
        If the month is not later than the last one.
    InputError
        If somebody sits in a unit that the tree does not hold, or answered without being on the roster.

    Notes
    -----
    A unit is withheld unless at least k answers that never counted before came in. A denied change keeps the people as
    they were; joiners wait, and a leaver's last answer stays until then.

    Examples
    --------
    >>> from bothways.privacy.rounds import start_panels
    >>> from bothways.privacy.tree import UnitTree
    >>> tree = UnitTree(units=("all", "ana"), parents=(None, "all"), names=("All", "Team Ana"))
    >>> team = {person: "ana" for person in range(6)}
    >>> state, shown = advance(start_panels(), 0, team, team, tree=tree)
    >>> [one.units for one in shown]
    [('ana',), ()]
    >>> joined = {**team, 6: "ana"}
    >>> state, shown = advance(state, 1, joined, joined, tree=tree)
    >>> shown[0].columns
    (0, 1, 2, 3, 4, 5)
    """
    sight = look(state, month, roster, answered, tree, fresh_from=fresh_from)
    homes = state.homes + tuple(
        _division(sight, roster[person]) for person in sight.people[len(state.people) :]
    )
    history = History(len(sight.people), state.admitted, k=state.k, blocks=blocks_of(homes))
    opened = {**dict.fromkeys(sorted(set(roster.values()) - set(state.opened)), month), **state.opened}
    book = Book(state, sight, history, opened)
    settled = frozenset(
        unit
        for unit in set(roster.values())
        if month - opened[unit] + 1 >= state.settle or book.all_answered(unit)
    )
    _drop_dead(book)
    for unit in tree.units:
        teams = tuple(child for child in sight.children.get(unit, ()) if child not in sight.children)
        if teams:
            decide_family(book, teams, settled)
    lonely = tuple(unit for unit in tree.roots if unit not in sight.children)
    for unit in lonely:
        decide_family(book, (unit,), settled)
    decide_pools(book, settled)
    after = replace(
        state,
        month=month,
        fresh_from=sight.fresh_from,
        people=sight.people,
        homes=homes,
        answered=tuple(sight.answered.tolist()),
        places=tuple(tree.units[at] if at >= 0 else "" for at in sight.place.tolist()),
        counted=tuple(book.counted.tolist()),
        opened=opened,
        panels=tuple(panel for panel in book.panels if panel is not None),
        admitted=history.admitted,
    )
    return after, shown_rounds(after, sight)


def _division(sight: Sight, unit: str) -> str:
    """The unit directly below the root that a unit lies in."""
    above = sight.parent[unit]
    while above is not None and sight.parent[above] is not None:
        unit, above = above, sight.parent[above]
    return unit


def blocks_of(homes: tuple[str, ...]) -> IntArray:
    """Number the divisions in which people were first seen, (people,)."""
    _, block = np.unique(np.array(homes), return_inverse=True)
    return block.astype(np.int64)


def _drop_dead(book: Book) -> None:
    """Drop panels whose units are gone, turned into something else, were moved apart, or stand empty."""
    sight, parent = book.sight, book.sight.parent
    for number, panel in enumerate(book.panels):
        if panel is None:
            continue
        known = all(unit in parent for unit in panel.units)
        fitting = known and all((unit in sight.children) == panel.pool for unit in panel.units)
        together = known and len({parent[unit] for unit in panel.units}) == 1
        if not (fitting and together and book.here(number)):
            book.drop(number)
