"""How much units move by themselves: period means, spread within units, noise and memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bothways.change.design import Design, Floats

ROUNDS, SETTLED = 300, 1e-10
TINY = 1e-9
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
    memory : float
        Correlation of what moves within a unit with one period later, in [0, .9].
    """

    period_means: Floats
    within: float
    seen: float
    memory: float


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
        return Scales(means, seen, seen, 0.0)
    seen = float((rest**2).sum() / free)
    noise = float(design.noise[inside].mean())
    within = max(seen - noise, FLOOR * seen, TINY * (float(np.nanvar(design.values)) or 1.0))
    return Scales(means, within, seen, _memory(rest, inside, within))


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


def _memory(rest: Floats, inside: np.ndarray, within: float) -> float:
    """Lag-one correlation, with the 1/T that unit means take out put back."""
    both = inside[:, 1:] & inside[:, :-1]
    if both.sum() < 20:
        return 0.0
    typical = inside.sum(1)[inside.any(1)].mean()
    lagged = float((rest[:, 1:] * rest[:, :-1])[both].mean())
    taken = within / typical
    return float(np.clip((lagged + taken) / within, 0.0, 0.9))
