"""Sheets of a workbook: where the header of each stands, what stands above it, and its first rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bothways.formats.plain_tables import LOOKED_AT, find_header
from bothways.formats.rows import Row, open_rows
from bothways.tables.reading import first_bytes
from bothways.tables.spreadsheet import book_rows


@dataclass(frozen=True)
class Sheet:
    """What was seen of a sheet, or of a table without sheets.

    Attributes
    ----------
    title : str
        Blank for a table without sheets.
    header_row : int
        As a spreadsheet counts.
    header : tuple of str
    above : str
        What stands above the header, such as the text of a question.
    rows : tuple of tuple of str
        The first rows below it.
    """

    title: str
    header_row: int
    header: tuple[str, ...]
    above: str
    rows: tuple[tuple[str, ...], ...]


def look_at_sheets(path: Path, *, name: str = "", header_row: int = 0) -> list[Sheet]:
    """Return the sheets of a file that hold a table, with their headers.

    Parameters
    ----------
    path : Path
        XLSX, CSV or Parquet; told by content.
    name : str
        What errors call it.
    header_row : int
        Row of the header in all sheets; 0 where it is found.

    Raises
    ------
    FileError
        Where the file is damaged or no table.
    """
    found = []
    for title, rows in open_sheets(path, name or path.name):
        first = [row for row, _ in zip(rows, range(LOOKED_AT + header_row), strict=False)]
        sheet = look_at_rows(title, first, header_row)
        if sheet is not None:
            found.append(sheet)
    return found


def open_sheets(path: Path, name: str) -> Iterator[tuple[str, Iterator[Row]]]:
    """Yield title and filled rows of each sheet; a table without sheets has a blank title."""
    if not first_bytes(path, name).startswith(b"PK"):
        yield "", open_rows(path).read()
        return
    for title, rows in book_rows(path, name):
        numbered = enumerate(map(list, rows), start=1)
        yield title, ((number, row) for number, row in numbered if any(map(str.strip, row)))


def look_at_rows(title: str, first: list[Row], header_row: int) -> Sheet | None:
    """Return what a sheet holds; None where nothing is in it that could be a table."""
    if not first:
        return None
    last = header_row or find_header(first)
    heads = [row for number, row in first if number == last]
    below = [tuple(row) for number, row in first if number > last]
    if not heads or not below or sum(1 for cell in heads[0] if cell.strip()) < 2:
        return None
    above = [cell for number, row in first if number < last for cell in row if cell.strip()]
    text = max((" ".join(cell.split()) for cell in above[1:] or above), key=len, default="")
    return Sheet(title, last, _names(heads[0]), text, tuple(below))


def _names(head: list[str]) -> tuple[str, ...]:
    """Return the names of columns without line breaks."""
    return tuple(" ".join(cell.split()) for cell in head)
