"""From a first round that was decided by itself to the panels that later rounds go on from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bothways.privacy.rounds.advance import blocks_of
from bothways.privacy.rounds.history import History
from bothways.privacy.rounds.state import NEVER, MemberPanel, PanelState, start_panels
from bothways.privacy.tree import UnitTree

Columns = tuple[int, ...]


def begin_panels(
    seats: Sequence[str],
    atoms: Iterable[Columns],
    teams: Mapping[Columns, tuple[str, ...]],
    shown: Iterable[Columns],
    *,
    tree: UnitTree,
    k: int = 5,
    stale: int = 6,
    patience: int = 6,
) -> PanelState:
    """Return the state after a first round, of which everything shown is handed in.

    Parameters
    ----------
    seats : sequence of str
        Unit of each respondent; respondents are numbered from 0.
    atoms : iterable of tuple of int
        Disjoint sets of respondents that the shown units are made of, ascending.
    teams : mapping of tuple of int to tuple of str
        Atoms that are shown as a unit without units below it, or as siblings of that kind together.
    shown : iterable of tuple of int
        Every set that was shown, in the order in which a certificate took them.
    tree : UnitTree
    k, stale, patience : int
        As in `start_panels`; a unit's first panel is set as soon as k have answered.

    Returns
    -------
    PanelState
        In month 0. Each atom is a panel of its teams, or a pool of the lowest unit that holds it.

    Examples
    --------
    >>> from bothways.privacy.tree import make_tree
    >>> tree = make_tree(["shop", "day", "night"], [None, "shop", "shop"])
    >>> day, everybody = tuple(range(5)), tuple(range(10))
    >>> state = begin_panels(["day"] * 5 + ["night"] * 5, [day, tuple(range(5, 10))], {day: ("day",)},
    ...                      [everybody, day], tree=tree)
    >>> [(panel.units, panel.pool) for panel in state.panels]
    [(('day',), False), (('shop',), True)]
    """
    admitted = tuple(dict.fromkeys(shown))
    places: dict[tuple[tuple[str, ...], bool], list[int]] = {}
    inner = {parent for parent in tree.parents if parent is not None}
    for atom in atoms:
        unit = _holding({seats[column] for column in atom}, inner, tree)
        if atom in teams:
            places.setdefault((teams[atom], False), []).extend(atom)
        elif unit is not None:
            places.setdefault(((unit,), unit in inner), []).extend(atom)
    panels = tuple(
        MemberPanel(units, pool, tuple(sorted(columns)), (0,) * len(columns), 0, 0)
        for (units, pool), columns in places.items()
    )
    behind = {column for columns in (*admitted, *(panel.columns for panel in panels)) for column in columns}
    return replace(
        start_panels(k=k, stale=stale, settle=1, patience=patience),
        month=0,
        people=tuple(range(len(seats))),
        homes=tuple(division_of(unit, tree) for unit in seats),
        answered=(0,) * len(seats),
        places=tuple(seats),
        counted=tuple(0 if column in behind else NEVER for column in range(len(seats))),
        opened=dict.fromkeys(sorted(set(seats)), 0),
        panels=panels,
        admitted=admitted,
    )


def confirm_panels(state: PanelState, *, k: int) -> PanelState:
    """Return the state with panels that were never admitted offered now, and dropped if they are denied.

    Parameters
    ----------
    state : PanelState
    k : int
        Floor from now on, not below that of the state. Panels of fewer people are dropped.

    Returns
    -------
    PanelState
    """
    state = replace(state, k=k, panels=tuple(panel for panel in state.panels if len(panel.columns) >= k))
    if {panel.columns for panel in state.panels} <= set(state.admitted):
        return state
    history = History(len(state.people), state.admitted, k=k, blocks=blocks_of(state.homes))
    panels = tuple(panel for panel in state.panels if history.admits(panel.columns))
    return replace(state, panels=panels, admitted=history.admitted)


def _holding(units: set[str], inner: set[str], tree: UnitTree) -> str | None:
    """Return the lowest unit that holds some units and has others below it, or a root that stands alone."""
    paths = []
    for unit in units:
        path, at = [unit], tree.parents[tree.place(unit)]
        while at is not None:
            path.append(at)
            at = tree.parents[tree.place(at)]
        paths.append(path)
    shared = [unit for unit in paths[0] if all(unit in path for path in paths)]
    found = [unit for unit in shared if unit in inner]
    return next(iter(found or shared), None)


def division_of(unit: str, tree: UnitTree) -> str:
    """Return the unit directly below the root that a unit lies in."""
    above = tree.parents[tree.place(unit)]
    while above is not None and tree.parents[tree.place(above)] is not None:
        unit, above = above, tree.parents[tree.place(above)]
    return unit
