"""Means of bounded scores, coded so that no single answer is settled."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError
from bothways.privacy.values.bands import SMALLEST, band, band_low

Floats = npt.NDArray[np.float64]
NAN = float("nan")
#: Steps of a score that can take any value: fine enough not to matter, coarse enough for whole numbers.
FINE = 1 << 20
#: Part of the scale's range that a step of coded sums spans, and the sums it holds at least.
WIDTH, FEWEST = 0.75, 3
#: Part of the scale's range that one step of the text may be at most.
SHOWN = 40


@dataclass(frozen=True)
class Coded:
    """A number as it is shown.

    Attributes
    ----------
    text : str
        What people read: ``3.4``, ``<=1.8`` (at most), ``>=4.2`` (at least).
    value : float
        The number in the text.
    low, high : float
        Interval at the same coarseness; NaN where none was asked for.
    """

    text: str
    value: float
    low: float = NAN
    high: float = NAN


@dataclass(frozen=True)
class Coding:
    """How the sums of ``n`` scores are coded. Sums count in steps above the lowest possible one.

    The rule is that of a group as large as the low end of the band: texts that depended on n itself would tell
    it, metric by metric.

    Attributes
    ----------
    n : int
        Respondents.
    size : int
        Low end of their band, the number that the rule is made for.
    low, high, step : float
        Scale of one score, and the distance between two possible scores.
    steps : int
        Steps of one score, M: sums run from 0 to n M.
    bins : int
        Inner sums of ``size`` scores, M + 1 to (size - 1) M - 1, are coded in so many bins.
    decimals : int
        Decimals of the text.
    """

    n: int
    size: int
    low: float
    high: float
    step: float
    steps: int
    bins: int
    decimals: int

    @property
    def inner(self) -> int:
        """Number of sums of ``size`` scores that are not coded as at most or at least."""
        return (self.size - 2) * self.steps - 1

    def edge(self, number: int) -> int:
        """Return the inner sum, counted from 0, with which a bin starts."""
        return (2 * number * self.inner + self.bins) // (2 * self.bins)

    def starts(self, number: int, total: int) -> bool:
        """Whether a sum lies at or above the lower end of a bin, half a step under its first sum."""
        edge = 2 * (self.steps + 1 + self.edge(number)) - 1
        return 2 * total * self.size >= edge * self.n

    def bin_of(self, total: int) -> int:
        """Return the bin of a sum."""
        part = (total * self.size / self.n - self.steps - 0.5) / self.inner
        number = min(max(int(part * self.bins), 0), self.bins - 1)
        while number and not self.starts(number, total):
            number -= 1
        while number + 1 < self.bins and self.starts(number + 1, total):
            number += 1
        return number

    @property
    def unit(self) -> float:
        """One step of the text."""
        return float(10.0**-self.decimals)

    @property
    def at_most(self) -> float:
        """The number behind ``at most``: low + range / size, rounded away from the scale's end."""
        bound = self.low + (self.high - self.low) / self.size
        return round(math.ceil(bound / self.unit - 1e-9) * self.unit, self.decimals)

    @property
    def at_least(self) -> float:
        """The number behind ``at least``: high - range / size, rounded away from the scale's end."""
        bound = self.high - (self.high - self.low) / self.size
        return round(math.floor(bound / self.unit + 1e-9) * self.unit, self.decimals)

    def text(self, total: int) -> str:
        """Return what is shown for a sum in steps."""
        if total * self.size <= self.steps * self.n:
            return f"<={self.at_most:.{self.decimals}f}"
        if total * self.size >= (self.size - 1) * self.steps * self.n:
            return f">={self.at_least:.{self.decimals}f}"
        number = self.bin_of(total)
        middle = self.steps + 1 + (self.edge(number) + self.edge(number + 1) - 1) / 2
        mean = self.low + (self.high - self.low) * middle / (self.size * self.steps)
        shown = round(mean, self.decimals) + 0.0
        if shown < self.at_most:
            return f"<={self.at_most:.{self.decimals}f}"
        if shown > self.at_least:
            return f">={self.at_least:.{self.decimals}f}"
        return f"{shown:.{self.decimals}f}"


@lru_cache(maxsize=4096)
def coding(n: int, *, low: float, high: float, step: float | None = None) -> Coding:
    """Return how the sums of ``n`` scores are coded.

    Parameters
    ----------
    n : int
        Respondents, 5 or more.
    low, high : float
        Ends of the scale of one score.
    step : float, optional
        Distance between two possible scores, such as 1, or 1/3 for the mean of three items. Without it any
        score may occur.

    Returns
    -------
    Coding
        Made for the low end of the band of n, so that groups of one band have the same texts. Each bin holds .75
        of the range and three sums at least; there are as many as fit, as even as they can be, mirrored about
        the middle of the scale (the middle edge, where it cannot lie there, is one sum
        off). Decimals: as few as let one step of the text be at most range / 40 (1 on 1 to 5, 1 to 7 and 0 to
        10; 0 on 0 to 100).

    Raises
    ------
    InputError
        Where there are too few respondents, the ends are no scale, the step does not fit into it, or there
        are two answers only (that is a share).
    """
    if n < SMALLEST:
        raise InputError(
            f"A mean of {n} people is not shown.", remedy=f"Show groups of {SMALLEST} people or more."
        )
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise InputError(f"{low:g} to {high:g} is no scale.", remedy="Give the ends of the scale, low first.")
    steps = FINE if step is None else round((high - low) / step) if step > 0 else 0
    if step is not None and abs(steps * step - (high - low)) > 1e-6 * (high - low):
        raise InputError(
            f"Steps of {step:g} do not lead from {low:g} to {high:g}.",
            remedy="Give the distance between two possible scores.",
        )
    if steps < 2:
        raise InputError("A score with two values has no mean that is shown.", remedy="Release its share.")
    size = band_low(band(n))
    inner, fewest = (size - 2) * steps - 1, max(FEWEST, math.ceil(WIDTH * steps))
    bins = max(1, inner // fewest)
    decimals = max(0, math.ceil(math.log10(SHOWN / (high - low)) - 1e-9))
    return Coding(n, size, low, high, (high - low) / steps, steps, bins, decimals)


def code_mean(total: float, n: int, *, low: float, high: float, step: float | None = None) -> Coded:
    """Return the mean of a group as it may be shown.

    Parameters
    ----------
    total : float
        Sum of the scores of all respondents.
    n : int
        Respondents, 5 or more.
    low, high : float
        Ends of the scale of one score.
    step : float, optional
        Distance between two possible scores; without it any score may occur.

    Returns
    -------
    Coded
        "At most" up to low + range / b, "at least" from high - range / b, with b the low end of the band of n;
        between them the middle of a bin (see :func:`coding`). Without an interval, which is made by
        :func:`bothways.privacy.values.interval`.

    Raises
    ------
    InputError
        As :func:`coding`; and where the total is not finite, off the scale, or no sum of possible scores.

    Notes
    -----
    Whatever is shown, somebody in the group may have given the lowest answer and somebody the highest: sums
    up to M steps and from (n - 1) M are one text each, and every bin holds several sums. The texts are those of
    the low end of the band, because texts that follow n give it away: on 1 to 5 those of ten metrics fixed n in 97 of
    100 groups of 5 to 9.

    Examples
    --------
    >>> [code_mean(total, 5, low=1, high=5, step=1).text for total in (5, 9, 15, 21, 25)]
    ['<=1.8', '<=1.8', '3.0', '>=4.2', '>=4.2']
    """
    rule = coding(n, low=low, high=high, step=step)
    text = rule.text(_in_steps(total, rule, exact=step is not None))
    return Coded(text, float(text.lstrip("<>=")))


def _in_steps(total: float, rule: Coding, *, exact: bool) -> int:
    """Return a sum in steps above the lowest possible one."""
    steps = (total - rule.n * rule.low) / rule.step
    if not math.isfinite(steps) or not -0.01 <= steps <= rule.n * rule.steps + 0.01:
        raise InputError(
            f"A total of {rule.n} scores from {rule.low:g} to {rule.high:g} is off its scale.",
            remedy="Check the scale, and that each respondent counts once.",
        )
    if exact and abs(steps - round(steps)) > 0.01:
        raise InputError(
            "A total is no sum of possible scores.",
            remedy="Give the step of the score, or none where any score may occur.",
        )
    return round(steps)


def consistent_totals(text: str, n: int, *, low: float, high: float, step: float | None = None) -> Floats:
    """Return all totals that would be shown as a text: the inverse of :func:`code_mean`, for auditors.

    Parameters
    ----------
    text : str
        As shown, ``<=1.8`` or ``3.4``.
    n : int
        Respondents, which an attacker may know.
    low, high, step
        As in :func:`code_mean`.

    Returns
    -------
    numpy.ndarray of float64, shape (totals,)
        Ascending; empty where no total is shown like this. Without ``step``: the least and the largest.

    Raises
    ------
    InputError
        As :func:`coding`.

    Examples
    --------
    >>> consistent_totals("<=1.8", 5, low=1, high=5, step=1).tolist()
    [5.0, 6.0, 7.0, 8.0, 9.0]
    """
    rule = coding(n, low=low, high=high, step=step)
    first, last = text_range(rule, text)
    if first > last:
        return np.empty(0)
    steps = np.array([first, last]) if step is None else np.arange(first, last + 1)
    return np.asarray(n * low + rule.step * steps, dtype=np.float64)


def text_range(rule: Coding, text: str) -> tuple[int, int]:
    """Return the first and the last sum in steps that a text is shown for; the last is less where none is."""
    first = _first_not_before(rule, text, upper=False)
    last = _first_not_before(rule, text, upper=True) - 1
    return (first, last) if first <= last and rule.text(first) == text else (0, -1)


def _rank(text: str) -> tuple[float, int]:
    """Return where a text stands in the order of what is shown."""
    side = {"<": -1, ">": 1}.get(text[:1], 0)
    try:
        return (side * math.inf if side else float(text)), side
    except ValueError:
        raise InputError(f"{text[:20]!r} is no mean as it is shown.", remedy="Give its text.") from None


def _first_not_before(rule: Coding, text: str, *, upper: bool) -> int:
    """Return the first sum whose text is not before the text given (``upper``: is after it)."""
    wanted = _rank(text)
    low, high = 0, rule.n * rule.steps + 1
    while low < high:
        middle = (low + high) // 2
        rank = _rank(rule.text(middle))
        if rank > wanted or (not upper and rank == wanted):
            high = middle
        else:
            low = middle + 1
    return low
