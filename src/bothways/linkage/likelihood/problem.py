"""One pair of metrics, scaled and ready for the likelihood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Problem:
    """Observations of one pair, each metric divided by its pooled standard deviation.

    Attributes
    ----------
    values : ndarray, shape (N, T, 2)
        Employee metric, customer metric; centred by period and scaled; 0 where not observed.
    observed : ndarray of bool, shape (N, T, 2)
    noise : ndarray, shape (N, T, 2, 2)
        Known sampling covariance of ``values``; 0 where a metric is not observed.
    scale : ndarray, shape (2,)
        Pooled standard deviation (around period means) of each metric in its own units.
    kept : ndarray of bool, shape (units handed in,)
        Units that have at least two periods with any observation; the others carry no information on change.
    small_sample : ndarray, shape (T, 2)
        sqrt(N_t / (N_t - 1)): stands in for REML after period means are estimated (F4).
    """

    values: Floats
    observed: Bools
    noise: Floats
    scale: Floats
    kept: Bools
    small_sample: Floats

    @property
    def units(self) -> int:
        """Units in the fit."""
        return int(self.values.shape[0])

    @property
    def periods(self) -> int:
        """Periods from the first to the last with any observation."""
        return int(self.values.shape[1])

    @property
    def joint_units(self) -> int:
        """Units with both metrics in at least two periods."""
        return int((self.observed.all(axis=2).sum(axis=1) >= 2).sum())

    @property
    def joint_periods(self) -> int:
        """Periods in which any unit has both metrics."""
        return int(self.observed.all(axis=2).any(axis=0).sum())

    def residuals(self, means: Floats) -> Floats:
        """Values less period means, times the small-sample factor, 0 where not observed."""
        return np.where(self.observed, (self.values - means) * self.small_sample, 0.0)


def pose(values: Floats, noise: Floats | None = None) -> Problem:
    """Scale one pair and drop what carries no information: lonely units, and the calendar before and after.

    Parameters
    ----------
    values : ndarray, shape (N, T, 2)
        NaN where a metric is not observed; any pattern of holes.
    noise : ndarray, shape (N, T, 2, 2), optional
        Sampling covariance of each cell in the metrics' own units; NaN and missing count as 0.
    """
    values = np.asarray(values, dtype=float)
    seen = np.isfinite(values)
    kept = seen.any(axis=2).sum(axis=1) >= 2
    held = np.flatnonzero(seen[kept].any(axis=(0, 2)))
    span = slice(int(held[0]), int(held[-1]) + 1) if len(held) else slice(0, 0)
    values, seen = values[kept][:, span], seen[kept][:, span]
    both = seen[..., :, None] & seen[..., None, :]
    if noise is None:
        known = np.zeros(both.shape)
    else:
        given = np.asarray(noise, dtype=float)[kept][:, span]
        known = np.where(both & np.isfinite(given), given, 0.0)
    count = seen.sum(axis=0).astype(float)
    centre = np.where(seen, values, 0.0).sum(axis=0) / np.maximum(count, 1.0)
    deviation = np.where(seen, values - centre, 0.0)
    scale = np.sqrt((deviation**2).sum(axis=(0, 1)) / np.maximum(seen.sum(axis=(0, 1)), 1))
    safe = np.where(scale > 0, scale, 1.0)
    return Problem(
        values=np.ascontiguousarray(deviation / safe),
        observed=np.ascontiguousarray(seen),
        noise=np.ascontiguousarray(known / (safe[:, None] * safe[None, :])),
        scale=scale,
        kept=kept,
        small_sample=np.sqrt(count / np.maximum(count - 1.0, 1.0)),
    )
