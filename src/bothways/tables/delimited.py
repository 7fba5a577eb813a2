"""Opening CSV and its relatives."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from bothways.errors import FileError
from bothways.tables.encoding import Encoding, as_utf8, find_encoding
from bothways.tables.table import Table

SEPARATORS = ",;\t|"
#: A first row of these is no header: it names the separator, with or without cutting it off.
SEPARATOR_LINES = {"sep=", *(f"sep={separator}".strip() for separator in SEPARATORS)}
#: Arrow reads some thirty blocks ahead; a row must fit into one.
BLOCK = 1 << 20


def open_csv(path: Path, name: str) -> Table:
    """Open a text table; encoding and separator are found, rows of unequal length are refused."""
    csv.field_size_limit(max(csv.field_size_limit(), BLOCK))
    encoding = find_encoding(path, name)
    try:
        separator = find_separator(path, encoding)
        skip, header = _find_header(_rows(path, encoding, separator), name)
    except csv.Error as error:
        raise FileError(
            "The file begins with a quote that is never closed, or is no table.",
            remedy="Export it again as CSV.",
            file=name,
        ) from error
    if encoding.quotes % 2:
        _refuse_open_quote(path, encoding, separator, name)

    def batches(places: tuple[int, ...]) -> Iterator[Any]:
        import pyarrow as pa

        names = [str(place) for place in range(len(header))]
        try:
            yield from _stream(path, encoding, separator, names, skip + 1, places)
        except pa.ArrowInvalid as error:
            raise _broken(path, encoding, separator, (len(header), skip), name) from error

    def row_of(record: int) -> int:
        rows = enumerate(_rows(path, encoding, separator), start=1)
        return next(islice((line for line, row in rows if row and line > skip + 1), record, None))

    columns = tuple(column.strip() for column in header)
    return Table(name=name, header=columns, batches=batches, row_of=row_of, notes=encoding.notes(name))


def _stream(
    path: Path, encoding: Encoding, separator: str, names: list[str], skip: int, places: tuple[int, ...]
) -> Iterator[Any]:
    """Yield record batches of text, without the header."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    wanted = [str(place) for place in places]
    # Arrow reads ahead in threads of its own. They must never call Python (a Python file, a Python codec): an
    # error that ends the process meanwhile would make it hang.
    with as_utf8(path, encoding) as (plain, start), pa.OSFile(str(plain)) as stream:
        stream.seek(start)
        reader = arrow_csv.open_csv(
            stream,
            read_options=arrow_csv.ReadOptions(
                column_names=names, skip_rows_after_names=skip, block_size=BLOCK
            ),
            parse_options=arrow_csv.ParseOptions(delimiter=separator, newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types={column: pa.string() for column in wanted},
                include_columns=wanted,
                strings_can_be_null=False,
            ),
        )
        for batch in reader:
            if batch.num_rows:
                yield batch


def _rows(path: Path, encoding: Encoding, separator: str) -> Iterator[list[str]]:
    """Yield the rows of a file; blank lines are empty lists."""
    with path.open(encoding=encoding.codec, newline="") as stream:
        stream.seek(encoding.skip)
        yield from csv.reader(stream, delimiter=separator)


def _find_header(rows: Iterator[list[str]], name: str) -> tuple[int, list[str]]:
    """Return how many rows stand above the header, and the header; rows must follow it."""
    filled = (
        (line, row)
        for line, row in enumerate(rows)
        if any(map(str.strip, row)) and not (line == 0 and _names_separator(row))
    )
    skip, header = next(filled, (0, []))
    if not header:
        raise FileError("The file holds nothing but blank lines.", remedy="Export it again.", file=name)
    if next(filled, None) is None:
        raise FileError("The file has a header but no rows.", remedy="Export it again.", file=name)
    return skip, header


def _names_separator(row: list[str]) -> bool:
    """Return whether a first row is the ``sep=;`` that spreadsheets write for each other."""
    return row[0].strip().casefold() in SEPARATOR_LINES and not any(map(str.strip, row[1:]))


def find_separator(path: Path, encoding: Encoding) -> str:
    """Return the separator that cuts the header into the most columns, and the next rows into as many."""

    def score(separator: str) -> tuple[int, int]:
        rows = (row for row in _rows(path, encoding, separator) if any(row) and not _names_separator(row))
        widths = [len(row) for row in islice(rows, 20)]
        if not widths or widths[0] == 1:
            return 0, 0
        return sum(width == widths[0] for width in widths), widths[0]

    return max(SEPARATORS, key=score)


def _refuse_open_quote(path: Path, encoding: Encoding, separator: str, name: str) -> None:
    """Refuse a file whose last field opens a quote and never closes it."""
    row = 1
    with path.open(encoding=encoding.codec, newline="") as stream:
        stream.seek(encoding.skip)
        try:
            for _ in csv.reader(stream, delimiter=separator, strict=True):
                row += 1
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                raise FileError(
                    "A quote that is opened here is never closed: the file is cut off or a quote is missing.",
                    remedy="Export it again, or close the quote.",
                    file=name,
                    row=row,
                ) from None


def _broken(path: Path, encoding: Encoding, separator: str, header: tuple[int, int], name: str) -> FileError:
    """Return the error for a file that does not parse, with the first row that is too short or too long."""
    width, above = header
    for line, row in enumerate(_rows(path, encoding, separator), start=1):
        if line > above and row and len(row) != width:
            return FileError(
                f"The row has {len(row)} of {width} fields: it is cut off, or a separator is not quoted."
                if len(row) < width
                else f"The row has {len(row)} fields, the header {width}.",
                remedy="Correct the row or export the file again.",
                file=name,
                row=line,
            )
    return FileError("The file cannot be read as a table.", remedy="Export it again as CSV.", file=name)
