"""Errors to expect of a study, from who is there when, how much units move, and how exactly they are measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bothways.change.design import Design, Floats, Integers
from bothways.change.scales import Scales
from bothways.change.trends import FEWEST_BEFORE, FEWEST_INSIDE, slope_contrast

#: What a verdict looks at, in the order of `Expected.covariance`.
EFFECT, INSIDE, EARLIER, LATE = range(4)
CLOSED = 3  # periods without a value at the end, after which a unit is taken to have closed


@dataclass(frozen=True)
class Plan:
    """Who has a value when, how exact it is, and when each unit begins.

    Attributes
    ----------
    present : (units, periods) bool
    noise : (units,) float
        Sampling variance of a value of each unit; 0 where nobody knows it.
    starts : (units,) int
        Index of the period in which each unit begins; `NEVER` for those that do not.
    anticipation : int
        Periods before the start that are no longer "before".
    """

    present: NDArray[np.bool_]
    noise: Floats
    starts: Integers
    anticipation: int = 0

    @property
    def sides(self) -> tuple[int, int]:
        """Units that begin within the periods, and units that do not."""
        began = self.starts < self.present.shape[1]
        return int(began.sum()), int((~began).sum())


@dataclass(frozen=True)
class Expected:
    """How far chance will move what a verdict looks at.

    Attributes
    ----------
    covariance : (4, 4) float
        Of the effect; of what the drift within "before" and within "after" makes of it over the span; of what the
        drift before the start makes of it; and of the effect with the last period before the start left out. NaN
        where one of them cannot be had.
    """

    covariance: Floats

    @property
    def se(self) -> float:
        """Standard error of the effect; NaN where nobody could be compared."""
        return float(np.sqrt(self.covariance[EFFECT, EFFECT]))

    @property
    def straight(self) -> float:
        """Standard error of the effect less a straight drift; NaN where none can be taken off."""
        v = self.covariance
        return float(np.sqrt(v[EFFECT, EFFECT] - 2 * v[EFFECT, INSIDE] + v[INSIDE, INSIDE]))

    def times(self, factor: float) -> Expected:
        """The same with all errors so many times as large."""
        return replace(self, covariance=self.covariance * factor**2)


def plan_of(design: Design, more: int = 0) -> Plan:
    """Who was there when, and in further periods is likely to be.

    A unit that is there goes on, with its holes in reverse order; one without a value in the last three periods has
    closed.
    """
    there = np.isfinite(design.values)
    noise = np.where(there, design.noise, 0.0).sum(1) / np.maximum(there.sum(1), 1)
    opened = np.maximum.accumulate(there, axis=1)
    present = np.pad(there | ~opened, ((0, 0), (0, more)), mode="symmetric")
    present[:, : there.shape[1]] = there
    present[~there[:, -CLOSED:].any(1), there.shape[1] :] = False
    return Plan(present, noise, design.starts, design.anticipation)


def expect(scales: Scales, plan: Plan) -> Expected:
    """Return the errors to expect.

    Notes
    -----
    Effect, drifts and late effect are weighted sums of values, with the weights that
    :func:`bothways.change.contrasts.effects` gives. Their covariance: sum over units of a'(w R + v I)b, w what moves
    within a unit, R_st = memory^|s-t|, v its noise. That shared ups and downs are estimated too is left out; it
    matters only where units have very different "before".

    Examples
    --------
    >>> from bothways.change.design import NEVER
    >>> from bothways.change.scales import Scales
    >>> plain = Scales(np.zeros(4), within=1.0, seen=1.0, moving=1.0, memory=0.0)
    >>> plan = Plan(np.ones((4, 4), dtype=bool), np.zeros(4), np.array([2, 2, NEVER, NEVER]))
    >>> round(expect(plain, plan).se, 3)
    1.0
    """
    periods = plan.present.shape[1]
    weights, there = _weights(scales.within, plan)
    apart = np.abs(np.subtract.outer(np.arange(periods), np.arange(periods)))
    moved = weights @ (scales.moving * scales.memory**apart) + weights * plan.noise[:, None]
    covariance = np.tensordot(moved, weights, axes=((1, 2), (1, 2)))
    missing = ~there
    covariance[missing] = covariance[:, missing] = np.nan
    return Expected(covariance)


@dataclass(frozen=True)
class _Part:
    """What units that begin together give: weights of changes by period, cells behind them, and weights of "before"."""

    start: int
    changes: Floats
    cells: Floats
    before: Floats
    middle: float


def _weights(within: float, plan: Plan) -> tuple[Floats, NDArray[np.bool_]]:
    """Weights of all values in each of the four sums, (4, units, periods), and which of the four there are."""
    periods, k = plan.present.shape[1], plan.anticipation
    since = np.arange(-periods + 1, periods)
    out, there = np.zeros((4, *plan.present.shape)), np.zeros(4, dtype=bool)
    parts = list(_parts(within, plan, 0))
    cells = _cells(parts, since)
    after = np.where(since >= 0, cells, 0.0)
    if not after.sum():
        return out, there
    overall, span = after / after.sum(), _span(parts, cells)
    inside, free = slope_contrast(since, cells, (since < -k, since >= 0))
    earlier, before = slope_contrast(since, cells, (since < -k,))
    for place, contrast in ((EFFECT, overall), (INSIDE, span * inside), (EARLIER, span * earlier)):
        out[place] = _on_values(parts, cells, contrast)
    there[[EFFECT, INSIDE, EARLIER]] = True, free >= FEWEST_INSIDE, before + 1 >= FEWEST_BEFORE
    late = list(_parts(within, plan, 1))
    late_cells = _cells(late, since)
    late_after = np.where(since >= 0, late_cells, 0.0)
    if late_after.sum():
        out[LATE], there[LATE] = _on_values(late, late_cells, late_after / late_after.sum()), True
    return out, there


def _parts(within: float, plan: Plan, skip: int) -> Iterator[_Part]:
    """One part for each start; ``skip`` leaves out the last periods of "before"."""
    periods, k = plan.present.shape[1], plan.anticipation
    time = np.arange(periods)
    for start in np.unique(plan.starts[plan.starts < periods]):
        before = plan.present & (time < start - k - skip)
        count = before.sum(1, keepdims=True)
        share = before / np.maximum(count, 1)
        usable = plan.present & (count > 0)
        exact = np.where(usable, 1 / ((within + plan.noise[:, None]) * (1 + 1 / np.maximum(count, 1))), 0.0)
        treated = (plan.starts == start)[:, None]
        latest = np.maximum(time, start - k - 1 - skip) + k
        own, other = exact * treated, exact * (~treated & (plan.starts[:, None] > latest))
        fine = (own.sum(0) > 0) & (other.sum(0) > 0)
        changes = own / np.where(fine, own.sum(0), 1) - other / np.where(fine, other.sum(0), 1)
        middles = (share * time).sum(1)[treated[:, 0] & (count[:, 0] > 0)]
        if len(middles):
            cells = np.where(fine, (usable & treated).sum(0), 0.0)
            yield _Part(int(start), np.where(fine, changes, 0.0), cells, share, float(middles.mean()))


def _cells(parts: list[_Part], since: Integers) -> Floats:
    """Cells behind the effect of each period since the start."""
    total = np.zeros(len(since))
    for part in parts:
        total[_places(part)] += part.cells
    return total


def _places(part: _Part) -> slice:
    periods = len(part.cells)
    return slice(periods - 1 - part.start, 2 * periods - 1 - part.start)


def _on_values(parts: list[_Part], cells: Floats, contrast: Floats) -> Floats:
    """Weights that a contrast of effects gives every value, (units, periods)."""
    total = np.zeros_like(parts[0].changes)
    each = np.divide(contrast, cells, out=np.zeros_like(contrast), where=cells > 0)
    for part in parts:
        changes = part.changes * (part.cells * each[_places(part)])
        total += changes - changes.sum(1, keepdims=True) * part.before
    return total


def _span(parts: list[_Part], cells: Floats) -> float:
    """Periods from the middle of "before" to the middle of "after"."""
    reach = total = 0.0
    for part in parts:
        time = np.arange(len(part.cells))
        after = np.where(time >= part.start, part.cells, 0.0)
        reach += float((after * (time - part.middle)).sum())
        total += float(after.sum())
    return reach / total
