"""One pair that is missing where no other is, by its own kernel: :func:`regress_single`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.sweeps.regress import COLLINEAR, NOTHING_LEFT, Regressions, free_cells
from bothways.linkage.two_way import graph_from_weights, period_effects

Array = NDArray[np.float64]


def regress_single(
    driver: Array, outcome: Array, used: Array, lag: int, by_unit: Array, by_period: Array
) -> Regressions:
    """Regress an outcome on a driver ``lag`` periods before and on its own past, with unit and period effects.

    Parameters
    ----------
    driver, outcome : ndarray, (N, T)
        Contiguous; 0 where there is no value.
    used : ndarray, (N, T - lag)
        1 where driver, past and outcome are there and the transition is not alone, else 0.
    lag : int
        Periods from driver to outcome, at least 1 and under T.
    by_unit, by_period : ndarray, (N) and (T - lag)
        How many transitions are used.

    Returns
    -------
    Regressions
        Of this pair, each (1, 1).
    """
    from bothways.linkage.sweeps.kernel_single import (
        square_influences_of_one,
        take_out_periods,
        take_out_units,
    )

    found = Regressions.empty(1, 1)
    cells, units, free, rest = free_cells(by_unit, by_period)
    found.cells[:], found.units[:] = cells, units
    if rest <= 0 or units <= 2:
        return found
    left, weighted = np.empty((len(used), 3, used.shape[1])), np.empty_like(used)
    sums, raw, products = np.zeros((3, used.shape[1])), np.zeros(2), np.zeros((3, 3))
    take_out_units(driver, outcome, lag, used, left, weighted, sums, raw)
    effects = period_effects(graph_from_weights(by_period, weighted), sums.T)
    take_out_periods(used, np.ascontiguousarray(effects.T), left, products)
    (xx, xo, xy), (_, oo, oy), (_, _, yy) = products.tolist()
    determinant = xx * oo - xo**2
    if min(xx - NOTHING_LEFT * raw[0], oo - NOTHING_LEFT * raw[1]) <= 0 or determinant <= COLLINEAR * xx * oo:
        return found
    slope, own = (oo * xy - xo * oy) / determinant, (xx * oy - xo * xy) / determinant
    total = square_influences_of_one(left, slope, own, xo, oo)
    factor = (cells - 1) / free * units / (units - 1)
    found.slope[:], found.se[:] = slope, np.sqrt(total * factor) / determinant
    if yy > 0:
        found.standardised[:] = slope * np.sqrt(xx / yy)
    return found
