"""Compiled twin of the two-way errors (E11) for many pairs of one mask."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.moments.compiled import compiled
from bothways.linkage.moments.kernel_products import residual
from bothways.linkage.moments.kernel_units import pair_moments, unit_score

Array = NDArray[np.float64]
Index = NDArray[np.intp]


@compiled
def noise_in_cells(
    noise: Array, row: int, used: Array, season: Index, counts: Array, means: Array, out: Array
) -> None:
    """Noise of one unit in L_ij L_ij' and in L_ij F_ij' of each metric: out (2, p, n), noise (N, T, p)."""
    n, p = used.shape[0], noise.shape[2]
    means[:] = 0.0
    out[:] = 0.0
    for j in range(n):
        if used[j] > 0:
            share = 1.0 / (counts[j] * counts[j])
            joined = j > 0 and used[j - 1] > 0 and season[j - 1] == season[j]
            for v in range(p):
                means[0, season[j], v] += share * noise[row, j, v]
                if joined:
                    means[1, season[j], v] += share * noise[row, j, v]
                    out[1, v, j] -= noise[row, j, v] / counts[j]
                    out[1, v, j - 1] -= noise[row, j, v] / counts[j]
    for j in range(n):
        if used[j] > 0:
            for v in range(p):
                out[0, v, j] = (1.0 - 2.0 / counts[j]) * noise[row, j, v] + means[0, season[j], v]
                out[1, v, j] += means[1, season[j], v]


@compiled
def centre_cells(
    phi: Array, s00: float, s01: float, s11: float, used: Array, season: Index, seasons: int,
    counts: Array, out: Array,
) -> None:  # fmt: skip
    """K_ij S of one unit by running sums over what lies behind and ahead: out (n, 4), vec by rows."""
    n = used.shape[0]
    f00, f01, f10, f11 = phi[0, 0], phi[0, 1], phi[1, 0], phi[1, 1]
    for group in range(seasons):
        total0, total1, total2, total3, count = 0.0, 0.0, 0.0, 0.0, 1.0
        for turn in range(2):
            a0, a1, a2, a3 = 0.0, 0.0, 0.0, 0.0
            for step in range(n):
                j = step if turn == 0 else n - 1 - step
                here = used[j] > 0 and season[j] == group
                if here:
                    count = counts[j]
                    if turn == 0:
                        total0, total1, total2, total3 = total0 + a0, total1 + a1, total2 + a2, total3 + a3
                        out[j, 0], out[j, 1], out[j, 2], out[j, 3] = a0, a1, a2, a3
                    else:
                        out[j, 0] += a0
                        out[j, 1] += a1
                        out[j, 2] += a2
                        out[j, 3] += a3
                b0, b1 = f00 * a0 + f01 * a2, f00 * a1 + f01 * a3
                a2, a3 = f10 * a0 + f11 * a2, f10 * a1 + f11 * a3
                a0, a1 = b0, b1
                if here:
                    a0, a1, a2, a3 = a0 + s00, a1 + s01, a2 + s01, a3 + s11
        for j in range(n):
            if used[j] > 0 and season[j] == group:
                out[j, 0] = (out[j, 0] - total0 / count) / count
                out[j, 1] = (out[j, 1] - total1 / count) / count
                out[j, 2] = (out[j, 2] - total2 / count) / count
                out[j, 3] = (out[j, 3] - total3 / count) / count


@compiled
def fill_cells(
    columns_x: Array, columns_y: Array, u: int, v: int, sx: float, sy: float, noise_x: Array,
    noise_y: Array, noise_xy: Array, joint: bool, used: Array, phi: Array, inverse: Array, weight: float,
    centre: Array, out: Array,
) -> None:  # fmt: skip
    """Influence of each cell of one unit and pair, remainder not yet spread: out (n, 2)."""
    p, q = columns_x.shape[0] // 2, columns_y.shape[0] // 2
    f00, f01, f10, f11 = phi[0, 0], phi[0, 1], phi[1, 0], phi[1, 1]
    az, bz = 0.0, 0.0
    for j in range(used.shape[0]):
        out[j, 0], out[j, 1] = 0.0, 0.0
        if used[j] > 0:
            l0, l1 = sx * columns_x[u, j], sy * columns_y[v, j]
            r0 = sx * columns_x[p + u, j] - l0 * f00 - l1 * f01
            r1 = sy * columns_y[q + v, j] - l0 * f10 - l1 * f11
            ax, bx = sx * sx * noise_x[0, u, j], sx * sx * noise_x[1, u, j]
            ay, by = sy * sy * noise_y[0, v, j], sy * sy * noise_y[1, v, j]
            if joint:
                az, bz = sx * sy * noise_xy[0, 0, j], sx * sy * noise_xy[1, 0, j]
            z00 = l0 * r0 - bx + ax * f00 + az * f01 + centre[j, 0]
            z01 = l0 * r1 - bz + ax * f10 + az * f11 + centre[j, 1]
            z10 = l1 * r0 - bz + az * f00 + ay * f01 + centre[j, 2]
            z11 = l1 * r1 - by + az * f10 + ay * f11 + centre[j, 3]
            for d in range(2):
                row = inverse[d]
                out[j, d] = weight * (row[0] * z00 + row[1] * z01 + row[2] * z10 + row[3] * z11)


@compiled
def period_influence(
    x: Array, y: Array, x_period: Array, y_period: Array, x_noise: Array, y_noise: Array,
    shared: Array, shared_at: Index, scale_x: Array, scale_y: Array, rows: Index, used: Array,
    season: Index, seasons: int, counts: Array, weights: Array, trace: Array, phi: Array, inverse: Array,
    products: Array, own_x: Array, own_y: Array, shares: Array, share_row: Index, low: int, high: int,
    periods: Array, cells: Array,
) -> None:  # fmt: skip
    """Add influence by period (K, n, 2) and squares by cell (K, 3) for x to y, y to x.

    Noise arrays (N, T, p), (N, T, q) may have no units (no noise); shared (M, N, T, 1) holds the covariances
    of the pairs whose shared_at (K) is not -1.
    """
    n, p, q = used.shape[1], x.shape[2], y.shape[2]
    left, right = np.empty((n, 2 * p)), np.empty((n, 2 * q))
    left_means, right_means = np.empty((seasons, 2 * p)), np.empty((seasons, 2 * q))
    noise_x, noise_y, noise_xy = np.zeros((2, p, n)), np.zeros((2, q, n)), np.zeros((2, 1, n))
    means_x, means_y = np.empty((2, seasons, p)), np.empty((2, seasons, q))
    means_xy = np.empty((2, seasons, 1))
    centre, cell = np.zeros((n, 4)), np.zeros((n, 2))
    moments, half, inner, g = np.empty((3, 2, 2)), np.empty((2, 2)), np.empty((2, 2)), np.empty(4)
    for i in range(low, high):
        residual(x, rows[i], used[i], season, counts[i], x_period, left_means, left)
        residual(y, rows[i], used[i], season, counts[i], y_period, right_means, right)
        columns_x, columns_y = left.T.copy(), right.T.copy()
        if x_noise.shape[0] > 0:
            noise_in_cells(x_noise, rows[i], used[i], season, counts[i], means_x, noise_x)
        if y_noise.shape[0] > 0:
            noise_in_cells(y_noise, rows[i], used[i], season, counts[i], means_y, noise_y)
        at, w, held = i - low, weights[i], 0
        share = shares[share_row[at]]
        for j in range(n):
            held += used[i, j] > 0
        for k in range(p * q):
            u, v = k // q, k % q
            sx, sy, m = scale_x[u], scale_y[v], inverse[k]
            pair_moments(products[at], own_x[at], own_y[at], u, v, sx, sy, moments)
            unit_score(moments, phi[k], share[0, k], share[1, k], half, inner, g)
            rest0 = w * (m[0, 0] * g[0] + m[0, 1] * g[1] + m[0, 2] * g[2] + m[0, 3] * g[3])
            rest1 = w * (m[1, 0] * g[0] + m[1, 1] * g[1] + m[1, 2] * g[2] + m[1, 3] * g[3])
            scale = 1.0 / trace[i] if trace[i] > 0.25 else 0.0
            s00, s01, s11 = inner[0, 0] * scale, inner[0, 1] * scale, inner[1, 1] * scale
            centre_cells(phi[k], s00, s01, s11, used[i], season, seasons, counts[i], centre)
            joint = shared_at[k] >= 0
            if joint:
                noise_in_cells(shared[shared_at[k]], rows[i], used[i], season, counts[i], means_xy, noise_xy)
            fill_cells(
                columns_x, columns_y, u, v, sx, sy, noise_x, noise_y, noise_xy, joint, used[i], phi[k], m, w,
                centre, cell,
            )  # fmt: skip
            rest0 -= cell[:, 0].sum()
            rest1 -= cell[:, 1].sum()
            for j in range(n):
                if used[i, j] > 0:
                    forward, reverse = cell[j, 0] + rest0 / held, cell[j, 1] + rest1 / held
                    periods[k, j, 0] += forward
                    periods[k, j, 1] += reverse
                    cells[k, 0] += forward * forward
                    cells[k, 1] += reverse * reverse
                    cells[k, 2] += forward * reverse
