"""Whether released values differ from the company's: from values and intervals alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from bothways.privacy.diagnosis.domains import DomainScale
from bothways.privacy.released import Released
from bothways.privacy.values.intervals import Z

Standing = Literal["worse", "level", "better"]
#: Share of units expected by chance alone among those said to be worse, and among those said to be better.
FALSE_SHARE = 0.05


@dataclass(frozen=True)
class Position:
    """A released value turned so that more is better, from 0 to 100.

    Attributes
    ----------
    value : float
    error : float
        Standard error: half the width of the interval, divided by 1.96.
    at_least, at_most : bool
        Whether the value is a bound: "at least" or "at most" so good.
    """

    value: float
    error: float
    at_least: bool = False
    at_most: bool = False


@dataclass(frozen=True)
class Comparison:
    """A unit beside the company.

    Attributes
    ----------
    difference : float
        Unit less company, in points of 0 to 100 turned so that more is better.
    low, high : float
        95 % interval of the difference.
    p : float
        Two-sided p of no difference; 1 where the value is a bound that leaves the direction open.
    standing : {"worse", "level", "better"}
        After the correction for the number of units; "level" is "not to be told apart".
    """

    difference: float
    low: float
    high: float
    p: float
    standing: Standing = "level"


def position(shown: Released, domain: DomainScale) -> Position:
    """Return a released value as a position.

    Parameters
    ----------
    shown : Released
        With an interval.
    domain : DomainScale

    Returns
    -------
    Position
        The interval is cut at the ends of the scale and one-sided for a bound; its longer half is the whole
        one.
    """
    span = domain.high - domain.low
    most, least = shown.text.startswith("<="), shown.text.startswith(">=")
    below, above = shown.value - shown.low, shown.high - shown.value
    half = above if most else below if least else max(below, above)
    value = 100 * (shown.value - domain.low) / span
    error = 100 * half / span / Z
    if domain.better == "lower":
        return Position(100 - value, error, at_least=most, at_most=least)
    return Position(value, error, at_least=least, at_most=most)


def composite(positions: Sequence[Position]) -> Position:
    """Return the mean of several domains of one unit.

    The same people answered all domains, so their errors go together. The mean of the errors is what holds if
    they go together wholly, and is too large otherwise.

    Examples
    --------
    >>> composite([Position(60, 4), Position(70, 6)])
    Position(value=65.0, error=5.0, at_least=False, at_most=False)
    """
    return Position(
        value=math.fsum(one.value for one in positions) / len(positions),
        error=math.fsum(one.error for one in positions) / len(positions),
        at_least=any(one.at_least for one in positions),
        at_most=any(one.at_most for one in positions),
    )


def compare(unit: Position, company: Position) -> Comparison:
    """Compare a unit with the company it is part of.

    Parameters
    ----------
    unit, company : Position

    Returns
    -------
    Comparison
        Not corrected for the number of units yet: its standing is "level".

    Notes
    -----
    ``p = 2 (1 - Phi(|difference| / error))`` with the unit's error alone. The unit is part of the company, so
    the error of the difference is sqrt(error^2 - error of the company^2) and smaller. A bound counts with the
    bound, and never against its direction: "at least 80" is not worse than 85.

    Examples
    --------
    >>> round(compare(Position(50, 5), Position(60, 1)).p, 4)
    0.0455
    >>> compare(Position(80, 5, at_least=True), Position(95, 1)).p
    1.0
    """
    difference = unit.value - company.value
    leaves_open = (difference < 0 and (unit.at_least or company.at_most)) or (
        difference > 0 and (unit.at_most or company.at_least)
    )
    p = 1.0 if leaves_open else math.erfc(abs(difference) / unit.error / math.sqrt(2))
    half = Z * unit.error
    low = -100.0 if unit.at_most or company.at_least else difference - half
    high = 100.0 if unit.at_least or company.at_most else difference + half
    return Comparison(difference, max(low, -100.0), min(high, 100.0), p)


def standings(comparisons: Sequence[Comparison], *, false_share: float = FALSE_SHARE) -> list[Standing]:
    """Return which units are told to be worse or better, corrected for their number.

    Parameters
    ----------
    comparisons : sequence of Comparison
    false_share : float
        Share of false ones accepted among the worse, and among the better.

    Returns
    -------
    list of {"worse", "level", "better"}

    Notes
    -----
    Benjamini and Hochberg (1995) over all units, once for each direction: those with the k smallest two-sided
    p of a direction are told, k the largest with ``p <= false_share k / units``. By direction, so that the
    promise holds for the units that need help by themselves, however many do better.

    Examples
    --------
    >>> one = Comparison(-20.0, -30.0, -10.0, 0.0001)
    >>> standings([one, Comparison(5.0, -5.0, 15.0, 0.3)])
    ['worse', 'level']
    """
    found: list[Standing] = ["level"] * len(comparisons)
    p = np.array([one.p for one in comparisons])
    below = np.array([one.difference < 0 for one in comparisons], dtype=bool)
    sides: tuple[tuple[Standing, bool], ...] = (("worse", True), ("better", False))
    for name, side in sides:
        places = np.flatnonzero(below == side)
        ordered = places[np.argsort(p[places], kind="stable")]
        passed = p[ordered] <= false_share * np.arange(1, len(ordered) + 1) / len(comparisons)
        told = int(np.flatnonzero(passed)[-1]) + 1 if passed.any() else 0
        for place in ordered[:told].tolist():
            found[place] = name
    return found
