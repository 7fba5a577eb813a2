"""Compiled: lag counts of a mask and cross products of residuals, unit by unit (E1 to E6)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.moments.compiled import compiled

Array = NDArray[np.float64]
Index = NDArray[np.intp]


@compiled
def fill_bands(
    used: Array, season: Index, counts: Array, weights: Array, inverse: Array, row_mean: Array,
    season_mean: Array, start: int, stop: int, lag_counts: Array, diagonal: Array, below: Array,
) -> None:  # fmt: skip
    """h_ik (U, n), M_i[j, j] (U, n) and M_i[j + 1, j] (U, n); E4, E5."""
    n = used.shape[1]
    at = np.empty(n, np.int64)
    for i in range(start, stop):
        held = 0
        for j in range(n):
            if used[i, j] > 0:
                at[held] = j
                held += 1
        for one in range(held):
            j = at[one]
            own = season_mean[i, j] - row_mean[i, j]
            inner = 1.0 / counts[i, j]
            diagonal[i, j] = 1.0 - inner - weights[i] * (inverse[j, j] + own - row_mean[i, j])
            for other in range(one + 1, held):
                k = at[other]
                if season[k] == season[j]:
                    entry = -inner - weights[i] * (inverse[k, j] + own - row_mean[i, k])
                    lag_counts[i, k - j - 1] -= entry
                    if k == j + 1:
                        below[i, j] = entry


@compiled
def sum_periods(
    values: Array, rows: Index, used: Array, season: Index, seasons: int, counts: Array,
    weights: Array, start: int, stop: int, total: Array,
) -> None:  # fmt: skip
    """Add w_i Q_i v_i of lags and leads to ``total`` (n, 2 p); values (N, T, p)."""
    n, p = used.shape[1], values.shape[2]
    block = np.empty((n, 2 * p))
    means = np.empty((seasons, 2 * p))
    zero = np.zeros((n, 2 * p))
    for i in range(start, stop):
        residual(values, rows[i], used[i], season, counts[i], zero, means, block)
        for j in range(n):
            if used[i, j] > 0:
                for v in range(2 * p):
                    total[j, v] += weights[i] * block[j, v]


@compiled
def residual(
    values: Array, row: int, used: Array, season: Index, counts: Array, period: Array, means: Array,
    out: Array,
) -> None:  # fmt: skip
    """Q_i (v_i - period) of one unit, lags then leads (n, 2 p)."""
    n, p = used.shape[0], values.shape[2]
    means[:] = 0.0
    for j in range(n):
        if used[j] > 0:
            group, share = season[j], 1.0 / counts[j]
            for v in range(p):
                lag = values[row, j, v] - period[j, v]
                lead = values[row, j + 1, v] - period[j, p + v]
                out[j, v] = lag
                out[j, p + v] = lead
                means[group, v] += share * lag
                means[group, p + v] += share * lead
        else:
            out[j] = 0.0
    for j in range(n):
        if used[j] > 0:
            group = season[j]
            for v in range(2 * p):
                out[j, v] -= means[group, v]


@compiled
def multiply(
    x: Array, y: Array, x_period: Array, y_period: Array, rows: Index, used: Array, season: Index,
    seasons: int, counts: Array, low: int, high: int, products: Array, own_x: Array, own_y: Array,
) -> None:  # fmt: skip
    """Products of units low..high at [i - low]: cross (., 2 p, 2 q), own (., 3, p) and (., 3, q)."""
    n, p, q = used.shape[1], x.shape[2], y.shape[2]
    left, right = np.empty((n, 2 * p)), np.empty((n, 2 * q))
    left_means, right_means = np.empty((seasons, 2 * p)), np.empty((seasons, 2 * q))
    product = np.empty((2 * p, 2 * q))
    for i in range(low, high):
        residual(x, rows[i], used[i], season, counts[i], x_period, left_means, left)
        residual(y, rows[i], used[i], season, counts[i], y_period, right_means, right)
        np.dot(left.T, right, product)
        products[i - low] = product
        square(left, own_x[i - low])
        square(right, own_y[i - low])


@compiled
def square(block: Array, out: Array) -> None:
    """Lag with lag, lag with lead, lead with lead of each metric (3, p) from a block (n, 2 p)."""
    n, p = block.shape[0], block.shape[1] // 2
    out[:] = 0.0
    for j in range(n):
        for v in range(p):
            lag, lead = block[j, v], block[j, p + v]
            out[0, v] += lag * lag
            out[1, v] += lag * lead
            out[2, v] += lead * lead


@compiled
def subtract_noise(
    noise: Array, rows: Index, diagonal: Array, below: Array, start: int, stop: int, own: Array
) -> None:
    """Take E7 out of own products of units start..stop (., 3, p); noise (N, T, p), holes have zero weight."""
    n = diagonal.shape[1]
    for i in range(start, stop):
        r = rows[i]
        for j in range(n):
            if diagonal[i, j] != 0.0:
                for v in range(noise.shape[2]):
                    own[i - start, 0, v] -= diagonal[i, j] * noise[r, j, v]
                    own[i - start, 2, v] -= diagonal[i, j] * noise[r, j + 1, v]
            if below[i, j] != 0.0:
                for v in range(noise.shape[2]):
                    own[i - start, 1, v] -= below[i, j] * noise[r, j + 1, v]


@compiled
def scan_side(
    values: Array, keys: NDArray[np.uint64], start: int, stop: int, digest: NDArray[np.uint64],
    largest: Array,
) -> None:  # fmt: skip
    """Digest of where each metric is missing (p), and its largest absolute value (p); values (N, T, p)."""
    for i in range(start, stop):
        for t in range(values.shape[1]):
            for v in range(values.shape[2]):
                value = values[i, t, v]
                if np.isnan(value):
                    digest[v] ^= keys[i, t]
                else:
                    largest[v] = max(largest[v], abs(value))


@compiled
def noise_is_sound(values: Array, noise: Array) -> bool:
    """Whether every value that is there has a finite sampling variance of 0 or more."""
    for i in range(values.shape[0]):
        for t in range(values.shape[1]):
            for v in range(values.shape[2]):
                sound = np.isfinite(noise[i, t, v]) and noise[i, t, v] >= 0.0
                if not (sound or np.isnan(values[i, t, v])):
                    return False
    return True
