"""Compiled twin of :mod:`.equations`: Newton's method for many pairs (E8)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.moments.compiled import compiled

Array = NDArray[np.float64]


@compiled
def evaluate_pair(
    phi: Array, a: Array, b: Array, c: Array, lagged: Array, g: Array, jacobian: Array, work: Array
) -> None:
    """Score g (4) and derivative (4, 4); lagged is (3, n, 2, 2), work (5, 2, 2)."""
    value, slope = work[0], work[1:]
    work[:] = 0.0
    half = np.empty((2, 2))
    for k in range(lagged.shape[1] - 1, -1, -1):
        la, lb, lc = lagged[0, k], lagged[1, k], lagged[2, k]
        for r in range(2):
            for s in range(2):
                half[r, s] = phi[r, 0] * la[0, s] + phi[r, 1] * la[1, s] - lb[s, r]
        for d in range(4):
            row, column = d // 2, d % 2
            m = slope[d]
            m00 = phi[0, 0] * m[0, 0] + phi[0, 1] * m[1, 0]
            m01 = phi[0, 0] * m[0, 1] + phi[0, 1] * m[1, 1]
            m10 = phi[1, 0] * m[0, 0] + phi[1, 1] * m[1, 0]
            m11 = phi[1, 0] * m[0, 1] + phi[1, 1] * m[1, 1]
            m[0, 0], m[0, 1], m[1, 0], m[1, 1] = m00, m01, m10, m11
            for s in range(2):
                m[row, s] += value[column, s] + half[s, column]
                m[s, row] += half[s, column]
        v00 = phi[0, 0] * value[0, 0] + phi[0, 1] * value[1, 0]
        v01 = phi[0, 0] * value[0, 1] + phi[0, 1] * value[1, 1]
        v10 = phi[1, 0] * value[0, 0] + phi[1, 1] * value[1, 0]
        v11 = phi[1, 0] * value[0, 1] + phi[1, 1] * value[1, 1]
        value[0, 0], value[0, 1], value[1, 0], value[1, 1] = v00, v01, v10, v11
        for r in range(2):
            for s in range(2):
                turned = half[r, 0] * phi[s, 0] + half[r, 1] * phi[s, 1]
                value[r, s] += lc[r, s] - phi[r, 0] * lb[0, s] - phi[r, 1] * lb[1, s] + turned
    for r in range(2):
        for s in range(2):
            at = 2 * r + s
            g[at] = b[r, s] - a[r, 0] * phi[s, 0] - a[r, 1] * phi[s, 1] + value[r, s]
            for d in range(4):
                jacobian[at, d] = slope[d, r, s]
            jacobian[at, 2 * s] -= a[r, 0]
            jacobian[at, 2 * s + 1] -= a[r, 1]


@compiled
def solve_four(matrix: Array, right: Array) -> bool:
    """Solve a 4 x 4 system in place by elimination with row pivots; False where it is singular."""
    for k in range(4):
        best = k
        for r in range(k + 1, 4):
            if abs(matrix[r, k]) > abs(matrix[best, k]):
                best = r
        if not abs(matrix[best, k]) > 0.0:
            return False
        if best != k:
            for s in range(4):
                matrix[k, s], matrix[best, s] = matrix[best, s], matrix[k, s]
            right[k], right[best] = right[best], right[k]
        for r in range(k + 1, 4):
            ratio = matrix[r, k] / matrix[k, k]
            for s in range(k + 1, 4):
                matrix[r, s] -= ratio * matrix[k, s]
            right[r] -= ratio * right[k]
    for k in range(3, -1, -1):
        for s in range(k + 1, 4):
            right[k] -= matrix[k, s] * right[s]
        right[k] /= matrix[k, k]
    return True


@compiled
def find_roots(
    a: Array, b: Array, c: Array, lagged: Array, phi: Array, jacobian: Array, ok: NDArray[np.bool_],
    start: int, stop: int,
) -> None:  # fmt: skip
    """Newton for pairs start..stop: a, b, c (K, 2, 2), lagged (K, 3, n, 2, 2), phi holds the start."""
    g, step, ridged, work = np.empty(4), np.empty(4), np.empty((4, 4)), np.empty((5, 2, 2))
    for k in range(start, stop):
        done = False
        for _ in range(60):
            evaluate_pair(phi[k], a[k], b[k], c[k], lagged[k], g, jacobian[k], work)
            largest = np.abs(jacobian[k]).max()
            if not (np.isfinite(largest) and np.isfinite(np.abs(g).max())):
                break
            ridged[:] = jacobian[k]
            for d in range(4):
                ridged[d, d] += 1e-12 * largest
            step[:] = g
            if not solve_four(ridged, step):
                break
            size = np.abs(step).max()
            for d in range(4):
                phi[k, d // 2, d % 2] -= step[d] * min(1.0, 0.25 / max(size, 1e-12))
            if size < 1e-13:
                done = True
                break
        evaluate_pair(phi[k], a[k], b[k], c[k], lagged[k], g, jacobian[k], work)
        close = np.abs(g).max() < 1e-6 * np.abs(a[k]).max()
        ok[k] = close and (done or np.isfinite(np.abs(jacobian[k]).max()))
