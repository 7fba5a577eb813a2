"""Counting in the working days of the organisation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from bothways_web.people.models import DayOff, Organisation


def working_day_after(
    day: dt.date, count: int, working_days: Collection[int], days_off: Collection[dt.date] = frozenset()
) -> dt.date:
    """Return the working day that is so many after a day; without any working day, every day is one.

    Parameters
    ----------
    day : date
    count : int
        At least 1.
    working_days : collection of int
        0 is Monday.
    days_off : collection of date, optional
        On which nobody works.

    Examples
    --------
    >>> friday = dt.date(2026, 11, 27)
    >>> working_day_after(friday, 2, range(5)).isoformat()
    '2026-12-01'
    >>> working_day_after(friday, 2, range(5), [dt.date(2026, 11, 30)]).isoformat()
    '2026-12-02'
    """
    days, at = _usual(working_days), day
    while count > 0:
        at += dt.timedelta(days=1)
        count -= at.weekday() in days and at not in days_off
    return at


def last_day_overdue(
    on: dt.date, count: int, working_days: Collection[int], days_off: Collection[dt.date] = frozenset()
) -> dt.date:
    """Return the last day for which the working day that is so many after it is over.

    Examples
    --------
    >>> last_day_overdue(dt.date(2026, 12, 2), 2, range(5)).isoformat()
    '2026-11-29'
    """
    days, at = _usual(working_days), on
    while count > 0:
        at -= dt.timedelta(days=1)
        count -= at.weekday() in days and at not in days_off
    return at - dt.timedelta(days=1)


def answered_until(day: dt.date) -> dt.date:
    """Return until when something reported on a day should be answered, as the organisation has set it."""
    return working_day_after(day, Organisation.current().answer_days, *days_of_work())


def days_of_work() -> tuple[list[int], frozenset[dt.date]]:
    """Return the working days of the organisation, and the days off that hold everywhere; those of one site do not."""
    everywhere = DayOff.objects.filter(site="").values_list("day", flat=True)
    return Organisation.current().working_days, frozenset(everywhere)


def _usual(working_days: Collection[int]) -> frozenset[int]:
    return frozenset(working_days) & frozenset(range(7)) or frozenset(range(7))
