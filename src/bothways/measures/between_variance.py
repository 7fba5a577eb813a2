"""The true variance between units whose means carry known noise."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError, NotEnoughData

Floats = npt.NDArray[np.float64]
COARSE, FINE, DENSE, REFINEMENTS = 400, 200, 20_000, 3
#: Cells of one strip of the likelihood.
STRIP = 1_000_000
#: Log posterior below the peak that is left out of the integral.
DEPTH = 34.0
#: Noise below this share of the spread counts as none.
FLOOR = 1e-10


@dataclass(frozen=True)
class Posterior:
    """Posterior of unit means: means, variances, weight of the own value; of their mean; of the variance."""

    means: Floats
    variances: Floats
    own_weights: Floats
    mean: float
    between: float
    between_low: float
    between_high: float


def between_variance(
    values: npt.ArrayLike,
    noise_variances: npt.ArrayLike,
    *,
    method: Literal["reml", "paule_mandel"] = "reml",
) -> float:
    """Estimate the variance between units that is not sampling noise.

    Parameters
    ----------
    values, noise_variances : array of float, shape (units,)
        Means of units and their sampling variances, above 0; NaN is left out.
    method : {"reml", "paule_mandel"}
        REML: highest restricted likelihood of ``y_i ~ N(mu, V_i + A)``. Paule & Mandel (1982): the A at which
        ``sum (y - mu)^2 / (V + A)`` is units - 1; needs no normal distribution.

    Returns
    -------
    float
        At least 0, in squared units of the values.

    Raises
    ------
    InputError
        Lengths differ, or a noise variance is not above 0.
    NotEnoughData
        Fewer than two units.

    Examples
    --------
    >>> round(between_variance([0.0, 4.0, 8.0], [1.0, 1.0, 1.0]), 6)
    15.0
    """
    y, v = np.asarray(values, dtype=np.float64), np.asarray(noise_variances, dtype=np.float64)
    if y.ndim != 1 or y.shape != v.shape:
        raise InputError("Values and noise differ in length.", remedy="Give one noise variance a value.")
    known = ~(np.isnan(y) | np.isnan(v))
    y, v = y[known], v[known]
    if (v <= 0).any():
        raise InputError("A noise variance is not above 0.", remedy="Leave units without noise out.")
    if y.size < 2:
        raise NotEnoughData("The variance between units needs two units or more.")
    if method == "paule_mandel":
        return _falling_root(lambda a: _weighted(y, v, a)[2] - (y.size - 1), 0.0, _scale(y, v))
    return _reml(y, v)


def moments_given(y: Floats, v: Floats, between: float) -> tuple[Floats, Floats, Floats, float]:
    """Return posterior means, variances and own weights of units, and their mean, for a known variance."""
    if between == 0 and (v == 0).any():
        between = FLOOR * _scale(y, v)
    weight, mean, _ = _weighted(y, v, between)
    pull = v * weight
    return y - pull * (y - mean), v * (1 - pull) + pull**2 / weight.sum(), 1 - pull, mean


def between_posterior(y: Floats, v: Floats, *, level: float) -> Posterior:
    """Integrate over the variance between units, flat prior; four units or more."""
    scale = _scale(y, v)
    if scale == 0 or not (v > 0).any():
        spread = float(y.var(ddof=1))
        return Posterior(y, v, np.ones(y.size), float(y.mean()), spread, math.nan, math.nan)
    noise = np.maximum(v, FLOOR * scale)
    grid, mass = _grid(y, noise, scale)
    first, second, own = np.zeros(y.size), np.zeros(y.size), np.zeros(y.size)
    centre = 0.0
    for a, share in zip(grid, mass, strict=True):
        means, variances, weights, mean = moments_given(y, noise, float(a))
        first, own, centre = first + share * means, own + share * weights, centre + share * mean
        second = second + share * (variances + (means - y) ** 2)
    variance = np.maximum(second - (first - y) ** 2, 0.0)
    full = v == 0
    low, middle, high = _quantiles(grid, mass, ((1 - level) / 2, 0.5, (1 + level) / 2))
    return Posterior(
        np.where(full, y, first),
        np.where(full, 0.0, variance),
        np.where(full, 1.0, own),
        centre,
        middle,
        low,
        high,
    )


def _scale(y: Floats, v: Floats) -> float:
    return float(y.var() + v.mean())


def _weighted(y: Floats, v: Floats, between: float) -> tuple[Floats, float, float]:
    """Return weights, weighted mean and weighted sum of squares."""
    weight = 1.0 / (v + between)
    mean = float((weight * y).sum() / weight.sum())
    return weight, mean, float((weight * (y - mean) ** 2).sum())


def _log_likelihoods(y: Floats, v: Floats, betweens: Floats) -> Floats:
    """Return the restricted log-likelihood at each variance, in strips that fit into memory."""
    strips = np.array_split(betweens, max(1, betweens.size * y.size // STRIP))
    return np.concatenate([_strip(y, v, strip[:, np.newaxis]) for strip in strips])


def _strip(y: Floats, v: Floats, betweens: Floats) -> Floats:
    weight = 1.0 / (v + betweens)
    total = weight.sum(axis=1)
    mean = (weight @ y / total)[:, np.newaxis]
    squares = (weight * (y - mean) ** 2).sum(axis=1)
    return np.asarray(0.5 * (np.log(weight).sum(axis=1) - np.log(total) - squares), dtype=np.float64)


def _slope(y: Floats, v: Floats, between: float) -> float:
    weight, mean, _ = _weighted(y, v, between)
    squared = weight**2
    return float((squared * (y - mean) ** 2).sum() - weight.sum() + squared.sum() / weight.sum())


def _reml(y: Floats, v: Floats) -> float:
    scale = _scale(y, v)
    grid = np.concatenate([[0.0], scale * np.logspace(-8, 3, COARSE)])
    best = int(np.argmax(_log_likelihoods(y, v, grid)))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, grid.size - 1)]
    return _falling_root(lambda a: _slope(y, v, a), float(low), float(high))


def _falling_root(falling: Callable[[float], float], low: float, high: float) -> float:
    """Return where a falling function is 0, or ``low`` where it is not above 0 there."""
    if falling(low) <= 0:
        return low
    while falling(high) > 0:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)
    return (low + high) / 2


def _grid(y: Floats, v: Floats, scale: float) -> tuple[Floats, Floats]:
    """Return variances evenly spaced in their logarithm, and their shares of the posterior mass."""
    low, high, count = math.log(scale) - 40.0, math.log(scale) + 160.0, COARSE
    for _ in range(REFINEMENTS):
        points = np.linspace(low, high, count)
        height = _log_likelihoods(y, v, np.exp(points)) + points
        tall = np.flatnonzero(height > height.max() - DEPTH)
        low, high = points[max(tall[0] - 1, 0)], points[min(tall[-1] + 1, count - 1)]
        count = FINE
    points = np.linspace(low, high, count)
    height = _log_likelihoods(y, v, np.exp(points)) + points
    mass = np.exp(height - height.max())
    return np.exp(points), mass / mass.sum()


def _quantiles(grid: Floats, mass: Floats, wanted: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return quantiles of the variance; the log density is smooth, so a spline carries it between points."""
    from scipy.interpolate import CubicSpline

    points = np.log(grid)
    dense = np.linspace(points[0], points[-1], DENSE)
    density = np.exp(CubicSpline(points, np.log(np.maximum(mass, 1e-300)))(dense))
    reached = np.cumsum(density) - density / 2
    low, middle, high = np.exp(np.interp(wanted, reached / density.sum(), dense))
    return float(low), float(middle), float(high)
