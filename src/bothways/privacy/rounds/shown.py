"""The numbers of one month: whose answers each is made of."""

from __future__ import annotations

from dataclasses import dataclass

from bothways.privacy.rounds.sight import Sight
from bothways.privacy.rounds.state import MemberPanel, PanelState
from bothways.privacy.tree import UnitTree


@dataclass(frozen=True)
class ShownRound:
    """One number that may be shown in one month: whose answers it is made of.

    Attributes
    ----------
    month : int
    units : tuple of str
        The unit (it means everyone below it), or the siblings shown together; empty for all.
    columns : tuple of int
        Columns of `PanelState.people`, ascending; at least k.
    months : tuple of int
        Month of the answer of each that counts.
    """

    month: int
    units: tuple[str, ...]
    columns: tuple[int, ...]
    months: tuple[int, ...]


def shown_rounds(state: PanelState, sight: Sight) -> tuple[ShownRound, ...]:
    """Collect the numbers that took answers in this month: of each team, and of every unit above one."""
    teams = [panel for panel in state.panels if not panel.pool]
    teams.sort(key=lambda panel: int(sight.first[sight.index[panel.units[0]]]))
    shown = [
        ShownRound(sight.month, panel.units, panel.columns, panel.months)
        for panel in teams
        if panel.renewed == sight.month
    ]
    below = _panels_below(state, sight.tree)
    roots = tuple(sight.tree.roots)
    for unit in (*([None] if len(roots) > 1 else []), *sight.tree.units):
        panels = below.get(unit, [])
        if any(panel.renewed == sight.month for panel in panels):
            pairs = sorted(pair for panel in panels for pair in zip(panel.columns, panel.months, strict=True))
            columns, months = zip(*pairs, strict=True)
            units = () if unit is None or (unit,) == roots else (unit,)
            shown.append(ShownRound(sight.month, units, columns, months))
    return tuple(shown)


def _panels_below(state: PanelState, tree: UnitTree) -> dict[str | None, list[MemberPanel]]:
    """Panels and pools that make up each unit above a team; all of them under None."""
    parent = dict(zip(tree.units, tree.parents, strict=True))
    below: dict[str | None, list[MemberPanel]] = {None: list(state.panels)}
    for panel in state.panels:
        unit = panel.units[0] if panel.pool else parent[panel.units[0]]
        while unit is not None:
            below.setdefault(unit, []).append(panel)
            unit = parent[unit]
    return below
