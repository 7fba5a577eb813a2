"""Opening a table, whatever it comes as."""

from __future__ import annotations

import stat
from collections.abc import Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

from bothways.errors import FileError
from bothways.tables.partitions import is_partitioned, open_partitions
from bothways.tables.table import Table

#: Longer names of files are cut in messages.
LONGEST_NAME = 100
#: First bytes of files that are no text tables, what they are, and what to do.
REFUSED = {
    b"\xd0\xcf\x11\xe0": ("an old Excel file (.xls)", "Save it as .xlsx or CSV."),
    b"\x1f\x8b": ("a compressed file (gzip)", "Unpack it first."),
    b"%PDF": ("a PDF", "Export the table as CSV or XLSX."),
    b"{\\rtf": ("a text document (RTF)", "Export the table as CSV or XLSX."),
}


def read_table(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    name: str | None = None,
    only: Sequence[str] = (),
) -> Table:
    """Open a table without reading its records.

    Parameters
    ----------
    source : path or table
        A path to CSV, TSV, XLSX or Parquet (told by content, not by name); a pandas or polars frame, an Arrow
        table or record batch reader, or anything else with ``__arrow_c_stream__``. Frames with named indexes
        bring these as columns. A stream that can be read only once is read into memory. Also a folder of answers by
        period, see :mod:`bothways.tables.partitions`.
    columns : mapping of str to str, optional
        New name -> name in the source, for the header.
    sheet : str, optional
        Sheet of an XLSX file; needed where more than one sheet holds cells.
    name : str, optional
        What errors call the table; the name of the file, or "the table", where not given.
    only : sequence of str
        Of a folder by period: periods to read, all where empty or where it does not have one of them.

    Returns
    -------
    Table
        Records are read in batches of a few megabytes, and only the columns asked for, so a file may be
        larger than memory (XLSX, limited to a million rows by its format, is read whole). Nothing is
        converted: missing cells of text tables are empty text.

    Raises
    ------
    FileError
        Where the file is missing, empty, cut off, holds several sheets, or is in no known format or encoding.
    ColumnError
        Where ``columns`` names a column that is not there.

    Examples
    --------
    >>> import pandas as pd
    >>> table = read_table(pd.DataFrame({"team": ["007"], "score": [7.5]}), columns={"unit": "team"})
    >>> table.header
    ('unit', 'score')
    >>> table.to_pandas(["unit"])["unit"].to_list()
    ['007']
    """
    if is_partitioned(source) and sheet is None:
        table = open_partitions(source).table(only)
    elif isinstance(source, str | PathLike):
        table = _open_file(Path(source), sheet, name)
    elif sheet is not None:
        raise _no_sheets(name)
    else:
        from bothways.tables.frames import open_frame

        table = open_frame(source, name or "the table")
    return _rename(table, columns) if columns else table


def _open_file(path: Path, sheet: str | None, name: str | None) -> Table:
    """Open a file by what its first bytes say."""
    shown = name or path.name
    magic = first_bytes(path, shown)
    if magic.startswith(b"PK"):
        from bothways.tables.spreadsheet import open_xlsx

        return open_xlsx(path, sheet, shown)
    if sheet is not None:
        raise _no_sheets(shown)
    if magic.startswith(b"PAR1") or path.suffix.lower() in {".parquet", ".pq"}:
        from bothways.tables.parquet import open_parquet

        return open_parquet(path, shown)
    for start, (what, remedy) in REFUSED.items():
        if magic.startswith(start):
            raise FileError(f"This is {what}, which is not read.", remedy=remedy, file=shown)
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        raise FileError(
            "The name says spreadsheet, but the content is none.", remedy="Save it again.", file=shown
        )
    from bothways.tables.delimited import open_csv

    return open_csv(path, shown)


def _no_sheets(name: str | None) -> FileError:
    """Return the error for a sheet named where there are none."""
    return FileError("A sheet is named, but this is no XLSX file.", remedy="Leave the sheet out.", file=name)


def first_bytes(path: Path, shown: str) -> bytes:
    """Return the first bytes of a file, which must exist and hold something."""
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise FileError("This is a folder.", remedy="Name the file in it.", file=shown)
        if not stat.S_ISREG(kind):  # it could be read only once, and its rows not be found again
            raise FileError("This is a pipe or a device.", remedy="Save the table as a file.", file=shown)
        with path.open("rb") as stream:
            magic = stream.read(8)
    except FileNotFoundError:
        raise FileError("The file is not there.", remedy="Check the path.", file=shown) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(
            f"The file cannot be opened ({reason}).",
            remedy="Check the path, and who may read it.",
            file=shown if len(shown) <= LONGEST_NAME else f"{shown[:LONGEST_NAME]}...",
        ) from error
    if not magic:
        raise FileError("The file is empty.", remedy="Export it again.", file=shown)
    return magic


def _rename(table: Table, columns: Mapping[str, str]) -> Table:
    """Return the table with a header in which columns carry their new names."""
    from bothways.tables.columns import column_place

    places = {column_place(table, theirs): ours for ours, theirs in columns.items()}
    header = tuple(places.get(place, column) for place, column in enumerate(table.header))
    return replace(table, header=header)
