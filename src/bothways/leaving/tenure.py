"""Tenure: months between two days, and what a column of tenures counts."""

from __future__ import annotations

import re
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
#: What tenure is counted in. ``file``: in whatever the column holds, because nothing says what it is.
Clock = Literal["month", "file"]
Scale = Literal["year", "month", "day", "file"]
DAYS_A_MONTH = 365.25 / 12
MONTHS: dict[Scale, float] = {"year": 12.0, "month": 1.0, "day": 1 / DAYS_A_MONTH, "file": 1.0}
_WORDS: dict[Scale, tuple[str, ...]] = {
    "year": ("years", "year", "yrs", "jahre", "jahren", "jahr", "años", "anos", "dienstjahre"),
    "month": ("months", "month", "mths", "monate", "monaten", "meses", "stag"),
    "day": ("days", "tage", "tagen", "días", "dias"),
}
#: Columns that are known to hold years although their name does not say it.
_KNOWN_YEARS = ("timespendcompany", "timespentcompany", "lengthofservice")
_UNIX = np.datetime64("1970-01-01").astype("M8[D]")
_UNIX_DAY = 719_163


def scale_of(field: str, column: str) -> Scale:
    """Return what a column of tenures counts, by the field it was named for or by its own name.

    Examples
    --------
    >>> [scale_of("tenure", name) for name in ("YearsAtCompany", "tenure_months", "Tenure", "time_spend_company")]
    ['year', 'month', 'file', 'year']
    >>> scale_of("tenure_days", "Tenure")
    'day'
    """
    if field != "tenure":
        return {"tenure_years": "year", "tenure_months": "month", "tenure_days": "day"}[field]  # type: ignore[return-value]
    spaced = re.sub(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])", " ", column).casefold()
    words = re.split(r"[\W_]+", spaced)
    found: set[Scale] = {
        scale
        for scale, names in _WORDS.items()
        if any(
            word == name or word.startswith(name) or word.endswith(name) for word in words for name in names
        )
    }
    if not found and "".join(words) in _KNOWN_YEARS:
        return "year"
    return found.pop() if len(found) == 1 else "file"


def to_dates(days: npt.ArrayLike) -> npt.NDArray[np.datetime64]:
    """Return proleptic days as NumPy days."""
    whole = np.asarray(days, np.float64).astype(np.int64) - _UNIX_DAY
    return np.asarray(_UNIX + whole.astype("m8[D]"))


def months_between(start: npt.ArrayLike, end: npt.ArrayLike) -> Floats:
    """Return the months from one day to another: whole months up to the last anniversary, and the part after it.

    Parameters
    ----------
    start, end : array of float, shape (n,)
        Proleptic days, ``end`` not before ``start``.

    Returns
    -------
    numpy.ndarray of float64, shape (n,)
        An anniversary is the same day of a later month, or the last day of a month that has no such day. The part
        is days since the anniversary over days from it to the next.

    Examples
    --------
    >>> import datetime as dt
    >>> days = [dt.date(2024, 1, 31).toordinal(), dt.date(2024, 2, 29).toordinal(), dt.date(2025, 1, 31).toordinal()]
    >>> months_between([days[0]] * 3, days).tolist()
    [0.0, 1.0, 12.0]
    >>> float(months_between([dt.date(2024, 4, 1).toordinal()], [dt.date(2024, 4, 16).toordinal()])[0])
    0.5
    """
    first, last = to_dates(start), to_dates(end)
    month = first.astype("M8[M]")
    past = (first - month.astype("M8[D]")).astype(np.int64)
    whole = (last.astype("M8[M]") - month).astype(np.int64)
    whole -= _anniversary(month, past, whole) > last
    begin, next_one = _anniversary(month, past, whole), _anniversary(month, past, whole + 1)
    part = (last - begin).astype(np.float64) / (next_one - begin).astype(np.float64)
    return np.asarray(whole + part, np.float64)


def day_after(start: npt.ArrayLike, months: int) -> Floats:
    """Return the day (proleptic) on which a tenure reaches so many months.

    Examples
    --------
    >>> import datetime as dt
    >>> reached = day_after([dt.date(2024, 2, 29).toordinal()], 12)
    >>> dt.date.fromordinal(int(reached[0]))
    datetime.date(2025, 2, 28)
    """
    first = to_dates(start)
    month = first.astype("M8[M]")
    past = (first - month.astype("M8[D]")).astype(np.int64)
    there = _anniversary(month, past, np.full(len(first), months, np.int64))
    return np.asarray((there - _UNIX).astype(np.int64) + _UNIX_DAY, np.float64)


def _anniversary(
    month: npt.NDArray[np.datetime64], past: npt.NDArray[np.int64], after: npt.NDArray[np.int64]
) -> npt.NDArray[np.datetime64]:
    """Return the day that lies so many months after a day given by its month and the days past its first."""
    there = month + after.astype("m8[M]")
    first = there.astype("M8[D]")
    length = ((there + np.timedelta64(1, "M")).astype("M8[D]") - first).astype(np.int64)
    return np.asarray(first + np.minimum(past, length - 1).astype("m8[D]"))
