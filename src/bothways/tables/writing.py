"""Writing tables: whole or not at all."""

from __future__ import annotations

import math
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bothways.errors import FileError
from bothways.tables.numbers import parse_number

#: A spreadsheet takes a cell that starts like this for a formula, and runs it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_table(frame: Any, path: str | os.PathLike[str]) -> None:
    """Write a table as CSV, Parquet or XLSX.

    The file is written under another name beside its place and renamed when it is complete: whoever reads it
    finds the old one or the new one, never a half.

    Parameters
    ----------
    frame : pandas.DataFrame or anything with ``__arrow_c_stream__``
        The index is not written. Missing cells are written as blanks.
    path : path
        Ends in ``.csv``, ``.parquet`` or ``.xlsx``. In CSV, a text (not a number) that starts with
        ``= + - @`` gets an apostrophe before it, so that no spreadsheet runs it as a formula; in XLSX it is
        stored as text.

    Raises
    ------
    FileError
        Where the ending is another one, or the place cannot be written to.

    Examples
    --------
    >>> import pandas as pd, tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "units.csv")
    ...     write_table(pd.DataFrame({"unit": ["=1+1", "b"], "value": [-1.5, None]}), path)
    ...     path.read_text().split()
    ['unit,value', "'=1+1,-1.5", 'b,']
    """
    target = Path(path)
    writers: dict[str, Callable[[Any, Path], None]] = {
        ".csv": _write_csv,
        ".parquet": _write_parquet,
        ".xlsx": _write_xlsx,
    }
    writer = writers.get(target.suffix.lower())
    if writer is None:
        raise FileError(
            "A table is written as .csv, .parquet or .xlsx.", remedy="Change the ending.", file=target.name
        )
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        writer(_to_pandas(frame), beside)
        _flush(beside)
        beside.replace(target)
    except OSError as error:
        raise FileError(
            f"The file cannot be written ({error.strerror or 'unknown reason'}).",
            remedy="Check that the folder is there, may be written to and has room.",
            file=target.name,
        ) from error
    finally:
        beside.unlink(missing_ok=True)


def _to_pandas(frame: Any) -> Any:
    """Return any table as a pandas frame."""
    import pandas as pd

    if isinstance(frame, pd.DataFrame):
        return frame
    import pyarrow as pa

    return (frame if isinstance(frame, pa.Table) else pa.table(frame)).to_pandas()


def _flush(path: Path) -> None:
    """Wait until a file is on the disk."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def guard_cell(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe before what could be one."""
    if not isinstance(cell, str):
        return cell
    if "\r" in cell:  # written without quotes it would begin a row, and what follows could be a formula
        cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    if not cell.startswith(FORMULA_STARTS):
        return cell
    number = parse_number(cell)
    harmless = cell == "-" or (number is not None and not math.isnan(number))
    return cell if harmless else "'" + cell


def _write_csv(frame: Any, path: Path) -> None:
    """Write CSV in UTF-8."""
    import pandas as pd

    def guarded(column: Any) -> Any:
        kind = column.dtype
        if isinstance(kind, pd.CategoricalDtype):
            column = column.astype(object)
        elif pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_datetime64_any_dtype(kind):
            return column
        return column.map(guard_cell, na_action="ignore")

    safe = frame.apply(guarded) if len(frame.columns) else frame
    safe.columns = [guard_cell(str(name)) for name in frame.columns]
    safe.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def _write_parquet(frame: Any, path: Path) -> None:
    """Write Parquet."""
    frame.to_parquet(path, index=False)


def _write_xlsx(frame: Any, path: Path) -> None:
    """Write one sheet."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("table")

    def cell(content: Any) -> Any:
        made = WriteOnlyCell(sheet, value=_spreadsheet_value(content))
        if isinstance(content, str):
            made.data_type = "s"
        return made

    sheet.append([cell(str(name)) for name in frame.columns])
    for row in frame.itertuples(index=False, name=None):
        sheet.append([cell(content) for content in row])
    book.save(path)


def _spreadsheet_value(content: Any) -> Any:
    """Return what a spreadsheet cell can hold."""
    import pandas as pd

    if pd.api.types.is_scalar(content) and pd.isna(content):
        return None
    if isinstance(content, pd.Timestamp):
        return content.tz_localize(None).to_pydatetime()
    if hasattr(content, "item"):
        return content.item()
    return (
        content
        if isinstance(content, bool | int | float | str) or hasattr(content, "isoformat")
        else str(content)
    )
