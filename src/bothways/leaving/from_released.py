"""From released shares of people who left to those who stay over several quarters, and to how many left."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from bothways.errors import InputError
from bothways.privacy import Released
from bothways.privacy.values import band_low

Z = 1.959963984540054


class Staying(NamedTuple):
    """Share of people who are still there at the end of a quarter, with its 95 % range, all in [0, 1]."""

    value: float
    low: float
    high: float


def staying(quarters: Sequence[Released | None]) -> tuple[Staying, ...]:
    """Return which share of people is still there after each of some quarters that follow one another.

    Parameters
    ----------
    quarters : sequence of (Released or None)
        Turnover of the same group, quarter after quarter; ``None`` where it is not shown.

    Returns
    -------
    tuple of Staying
        Ends before the first quarter that is not shown. Nothing else than released numbers goes in, so it tells nothing
        that these do not.

    Raises
    ------
    InputError
        Where a number is no turnover.

    Notes
    -----
    The product of the shares that stay in each quarter. The range multiplies by exp(-+ 1.96 s) with s the square root
    of the sum of (sd / share)^2, sd from the wider half of each released range. Quarters count as independent.

    Examples
    --------
    >>> staying([None])
    ()
    """
    share, spread, found = 1.0, 0.0, list[Staying]()
    for one in quarters:
        if one is None:
            break
        _check(one)
        stays = 1 - one.value / 100
        half = max(one.value - one.low, one.high - one.value) / 100
        if not math.isfinite(half) or stays <= 0:
            break
        share *= stays
        spread += (half / Z / stays) ** 2
        factor = math.exp(Z * math.sqrt(spread))
        found.append(Staying(share, share / factor, min(1.0, share * factor)))
    return tuple(found)


def leavers_between(quarters: Sequence[Released], headcount: tuple[float, float]) -> tuple[float, float]:
    """Return between how many and how many people left, as far as released shares tell.

    Parameters
    ----------
    quarters : sequence of Released
        Turnover of the whole organisation, by quarter.
    headcount : (float, float)
        Lowest and highest number of people there; the highest may be infinite.

    Returns
    -------
    (float, float)
        Each share was rounded to a person among the fewest of its band and then to a percent, and may have been moved
        by one person; the range covers that. It is no interval of chance: these people did leave.

    Raises
    ------
    InputError
        Where a number is no turnover, or the headcount is no range.

    Examples
    --------
    >>> leavers_between([], (100, 120))
    (0.0, 0.0)
    """
    few, many = headcount
    if not 0 < few <= many:
        raise InputError("The headcount is no range of people.", remedy="Give the lower number first.")
    low = high = 0.0
    for one in quarters:
        _check(one)
        step = 100 / band_low(one.n_band)
        if one.value > step + 0.5:  # the first step may be nobody, the last one everybody
            low += max(0.0, (one.value - step / 2 - 0.5) / 100 * few - 1)
        high += many if one.value > 99.5 - step else (one.value + step / 2 + 0.5) / 100 * many + 1
    return low, high


def _check(one: Released) -> None:
    if one.kind != "turnover":
        raise InputError(f"{one.metric!r} is no turnover.", remedy="Hand in shares of people who left.")
