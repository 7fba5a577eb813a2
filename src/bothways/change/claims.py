"""In which share of studies an effect is called, by the rule of the verdict."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
from scipy import stats

from bothways.change.ahead import EARLIER, EFFECT, INSIDE, LATE, Expected
from bothways.change.design import Floats
from bothways.change.trends import off_centre
from bothways.change.verdict import SUSPICIOUS

POWER = 0.8
STUDIES = 12  # as a power of two
SCALES = 25  # standard errors found, for which the reach under a modest drift is worked out


def claim_share(size: float, expected: Expected, df: float, room: float, alpha: float) -> float:
    """Share of studies in which a true difference is called.

    Parameters
    ----------
    size : float
        The difference, 0 or more, in units of the metric.
    expected : Expected
    df : float
        Degrees of freedom of its standard errors.
    room : float
        How far a modest drift may move the effect.
    alpha : float

    Returns
    -------
    float
        NaN where nobody could be compared. The rule is that of :func:`bothways.change.verdict.judge`, run on 4,096
        studies that lie evenly (Sobol points, the same in every call): an interval that leaves 0 out, the same with
        the last period before the start left out (twice the level), and one of three ways past a drift.
    """
    if not np.isfinite(expected.se):
        return float("nan")
    if not expected.se > 0:
        return float(size > room)
    spread, errors = _spread(df), _draw(expected.covariance)
    effect = size + errors[EFFECT]
    plain = float(stats.t.ppf(1 - alpha / 2, df))
    called = effect > plain * expected.se * spread
    if np.isfinite(errors[LATE, 0]):
        late = float(np.sqrt(expected.covariance[LATE, LATE])) * spread
        called &= size + errors[LATE] > float(stats.t.ppf(1 - alpha, df)) * late
    modest = effect > _reach(expected.se, spread, df, room, alpha)
    way = modest
    if np.isfinite(errors[INSIDE, 0]):
        drift = float(np.sqrt(expected.covariance[INSIDE, INSIDE])) * spread
        way = modest & (errors[INSIDE] < float(stats.t.ppf(1 - SUSPICIOUS, df)) * drift)
    for one in (INSIDE, EARLIER):
        if np.isfinite(errors[one, 0]):
            way |= effect - errors[one] > plain * _less(expected.covariance, one) * spread
    return float((called & way).mean())


def seen_plainly(se: float, df: float, alpha: float) -> float:
    """Smallest difference that the interval alone sees in four of five studies."""
    return se * float(stats.t.ppf(1 - alpha / 2, df) + stats.t.ppf(POWER, df))


def seen_from(expected: Expected, df: float, room: float, alpha: float) -> float:
    """Smallest difference that is called in four of five studies; NaN where nobody could be compared."""
    if not expected.se > 0:
        return room if expected.se == 0 else float("nan")
    top = expected.se
    while claim_share(top, expected, df, room, alpha) < POWER:
        top *= 1.5
    low = 0.0
    for _ in range(20):
        middle = (low + top) / 2
        low, top = (middle, top) if claim_share(middle, expected, df, room, alpha) < POWER else (low, middle)
    return top


@cache
def _points() -> Floats:
    """Points that lie evenly in five dimensions, (5, studies)."""
    return np.asarray(stats.qmc.Sobol(5, scramble=True, seed=0).random_base2(STUDIES).T)


@cache
def _normal() -> Floats:
    """Errors in units of their standard deviations, (4, studies)."""
    return np.asarray(stats.norm.ppf(_points()[:4]))


@lru_cache(maxsize=16)
def _spread(df: float) -> Floats:
    """Standard errors found, as shares of the true ones; 1 where they are known, as by dealing starts again."""
    if not np.isfinite(df):
        return np.ones(2**STUDIES)
    return np.asarray(np.sqrt(stats.chi2.ppf(_points()[4], df) / df))


def _draw(covariance: Floats) -> Floats:
    """Errors of the four sums in each study; NaN for those that cannot be had."""
    fine = np.isfinite(np.diag(covariance))
    values, vectors = np.linalg.eigh(covariance[np.ix_(fine, fine)])
    out = np.full((len(covariance), 2**STUDIES), np.nan)
    out[fine] = (vectors * np.sqrt(np.maximum(values, 0))) @ _normal()[: fine.sum()]
    return out


def _reach(se: float, spread: Floats, df: float, room: float, alpha: float) -> Floats:
    """Half the interval under a modest drift, for each standard error found."""
    known = np.linspace(spread.min(), spread.max(), SCALES)
    reach = [se * s * off_centre(room / (se * s), alpha, df) for s in known]
    return np.asarray(np.interp(spread, known, reach))


def _less(covariance: Floats, one: int) -> float:
    """Standard error of the effect less what a drift makes of it."""
    return float(np.sqrt(covariance[EFFECT, EFFECT] - 2 * covariance[EFFECT, one] + covariance[one, one]))
