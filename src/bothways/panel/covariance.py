"""Sampling covariances of metrics that the same people answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.errors import CellError, ColumnError, InputError, PeriodError
from bothways.panel.calendar import label
from bothways.panel.frequency import frequency_of, periods_at
from bothways.panel.panel import Frequency
from bothways.panel.periods import read_periods
from bothways.panel.tidy import Cells
from bothways.tables.columns import COVARIANCE_SYNONYMS, find_columns
from bothways.tables.gather import Columns, gather
from bothways.tables.table import Table

FIELDS = ("unit", "period", "metric_a", "metric_b", "covariance")
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Grid:
    """Where each cell of both sides stands.

    Attributes
    ----------
    units, metrics : dict of str to int
        Name -> place.
    frequency : {"day", "week", "month", "quarter", "year"}
    first : int
        Ordinal of the first period.
    variance : numpy.ndarray of float64, shape (units, periods, metrics)
        Noise variance of each cell.
    placed : dict of (int, int, int) to int
        Unit, stated period and metric -> the period in which the cell stands.
    """

    units: dict[str, int]
    metrics: dict[str, int]
    frequency: Frequency
    first: int
    variance: npt.NDArray[np.float64]
    placed: dict[tuple[int, int, int], int]


def read_covariance(
    table: Table, grid: Grid, *, columns: Mapping[str, str] | None = None
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Read sampling covariances and match them to the cells of a panel.

    Parameters
    ----------
    table : Table
        One row a cell and pair of metrics: unit, period (as stated in the tidy files), metric_a, metric_b,
        covariance of the two values in the product of their units.
    grid : Grid
    columns : mapping of str to str, optional
        Field -> column.

    Returns
    -------
    pandas.DataFrame
        Columns ``unit``, ``period`` (label), ``metric_a``, ``metric_b``, ``covariance``; metrics in the order
        of the panel.
    notes : tuple of str

    Raises
    ------
    CellError
        Where a metric is unknown or paired with itself, a pair is there twice, the covariance is no finite
        number or larger than the two noise variances allow, or the two cells stand in different periods.
    """
    places = find_columns(table, synonyms=COVARIANCE_SYNONYMS, needed=FIELDS, columns=columns)
    texts = {name: place for name, place in places.items() if name != "covariance"}
    read = gather(table, texts=texts, numbers={"covariance": places["covariance"]})
    covariance = read.numbers["covariance"]
    record = np.flatnonzero(~np.isnan(covariance))
    _refuse(read, record, np.isinf(covariance[record]), "The covariance is infinite.", "Correct it.")
    rows, lost = _match(read, record, _period_ordinals(read, grid.frequency), grid)
    rows = rows.sort_values(["unit", "period", "metric_a", "metric_b"], ignore_index=True)
    notes = (f"{lost} rows of {table.name} have no cell in the panel and are left out.",) if lost else ()
    return rows[list(FIELDS)], notes


def _period_ordinals(read: Columns, frequency: Frequency) -> Integers:
    """Return the period of each distinct text of the period column."""
    text = read.texts["period"]

    def refuse(place: int, what: str, remedy: str) -> InputError:
        record = int(np.argmax(text.codes == place))
        return read.error(PeriodError, what, remedy=remedy, field="period", record=record)

    periods = read_periods(text.names, refuse)
    own = frequency_of(periods)
    if own is not None and own != frequency and periods.form != "date":
        raise refuse(
            0, f"{text.names[0]!r} is a {own}, the panel has {frequency}s.", "Use the panel's frequency."
        )
    return periods_at(periods, frequency)


def _refuse(
    read: Columns,
    record: Integers,
    wrong: npt.NDArray[np.bool_],
    what: str,
    remedy: str,
    field: str = "covariance",
) -> None:
    """Refuse the first record that is wrong."""
    if wrong.any():
        first = int(record[np.argmax(wrong)])
        raise read.error(CellError, what, remedy=remedy, field=field, record=first)


def _match(read: Columns, record: Integers, ordinals: Integers, grid: Grid) -> tuple[pd.DataFrame, int]:
    """Return one row for each covariance with both cells, and how many have none."""
    codes = {name: read.texts[name].codes[record] for name in FIELDS[:4]}
    for name in FIELDS[:4]:
        _refuse(read, record, codes[name] < 0, f"The {name} is blank.", "Fill it in or remove the row.", name)
    metric = {name: _metric_places(read, record, name, grid) for name in ("metric_a", "metric_b")}
    _refuse(
        read,
        record,
        metric["metric_a"] == metric["metric_b"],
        "A metric is paired with itself.",
        "Put its noise variance into the tidy file, in the column noise_variance.",
        "metric_b",
    )
    unit = np.array([grid.units.get(name, -1) for name in read.texts["unit"].names], np.int64)[codes["unit"]]
    period = ordinals[codes["period"]]
    a = np.minimum(metric["metric_a"], metric["metric_b"])
    b = np.maximum(metric["metric_a"], metric["metric_b"])
    key = pd.DataFrame({"unit": unit, "period": period, "a": a, "b": b})
    _refuse(
        read,
        record,
        key.duplicated().to_numpy(),
        "The covariance of this unit, period and pair of metrics is there twice.",
        "Remove one of the rows.",
    )
    return _locate(read, record, key, grid)


def _metric_places(read: Columns, record: Integers, field: str, grid: Grid) -> Integers:
    """Return the place of each record's metric in the panel."""
    text = read.texts[field]
    places = np.array([grid.metrics.get(name, -1) for name in text.names], np.int64)[text.codes[record]]
    unknown = places < 0
    if unknown.any():
        first = int(record[np.argmax(unknown)])
        raise read.error(
            ColumnError,
            f"The metric {text.names[text.codes[first]]!r} is in neither of the two files.",
            remedy="Correct its name.",
            field=field,
            record=first,
        )
    return places


def _locate(read: Columns, record: Integers, key: pd.DataFrame, grid: Grid) -> tuple[pd.DataFrame, int]:
    """Return the rows whose two cells are there, in the period in which these stand."""
    cells = key.to_numpy().tolist()
    at_a = np.array([grid.placed.get((unit, period, a), -1) for unit, period, a, _ in cells], np.int64)
    at_b = np.array([grid.placed.get((unit, period, b), -1) for unit, period, _, b in cells], np.int64)
    both = (at_a >= 0) & (at_b >= 0)
    _refuse(
        read,
        record,
        both & (at_a != at_b),
        "Reference spans have placed the two values in different periods.",
        "Leave the row out, or read without placement.",
        "period",
    )
    unit, a, b = (key[name].to_numpy() for name in ("unit", "a", "b"))
    covariance = read.numbers["covariance"][record]
    step = np.where(both, at_a - grid.first, 0)
    limit = np.sqrt(grid.variance[unit, step, a] * grid.variance[unit, step, b])
    _refuse(
        read,
        record,
        both & (np.abs(covariance) > limit * (1 + 1e-9)),
        "The covariance is larger than the two noise variances allow.",
        "Give the covariance of the two means, not of single answers.",
    )
    units, metrics = list(grid.units), list(grid.metrics)
    rows = pd.DataFrame(
        {
            "unit": [units[place] for place in unit[both]],
            "period": [label(grid.frequency, int(period)) for period in at_a[both]],
            "metric_a": [metrics[place] for place in a[both]],
            "metric_b": [metrics[place] for place in b[both]],
            "covariance": covariance[both],
        }
    )
    return rows, int((~both).sum())


def where_cells_stand(cells: Cells, unit: Integers, metric: Integers) -> dict[tuple[int, int, int], int]:
    """Return the period of each cell by its unit, stated period and metric.

    Parameters
    ----------
    cells : Cells
    unit, metric : numpy.ndarray of int64, shape (cells,)
        Places in the panel.
    """
    stated = zip(unit.tolist(), cells.stated.tolist(), metric.tolist(), strict=True)
    return dict(zip(stated, cells.period.tolist(), strict=True))
