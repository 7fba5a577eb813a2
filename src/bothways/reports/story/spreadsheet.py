"""The story as a spreadsheet: what is told, and the numbers as numbers."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from bothways.reports.story.clean import clean, web_address
from bothways.reports.story.story import Figure, Story

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Cell = str | float
_WIDEST, _NARROWEST = 70, 12
_FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")


def story_xlsx(story: Story) -> bytes:
    """Return a story as an XLSX file.

    Parameters
    ----------
    story : Story
        Texts are stored as text: none is run as a formula, and no address is opened by itself.

    Returns
    -------
    bytes
        Three sheets: what is told, the numbers, and what one should know of them. Numbers are cells that one can
        compute with, rounded as they are written elsewhere; where only the writing is known, it is a text.
    """
    from openpyxl import Workbook

    book, words = Workbook(), story.words
    for empty in book.worksheets:
        book.remove(empty)
    _fill(book.create_sheet(), _name(words.story), _told_rows(story), story)
    _fill(book.create_sheet(), _name(words.numbers), _number_rows(story), story)
    _fill(book.create_sheet(), _name(words.about), _about_rows(story), story, head=False)
    book.properties.title, book.properties.creator = clean(story.title), ""
    book.properties.language = story.language
    return _bytes(book)


def _told_rows(story: Story) -> Iterator[list[Cell]]:
    words = story.words
    yield [words.part, words.how_sure, words.sentence, words.number, words.more]
    for part in story.sections:
        if not part.lines:
            yield [part.heading, "", part.empty, "", ""]
        for line in part.lines:
            numbers, more = "; ".join(one.text for one in line.figures), " ".join(line.notes)
            yield [part.heading, line.word, line.text, numbers, f"{more} {web_address(line.url)}".strip()]
        if part.more:
            yield [part.heading, "", part.more, "", ""]


def _number_rows(story: Story) -> Iterator[list[Cell]]:
    words = story.words
    yield [words.part, words.sentence, words.number, words.value, words.low, words.high, words.people]
    for part in story.sections:
        for line in part.lines:
            for one in line.figures:
                yield [part.heading, line.text, one.label, *_ends(one), one.band]


def _ends(one: Figure) -> list[Cell]:
    pairs = ((one.amount, one.value), (one.amount_low, one.low), (one.amount_high, one.high))
    return [text if amount is None else amount for amount, text in pairs]


def _about_rows(story: Story) -> Iterator[list[Cell]]:
    yield [story.title]
    for text in (story.span, *story.opening, *story.notes, *story.source, web_address(story.url)):
        if text:
            yield [text]


def _fill(
    sheet: Worksheet, title: str, rows: Iterable[list[Cell]], story: Story, *, head: bool = True
) -> None:
    """Write rows into a sheet: texts as texts whatever they begin with."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet.title = title
    sheet.sheet_view.rightToLeft = story.right_to_left
    widths: dict[int, int] = {}
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            text = clean(value) if isinstance(value, str) else value
            cell.value = text
            if isinstance(text, str):
                cell.data_type = "s"  # "=1+1" is what somebody wrote, not something to compute
                cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
            else:
                cell.number_format = _format(text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
            widths[column] = max(widths.get(column, 0), len(str(text)))
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = min(_WIDEST, max(_NARROWEST, width + 2))
    if head:
        sheet.freeze_panes = "A2"


def _format(value: float) -> str:
    """Return a format with the decimals that a number has, and its sign.

    Examples
    --------
    >>> _format(0.75), _format(3.0), _format(1e-5)
    ('+0.00;-0.00;0.00', '+0;-0;0', '+0.00000;-0.00000;0.00000')
    """
    places = len(f"{value:.6f}".rstrip("0").partition(".")[2])
    figure = "0" + ("." + "0" * places if places else "")
    return f"+{figure};-{figure};{figure}"


def _name(word: str) -> str:
    """Return a word as the name of a sheet: at most 31 letters, without those that sheets do not take."""
    return clean(word.translate(_FORBIDDEN))[:31] or "1"


def _bytes(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
