"""Effects by periods since the start: those that began against those that have not yet, many assignments at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.change.design import Design, Floats, Integers
from bothways.change.scales import Scales

TINY = 1e-12


@dataclass(frozen=True)
class Cohort:
    """Changes since before one start, for every unit as if it had begun then.

    Attributes
    ----------
    start : int
    changes : (units, periods) float
        Value less period mean less the unit's mean of "before"; 0 where it cannot be had.
    weights : (units, periods) float
        Precision of each change; 0 where it cannot be had.
    middle : float
        Mean period of "before", over units.
    """

    start: int
    changes: Floats
    weights: Floats
    middle: float


@dataclass(frozen=True)
class Effects:
    """Event-time effects of R assignments.

    Attributes
    ----------
    since : (events,) int
        Periods since the start; negative before.
    effect : (R, events) float
        NaN where nobody can be compared.
    weight : (R, events) float
        Cells of units that began behind each.
    overall : (R,) float
        Mean over cells from the start on, up to the horizon.
    """

    since: Integers
    effect: Floats
    weight: Floats
    overall: Floats


def cohort(design: Design, scales: Scales, start: int, *, last_only: bool = False, skip: int = 0) -> Cohort:
    """Changes against "before": all periods before the start, or the last one only (Callaway-Sant'Anna)."""
    periods = len(design.periods)
    values = design.values - scales.period_means
    there = np.isfinite(values)
    end = start - design.anticipation - skip
    window = np.zeros(periods, dtype=bool)
    window[max(end - 1, 0) if last_only else 0 : max(end, 0)] = True
    share = np.where(there & window, 1 / (scales.within + design.noise), 0.0)
    total = share.sum(1, keepdims=True)
    share = np.divide(share, total, out=np.zeros_like(share), where=total > 0)
    clean = np.where(there, values, 0.0)
    usable = there & (total > 0)
    variance = (
        scales.within * (1 + (share**2).sum(1, keepdims=True))
        + design.noise
        + (share**2 * design.noise).sum(1, keepdims=True)
    )
    changes = np.where(usable, clean - (share * clean).sum(1, keepdims=True), 0.0)
    began = design.starts == start
    times = (share * np.arange(periods)).sum(1)[began & (total[:, 0] > 0)]
    middle = float(times.mean()) if len(times) else float("nan")
    return Cohort(start, changes, np.where(usable, 1 / np.maximum(variance, TINY), 0.0), middle)


def cohorts(design: Design, scales: Scales, *, last_only: bool = False, skip: int = 0) -> tuple[Cohort, ...]:
    """One cohort for every start there is."""
    starts = sorted({int(start) for start in design.starts[design.began]})
    return tuple(cohort(design, scales, start, last_only=last_only, skip=skip) for start in starts)


def effects(
    design: Design,
    groups: tuple[Cohort, ...],
    starts: Integers,
    counted: Floats,
    *,
    horizon: int | None = None,
    skip: int = 0,
) -> Effects:
    """Effects by periods since the start, for R assignments.

    Parameters
    ----------
    starts : (R, units) int
        Start of each unit in each assignment; every row holds the same starts.
    counted : (R, units) float
        How often each unit counts: 1, or 0 where it is left out.
    horizon : int, optional
        Periods since the start, from 0, that count in ``overall``.
    skip : int
        Periods before the start left out of "before" beside anticipation.
    """
    periods, k = len(design.periods), design.anticipation
    since = np.arange(-periods + 1, periods)
    numerator, weight = np.zeros((len(starts), len(since))), np.zeros((len(starts), len(since)))
    known = tuple(int(start) for start in np.unique(starts[0]))  # all assignments share them
    for one in groups:
        treated = counted * (starts == one.start)
        waiting = _Waiting(one.start, treated, counted, starts, known)
        found, cells = _one_cohort(one, treated, waiting, k, one.start - k - 1 - skip)
        place = slice(periods - 1 - one.start, 2 * periods - 1 - one.start)
        numerator[:, place] += np.where(cells > 0, found * cells, 0.0)
        weight[:, place] += cells
    effect = np.divide(numerator, weight, out=np.full_like(numerator, np.nan), where=weight > 0)
    last = periods if horizon is None else horizon
    after = (since >= 0) & (since <= last)
    total = weight[:, after].sum(1)
    overall = np.divide(numerator[:, after].sum(1), total, out=np.full(len(starts), np.nan), where=total > 0)
    return Effects(since, effect, weight, overall)


@dataclass(frozen=True)
class _Waiting:
    """Units that one cohort is compared with: those that begin after some period, the cohort itself left out."""

    start: int
    treated: Floats
    counted: Floats
    starts: Integers
    known: tuple[int, ...]

    def after(self, latest: int) -> Floats:
        """(R, units): how often each unit counts."""
        waiting = self.counted * (self.starts > latest)
        return waiting - self.treated if self.start > latest else waiting

    def same(self, latest: int) -> tuple[int, bool]:
        """Equal for periods after which the same units wait, whatever the assignment."""
        return sum(start <= latest for start in self.known), self.start > latest


def _one_cohort(
    one: Cohort, treated: Floats, waiting: _Waiting, k: int, last_before: int
) -> tuple[Floats, Floats]:
    """Effect of one cohort in each period, and the cells of it behind each; 0 cells where none can be compared."""
    weighted = one.weights * one.changes
    own, own_weight = treated @ weighted, treated @ one.weights
    cells = treated @ (one.weights > 0).astype(float)
    other, other_weight = np.zeros_like(own), np.zeros_like(own)
    latest = [max(t, last_before) + k for t in range(own.shape[1])]
    alike = [waiting.same(one_latest) for one_latest in latest]
    for key in dict.fromkeys(alike):
        periods = [t for t, each in enumerate(alike) if each == key]
        units = waiting.after(latest[periods[0]])
        other[:, periods] = units @ weighted[:, periods]
        other_weight[:, periods] = units @ one.weights[:, periods]
    fine = (own_weight > TINY) & (other_weight > TINY)
    found = np.where(fine, own / np.where(fine, own_weight, 1) - other / np.where(fine, other_weight, 1), 0.0)
    return found, np.where(fine, cells, 0.0)


def comparisons(design: Design, groups: tuple[Cohort, ...]) -> NDArray[np.bool_]:
    """Which units stand on the other side in at least one period after a start."""
    used = np.zeros(len(design.units), dtype=bool)
    for one in groups:
        for t in range(one.start, len(design.periods)):
            used |= (design.starts > t + design.anticipation) & (one.weights[:, t] > 0)
    return used


def overall_contrast(found: Effects, horizon: int | None) -> Floats:
    """Weights of event-time effects in the overall effect."""
    after = (found.since >= 0) & (found.since <= (10**6 if horizon is None else horizon))
    weight = np.where(after, found.weight[0], 0.0)
    return np.asarray(weight / weight.sum(), dtype=float)
