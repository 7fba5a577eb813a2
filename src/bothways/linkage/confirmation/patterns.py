"""Units with the same cells and the same noise, and all that a normal likelihood needs to know of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Patterns:
    """Sufficient statistics by pattern: one pattern where cells are complete and equal, one a unit at most.

    Attributes
    ----------
    seen : ndarray of bool, shape (G, n)
    noise : ndarray, shape (G, n, n)
        Known noise covariance, 0 where not observed.
    count : ndarray, shape (G,)
        Units with this pattern.
    mean : ndarray, shape (G, n)
        0 where not observed.
    scatter : ndarray, shape (G, n, n)
        Covariance around ``mean`` with divisor ``count``.
    of_unit : ndarray of int, shape (N,)
        Pattern of each unit.
    values : ndarray, shape (N, n)
        0 where not observed.
    """

    seen: Bools
    noise: Floats
    count: Floats
    mean: Floats
    scatter: Floats
    of_unit: NDArray[np.int_]
    values: Floats

    @property
    def columns(self) -> int:
        """Variables."""
        return int(self.seen.shape[1])

    @property
    def units(self) -> int:
        """Units with anything observed."""
        return len(self.of_unit)

    @property
    def equal(self) -> bool:
        """True where all cells are observed and carry the same noise: one pattern says it all."""
        return len(self.seen) == 1 and bool(self.seen.all())


def patterns(values: Floats, noise: Floats | None = None) -> Patterns:
    """Group units.

    Parameters
    ----------
    values : ndarray, shape (N, n)
        NaN where not observed; units without any observation are left out.
    noise : ndarray, shape (N, n, n), optional
        Known noise covariance; none by default.
    """
    values = np.asarray(values, dtype=float)
    seen = np.isfinite(values)
    some = seen.any(axis=1)
    values, seen = values[some], seen[some]
    N, n = values.shape
    key = seen.astype(float)
    known = np.zeros((N, n, n))
    if noise is not None:
        both = seen[:, :, None] & seen[:, None, :]
        known = np.where(both, np.asarray(noise, dtype=float)[some], 0.0)
        key = np.concatenate([key, known.reshape(N, -1)], axis=1)
    filled = np.where(seen, values, 0.0)
    _, first, of_unit, counts = np.unique(
        key, axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    of_unit = of_unit.reshape(-1)
    order, begins, count = (
        np.argsort(of_unit, kind="stable"),
        np.r_[0, np.cumsum(counts)[:-1]],
        counts.astype(float),
    )
    mean = np.add.reduceat(filled[order], begins) / count[:, None]
    off = filled - mean[of_unit]
    ends = np.r_[begins[1:], N]
    parts = [off[order[one:end]] for one, end in zip(begins, ends, strict=True)]
    scatter = np.array([part.T @ part for part in parts])
    return Patterns(seen[first], known[first], count, mean, scatter / count[:, None, None], of_unit, filled)


def on_the_grid(noise: Floats) -> Floats:
    """Noise by cell (N, T, 2, 2) as covariances of the stacked columns x_1, y_1, x_2, ..., shape (N, 2T, 2T)."""
    N, T = noise.shape[:2]
    out = np.zeros((N, T, 2, T, 2))
    index = np.arange(T)
    out[:, index, :, index, :] = noise.transpose(1, 0, 2, 3)
    return out.reshape(N, 2 * T, 2 * T)
