"""Columns of a table as compact arrays, read in one pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.errors import CellError, InputError
from bothways.tables.cells import Codes, distinct_texts, is_number
from bothways.tables.decimals import find_convention, quoted
from bothways.tables.numbers import Convention, is_missing, needs_convention, parse_number
from bothways.tables.table import Table

Progress = Callable[[str, int], None]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Text:
    """A column of text.

    Attributes
    ----------
    codes : numpy.ndarray of int32, shape (records,)
        Place in ``names``; -1 where the cell is blank.
    names : tuple of str
        Distinct texts without blanks around them, in the order of the table.
    """

    codes: Codes
    names: tuple[str, ...]


@dataclass(frozen=True)
class Columns:
    """The columns of a table that were asked for.

    Attributes
    ----------
    table : Table
    places : mapping of str to int
        Field -> place of its column in the header.
    texts : mapping of str to Text
    numbers : mapping of str to numpy.ndarray of float64, shape (records,)
        NaN where the cell is blank or carries a mark for missing.
    records : int
    marks : mapping of str to (mapping of str to int)
        Field of ``numbers`` -> mark for missing -> how often it stands there; blanks are not counted.
    notes : tuple of str
    """

    table: Table
    places: Mapping[str, int]
    texts: Mapping[str, Text]
    numbers: Mapping[str, Floats]
    records: int
    marks: Mapping[str, Mapping[str, int]]
    notes: tuple[str, ...] = ()

    def column(self, name: str) -> str:
        """Return what the column of a field is called in the file."""
        return self.table.header[self.places[name]] if name in self.places else name

    def error(
        self, kind: type[InputError], what: str, *, remedy: str, field: str | None, record: int | None
    ) -> InputError:
        """Return an error that names the file, the row of a record and the column of a field."""
        return kind(
            what,
            remedy=remedy,
            file=self.table.name,
            row=None if record is None else self.table.row_of(int(record)),
            column=None if field is None else self.column(field),
        )


@dataclass
class _Growing:
    """Columns while they are read."""

    codes: dict[str, list[Codes]]
    names: dict[str, dict[str, int]]
    floats: dict[str, list[Floats]]
    marks: dict[str, dict[str, int]] = field(default_factory=dict)
    records: int = 0


class _ConventionNeededError(Exception):
    """A number can only be read when the decimal sign is known."""


def gather(
    table: Table, *, texts: Mapping[str, int], numbers: Mapping[str, int], progress: Progress | None = None
) -> Columns:
    """Read columns in one pass, a batch at a time.

    Only the result is held in memory: 4 bytes for each text, 8 for each number.

    Parameters
    ----------
    table : Table
    texts, numbers : mapping of str to int
        Field -> place of its column.
    progress : callable, optional
        Called with the name of the table and the number of records read so far.

    Returns
    -------
    Columns

    Raises
    ------
    CellError
        Where a cell of ``numbers`` holds something else, or decimals are written with a comma in one cell and
        with a point in another, or "1,234" could be either and no other number of the file says which.

    Notes
    -----
    The decimal sign is one for the whole file. It is looked for only if a comma turns up.

    Examples
    --------
    >>> import pandas as pd
    >>> from bothways.tables import read_table
    >>> table = read_table(pd.DataFrame({"unit": ["a", "b"], "value": ["3,5", "*"]}))
    >>> columns = gather(table, texts={"unit": 0}, numbers={"value": 1})
    >>> columns.numbers["value"].tolist(), columns.marks["value"]
    ([3.5, nan], {'*': 1})
    """
    places = {**texts, **numbers}
    try:
        growing = _read(table, texts, numbers, None, progress)
        convention: Convention = "point"
    except _ConventionNeededError:
        convention = find_convention(table, numbers)
        growing = _read(table, texts, numbers, convention, progress)
    notes = table.notes
    if convention == "comma":
        notes = (*notes, f"Numbers in {table.name} were read with a decimal comma.")
    return Columns(
        table=table,
        places=places,
        texts={
            name: Text(_joined(growing.codes[name], np.int32), tuple(growing.names[name])) for name in texts
        },
        numbers={name: _joined(growing.floats[name], np.float64) for name in numbers},
        records=growing.records,
        marks=growing.marks,
        notes=notes,
    )


def _joined(parts: list[Any], dtype: Any) -> Any:
    """Return parts as one array."""
    return np.concatenate(parts) if parts else np.empty(0, dtype)


def _read(
    table: Table,
    texts: Mapping[str, int],
    numbers: Mapping[str, int],
    convention: Convention | None,
    progress: Progress | None,
) -> _Growing:
    """Read all batches."""
    growing = _Growing(
        {name: [] for name in texts}, {name: {} for name in texts}, {name: [] for name in numbers}
    )
    order = (*texts, *numbers)
    for batch in table.batches(tuple({**texts, **numbers}.values())):
        arrays = dict(zip(order, batch.columns, strict=True))
        for name in texts:
            growing.codes[name].append(_encode(arrays[name], growing.names[name]))
        for name in numbers:
            floats, bad = _to_floats(arrays[name], convention, growing.marks.setdefault(name, {}))
            if bad is not None:
                raise _not_a_number(table, numbers[name], growing.records + bad[0], bad[1])
            growing.floats[name].append(floats)
        growing.records += batch.num_rows
        if progress is not None:
            progress(table.name, growing.records)
    return growing


def _encode(array: Any, names: dict[str, int]) -> Codes:
    """Return codes of an Arrow array, adding new texts to the names seen before."""
    distinct, codes = distinct_texts(array)
    stripped = [text.strip() for text in distinct]
    places = [names.setdefault(text, len(names)) if text else -1 for text in stripped]
    return np.array([*places, -1], np.int32)[codes]


def _to_floats(
    array: Any, convention: Convention | None, marks: dict[str, int]
) -> tuple[Floats, tuple[int, str] | None]:
    """Return an Arrow array as floats, and the place and text of the first cell that is no number."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if is_number(array.type):
        return _nan_for_null(array.cast(pa.float64())), None
    if convention is None and (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
        trimmed = pc.utf8_trim_whitespace(array)
        try:
            return _nan_for_null(pc.if_else(pc.equal(trimmed, ""), None, trimmed).cast(pa.float64())), None
        except pa.ArrowInvalid:
            pass
    return _parse(array, convention, marks)


def _nan_for_null(array: Any) -> Floats:
    """Return an Arrow array of floats as NumPy, NaN for null."""
    floats: Floats = array.to_numpy(zero_copy_only=False)
    return floats


def _parse(
    array: Any, convention: Convention | None, marks: dict[str, int]
) -> tuple[Floats, tuple[int, str] | None]:
    """Read the distinct texts of an Arrow array as numbers, one by one."""
    distinct, codes = distinct_texts(array)
    if convention is None and any(map(needs_convention, distinct)):
        raise _ConventionNeededError
    parsed = [parse_number(text, convention or "point") for text in distinct]
    for place, text in enumerate(distinct):
        if text.strip() and is_missing(text):
            marks[text.strip()] = marks.get(text.strip(), 0) + int(np.sum(codes == place))
    wrong = [place for place, number in enumerate(parsed) if number is None]
    if wrong:
        first = int(np.flatnonzero(np.isin(codes, wrong))[0])
        return np.empty(0), (first, distinct[codes[first]])
    return np.array([*parsed, np.nan], np.float64)[codes], None


def _not_a_number(table: Table, place: int, record: int, text: str) -> CellError:
    """Return the error for a cell that holds no number."""
    return CellError(
        f"{quoted(text)} is no number.",
        remedy="Put a number there, or leave the cell blank where there is none.",
        file=table.name,
        row=table.row_of(record),
        column=table.header[place],
    )
