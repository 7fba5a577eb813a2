"""Sealed rounds: who shares a ballot box each quarter, and which boxes may be counted on their own.

Ballots name nobody, so no panel can follow people from round to round. Instead the people *invited* are compared: the
rosters behind every number of every quarter go through one certificate, so that the roster of a unit changes by nobody
or by at least k against every quarter in which it was shown. Ballots of a withheld unit count in the units above.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from bothways.errors import InputError, PeriodError
from bothways.privacy.rounds.history import History
from bothways.privacy.rounds.sharing import share_panels
from bothways.privacy.tree import UnitTree

QUARTER = 3


@dataclass(frozen=True)
class SealedState:
    """What sealed rounds remember: who was invited behind which number.

    Attributes
    ----------
    k : int
    month : int
        Month in which the last round opened; -1 before the first.
    people : tuple of int
        Person behind each column.
    homes : tuple of str
        Unit of each person when first invited.
    admitted : tuple of tuple of int
        Rosters behind the numbers shown so far.
    """

    k: int
    month: int = -1
    people: tuple[int, ...] = ()
    homes: tuple[str, ...] = ()
    admitted: tuple[tuple[int, ...], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Hand over what ``json.dumps`` can write and `read_sealed` reads back."""
        return asdict(self)


def read_sealed(saved: Mapping[str, Any]) -> SealedState:
    """Read what `SealedState.to_json` wrote.

    Parameters
    ----------
    saved : mapping
        From ``json.loads``; lists stand for tuples.

    Returns
    -------
    SealedState

    Raises
    ------
    InputError
        If a part is missing or unknown.

    Examples
    --------
    >>> import json
    >>> read_sealed(json.loads(json.dumps(SealedState(k=5).to_json()))) == SealedState(k=5)
    True
    """
    try:
        plain: dict[str, Any] = {
            name: tuple(part) if isinstance(part, list) else part for name, part in saved.items()
        }
        plain["admitted"] = tuple(tuple(columns) for columns in plain["admitted"])
        return SealedState(**plain)
    except (KeyError, TypeError, AttributeError) as trouble:
        raise InputError(
            f"The saved sealed rounds cannot be read: {trouble}.",
            remedy="Hand in what SealedState.to_json gave, unchanged.",
        ) from trouble


@dataclass(frozen=True)
class Stratum:
    """People who share one ballot box.

    Attributes
    ----------
    units : tuple of str
        Teams invited together; or the one unit that those belong to who fit in no box below it.
    rest : bool
        True for those who fit in no box below ``units[0]``: counted there and above only.
    people : tuple of int
        Who is invited, ascending; at least k.
    """

    units: tuple[str, ...]
    rest: bool
    people: tuple[int, ...]


@dataclass(frozen=True)
class SealedRound:
    """One quarter: the boxes, and the units whose number may be shown if enough ballots come in.

    Attributes
    ----------
    month : int
        In which it opens; the next may open three months later.
    strata : tuple of Stratum
    units : tuple of tuple of str
        Teams (together where they share) and units above; empty for all.
    """

    month: int
    strata: tuple[Stratum, ...]
    units: tuple[tuple[str, ...], ...]


def open_sealed(
    state: SealedState, month: int, roster: Mapping[int, str], *, tree: UnitTree
) -> tuple[SealedState, SealedRound]:
    """Open one sealed round: form strata of at least k people, and decide which may be shown.

    Parameters
    ----------
    state : SealedState
        ``SealedState(k=5)`` to begin with.
    month : int
        At least three months after the last opening, so that windows never overlap.
    roster : mapping of int to str
        Unit of each person invited.
    tree : UnitTree

    Returns
    -------
    state : SealedState
    opened : SealedRound

    Raises
    ------
    PeriodError
        If the last window is still open.
    InputError
        If fewer than k are invited, or somebody sits in an unknown unit.

    Examples
    --------
    >>> tree = UnitTree(units=("all", "ana"), parents=(None, "all"), names=("All", "Team Ana"))
    >>> team = {person: "ana" for person in range(8)}
    >>> state, opened = open_sealed(SealedState(k=5), 0, team, tree=tree)
    >>> opened.units
    ((), ('ana',))
    >>> state, opened = open_sealed(state, 3, {**team, 8: "ana"}, tree=tree)
    >>> opened.units
    ()
    """
    _refuse(state, month, roster, tree)
    strata = _form_strata(roster, tree, k=state.k)
    known = set(state.people)
    people = (*state.people, *sorted(person for person in roster if person not in known))
    homes = (*state.homes, *(roster[person] for person in people[len(state.people) :]))
    column = {person: at for at, person in enumerate(people)}
    _, blocks = np.unique(np.array(homes), return_inverse=True)
    history = History(len(people), state.admitted, k=state.k, blocks=blocks.astype(np.int64))
    shown = tuple(
        units
        for units, boxes in _numbers(strata, tree).items()
        if history.admits(tuple(sorted(column[person] for at in boxes for person in strata[at].people)))
    )
    after = replace(state, month=month, people=people, homes=homes, admitted=history.admitted)
    return after, SealedRound(month, strata, shown)


def count_sealed(
    opened: SealedRound, ballots: Sequence[int], *, tree: UnitTree, k: int
) -> tuple[tuple[str, ...], ...]:
    """Decide at closing which of the units may be shown, from how many ballots each box holds.

    Every number, and what is left of each unit beside the numbers below it, holds nobody's or at least k ballots; the
    smallest number below is withheld until that is so.

    Parameters
    ----------
    opened : SealedRound
    ballots : sequence of int
        Ballots in each stratum, in the order of ``opened.strata``.
    tree : UnitTree
        The tree of the opening.
    k : int

    Returns
    -------
    tuple of tuple of str
        From ``opened.units``, in that order.

    Raises
    ------
    InputError
        If a box is missing, or holds more ballots than people were invited.

    Examples
    --------
    >>> tree = UnitTree(units=("all", "ana", "ben"), parents=(None, "all", "all"), names=("All", "Ana", "Ben"))
    >>> team = {person: "ana" if person < 8 else "ben" for person in range(16)}
    >>> _, opened = open_sealed(SealedState(k=5), 0, team, tree=tree)
    >>> count_sealed(opened, [7, 6], tree=tree, k=5), count_sealed(opened, [7, 4], tree=tree, k=5)
    (((), ('ana',), ('ben',)), ((),))
    """
    fits = len(ballots) == len(opened.strata) and all(
        0 <= count <= len(stratum.people) for count, stratum in zip(ballots, opened.strata, strict=True)
    )
    if not fits:
        raise InputError("The ballots do not fit the strata.", remedy="Give one count for each stratum.")
    boxes = _numbers(opened.strata, tree)
    count = {units: sum(ballots[at] for at in boxes[units]) for units in opened.units}
    shown = [units for units in opened.units if count[units] >= k]
    while (gone := _too_thin(shown, boxes, count, k=k)) is not None:
        shown.remove(gone)
    return tuple(shown)


def _too_thin(
    shown: Sequence[tuple[str, ...]],
    boxes: Mapping[tuple[str, ...], tuple[int, ...]],
    count: Mapping[tuple[str, ...], int],
    *,
    k: int,
) -> tuple[str, ...] | None:
    """The number to withhold next: the smallest below one that leaves 1 to k - 1 ballots beside those below it."""
    for at, units in enumerate(shown):
        inside = set(boxes[units])
        below = [one for one in shown[at + 1 :] if set(boxes[one]) <= inside]
        top = [one for one in below if not any(set(boxes[one]) < set(boxes[other]) for other in below)]
        distinct = {boxes[one]: count[one] for one in top}
        if 0 < count[units] - sum(distinct.values()) < k:
            return min(top, key=lambda one: (count[one], shown.index(one)))
    return None


def _refuse(state: SealedState, month: int, roster: Mapping[int, str], tree: UnitTree) -> None:
    if month < 0 or (state.month >= 0 and month < state.month + QUARTER):
        raise PeriodError(
            f"A sealed round cannot open in month {month}: the last one opened in month {state.month}.",
            remedy="Open sealed rounds three months apart, or more.",
        )
    strange = sorted(set(roster.values()) - set(tree.units))
    if strange:
        raise InputError(
            f"The unit {strange[0]!r} has people but is not in the unit tree.",
            remedy="Add it to the units, or correct where these people sit.",
        )
    if len(roster) < state.k:
        raise InputError(
            f"A sealed round needs at least {state.k} people.", remedy="Invite more, or do not ask sealed."
        )


def _form_strata(roster: Mapping[int, str], tree: UnitTree, *, k: int) -> tuple[Stratum, ...]:
    """Teams, teams that share, and for each unit above those who fit in no box below it."""
    sitting: dict[str, list[int]] = {}
    for person in sorted(roster):
        sitting.setdefault(roster[person], []).append(person)
    children: dict[str | None, list[str]] = {}
    for unit, parent in zip(tree.units, tree.parents, strict=True):
        children.setdefault(parent, []).append(unit)
    found: list[tuple[tuple[str, ...], bool, list[int]]] = []
    waiting: dict[str | None, list[int]] = {None: []}
    for above in (*reversed(tree.units), None):
        teams = [one for one in children.get(above, []) if one not in children]
        groups = share_panels([len(sitting.get(team, [])) for team in teams], k=k)
        for group in groups:
            units = tuple(teams[at] for at in group)
            found.append((units, False, [person for one in units for person in sitting.pop(one)]))
        rest = [person for team in teams for person in sitting.get(team, [])]
        rest += [person for one in children.get(above, []) for person in waiting.get(one, [])]
        if above is not None and above in children:
            rest += sitting.get(above, [])
        if above is not None and len(rest) >= k:
            found.append(((above,), True, rest))
            rest = []
        waiting[above] = rest
    return _close(found, waiting[None], tree, k=k)


def _close(
    found: list[tuple[tuple[str, ...], bool, list[int]]], left: list[int], tree: UnitTree, *, k: int
) -> tuple[Stratum, ...]:
    """Put the last few, who fit nowhere, into the smallest box, which then counts for all only."""
    if 0 < len(left) < k:
        smallest = min(found, key=lambda box: (len(box[2]), box[0]))
        found = [box for box in found if box is not smallest]
        left = [*smallest[2], *left]
    if left:
        found.append(((), True, left))
    order = {unit: at for at, unit in enumerate(tree.units)}
    found.sort(key=lambda box: (order[box[0][0]] if box[0] else -1, box[0]))
    return tuple(Stratum(units, rest, tuple(sorted(people))) for units, rest, people in found)


def _numbers(strata: Sequence[Stratum], tree: UnitTree) -> dict[tuple[str, ...], tuple[int, ...]]:
    """Boxes behind each number, from the top down: all, units above teams, teams."""
    parent = dict(zip(tree.units, tree.parents, strict=True))
    below: dict[str, list[int]] = {}
    for at, stratum in enumerate(strata):
        unit: str | None = None
        if stratum.units:
            unit = stratum.units[0] if stratum.rest else parent[stratum.units[0]]
        while unit is not None:
            below.setdefault(unit, []).append(at)
            unit = parent[unit]
    whole = tuple(range(len(strata)))
    found: dict[tuple[str, ...], tuple[int, ...]] = {(): whole}
    roots = tuple(tree.roots)
    found.update({(unit,): tuple(below[unit]) for unit in tree.units if unit in below and (unit,) != roots})
    found.update({one.units: (at,) for at, one in enumerate(strata) if not one.rest})
    return found
