"""Rows of text, one after the other, from CSV, TSV, a sheet or Parquet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bothways.errors import FileError
from bothways.tables.delimited import BLOCK, find_separator
from bothways.tables.encoding import Encoding, find_encoding
from bothways.tables.reading import REFUSED, first_bytes, read_table
from bothways.tables.spreadsheet import sheet_rows

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Rows:
    """The rows of a file.

    Attributes
    ----------
    name : str
    read : callable
        Gives pairs of row (as a spreadsheet counts) and cells, blank rows left out. Every call reads anew.
    ragged : bool
        Whether rows end at their last filled cell, as in a sheet; else a short row is a broken one.
    tabs : bool
        Whether cells are separated by tabs.
    notes : tuple of str
    """

    name: str
    read: Callable[[], Iterator[Row]]
    ragged: bool
    tabs: bool = False
    notes: tuple[str, ...] = ()

    def first(self, count: int) -> list[Row]:
        """Return the first filled rows."""
        return list(islice(self.read(), count))


def open_rows(path: Path, *, sheet: str | None = None, quoted: bool = True) -> Rows:
    """Open a file as rows of text.

    Parameters
    ----------
    path : Path
        CSV or TSV in any encoding that tables know, XLSX, or Parquet; told by content.
    sheet : str, optional
    quoted : bool
        Whether double quotes enclose cells; if not, cells are separated by tabs.

    Raises
    ------
    FileError
        Where the file is missing, empty, damaged, no table, or names no sheet of several. Reading raises it
        where a quote is never closed.
    """
    name = path.name
    magic = first_bytes(path, name)
    if magic.startswith(b"PK"):
        return Rows(
            name, lambda: _filled(enumerate(map(list, sheet_rows(path, sheet, name)), start=1)), ragged=True
        )
    if sheet is not None:
        raise FileError(
            "A sheet is named, but this is no XLSX file.", remedy="Leave the sheet out.", file=name
        )
    if magic.startswith(b"PAR1"):
        return Rows(name, lambda: _filled(_parquet_rows(path)), ragged=False)
    for start, (what, remedy) in REFUSED.items():
        if magic.startswith(start):
            raise FileError(f"This is {what}, which is not read.", remedy=remedy, file=name)
    encoding = find_encoding(path, name)
    csv.field_size_limit(max(csv.field_size_limit(), BLOCK))
    try:
        separator = find_separator(path, encoding) if quoted else "\t"
    except csv.Error as error:
        raise _broken(name, 1, error) from error
    return Rows(
        name,
        lambda: _filled(_text_rows(path, name, encoding, separator if quoted else None)),
        ragged=False,
        tabs=separator == "\t",
        notes=encoding.notes(name),
    )


def _filled(rows: Iterator[Row]) -> Iterator[Row]:
    """Leave out blank rows."""
    return ((number, row) for number, row in rows if any(map(str.strip, row)))


def _text_rows(path: Path, name: str, encoding: Encoding, separator: str | None) -> Iterator[Row]:
    """Yield the rows of a text file; without a separator, cells are separated by tabs and never quoted."""
    number = 0
    with path.open(encoding=encoding.codec, newline="") as stream:
        stream.seek(encoding.skip)
        reader = (
            csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
            if separator is None
            else csv.reader(stream, delimiter=separator, strict=True)
        )
        try:
            for number, row in enumerate(reader, start=1):
                yield number, row
        except csv.Error as error:
            raise _broken(name, number + 1, error) from error


def _broken(name: str, row: int, error: csv.Error) -> FileError:
    """Return the error for text that is no table."""
    if "unexpected end of data" in str(error):
        what = "A quote that is opened here is never closed: the file is cut off or a quote is missing."
        return FileError(what, remedy="Export it again, or close the quote.", file=name, row=row)
    if "field larger" in str(error):
        return FileError(
            "A cell is larger than 1 MB.", remedy="Close the quote, or shorten it.", file=name, row=row
        )
    return FileError(
        "A quote stands within a cell, or goes on behind its end.",
        remedy="Write quotes within a cell twice, or export the file again.",
        file=name,
        row=row,
    )


def _parquet_rows(path: Path) -> Iterator[Row]:
    """Yield the header and the records of Parquet as text."""
    table = read_table(path)
    yield 1, list(table.header)
    row = 1
    for batch in table.batches(tuple(range(len(table.header)))):
        for record in zip(*(map(_text, column.to_pylist()) for column in batch.columns), strict=True):
            row += 1
            yield row, list(record)


def _text(cell: object) -> str:
    """Return one cell as text: whole floats without a point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None or cell != cell else str(cell)


def fitted(rows: Rows, row: Row, header: list[str]) -> list[str | None]:
    """Return the cells of a row, as many as the header has.

    Blank cells behind the header are cut; columns without a name at its end may be missing.

    Raises
    ------
    FileError
        Where filled cells stand behind the header, or a row of text is too short: the file is cut off.
    """
    number, cells = row
    width = len(header)
    least = next((place for place in range(width, 0, -1) if header[place - 1].strip()), 0)
    if len(cells) > width and any(map(str.strip, cells[width:])):
        raise FileError(
            f"The row has {len(cells)} fields, the header {width}.",
            remedy="Correct the row or export the file again.",
            file=rows.name,
            row=number,
        )
    if len(cells) < least and not rows.ragged:
        raise FileError(
            f"The row has {len(cells)} of {width} fields: it is cut off, or a separator is not quoted.",
            remedy="Correct the row or export the file again.",
            file=rows.name,
            row=number,
        )
    return [*cells[:width], *[None] * (width - len(cells))]
