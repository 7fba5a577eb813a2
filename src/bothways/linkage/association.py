"""Association within and between units: described, never called a lead."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def association(values: Floats) -> tuple[float, float]:
    """Correlation of unit means, and of same-period deviations from unit and period means.

    Parameters
    ----------
    values : ndarray, shape (N, T, 2)
        Cells in which either metric is NaN are left out.

    Returns
    -------
    between, within : float
        In [-1, 1]; NaN with fewer than 3 units, or fewer than 2 periods for the second. Not corrected for noise.
    """
    both: NDArray[np.bool_] = np.asarray(np.isfinite(values).all(axis=2))
    held = np.asarray(both.sum(axis=1))
    cells = np.where(both[..., None], values, np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # units or periods without any joint cell
        level = np.nanmean(cells - np.nanmean(cells, axis=0), axis=1)[held >= 1]
    between = _correlation(level[:, 0], level[:, 1])
    repeated = cells[held >= 2]
    if len(repeated) < 3:
        return between, float("nan")
    deviation = two_way_deviation(repeated)
    seen = np.isfinite(deviation).all(axis=2)
    return between, _correlation(deviation[seen][:, 0], deviation[seen][:, 1])


def two_way_deviation(values: Floats, *, sweeps: int = 50) -> Floats:
    """Deviations from unit and period means, exact under holes (alternating projections), shape (N, T, m)."""
    out = values.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        for _ in range(sweeps):
            by_unit = np.nan_to_num(np.nanmean(out, axis=1, keepdims=True))
            out = out - by_unit
            by_period = np.nan_to_num(np.nanmean(out, axis=0, keepdims=True))
            out = out - by_period
            if max(np.abs(by_unit).max(), np.abs(by_period).max()) < 1e-10 * (1 + np.nanmax(np.abs(out))):
                break
    return out


def _correlation(a: Floats, b: Floats) -> float:
    if len(a) < 3 or np.std(a) <= 1e-12 * (1 + np.abs(a).max()) or np.std(b) <= 1e-12 * (1 + np.abs(b).max()):
        return float("nan")
    return float(np.clip(np.corrcoef(a, b)[0, 1], -1.0, 1.0))
