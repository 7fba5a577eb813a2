"""Released values of units: one row a domain, and how a domain is spread over units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bothways.reports.charts.intervals import canvas
from bothways.reports.markup import Markup, join, tag

Side = Literal["worse", "level", "better"]
_WIDTH, _HEIGHT, _MARGIN = 220.0, 24.0, 8.0
_WIDE, _EDGE, _LABELS, _TOP = 480.0, 16.0, 22.0, 24.0
#: Bins of a spread, in parts of the scale; taller piles than this many dots become bars.
_BINS, _DOTS, _DOT = 40, 14, 9.0


@dataclass(frozen=True)
class Bar:
    """A value with its interval and the company's value (None for the company), all on one scale."""

    value: float
    low: float
    high: float
    company: float | None
    side: Side


def value_row(bar: Bar | None, *, low: float, high: float) -> Markup:
    """One row of the table that is the chart; hidden from screen readers, who read its text.

    Parameters
    ----------
    bar : Bar or None
        ``None`` draws the empty scale.
    low, high : float
        Ends of the scale.

    Returns
    -------
    Markup
        An ``<svg aria-hidden="true">`` without text: a line for the interval, a circle (level), a triangle up
        (better) or down (worse) for the value, a short upright line for the company.

    Examples
    --------
    >>> "circle" in value_row(Bar(50, 40, 60, 55, "level"), low=0, high=100)
    True
    """

    def x(value: float) -> float:
        return _MARGIN + (value - low) / (high - low) * (_WIDTH - 2 * _MARGIN)

    middle = _HEIGHT / 2
    base = tag("line", x1=x(low), x2=x(high), y1=middle, y2=middle, class_="scale")
    if bar is None:
        return canvas(base, height=_HEIGHT, class_="value", width=_WIDTH)
    parts = [base]
    if bar.company is not None:
        parts.append(
            tag("line", x1=x(bar.company), x2=x(bar.company), y1=3.0, y2=_HEIGHT - 3, class_="company")
        )
    parts += [
        tag("line", x1=x(bar.low), x2=x(bar.high), y1=middle, y2=middle, class_=f"span {bar.side}"),
        shape(bar.side, x(bar.value), middle),
    ]
    return canvas(join(parts), height=_HEIGHT, class_="value", width=_WIDTH)


def shape(side: Side, x: float, y: float, size: float = 5.0) -> Markup:
    """A circle, a triangle up or a triangle down: the standing without colour."""
    if side == "level":
        return tag("circle", cx=x, cy=y, r=size - 0.5, class_="unit level")
    tip, foot = (y - size, y + size * 0.8) if side == "better" else (y + size, y - size * 0.8)
    points = f"{x - size:.1f},{foot:.1f} {x:.1f},{tip:.1f} {x + size:.1f},{foot:.1f}"
    return tag("polygon", points=points, class_=f"unit {side}")


def spread(values: Sequence[float], company: float, *, low: float, high: float) -> Markup:
    """How the values of units are spread over a scale.

    Parameters
    ----------
    values : sequence of float
        One a unit, each within the scale.
    company : float
        Drawn as a line from top to bottom.
    low, high : float
        Ends of the scale.

    Returns
    -------
    Markup
        An ``<svg aria-hidden="true">``: a dot a unit, piled in fortieths of the scale; bars where a pile would
        be higher than 14. Empty where there is no unit.

    Examples
    --------
    >>> spread([], 50, low=0, high=100) == ""
    True
    """
    if not values:
        return Markup("")
    piles = [0] * (_BINS + 1)
    for value in values:
        piles[round((value - low) / (high - low) * _BINS)] += 1
    tallest = max(piles)
    rows = min(tallest, _DOTS)
    floor = _TOP + _DOT * max(rows, 3)
    draw = _dots if tallest <= _DOTS else _bars
    at = [_EDGE + number / _BINS * (_WIDE - 2 * _EDGE) for number in range(_BINS + 1)]
    piled = join(draw(place, count, floor, tallest) for place, count in zip(at, piles, strict=True) if count)
    line = _EDGE + (company - low) / (high - low) * (_WIDE - 2 * _EDGE)
    middle = _company_line(line, floor)
    return canvas(
        _frame(low, high, floor) + middle + piled, height=floor + _LABELS, class_="spread", width=_WIDE
    )


def _dots(x: float, count: int, floor: float, tallest: int) -> Markup:
    return join(tag("circle", cx=x, cy=floor - _DOT * (n + 0.5), r=4.0, class_="dot") for n in range(count))


def _bars(x: float, count: int, floor: float, tallest: int) -> Markup:
    height = max(1.5, _DOT * _DOTS * count / tallest)
    return tag("rect", x=x - 4.5, y=floor - height, width=9.0, height=height, class_="dot")


def _company_line(x: float, floor: float) -> Markup:
    anchor = "start" if x < _WIDE / 4 else "end" if x > 3 * _WIDE / 4 else "middle"
    words = tag("text", "Company", x=x, y=12.0, class_=f"company-label {anchor}")
    return tag("line", x1=x, x2=x, y1=19.0, y2=floor, class_="company") + words


def _frame(low: float, high: float, floor: float) -> Markup:
    ticks = [low + (high - low) * part / 4 for part in range(5)]
    base = tag("line", x1=_EDGE, x2=_WIDE - _EDGE, y1=floor + 0.5, y2=floor + 0.5, class_="tick")
    return base + join(
        tag(
            "text",
            f"{tick:g}",
            x=_EDGE + part / 4 * (_WIDE - 2 * _EDGE),
            y=floor + 17,
            class_="tick-label",
        )
        for part, tick in enumerate(ticks)
    )
