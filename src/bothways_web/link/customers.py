"""The customers' voice of a team: released numbers of its last period."""

from __future__ import annotations

import math
import statistics
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

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
from bothways_web.link.teams import TEAMS_FOR_A_BAND, quartiles
from bothways_web.link.voices_of_customers import (
    Metric,
    Moment,
    moments_of_unit,
    surveys_of_unit,
    told_apart,
    when,
)
from bothways_web.listen.comments import shown_comments
from bothways_web.listen.ledgers import released_round
from bothways_web.wording import in_order

_UNITS = {"share": "%", "nps": ""}
#: Error of a median beside that of a mean, for values that scatter normally.
_MEDIAN = math.sqrt(math.pi / 2)
_COMPARED = ("mean", "share", "nps", "rate")
#: Name of a metric, whether it is of a survey, and its last period.
Key = tuple[str, bool, str]


@dataclass(frozen=True)
class MetricRow:
    """One metric of one team in its last period.

    ``shown`` is None where it is not shown; ``scale_low`` and ``scale_high`` are the ends of the picture. ``standing``
    is that of the team beside the middle of all teams, ``change`` since the period ``before``, and ``rounds`` are the
    last periods. ``together`` names the units with which it is shown as one, where it has no number of its own.
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
    label: str = ""
    together: str = ""

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
    comments: tuple[str, ...] = ()


def last_periods(unit: str) -> list[Key]:
    """Return each metric of a unit's customers with its last period: what a panel is read back with later."""
    last = {one.metric: one.period for one in moments_of_unit(unit)}
    return sorted((metric.name, metric.surveyed, period) for metric, period in last.items())


def customers_panel(
    unit: str, *, earlier: int = 6, until: Sequence[Key] | None = None, said_in: Collection[str] | None = None
) -> CustomersPanel:
    """Return what is shown of a unit's customers: each metric in its last period, and the periods before.

    Numbers that were brought in and those of surveys stand side by side, and are never mixed into one. With ``until``
    the panel is that of an earlier day: metrics and periods that came later are left out, and comments are those of
    the rounds in ``said_in``.
    """
    moments = moments_of_unit(unit)
    if until is not None:
        ends = {(name, surveyed): when(period) for name, surveyed, period in until}
        moments = [
            one for one in moments if when(one.period) <= ends.get((one.metric.name, one.metric.surveyed), "")
        ]
    if not moments:
        return CustomersPanel()
    mine: dict[Metric, dict[str, Released | None]] = {}
    last: dict[Metric, Moment] = {}
    for one in moments:
        mine.setdefault(one.metric, {})[one.period] = number_of_unit(one.rows, unit, one.tree)
        last[one.metric] = one
    periods = tuple(dict.fromkeys(one.period for one in moments))[-earlier:]
    metrics = list(last)
    labels = {one: told_apart(one, metrics) for one in metrics}
    ordered = sorted(metrics, key=lambda one: in_order(labels[one]))
    return CustomersPanel(
        tuple(_row(last[one], labels[one], mine[one], periods) for one in ordered),
        periods,
        tuple((labels[one], tuple(mine[one].get(period) for period in periods)) for one in ordered),
        said_by_customers(unit, said_in),
    )


def said_by_customers(unit: str, rounds: Collection[str] | None = None) -> tuple[str, ...]:
    """Return released comments of a unit's customers, of the last round of each survey, in no order that tells.

    With ``rounds``, names in the ledger, of the last of these.
    """
    latest = {
        asked.pulse_id: asked
        for asked in surveys_of_unit(unit)
        if asked.comment and (rounds is None or asked.ledger_name in rounds)
    }
    found: list[str] = []
    for asked in latest.values():
        released = released_round("surveyed", asked.ledger_name)
        rows = [row for row in released.released if row.kind == "comment"] if released else []
        mine = number_of_unit(rows, unit, released.tree) if released else None
        found += shown_comments(asked, mine.group) if mine else []
    return tuple(sorted(found))


def number_of_unit(rows: list[Released], unit: str, tree: UnitTree) -> Released | None:
    """Return the number of a unit, of the group it is shown with, or of everybody for the only root."""
    if unit in tree.roots and len(tree.roots) == 1:
        return next((row for row in rows if row.group == "all"), None)
    groups = [(parse_group(row.group).units, row) for row in rows]
    mine = [(len(units), place) for place, (units, _row) in enumerate(groups) if unit in units]
    return groups[min(mine)[1]][1] if mine else None


def names_together(shown: Released | None, tree: UnitTree) -> str:
    """Return the names of the units of a group that is shown as one; blank where it is a single unit."""
    units = parse_group(shown.group).units if shown else ()
    return ", ".join(tree.names[tree.place(one)] for one in units) if len(units) > 1 else ""


def _row(moment: Moment, label: str, mine: dict[str, Released | None], periods: Sequence[str]) -> MetricRow:
    metric, rows, tree = moment.metric, moment.rows, moment.tree
    low, high = _ends([*rows, *(one for one in mine.values() if one)], metric)
    period, shown = list(mine.items())[-1]
    scale = DomainScale(
        metric.name, metric.name, "lower" if metric.better == "lower" else "higher", low, high
    )
    before = next((one for one in reversed(list(mine)[:-1]) if mine[one] is not None), "")
    teams = [row.value for row in rows if _is_team(row, tree)]
    band = (
        quartiles(teams)
        if len(teams) >= TEAMS_FOR_A_BAND and shown and shown.group != "all"
        else (None, None)
    )
    return MetricRow(
        metric.name, period, shown, low, high, band[0], band[1], metric.better,
        _standing(shown, rows, scale, tree), before, _change(shown, mine.get(before), scale),
        tuple(mine.get(one) for one in periods), label, names_together(shown, tree),
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


def _ends(rows: list[Released], told: Metric) -> tuple[float, float]:
    """Return the ends of the picture: those of the scale, else what holds every range that is shown."""
    if rows and rows[0].kind == "share":
        return 0.0, 100.0
    numbers = [each for row in rows for each in (row.value, row.low, row.high) if math.isfinite(each)]
    low = min([0.0, *numbers]) if told.low is None else float(told.low)
    high = max([0.0, *numbers]) if told.high is None else float(told.high)
    return low, high if high > low else low + 1


def _is_team(row: Released, tree: UnitTree) -> bool:
    units = parse_group(row.group).units
    return len(units) == 1 and not tree.children(units[0])
