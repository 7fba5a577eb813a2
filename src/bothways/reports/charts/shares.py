"""Shares of both voices over time, in one picture: a mark with its interval for each round, joined where two follow."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bothways.reports.charts.intervals import Voice, canvas
from bothways.reports.markup import Markup, join, tag

#: Drawn about as large as on a phone, so that its figures can be read there.
_WIDE, _HIGH = 320.0, 190.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 30.0, 308.0, 10.0, 162.0
#: Ends of the scale, in percent: the lowest that holds all.
_TOPS = (10.0, 20.0, 40.0, 60.0, 80.0, 100.0)
#: Marks of the two voices stand beside each other where they are of one time.
_APART, _SIZE = 3.5, 4.0


@dataclass(frozen=True)
class Share:
    """What one voice said in one round.

    Attributes
    ----------
    voice : {"emp", "cust"}
    at : float
        Its time, such as the number of a day.
    value, low, high : float
        In percent; ``value`` is NaN where so few said it that no share is told.
    place : int
        Which round of the voice it is, counting those that say nothing of it.
    """

    voice: Voice
    at: float
    value: float
    low: float
    high: float
    place: int


def shares_over_time(shares: Sequence[Share], *, begin: str, end: str) -> Markup:
    """Draw the shares of two voices on one time axis.

    Parameters
    ----------
    shares : sequence of Share
        In any order.
    begin, end : str
        What the first and the last time are called.

    Returns
    -------
    Markup
        An ``<svg aria-hidden="true">``: lines at the bottom, the middle and the top of the scale; a filled mark with
        its interval for a share, joined to that of the next round of its voice; an open mark at the bottom where no
        share is told. Empty where all are of one time.

    Examples
    --------
    >>> both = [Share("emp", 1, 20, 12, 30, 0), Share("cust", 2, math.nan, 0, 10, 0), Share("emp", 3, 25, 16, 36, 1)]
    >>> drawn = shares_over_time(both, begin="January", end="March")
    >>> drawn.count("way emp"), drawn.count("mark cust few"), shares_over_time(both[:1], begin="", end="") == ""
    (1, 1, True)
    """
    times = sorted({one.at for one in shares})
    if len(times) < 2:
        return Markup("")
    top = next(end for end in _TOPS if end >= min(max(one.high for one in shares), 100.0))

    def x(one: Share) -> float:
        inside = (one.at - times[0]) / (times[-1] - times[0])
        return _LEFT + 12 + inside * (_RIGHT - _LEFT - 24) + (_APART if one.voice == "cust" else -_APART)

    def y(value: float) -> float:
        return _BOTTOM - max(0.0, min(top, value)) / top * (_BOTTOM - _TOP)

    parts = [_frame(top, y), _ends(begin, end)]
    for voice in ("emp", "cust"):
        own = sorted((one for one in shares if one.voice == voice), key=lambda one: one.at)
        parts += [
            tag("line", x1=x(one), x2=x(other), y1=y(one.value), y2=y(other.value), class_=f"way {voice}")
            for one, other in pairwise(own)
            if other.place == one.place + 1 and math.isfinite(one.value) and math.isfinite(other.value)
        ]
        parts += [_point(one, x(one), y) for one in own]
    return canvas(join(parts), height=_HIGH, class_="shares", width=_WIDE)


def _frame(top: float, y: Callable[[float], float]) -> Markup:
    values = (0.0, top / 2, top)
    lines = (tag("line", x1=_LEFT, x2=_RIGHT, y1=y(value), y2=y(value), class_="scale") for value in values)
    words = (
        tag("text", f"{value:.0f}", x=_LEFT - 6, y=y(value) + 4, class_="tick-label end") for value in values
    )
    return join([*lines, *words])


def _ends(begin: str, end: str) -> Markup:
    first = tag("text", begin, x=_LEFT, y=_BOTTOM + 20, class_="tick-label start")
    return first + tag("text", end, x=_RIGHT, y=_BOTTOM + 20, class_="tick-label end")


def _point(one: Share, x: float, y: Callable[[float], float]) -> Markup:
    line = tag("line", x1=x, x2=x, y1=y(one.low), y2=y(one.high), class_=f"reach {one.voice}")
    told = math.isfinite(one.value)
    kind = f"mark {one.voice}" if told else f"mark {one.voice} few"
    middle = y(one.value if told else 0.0)
    if one.voice == "emp":
        return line + tag("circle", cx=x, cy=middle, r=_SIZE, class_=kind)
    corner = {"x": x - _SIZE, "y": middle - _SIZE}
    return line + tag("rect", **corner, width=2 * _SIZE, height=2 * _SIZE, class_=kind)
