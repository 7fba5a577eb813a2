"""Published texts as bounds on totals: under the rules of the ledger, and under plain rounding."""

from __future__ import annotations

import math

import numpy as np

from bothways.errors import InputError
from bothways.privacy.audit.publications import Adds

EPSILON = 1e-9


def total_of_mean(text: str, n: int, *, low: float, step: float, levels: int) -> tuple[int, int]:
    """Return the totals, in steps above the lowest one, of a mean under plain rounding.

    Parameters
    ----------
    text : str
        ``3.4``: rounded to its decimals; ``<=1.8``, ``>=4.2``: a bound.
    n : int
        Respondents.
    low, step : float
        Lowest answer, and the distance between two answers.
    levels : int
        Of the scale.

    Returns
    -------
    (int, int)
        Lowest and highest total, both included.

    Raises
    ------
    InputError
        Where the text is no number.

    Examples
    --------
    >>> total_of_mean("3.4", 5, low=1, step=1, levels=5), total_of_mean(">=4.2", 5, low=1, step=1, levels=5)
    ((12, 12), (16, 20))
    """
    number, half, side = _number(text)
    bottom = 0.0 if side < 0 else (number - half - low) * n / step
    top = float(n * (levels - 1)) if side > 0 else (number + half - low) * n / step
    return _whole(bottom, top, 0, n * (levels - 1))


def total_of_share(
    text: str, n: int, adds: Adds, *, per: float = 100.0, half: float | None = None
) -> tuple[int, int]:
    """Return the totals of a share or an NPS under plain rounding.

    Parameters
    ----------
    text : str
    n : int
        Respondents.
    adds : range or tuple of int
        What an answer adds.
    per : float
        100 where shares are percentages, 1 where they are fractions.
    half : float, optional
        Half of the step to which it was rounded; half of the last decimal if not given.

    Returns
    -------
    (int, int)

    Raises
    ------
    InputError
        Where the text is no number.

    Examples
    --------
    >>> total_of_share("67", 6, (0, 0, 0, 1, 1)), total_of_share("-17", 6, (-1, 0, 1))
    ((4, 4), (-1, -1))
    """
    number, last, side = _number(text)
    half = last if half is None else half
    lowest, highest = min(adds) * n, max(adds) * n
    bottom = lowest if side < 0 else (number - half) * n / per
    top = highest if side > 0 else (number + half) * n / per
    return _whole(bottom, top, lowest, highest)


def squares_of_interval(
    low: float, high: float, n: int, totals: tuple[int, int], *, step: float, decimals: int
) -> tuple[int, int]:
    """Return the sum of squared levels behind an interval made of the group's own spread.

    Parameters
    ----------
    low, high : float
        Ends of a 95 % interval, mean plus and minus 1.96 s / sqrt(n).
    n : int
        Respondents, 2 or more.
    totals : (int, int)
        What the mean leaves possible for the sum of levels.
    step : float
        Distance between two answers.
    decimals : int
        To which the ends were rounded.

    Returns
    -------
    (int, int)

    Notes
    -----
    s^2 = (sum of squares - total^2 / n) / (n - 1).

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([0, 4, 4, 4, 4])
    >>> half = 1.96 * x.std(ddof=1) / 5**0.5
    >>> squares_of_interval(x.mean() - half, x.mean() + half, 5, (16, 16), step=1, decimals=6)
    (64, 64)
    """
    half, slack = (high - low) / 2, 0.5 * 10.0**-decimals
    ends = []
    for width, total in ((max(half - slack, 0.0), totals[0]), (half + slack, totals[1])):
        spread = width * math.sqrt(n) / 1.96 / step
        ends.append((n - 1) * spread**2 + total**2 / n)
    return math.ceil(ends[0] - 1e-6), math.floor(ends[1] + 1e-6)


def _number(text: str) -> tuple[float, float, int]:
    """Return a number, half of its last decimal, and -1 for "at most", 1 for "at least"."""
    bare = text.strip().replace("−", "-")
    side = -1 if bare.startswith(("<=", "<", "≤")) else 1 if bare.startswith((">=", ">", "≥")) else 0
    bare = bare.lstrip("<>=≤≥ ").rstrip("% ")
    try:
        number = float(bare)
    except ValueError:
        raise InputError(
            f"{text[:20]!r} is no number.", remedy="Give a number, or leave the cell blank."
        ) from None
    if not np.isfinite(number):
        raise InputError(f"{text[:20]!r} is no number.", remedy="Leave the cell blank.")
    decimals = len(bare.partition(".")[2]) if "e" not in bare.lower() else 9
    return number, 0.0 if side else 0.5 * 10.0**-decimals, side


def _whole(bottom: float, top: float, lowest: int, highest: int) -> tuple[int, int]:
    """Return the whole numbers between two ends, within what is possible."""
    return max(lowest, math.ceil(bottom - 1e-6)), min(highest, math.floor(top + 1e-6))
