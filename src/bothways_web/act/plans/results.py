"""When results of a number exist: what a plan's expectation must be older than."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bothways.panel.panel import Frequency
from bothways.panel.periods import Form, read_period
from bothways_web.link.cells import read_import, standing_imports
from bothways_web.link.models import MetricImport
from bothways_web.link.showing import last_day
from bothways_web.link.teams import rounds_with
from bothways_web.link.voices_of_customers import metrics_of, surveys_of_unit
from bothways_web.listen.ledgers import Population
from bothways_web.listen.models import Round
from bothways_web.listen.question_sets import questions_of
from bothways_web.listen.quiet import zone_of
from bothways_web.people.models import Organisation
from bothways_web.people.units import above, below, current_tree

#: Whose number it is, by the ledger that shows it: "customers" were brought in, "surveyed" were asked here.
EMPLOYEES: Population = "employees"
CUSTOMERS: Population = "customers"
SURVEYED: Population = "surveyed"
#: How a period is written -> what it is.
_FORMS: dict[Form, Frequency] = {
    "year": "year", "quarter": "quarter", "month": "month", "week": "week", "date": "day",
}  # fmt: skip


@dataclass(frozen=True)
class Result:
    """A result that is there: of which period, and the last day it speaks of."""

    period: str
    day: dt.date


def first_result_since(unit: str, side: str, metric: str, day: dt.date) -> Result | None:
    """Return the earliest result of a metric that speaks of a day or of one after it; ``None`` where there is none.

    Parameters
    ----------
    unit : str
        Code.
    side : {"employees", "customers", "surveyed"}
    metric : str
    day : date
        At the organisation.

    Returns
    -------
    Result or None
        Of released rounds whose tree holds the unit, whether or not the unit is shown; and of imports that stand and
        have a row of the unit, of one below or of one above. An open round is no result before it is released.
    """
    found = [one for one in _of_rounds(unit, side, metric) if one.day >= day]
    if side != SURVEYED:
        found += _of_imports(unit, side, metric, day)
    return min(found, key=lambda one: (one.day, one.period), default=None)


def rounds_measuring(unit: str, side: str, metric: str) -> list[Round]:
    """Return the released rounds that hold a unit and measure a metric, newest first."""
    if side == EMPLOYEES:
        there = rounds_with(unit)
        return [one for one in there if metric in {each.name for each in questions_of(one).metrics}]
    if side == SURVEYED:
        there = surveys_of_unit(unit)[::-1]
        return [one for one in there if metric in {each.name for each in metrics_of(one)}]
    return []


def closing_day(asked: Round) -> dt.date:
    """Return the last day on which a round could be answered, by the clock of the organisation."""
    return asked.closes_at.astimezone(zone_of(Organisation.current().time_zone)).date()


def last_day_of(period: str) -> dt.date:
    """Return the last day of a period as it is written in what was brought in.

    Examples
    --------
    >>> last_day_of("2026-02").isoformat(), last_day_of("2026-Q4").isoformat(), last_day_of("2026-W01").isoformat()
    ('2026-02-28', '2026-12-31', '2026-01-04')
    """
    found = read_period(period)
    return last_day(period, next(frequency for form, frequency in _FORMS.items() if form in found))


def _of_rounds(unit: str, side: str, metric: str) -> list[Result]:
    return [Result(one.period, closing_day(one)) for one in rounds_measuring(unit, side, metric)]


def _of_imports(unit: str, side: str, metric: str, day: dt.date) -> list[Result]:
    """Return what standing imports say of a unit, its parts or the whole it is part of."""
    kin, found = _kin(unit), []
    for one in standing_imports(side):
        if metric not in one.metric_names or _ends(one) < day:
            continue
        cells = read_import(one)
        mine = cells[(cells["metric"] == metric) & cells["unit"].isin(kin)]
        days = {str(period): last_day(str(period), one.frequency) for period in mine["period"].unique()}  # type: ignore[arg-type]
        found += [Result(period, last) for period, last in days.items() if last >= day]
    return found


def _ends(one: MetricImport) -> dt.date:
    return last_day(one.last_period, one.frequency)  # type: ignore[arg-type]


def _kin(unit: str) -> frozenset[str]:
    """Return a unit with those below and above it."""
    tree = current_tree()
    return below(tree, unit).union(above(tree, unit))
