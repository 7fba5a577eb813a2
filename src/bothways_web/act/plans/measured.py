"""Which numbers are measured in a unit, as its team page shows them: what a plan may be about, and expect."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bothways.privacy import Released
from bothways.privacy.diagnosis import UnitProfile
from bothways_web.act.plans.results import (
    CUSTOMERS,
    EMPLOYEES,
    SURVEYED,
    closing_day,
    last_day_of,
    rounds_measuring,
)
from bothways_web.link.customers import names_together, number_of_unit
from bothways_web.link.labels import round_domains
from bothways_web.link.teams import EARLIER_SHOWN, diagnosis_of, profile_of, rounds_with
from bothways_web.link.voices_of_customers import NUMBERS, Metric, Moment, moments_of_unit, told_apart
from bothways_web.listen.ledgers import released_round
from bothways_web.listen.models import Round
from bothways_web.wording import in_order

BETWEEN = ":"


@dataclass(frozen=True)
class Measured:
    """A number that is measured in a unit.

    Attributes
    ----------
    side : {"employees", "customers", "surveyed"}
    metric, label : str
    better : {"higher", "lower", ""}
        Blank: nobody has said which end is good.
    low, high : float or None
        Ends of the scale, where known.
    kind : str
        Of what was released last: "mean", "share", "nps", "rate", "count".
    shown : Released or None
        The last one of this unit or the group it is shown with: of employees in the last round, of customers in one
        of the periods that the team page shows. ``None`` where it is not shown.
    """

    side: str
    metric: str
    label: str
    better: str
    low: float | None
    high: float | None
    kind: str
    shown: Released | None

    @property
    def key(self) -> str:
        """Side and metric in one word, as forms send it."""
        return f"{self.side}{BETWEEN}{self.metric}"

    @property
    def can_be_expected(self) -> bool:
        """Whether an expectation can rest on it: it is shown, and one knows which end is good."""
        return self.shown is not None and bool(self.better)


@dataclass(frozen=True)
class Number:
    """What was released of a metric in one period; ``with_others`` names the units it is shown together with."""

    period: str
    shown: Released | None
    with_others: str = ""


def measured_in(unit: str) -> list[Measured]:
    """Return the numbers of a unit by name, those of employees first."""
    return [*_of_employees(unit), *_of_customers(unit)]


def find_measured(unit: str, key: str) -> Measured | None:
    """Return one number of a unit by its key."""
    return next((one for one in measured_in(unit) if one.key == key), None)


def key_of(side: str, metric: str) -> str:
    """Return the key of a metric."""
    return f"{side}{BETWEEN}{metric}" if metric else ""


def parts_of(key: str) -> tuple[str, str]:
    """Return side and metric of a key."""
    side, _between, metric = key.partition(BETWEEN)
    return side, metric


def then_and_now(unit: str, side: str, metric: str, start: dt.date) -> tuple[Number | None, Number | None]:
    """Return the last number that was measured before a day, and the newest one that speaks of that day or later."""
    found = _brought_in(unit, metric) if side == CUSTOMERS else _of_rounds(unit, side, metric)
    before = next((one for day, one in found if day < start), None)
    since = next((one for day, one in found if day >= start), None)
    return tuple(make() if make else None for make in (before, since))  # type: ignore[return-value]


def _of_rounds(unit: str, side: str, metric: str) -> list[tuple[dt.date, Callable[[], Number]]]:
    """Return the rounds that measured a metric, newest first, each with what reads its number."""
    rounds = rounds_measuring(unit, side, metric)
    return [(closing_day(one), partial(_number_in, unit, side, metric, one)) for one in rounds]


def _number_in(unit: str, side: str, metric: str, asked: Round) -> Number:
    if side == EMPLOYEES:
        profile = _profile(unit, asked)
        shown = _numbers(profile).get(metric)
        return Number(
            asked.period, shown, profile.name if profile and shown and len(profile.units) > 1 else ""
        )
    there = released_round(SURVEYED, asked.ledger_name)
    rows = [row for row in there.released if row.metric == metric and row.kind in NUMBERS] if there else []
    shown = number_of_unit(rows, unit, there.tree) if there else None
    return Number(asked.period, shown, names_together(shown, there.tree) if there else "")


def _brought_in(unit: str, metric: str) -> list[tuple[dt.date, Callable[[], Number]]]:
    """Return the periods of a metric that was brought in, newest first."""
    mine = [one for one in moments_of_unit(unit) if one.metric.name == metric and not one.metric.surveyed]
    return [(last_day_of(one.period), partial(_number_of, unit, one)) for one in reversed(mine)]


def _number_of(unit: str, moment: Moment) -> Number:
    shown = number_of_unit(moment.rows, unit, moment.tree)
    return Number(moment.period, shown, names_together(shown, moment.tree))


def _of_employees(unit: str) -> list[Measured]:
    found: dict[str, Measured] = {}
    seen: set[int] = set()
    for asked in rounds_with(unit):
        if asked.pulse_id in seen:
            continue  # of each survey its last round
        seen.add(asked.pulse_id)
        numbers = _numbers(_profile(unit, asked))
        for one in round_domains(asked):
            shown = numbers.get(one.metric)
            made = Measured(EMPLOYEES, one.metric, one.label, one.better, one.low, one.high, "mean", shown)
            found.setdefault(one.metric, made)
    return sorted(found.values(), key=lambda one: in_order(one.label))


def _profile(unit: str, asked: Round) -> UnitProfile | None:
    """Return what a round of employees shows of a unit or of the group it is shown with."""
    found = diagnosis_of(asked, None)
    return profile_of(found, unit) if found and (found.company or found.profiles) else None


def _numbers(profile: UnitProfile | None) -> dict[str, Released | None]:
    return {one.domain.metric: one.shown for one in profile.numbers} if profile else {}


def _of_customers(unit: str) -> list[Measured]:
    moments: dict[Metric, list[Moment]] = {}
    for one in moments_of_unit(unit):
        moments.setdefault(one.metric, []).append(one)
    made = []
    for metric, each in moments.items():
        numbers = [number_of_unit(one.rows, unit, one.tree) for one in each[-EARLIER_SHOWN:]]
        shown = next((one for one in reversed(numbers) if one), None)
        kind = next((row.kind for one in reversed(each) for row in one.rows), "")
        low, high = (0.0, 100.0) if kind == "share" else (metric.low, metric.high)
        side, label = SURVEYED if metric.surveyed else CUSTOMERS, told_apart(metric, list(moments))
        made.append(Measured(side, metric.name, label, metric.better, low, high, kind, shown))
    return sorted(made, key=lambda one: in_order(one.label))
