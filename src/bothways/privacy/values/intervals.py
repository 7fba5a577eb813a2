"""Intervals that say nothing about a group but what its band and its value say already."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from bothways.errors import InputError
from bothways.privacy.values.bands import band_low
from bothways.privacy.values.coding import WIDTH, Coded

#: 97.5 % point of the normal distribution.
Z = 1.959963984540054
#: Fewer people or groups than these, and the pooled spread would speak of few people.
PEOPLE_NEEDED, GROUPS_NEEDED = 50, 5
#: The spread is rounded up to parts of the range, and taken to be a quarter of it where nothing is known.
SPREAD_STEP, SPREAD_LEAST, SPREAD_UNKNOWN = 1 / 16, 1 / 8, 1 / 4


def pooled_spread(squares: Sequence[float], sizes: Sequence[int], *, low: float, high: float) -> float:
    """Return the spread of single answers within the groups of a round, coarsely.

    Parameters
    ----------
    squares : sequence of float
        For each of the disjoint groups of a round: the sum of squared distances from the group's mean.
    sizes : sequence of int, same length
        Respondents in each.
    low, high : float
        Scale of one answer.

    Returns
    -------
    float
        ``sqrt(sum of squares / (people - groups))``, rounded up to a sixteenth of the range and not below an
        eighth of it. A quarter of the range where fewer than 50 people or 5 groups are there, so that it
        never speaks of few people.

    Raises
    ------
    InputError
        Where the lengths differ or the ends are no scale.

    Examples
    --------
    >>> pooled_spread([9.0] * 10, [10] * 10, low=1, high=5), pooled_spread([0.0], [9], low=1, high=5)
    (1.0, 1.0)
    """
    if len(squares) != len(sizes):
        raise InputError("Squares and sizes differ in length.", remedy="Give one of each a group.")
    if not low < high:
        raise InputError(f"{low:g} to {high:g} is no scale.", remedy="Give the ends of the scale, low first.")
    span, people, groups = high - low, sum(sizes), sum(size > 0 for size in sizes)
    if people < PEOPLE_NEEDED or groups < GROUPS_NEEDED or people <= groups:
        return SPREAD_UNKNOWN * span
    part = math.sqrt(math.fsum(squares) / (people - groups)) / span
    return max(SPREAD_LEAST, math.ceil(part / SPREAD_STEP - 1e-9) * SPREAD_STEP) * span


def interval(shown: Coded, *, n_band: str, spread: float, low: float, high: float, decimals: int) -> Coded:
    """Return a value with its 95 % interval.

    Parameters
    ----------
    shown : Coded
        A coded mean, share or NPS.
    n_band : str
        Band of the number of respondents, as in :func:`bothways.privacy.values.band`.
    spread : float
        From :func:`pooled_spread`, or from :func:`pooled_spread` of answers that count 0 or 100.
    low, high : float
        Scale of the value; the interval is cut there.
    decimals : int
        Those of the text.

    Returns
    -------
    Coded
        With ``low`` and ``high``: value plus and minus 1.96 sqrt(spread^2 / b + w^2 / 12), where b is the low
        end of the band and w = .75 range / b the width of a bin; rounded outwards. Under "at most" it starts
        at the scale's low end, above "at least" it ends at the high end.

    Raises
    ------
    InputError
        For a text that is no band, or a spread that is not positive.

    Notes
    -----
    The interval is worked out from the text, the band and the round's spread alone, so whoever has these
    three learns nothing from it. It never rests on the answers of the group.

    Examples
    --------
    >>> shown = Coded("3.4", 3.4)
    >>> with_ends = interval(shown, n_band="10-19", spread=1.0, low=1, high=5, decimals=1)
    >>> with_ends.low, with_ends.high
    (2.7, 4.1)
    """
    if not 0 < spread < math.inf:
        raise InputError("The spread is not positive.", remedy="Take it from pooled_spread.")
    people, unit = band_low(n_band), 10.0**-decimals
    width = WIDTH * (high - low) / people
    half = Z * math.sqrt(spread**2 / people + width**2 / 12)
    bottom = low if shown.text.startswith("<=") else max(low, shown.value - half)
    top = high if shown.text.startswith(">=") else min(high, shown.value + half)
    return replace(
        shown,
        low=max(low, round(math.floor(bottom / unit + 1e-9) * unit, decimals)),
        high=min(high, round(math.ceil(top / unit - 1e-9) * unit, decimals)),
    )
