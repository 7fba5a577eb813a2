"""The working hours that two time zones share on a day."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from functools import lru_cache

from bothways.errors import InputError

#: Hours of the day, local time, from which and to which people are at work.
BEGIN, END = 9, 17
#: Years for which a day may be stated; clocks of other centuries are not known.
YEARS = range(1950, 2101)


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """Return the names of all time zones."""
    return frozenset(zoneinfo.available_timezones())


def common_working_hours(zone: str, other: str, *, on: dt.date) -> float:
    """Return how many working hours two time zones share, as clocks stand on a day.

    The hours from 9 to 17 of ``zone`` on that day, as far as it is 9 to 17 in ``other`` too: there on the
    same day, the day before or the day after, as far zones do not share the date. Weekends and holidays are
    not looked at.

    Parameters
    ----------
    zone, other : str
        Names of the tz database, such as ``Europe/Berlin``.
    on : datetime.date
        Of the years 1950 to 2100. The same zones share other hours when one of them has changed its clocks
        and the other has not.

    Returns
    -------
    float
        Hours, from 0 to 8.

    Raises
    ------
    InputError
        A zone is not known, or the day is none of these years.

    Examples
    --------
    >>> import datetime as dt
    >>> common_working_hours("Europe/Berlin", "America/New_York", on=dt.date(2026, 2, 2))
    2.0
    >>> common_working_hours("Europe/Berlin", "America/New_York", on=dt.date(2026, 3, 16))
    3.0
    """
    check_day(on)
    return _shared_hours(zone, other, on)


def check_day(on: dt.date) -> None:
    """Refuse what is no day, or one of another century."""
    if not isinstance(on, dt.date) or isinstance(on, dt.datetime) or on.year not in YEARS:
        raise InputError(
            f"Clocks are looked up for days from {YEARS[0]} to {YEARS[-1]}.",
            remedy="Give a date such as datetime.date(2026, 3, 2).",
        )


@lru_cache(maxsize=100_000)
def _shared_hours(zone: str, other: str, on: dt.date) -> float:
    """Return the hours of a day that two zones share, looked up once for all who live there."""
    begin, end = _working_day(zone, on)
    # a set: a zone that leaves out a day has the same hours twice
    others = {_working_day(other, on + dt.timedelta(days=away)) for away in (-1, 0, 1)}
    shared = sum(max(0.0, min(end, past) - max(begin, first)) for first, past in others)
    return min(shared / 3600, float(END - BEGIN))


def _working_day(zone: str, day: dt.date) -> tuple[float, float]:
    """Return when a working day begins and ends, in seconds of universal time."""
    if zone not in known_zones():
        raise InputError("This is no time zone.", remedy="Write it like Europe/Berlin.")
    where = zoneinfo.ZoneInfo(zone)
    begin, end = (dt.datetime.combine(day, dt.time(hour), where).timestamp() for hour in (BEGIN, END))
    return begin, end
