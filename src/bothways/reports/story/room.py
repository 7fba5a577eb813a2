"""How much room text takes on a slide: nobody can ask the program that will show it, so it is reckoned with care."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence

#: Height of a line and mean width of a letter, in the size of the letters: a little more than common fonts take.
LINE, LETTER, WIDE = 1.25, 0.56, 1.05
CELL_SIDES, CELL_ENDS = 12.0, 8.0


def lines_of(text: str, width: float, size: float) -> int:
    """Return how many lines a text takes in a width, both in points.

    Examples
    --------
    >>> lines_of("one two three", 40.0, 10.0), lines_of("", 40.0, 10.0)
    (2, 1)
    """
    lines, used, room = 1, 0.0, width / size
    for word in text.split(" "):
        length = sum(WIDE if unicodedata.east_asian_width(letter) in "WF" else LETTER for letter in word)
        if used and used + LETTER + length > room:
            lines, used = lines + 1, 0.0
        used += length + (LETTER if used else 0.0)
        if used > room:  # a word longer than a line is broken
            lines += math.ceil(used / room) - 1
            used %= room
    return lines


def fitting_size(texts: Sequence[str], width: float, height: float, sizes: Sequence[float]) -> float:
    """Return the first size with which paragraphs have room, else the last one.

    Examples
    --------
    >>> fitting_size(["one two three"], 60.0, 30.0, (20.0, 10.0))
    10.0
    """
    for size in sizes:
        taken = sum(lines_of(text, width, size) * LINE * size + 0.4 * size for text in texts) - 0.4 * size
        if taken <= height:
            return size
    return sizes[-1]


def table_height(rows: Sequence[Sequence[str]], widths: Sequence[float], size: float) -> list[float]:
    """Return the height of each row of a table, in points.

    Examples
    --------
    >>> table_height([["one", "two three"]], [60.0, 60.0], 10.0)
    [33.0]
    """
    return [
        max(lines_of(text, width - CELL_SIDES, size) for text, width in zip(row, widths, strict=True))
        * LINE
        * size
        + CELL_ENDS
        for row in rows
    ]
