"""Shares of good answers among people with one level of a habit, so coarse that two and a half people do not show."""

from __future__ import annotations

import math

from bothways.errors import InputError
from bothways.privacy.values.intervals import Z

#: Steps in which a share may be told, in percent, the finest first.
STEPS = (1, 2, 4, 5, 10, 20, 25)
#: So many people are one step at least.
PEOPLE_A_STEP = 2.5
#: Fewer people with one level are not told: their steps would be too coarse to say anything.
FEWEST_IN_LEVEL = 25


def step_of(n: int) -> int:
    """Return the step in which a share of n people is told: the finest that holds two and a half of them.

    Raises
    ------
    InputError
        Below 25 people.

    Examples
    --------
    >>> [step_of(n) for n in (25, 50, 125, 250)]
    [10, 5, 2, 1]
    """
    if n < FEWEST_IN_LEVEL:
        raise InputError("Too few people for a share of their own.", remedy="Withhold it.")
    return next(step for step in STEPS if step * n >= 100 * PEOPLE_A_STEP)


def share_in_steps(count: int, n: int) -> int:
    """Return the share of good answers as it is told, in percent.

    Parameters
    ----------
    count : int
        Good answers; counted as if at least one person differed.
    n : int

    Returns
    -------
    int

    Examples
    --------
    >>> [share_in_steps(count, 60) for count in (0, 1, 2, 30, 59, 60)]
    [0, 0, 5, 50, 100, 100]
    """
    step, counted = step_of(n), min(max(count, 1), n - 1)
    return step * ((200 * counted + step * n) // (2 * step * n))


def counts_told_as(share: int, n: int) -> tuple[int, int]:
    """Return the fewest and the most good answers of n that are told as a share; the last is less for none.

    Examples
    --------
    >>> counts_told_as(50, 60), counts_told_as(0, 60), counts_told_as(51, 60)
    ((29, 31), (0, 1), (1, 0))
    """
    there = [count for count in range(n + 1) if share_in_steps(count, n) == share]
    return (there[0], there[-1]) if there else (1, 0)


def rounded_down(n: int) -> int:
    """Return a number of people as intervals count it: one digit of it, from 100 people on two.

    Examples
    --------
    >>> [rounded_down(n) for n in (27, 99, 137, 1264)]
    [20, 90, 130, 1200]
    """
    digit = int(10 ** (len(str(n)) - (1 if n < 100 else 2)))
    return n // digit * digit


def range_of_share(share: int, n: int, *, design_effect: float) -> tuple[float, float]:
    """Return the 95 % range of a share as it is told, in percent (Wilson 1927).

    Worked out from the share as it is told and a rounded number of people, so the range tells nothing more. What
    rounding may have taken away is added: half a step, as the spread of an even distribution.

    Parameters
    ----------
    share : int
    n : int
        As :func:`rounded_down` gives it.
    design_effect : float
        At least 1.

    Examples
    --------
    >>> [round(end) for end in range_of_share(60, 100, design_effect=1.0)]
    [50, 69]
    """
    worth, p = n / max(design_effect, 1.0), share / 100
    centre = (p + Z**2 / (2 * worth)) / (1 + Z**2 / worth)
    margin = Z * math.sqrt(p * (1 - p) / worth + Z**2 / (4 * worth**2)) / (1 + Z**2 / worth)
    coarse = Z * step_of(max(n, FEWEST_IN_LEVEL)) / math.sqrt(12) / 100
    low, high = p - math.hypot(p - centre + margin, coarse), p + math.hypot(centre + margin - p, coarse)
    return 100 * max(low, 0.0), 100 * min(high, 1.0)


def range_of_gap(
    most: int, of_most: tuple[float, float], least: int, of_least: tuple[float, float]
) -> tuple[int, int]:
    """Return the range of the difference of two shares as they are told (Newcombe 1998, method 10), in whole points.

    Parameters
    ----------
    most, least : int
        Shares as they are told, in percent.
    of_most, of_least : (float, float)
        Their ranges.

    Examples
    --------
    >>> range_of_gap(80, (69.2, 87.7), 60, (49.0, 70.0))
    (5, 34)
    """
    down = math.hypot(most - of_most[0], of_least[1] - least)
    up = math.hypot(of_most[1] - most, least - of_least[0])
    return math.floor(max(most - least - down, -100)), math.ceil(min(most - least + up, 100))
