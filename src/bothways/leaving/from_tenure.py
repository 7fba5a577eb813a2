"""Spells from a tenure and who left, where a file holds no dates."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bothways.errors import CellError
from bothways.leaving.from_dates import LONGEST_YEARS, Watched
from bothways.leaving.spells import FROM_THE_START
from bothways.leaving.tenure import MONTHS, Scale, scale_of
from bothways.leaving.who_left import LEFT
from bothways.tables.gather import Columns

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def read_tenures(read: Columns, rows: Integers, told: npt.NDArray[np.int8], *, field: str) -> Watched:
    """Read spells from tenures.

    Parameters
    ----------
    read : Columns
    rows : numpy.ndarray of int64
        Records that hold something.
    told : numpy.ndarray of int8, shape (rows,)
        1 left, 0 still there.
    field : str
        Field of the tenures.

    Returns
    -------
    Watched
        Everybody watched from the first day on: a file of tenures cannot tell when watching began.

    Raises
    ------
    InputError
        Where a tenure is missing, negative or longer than anybody works, or a person is there twice.
    """
    tenure = read.numbers[field][rows]
    scale = scale_of(field, read.column(field))
    _check(read, rows, tenure, field, scale)
    person = _persons(read, rows)
    exit = np.round(tenure * MONTHS[scale], 9)
    whole = scale == "year" and bool((tenure == np.floor(tenure)).all())
    left = told == LEFT
    return Watched(
        rows, person, np.full(len(rows), FROM_THE_START), exit, left, "file" if scale == "file" else "month", whole,
        None, None, None, None, None, _notes(read, field, scale, whole=whole),
    )  # fmt: skip


def _check(read: Columns, rows: Integers, tenure: Floats, field: str, scale: Scale) -> None:
    longest = np.inf if scale == "file" else LONGEST_YEARS * 12 / MONTHS[scale]
    tests = (
        (np.isnan(tenure), "The row has no tenure.", "Fill it in, or take the row out."),
        (np.isinf(tenure), "The tenure is infinite.", "Correct it."),
        (tenure < 0, "The tenure is negative.", "Correct it, or take the row out."),
        (
            tenure > longest,
            f"The tenure is longer than {LONGEST_YEARS} years if it counts {scale}s.",
            "Correct it, or say what it counts: --columns tenure_months=NAME or tenure_days=NAME.",
        ),
    )
    for wrong, what, remedy in tests:
        if wrong.any():
            record = int(rows[int(np.argmax(wrong))])
            raise read.error(CellError, what, remedy=remedy, field=field, record=record)


def _notes(read: Columns, field: str, scale: Scale, *, whole: bool) -> list[str]:
    column = read.column(field)
    if scale == "file":
        first = (
            f"Nothing says whether {column} counts years, months or days, so tenure stands as it is in the file "
            f"(--columns tenure_years={column} says it)."
        )
    else:
        first = f"{column} is taken to count {scale}s."
    notes = [
        first,
        "The file holds no dates: there is no turnover by quarter or year, only retention by tenure.",
    ]
    if whole:
        notes.append("Tenures are whole years: who leaves in a year goes before who is last seen in it.")
    return notes


def _persons(read: Columns, rows: Integers) -> Integers:
    """Return a number for each person, who must stand in one row: no dates tell spells apart."""
    person = np.arange(len(rows), dtype=np.int64)
    if "person" not in read.texts:
        return person
    codes = read.texts["person"].codes[rows].astype(np.int64)
    _, place = np.unique(codes, return_index=True)
    again = np.ones(len(rows), bool)
    again[place] = False
    again &= codes >= 0
    if again.any():
        second = int(np.argmax(again))
        other = int(np.argmax(codes == codes[second]))
        raise read.error(
            CellError,
            f"The person stands in row {read.table.row_of(int(rows[other]))} as well.",
            remedy="Keep one row a person, or bring start and end of each spell.",
            field="person",
            record=int(rows[second]),
        )
    return person
