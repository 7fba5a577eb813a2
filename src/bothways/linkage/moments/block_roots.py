"""Roots of a block of pairs (E8)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.moments.stream import Stream, Sums

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Scaled:
    """Summed moments in units of the observed within-unit sd: a, b, c (K, 2, 2), lagged (K, 3, n, 2, 2)."""

    a: Array
    b: Array
    c: Array
    lagged: Array
    x: Array
    y: Array


@dataclass(frozen=True)
class Roots:
    """phi (K, 2, 2), its Jacobian (K, 4, 4), ok (K): all in scaled units."""

    phi: Array
    jacobian: Array
    ok: NDArray[np.bool_]

    @property
    def inverse(self) -> Array:
        """Rows of J^-1 for x to y and y to x (K, 2, 4)."""
        return np.ascontiguousarray(np.linalg.inv(self.jacobian)[:, [2, 1]])


def scale_sums(sums: Sums, stream: Stream) -> Scaled:
    """Bring the sums to one scale, pair by pair; a metric that never varies gets NaN."""
    d = stream.block.design
    within = (d.weights * d.trace).sum()
    sx = _scale(sums.raw_x / within, 1e-9 * stream.x.largest)
    sy = _scale(sums.raw_y / within, 1e-9 * stream.y.largest)
    now = _pairs(sums.cross[None], sums.own_x[None], sums.own_y[None], sx, sy)[:, :, 0]
    lagged = np.ascontiguousarray(_pairs(sums.lagged_cross, sums.lagged_x, sums.lagged_y, sx, sy))
    a, b, c = (np.ascontiguousarray(now[:, part]) for part in range(3))
    return Scaled(a, b, c, lagged, sx, sy)


def _scale(variance: Array, flat: Array) -> Array:
    sd = np.sqrt(np.maximum(variance, 0.0))
    return 1 / np.where(sd > flat, sd, np.nan)


def _pairs(cross: Array, own_x: Array, own_y: Array, sx: Array, sy: Array) -> Array:
    """Arrange sums (n, ...) as a, b, c of each pair (K, 3, n, 2, 2)."""
    n, p, q = len(cross), len(sx), len(sy)
    out = np.empty((p, q, 3, n, 2, 2))
    out[..., 0, 0] = np.moveaxis(own_x * sx**2, -1, 0).swapaxes(1, 2)[:, None]
    out[..., 1, 1] = np.moveaxis(own_y * sy**2, -1, 0).swapaxes(1, 2)[None]
    corners = (
        (cross[:, :p, :q], cross[:, :p, :q]),
        (cross[:, :p, q:], cross[:, p:, :q]),
        (cross[:, p:, q:], cross[:, p:, q:]),
    )
    both = sx[:, None] * sy
    for part, (above, below) in enumerate(corners):
        out[:, :, part, :, 0, 1] = np.moveaxis(above * both, 0, -1)
        out[:, :, part, :, 1, 0] = np.moveaxis(below * both, 0, -1)
    return out.reshape(p * q, 3, n, 2, 2)


def find_block_roots(scaled: Scaled) -> Roots:
    """Newton's method for every pair of the block (E8)."""
    from bothways.linkage.moments.kernel_roots import find_roots

    pairs = len(scaled.a)
    with np.errstate(all="ignore"):
        phi = _starts(scaled)
    jacobian, ok = np.zeros((pairs, 4, 4)), np.zeros(pairs, dtype=np.bool_)
    find_roots(scaled.a, scaled.b, scaled.c, scaled.lagged, phi, jacobian, ok, 0, pairs)
    ok &= np.isfinite(jacobian).all((1, 2)) & np.isfinite(phi).all((1, 2))
    jacobian[~ok] = np.eye(4)
    ok &= np.linalg.cond(jacobian) < 1e14
    jacobian[~ok], phi[~ok] = np.eye(4), 0.0
    return Roots(phi, jacobian, ok)


def _starts(scaled: Scaled) -> Array:
    """Least squares, drawn towards zero to a spectral radius of at most .7."""
    finite = np.isfinite(scaled.a) & np.isfinite(scaled.b)
    usable: NDArray[np.bool_] = np.asarray(finite.all((1, 2)))[:, None, None]
    a, b = (np.where(usable, part, np.eye(2)) for part in (scaled.a, scaled.b))
    ridge = 1e-9 * np.abs(a).max((1, 2))[:, None, None] * np.eye(2)
    phi = np.swapaxes(np.linalg.solve(a + ridge, b), 1, 2)
    radius = np.abs(np.linalg.eigvals(phi)).max(1)
    phi = phi * np.minimum(1, 0.7 / np.maximum(radius, 1e-9))[:, None, None]
    return np.ascontiguousarray(np.where(usable, phi, np.nan))
