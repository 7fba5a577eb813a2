"""Intervals of shares, means and net scores, and the sampling variance behind them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri, stdtrit

from bothways.errors import InputError, NotEnoughData

Floats = npt.NDArray[np.float64]
NAN = float("nan")


@dataclass(frozen=True)
class GroupScore:
    """A score of one group with its interval.

    Attributes
    ----------
    value : float
        The score, in its own units.
    low, high : float
        Interval at ``level``; NaN where it cannot be told.
    se : float
        Standard error of ``value``; NaN where it cannot be told.
    n : int
        Answers (or people) behind the value.
    method : str
        Name of the interval.
    level : float
        In (0, 1).
    centre, margin : float
        The interval before it is cut at the scale ends is ``centre`` plus and minus ``margin``.
    """

    value: float
    low: float
    high: float
    se: float
    n: int
    method: str
    level: float = 0.95
    centre: float = NAN
    margin: float = NAN


def nps(promoters: int, detractors: int, n: int, *, level: float = 0.95) -> GroupScore:
    """Return the net promoter score of a group with its adjusted-Wald interval.

    Parameters
    ----------
    promoters, detractors : int
        People who answered 9 or 10, and 0 to 6. For eNPS the same.
    n : int
        All people who answered, those at 7 and 8 among them; at least 1.
    level : float
        Coverage of the interval, in (0, 1).

    Returns
    -------
    GroupScore
        In points, -100 to 100. ``se`` is ``100 * sqrt((p + d - (p - d)^2) / n)`` of the shares as observed.

    Raises
    ------
    InputError
        Counts are negative, fractional, or more than ``n``.
    NotEnoughData
        ``n`` is 0.

    Notes
    -----
    Interval: add 3/4 to the promoters, 3/4 to the detractors and 3 to n, then the Wald interval of a
    difference of two shares of one multinomial: ``s +- z * sqrt((p + d - s^2) / (n + 3))``, ``s = p - d``.
    It is cut at -100 and 100 and, where n is 1, widened to hold the value.
    Source: B. Rocks (2016), Interval Estimation for the "Net Promoter Score", The American Statistician
    70(4), 365-372, arXiv:1601.07235.

    Examples
    --------
    >>> score = nps(50, 20, 100)
    >>> round(score.value), round(score.low, 2), round(score.high, 2)
    (30, 14.05, 44.2)
    """
    _check_counts(promoters, detractors, n=n)
    z = _z(level)
    value = 100.0 * (promoters - detractors) / n
    more = n + 3
    p, d = (promoters + 0.75) / more, (detractors + 0.75) / more
    centre, margin = 100.0 * (p - d), 100.0 * z * math.sqrt((p + d - (p - d) ** 2) / more)
    share, against = promoters / n, detractors / n
    se = 100.0 * math.sqrt((share + against - (share - against) ** 2) / n)
    low = min(value, max(-100.0, centre - margin))
    high = max(value, min(100.0, centre + margin))
    return GroupScore(value, low, high, se, n, "adjusted Wald (Rocks 2016)", level, centre, margin)


def share(count: int, n: int, *, level: float = 0.95) -> GroupScore:
    """Return a percentage with its Wilson interval: CSAT (answers 4-5 of 5), ease (5-7 of 7), favourable.

    Parameters
    ----------
    count : int
        People counted.
    n : int
        People who answered; at least 1.
    level : float
        Coverage of the interval, in (0, 1).

    Returns
    -------
    GroupScore
        In percent, 0 to 100. ``se`` is ``100 * sqrt(p (1 - p) / n)``.

    Raises
    ------
    InputError
        Counts are negative, fractional, or more than ``n``.
    NotEnoughData
        ``n`` is 0.

    Notes
    -----
    ``(p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)``: E. B. Wilson (1927), JASA 22, 209-212.

    Examples
    --------
    >>> score = share(8, 10)
    >>> score.value, round(score.low, 1), round(score.high, 1)
    (80.0, 49.0, 94.3)
    """
    _check_counts(count, n=n)
    z = _z(level)
    p = count / n
    shrink = 1.0 + z * z / n
    centre = 100.0 * (p + z * z / (2 * n)) / shrink
    margin = 100.0 * z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / shrink
    low = 0.0 if count == 0 else max(0.0, centre - margin)
    high = 100.0 if count == n else min(100.0, centre + margin)
    se = 100.0 * math.sqrt(p * (1 - p) / n)
    return GroupScore(100.0 * p, low, high, se, n, "Wilson", level, centre, margin)


def mean_score(
    values: npt.ArrayLike, *, low: float = -math.inf, high: float = math.inf, level: float = 0.95
) -> GroupScore:
    """Return the mean of a group's answers or scores with its t interval.

    Parameters
    ----------
    values : array of float, shape (n,)
        NaN is left out.
    low, high : float
        Scale ends; the interval is cut there.
    level : float
        Coverage of the interval, in (0, 1).

    Returns
    -------
    GroupScore
        In the units of ``values``; ``se`` is ``sd / sqrt(n)``. Where n is 1 or all answers are equal, the
        interval and its error cannot be told from these answers and are NaN.

    Raises
    ------
    NotEnoughData
        There is no answer.

    Examples
    --------
    >>> score = mean_score([5, 6, 7, 7, 5], low=1, high=7)
    >>> score.value, round(score.low, 2), round(score.high, 2)
    (6.0, 4.76, 7.0)
    """
    numbers = np.asarray(values, dtype=np.float64)
    numbers = numbers[~np.isnan(numbers)]
    n = int(numbers.size)
    if n == 0:
        raise NotEnoughData("There is no answer to take a mean of.")
    value = float(numbers.mean())
    spread = float(numbers.std(ddof=1)) if n > 1 else 0.0
    if spread == 0.0:
        return GroupScore(value, NAN, NAN, NAN, n, "t", level)
    se = spread / math.sqrt(n)
    margin = float(stdtrit(n - 1, 0.5 + level / 2)) * se
    return GroupScore(
        value,
        float(max(low, value - margin)),
        float(min(high, value + margin)),
        se,
        n,
        "t",
        level,
        value,
        margin,
    )


def nps_variance(promoters: npt.ArrayLike, detractors: npt.ArrayLike, n: npt.ArrayLike) -> Floats:
    """Return the sampling variance of net promoter scores, for the noise of a panel cell.

    Parameters
    ----------
    promoters, detractors, n : array of float, broadcast together
        Counts, as in :func:`nps`.

    Returns
    -------
    ndarray of float
        ``100^2 * (p + d - (p - d)^2) / (n - 1)``: unbiased, as each answer counts +100, 0 or -100. Times n it
        is the variance of one answer. NaN where n is below 2.

    Examples
    --------
    >>> float(nps_variance(50, 20, 101).round(3))
    60.484
    """
    p, d, size = (np.asarray(x, dtype=np.float64) for x in (promoters, detractors, n))
    with np.errstate(invalid="ignore", divide="ignore"):
        up, down = p / size, d / size
        variance = 1e4 * (up + down - (up - down) ** 2) / (size - 1)
    return np.where(size >= 2, variance, np.nan)


def share_variance(count: npt.ArrayLike, n: npt.ArrayLike) -> Floats:
    """Return the sampling variance of percentages, for the noise of a panel cell.

    Parameters
    ----------
    count, n : array of float, broadcast together

    Returns
    -------
    ndarray of float
        ``100^2 * p (1 - p) / (n - 1)``, unbiased; NaN where n is below 2.

    Examples
    --------
    >>> float(share_variance(5, 11).round(3))
    247.934
    """
    return nps_variance(count, 0.0, n)


def _z(level: float) -> float:
    if not 0 < level < 1:
        raise InputError("The level must lie between 0 and 1.", remedy="Use 0.95.")
    return float(ndtri(0.5 + level / 2))


def _check_counts(*counts: int, n: int) -> None:
    for count in (*counts, n):
        if count < 0 or count != int(count):
            raise InputError("A count is negative or no whole number.", remedy="Give counts of people.")
    if n == 0:
        raise NotEnoughData("Nobody answered, so there is no score.")
    if sum(counts) > n:
        raise InputError("More people are counted than answered.", remedy="Check the counts and n.")
