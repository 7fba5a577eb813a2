"""What a simulated world is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError

Floats = npt.NDArray[np.float64]
Pair = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """All that can be set about a world of one employee metric x and one customer metric y.

    Pairs are (x, y), except ``effect``, ``effect_later`` and ``effect_third``: (x to y, y to x). Spreads are in
    standard deviations of an innovation, periods count from 0.

    Attributes
    ----------
    units, periods : int
    effect : pair
        Phi one period later, x to y and y to x.
    effect_later, effect_third : pair
        The same two and three periods later.
    own_lag, own_lag_later : pair
        Phi of a metric on itself, one and two periods later.
    own_lag_sd : float
        Spread of ``own_lag`` between units (cut to -.2 ... .95).
    innovation_r : float
        Correlation of the innovations of x and y: same-period association that is no lead.
    tails : {"normal", "skewed", "heavy"}
        Innovations and intercepts: normal, chi-square(3), t(4), each scaled to variance 1.
    volatility : float
        Log-sd of the innovation sd from period to period.
    unit_volatility : float
        Log-sd of the innovation sd from unit to unit.
    start : {"stationary", "fresh"}
        Fresh: the first state is half an innovation and leans on the intercept (.4).
    intercept_sd, intercept_r : float
        Spread of unit means in stationary sds, and their correlation between x and y.
    trend_sd, trend_r : float
        Linear trends of units, per period.
    walk_sd, walk_r : float
        Innovations of random-walk unit means.
    shock, loading_sd, factors, shock_lag : float, float, int, float
        Spread of common shocks, spread of units' loadings on them about 1, how many shocks, their own lag.
    season_sd, season_r, cycle : float, float, int
        Unit seasons: spread, correlation between x and y, periods a year.
    reliability : float or pair
        Within-unit variance without noise over that with it, on average; 1 for no noise.
    n_typical, n_sd, n_period_sd : float
        Median answers a cell, log-sd between units, log-sd between periods.
    noise_r : float
        Correlation of the noise of x and y in a cell: the same people answered both.
    noise_lag : float
        Own lag of the noise from period to period: the same people answered again.
    noise_declared : float
        Declared noise variance over the true one.
    rolling : int
        Each value is the mean of the last so many periods, with the noise variance and the answers of all of
        them; that neighbours share answers is not declared.
    holes : float or pair
        Share of cells missing, by metric.
    missing_by_state : pair
        Change of the log odds to be missing per sd of the own metric's state.
    late : float
        Share of units that enter late.
    recorded : {-1, 0, 1}
        x is booked so many periods late (1) or early (-1).
    """

    units: int
    periods: int
    effect: Pair = (0.15, 0.0)
    effect_later: Pair = (0.0, 0.0)
    effect_third: Pair = (0.0, 0.0)
    own_lag: Pair = (0.35, 0.45)
    own_lag_later: Pair = (0.0, 0.0)
    own_lag_sd: float = 0.0
    innovation_r: float = 0.3
    tails: Literal["normal", "skewed", "heavy"] = "normal"
    volatility: float = 0.0
    unit_volatility: float = 0.0
    start: Literal["stationary", "fresh"] = "stationary"
    intercept_sd: float = 1.0
    intercept_r: float = 0.5
    trend_sd: float = 0.0
    trend_r: float = 0.8
    walk_sd: float = 0.0
    walk_r: float = 0.5
    shock: float = 0.7
    loading_sd: float = 0.0
    factors: int = 1
    shock_lag: float = 0.0
    season_sd: float = 0.0
    season_r: float = 0.5
    cycle: int = 12
    reliability: float | Pair = 0.6
    n_typical: float = 12.0
    n_sd: float = 0.0
    n_period_sd: float = 0.0
    noise_r: float = 0.0
    noise_lag: float = 0.0
    noise_declared: float = 1.0
    rolling: int = 1
    holes: float | Pair = 0.0
    missing_by_state: Pair = (0.0, 0.0)
    late: float = 0.0
    recorded: Literal[-1, 0, 1] = 0

    def __post_init__(self) -> None:
        problem = self._problem()
        if problem:
            raise InputError(f"The world cannot be drawn: {problem}.", remedy="Change the recipe.")

    def _problem(self) -> str | None:
        """Return what makes the recipe impossible."""
        shares = [*pair(self.holes), self.late]
        if self.units < 1 or self.periods < 1 or self.rolling < 1 or self.factors < 1 or self.cycle < 1:
            return "units, periods, factors, cycle and rolling windows are counted from 1"
        if not all(0 <= share < 1 for share in shares):
            return "shares of holes and late units lie in [0, 1)"
        if not all(0 < share <= 1 for share in pair(self.reliability)):
            return "reliabilities lie in (0, 1]"
        if not all(-1 < lag < 1 for lag in (self.noise_lag, self.shock_lag, self.innovation_r)):
            return "lags of noise and shocks and the correlation of innovations lie in (-1, 1)"
        if np.abs(np.linalg.eigvals(self.companion)).max() >= 1:
            return "it is not stationary (spectral radius 1 or more)"
        return None

    @property
    def lags(self) -> tuple[Floats, ...]:
        """Phi one and two periods later, and three where there is such an effect, 2 x 2 each; [1, 0] is x to y."""
        lags = [lag_matrix(self.own_lag, self.effect), lag_matrix(self.own_lag_later, self.effect_later)]
        if any(self.effect_third):
            lags.append(lag_matrix((0.0, 0.0), self.effect_third))
        return tuple(lags)

    @property
    def companion(self) -> Floats:
        """The companion matrix of all lags."""
        lags = self.lags
        below = np.eye(2 * len(lags) - 2, 2 * len(lags))
        return np.vstack([np.hstack(lags), below])

    @property
    def innovation(self) -> Floats:
        """Covariance of an innovation, 2 x 2."""
        return np.array([[1.0, self.innovation_r], [self.innovation_r, 1.0]])

    @property
    def within(self) -> Floats:
        """Stationary covariance of the state of an average unit, 2 x 2."""
        return stationary(self.companion, self.innovation)[:2, :2]


def pair(value: float | Pair) -> Pair:
    """Return one setting for both metrics as a pair."""
    return value if isinstance(value, tuple) else (value, value)


def lag_matrix(own: Pair, effect: Pair) -> Floats:
    """Return Phi from own lags (x, y) and effects (x to y, y to x)."""
    return np.array([[own[0], effect[1]], [effect[0], own[1]]])


def stationary(transition: Floats, innovation: Floats) -> Floats:
    """Return G = A G A' + Q, with Q filled up by zeros.

    Parameters
    ----------
    transition : (k, k) float
        Spectral radius below 1.
    innovation : (m, m) float, m <= k

    Returns
    -------
    (k, k) float

    Examples
    --------
    >>> import numpy as np
    >>> float(stationary(np.array([[0.5]]), np.array([[1.5]]))[0, 0])
    2.0
    """
    from scipy.linalg import solve_discrete_lyapunov

    filled = np.zeros(transition.shape)
    filled[: len(innovation), : len(innovation)] = innovation
    return np.asarray(solve_discrete_lyapunov(transition, filled), dtype=np.float64)
