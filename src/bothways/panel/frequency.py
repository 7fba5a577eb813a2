"""Which frequency two files share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bothways.errors import PeriodError
from bothways.panel.calendar import infer_frequency, label, ordinal
from bothways.panel.panel import Frequency
from bothways.panel.periods import Periods
from bothways.panel.tidy import Cells

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
#: A calendar longer than this, of which fewer than this part of the periods are used, holds a wrong date.
LONGEST, SPARSEST = 400, 0.05
REMEDY = "Bring both to one frequency, for example by averaging months into quarters."


def settle_frequency(employees: Cells, customers: Cells) -> tuple[Frequency, Cells, Cells, tuple[str, ...]]:
    """Find the frequency of both sides and number their periods by it.

    Parameters
    ----------
    employees, customers : Cells
        ``period`` holds places among the distinct texts.

    Returns
    -------
    frequency : {"day", "week", "month", "quarter", "year"}
    employees, customers : Cells
        ``period`` and ``stated`` hold period ordinals.
    notes : tuple of str
        How dates and financial years were read.

    Raises
    ------
    PeriodError
        Where the two sides, or dates of one side, have different frequencies, or a period lies far from all
        others.
    """
    found = [_frequency(cells) for cells in (employees, customers)]
    known = [frequency for frequency in found if frequency is not None]
    frequency: Frequency = known[0] if known else "day"
    if len(set(known)) > 1:
        raise _different(employees, customers, found)
    if frequency == "week":
        _refuse_other_weekday(employees, customers)
    numbered = [_number(cells, frequency) for cells in (employees, customers)]
    for cells in numbered:
        _refuse_stray(cells, frequency)
    return frequency, numbered[0], numbered[1], _notes((employees, customers), frequency)


def periods_at(periods: Periods, frequency: Frequency) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the period ordinals of a column of periods at a frequency."""
    if periods.form == "date":
        return np.array([ordinal(frequency, day) for day in periods.days], np.int64)
    return np.array(periods.numbers, np.int64)


def frequency_of(periods: Periods) -> Frequency | None:
    """Return the frequency that a column of periods has by itself; ``None`` for a single date."""
    if periods.form == "date":
        return infer_frequency(periods.days)
    if periods.form == "financial":
        return "year"
    written: dict[str, Frequency] = {"year": "year", "quarter": "quarter", "month": "month", "week": "week"}
    return written[periods.form]


def _used(cells: Cells) -> Periods:
    """Return the periods in which a side has values."""
    used = np.unique(cells.period)
    return Periods(cells.periods.form, tuple(cells.periods.numbers[place] for place in used))


def _frequency(cells: Cells) -> Frequency | None:
    """Return the frequency of one side."""
    return frequency_of(_used(cells))


def _number(cells: Cells, frequency: Frequency) -> Cells:
    """Return cells whose periods are ordinals."""
    period = periods_at(cells.periods, frequency)[cells.period]
    return replace(cells, period=period, stated=period)


def _example(cells: Cells) -> str:
    """Return the period of the first row of a side as it is written, and the row."""
    text = cells.columns.texts["period"]
    row = cells.columns.table.row_of(int(cells.record[0]))
    return f"row {row}: {text.names[int(text.codes[cells.record[0]])]!r}"


def _different(employees: Cells, customers: Cells, found: list[Frequency | None]) -> PeriodError:
    """Return the error for two files of different frequencies."""
    told = " and ".join(
        f"{cells.name} has {frequency}s ({_example(cells)})"
        for cells, frequency in zip((employees, customers), found, strict=True)
    )
    return PeriodError(f"The frequencies differ: {told}.", remedy=REMEDY)


def _refuse_other_weekday(employees: Cells, customers: Cells) -> None:
    """Refuse weeks that are dated by one weekday on one side and by another on the other."""
    dated = [cells for cells in (employees, customers) if cells.periods.form == "date"]
    weekdays = [WEEKDAYS[_used(cells).days[0].weekday()] for cells in dated]
    if len(set(weekdays)) > 1:
        raise PeriodError(
            f"Weeks are dated by {weekdays[0]} in {employees.name} and by {weekdays[1]} in {customers.name}, "
            "so they may not be the same weeks.",
            remedy="Write weeks like 2024-W05 in both.",
        )


def _refuse_stray(cells: Cells, frequency: Frequency) -> None:
    """Refuse a period so far from the others that it must be a slip of the pen."""
    used = np.unique(cells.period)
    length = int(used[-1] - used[0]) + 1
    if length <= LONGEST or len(used) >= SPARSEST * length:
        return
    far = int(np.argmax(np.abs(cells.period - np.median(used))))
    raise cells.columns.error(
        PeriodError,
        f"{label(frequency, int(cells.period[far]))} lies far from all other periods.",
        remedy="Correct the period, or leave the row out.",
        field="period",
        record=int(cells.record[far]),
    )


def _notes(sides: tuple[Cells, Cells], frequency: Frequency) -> tuple[str, ...]:
    """Return what must be told about how periods were read."""
    notes = []
    for cells in sides:
        if cells.periods.form == "date" and frequency != "day":
            notes.append(
                f"The periods of {cells.name} are dates that are a {frequency} apart: read as {frequency}s."
            )
        if cells.periods.form == "financial":
            notes.append(f"The financial years of {cells.name} are named after the year they start in.")
    return tuple(notes)
