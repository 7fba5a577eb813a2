"""Days as survey tools write them, and the period they lie in."""

from __future__ import annotations

import datetime as dt
import re

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?", re.DOTALL | re.ASCII)
_OTHER = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ,].*)?", re.DOTALL | re.ASCII)


def read_day(text: str, dates: str = "iso") -> dt.date | None:
    """Read the day of a date or a time.

    Parameters
    ----------
    text : str
        Beginning with 2024-03-31 or 2024/3/31; or with 31.03.2024 or 3/31/2024 where the order can be told.
    dates : {"iso", "dmy", "mdy"}
        Order of day and month where the year stands last; "iso" takes only what can be read one way.

    Returns
    -------
    datetime.date or None
        None where it is no day, or could be two.

    Examples
    --------
    >>> str(read_day("2024-03-01 10:00:00")), str(read_day("03/04/2024", "dmy")), read_day("03/04/2024")
    ('2024-03-01', '2024-04-03', None)
    >>> str(read_day("03/31/2024 9:15 PM"))
    '2024-03-31'
    """
    text = text.strip()
    iso = _ISO.fullmatch(text)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    other = _OTHER.fullmatch(text)
    if other is None:
        return None
    first, second, year = int(other[1]), int(other[2]), int(other[3])
    days = {"dmy": _day(year, second, first), "mdy": _day(year, first, second)}
    if dates != "iso":
        return days[dates]
    possible = {day for day in days.values() if day is not None}
    return possible.pop() if len(possible) == 1 else None


def period_of(day: dt.date, every: str) -> str:
    """Return the day, month, quarter or year as tidy files write it.

    Examples
    --------
    >>> [period_of(dt.date(2024, 5, 9), every) for every in ("day", "month", "quarter", "year")]
    ['2024-05-09', '2024-05', '2024-Q2', '2024']
    """
    if every == "month":
        return f"{day.year:04d}-{day.month:02d}"
    if every == "quarter":
        return f"{day.year:04d}-Q{(day.month + 2) // 3}"
    return f"{day.year:04d}" if every == "year" else day.isoformat()


def _day(year: int, month: int, day: int) -> dt.date | None:
    """Return a day of the calendar; None where there is none."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
