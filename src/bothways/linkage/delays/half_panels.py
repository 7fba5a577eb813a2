"""The half-panel jackknife, and the joint test of all lags by it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from bothways.linkage.delays.regress import FEWEST_UNITS, WEAK, Column, Regression, regress

Array = NDArray[np.float64]
#: Ends of transitions that each half must have.
SHORTEST_HALF = 6


@dataclass(frozen=True)
class Jackknifed:
    """Slopes without most of the bias that unit effects bring.

    Attributes
    ----------
    slopes : ndarray, (k,)
        2 b - (b_1 + b_2) / 2 of the whole and of both halves, natural units.
    leave_out : ndarray, (N, k)
        The same of what each unit moves them by.
    units, transitions : int
        Of the whole.
    reason : str
        Why there is no answer; then slopes are NaN.
    """

    slopes: Array
    leave_out: Array
    units: int = 0
    transitions: int = 0
    reason: str = ""

    @property
    def covariance(self) -> Array:
        """By unit, (k, k)."""
        factor = (self.units - 1) / self.units if self.units else np.nan
        return np.asarray(self.leave_out.T @ self.leave_out * factor)


def jackknife(
    values: Array,
    noise: Array | None,
    columns: list[Column],
    *,
    season: NDArray[np.int_] | None = None,
) -> Jackknifed:
    """Regress over the whole panel and over its two halves, each on its own mask.

    Parameters
    ----------
    values : ndarray, (N, T, 2)
        NaN where not observed.
    noise : ndarray, (N, T, 2, 2) or None
    columns : list of (metric, lag)
        Regressors, then the outcome; as in :func:`bothways.linkage.delays.regress.regress`.
    season : ndarray of int, (T,), optional

    Notes
    -----
    Transitions are cut in the middle of their ends; lags of the second half reach back into the first. The bias of a
    half is then twice that of the whole, to first order in 1 / n, n the number of ends (Dhaene and Jochmans 2015;
    Juodis, Karavias and Sarafidis 2021). What a unit moves is combined in the same way, so that errors need no formula
    of their own.
    """
    longest = max(lag for _, lag in columns)
    ends = np.arange(longest, values.shape[1])
    half = len(ends) // 2
    none = Jackknifed(np.full(len(columns) - 1, np.nan), np.full((len(values), len(columns) - 1), np.nan))
    if half < SHORTEST_HALF:
        return _refused(none, f"Half of the panel has fewer than {SHORTEST_HALF} periods beyond the lags.")
    parts: list[Regression] = []
    for name, some in (
        ("The panel", ends),
        ("The first half", ends[:half]),
        ("The second half", ends[half:]),
    ):
        part = regress(values, noise, columns, some, season=season)
        if part.units < FEWEST_UNITS:
            return _refused(none, f"{name} has too few units in which all lags are there.")
        if not part.strength >= (WEAK if some is ends else WEAK / 2):
            return _refused(none, f"{name} holds too little beside sampling noise.")
        parts.append(part)
    whole, first, second = parts
    return Jackknifed(
        2 * whole.slopes - 0.5 * (first.slopes + second.slopes),
        2 * whole.leave_out - 0.5 * (first.leave_out + second.leave_out),
        whole.units,
        whole.transitions,
    )


def _refused(none: Jackknifed, reason: str) -> Jackknifed:
    return Jackknifed(none.slopes, none.leave_out, reason=reason)


@dataclass(frozen=True)
class HalfPanelTest:
    """Effects of one direction at lags 1 to p, and the joint test; NaN with a ``reason`` where there is no answer.

    Attributes
    ----------
    effects : ndarray, (p,)
        Natural units: outcome units per unit of the driver.
    covariance : ndarray, (p, p)
        Clustered by unit.
    p : float
        Of no effect at any lag, in [0, 1].
    units, transitions : int
    reason : str
    """

    effects: Array
    covariance: Array
    p: float
    units: int
    transitions: int
    reason: str = ""


def half_panel_test(
    values: Array,
    noise: Array | None,
    *,
    employee_first: bool,
    lags: int = 4,
    season: NDArray[np.int_] | None = None,
) -> HalfPanelTest:
    """Test that the last ``lags`` values of one metric do not come before the other, given its own.

    Parameters
    ----------
    values : ndarray, (N, T, 2)
        Employee metric, customer metric; NaN where not observed.
    noise : ndarray, (N, T, 2, 2) or None
        Known sampling covariance; taken out of every moment. Without it lags of a noisy metric stand in for each other
        and give false leads, the wrong way too.
    employee_first : bool
        The direction.
    lags : int
        Of both metrics, at least 1.
    season : ndarray of int, (T,), optional
        Season of each period: unit effects are then unit-by-season effects.

    Returns
    -------
    HalfPanelTest

    Notes
    -----
    y_t = a_i + d_t + sum_k (c_k y_t-k + b_k x_t-k) + e_t by :func:`jackknife`; b' V^-1 b referred to Hotelling's F on
    ``lags`` and units - ``lags`` degrees of freedom. It uses no differences between units, and only transitions in
    which all 2 ``lags`` + 1 values are there: where many cells are missing little is left of it.
    """
    driver, outcome = (0, 1) if employee_first else (1, 0)
    steps = range(1, lags + 1)
    columns = [(driver, k) for k in steps] + [(outcome, k) for k in steps] + [(outcome, 0)]
    found = jackknife(values, noise, columns, season=season)
    effects, covariance = found.slopes[:lags], found.covariance[:lags, :lags]
    p = float("nan")
    if not found.reason:
        statistic = float(effects @ np.linalg.solve(covariance, effects))
        free = found.units - lags
        p = float(stats.f.sf(statistic * free / (lags * (found.units - 1)), lags, free))
    return HalfPanelTest(effects, covariance, p, found.units, found.transitions, found.reason)
