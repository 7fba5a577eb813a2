"""Slope chart: what goes together between units, and what is left of it within units."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bothways.reports.charts.intervals import canvas
from bothways.reports.figures import number
from bothways.reports.markup import Markup, join, tag

_WIDTH, _HEIGHT = 440.0, 240.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 120.0, 315.0, 34.0, 226.0
#: Beyond this many lines each is drawn thin.
_CROWDED = 40


@dataclass(frozen=True)
class Slope:
    """Two associations of one pair, each in [-1, 1]."""

    between: float
    within: float


def association_slopes(slopes: Sequence[Slope], *, strongest: int = 0) -> Markup:
    """A line a pair, from its association between units to the one within units.

    Parameters
    ----------
    slopes : sequence of Slope
        Pairs of which one end is not finite are left out.
    strongest : int
        Position of the line that is drawn bold and labelled with its figures.

    Returns
    -------
    Markup
        An ``<svg aria-hidden="true">``; empty where fewer than two pairs have both ends.
    """
    drawn = [(n, s) for n, s in enumerate(slopes) if math.isfinite(s.between) and math.isfinite(s.within)]
    if len(drawn) < 2:
        return Markup("")
    reach = _reach([slope for _, slope in drawn])
    lines = join(_line(slope, reach) for n, slope in drawn if n != strongest)
    bold = join(_bold(slope, reach) for n, slope in drawn if n == strongest)
    class_ = "slopes crowded" if len(drawn) > _CROWDED else "slopes"
    return canvas(_frame(reach) + lines + bold, height=_HEIGHT, class_=class_, width=_WIDTH)


def _reach(slopes: Sequence[Slope]) -> float:
    widest = max(max(abs(slope.between), abs(slope.within)) for slope in slopes)
    return next(reach for reach in (0.25, 0.5, 0.75, 1.0) if widest <= reach or reach == 1.0)


def _y(value: float, reach: float) -> float:
    return _TOP + (reach - value) / (2 * reach) * (_BOTTOM - _TOP)


def _line(slope: Slope, reach: float) -> Markup:
    ends = {"x1": _LEFT, "x2": _RIGHT, "y1": _y(slope.between, reach), "y2": _y(slope.within, reach)}
    return tag("line", **ends, class_="slope")


def _bold(slope: Slope, reach: float) -> Markup:
    left, right = _y(slope.between, reach), _y(slope.within, reach)
    line = tag("line", x1=_LEFT, x2=_RIGHT, y1=left, y2=right, class_="slope-bold")
    dots = tag("circle", cx=_LEFT, cy=left, r=4.0, class_="slope-end") + tag(
        "circle", cx=_RIGHT, cy=right, r=4.0, class_="slope-end"
    )
    labels = tag(
        "text", number(slope.between, 2, sign=True), x=_LEFT - 58, y=left + 5, class_="slope-label end"
    )
    labels += tag(
        "text", number(slope.within, 2, sign=True), x=_RIGHT + 58, y=right + 5, class_="slope-label"
    )
    return line + dots + labels


def _frame(reach: float) -> Markup:
    zero = tag("line", x1=_LEFT, x2=_RIGHT, y1=_y(0.0, reach), y2=_y(0.0, reach), class_="zero")
    posts = join(tag("line", x1=x, x2=x, y1=_TOP, y2=_BOTTOM, class_="tick") for x in (_LEFT, _RIGHT))
    heads = tag("text", "Between units", x=_LEFT, y=18.0, class_="slope-head") + tag(
        "text", "Within units", x=_RIGHT, y=18.0, class_="slope-head"
    )
    ticks = join(
        tag(
            "text", number(value, 2, sign=True), x=_LEFT - 10, y=_y(value, reach) + 5, class_="tick-label end"
        )
        + tag(
            "text",
            number(value, 2, sign=True),
            x=_RIGHT + 10,
            y=_y(value, reach) + 5,
            class_="tick-label start",
        )
        for value in (-reach, 0.0, reach)
    )
    return zero + posts + heads + ticks
