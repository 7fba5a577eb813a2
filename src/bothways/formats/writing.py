"""Tables as files for other tools: tidy rows in a stream, three header rows as survey tools write them, SPSS."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bothways.errors import FileError
from bothways.formats.whole_files import beside
from bothways.tables.writing import guard_cell

#: Rows that are held in memory at once where a file is written in a stream.
BATCH = 5_000
Row = Sequence[Any]
Told = Callable[[int], object]


@dataclass(frozen=True)
class Variable:
    """One column of a file.

    Attributes
    ----------
    name : str
        Of the column; in SPSS letters, digits and underscores, at most 64 of them.
    label : str
        What it is, in words.
    number : bool
        Whether its cells are numbers; else texts. A missing cell is None or NaN.
    labels : mapping of float to str
        Code -> what it means.
    missing : tuple of float
        Codes that stand for no value, user-missing in SPSS, at most three; each may have a label.
    """

    name: str
    label: str = ""
    number: bool = False
    labels: Mapping[float, str] = field(default_factory=dict)
    missing: tuple[float, ...] = ()


def write_csv(rows: Iterable[Row], variables: Sequence[Variable], path: Path, *, told: Told = int) -> int:
    """Write rows as CSV in UTF-8, one after another, and return how many.

    Parameters
    ----------
    rows : iterable of sequence
        One cell a variable. Missing cells become blanks; texts that a spreadsheet would run are disarmed.
    variables : sequence of Variable
    path : Path
        Written beside its place and moved there once it is complete.
    told : callable, optional
        Called with the number of rows written so far, every 5,000 rows.

    Raises
    ------
    FileError
        Where the place cannot be written to.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = pathlib.Path(folder, "a.csv")
    ...     count = write_csv([("=1+1", 2.5), ("b", None)], [Variable("unit"), Variable("value", number=True)], place)
    ...     (count, place.read_text().split())
    (2, ['unit,value', "'=1+1,2.5", 'b,'])
    """
    heads = [[variable.name for variable in variables]]
    return _write_csv(heads, rows, path, told)


def write_qualtrics(
    rows: Iterable[Row], variables: Sequence[Variable], path: Path, *, told: Told = int
) -> int:
    """Write rows as CSV with three header rows: name, words, and ``{"ImportId": ...}``; return how many.

    The columns of every such file (``StartDate``, ``ResponseId`` and so on) are what ``variables`` say; a reader
    of this form takes the others for questions. The other parameters and errors are those of :func:`write_csv`.
    """
    heads = [
        [variable.name for variable in variables],
        [variable.label or variable.name for variable in variables],
        [json.dumps({"ImportId": variable.name}, ensure_ascii=False) for variable in variables],
    ]
    return _write_csv(heads, rows, path, told)


def write_parquet(rows: Iterable[Row], variables: Sequence[Variable], path: Path, *, told: Told = int) -> int:
    """Write rows as Parquet, numbers as float64 and the rest as text; as :func:`write_csv` otherwise."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = [pa.float64() if variable.number else pa.string() for variable in variables]
    schema = pa.schema([pa.field(one.name, kind) for one, kind in zip(variables, kinds, strict=True)])
    count = 0
    with beside(path) as place, pq.ParquetWriter(place, schema, compression="zstd") as writer:
        for batch in _batches(rows):
            columns = [
                pa.array(
                    [_number(cell) if one.number else _text(cell) for cell in cells], kind, from_pandas=True
                )
                for one, kind, cells in zip(variables, kinds, zip(*batch, strict=True), strict=True)
            ]
            writer.write_batch(pa.record_batch(columns, schema=schema))
            count += len(batch)
            told(count)
    return count


def write_xlsx(rows: Iterable[Row], variables: Sequence[Variable], path: Path, *, told: Told = int) -> int:
    """Write rows as one sheet, texts as texts so that none is run; as :func:`write_csv` otherwise.

    Raises
    ------
    FileError
        Also where there are more rows than a sheet can hold.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("table")

    def cell(content: Any) -> Any:
        made = WriteOnlyCell(sheet, value=_printable(content))
        if isinstance(content, str):
            made.data_type = "s"
        return made

    sheet.append([cell(variable.name) for variable in variables])
    count = 0
    for batch in _batches(rows):
        count += len(batch)
        if count >= 2**20:
            raise FileError("A sheet holds 1,048,575 rows.", remedy="Choose CSV or Parquet.", file=path.name)
        for row in batch:
            sheet.append([cell(_cell(content)) for content in row])
        told(count)
    with beside(path) as place:
        book.save(place)
    return count


def write_spss(rows: Iterable[Row], variables: Sequence[Variable], path: Path, *, told: Told = int) -> int:
    """Write rows as an SPSS file (.sav) with labels and user-missing codes, and return how many.

    All rows are held in memory: the format asks for the longest text before the first row. The other parameters
    are those of :func:`write_csv`; a text that is missing is written as a blank.

    Raises
    ------
    FileError
        Where pyreadstat is not installed, or it refuses a name or a label.
    """
    import pandas as pd

    try:
        import pyreadstat
    except ImportError:
        raise FileError(
            "Writing SPSS needs a package that is not installed.",
            remedy="Run: pip install bothways[spss]",
            file=path.name,
        ) from None
    table = list(rows)
    told(len(table))
    columns = list(zip(*table, strict=True)) or [()] * len(variables)
    frame = pd.DataFrame({
        one.name: pd.Series([_number(cell) for cell in cells], dtype="float64")
        if one.number else pd.Series([_text(cell) or "" for cell in cells], dtype=object)
        for one, cells in zip(variables, columns, strict=True)
    })  # fmt: skip
    with beside(path) as place:
        try:
            pyreadstat.write_sav(
                frame, str(place), column_labels={one.name: one.label for one in variables if one.label},
                variable_value_labels={one.name: dict(one.labels) for one in variables if one.labels},
                missing_ranges={one.name: list(one.missing) for one in variables if one.missing},
            )  # fmt: skip
        except pyreadstat.PyreadstatError as error:
            raise FileError(
                f"SPSS cannot hold this table ({error}).", remedy="Choose CSV or Parquet.", file=path.name
            ) from error
    return len(table)


#: Ending of a file -> what writes it. ``.qualtrics.csv`` stands for the form with three header rows.
WRITERS: dict[str, Callable[..., int]] = {
    ".qualtrics.csv": write_qualtrics, ".csv": write_csv, ".parquet": write_parquet, ".xlsx": write_xlsx,
    ".sav": write_spss,
}  # fmt: skip


def _write_csv(heads: list[list[str]], rows: Iterable[Row], path: Path, told: Told) -> int:
    count = 0
    with beside(path) as place, place.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerows([guard_cell(name) for name in head] for head in heads)
        for batch in _batches(rows):
            writer.writerows([guard_cell(_cell(content)) for content in row] for row in batch)
            count += len(batch)
            told(count)
    return count


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _cell(content: Any) -> Any:
    """Return a cell as a sheet holds it: nothing where it is missing."""
    return None if content is None or content != content else content


def _printable(content: Any) -> Any:
    """Return a text without the letters that XML cannot hold."""
    if not isinstance(content, str):
        return content
    return "".join(one for one in content if one >= " " or one in "\t\n")[:32_767]


def _number(content: Any) -> float:
    return float("nan") if content is None else float(content)


def _text(content: Any) -> str | None:
    return None if _cell(content) is None else str(content)
