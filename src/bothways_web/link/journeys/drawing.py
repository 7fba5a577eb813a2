"""A journey as a drawing: SVG of our own, stages from left to right, texts broken into lines here."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from bothways.reports.markup import Markup, join, tag
from bothways_web.link.journeys.document import CUSTOMERS
from bothways_web.link.journeys.showing import JourneyShown
from bothways_web.link.journeys.telling import ToldStage, foot_words, side_words, told_stages

_COLUMN, _GUTTER, _MARGIN, _HEAD = 260.0, 16.0, 24.0, 64.0
_LINE, _PAD, _SIZE = 18.0, 12.0, 13
#: So many letters of usual width stand on a line of a column.
LETTERS = 31
#: The colours of the pages, by day.
_INK, _INK2, _PAPER, _SURFACE, _EDGE = "#1B1F24", "#4A525C", "#FBFAF7", "#FFFFFF", "#D5D1C8"
_COLOURS = {"customers": "#A84A00", "employees": "#0B62A4"}
_FONT = "system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif"


@dataclass(frozen=True)
class _Cell:
    """What stands in one cell: a heading, its lines, and the voice that it is of; blank for none."""

    heading: str
    lines: tuple[str, ...]
    voice: str = ""

    @property
    def height(self) -> float:
        blank = self.lines.count("")
        rows = len(self.lines) - blank / 2 + bool(self.heading)
        return rows * _LINE + 2 * _PAD if rows else 0.0


def journey_svg(shown: JourneyShown) -> str:
    """Return a journey as a drawing that needs nothing else.

    Parameters
    ----------
    shown : JourneyShown
        As its viewer sees it: numbers that were released alone. Texts of people are escaped.

    Returns
    -------
    str
        An SVG file. Rows are as high as their highest cell; a journey without stages is its name alone.
    """
    columns = [_cells(one) for one in told_stages(shown)]
    heights = [max(cell.height for cell in row) for row in zip(*columns, strict=True)]
    width = 2 * _MARGIN + max(len(columns), 2) * (_COLUMN + _GUTTER) - _GUTTER
    wide = int((width - 2 * _MARGIN) / _COLUMN * LETTERS)
    foot = [line for told in foot_words(shown) for line in broken(told, wide)]
    end = _HEAD + sum(one + (_GUTTER if one else 0) for one in heights) + _LINE
    height = end + len(foot) * _LINE + _MARGIN / 2
    language = get_language() or "en"
    rtl = bool(get_language_info(language)["bidi"])
    parts = [
        tag("title", shown.name),
        tag("desc", _described(shown)),
        tag("rect", width=width, height=height, fill=_PAPER),
        _text(shown.name, width - _MARGIN if rtl else _MARGIN, 40.0, size=22, bold=True),
    ]
    for place, cells in enumerate(columns):
        x = _MARGIN + (len(columns) - 1 - place if rtl else place) * (_COLUMN + _GUTTER)
        parts.append(_column(cells, heights, x, rtl=rtl))
    for place, line in enumerate(foot):
        parts.append(
            _text(line, width - _MARGIN if rtl else _MARGIN, end + place * _LINE, size=12, colour=_INK2)
        )
    drawn = tag(
        "svg", *parts, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width:g} {height:g}", width=width,
        height=height, role="img", lang=language, direction="rtl" if rtl else None, font_family=_FONT,
        font_size=str(_SIZE),
    )  # fmt: skip
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawn}\n'


def broken(text: str, letters: int = LETTERS) -> list[str]:
    """Return a text in lines of so many usual letters at most; wide ones count more, a longer word is cut.

    Examples
    --------
    >>> broken("to wait at the desk", 8)
    ['to wait', 'at the', 'desk']
    >>> broken("aaaaa", 2)
    ['aa', 'aa', 'a']
    """
    lines, line = list[str](), ""
    for word in text.split():
        for piece in _pieces(word, letters):
            longer = f"{line} {piece}" if line else piece
            if line and _width(longer) > letters:
                lines.append(line)
                line = piece
            else:
                line = longer
    return [*lines, line] if line else lines


def _pieces(word: str, letters: int) -> list[str]:
    pieces, piece = list[str](), ""
    for letter in word:
        if piece and _width(piece + letter) > letters:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]


def _width(text: str) -> float:
    return sum(map(_letter, text))


def _letter(letter: str) -> float:
    """Return how wide a letter is, where a usual one is one: no font is at hand to measure it."""
    if unicodedata.east_asian_width(letter) in "WF":
        return 2
    return 1.65 if letter in "mwMW@%" else 1.25 if letter.isupper() else 1


def _described(shown: JourneyShown) -> str:
    return _("Stages: %(names)s") % {"names": ", ".join(one.name for one in shown.stages) or "–"}


def _cells(stage: ToldStage) -> list[_Cell]:
    """Return the cells of a stage, the same rows for every stage."""
    by_side = {lane.side: lane for lane in stage.lanes}
    lanes = [
        _Cell(side_words(side), _broken(lane.lines) if lane else (), side) if lane else _Cell("", ())
        for side in _COLOURS
        for lane in (by_side.get(side),)
    ]
    gaps, themes, pains = _broken(stage.gaps), _apart(stage.themes), _broken(stage.pains)
    head = tuple(broken(stage.name, LETTERS - 6))
    return [
        _Cell("", (*head, *broken(stage.touchpoints)) if stage.touchpoints else head, "head"),
        *lanes,
        _Cell(_("Gap") if gaps else "", gaps),
        _Cell(_("Themes") if themes else "", themes),
        _Cell(_("Pain points") if pains else "", pains),
    ]


def _broken(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part for line in lines for part in broken(line))


def _apart(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return lines in parts with a blank one between each and the next, as they are long."""
    return tuple(part for line in lines for part in ("", *broken(line)))[1:]


def _column(cells: list[_Cell], heights: list[float], x: float, *, rtl: bool) -> Markup:
    y, parts = _HEAD, list[Markup]()
    for cell, height in zip(cells, heights, strict=True):
        if height:
            parts.append(_cell(cell, x, y, height, rtl=rtl))
            y += height + _GUTTER
    return tag("g", *parts)


def _cell(cell: _Cell, x: float, y: float, height: float, *, rtl: bool) -> Markup:
    if not cell.height:
        return Markup("")
    colour = _COLOURS.get(cell.voice, _INK)
    edge = x + _COLUMN - 5 if rtl else x
    parts = [tag("rect", x=x, y=y, width=_COLUMN, height=height, fill=_SURFACE, stroke=_EDGE)]
    if cell.voice == "head":
        parts.append(tag("rect", x=x, y=y, width=_COLUMN, height=3.0, fill=_INK))
    elif cell.voice:
        parts.append(tag("rect", x=edge, y=y, width=5.0, height=height, fill=colour))
    start = x + _COLUMN - _PAD - 6 if rtl else x + _PAD + 6
    baseline = y + _PAD + _LINE - 5
    if cell.heading:
        if cell.voice:
            parts.append(_mark(cell.voice, start - 4 if rtl else start + 4, baseline - 5))
        shift = (-14 if rtl else 14) if cell.voice else 0
        parts.append(_text(cell.heading, start + shift, baseline, bold=True, colour=colour))
        baseline += _LINE
    for line in cell.lines:
        if not line:
            baseline += _LINE / 2
            continue
        parts.append(_text(line, start, baseline, bold=cell.voice == "head" and line == cell.lines[0]))
        baseline += _LINE
    return join(parts)


def _mark(voice: str, x: float, y: float) -> Markup:
    """A circle for employees, a square for customers."""
    if voice == CUSTOMERS:
        return tag("rect", x=x - 4, y=y - 4, width=8.0, height=8.0, fill=_COLOURS[voice])
    return tag("circle", cx=x, cy=y, r=4.5, fill=_COLOURS[voice])


def _text(
    words: str, x: float, y: float, *, size: int = _SIZE, bold: bool = False, colour: str = _INK
) -> Markup:
    return tag(
        "text", words, x=x, y=y, fill=colour, font_size=str(size), font_weight="600" if bold else None,
        unicode_bidi="plaintext",
    )  # fmt: skip
