"""One side's tidy metrics as arrays of cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError, PeriodError
from bothways.panel.panel import Side
from bothways.panel.periods import Periods, read_periods
from bothways.panel.scale import Scale
from bothways.panel.scales import read_scales
from bothways.panel.tidy_checks import check_numbers, refuse_blank_names
from bothways.tables.columns import find_columns
from bothways.tables.gather import Columns, Progress, gather
from bothways.tables.table import Table

TEXTS = ("unit", "period", "metric", "kind", "better", "reference_start", "reference_end")
NUMBERS = ("value", "n", "noise_variance", "sd", "low", "high")
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cells:
    """The cells of one side that hold a value.

    Attributes
    ----------
    side : {"employee", "customer"}
    columns : Columns
        What was read; errors are made from it.
    record : numpy.ndarray of int64, shape (cells,)
        Record of the table that a cell comes from.
    unit, metric : numpy.ndarray of int64, shape (cells,)
        Places in ``units`` and ``metrics``.
    period : numpy.ndarray of int64, shape (cells,)
        Place among the distinct texts of the column; period ordinals once the frequency is settled.
    stated : numpy.ndarray of int64, shape (cells,)
        As ``period``, before cells were placed by their reference span.
    units, metrics : tuple of str
        In the order of the file.
    periods : Periods
        What the distinct texts of the period column say.
    value, n, sd, noise_variance : numpy.ndarray of float64, shape (cells,)
        NaN where not given; ``value`` is finite.
    start, end : numpy.ndarray of float64, shape (cells,)
        First and last day of the reference span (proleptic days), NaN where not given.
    scales : tuple of Scale
        One a metric.
    notes : tuple of str
    """

    side: Side
    columns: Columns
    record: Integers
    unit: Integers
    metric: Integers
    period: Integers
    stated: Integers
    units: tuple[str, ...]
    metrics: tuple[str, ...]
    periods: Periods
    value: Floats
    n: Floats
    sd: Floats
    noise_variance: Floats
    start: Floats
    end: Floats
    scales: tuple[Scale, ...]
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of the file or table."""
        return self.columns.table.name

    def has(self, field: str) -> bool:
        """Return whether the table has a column for a field."""
        return field in self.columns.places


def read_cells(
    table: Table, side: Side, *, columns: Mapping[str, str] | None = None, progress: Progress | None = None
) -> Cells:
    """Read one side's tidy metrics and check every cell.

    Parameters
    ----------
    table : Table
    side : {"employee", "customer"}
    columns : mapping of str to str, optional
        Field -> column of the table.
    progress : callable, optional
        See :func:`bothways.tables.gather.gather`.

    Returns
    -------
    Cells
        Rows without a value are left out and counted in ``notes``.
    """
    places = find_columns(table, columns=columns)
    read = gather(
        table,
        texts={name: place for name, place in places.items() if name in TEXTS},
        numbers={name: place for name, place in places.items() if name in NUMBERS},
        progress=progress,
    )
    record = _filled_rows(read)
    refuse_blank_names(read, record)
    check_numbers(read, record)
    periods = _read_period_column(read, "period")
    scales = read_scales(read, record)
    start, end = _read_spans(read, record)
    numbers = {name: _numbers(read, name, record) for name in ("value", "n", "sd", "noise_variance")}
    codes = {name: read.texts[name].codes[record].astype(np.int64) for name in ("unit", "period", "metric")}
    cells = Cells(
        side=side,
        columns=read,
        record=record,
        unit=codes["unit"],
        metric=codes["metric"],
        period=codes["period"],
        stated=codes["period"],
        units=read.texts["unit"].names,
        metrics=read.texts["metric"].names,
        periods=periods,
        **numbers,
        start=start,
        end=end,
        scales=scales,
        notes=(*read.notes, *_unread(table, places), *_holes(read, record)),
    )
    return keep(cells, np.isfinite(cells.value))


def keep(cells: Cells, mask: npt.NDArray[np.bool_]) -> Cells:
    """Return the cells that a mask selects."""
    if mask.all():
        return cells
    arrays = (
        "record",
        "unit",
        "metric",
        "period",
        "stated",
        "value",
        "n",
        "sd",
        "noise_variance",
        "start",
        "end",
    )
    return replace(cells, **{name: getattr(cells, name)[mask] for name in arrays})


def _numbers(read: Columns, name: str, record: Integers) -> Floats:
    """Return a column of numbers, NaN where there is none."""
    return read.numbers[name][record] if name in read.numbers else np.full(len(record), np.nan)


def _filled_rows(read: Columns) -> Integers:
    """Return the records that are not blank in every column that matters."""
    filled = ~np.isnan(read.numbers["value"])
    for name in ("unit", "period", "metric"):
        filled |= read.texts[name].codes >= 0
    return np.flatnonzero(filled).astype(np.int64)


def _read_period_column(read: Columns, field: str) -> Periods:
    """Read the distinct texts of a column of periods."""
    text = read.texts[field]

    def refuse(place: int, what: str, remedy: str) -> InputError:
        record = int(np.argmax(text.codes == place))
        return read.error(PeriodError, what, remedy=remedy, field=field, record=record)

    return read_periods(text.names, refuse)


def _read_spans(read: Columns, record: Integers) -> tuple[Floats, Floats]:
    """Return the first and last day of each reference span."""
    nowhere = np.full(len(record), np.nan)
    given = [name for name in ("reference_start", "reference_end") if name in read.texts]
    if not given:
        return nowhere, nowhere
    if len(given) == 1:
        raise read.error(
            PeriodError,
            "A reference span needs its start and its end, but only one column is there.",
            remedy="Give both reference_start and reference_end, or neither.",
            field=given[0],
            record=None,
        )
    start, end = _read_days(read, "reference_start", record), _read_days(read, "reference_end", record)
    half = np.isnan(start) != np.isnan(end)
    _refuse_where(
        read, record, half, "The reference span has a start or an end only.", "Give both or neither."
    )
    _refuse_where(
        read,
        record,
        end < start,
        "The reference span ends before it starts.",
        "Correct one of the two dates.",
    )
    return start, end


def _refuse_where(
    read: Columns, record: Integers, wrong: npt.NDArray[np.bool_], what: str, remedy: str
) -> None:
    """Refuse the first row in which a reference span is wrong."""
    if wrong.any():
        first = record[int(np.argmax(wrong))]
        raise read.error(PeriodError, what, remedy=remedy, field="reference_end", record=first)


def _read_days(read: Columns, field: Literal["reference_start", "reference_end"], record: Integers) -> Floats:
    """Return a column of dates as proleptic days, NaN where blank."""
    text = read.texts[field]
    if not text.names:
        return np.full(len(record), np.nan)
    periods = _read_period_column(read, field)
    if periods.form != "date":
        first = int(np.argmax(text.codes >= 0))
        raise read.error(
            PeriodError,
            f"{text.names[0]!r} is a {periods.form}, not a day.",
            remedy="Write the first and the last day of the span, like 2024-03-01.",
            field=field,
            record=first,
        )
    return np.array([*periods.numbers, np.nan], np.float64)[text.codes[record]]


def _unread(table: Table, places: Mapping[str, int]) -> tuple[str, ...]:
    """Return a note on columns that were not read."""
    others = [name for place, name in enumerate(table.header) if place not in places.values()]
    names = [name for name in others if name and not name.startswith(("__index_level_", "Unnamed: "))]
    if not names:
        return ()
    shown = ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
    return (f"Columns of {table.name} that are not read: {shown}.",)


def _holes(read: Columns, record: Integers) -> tuple[str, ...]:
    """Return a note on rows without a value."""
    value: Any = read.numbers["value"][record]
    holes = int(np.isnan(value).sum())
    if not holes:
        return ()
    marks = read.marks.get("value", {})
    marked = ", ".join(f"{mark!r} {count}" for mark, count in marks.items())
    detail = f" (marks for missing: {marked})" if marks else ""
    return (f"{read.table.name}: {holes} of {len(value)} rows have no value and are holes{detail}.",)
