"""A strip that shows how many pairs have which verdict."""

from __future__ import annotations

from collections.abc import Mapping

from bothways.reports.charts.intervals import canvas
from bothways.reports.markup import Markup, join, tag

_WIDTH, _LABEL, _HEIGHT, _GAP, _LEAST = 480.0, 22.0, 46.0, 4.0, 44.0


def verdict_strip(counts: Mapping[str, int]) -> Markup:
    """A bar cut into one piece a verdict, in the order given; each piece has its own pattern.

    Parameters
    ----------
    counts : mapping of str to int
        Number of pairs by state key; states without a pair are left out.

    Returns
    -------
    Markup
        An ``<svg aria-hidden="true">`` that uses the glyphs of the page; empty where there is no pair. Pieces
        have room for their label, so a single clear finding among hundreds does not vanish.

    Examples
    --------
    >>> verdict_strip({}) == ""
    True
    """
    present = {key: amount for key, amount in counts.items() if amount > 0}
    if not present:
        return Markup("")
    pieces, left = [], 0.0
    for key, width in _widths(present).items():
        pieces.append(_piece(key, present[key], left, width))
        left += width + _GAP
    return canvas(join([_patterns(), *pieces]), height=_HEIGHT, class_="strip", width=_WIDTH)


def _widths(counts: Mapping[str, int]) -> dict[str, float]:
    """Shares of the strip, each piece wide enough for its label."""
    room = _WIDTH - _GAP * (len(counts) - 1)
    total = sum(counts.values())
    spare = room - _LEAST * len(counts)
    return {key: _LEAST + spare * amount / total for key, amount in counts.items()}


def _piece(key: str, amount: int, left: float, width: float) -> Markup:
    bar = tag(
        "rect",
        x=left + 1,
        y=_LABEL,
        width=width - 2,
        height=_HEIGHT - _LABEL - 1,
        class_=f"piece piece-{key}",
    )
    mark = tag("use", href=f"#glyph-{key}", x=left + 1, y=1.0, width=14.0, height=14.0, class_="piece-glyph")
    return bar + mark + tag("text", f"{amount:,}", x=left + 19, y=14.0, class_="piece-label")


def _patterns() -> Markup:
    stripes = tag(
        "pattern",
        tag("path", d="M-2 2 2 -2M0 8 8 0M6 10 10 6", class_="stripe"),
        id="stripes",
        width="8",
        height="8",
        patternUnits="userSpaceOnUse",
    )
    dots = tag(
        "pattern",
        tag("circle", cx="3", cy="3", r="1", class_="dot"),
        id="dots",
        width="6",
        height="6",
        patternUnits="userSpaceOnUse",
    )
    return tag("defs", stripes, dots)
