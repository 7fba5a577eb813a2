"""A curve of those who stay, step by step, with its interval as a band."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bothways.reports.charts.intervals import canvas
from bothways.reports.markup import Markup, join, tag

_WIDE, _HIGH = 480.0, 240.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 52.0, 468.0, 10.0, 210.0
#: Figures along the bottom, at most.
_MOST_TICKS = 8


@dataclass(frozen=True)
class Stair:
    """What is told at the end of one step; NaN where it cannot be told.

    Attributes
    ----------
    begin, end : float
        The step.
    value, low, high : float
        Share at its end, in [0, 1].
    """

    begin: float
    end: float
    value: float
    low: float
    high: float


def stairs(steps: Sequence[Stair]) -> Markup:
    """The curve as points at the ends of steps, joined by lines, over a band of its interval.

    Parameters
    ----------
    steps : sequence of Stair
        In order. The curve begins at 1 where the first step begins, and ends before the first that cannot be told.

    Returns
    -------
    Markup
        An ``<svg aria-hidden="true">``; empty where nothing can be told.

    Examples
    --------
    >>> "polyline" in stairs([Stair(0, 1, 0.8, 0.6, 0.9)]), stairs([]) == ""
    (True, True)
    """
    told: list[Stair] = []
    for step in steps:
        if not math.isfinite(step.value):
            break
        told.append(step)
    if not told:
        return Markup("")
    start, stop = told[0].begin, told[-1].end

    def x(tenure: float) -> float:
        return _LEFT + (tenure - start) / (stop - start) * (_RIGHT - _LEFT)

    line = [(x(start), _y(1.0)), *((x(step.end), _y(step.value)) for step in told)]
    upper = [(x(start), _y(1.0)), *((x(step.end), _y(step.high)) for step in told)]
    lower = [(x(step.end), _y(step.low)) for step in reversed(told)]
    parts = [_frame(), _ticks(told, x), tag("polygon", points=_points([*upper, *lower]), class_="stay-band")]
    parts.append(tag("polyline", points=_points(line), class_="stay"))
    parts += [tag("circle", cx=at, cy=height, r=3.0, class_="stay-end") for at, height in line[1:]]
    return canvas(join(parts), height=_HIGH, class_="stays", width=_WIDE)


def _y(share: float) -> float:
    return _BOTTOM - share * (_BOTTOM - _TOP)


def _points(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _frame() -> Markup:
    lines = [
        tag("line", x1=_LEFT, x2=_RIGHT, y1=_y(share), y2=_y(share), class_="tick")
        for share in (0, 0.25, 0.5, 0.75, 1)
    ]
    words = [
        tag("text", f"{100 * share:.0f}%", x=_LEFT - 8, y=_y(share) + 5, class_="tick-label end")
        for share in (0, 0.5, 1)
    ]
    return join([*lines, *words])


def _ticks(told: Sequence[Stair], x: object) -> Markup:
    every = math.ceil(len(told) / _MOST_TICKS)
    at = [told[0].begin, *(step.end for place, step in enumerate(told, start=1) if place % every == 0)]
    return join(
        tag("text", f"{tenure:g}", x=x(tenure), y=_BOTTOM + 18, class_="tick-label")  # type: ignore[operator]
        for tenure in at
    )
