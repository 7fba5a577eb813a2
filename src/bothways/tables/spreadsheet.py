"""Opening spreadsheets."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bothways.errors import FileError
from bothways.tables.packed import refuse_bomb
from bothways.tables.table import Table

#: A small file can name cells at the far end of each row; all cells before them would be held in memory.
MOST_CELLS = 20_000_000


def open_xlsx(path: Path, sheet: str | None, name: str) -> Table:
    """Open the one sheet with cells, or the sheet named."""
    rows = _read_sheet(path, sheet, name)
    while rows and not any(rows[-1]):
        rows.pop()
    first = next((place for place, row in enumerate(rows) if any(row)), None)
    if first is None:
        raise FileError("The sheet is empty.", remedy="Name another sheet or export it again.", file=name)
    width = max(place + 1 for row in rows for place, cell in enumerate(row) if cell)
    header = tuple((*(cell.strip() for cell in rows[first]), *[""] * width)[:width])
    records = rows[first + 1 :]
    if not records:
        raise FileError("The sheet has a header but no rows.", remedy="Export it again.", file=name)

    def batches(places: tuple[int, ...]) -> Iterator[Any]:
        import pyarrow as pa

        columns = [
            pa.array([row[place] if place < len(row) else "" for row in records], pa.string())
            for place in places
        ]
        yield pa.RecordBatch.from_arrays(columns, names=[str(place) for place in places])

    return Table(name=name, header=header, batches=batches, row_of=lambda record: record + first + 2)


def _read_sheet(path: Path, sheet: str | None, name: str) -> list[tuple[str, ...]]:
    """Return the cells of a sheet as text, one tuple a row."""
    return list(sheet_rows(path, sheet, name))


def sheet_rows(path: Path, sheet: str | None, name: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a sheet as text, blank ones included, each up to its last filled cell.

    Raises
    ------
    FileError
        Where the file is damaged or would unpack to far more than it is, the sheet is not there or has to be
        named, or there are more than ``MOST_CELLS`` cells.
    """
    book = _open_book(path, name)
    try:
        yield from _sound(_choose_sheet(book, sheet, name), name)
    finally:
        book.close()


def book_rows(path: Path, name: str) -> Iterator[tuple[str, Iterator[tuple[str, ...]]]]:
    """Yield the title of each sheet with what yields its rows as text, see :func:`sheet_rows`; the file is opened once.

    Raises
    ------
    FileError
        As :func:`sheet_rows`; a sheet that is damaged raises it where it is read.
    """
    book = _open_book(path, name)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            yield sheet.title, _sound(sheet, name)
    finally:
        book.close()


def _sound(sheet: Any, name: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a sheet; whatever stops it is an error of ours."""
    try:
        yield from _texts(sheet, name)
    except FileError:
        raise
    except Exception as error:
        raise FileError("The sheet is damaged or cut off.", remedy="Save it again.", file=name) from error


def _open_book(path: Path, name: str) -> Any:
    """Open a workbook for reading."""
    import openpyxl

    refuse_bomb(path, name)
    try:
        stream = io.BytesIO(path.read_bytes())  # of a path, openpyxl would judge the name
        return openpyxl.load_workbook(stream, read_only=True, data_only=True)
    except Exception as error:  # openpyxl lets errors of zip, XML and its own through
        raise FileError(
            "The spreadsheet is damaged, cut off or locked by a password.",
            remedy="Open it in a spreadsheet program and save it again as .xlsx.",
            file=name,
        ) from error


def _texts(sheet: Any, name: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows as text, without the blanks behind the last cell; stop where it is far more than a table."""
    cells = 0
    for row in sheet.iter_rows(values_only=True):
        width = len(row)
        while width and row[width - 1] is None:
            width -= 1
        cells += width
        if cells > MOST_CELLS:
            raise FileError(
                f"The sheet has more than {MOST_CELLS:,} cells, blank ones between filled ones counted.",
                remedy="Save it as CSV, or delete what stands far to the right.",
                file=name,
            )
        yield tuple(map(_text, row[:width]))


def _choose_sheet(book: Any, sheet: str | None, name: str) -> Any:
    """Return the sheet named, or the only one that holds cells."""
    sheets = {each.title: each for each in book.worksheets}
    for each in sheets.values():
        each.reset_dimensions()
    if sheet is not None:
        if sheet not in sheets:
            raise FileError(
                f"There is no sheet {sheet!r}.", remedy=f"Name one of: {_listed(sheets)}.", file=name
            )
        return sheets[sheet]
    filled = [title for title, each in sheets.items() if _holds_cells(each)]
    if len(filled) > 1:
        raise FileError(
            f"The file has {len(filled)} sheets: {_listed(filled)}.",
            remedy=f"Say which one with --sheet, for example --sheet {filled[0]!r}.",
            file=name,
        )
    if not filled:
        raise FileError("The file has no cells.", remedy="Export it again.", file=name)
    return sheets[filled[0]]


def _holds_cells(sheet: Any) -> bool:
    """Return whether any cell of a sheet is filled."""
    return any(cell is not None for row in sheet.iter_rows(values_only=True) for cell in row)


def _listed(titles: Any) -> str:
    """Return names of sheets as text."""
    return ", ".join(repr(title) for title in titles)


def _text(cell: Any) -> str:
    """Return a cell as the text that a CSV would hold."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    return str(cell)
