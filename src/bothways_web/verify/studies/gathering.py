"""Teams in groups of five and more: what a study of answers is made of, so that no single team is told of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bothways.privacy.ledger.studies import UNITS_OF_A_STUDY
from bothways_web.verify.studies.panels import Material

if TYPE_CHECKING:
    from bothways.panel import Panel

#: Teams that began within so many periods of each other may be taken together.
SPREAD = 3


def gather(
    material: Material, metric: str, *, anticipation: int, only: Collection[str] = ()
) -> Material | None:
    """Return a material in groups of five teams and more; ``None`` where there are no such groups.

    A team begins when the last of its group had begun, and the time since the first had is no longer "before". Teams
    of no group are left out, and so are numbers of fewer than five teams of a group in a period.

    Parameters
    ----------
    material : Material
        Of answers.
    metric : str
    anticipation : int
        Periods before the start that are not "before".
    only : collection of str, optional
        No other teams count; of these also such as ended since.
    """
    units, periods = material.panel.units, material.panel.periods
    numbers = material.panel.data["value"].sel(metric=metric).transpose("unit", "period").values
    table = _Table(
        {unit: row for row, unit in enumerate(units)},
        {unit: periods.index(start) for unit, start in material.starts.items()}, _finite(numbers),
        _places(material.known, units, periods), anticipation,
    )  # fmt: skip
    out = {unit for unit in units if unit not in only} if only else set(material.reorganised)
    while True:
        groups, spread = table.groups(out)
        gone = table.thin(groups)
        lacking = table.lacking(groups, spread)
        if not gone and not lacking:
            break
        out |= lacking
    began, others = groups[:-1], groups[-1]
    if not others and len(began) > 1:  # nobody is left to compare with once the last ones begin
        *began, others = began
        periods = periods[: table.start_of(others) - anticipation - spread]
    alone = not others and len(began[0]) < len(units) if began else True
    if alone or 0 < len(others) < UNITS_OF_A_STUDY:
        return None
    return _in_groups(replace(material, spread=spread), metric, table, began, others, periods)


def _in_groups(
    material: Material,
    metric: str,
    table: _Table,
    began: list[list[str]],
    others: list[str],
    periods: list[str],
) -> Material:
    """Return a material of some groups, up to the last of some periods."""
    calendar = material.panel.periods
    starts = {unit: calendar[table.start_of(group)] for group in began for unit in group}
    there = [*starts, *others]
    gaps = {
        period: [unit for unit in there if not table.there[table.rows[unit], place]]
        for place, period in enumerate(periods)
    }
    panel = _blanked(material.panel, metric, table.there)
    return replace(
        material, panel=replace(panel, data=panel.data.sel(period=periods)), starts=starts, dose={}, gaps=gaps,
        ends={unit: end for unit, end in material.ends.items() if unit in starts and end >= starts[unit]},
        reorganised=set(panel.units) - set(there),
    )  # fmt: skip


@dataclass(frozen=True)
class _Table:
    """Who has a number when; numbers of too few teams of a group are taken out of it."""

    rows: Mapping[str, int]
    starts: Mapping[str, int]
    there: Any
    known: Any
    anticipation: int

    def groups(self, out: Collection[str]) -> tuple[list[list[str]], int]:
        """Return the groups that began together, then those that had not begun; and the widest spread of a group."""
        began = sorted((place, unit) for unit, place in self.starts.items() if unit not in out)
        groups, rest = [], began
        while rest:
            first = rest[0][0]
            taken = [one for one in rest if one[0] == first]
            for place in range(first + 1, first + SPREAD + 1):
                if len(taken) < UNITS_OF_A_STUDY:
                    taken += [one for one in rest if one[0] == place]
            if len(taken) < UNITS_OF_A_STUDY:
                rest = [one for one in rest if one[0] > first]
                continue
            groups.append(taken)
            rest = [one for one in rest if one[0] > taken[-1][0]]
        spread = max((group[-1][0] - group[0][0] for group in groups), default=0)
        others = [unit for unit in self.rows if unit not in self.starts and unit not in out]
        return [*([unit for _place, unit in group] for group in groups), others], spread

    def start_of(self, group: list[str]) -> int:
        """Return when the last of a group began."""
        return max(self.starts[unit] for unit in group)

    def thin(self, groups: list[list[str]]) -> bool:
        """Take out, period by period, numbers of fewer than five teams of a group; return whether there were any."""
        gone = False
        for group in filter(None, groups):
            rows = [self.rows[unit] for unit in group]
            own = self.there[rows]
            for hidden in (own & ~self.known[rows], own):
                few = hidden & own & ((hidden & own).sum(0) < UNITS_OF_A_STUDY)
                own = own & ~few
                gone = gone or bool(few.any())
            self.there[rows] = own
        return gone

    def lacking(self, groups: list[list[str]], spread: int) -> set[str]:
        """Return the teams without a number before the first start, or since their own; at first those too early."""
        began = groups[:-1]
        if not began:
            return set()
        first = {self.start_of(group) - self.anticipation - spread: group for group in began}
        if min(first) <= 0:
            return set(first[min(first)])
        found = set()
        for group in filter(None, groups):
            since = self.start_of(group) if group in began else 0
            for unit in group:
                own = self.there[self.rows[unit]]
                if not own[: min(first)].any() or not own[since:].any():
                    found.add(unit)
        return found


def _finite(numbers: Any) -> Any:
    import numpy as np

    return np.isfinite(numbers)


def _places(known: Mapping[str, Collection[str]], units: list[str], periods: list[str]) -> Any:
    import numpy as np

    return np.array([[unit in known.get(period, ()) for period in periods] for unit in units], dtype=bool)


def _blanked(panel: Panel, metric: str, there: Any) -> Panel:
    """Return a panel without the numbers of a metric that were taken out."""
    data = panel.data.copy(deep=True)
    place = [str(name) for name in data["metric"].values].index(metric)
    values = data["value"].transpose("unit", "period", "metric").values.copy()
    values[:, :, place][~there] = float("nan")
    data["value"] = (("unit", "period", "metric"), values)
    return replace(panel, data=data)
