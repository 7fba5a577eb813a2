"""When comments were written, as periods in order of time."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError, PeriodError
from bothways.panel.calendar import label, ordinal
from bothways.panel.periods import Periods, read_periods
from bothways.tables.gather import Columns

Every = Literal["week", "month", "quarter", "year"]
EVERY: tuple[Every, ...] = ("week", "month", "quarter", "year")


def fold_periods(read: Columns, every: Every) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    """Return the period of each record and the names of periods in order of time.

    Parameters
    ----------
    read : Columns
        With texts of the field ``period``.
    every : {"week", "month", "quarter", "year"}
        What dates are put together into.

    Returns
    -------
    codes : (records,) int
        -1 where the cell is blank.
    names : tuple of str

    Raises
    ------
    PeriodError
        Where a period cannot be read, with row and column.
    """
    if every not in EVERY:
        raise InputError(
            f"Dates cannot be put together by {every!r}.", remedy=f"Use one of {', '.join(EVERY)}."
        )
    column = read.texts["period"]

    def refuse(place: int, what: str, remedy: str) -> InputError:
        record = int(np.flatnonzero(column.codes == place)[0])
        return read.error(PeriodError, what, remedy=remedy, field="period", record=record)

    if not column.names:
        return column.codes.astype(np.int64), ()
    numbers, written = _numbers(read_periods(column.names, refuse), every)
    order, place = np.unique(numbers, return_inverse=True)
    codes = np.array([*place.ravel(), -1], np.int64)[column.codes]
    return codes, tuple(written(int(number)) for number in order)


def _numbers(periods: Periods, every: Every):  # type: ignore[no-untyped-def]
    """Return periods as whole numbers, and what writes one."""
    if periods.form == "date":
        days = [dt.date.fromordinal(number) for number in periods.numbers]
        return [ordinal(every, day) for day in days], lambda number: label(every, number)
    if periods.form == "financial":
        return list(periods.numbers), lambda year: f"{year}/{(year + 1) % 100:02d}"
    return list(periods.numbers), lambda number: label(periods.form, number)  # type: ignore[arg-type]
