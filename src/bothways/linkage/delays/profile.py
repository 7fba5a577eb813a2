"""How long it takes: local projections by delay with a band that holds all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from bothways.linkage.delays.half_panels import Jackknifed, jackknife
from bothways.linkage.delays.regress import Column

Array = NDArray[np.float64]
SEED = 47
DRAWS = 4000
MOST_DELAYS = 6
#: Periods for each delay that is shown.
PERIODS_A_DELAY = 4


@dataclass(frozen=True)
class Profile:
    """One direction by delay.

    Attributes
    ----------
    delays : ndarray of int, (L,)
        Periods from driver to outcome.
    estimate, se, low, high : ndarray, (L,)
        Outcome units per unit of the driver, its error by unit, and a 95 % band that holds all delays at once.
    critical : float
        Half the width of the band in errors.
    reason : str
        Why there is none; then there are no delays.
    """

    delays: NDArray[np.int_]
    estimate: Array
    se: Array
    low: Array
    high: Array
    critical: float = float("nan")
    reason: str = ""


def profile(
    values: Array,
    noise: Array | None,
    *,
    employee_first: bool,
    season: NDArray[np.int_] | None = None,
    delays: int | None = None,
    widen: float = 1.0,
    level: float = 0.95,
) -> Profile:
    """Local projections of one direction at each delay.

    Parameters
    ----------
    values : ndarray, (N, T, 2)
        Employee metric, customer metric; NaN where not observed.
    noise : ndarray, (N, T, 2, 2) or None
        Known sampling covariance, taken out of every moment.
    employee_first : bool
        Which direction.
    season : ndarray of int, (T,), optional
        Season of each period: unit effects are then unit-by-season effects.
    delays : int, optional
        Longest delay; a quarter of the periods and at most 6 by default.
    widen : float
        Factor on every error, at least 1: for what units share within periods.
    level : float
        Of the band, in (0, 1).

    Returns
    -------
    Profile
        Without delays where one cannot be estimated, and why.

    Notes
    -----
    y_t+h = a_i + d_t + b_h x_t + c_1 y_t + c_2 x_t-1 + c_3 y_t-1 + e (Jorda 2005), h = 1, ..., each with the
    half-panel jackknife; the band is b_h +- c se_h, c the quantile of the largest |t| over delays under random signs
    of units (sup-t, Montiel Olea and Plagborg-Moller 2019), times the ratio of the t to the normal quantile. It is a
    picture: the highest delay is no estimate of how long something takes.
    """
    driver, outcome = (0, 1) if employee_first else (1, 0)
    longest = delays or max(1, min(MOST_DELAYS, values.shape[1] // PERIODS_A_DELAY))
    found: list[Jackknifed] = []
    for h in range(1, longest + 1):
        columns: list[Column] = [(driver, h), (outcome, h), (driver, h + 1), (outcome, h + 1), (outcome, 0)]
        one = jackknife(values, noise, columns, season=season)
        if one.reason:
            return _without(f"At a delay of {h}: {one.reason}")
        found.append(one)
    estimate = np.array([one.slopes[0] for one in found])
    moved = np.stack([one.leave_out[:, 0] for one in found], axis=1)
    units = min(one.units for one in found)
    se = np.sqrt((moved**2).sum(axis=0) * (units - 1) / units) * widen
    critical = _largest_t(moved, level) * float(
        stats.t.ppf(0.5 + level / 2, units - 1) / stats.norm.ppf(0.5 + level / 2)
    )
    reach = critical * se
    return Profile(np.arange(1, longest + 1), estimate, se, estimate - reach, estimate + reach, critical)


def _largest_t(moved: Array, level: float) -> float:
    """Quantile of the largest |t| over delays when units get random signs."""
    rng = np.random.default_rng(SEED)
    signs = rng.integers(0, 2, (DRAWS, len(moved))) * 2.0 - 1.0
    drawn = np.abs(signs @ moved) / np.sqrt((moved**2).sum(axis=0))
    return float(np.quantile(drawn.max(axis=1), level))


def _without(reason: str) -> Profile:
    none = np.zeros(0)
    return Profile(np.zeros(0, dtype=int), none, none, none, none, reason=reason)
