"""Did both sides move alike before the start, and what if they did not?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special, stats

from bothways.change.contrasts import Cohort, Effects
from bothways.change.design import Design, Floats, Integers
from bothways.change.spread import Spread

POWER = 0.8
FEWEST_BEFORE, FEWEST_INSIDE = 3, 2
NAN = float("nan")


@dataclass(frozen=True)
class EarlierTrend:
    """What the time before the start says.

    Attributes
    ----------
    periods : int
        Periods before the start with a comparison; a slope takes three.
    slope, low, high : float
        By how much per period units that began moved away from the others before their start, with its interval.
    p : float
        Two-sided p of no such drift; NaN where there are too few periods.
    smallest_slope : float
        The smallest slope that would have been seen in four of five such studies.
    """

    periods: int = 0
    slope: float = NAN
    low: float = NAN
    high: float = NAN
    p: float = NAN
    smallest_slope: float = NAN

    @property
    def could_run(self) -> bool:
        """Were there enough periods before?"""
        return self.periods >= FEWEST_BEFORE


@dataclass(frozen=True)
class Drift:
    """What is left of an effect if both sides drifted apart in a straight line anyway.

    Attributes
    ----------
    span : float
        Periods from the middle of "before" to the middle of "after": a drift of 1 a period moves the effect by so much.
    allowed : float
        The modest drift, per period.
    low, high : float
        Interval of the effect under any drift up to that.
    inside, inside_p : float
        Drift per period within "before" and within "after" together, with its two-sided p; NaN where there are fewer
        than four periods in all.
    straight, straight_low, straight_high : float
        Effect less what that drift makes over the span, with its interval.
    earlier, earlier_low, earlier_high : float
        The same with the drift before the start alone, which leaves effects that grow.
    breakdown : float
        The smallest drift per period that would make the plain interval hold 0; 0 where it does anyway.
    """

    span: float
    allowed: float
    low: float
    high: float
    inside: float = NAN
    inside_p: float = NAN
    straight: float = NAN
    straight_low: float = NAN
    straight_high: float = NAN
    earlier: float = NAN
    earlier_low: float = NAN
    earlier_high: float = NAN
    breakdown: float = 0.0

    @property
    def could_run(self) -> bool:
        """Were there enough periods to look for a drift?"""
        return bool(np.isfinite(self.inside_p))


def slope_contrast(
    since: Integers, cells: Floats, windows: tuple[NDArray[np.bool_], ...]
) -> tuple[Floats, int]:
    """Weights of effects in their common slope within windows, and how many periods beyond one a window there are."""
    total, square, free = np.zeros(len(since)), 0.0, 0
    for window in windows:
        weight = np.where(window, cells, 0.0)
        if (weight > 0).sum() < 2:
            continue
        centred = since - (weight * since).sum() / weight.sum()
        total += weight * centred
        square += float((weight * centred**2).sum())
        free += int((weight > 0).sum()) - 1
    return (total / square if square > 0 else total), free


def earlier_trend(
    found: Effects, spread: Spread, *, anticipation: int, alpha: float
) -> tuple[EarlierTrend, Floats]:
    """Slope of the effects before the start, with its test and what it could have seen."""
    before = (found.since < -anticipation) & (found.weight[0] > 0)
    contrast, periods = slope_contrast(found.since, found.weight[0], (before,))[0], int(before.sum())
    if periods < FEWEST_BEFORE:
        return EarlierTrend(periods), contrast
    slope = float(np.nan_to_num(found.effect[0]) @ contrast)
    reach, se = spread.reach(contrast, alpha), spread.se(contrast)
    seen = reach + float(stats.norm.ppf(POWER)) * se
    return EarlierTrend(
        periods, slope, slope - reach, slope + reach, spread.p(contrast, slope), seen
    ), contrast


def span_of(design: Design, groups: tuple[Cohort, ...], found: Effects, horizon: int | None) -> float:
    """Periods from the middle of "before" to the middle of "after", over the cells that count."""
    last = len(design.periods) if horizon is None else horizon
    total = weight = 0.0
    for one in groups:
        after = np.arange(one.start, min(len(design.periods), one.start + last + 1))
        compared = found.weight[0][after - one.start + len(design.periods) - 1] > 0
        cells = (one.weights[design.starts == one.start][:, after] > 0).sum(0) * compared
        total += float((cells * (after - one.middle)).sum()) if np.isfinite(one.middle) else 0.0
        weight += float(cells.sum()) if np.isfinite(one.middle) else 0.0
    return total / weight if weight else NAN


def drifts(
    effect: float,
    interval: tuple[float, float],
    *,
    found: Effects,
    anticipation: int,
    span: float,
    allowance: float,
    alpha: float,
    spread: Spread,
    overall: Floats,
    earlier: Floats,
    trend: EarlierTrend,
    exact: bool,
) -> Drift:
    """Bounds under drifts in a straight line.

    Parameters
    ----------
    allowance : float
        How far the modest drift may move the effect over the span.
    exact : bool
        The interval comes from dealing starts again: it is moved by the allowance on both sides. Otherwise it is
        the interval whose centre may be off by the allowance, which is shorter (Armstrong and Kolesar).
    """
    low, high = interval
    if exact:
        wide = low - allowance, high + allowance
    else:
        se = (high - low) / 2 / float(stats.t.ppf(1 - alpha / 2, spread.df))
        reach = se * off_centre(allowance / se, alpha, spread.df) if se > 0 else allowance
        wide = effect - reach, effect + reach
    value = np.nan_to_num(found.effect[0])
    windows = (found.since < -anticipation, found.since >= 0)
    inside, free = slope_contrast(found.since, found.weight[0], windows)
    parts = {"breakdown": max(0.0, low, -high) / span if span > 0 else 0.0}
    if free >= FEWEST_INSIDE:
        slope = float(value @ inside)
        parts |= {"inside": slope, "inside_p": spread.p(inside, slope)}
        parts |= _less("straight", effect - span * slope, spread.reach(overall - span * inside, alpha))
    if trend.could_run:
        reach = spread.reach(overall - span * earlier, alpha)
        parts |= _less("earlier", effect - span * trend.slope, reach)
    return Drift(span, allowance / span, *wide, **parts)


def _less(name: str, value: float, reach: float) -> dict[str, float]:
    return {name: value, f"{name}_low": value - reach, f"{name}_high": value + reach}


def off_centre(bias: float, alpha: float, df: float) -> float:
    """1 - alpha quantile of |N(bias, 1)|, stretched as t is to normal."""
    normal = float(
        optimize.brentq(
            lambda c: special.ndtr(c - bias) - special.ndtr(-c - bias) - (1 - alpha), 0, bias + 12
        )
    )
    plain = float(stats.norm.ppf(1 - alpha / 2))
    return normal + float(stats.t.ppf(1 - alpha / 2, df)) - plain
