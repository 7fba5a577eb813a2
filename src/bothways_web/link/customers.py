"""The customers' voice of a team: released numbers of its last period."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bothways.privacy import Released, UnitTree
from bothways.privacy.diagnosis import (
    Change,
    DomainScale,
    Position,
    change_since,
    compare,
    position,
    standings,
)
from bothways.privacy.groups import parse_group
from bothways_web.link.labels import metric_label
from bothways_web.link.models import MetricImport
from bothways_web.link.teams import TEAMS_FOR_A_BAND, quartiles
from bothways_web.listen.ledgers import released_rounds
from bothways_web.wording import in_order

_UNITS = {"share": "%", "nps": ""}
#: Error of a median beside that of a mean, for values that scatter normally.
_MEDIAN = math.sqrt(math.pi / 2)
_COMPARED = ("mean", "share", "nps", "rate")


@dataclass(frozen=True)
class MetricRow:
    """One metric of one team in its last period.

    ``shown`` is None where it is not shown; ``scale_low`` and ``scale_high`` are the ends of the picture. ``standing``
    is that of the team beside the middle of all teams, ``change`` since the period ``before``, and ``rounds`` are the
    last periods.
    """

    metric: str
    period: str
    shown: Released | None
    scale_low: float
    scale_high: float
    band_low: float | None = None
    band_high: float | None = None
    better: str = ""
    standing: str = ""
    before: str = ""
    change: Change | None = None
    rounds: tuple[Released | None, ...] = ()

    @property
    def label(self) -> str:
        """What people call the metric."""
        return metric_label(self.metric)

    @property
    def unit(self) -> str:
        """What stands behind the figure."""
        return _UNITS.get(self.shown.kind, "") if self.shown else ""

    @property
    def value(self) -> float | None:
        """The value as it is drawn."""
        return self.shown.value if self.shown else None

    @property
    def low(self) -> float | None:
        """Low end of the range."""
        return self.shown.low if self.shown else None

    @property
    def high(self) -> float | None:
        """High end of the range."""
        return self.shown.high if self.shown else None


@dataclass(frozen=True)
class CustomersPanel:
    """The customers' voice of one team.

    ``rows`` is empty where no customer metric was ever shown of anybody.
    """

    rows: tuple[MetricRow, ...] = ()
    periods: tuple[str, ...] = ()
    table: tuple[tuple[str, tuple[Released | None, ...]], ...] = ()


def customers_panel(unit: str, *, earlier: int = 6) -> CustomersPanel:
    """Return what the customers' ledger shows of a unit: each metric in its last period, and the periods before."""
    rounds = released_rounds("customers")
    if not rounds:
        return CustomersPanel()
    ends = _scales()
    by_metric: dict[str, dict[str, Released | None]] = {}
    last: dict[str, tuple[str, list[Released], UnitTree]] = {}
    for one in rounds:
        names = dict.fromkeys(row.metric for row in one.released)
        for name in names:
            rows = [row for row in one.released if row.metric == name]
            by_metric.setdefault(name, {})[one.name] = _of_unit(rows, unit, one.tree)
            last[name] = (one.name, rows, one.tree)
    periods = tuple(one.name for one in rounds[-earlier:])
    shown = tuple(
        _row(name, by_metric[name], periods, rows, ends.get(name, {}), tree)
        for name, (_period, rows, tree) in sorted(last.items(), key=lambda one: _place(one[0]))
    )
    table = tuple(
        (metric_label(name), tuple(by_metric[name].get(period) for period in periods))
        for name in sorted(by_metric, key=_place)
    )
    return CustomersPanel(shown, periods, table)


def _place(name: str) -> tuple[object, ...]:
    return in_order(metric_label(name))


def _of_unit(rows: list[Released], unit: str, tree: UnitTree) -> Released | None:
    """Return the number of a unit; that of the whole organisation for its only root."""
    if unit in tree.roots and len(tree.roots) == 1:
        return next((row for row in rows if row.group == "all"), None)
    return next((row for row in rows if parse_group(row.group).units == (unit,)), None)


def _row(
    name: str,
    mine: dict[str, Released | None],
    periods: Sequence[str],
    rows: list[Released],
    told: dict[str, Any],
    tree: UnitTree,
) -> MetricRow:
    low, high = _ends([*rows, *(one for one in mine.values() if one)], told)
    period, shown = list(mine.items())[-1]
    scale = DomainScale(name, name, "lower" if told.get("better") == "lower" else "higher", low, high)
    before = next((one for one in reversed(list(mine)[:-1]) if mine[one] is not None), "")
    teams = [row.value for row in rows if _is_team(row, tree)]
    band = (
        quartiles(teams)
        if len(teams) >= TEAMS_FOR_A_BAND and shown and shown.group != "all"
        else (None, None)
    )
    return MetricRow(
        name, period, shown, low, high, band[0], band[1], told.get("better") or "",
        _standing(shown, rows, scale, tree), before, _change(shown, mine.get(before), scale),
        tuple(mine.get(one) for one in periods),
    )  # fmt: skip


def _standing(shown: Released | None, rows: list[Released], scale: DomainScale, tree: UnitTree) -> str:
    """Return how a team stands beside the middle of all teams, corrected for their number; blank where they are few.

    The middle is the median of what is shown: its error counts besides that of each team.
    """
    teams = [row for row in rows if _is_team(row, tree) and _has_range(row)]
    if shown not in teams or len(teams) < TEAMS_FOR_A_BAND:
        return ""
    placed = [position(row, scale) for row in teams]
    values = [one.value for one in placed]
    middle = Position(statistics.median(values), _MEDIAN * statistics.stdev(values) / math.sqrt(len(values)))
    wider = (replace(one, error=math.hypot(one.error, middle.error)) for one in placed)
    return standings([compare(one, middle) for one in wider])[teams.index(shown)]


def _change(shown: Released | None, before: Released | None, scale: DomainScale) -> Change | None:
    if shown is None or before is None or not (_has_range(shown) and _has_range(before)):
        return None
    return change_since(shown, before, scale)


def _has_range(one: Released) -> bool:
    """Whether a number can be compared: a total of one unit says nothing beside another's."""
    return one.kind in _COMPARED and math.isfinite(one.low) and math.isfinite(one.high) and one.low < one.high


def _ends(rows: list[Released], told: dict[str, Any]) -> tuple[float, float]:
    """Return the ends of the picture: those of the scale, else what holds every range that is shown."""
    if rows and rows[0].kind == "share":
        return 0.0, 100.0
    numbers = [each for row in rows for each in (row.value, row.low, row.high) if math.isfinite(each)]
    low = min([0.0, *numbers]) if told.get("low") is None else float(told["low"])
    high = max([0.0, *numbers]) if told.get("high") is None else float(told["high"])
    return low, high if high > low else low + 1


def _is_team(row: Released, tree: UnitTree) -> bool:
    units = parse_group(row.group).units
    return len(units) == 1 and not tree.children(units[0])


def _scales() -> dict[str, dict[str, Any]]:
    """Return what the last import of each metric says of its scale."""
    standing = MetricImport.objects.filter(
        side=MetricImport.Side.CUSTOMERS, state=MetricImport.State.IMPORTED
    )
    return {told["name"]: told for one in standing.order_by("pk") for told in one.metrics}
