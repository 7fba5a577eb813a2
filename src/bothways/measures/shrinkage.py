"""Empirical-Bayes shrinkage: noisy means of units, each pulled to the others as its noise asks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from bothways.errors import InputError, NotEnoughData
from bothways.measures.between_variance import Posterior, between_posterior, moments_given

Floats = npt.NDArray[np.float64]
UNITS_NEEDED = 4


@dataclass(frozen=True)
class Shrinkage:
    """Unit means after shrinkage.

    Attributes
    ----------
    values : ndarray of float, shape (units,)
        Shrunken values, in the units of the input; NaN where value or noise was missing.
    low, high : ndarray of float, shape (units,)
        Interval, ``values -+ z * sd``.
    sd : ndarray of float, shape (units,)
        Posterior standard deviation.
    own_weight : ndarray of float, shape (units,)
        Weight of the unit's own value, in [0, 1]; the rest goes to the mean of the units.
    mean : float
        Mean of the units, weighted by precision.
    between_variance, between_low, between_high : float
        True variance between units: posterior median and interval, or the given value.
    units : int
        Units with value and noise.
    method : str
        "integrated", "given", or "none: fewer than 4 units".
    """

    values: Floats
    low: Floats
    high: Floats
    sd: Floats
    own_weight: Floats
    mean: float
    between_variance: float
    between_low: float
    between_high: float
    units: int
    method: str


def shrink(
    values: npt.ArrayLike,
    noise_variances: npt.ArrayLike,
    *,
    between: float | None = None,
    level: float = 0.95,
) -> Shrinkage:
    """Shrink unit means with known, unequal sampling variances towards their common mean.

    Parameters
    ----------
    values : array of float, shape (units,)
        Means of units. NaN is left out.
    noise_variances : array of float, shape (units,)
        Sampling variance of each mean, at least 0; 0 is a full count and stays as it is. NaN is left out.
    between : float, optional
        True variance between units, if it is known or taken from :func:`between_variance`. Its uncertainty is
        then not in the intervals. Without it, it is integrated over.
    level : float
        Coverage of the intervals, in (0, 1).

    Returns
    -------
    Shrinkage
        With fewer than 4 units and no ``between`` nothing can be learnt from the others: values and noise are
        handed back, and ``method`` says so.

    Raises
    ------
    InputError
        Lengths differ, a noise variance or ``between`` is negative, or a value is infinite.
    NotEnoughData
        No unit has both a value and its noise.

    Notes
    -----
    ``y_i ~ N(theta_i, V_i)``, ``theta_i ~ N(mu, A)``, flat priors on mu and A. Given A, with
    ``w_i = 1 / (V_i + A)``, ``B_i = V_i / (V_i + A)`` and ``mu = sum w y / sum w``::

        E(theta_i | A)   = y_i - B_i (y_i - mu)
        Var(theta_i | A) = V_i (1 - B_i) + B_i^2 / sum w

    Both are integrated over the posterior of A,
    ``p(A) ~ prod w_i^(1/2) (sum w)^(-1/2) exp(-sum w (y - mu)^2 / 2)``, on a grid of log A; mean and variance
    are exact up to the grid, intervals are normal. The flat prior on A is that of C. N. Morris and M. Lysy
    (2012, Statistical Science 27, 115-134), after Morris (1983, JASA 78, 47-55): intervals cover, over units,
    about as often as they say, also where the estimate of A would be 0.

    Examples
    --------
    >>> result = shrink([0.0, 10.0], [4.0, 4.0], between=12.0)
    >>> result.values.tolist(), result.own_weight.tolist()
    ([1.25, 8.75], [0.75, 0.75])
    """
    y, v = _checked(values, noise_variances, between)
    known = ~(np.isnan(y) | np.isnan(v))
    units = int(known.sum())
    if units == 0:
        raise NotEnoughData("No unit has both a value and its noise.")
    if between is None and units < UNITS_NEEDED:
        return _unshrunken(y, v, known, level)
    if between is None:
        posterior, method = between_posterior(y[known], v[known], level=level), "integrated"
    else:
        centre, variance, weight, mean = moments_given(y[known], v[known], between)
        posterior = Posterior(centre, variance, weight, mean, between, between, between)
        method = "given"
    return _result(y.size, known, posterior, level, method)


def _checked(values: npt.ArrayLike, noise: npt.ArrayLike, between: float | None) -> tuple[Floats, Floats]:
    y, v = np.array(values, dtype=np.float64), np.array(noise, dtype=np.float64)
    if y.ndim != 1 or y.shape != v.shape:
        raise InputError("Values and noise differ in length.", remedy="Give one noise variance a value.")
    if np.isinf(y).any() or np.isinf(v).any():
        raise InputError("A value is infinite.", remedy="Leave it blank if it is not known.")
    if (v < 0).any() or (between is not None and not between >= 0):
        raise InputError("A variance is negative.", remedy="Variances are squares: 0 or more.")
    return y, v


def _result(
    size: int, known: npt.NDArray[np.bool_], found: Posterior, level: float, method: str
) -> Shrinkage:
    z = float(ndtri(0.5 + level / 2))
    sd = np.sqrt(found.variances)

    def placed(part: Floats) -> Floats:
        full = np.full(size, np.nan)
        full[known] = part
        return full

    return Shrinkage(
        values=placed(found.means),
        low=placed(found.means - z * sd),
        high=placed(found.means + z * sd),
        sd=placed(sd),
        own_weight=placed(found.own_weights),
        mean=found.mean,
        between_variance=found.between,
        between_low=found.between_low,
        between_high=found.between_high,
        units=int(known.sum()),
        method=method,
    )


def _unshrunken(y: Floats, v: Floats, known: npt.NDArray[np.bool_], level: float) -> Shrinkage:
    ones = np.ones(int(known.sum()))
    alone = Posterior(y[known], v[known], ones, math.nan, math.nan, math.nan, math.nan)
    return _result(y.size, known, alone, level, f"none: fewer than {UNITS_NEEDED} units")
