"""Interval rows: a mark and its 95% range on a shared axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bothways.linkage.findings import Effect
from bothways.reports.charts.axis import WIDTH, Axis
from bothways.reports.figures import number
from bothways.reports.markup import Markup, join, tag

Voice = Literal["emp", "cust"]
_LINE = 22.0
_SIZE = 4.5


@dataclass(frozen=True)
class Mark:
    """One direction in a row: who comes first, and the effect."""

    voice: Voice
    effect: Effect


def interval_row(marks: Sequence[Mark], *, axis: Axis, negligible: float) -> Markup:
    """One row of the table that is the chart; hidden from screen readers, who read its text.

    Parameters
    ----------
    marks : sequence of Mark
        Drawn from top to bottom: employees are a circle on a solid line, customers a square on a dashed one.
    axis : Axis
        Shared by all rows.
    negligible : float
        Half-width of the zone that is too small to matter, in the units of the axis.

    Returns
    -------
    Markup
        An ``<svg aria-hidden="true">`` without text; an effect that could not be estimated leaves its
        line empty.
    """
    height = _LINE * len(marks)
    body = [_zone(axis, negligible, height), _zero(axis, height)]
    body += [_mark(mark, axis, _LINE * (line + 0.5)) for line, mark in enumerate(marks)]
    return canvas(join(body), height=height, class_="interval")


def axis_row(axis: Axis) -> Markup:
    """The ticks below the rows, with their figures."""
    places = 2 if axis.reach < 0.4 else 1
    ticks = join(
        tag("line", x1=axis.x(value), x2=axis.x(value), y1=0.0, y2=4.0, class_="tick")
        + tag("text", number(value, places, sign=True), x=axis.x(value), y=16.0, class_="tick-label")
        for value in axis.ticks
    )
    base = tag("line", x1=axis.x(-axis.reach), x2=axis.x(axis.reach), y1=0.5, y2=0.5, class_="tick")
    return canvas(base + ticks, height=20.0, class_="axis")


def canvas(body: Markup, *, height: float, class_: str, width: float = WIDTH) -> Markup:
    """An SVG that scales with its place and is hidden from screen readers."""
    box = f"0 0 {width:g} {height:g}"
    return tag("svg", body, class_=class_, viewBox=box, aria_hidden="true", focusable="false")


def _zone(axis: Axis, negligible: float, height: float) -> Markup:
    if not 0 < negligible < math.inf:
        return Markup("")
    left, right = axis.x(-negligible), axis.x(negligible)
    return tag("rect", x=left, y=0.0, width=right - left, height=height, class_="too-small")


def _zero(axis: Axis, height: float) -> Markup:
    return tag("line", x1=axis.x(0.0), x2=axis.x(0.0), y1=0.0, y2=height, class_="zero")


def _mark(mark: Mark, axis: Axis, y: float) -> Markup:
    effect = mark.effect
    if not math.isfinite(effect.effect):
        return Markup("")
    line = Markup("")
    if math.isfinite(effect.low) and math.isfinite(effect.high):
        left, right = axis.x(effect.low), axis.x(effect.high)
        line = tag("line", x1=left, x2=right, y1=y, y2=y, class_=f"range {mark.voice}")
        line += _end(axis, effect.low, left, y, mark.voice) + _end(axis, effect.high, right, y, mark.voice)
    if not axis.holds(effect.effect):
        return line
    return line + _point(mark.voice, axis.x(effect.effect), y)


def _end(axis: Axis, value: float, x: float, y: float, voice: Voice) -> Markup:
    """A short bar where the range ends, an arrow head where it goes on beyond the axis."""
    if axis.holds(value):
        return tag("line", x1=x, x2=x, y1=y - 3.5, y2=y + 3.5, class_=f"end {voice}")
    out = math.copysign(7.0, value)
    points = f"{x:.1f},{y - 4:.1f} {x + out:.1f},{y:.1f} {x:.1f},{y + 4:.1f}"
    return tag("polygon", points=points, class_=f"mark {voice}")


def _point(voice: Voice, x: float, y: float) -> Markup:
    if voice == "emp":
        return tag("circle", cx=x, cy=y, r=_SIZE, class_="mark emp")
    return tag("rect", x=x - _SIZE, y=y - _SIZE, width=2 * _SIZE, height=2 * _SIZE, class_="mark cust")
