"""What leads what: the result of :func:`bothways.link`."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import pandas as pd

Verdict = Literal["employee_leads", "customer_leads", "both_ways", "no_link", "cannot_tell", "not_estimable"]
Strength = Literal["clear", "likely"]
NAN = float("nan")


@dataclass(frozen=True)
class Delay:
    """One direction at one delay, standardised; the 95 % band holds all delays of the direction at once.

    Attributes
    ----------
    delay : int
        Periods from driver to outcome.
    estimate, low, high : float
    """

    delay: int
    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Effect:
    """One direction of one pair, one period later.

    Attributes
    ----------
    effect, se, low, high : float
        Standardised within-unit effect b~ = Phi x sd_within(driver) / sd_within(outcome), noise-corrected;
        its standard error and 95 % interval. NaN where the direction cannot be estimated.
    p : float
        Two-sided p of the default rule for this direction alone, in [0, 1]; from enough periods on that of the effect
        one period later and of the test of all lags together.
    q : float
        Family-adjusted p, on which the verdict rests, in [0, 1].
    natural, natural_low, natural_high : float
        Phi: outcome units per one unit of the driver, with its 95 % interval.
    joint_p, joint_q : float
        P that nothing comes before at any lag up to four, alone and family-adjusted; NaN where that was not tested.
    total, total_low, total_high : float
        Sum of the standardised effects one to four periods later, with its 95 % interval; NaN where not tested.
    delays : tuple of Delay
        How long it takes, for claimed directions; a picture. Empty where there is none.
    no_delays : str
        Why a claimed direction has no such picture, as a sentence; else empty.
    """

    effect: float = NAN
    se: float = NAN
    low: float = NAN
    high: float = NAN
    p: float = NAN
    q: float = NAN
    natural: float = NAN
    natural_low: float = NAN
    natural_high: float = NAN
    joint_p: float = NAN
    joint_q: float = NAN
    total: float = NAN
    total_low: float = NAN
    total_high: float = NAN
    delays: tuple[Delay, ...] = ()
    no_delays: str = ""

    def over(self, within: int) -> Effect:
        """The effect that is told and drawn: of all lags together where it takes longer than one period.

        ``effect``, ``low`` and ``high`` are then those of the sum.
        """
        if within == 1:
            return self
        return replace(self, effect=self.total, low=self.total_low, high=self.total_high)

    def way(self, within: int) -> str:
        """Is the outcome "higher" or "lower" when the driver is higher than usual?

        Where it takes longer than one period (``within`` over 1) by the sum over all lags: empty where its interval
        does not leave out 0, or is not known.
        """
        if within == 1:
            return "lower" if self.effect < 0 else "higher"
        return "higher" if self.total_low > 0 else "lower" if self.total_high < 0 else ""


@dataclass(frozen=True)
class Check:
    """One check of a claim.

    Attributes
    ----------
    name : str
        Which check: "placebo lead", "leave one period out", "noise x0.5", ...
    passed : bool or None
        None where it could not run.
    detail : str
        One sentence with the figures.
    weighs : bool
        Whether it decides between *clear* and *likely*; False where it is only told.
    """

    name: str
    passed: bool | None
    detail: str
    weighs: bool = True


@dataclass(frozen=True)
class Scale:
    """What one metric is measured in, so that an effect can be told in its own units.

    Attributes
    ----------
    kind : str
        "mean", "percent", "nps", "count", "rate" or "" where it is not known.
    low, high : float
        Ends of the scale, NaN where not given.
    better : str
        "higher", "lower" or "" where it is not known.
    """

    kind: str = ""
    low: float = NAN
    high: float = NAN
    better: str = ""


@dataclass(frozen=True)
class Finding:
    """One pair of an employee metric with a customer metric.

    Attributes
    ----------
    employee_metric, customer_metric : str
    verdict : str
        "employee_leads", "customer_leads", "both_ways", "no_link", "cannot_tell" or "not_estimable".
    strength : str or None
        "clear" or "likely" for a claim, else None.
    lag : int
        Periods between driver and outcome.
    units, periods : int
        Units with both metrics in at least two periods, and periods in which any unit has both.
    cells_missing : float
        Share of unit-period cells in which at least one of the two is missing, in [0, 1], among units that ever have
        both and from the first to the last period that has both.
    employee_to_customer, customer_to_employee : Effect
    between_r, within_r : float
        Correlation of unit means, and of same-period deviations from unit and period means. Association only.
    employee_reliability, customer_reliability : float
        Share of the within-unit variance that is not sampling noise, in [0, 1]; NaN where noise is unknown.
    reasons : tuple of str
        Sentences: why this verdict, and what would settle it.
    checks : tuple of Check
    within : int
        Periods within which the one comes before the other: more than ``lag`` where it takes longer.
    """

    employee_metric: str
    customer_metric: str
    verdict: Verdict
    strength: Strength | None
    lag: int
    units: int
    periods: int
    cells_missing: float
    employee_to_customer: Effect
    customer_to_employee: Effect
    between_r: float
    within_r: float
    employee_reliability: float
    customer_reliability: float
    reasons: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    within: int = 1

    @property
    def looked_longer(self) -> bool:
        """Whether delays of more than one period were tested, in either direction."""
        return math.isfinite(self.employee_to_customer.joint_p) or math.isfinite(
            self.customer_to_employee.joint_p
        )

    @property
    def sentence(self) -> str:
        """The finding in one sentence, without causal words."""
        x, y = self.employee_metric, self.customer_metric
        return {
            "employee_leads": _leads(x, y, self.employee_to_customer, self.within),
            "customer_leads": _leads(y, x, self.customer_to_employee, self.within),
            "both_ways": f"{_leads(x, y, self.employee_to_customer, self.within)} And the other way round: "
            f"{_leads(y, x, self.customer_to_employee, self.within)}",
            "no_link": f"No link that matters between {x} and {y} from one period to the next.",
            "cannot_tell": f"We cannot tell yet whether {x} or {y} comes first.",
            "not_estimable": f"There is not enough to work with for {x} and {y}.",
        }[self.verdict]

    def row(self) -> dict[str, Any]:
        """The row of :attr:`Findings.table`."""
        row: dict[str, Any] = {
            name: getattr(self, name)
            for name in (
                "employee_metric", "customer_metric", "verdict", "strength", "lag", "units", "periods",
                "cells_missing",
            )
        }  # fmt: skip
        for name in ("employee_to_customer", "customer_to_employee"):
            effect: Effect = getattr(self, name)
            row[name] = effect.effect
            for part in _PARTS:
                row[f"{name}_{part}"] = getattr(effect, part)
        for name in ("between_r", "within_r", "employee_reliability", "customer_reliability"):
            row[name] = getattr(self, name)
        row["reasons"] = " ".join(self.reasons)
        return row


_PARTS = (
    "se", "low", "high", "p", "q", "natural", "natural_low", "natural_high", "joint_p", "joint_q", "total", "total_low",
    "total_high",
)  # fmt: skip


def _leads(driver: str, outcome: str, effect: Effect, within: int) -> str:
    way = effect.way(within)
    when = f"within the next {within} periods" if within > 1 else "one period later"
    if not way:
        return f"Changes in {driver} come before changes in {outcome} {when}."
    return f"When {driver} is higher than usual, {outcome} tends to be {way} {when}."


@dataclass(frozen=True)
class Findings:
    """All pairs of one panel, judged as one family.

    Attributes
    ----------
    pairs : tuple of Finding
        Every employee metric with every customer metric.
    settings : dict
        The settings the run used: alpha, negligible, family rule, seed, version.
    directions_tested : int
        Estimable directions: the size of the family.
    expected_false_alarms : float
        How many of the directions claimed here are expected to be false alarms if the family rule holds its level.
    frequency : str
        "day", "week", "month", "quarter" or "year".
    notes : tuple of str
        What must be told about the data and the method: assumptions, units on one side only, rules used.
    scales : dict of str to Scale
        What each metric is measured in; a metric that is not listed is told in plain units.
    """

    pairs: tuple[Finding, ...]
    settings: dict[str, Any]
    directions_tested: int
    expected_false_alarms: float
    frequency: str
    notes: tuple[str, ...] = ()
    scales: dict[str, Scale] = field(default_factory=dict)

    @property
    def table(self) -> pd.DataFrame:
        """One row a pair; the columns are listed in ``docs/reference/findings.md``."""
        columns = list(_EMPTY.row())
        return pd.DataFrame([pair.row() for pair in self.pairs], columns=columns)

    @property
    def delays(self) -> pd.DataFrame:
        """One row a claimed direction and delay; the columns are listed in ``docs/reference/findings.md``."""
        rows = [
            (pair.employee_metric, pair.customer_metric, name, one.delay, one.estimate, one.low, one.high)
            for pair in self.pairs
            for name in ("employee_to_customer", "customer_to_employee")
            for one in getattr(pair, name).delays
        ]
        columns = ["employee_metric", "customer_metric", "direction", "delay", "estimate", "low", "high"]
        return pd.DataFrame(rows, columns=columns)


_EMPTY = Finding("", "", "not_estimable", None, 1, 0, 0, 0.0, Effect(), Effect(), NAN, NAN, NAN, NAN)
