"""How much units move by themselves: period means, spread within units, noise and memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bothways.change.design import Design, Floats, Integers

ROUNDS, SETTLED = 300, 1e-10
TINY = 1e-9
LARGEST_MEMORY = 0.9
FEWEST_PAIRS, FEWEST_PERIODS = 20, 3  # before a memory is looked for
STEPS = 16  # halvings of the range in which memory is looked for
FLOOR = 0.1  # the share of what moves that is at least taken to be no noise


@dataclass(frozen=True)
class Scales:
    """What is estimated from cells of units that have not begun.

    Attributes
    ----------
    period_means : (periods,) float
        Shared ups and downs, by a two-way fit; 0 where no such cell is left.
    within : float
        Variance of a unit's value from period to period, sampling noise taken out.
    seen : float
        The same with noise.
    moving : float
        Variance of what moves within a unit over a long time: ``within`` lacks what the unit's mean over few periods
        has taken out where ups and downs last.
    memory : float
        Correlation of what moves within a unit with one period later, in [0, .9].
    """

    period_means: Floats
    within: float
    seen: float
    moving: float
    memory: float

    def within_over(self, periods: float) -> float:
        """Variance of a unit's value from period to period, noise taken out, where so many periods are there."""
        count = max(round(periods), 2)
        squares, _products = _left(self.memory, np.ones((1, count), dtype=bool), np.ones(1, dtype=int))
        return self.moving * squares / (count - 1)


def measure(design: Design) -> Scales:
    """Fit unit and period means to cells before the start, and measure what is left."""
    periods = len(design.periods)
    clean = np.isfinite(design.values) & (
        np.arange(periods) < np.minimum(design.starts, periods)[:, None] - design.anticipation
    )
    values = np.where(clean, design.values, 0.0)
    means = _two_way(values, clean)
    used = clean.sum(1) >= 2
    level = (values - means * clean).sum(1) / np.maximum(clean.sum(1), 1)
    rest = np.where(clean & used[:, None], values - means - level[:, None], 0.0)
    inside = clean & used[:, None]
    free = inside.sum() - used.sum() - max(int(inside.any(0).sum()) - 1, 0)
    if free <= 0:
        seen = float(np.nanvar(design.values)) or 1.0
        return Scales(means, seen, seen, seen, 0.0)
    seen = float((rest**2).sum() / free)
    noise = float(design.noise[inside].mean())
    within = max(seen - noise, FLOOR * seen, TINY * (float(np.nanvar(design.values)) or 1.0))
    return Scales(means, within, seen, *_lasting(rest, inside, within, noise))


def _two_way(values: Floats, clean: np.ndarray) -> Floats:
    """Period means of a two-way fit (alternating means); centred on 0."""
    counts_unit, counts_period = np.maximum(clean.sum(1), 1), np.maximum(clean.sum(0), 1)
    means = np.zeros(values.shape[1])
    for _ in range(ROUNDS):
        level = ((values - means) * clean).sum(1) / counts_unit
        step = ((values - level[:, None]) * clean).sum(0) / counts_period
        step -= step[clean.any(0)].mean() if clean.any() else 0.0
        step[~clean.any(0)] = 0.0
        if np.abs(step - means).max() < SETTLED:
            return np.asarray(step, dtype=float)
        means = step
    return means


def _lasting(rest: Floats, inside: np.ndarray, within: float, noise: float) -> tuple[float, float]:
    """Variance of what moves within a unit, and its memory, with what unit means have taken out put back.

    With R_st = memory^|s-t| and M = I - 1/T over the T cells of a unit, sums over units: what is left is
    variance * tr(M R M) + noise * (T - 1), and products of neighbours are variance * (M R M)_t,t+1 - noise / T: two
    equations for two unknowns.
    """
    both = inside[:, 1:] & inside[:, :-1]
    cells = inside.sum(1)
    if both.sum() < FEWEST_PAIRS or round(cells[cells > 0].mean()) < FEWEST_PERIODS:
        return within, 0.0
    lost = float((both.sum(1) / np.maximum(cells, 1)).sum()) * noise
    lagged = float((rest[:, 1:] * rest[:, :-1])[both].sum()) + lost
    squares = within * float((cells - 1).clip(0).sum())
    patterns, times = np.unique(inside[cells > 0], axis=0, return_counts=True)
    low, high = 0.0, LARGEST_MEMORY
    for _ in range(STEPS):
        middle = (low + high) / 2
        alone, beside = _left(middle, patterns, times)
        low, high = (middle, high) if beside / alone < lagged / squares else (low, middle)
    alone, _beside = _left(low, patterns, times)
    return squares / alone, low


def _left(memory: float, patterns: np.ndarray, times: Integers) -> tuple[float, float]:
    """What unit means leave of a variance of 1, summed over cells: of squares, and of products of neighbours."""
    apart = np.abs(np.subtract.outer(np.arange(patterns.shape[1]), np.arange(patterns.shape[1])))
    there = patterns[:, :, None] & patterns[:, None, :]
    centred = there * (np.eye(patterns.shape[1]) - 1 / patterns.sum(1)[:, None, None])
    left = centred @ memory**apart @ centred
    squares = np.trace(left, axis1=1, axis2=2)
    return float(squares @ times), float(np.trace(left, offset=1, axis1=1, axis2=2) @ times)
