"""Intervals of a retention, none of which is ever without width."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri
from scipy.stats import chi2

from bothways.errors import InputError

Floats = npt.NDArray[np.float64]


def log_log_limits(
    retention: npt.ArrayLike, greenwood: npt.ArrayLike, *, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Return the limits of a retention strictly between 0 and 1.

    Parameters
    ----------
    retention, greenwood : array of float
        As in :class:`bothways.leaving.curve.Curves`.
    level : float
        In (0, 1).

    Returns
    -------
    low, high : numpy.ndarray of float64
        NaN where the retention is 0 or 1.

    Notes
    -----
    ``S ** exp(-+ z sqrt(G) / log S)``, the normal interval of log(-log S); it stays within 0 and 1.
    J. D. Kalbfleisch, R. L. Prentice (1980), The Statistical Analysis of Failure Time Data.

    Examples
    --------
    >>> low, high = log_log_limits([0.8], [0.05])
    >>> float(low[0].round(3)), float(high[0].round(3))
    (0.204, 0.969)
    """
    z = _z(level)
    share, total = np.asarray(retention, np.float64), np.asarray(greenwood, np.float64)
    inside = (share > 0) & (share < 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.exp(z * np.sqrt(total) / -np.log(share))
        low, high = share**reach, share ** (1 / reach)
    return np.where(inside, low, np.nan), np.where(inside, high, np.nan)


def limit_of_none(n: npt.ArrayLike, *, level: float = 0.95) -> Floats:
    """Return how low the share of those who stay can be where none of n left.

    Parameters
    ----------
    n : array of float
    level : float
        In (0, 1).

    Returns
    -------
    numpy.ndarray of float64
        ``((1 - level) / 2) ** (1 / n)``, the lower limit of Clopper and Pearson; 0 where n is 0. One less it is how
        high the share can be where all of n left.

    Examples
    --------
    >>> limit_of_none([0, 1, 100]).round(3).tolist()
    [0.0, 0.025, 0.964]
    """
    _z(level)
    count = np.asarray(n, np.float64)
    with np.errstate(divide="ignore"):
        return np.asarray(np.where(count > 0, ((1 - level) / 2) ** (1 / count), 0.0))


def poisson_limits(count: npt.ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the exact limits of the mean of a Poisson count.

    Parameters
    ----------
    count : array of int
    level : float
        In (0, 1).

    Returns
    -------
    low, high : numpy.ndarray of float64
        Half the chi-squared quantiles with 2 count and 2 count + 2 degrees; ``low`` is 0 where the count is.
        F. Garwood (1936), Biometrika 28, 437-442.

    Examples
    --------
    >>> low, high = poisson_limits([0, 10])
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.0, 4.8], [3.69, 18.39])
    """
    _z(level)
    n = np.asarray(count, np.float64)
    tail = (1 - level) / 2
    low = np.where(n > 0, chi2.ppf(tail, np.maximum(2 * n, 1)) / 2, 0.0)
    return np.asarray(low, np.float64), np.asarray(chi2.ppf(1 - tail, 2 * n + 2) / 2, np.float64)


def _z(level: float) -> float:
    if not 0 < level < 1:
        raise InputError("The level must lie between 0 and 1.", remedy="Use 0.95.")
    return math.fabs(float(ndtri((1 - level) / 2)))
