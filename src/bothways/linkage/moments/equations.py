"""The estimating equations and their root: E8. Plain NumPy; :mod:`.kernels` holds the compiled twin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_DIRECTIONS = np.eye(4).reshape(4, 2, 2)  # of vec Phi, by rows


@dataclass(frozen=True)
class Equations:
    """Moments that the equations need, of one unit, of many units (leading axes) or summed over units.

    Attributes
    ----------
    a, b, c : ndarray, (..., 2, 2)
    lagged_a, lagged_b, lagged_c : ndarray, (..., n, 2, 2)
        w_i h_ik / m_i times a_i, b_i, c_i, for k = 0..n-1.
    """

    a: Array
    b: Array
    c: Array
    lagged_a: Array
    lagged_b: Array
    lagged_c: Array

    def total(self) -> Equations:
        """Sum over the units, the first axis."""
        return Equations(*(part.sum(0) for part in self.parts()))

    def parts(self) -> tuple[Array, ...]:
        """The six arrays, in the order of the fields."""
        return (self.a, self.b, self.c, self.lagged_a, self.lagged_b, self.lagged_c)


def unit_equations(a: Array, b: Array, c: Array, weights: Array, lag_shares: Array) -> Equations:
    """Moments of each unit, ready for :func:`evaluate`; all but ``lag_shares`` (U, n) lead with U."""
    wa, wb, wc = (weights[:, None, None] * part for part in (a, b, c))
    la, lb, lc = (lag_shares[:, :, None, None] * part[:, None] for part in (wa, wb, wc))
    return Equations(wa, wb, wc, la, lb, lc)


def _transpose(matrix: Array) -> Array:
    return np.swapaxes(matrix, -1, -2)


def evaluate(phi: Array, eq: Equations) -> tuple[Array, Array]:
    """Score g and its derivative at Phi.

    g(Phi) = b - a Phi' + sum_k Phi^k (c_k - Phi b_k - b_k' Phi' + Phi a_k Phi'), summed by Horner's rule.

    Parameters
    ----------
    phi : ndarray, (2, 2)
    eq : Equations

    Returns
    -------
    g : ndarray, (..., 4)
        vec by rows: (x on x, x on e_y, y on e_x, y on e_y).
    jacobian : ndarray, (..., 4, 4)
        d g / d vec Phi.
    """
    d = _DIRECTIONS
    residual = eq.lagged_c - phi @ eq.lagged_b - _transpose(phi @ eq.lagged_b) + phi @ eq.lagged_a @ phi.T
    half = phi @ eq.lagged_a - _transpose(eq.lagged_b)
    value = np.zeros_like(eq.a)
    slope = np.zeros((*eq.a.shape[:-2], 4, 2, 2))
    for k in range(eq.lagged_a.shape[-3] - 1, -1, -1):
        turn = d @ _transpose(half[..., k, None, :, :])
        slope = turn + _transpose(turn) + d @ value[..., None, :, :] + phi @ slope
        value = residual[..., k, :, :] + phi @ value
    g = eq.b - eq.a @ phi.T + value
    slope = slope - eq.a[..., None, :, :] @ _transpose(d)
    flat = slope.reshape(*slope.shape[:-2], 4)
    return g.reshape(*g.shape[:-2], 4), _transpose(flat)


def solve(eq: Equations, *, steps: int = 60) -> tuple[Array, Array, bool]:
    """Root of the summed equations by Newton's method, never moving an entry by more than .25 at once.

    Returns
    -------
    phi : ndarray, (2, 2)
    jacobian : ndarray, (4, 4)
    ok : bool
        True where the equations hold to 1e-6 of the largest lag moment.
    """
    phi = _start(eq)
    with np.errstate(all="ignore"):
        for _ in range(steps):
            g, jacobian = evaluate(phi, eq)
            if not (np.isfinite(g).all() and np.isfinite(jacobian).all()):
                return np.full((2, 2), np.nan), np.eye(4), False
            ridge = 1e-12 * np.abs(jacobian).max()
            step = np.linalg.solve(jacobian + ridge * np.eye(4), g)
            step *= min(1.0, 0.25 / max(np.abs(step).max(), 1e-12))
            phi = phi - step.reshape(2, 2)
            if np.abs(step).max() < 1e-13:
                break
        g, jacobian = evaluate(phi, eq)
    regular = bool(np.isfinite(jacobian).all()) and np.linalg.cond(jacobian) < 1e14
    ok = regular and bool(np.abs(g).max() < 1e-6 * np.abs(eq.a).max())
    return phi, jacobian if regular else np.eye(4), ok


def _start(eq: Equations) -> Array:
    """Least squares, drawn towards zero to a spectral radius of at most .7."""
    ridge = 1e-9 * np.abs(eq.a).max() * np.eye(2)
    phi = np.linalg.solve(eq.a + ridge, eq.b).T
    radius = np.abs(np.linalg.eigvals(phi)).max()
    return np.asarray(phi * min(1.0, 0.7 / max(radius, 1e-9)))
