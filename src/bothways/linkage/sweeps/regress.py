"""All pairs of two blocks of metrics at one lag: :func:`regress_block`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.two_way import graph_of_periods, period_effects

Array = NDArray[np.float64]
#: Residual squares below this share of the squares before count as none.
NOTHING_LEFT = 1e-18
#: Determinants below this share of the product of squares: a driver and the outcome's past say the same.
COLLINEAR = 1e-12


@dataclass(frozen=True)
class Regressions:
    """Two-way fixed-effects regressions of each pair, each (p, q).

    Attributes
    ----------
    slope : ndarray
        Units of the outcome per unit of the driver ``lag`` periods before. NaN where it cannot be estimated.
    se : ndarray
        Unit-clustered, with the small-sample factor.
    standardised : ndarray
        Slope in standard deviations within units and periods.
    cells, units : ndarray of int
        Transitions used and units that have two of them or more.
    """

    slope: Array
    se: Array
    standardised: Array
    cells: NDArray[np.int_]
    units: NDArray[np.int_]

    @classmethod
    def empty(cls, p: int, q: int) -> Regressions:
        """Return a table in which nothing is estimated yet."""
        slope, se, standardised = np.full((3, p, q), np.nan)
        cells, units = np.zeros((2, p, q), int)
        return cls(slope, se, standardised, cells, units)

    def put(self, rows: NDArray[np.int_], columns: NDArray[np.int_], part: Regressions) -> None:
        """Take in the pairs of a block."""
        at = rows[:, None], columns
        for name in ("slope", "se", "standardised", "cells", "units"):
            getattr(self, name)[at] = getattr(part, name)


@dataclass(frozen=True)
class Products:
    """Cross products of one direction, by unit: (N, p, q), and (N, p or q) for what is of one metric alone."""

    cross: Array
    ahead: Array
    drivers: Array
    outcomes: Array
    own: Array
    later: Array
    varies: NDArray[np.bool_]
    used: Array
    driver_first: bool

    def of_drivers(self, vector: Array) -> Array:
        """Return a number for each driver, laid out by pair."""
        return vector[:, None] if self.driver_first else vector[None, :]

    def of_outcomes(self, vector: Array) -> Array:
        """Return a number for each outcome, laid out by pair."""
        return vector[None, :] if self.driver_first else vector[:, None]


def usable(now_x: Array, now_y: Array, later: Array) -> Array:
    """Return the transitions (N, n) in which all three are there.

    A transition that is the only one of its unit or of its period says nothing beside their effects; it is left out,
    and so on until none is alone (Correia 2015, singletons).
    """
    used = now_x * now_y * later
    while True:
        alone = (used.sum(1) == 1)[:, None] | (used.sum(0) == 1)[None, :]
        if not (used[alone] > 0).any():
            return used
        used[alone] = 0.0


def free_cells(by_unit: Array, by_period: Array) -> tuple[int, int, int, int]:
    """Return how many transitions and units are used, and what is left of the transitions in two counts.

    The first, which enters the error, does not count the effects of units: errors by unit allow for them already. The
    second counts all: where nothing is left, the line fits whatever it is given.
    """
    cells, units, periods = int(by_unit.sum()), int((by_unit > 0).sum()), int((by_period > 0).sum())
    return cells, units, cells - 2 - periods, cells - 2 - units - periods + 1


def regress_block(
    x: Array, y: Array, there_x: Array, there_y: Array, lag: int
) -> tuple[Regressions, Regressions]:
    """Regress each y on each x before and each x on each y before, beside the outcome's own past.

    Parameters
    ----------
    x, y : ndarray, (p, N, T) and (q, N, T)
        Contiguous; 0 where there is no value. All metrics of a block are missing in the same cells.
    there_x, there_y : ndarray, (N, T)
        1 where there is a value, else 0.
    lag : int
        Periods from driver to outcome, at least 1 and under T.

    Returns
    -------
    tuple of Regressions
        Of y on x and of x on y, both (p, q).
    """
    from bothways.linkage.sweeps.kernels import mark_usable
    from bothways.linkage.sweeps.single import regress_single

    forward, backward = np.empty((2, x.shape[1], x.shape[2] - lag))
    left_forward = mark_usable(there_x, there_y, there_y, lag, forward)
    left_backward = mark_usable(there_x, there_y, there_x, lag, backward)
    if np.array_equal(forward, backward):
        both = multiply_block(x, y, forward, lag, forward=True, backward=True)
        return solve(both[0]), solve(both[1])
    if len(x) == len(y) == 1:
        return (
            regress_single(x[0], y[0], forward, lag, *left_forward),
            regress_single(y[0], x[0], backward, lag, *left_backward),
        )
    return (
        solve(multiply_block(x, y, forward, lag, forward=True, backward=False)[0]),
        solve(multiply_block(x, y, backward, lag, forward=False, backward=True)[1]),
    )


def multiply_block(
    x: Array, y: Array, used: Array, lag: int, *, forward: bool, backward: bool
) -> tuple[Products, Products]:
    """Take unit and period effects out of both blocks, now and later, and multiply what is left."""
    from bothways.linkage.sweeps.kernels import multiply, sum_by_period

    (p, units), q, n = x.shape[:2], len(y), used.shape[1]
    totals, raw = np.zeros((2 * p + 2 * q, n)), np.zeros(2 * p + 2 * q)
    edges = [p, p + q, 2 * p + q]
    parts = zip((x, y, x, y), (0, 0, lag, lag), np.split(totals, edges), np.split(raw, edges), strict=True)
    for values, begin, sums, squares in parts:
        if begin == 0 or (backward if values is x else forward):
            sum_by_period(values, begin, used, sums, squares)
    effects = period_effects(graph_of_periods(used), totals.T)
    ex, ey, fx, fy = (np.ascontiguousarray(part) for part in np.split(effects.T, edges))
    cross = np.empty((units, p, q))
    to_y, to_x = np.empty((units if forward else 1, p, q)), np.empty((units if backward else 1, p, q))
    xx, yy, own_x, own_y = (np.empty((units, k)) for k in (p, q, p, q))
    later_x, later_y = np.zeros(p), np.zeros(q)
    multiply(
        x, y, lag, used, ex, ey, fx, fy, forward, backward, 0, units, cross, to_y, to_x, xx, yy, own_x, own_y,
        later_x, later_y,
    )  # fmt: skip
    left = np.concatenate([xx.sum(0), yy.sum(0)]) > NOTHING_LEFT * raw[: p + q]
    varies = np.logical_and.outer(left[:p], left[p:])
    return (
        Products(cross, to_y, xx, yy, own_y, later_y, varies, used, driver_first=True),
        Products(cross, to_x, yy, xx, own_x, later_x, varies, used, driver_first=False),
    )


def solve(held: Products) -> Regressions:
    """Two regressors a pair: the driver and the outcome's own past; errors from the units' scores."""
    from bothways.linkage.sweeps.kernels import square_influences

    cross, ahead = held.cross.sum(0), held.ahead.sum(0)
    outcomes = held.outcomes.sum(0)
    driver, outcome = held.of_drivers(held.drivers.sum(0)), held.of_outcomes(outcomes)
    own, later = held.of_outcomes(held.own.sum(0)), held.of_outcomes(held.later)
    cells, units, free, left = free_cells(held.used.sum(1), held.used.sum(0))
    determinant = driver * outcome - cross**2
    fine = held.varies & (determinant > COLLINEAR * driver * outcome) & (left > 0) & (units > 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.where(fine, (outcome * ahead - cross * own) / determinant, np.nan)
        own_slope = np.where(fine, (driver * own - cross * ahead) / determinant, np.nan)
        total = np.zeros_like(slope)
        square_influences(
            held.cross, held.ahead, held.drivers, held.outcomes, held.own, held.driver_first,
            cross, outcomes, slope, own_slope, 0, len(held.cross), total,
        )  # fmt: skip
        factor = (cells - 1) / free * units / (units - 1) if left > 0 and units > 1 else np.nan
        se = np.sqrt(total * factor) / np.abs(determinant)
        standardised = slope * np.sqrt(driver / later)
    return Regressions(slope, se, standardised, np.full(slope.shape, cells), np.full(slope.shape, units))
