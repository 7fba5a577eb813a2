"""The familiar ways to judge a change, for comparison on the evidence pages only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from bothways.change.design import Design, Floats


@dataclass(frozen=True)
class Familiar:
    """Estimate, its standard error, and a two-sided p."""

    effect: float
    se: float
    p: float


def before_after(design: Design) -> Familiar:
    """Mean change of the units that began, each against its own time before; paired t."""
    periods = np.arange(len(design.periods))
    there = np.isfinite(design.values)
    clean = np.where(there, design.values, 0.0)
    before = there & (periods < design.starts[:, None] - design.anticipation)
    after = there & (periods >= design.starts[:, None])
    use = design.began & before.any(1) & after.any(1)
    with np.errstate(invalid="ignore"):
        change = ((clean * after).sum(1) / after.sum(1) - (clean * before).sum(1) / before.sum(1))[use]
    n = len(change)
    se = float(change.std(ddof=1) / np.sqrt(n)) if n > 1 else float("nan")
    return _familiar(float(change.mean()) if n else float("nan"), se, max(n - 1, 1))


def two_way_fixed_effects(design: Design) -> Familiar:
    """Regress values on unit and period means and on "has begun"; errors clustered by unit (CR1, t)."""
    there = np.isfinite(design.values)
    begun = (np.arange(len(design.periods)) >= design.starts[:, None]).astype(float)
    y, d = _within(design.values, there), _within(begun, there)
    square = float((d**2).sum())
    if square < 1e-9:
        return Familiar(float("nan"), float("nan"), float("nan"))
    effect = float((d * y).sum() / square)
    n = len(y)
    scores = (d * (y - effect * d)).sum(1)
    se = float(np.sqrt(n / (n - 1) * (scores**2).sum()) / square)
    return _familiar(effect, se, n - 1)


def _within(values: Floats, there: np.ndarray) -> Floats:
    """Take out unit and period means, over cells that are there."""
    out = np.where(there, values, 0.0)
    for _ in range(500):
        unit = out.sum(1, keepdims=True) / np.maximum(there.sum(1, keepdims=True), 1)
        out = np.where(there, out - unit, 0.0)
        period = out.sum(0, keepdims=True) / np.maximum(there.sum(0, keepdims=True), 1)
        out = np.where(there, out - period, 0.0)
        if np.abs(period).max() < 1e-12:
            break
    return out


def _familiar(effect: float, se: float, df: float) -> Familiar:
    p = float(2 * stats.t.sf(abs(effect) / se, df)) if se > 0 else float("nan")
    return Familiar(effect, se, p)
