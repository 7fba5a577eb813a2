"""Tags for numbers with their range: a figure as text, and the picture beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from bothways.reports.charts.intervals import canvas
from bothways.reports.figures import MINUS
from bothways.reports.markup import Markup, join
from bothways.reports.markup import tag as element
from bothways_web.web.templatetags.marks import SIDES
from bothways_web.wording import written

register = template.Library()
_WIDTH, _HEIGHT, _MARGIN = 280.0, 24.0, 8.0
#: A course is drawn small: several stand side by side.
_NARROW, _TALL, _FRAME = 150.0, 56.0, (4.0, 52.0)


@register.simple_tag
def figure(
    value: float, low: float, high: float, places: int = 0, unit: str = "", sign: bool = False
) -> SafeString:
    """A number that never stands without its 95% range."""
    shown, start, end = (_number(one, places, sign) for one in (value, low, high))
    words = gettext("%(low)s to %(high)s") % {"low": start, "high": end}
    return format_html(
        '<span class="figure"><bdi class="value">{}{}</bdi> <bdi class="span-text">({})</bdi></span>',
        shown, unit, words,
    )  # fmt: skip


def _number(value: float, places: int, sign: bool) -> str:
    text = written(abs(value), places)
    if round(value, places) == 0:
        return text
    return (MINUS if value < 0 else "+" if sign else "") + text


@register.simple_tag
def interval(row: Any, low: float = 0, high: float = 100, side: str = "emp") -> SafeString:
    """The picture of a row: a mark with its range on a scale, over the middle half of all teams where it is known.

    ``row`` has ``value``, ``low`` and ``high`` (attributes or keys), and may have ``band_low`` and ``band_high``;
    without a value only the scale is drawn. Screen readers skip it: the text of the row says the same.
    """
    place = _Scale(low, high)
    parts = [
        _band(row, place),
        element("line", x1=place.x(low), x2=place.x(high), y1=12.0, y2=12.0, class_="scale"),
    ]
    if low < 0 < high:
        parts.append(element("line", x1=place.x(0), x2=place.x(0), y1=0.0, y2=_HEIGHT, class_="zero"))
    value = _given(row, "value")
    if value is not None:
        parts += [_range(row, place, SIDES[side]), _mark(SIDES[side], place.x(value))]
    return mark_safe(
        canvas(join(parts), height=_HEIGHT, width=_WIDTH, class_="interval")
    )  # escaped by the builder


@register.simple_tag
def bar(share: float, side: str = "emp") -> SafeString:
    """The picture of a share in percent: a bar on a scale from 0 to 100, which screen readers skip."""
    place = _Scale(0, 100)
    parts = [
        element("line", x1=place.x(0), x2=place.x(100), y1=12.0, y2=12.0, class_="scale"),
        element(
            "rect",
            x=place.x(0),
            y=6.0,
            width=place.x(share) - place.x(0),
            height=12.0,
            class_=f"mark {SIDES[side]}",
        ),
    ]
    return mark_safe(
        canvas(join(parts), height=_HEIGHT, width=_WIDTH, class_="interval")
    )  # escaped by the builder


@register.simple_tag
def course(rounds: Sequence[Any], low: float = 0, high: float = 100, side: str = "emp") -> SafeString:
    """The picture of one number over several rounds: a mark with its range for each, joined where two follow.

    ``rounds`` are objects or dicts with ``value``, ``low`` and ``high``, from the first to the last, ``None`` where
    nothing is shown: the line then has a gap. Screen readers skip it: a table says the same.
    """
    across = _Scale(0, max(len(rounds) - 1, 1), _NARROW)
    upwards = _Scale(low, high)
    places = [
        None if one is None or _given(one, "value") is None else (across.x(place), one)
        for place, one in enumerate(rounds)
    ]
    ends = (element("line", x1=_MARGIN, x2=_NARROW - _MARGIN, y1=y, y2=y, class_="scale") for y in _FRAME)
    lines = (
        element(
            "line", x1=one[0], x2=other[0], y1=_y(one[1], upwards), y2=_y(other[1], upwards),
            class_=f"way {SIDES[side]}",
        )
        for one, other in pairwise(places) if one and other
    )  # fmt: skip
    marks = (_point(*one, upwards, SIDES[side]) for one in places if one)
    return mark_safe(
        canvas(join([*ends, *lines, *marks]), height=_TALL, width=_NARROW, class_="interval course")
    )  # escaped by the builder


def _y(one: Any, upwards: _Scale, name: str = "value") -> float:
    part = (upwards.x(_given(one, name) or 0.0) - _MARGIN) / (_WIDTH - 2 * _MARGIN)
    return _FRAME[1] - part * (_FRAME[1] - _FRAME[0])


def _point(x: float, one: Any, upwards: _Scale, side: str) -> Markup:
    parts = []
    if _given(one, "low") is not None and _given(one, "high") is not None:
        parts.append(
            element(
                "line", x1=x, x2=x, y1=_y(one, upwards, "low"), y2=_y(one, upwards, "high"),
                class_=f"reach {side}",
            )
        )  # fmt: skip
    return join([*parts, _mark(side, x, _y(one, upwards), 3.5)])


@register.simple_tag
def scale_ends(low: float = 0, high: float = 100, unit: str = "") -> SafeString:
    """The two ends of the scale, printed below the pictures."""
    return format_html(
        '<span class="ends" aria-hidden="true"><span>{}{}</span><span>{}{}</span></span>',
        _number(low, 0, False), unit, _number(high, 0, False), unit,
    )  # fmt: skip


@register.inclusion_tag("kit/intervals.html")
def intervals(
    rows: Any,
    title: str,
    side: str = "emp",
    low: float = 0,
    high: float = 100,
    unit: str = "",
    places: int = 0,
) -> dict[str, Any]:
    """The table that is the chart.

    Parameters
    ----------
    rows : iterable of objects or dicts
        ``label``; ``value``, ``low``, ``high`` of a released number; where known ``band_low``, ``band_high``, ``href``,
        ``note``, ``wide`` (few answers) and ``bound`` ("at least", "at most"). Without a value the row is withheld,
        or nobody was asked where ``state`` is "none".
    title : str
        Says what is measured; stands above the table.
    """
    return {
        "rows": list(rows), "title": title, "side": SIDES[side],
        "low": low, "high": high, "unit": unit, "places": places,
    }  # fmt: skip


class _Scale:
    """From a value to its place, kept inside the picture."""

    def __init__(self, low: float, high: float, width: float = _WIDTH) -> None:
        self.low, self.high, self.width = float(low), float(high), width

    def x(self, value: float) -> float:
        inside = max(self.low, min(self.high, float(value)))
        return _MARGIN + (inside - self.low) / (self.high - self.low) * (self.width - 2 * _MARGIN)


def _given(row: Any, name: str) -> float | None:
    found = row.get(name) if isinstance(row, dict) else getattr(row, name, None)
    return None if found is None or not math.isfinite(found) else float(found)


def _band(row: Any, place: _Scale) -> Markup:
    low, high = _given(row, "band_low"), _given(row, "band_high")
    if low is None or high is None:
        return Markup("")
    return element(
        "rect", x=place.x(low), y=3.0, width=place.x(high) - place.x(low), height=18.0, class_="band"
    )


def _range(row: Any, place: _Scale, side: str) -> Markup:
    low, high = _given(row, "low"), _given(row, "high")
    if low is None or high is None:
        return Markup("")
    start, end = place.x(low), place.x(high)
    line = element("line", x1=start, x2=end, y1=12.0, y2=12.0, class_=f"range {side}")
    ends = (element("line", x1=x, x2=x, y1=8.5, y2=15.5, class_=f"end {side}") for x in (start, end))
    return line + join(ends)


def _mark(side: str, x: float, y: float = 12.0, size: float = 5.0) -> Markup:
    if side == "emp":
        return element("circle", cx=x, cy=y, r=size, class_="mark emp")
    return element("rect", x=x - size, y=y - size, width=2 * size, height=2 * size, class_="mark cust")
