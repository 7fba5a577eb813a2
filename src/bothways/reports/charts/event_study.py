"""An event study: differences by periods since the start, each with its range."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bothways.reports.charts.intervals import Voice, canvas
from bothways.reports.figures import number
from bothways.reports.markup import Markup, join, tag

_WIDE, _HIGH = 480.0, 220.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 56.0, 468.0, 12.0, 186.0
#: Figures along the bottom, at most.
_MOST_TICKS = 12
#: Room above and below the longest range, as a share of it.
_AIR = 1.1


@dataclass(frozen=True)
class Moment:
    """The difference so many periods since the start; NaN where there is none, open ends infinite or NaN."""

    since: int
    effect: float
    low: float
    high: float


def event_study(
    moments: Sequence[Moment],
    *,
    bound: float = 0.0,
    expected: float | None = None,
    voice: Voice = "cust",
) -> Markup:
    """Draw differences around a start.

    Parameters
    ----------
    moments : sequence of Moment
        In any order; negative ``since`` is before the start.
    bound : float
        Half-width of the zone that is too small to matter, in the units of the differences; 0 draws none.
    expected : float, optional
        The difference that was expected, drawn as a dashed line from the start on.
    voice : {"emp", "cust"}

    Returns
    -------
    Markup
        An ``<svg aria-hidden="true">``: zero as a dashed line, the start as an upright one, a mark with its range for
        each moment. Empty where there is none.

    Examples
    --------
    >>> "circle" in event_study([Moment(0, 1.0, 0.5, 1.5)], voice="emp"), event_study([]) == ""
    (True, True)
    """
    told = sorted((one for one in moments if math.isfinite(one.effect)), key=lambda one: one.since)
    if not told:
        return Markup("")
    reach = _reach(told, bound, expected)
    first, last = min(told[0].since, -1), max(told[-1].since, 0)

    def x(since: float) -> float:
        return _LEFT + (since - first + 0.5) / (last - first + 1) * (_RIGHT - _LEFT)

    def y(value: float) -> float:
        inside = max(-reach, min(reach, value))
        return _TOP + (reach - inside) / (2 * reach) * (_BOTTOM - _TOP)

    parts = [_zone(bound, y), _frame(reach, y), _start(x(-0.5))]
    if expected is not None:
        parts.append(tag("line", x1=x(-0.5), x2=_RIGHT, y1=y(expected), y2=y(expected), class_="expected"))
    parts += [_moment(one, x(one.since), y, reach, voice) for one in told]
    parts.append(_ticks(first, last, x))
    return canvas(join(parts), height=_HIGH, class_="event-study", width=_WIDE)


def _reach(told: Sequence[Moment], bound: float, expected: float | None) -> float:
    ends = [abs(end) for one in told for end in (one.effect, one.low, one.high) if math.isfinite(end)]
    return max(*ends, bound, abs(expected or 0.0), 1e-9) * _AIR


def _zone(bound: float, y: Callable[[float], float]) -> Markup:
    if not 0 < bound < math.inf:
        return Markup("")
    top, bottom = y(bound), y(-bound)
    return tag("rect", x=_LEFT, y=top, width=_RIGHT - _LEFT, height=bottom - top, class_="too-small")


def _frame(reach: float, y: Callable[[float], float]) -> Markup:
    """Draw zero, and figures at the side: one that counts, and never beyond the longest range."""
    size = math.floor(math.log10(reach / _AIR) + 1e-9)
    half = math.floor(reach / _AIR / 10.0**size + 1e-9) * 10.0**size
    words = [
        tag(
            "text",
            number(value, max(0, -size), sign=True),
            x=_LEFT - 6,
            y=y(value) + 4,
            class_="tick-label end",
        )
        for value in (-half, 0.0, half)
    ]
    zero = tag("line", x1=_LEFT, x2=_RIGHT, y1=y(0.0), y2=y(0.0), class_="zero")
    return join([zero, *words])


def _start(x: float) -> Markup:
    return tag("line", x1=x, x2=x, y1=_TOP, y2=_BOTTOM, class_="start-rule")


def _moment(one: Moment, x: float, y: Callable[[float], float], reach: float, voice: Voice) -> Markup:
    low = one.low if math.isfinite(one.low) else -reach
    high = one.high if math.isfinite(one.high) else reach
    line = tag("line", x1=x, x2=x, y1=y(low), y2=y(high), class_=f"range {voice}")
    middle = y(one.effect)
    if voice == "emp":
        return line + tag("circle", cx=x, cy=middle, r=4.5, class_="mark emp")
    return line + tag("rect", x=x - 4.5, y=middle - 4.5, width=9.0, height=9.0, class_="mark cust")


def _ticks(first: int, last: int, x: Callable[[float], float]) -> Markup:
    every = math.ceil((last - first + 1) / _MOST_TICKS)
    return join(
        tag("text", number(since, 0, sign=True), x=x(since), y=_BOTTOM + 18, class_="tick-label")
        for since in range(first, last + 1)
        if since % every == 0
    )
