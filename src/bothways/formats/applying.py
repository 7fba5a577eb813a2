"""A mapping applied to an export: raw answers or tidy metrics, and the rows that are wrong."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Pairs
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bothways.errors import ColumnError
from bothways.formats.choosing import cell_reader, choices_of
from bothways.formats.days import period_of, read_day
from bothways.formats.export import Export
from bothways.formats.kinds import percent_or_number
from bothways.formats.ladders import step_of
from bothways.formats.mapping import SPLIT, MappedItem, Mapping

Cells = list[Any]
#: What a caller makes of a row that the mapping takes: its respondent, unit and period, or why it is wrong.
Settle = Callable[[Pairs[str, Any]], "tuple[str, str, str] | str"]
#: Different cells of a column whose number is remembered.
REMEMBERED = 1 << 16


@dataclass(frozen=True)
class RejectedRow:
    """A row that could not be taken.

    Attributes
    ----------
    row : int
        As a spreadsheet counts it.
    reason : str
        Sentences that name the columns; no cell is repeated in them.
    cells : tuple of str
        The response, in the order of ``Export.columns``.
    """

    row: int
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """What became of one batch of responses.

    Attributes
    ----------
    taken : pyarrow.RecordBatch
        Of answers: ``respondent, unit, period``, attributes, items. Of metrics: ``unit, period, metric, value``,
        and ``n`` where it is mapped, one row a cell that has a value.
    rejected : tuple of RejectedRow
    responses, unfinished : int
        Responses read, and those left out because they were broken off.
    """

    taken: Any
    rejected: tuple[RejectedRow, ...]
    responses: int
    unfinished: int


@dataclass
class _Batch:
    """One batch while it is mapped: its columns, which rows count, and what is wrong with them."""

    columns: dict[str, Cells]
    size: int
    wrong: dict[int, list[str]]

    def cells(self, name: str) -> Cells:
        return self.columns[name]

    def reject(self, place: int, reason: str) -> None:
        self.wrong.setdefault(place, []).append(reason)


def apply_mapping(mapping: Mapping, export: Export, settle: Settle | None = None) -> Iterator[Piece]:
    """Apply a mapping, a batch at a time.

    Parameters
    ----------
    mapping : Mapping
    export : Export
    settle : callable, optional
        Of answers: called with each row that is right so far (``respondent``, ``unit``, ``period`` and the items by
        their names). It returns these three as they are to be taken, or a sentence that says what is wrong with
        the row and repeats no cell.

    Yields
    ------
    Piece
        Together they hold each response once: taken, rejected or left out as unfinished. Numbers are float64,
        null where there is no answer.

    Raises
    ------
    ColumnError
        Where the mapping names a column that the export does not have.
    FileError
        Where the file is damaged further down.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from bothways.formats import Mapping, MappedItem, read_export
    >>> mapping = Mapping((MappedItem("mood", ("Mood",)),), unit="Team", period_value="2024")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "x.csv")
    ...     _ = path.write_text("Team,Mood\\nMill,4\\n,5\\nMill,?\\n")
    ...     piece = next(apply_mapping(mapping, read_export(path)))
    >>> piece.taken.to_pylist()
    [{'respondent': '', 'unit': 'Mill', 'period': '2024', 'mood': 4.0}]
    >>> [(row.row, row.reason) for row in piece.rejected]
    [(3, 'There is no unit.'), (4, "Column 'Mood' holds no number.")]
    """
    _require(mapping, export)
    readers = {item.item: _reader(item, mapping.decimal) for item in mapping.items}
    read_period = _period_reader(mapping)
    for rows, batch in export.numbered():
        columns = {name: batch.column(place).to_pylist() for place, name in enumerate(batch.schema.names)}
        made = _Batch(columns, batch.num_rows, {})
        yield _piece(mapping, made, rows, readers, read_period, export.columns, settle)


def _require(mapping: Mapping, export: Export) -> None:
    """Refuse a mapping of columns that are not there."""
    named = [mapping.unit, mapping.period, mapping.respondent, mapping.n, *mapping.by.values()]
    named += [column for item in mapping.items for column in item.columns]
    known = set(export.columns)
    for name in filter(None, named):
        if name not in known:
            dropped = " It tells who somebody is, and was left out." if name in export.dropped else ""
            raise ColumnError(
                f"The mapping names a column that is not there.{dropped}",
                remedy=f"The columns are: {', '.join(map(repr, export.columns[:30]))}.",
                file=export.name,
                column=name,
            )


def _piece(
    mapping: Mapping,
    batch: _Batch,
    rows: Sequence[int],
    readers: dict[str, Callable[[str], float | str | None]],
    read_period: Callable[[str], str | None],
    names: Sequence[str],
    settle: Settle | None,
) -> Piece:
    """Return what becomes of one batch."""
    counted = [place for place in range(batch.size) if not _broken_off(mapping, batch, place)]
    units = _texts(batch, counted, mapping.unit, mapping.unit_value)
    periods = _periods(mapping, batch, counted, read_period)
    for place in counted:
        if not units[place]:
            batch.reject(place, "There is no unit.")
    items = {item.item: _numbers(item, batch, counted, readers[item.item]) for item in mapping.items}
    sizes = (
        _numbers(MappedItem("n", (mapping.n,)), batch, counted, _size_reader(mapping)) if mapping.n else {}
    )
    who = _texts(batch, counted, mapping.respondent, "")
    if settle is not None and mapping.shape == "answers":
        _settle(settle, batch, counted, who, units, periods, items)
    taken = [place for place in counted if place not in batch.wrong]
    rows_taken = (
        _metrics(mapping, taken, units, periods, items, sizes)
        if mapping.shape == "metrics"
        else _answers(mapping, batch, taken, who, units, periods, items)
    )
    rejected = tuple(
        RejectedRow(
            rows[place],
            " ".join(batch.wrong[place]),
            tuple(_told(batch.cells(name)[place]) for name in names),
        )
        for place in sorted(batch.wrong)
    )
    return Piece(rows_taken, rejected, batch.size, batch.size - len(counted))


def _settle(
    settle: Settle, batch: _Batch, places: Sequence[int], who: Any, units: Any, periods: Any, items: Any
) -> None:
    """Let the caller say what becomes of the rows that are right so far."""
    for place in [place for place in places if place not in batch.wrong]:
        row = {"respondent": who[place], "unit": units[place], "period": periods[place]}
        settled = settle({**row, **{name: answers[place] for name, answers in items.items()}})
        if isinstance(settled, str):
            batch.reject(place, settled)
        else:
            who[place], units[place], periods[place] = settled


def _broken_off(mapping: Mapping, batch: _Batch, place: int) -> bool:
    """Return whether a response is left out because nobody finished it."""
    return mapping.finished_only and batch.cells("finished")[place] is False


def _texts(batch: _Batch, places: Sequence[int], column: str, constant: str) -> dict[int, str]:
    """Return a text for each row, blank where there is none."""
    if not column:
        return dict.fromkeys(places, constant)
    cells = batch.cells(column)
    return {place: _told(cells[place]).strip() for place in places}


def _periods(
    mapping: Mapping, batch: _Batch, places: Sequence[int], read: Callable[[str], str | None]
) -> dict[int, str]:
    """Return the period of each row."""
    texts = _texts(batch, places, mapping.period, mapping.period_value)
    if not mapping.period:
        return texts
    found = {}
    for place, text in texts.items():
        period = read(text) if text else ""
        if not period:
            batch.reject(
                place,
                f"Column {mapping.period!r} holds no day that can be read."
                if text
                else "There is no period.",
            )
        found[place] = period or ""
    return found


def _period_reader(mapping: Mapping) -> Callable[[str], str | None]:
    """Return what reads the text of a period."""

    @lru_cache(maxsize=REMEMBERED)
    def read(text: str) -> str | None:
        if not mapping.every:
            return text
        day = read_day(text, mapping.dates)
        return None if day is None else period_of(day, mapping.every)

    return read


def _size_reader(mapping: Mapping) -> Callable[[str], float | str | None]:
    """Return what reads how many answers a metric has."""
    return _reader(MappedItem("n", (mapping.n,), low=0, high=1e15), mapping.decimal)


def _reader(item: MappedItem, decimal: str) -> Callable[[str], float | str | None]:
    """Return what reads a cell of an item: None where it is wrong, NaN where it is no answer."""
    if item.kind == "choices":
        return lru_cache(maxsize=REMEMBERED)(cell_reader(item))
    missing = {cell.strip() for cell in item.missing}

    def read_text(cell: str) -> float | str | None:
        return math.nan if cell.strip() in missing else cell

    @lru_cache(maxsize=REMEMBERED)
    def read(cell: str) -> float | str | None:
        if cell.strip() in missing:
            return math.nan
        number = (
            step_of(item.values, cell.strip(), item.low, item.high)
            if item.values
            else percent_or_number(cell, decimal)
        )
        outside = number is not None and (
            (item.low is not None and number < item.low) or (item.high is not None and number > item.high)
        )
        return None if outside else number

    return read_text if item.kind == "text" else read


def _numbers(
    item: MappedItem, batch: _Batch, places: Sequence[int], read: Callable[[str], float | str | None]
) -> dict[int, Any]:
    """Return the answer of each row: the sum where an item has several columns, None where there is none."""
    if item.kind == "choices" and len(item.columns) > 1:
        return _chosen(item, batch, places)
    found: dict[int, Any] = {}
    for place in places:
        parts = []
        for column in item.columns:
            cell = batch.cells(column)[place]
            answer = math.nan if cell is None else read(_told(cell))
            if answer is None:
                batch.reject(place, f"Column {column!r} {_wrong(item)}.")
            parts.append(math.nan if answer is None else answer)
        blank = any(isinstance(part, float) and math.isnan(part) for part in parts)
        found[place] = None if blank else parts[0] if len(parts) == 1 else sum(parts)
    return found


def _chosen(item: MappedItem, batch: _Batch, places: Sequence[int]) -> dict[int, Any]:
    """Return the options of each row where each has a column of its own."""
    columns = [batch.cells(column) for column in item.columns]
    found: dict[int, Any] = {}
    for place in places:
        cells = [None if (cell := column[place]) is None else _told(cell) for column in columns]
        found[place] = choices_of(item, cells)
        if item.most and found[place] and found[place].count(SPLIT) >= item.most:
            batch.reject(place, f"Columns {item.columns[0]!r} and following {_wrong(item)}.")
    return found


def _wrong(item: MappedItem) -> str:
    """Return what is wrong with a cell, without repeating it."""
    if item.values or item.kind == "choices":
        return "holds none of the answers of the mapping"
    if item.low is not None and item.high is not None:
        return f"holds no number from {item.low:g} to {item.high:g}"
    return "holds no number"


def _told(cell: Any) -> str:
    """Return a cell of a response as text."""
    return "" if cell is None else cell if isinstance(cell, str) else "true" if cell else "false"


def _answers(
    mapping: Mapping, batch: _Batch, taken: Sequence[int], who: Any, units: Any, periods: Any, items: Any
) -> Any:
    """Return rows of raw answers."""
    import pyarrow as pa

    attributes = {name: _texts(batch, taken, column, "") for name, column in mapping.by.items()}
    texts = {"respondent": who, "unit": units, "period": periods, **attributes}
    columns = {
        name: pa.array([cells[place] for place in taken], pa.string()) for name, cells in texts.items()
    }
    for item in mapping.items:
        kind = pa.float64() if item.kind == "number" else pa.string()
        columns[item.item] = pa.array([items[item.item][place] for place in taken], kind)
    return pa.RecordBatch.from_pydict(columns)


def _metrics(mapping: Mapping, taken: Sequence[int], units: Any, periods: Any, items: Any, sizes: Any) -> Any:
    """Return rows of tidy metrics: one for each unit and item that has a value."""
    import pyarrow as pa

    rows = [
        (units[place], periods[place], item.item, items[item.item][place], sizes.get(place))
        for place in taken
        for item in mapping.items
        if items[item.item][place] is not None
    ]
    names = ("unit", "period", "metric", "value", "n")[: 5 if mapping.n else 4]
    kinds = (pa.string(), pa.string(), pa.string(), pa.float64(), pa.float64())
    arrays = [pa.array([row[at] for row in rows], kinds[at]) for at in range(len(names))]
    return pa.RecordBatch.from_arrays(arrays, names=list(names))
