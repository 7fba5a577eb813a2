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
    """Phi^k = alpha_k I + beta_k Phi, with derivatives by trace and determinant: tables (n, 2 or 6, K)."""
    for pair in range(phi.shape[0]):
        f = phi[pair]
        trace, determinant = f[0, 0] + f[1, 1], f[0, 0] * f[1, 1] - f[0, 1] * f[1, 0]
        tables[0, :, pair] = 0.0
        tables[0, 0, pair] = 1.0
        for k in range(tables.shape[0] - 1):
            now, then = tables[k, :, pair], tables[k + 1, :, pair]
            then[0], then[1] = -determinant * now[1], now[0] + trace * now[1]
            if tables.shape[1] == 6:
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
def add_unit_squares(
    products: Array, own_x: Array, own_y: Array, scale_x: Array, scale_y: Array, weights: Array,
    shares: Array, share_row: Index, phi: Array, inverse: Array, weakest: Array, mean_share: Array,
    low: int, high: int, sums: Array,
) -> None:  # fmt: skip
    """Add to sums (4, K): squares of both effects, their product (E9), squares for the strength (E12).

    shares (rows, 2 or 6, K) are lag shares times :func:`power_tables`; unit i reads row share_row[i - low].
    phi (4, K); inverse (8, K): rows of J^-1 for x to y, then y to x; weakest (2, K). Written out, metrics of
    y innermost, so that the compiler can work on several pairs at once.
    """
    p, q = own_x.shape[2], own_y.shape[2]
    for i in range(low, high):
        w, at = weights[i], i - low
        share = shares[share_row[at]]
        for x in range(p):
            xx = w * scale_x[x] * scale_x[x]
            axx, bxx, cxx = xx * own_x[at, 0, x], xx * own_x[at, 1, x], xx * own_x[at, 2, x]
            for y in range(q):
                k = x * q + y
                yy, xy = w * scale_y[y] * scale_y[y], w * scale_x[x] * scale_y[y]
                ayy, byy, cyy = yy * own_y[at, 0, y], yy * own_y[at, 1, y], yy * own_y[at, 2, y]
                axy, bxy = xy * products[at, x, y], xy * products[at, x, q + y]
                byx, cxy = xy * products[at, p + x, y], xy * products[at, p + x, q + y]
                f00, f01, f10, f11 = phi[0, k], phi[1, k], phi[2, k], phi[3, k]
                g00, g01 = bxx - axx * f00 - axy * f01, bxy - axx * f10 - axy * f11
                g10, g11 = byx - axy * f00 - ayy * f01, byy - axy * f10 - ayy * f11
                e00 = cxx - bxx * f00 - byx * f01 - f00 * g00 - f01 * g10
                e01 = cxy - bxx * f10 - byx * f11 - f00 * g01 - f01 * g11
                e11 = cyy - bxy * f10 - byy * f11 - f10 * g01 - f11 * g11
                alpha, beta = share[0, k], share[1, k]
                h00, h01, h10, h11 = alpha + beta * f00, beta * f01, beta * f10, alpha + beta * f11
                g00, g01 = g00 + h00 * e00 + h01 * e01, g01 + h00 * e01 + h01 * e11
                g10, g11 = g10 + h10 * e00 + h11 * e01, g11 + h10 * e01 + h11 * e11
                forward = (
                    inverse[0, k] * g00 + inverse[1, k] * g01 + inverse[2, k] * g10 + inverse[3, k] * g11
                )
                reverse = (
                    inverse[4, k] * g00 + inverse[5, k] * g01 + inverse[6, k] * g10 + inverse[7, k] * g11
                )
                sums[0, k] += forward * forward
                sums[1, k] += reverse * reverse
                sums[2, k] += forward * reverse
                v0, v1 = weakest[0, k], weakest[1, k]
                strength = v0 * v0 * axx + 2.0 * v0 * v1 * axy + v1 * v1 * ayy - mean_share[k]
                sums[3, k] += strength * strength


@compiled
def add_leave_out(
    products: Array, own_x: Array, own_y: Array, scale_x: Array, scale_y: Array, weights: Array,
    shares: Array, share_row: Index, phi: Array, jacobian: Array, low: int, high: int, sums: Array,
) -> None:  # fmt: skip
    """Add to sums (3, K) the squares and the product of both effects of (J - J_i)^-1 g_i (E10)."""
    p, q = own_x.shape[2], own_y.shape[2]
    moments, half, inner = np.empty((3, 2, 2)), np.empty((2, 2)), np.empty((2, 2))
    g, left = np.empty(4), np.empty((4, 4))
    for i in range(low, high):
        w, at = weights[i], i - low
        share = shares[share_row[at]]
        for k in range(p * q):
            x, y = k // q, k % q
            pair_moments(products[at], own_x[at], own_y[at], x, y, scale_x[x], scale_y[y], moments)
            unit_score(moments, phi[k], share[0, k], share[1, k], half, inner, g)
            for d in range(4):
                g[d] *= w
            left[:] = jacobian[k]
            remove_unit(moments, phi[k], share[:, k], half, inner, w, left)
            if not solve_four(left, g):
                g[:] = np.nan
            sums[0, k] += g[2] * g[2]
            sums[1, k] += g[1] * g[1]
            sums[2, k] += g[2] * g[1]
