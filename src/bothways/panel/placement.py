"""Cells into the period that their answers speak of."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from bothways.errors import CellError
from bothways.panel.calendar import label, position
from bothways.panel.panel import Frequency
from bothways.panel.tidy import Cells

Integers = npt.NDArray[np.int64]
#: A midpoint this close to the border of two periods lies on it.
BORDER = 1e-9


def place_cells(cells: Cells, frequency: Frequency) -> tuple[Cells, tuple[str, ...]]:
    """Move each cell into the period in which the midpoint of its reference span lies.

    A metric that is booked a period late turns an association within one period into a false lead, so cells
    stand where their answers belong. A midpoint on the border of two periods stays in the stated one if that
    is one of the two, else it goes to the later one. Cells without a span stay.

    Parameters
    ----------
    cells : Cells
        ``period`` holds period ordinals.
    frequency : {"day", "week", "month", "quarter", "year"}

    Returns
    -------
    cells : Cells
    notes : tuple of str
        For each metric with moved cells: how many, and one of them.
    """
    given = ~np.isnan(cells.start)
    if not given.any():
        return cells, ()
    middle = _middles(cells.start[given], cells.end[given], frequency)
    stated = cells.stated[given]
    border = np.round(middle)
    on_border = np.abs(middle - border) < BORDER
    stays = on_border & ((stated == border) | (stated == border - 1))
    period = cells.stated.copy()
    period[given] = np.where(stays, stated, np.where(on_border, border, np.floor(middle))).astype(np.int64)
    placed = replace(cells, period=period)
    return placed, _moves(placed, frequency)


def _middles(
    start: npt.NDArray[np.float64], end: npt.NDArray[np.float64], frequency: Frequency
) -> npt.NDArray[np.float64]:
    """Return where the midpoints of spans lie, in periods."""
    first, first_of = np.unique(start.astype(np.int64), return_inverse=True)
    last, last_of = np.unique(end.astype(np.int64) + 1, return_inverse=True)
    begins = np.array([position(frequency, dt.date.fromordinal(int(day))) for day in first])
    ends = np.array([position(frequency, dt.date.fromordinal(int(day))) for day in last])
    return np.asarray((begins[first_of] + ends[last_of]) / 2)


def _moves(cells: Cells, frequency: Frequency) -> tuple[str, ...]:
    """Return a note for each metric with moved cells."""
    notes = []
    moved = cells.period != cells.stated
    for metric in np.unique(cells.metric[moved]):
        of_metric = cells.metric == metric
        first = int(np.argmax(moved & of_metric))
        count = f"{int((moved & of_metric).sum())} of {int(of_metric.sum())} cells"
        notes.append(
            f"{count} of {cells.metrics[metric]} were moved to the period their reference span speaks of, "
            f"such as {cells.units[cells.unit[first]]} from {label(frequency, int(cells.stated[first]))} "
            f"to {label(frequency, int(cells.period[first]))}."
        )
    return tuple(notes)


def refuse_doubled(cells: Cells, frequency: Frequency) -> None:
    """Refuse a cell that is given twice, in the file or because two were placed in one period.

    Raises
    ------
    CellError
        Names both rows.
    """
    start = int(cells.period.min())
    periods = int(cells.period.max()) - start + 1
    key = (cells.unit * periods + (cells.period - start)) * len(cells.metrics) + cells.metric
    order = np.argsort(key, kind="stable")
    twice = np.flatnonzero(key[order][1:] == key[order][:-1])
    if not len(twice):
        return
    at = int(twice[np.argmin(order[twice + 1])])
    first, second = int(order[at]), int(order[at + 1])
    where = (
        f"{cells.units[cells.unit[second]]}, {label(frequency, int(cells.period[second]))}, "
        f"{cells.metrics[cells.metric[second]]}"
    )
    above = f"row {cells.columns.table.row_of(int(cells.record[first]))}"
    by_span = cells.stated[first] != cells.period[first] or cells.stated[second] != cells.period[second]
    raise cells.columns.error(
        CellError,
        f"The cell {where} is there twice, the other time in {above}"
        + (", since the reference spans of both speak of one period." if by_span else "."),
        remedy="Correct the reference spans, or read without placement."
        if by_span
        else "Remove one row; where a row is one answer, hand in raw answers instead.",
        field="period" if by_span else None,
        record=int(cells.record[second]),
    )
