"""A path of levels: the mean that people chose, its range, and the levels that fit with it."""

from __future__ import annotations

from bothways.measures import Placement
from bothways.reports.charts.intervals import Voice, canvas
from bothways.reports.markup import Markup, join, tag

_WIDTH, _HEIGHT, _MARGIN, _GAP = 280.0, 28.0, 4.0, 2.0
_MIDDLE, _MARK = 14.0, 4.5


def path_row(placement: Placement | None, *, levels: int, voice: Voice = "emp") -> Markup:
    """One row of the table that is the chart; hidden from screen readers, who read its text.

    Parameters
    ----------
    placement : Placement or None
        ``None`` draws the empty path.
    levels : int
        Levels of the path, counted from 1.
    voice : {"emp", "cust"}
        Employees are a circle on a solid line.

    Returns
    -------
    Markup
        An ``<svg aria-hidden="true">`` without text: a box a level, those that fit filled and underlined, the range
        as a line, the mean as a mark. A box holds the means that are nearest to its level.

    Examples
    --------
    >>> from bothways.measures import place_on_path
    >>> path_row(place_on_path(2.4, 2.0, 2.8, range(1, 6)), levels=5).count("held")
    2
    """

    def x(mean: float) -> float:
        return _MARGIN + (mean - 0.5) / levels * (_WIDTH - 2 * _MARGIN)

    held = placement.levels if placement else ()
    boxes = [
        tag(
            "rect", x=x(level - 0.5) + _GAP / 2, y=1.0, width=x(level + 0.5) - x(level - 0.5) - _GAP,
            height=_HEIGHT - 2, class_="level held" if level in held else "level",
        )
        for level in range(1, levels + 1)
    ]  # fmt: skip
    if placement is None:
        return canvas(join(boxes), height=_HEIGHT, width=_WIDTH, class_="interval path")
    left, right = x(placement.low), x(placement.high)
    line = tag("line", x1=left, x2=right, y1=_MIDDLE, y2=_MIDDLE, class_=f"range {voice}")
    ends = join(
        tag("line", x1=end, x2=end, y1=_MIDDLE - 5, y2=_MIDDLE + 5, class_=f"end {voice}")
        for end in (left, right)
    )
    return canvas(
        join([*boxes, line, ends, _mark(x(placement.value), voice)]),
        height=_HEIGHT,
        width=_WIDTH,
        class_="interval path",
    )


def _mark(x: float, voice: Voice) -> Markup:
    if voice == "emp":
        return tag("circle", cx=x, cy=_MIDDLE, r=_MARK, class_="mark emp")
    return tag("rect", x=x - _MARK, y=_MIDDLE - _MARK, width=2 * _MARK, height=2 * _MARK, class_="mark cust")
