"""Where a group stands on a path of levels, as far as the range of its mean tells."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bothways.errors import InputError

Word = Literal["one", "between", "several"]


@dataclass(frozen=True)
class Placement:
    """Which levels of a path a group may stand on.

    Attributes
    ----------
    levels : tuple of int
        Every level that fits with the range, lowest first; at least one.
    word : {"one", "between", "several"}
        "one": the whole range lies nearest to one level. "between": to two that are next to each other, and nobody
        can tell which. "several": to three or more, which places nobody.
    value, low, high : float
        The mean and its range, cut at the ends of the path, in levels.
    """

    levels: tuple[int, ...]
    word: Word
    value: float
    low: float
    high: float


def place_on_path(value: float, low: float, high: float, levels: Sequence[int]) -> Placement:
    """Return the levels that a group may stand on.

    Parameters
    ----------
    value : float
        Mean level that people of the group chose, in levels.
    low, high : float
        Ends of its 95 % interval, in levels; ``low <= value <= high``.
    levels : sequence of int
        The levels of the path, lowest first, each one more than the one before.

    Returns
    -------
    Placement

    Raises
    ------
    InputError
        Where a number is missing or not finite, the value lies outside its interval, or the levels are no path of
        two or more whole steps.

    Notes
    -----
    A mean m belongs to the level it is nearest to: level l holds means from l - 1/2 to l + 1/2, the lowest and the
    highest level all beyond. Every level is told of which the interval holds a mean, an end that only touches
    counting as held. So where the interval holds the true mean, the level it belongs to is among those that are
    told: "one" is wrong no more often than an interval misses.

    It is a statement about a mean of levels, and levels are an order: half a group on level 1 and half on level 5
    have the mean 3, which nobody chose. The mean alone cannot tell that; how people differ has to be talked about.

    Examples
    --------
    >>> place_on_path(2.0, 1.7, 2.3, range(1, 6)).levels
    (2,)
    >>> place_on_path(2.4, 2.0, 2.8, range(1, 6)).word
    'between'
    """
    path = [int(level) for level in levels]
    if len(path) < 2 or path != list(range(path[0], path[-1] + 1)):
        raise InputError(
            "The levels are no path.",
            remedy="Give two or more whole numbers, each one more than the one before.",
        )
    if not all(map(math.isfinite, (value, low, high))) or not low <= value <= high:
        raise InputError(
            "The mean and its range do not fit together.",
            remedy="Give finite numbers, the mean inside its range.",
        )
    first, last = path[0], path[-1]
    lowest = min(max(math.ceil(low - 0.5), first), last)
    highest = max(min(math.floor(high + 0.5), last), first)
    held = tuple(range(lowest, highest + 1))
    word: Word = "one" if len(held) == 1 else "between" if len(held) == 2 else "several"
    ends = [min(max(one, first), last) for one in (value, low, high)]
    return Placement(held, word, *map(float, ends))


def points_to_levels(points: float, levels: Sequence[int]) -> float:
    """Return a score from 0 to 100 as a mean of levels.

    Parameters
    ----------
    points : float
        ``100 * (m - lowest) / (highest - lowest)`` for a mean level m.
    levels : sequence of int
        Lowest first.

    Examples
    --------
    >>> points_to_levels(25, range(1, 6))
    2.0
    """
    return levels[0] + points / 100 * (levels[-1] - levels[0])
