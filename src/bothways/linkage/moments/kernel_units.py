"""Compiled twin of the unit errors (E9, E10) for many pairs of one mask."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.moments.compiled import compiled
from bothways.linkage.moments.kernel_roots import solve_four

Array = NDArray[np.float64]
Index = NDArray[np.intp]


@compiled
def power_tables(phi: Array, tables: Array) -> None:
    """Phi^k = alpha_k I + beta_k Phi, with derivatives by trace and determinant: tables (n, K, 2 or 6)."""
    for pair in range(phi.shape[0]):
        f = phi[pair]
        trace, determinant = f[0, 0] + f[1, 1], f[0, 0] * f[1, 1] - f[0, 1] * f[1, 0]
        tables[0, pair] = 0.0
        tables[0, pair, 0] = 1.0
        for k in range(tables.shape[0] - 1):
            now, then = tables[k, pair], tables[k + 1, pair]
            then[0], then[1] = -determinant * now[1], now[0] + trace * now[1]
            if tables.shape[2] == 6:
                then[2], then[3] = -determinant * now[3], now[2] + now[1] + trace * now[3]
                then[4], then[5] = -now[1] - determinant * now[5], now[4] + trace * now[5]


@compiled
def pair_moments(
    held: Array, own_x: Array, own_y: Array, x: int, y: int, sx: float, sy: float, out: Array
) -> None:
    """One unit's a, b, c of one pair, scaled: out (3, 2, 2)."""
    p, q = own_x.shape[1], own_y.shape[1]
    for part in range(3):
        out[part, 0, 0] = sx * sx * own_x[part, x]
        out[part, 1, 1] = sy * sy * own_y[part, y]
    out[0, 0, 1] = sx * sy * held[x, y]
    out[0, 1, 0] = out[0, 0, 1]
    out[1, 0, 1] = sx * sy * held[x, q + y]
    out[1, 1, 0] = sx * sy * held[p + x, y]
    out[2, 0, 1] = sx * sy * held[p + x, q + y]
    out[2, 1, 0] = out[2, 0, 1]


@compiled
def unit_score(
    moments: Array, phi: Array, alpha: float, beta: float, half: Array, inner: Array, g: Array
) -> None:
    """half = b - a Phi'; inner = c - b' Phi' - Phi half, which is m S; g = half + H inner (E8)."""
    a, b, c = moments[0], moments[1], moments[2]
    for r in range(2):
        for s in range(2):
            half[r, s] = b[r, s] - a[r, 0] * phi[s, 0] - a[r, 1] * phi[s, 1]
    for r in range(2):
        for s in range(r, 2):
            turned = b[0, r] * phi[s, 0] + b[1, r] * phi[s, 1]
            inner[r, s] = c[r, s] - turned - phi[r, 0] * half[0, s] - phi[r, 1] * half[1, s]
    inner[1, 0] = inner[0, 1]
    for s in range(2):
        e0, e1 = inner[0, s], inner[1, s]
        g[s] = half[0, s] + (alpha + beta * phi[0, 0]) * e0 + beta * phi[0, 1] * e1
        g[2 + s] = half[1, s] + beta * phi[1, 0] * e0 + (alpha + beta * phi[1, 1]) * e1


@compiled
def remove_unit(
    moments: Array, phi: Array, shares: Array, half: Array, inner: Array, weight: float, left: Array
) -> None:
    """Subtract J_i = d(half + H inner) / d vec Phi from ``left`` (4, 4); shares (6) as in power_tables."""
    alpha, beta = shares[0], shares[1]
    for d in range(4):
        r, s = d // 2, d % 2
        trace = 1.0 if r == s else 0.0
        minor = phi[1 - r, 1 - s] if r == s else -phi[s, r]
        da, db = shares[2] * trace + shares[4] * minor, shares[3] * trace + shares[5] * minor
        for row in range(2):
            # row of dH, and row of H
            t0 = db * phi[row, 0] + (da if row == 0 else 0.0)
            t1 = db * phi[row, 1] + (da if row == 1 else 0.0)
            if row == r:
                t0, t1 = (t0 + beta, t1) if s == 0 else (t0, t1 + beta)
            h0 = beta * phi[row, 0] + (alpha if row == 0 else 0.0)
            h1 = beta * phi[row, 1] + (alpha if row == 1 else 0.0)
            for column in range(2):
                # d inner = -(E_rs half + transpose)
                d0 = -(half[s, column] if r == 0 else 0.0) - (half[s, 0] if r == column else 0.0)
                d1 = -(half[s, column] if r == 1 else 0.0) - (half[s, 1] if r == column else 0.0)
                change = t0 * inner[0, column] + t1 * inner[1, column] + h0 * d0 + h1 * d1
                if column == r:
                    change -= moments[0, row, s]
                left[2 * row + column, d] -= weight * change


@compiled
def unit_influence(
    products: Array, own_x: Array, own_y: Array, scale_x: Array, scale_y: Array, weights: Array,
    shares: Array, share_row: Index, first: int, phi: Array, jacobian: Array, inverse: Array,
    weakest: Array, mean_share: Array, leave_out: bool, start: int, stop: int, sums: Array,
) -> None:  # fmt: skip
    """Add to sums (K, 7): squares of both effects and their product by CR1, by CR3; strength's square.

    shares (rows, K, 2 or 6) are lag shares times :func:`power_tables`; unit i reads row share_row[i] - first.
    inverse (K, 2, 4) holds the rows of J^-1 for x to y and y to x.
    """
    p, q = own_x.shape[2], own_y.shape[2]
    moments, half, inner = np.empty((3, 2, 2)), np.empty((2, 2)), np.empty((2, 2))
    g, left = np.empty(4), np.empty((4, 4))
    for i in range(start, stop):
        w, row = weights[i], share_row[i] - first
        for k in range(p * q):
            x, y = k // q, k % q
            share = shares[row, k]
            pair_moments(products[i], own_x[i], own_y[i], x, y, scale_x[x], scale_y[y], moments)
            unit_score(moments, phi[k], share[0], share[1], half, inner, g)
            forward, reverse = 0.0, 0.0
            for d in range(4):
                g[d] *= w
                forward += inverse[k, 0, d] * g[d]
                reverse += inverse[k, 1, d] * g[d]
            sums[k, 0] += forward * forward
            sums[k, 1] += reverse * reverse
            sums[k, 2] += forward * reverse
            v0, v1 = weakest[k, 0], weakest[k, 1]
            a = moments[0]
            strength = w * (v0 * v0 * a[0, 0] + 2.0 * v0 * v1 * a[0, 1] + v1 * v1 * a[1, 1]) - mean_share[k]
            sums[k, 6] += strength * strength
            if leave_out:
                left[:] = jacobian[k]
                remove_unit(moments, phi[k], share, half, inner, w, left)
                if not solve_four(left, g):
                    g[:] = np.nan
                sums[k, 3] += g[2] * g[2]
                sums[k, 4] += g[1] * g[1]
                sums[k, 5] += g[2] * g[1]
