"""One pair at one lag by matrices: what the kernels are checked against, and what small panels are computed with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.sweeps.regress import COLLINEAR, NOTHING_LEFT, Regressions, free_cells, usable
from bothways.linkage.two_way import without_effects

Array = NDArray[np.float64]


def regress_pair(driver: Array, outcome: Array, lag: int) -> Regressions:
    """Regress an outcome on a driver ``lag`` periods before and on its own past, with unit and period effects.

    Parameters
    ----------
    driver, outcome : ndarray, (N, T)
        NaN where there is no value.
    lag : int

    Returns
    -------
    Regressions
        Of this pair, each (1, 1).
    """
    found = Regressions.empty(1, 1)
    n = driver.shape[1] - lag
    cells = np.stack([driver[:, :n], outcome[:, :n], outcome[:, lag:]], axis=2)
    used = usable(*np.moveaxis(np.isfinite(cells).astype(float), 2, 0))
    count, units, free, left = free_cells(used.sum(1), used.sum(0))
    found.cells[:], found.units[:] = count, units
    values = np.where(used[:, :, None] > 0, cells, 0.0)
    residuals = without_effects(values, used)
    x, y = residuals[:, :, :2], residuals[:, :, 2]
    moments, raw = np.einsum("itk,itl->kl", x, x), np.einsum("itk,itk->k", *(values[:, :, :2],) * 2)
    size = np.diag(moments)
    if left <= 0 or units <= 2 or not (size > NOTHING_LEFT * raw).all():
        return found
    if np.linalg.det(moments) <= COLLINEAR * size.prod():
        return found
    slope = np.linalg.solve(moments, np.einsum("itk,it->k", x, y))
    scores = np.einsum("itk,it->ki", x, y - x @ slope)
    influence = np.linalg.solve(moments, scores)[0]
    factor = (count - 1) / free * units / (units - 1)
    found.slope[:], found.se[:] = slope[0], np.sqrt((influence**2).sum() * factor)
    with np.errstate(divide="ignore", invalid="ignore"):
        found.standardised[:] = slope[0] * np.sqrt(size[0] / (y**2).sum())
    return found
