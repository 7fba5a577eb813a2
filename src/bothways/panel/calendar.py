"""Periods as whole numbers: one step is one period of a frequency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bothways.panel.panel import Frequency

DAY = dt.timedelta(days=1)


def ordinal(frequency: Frequency, day: dt.date) -> int:
    """Return the period that holds a day, as a whole number.

    Examples
    --------
    >>> ordinal("quarter", dt.date(2024, 4, 1)) - ordinal("quarter", dt.date(2024, 3, 31))
    1
    """
    if frequency == "year":
        return day.year
    if frequency == "quarter":
        return day.year * 4 + (day.month - 1) // 3
    if frequency == "month":
        return day.year * 12 + day.month - 1
    if frequency == "week":
        return (day.toordinal() - 1) // 7
    return day.toordinal()


def first_day(frequency: Frequency, period: int) -> dt.date:
    """Return the first day of a period.

    Examples
    --------
    >>> first_day("week", ordinal("week", dt.date(2024, 2, 1)))
    datetime.date(2024, 1, 29)
    """
    if frequency == "year":
        return dt.date(period, 1, 1)
    if frequency == "quarter":
        return dt.date(period // 4, period % 4 * 3 + 1, 1)
    if frequency == "month":
        return dt.date(period // 12, period % 12 + 1, 1)
    return dt.date.fromordinal(period * 7 + 1 if frequency == "week" else period)


def label(frequency: Frequency, period: int) -> str:
    """Return how a period is written: 2024, 2024-Q1, 2024-03, 2024-W05 or 2024-03-01.

    Examples
    --------
    >>> label("week", ordinal("week", dt.date(2024, 12, 31)))
    '2025-W01'
    """
    day = first_day(frequency, period)
    if frequency == "year":
        return f"{day:%Y}"
    if frequency == "quarter":
        return f"{day:%Y}-Q{(day.month - 1) // 3 + 1}"
    if frequency == "month":
        return f"{day:%Y-%m}"
    if frequency == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    return day.isoformat()


def position(frequency: Frequency, day: dt.date) -> float:
    """Return where the start of a day lies: the period, and the part of it that has passed before.

    Examples
    --------
    >>> position("month", dt.date(2024, 3, 1)) % 1, position("quarter", dt.date(2023, 4, 1)) % 1
    (0.0, 0.0)
    """
    period = ordinal(frequency, day)
    start, end = first_day(frequency, period), first_day(frequency, period + 1)
    return period + (day - start).days / (end - start).days


def infer_frequency(days: Iterable[dt.date]) -> Frequency | None:
    """Return the frequency that dates are spaced by.

    Parameters
    ----------
    days : iterable of datetime.date
        In any order; doubled ones do not matter.

    Returns
    -------
    {"day", "week", "month", "quarter", "year"} or None
        Dates on one day of the month (or all on the last one) are months; quarters or years where the months
        are always three or twelve apart. Dates on one weekday are weeks. Everything else is days. ``None``
        where there are fewer than two dates.

    Examples
    --------
    >>> infer_frequency([dt.date(2024, 1, 31), dt.date(2024, 2, 29)])
    'month'
    >>> infer_frequency([dt.date(2023, 11, 1), dt.date(2024, 2, 1)])
    'quarter'
    """
    dates = sorted(set(days))
    if len(dates) < 2:
        return None
    if len({day.day for day in dates}) == 1 or all((day + DAY).day == 1 for day in dates):
        months = [ordinal("month", day) for day in dates]
        if len({month % 12 for month in months}) == 1:
            return "year"
        return "quarter" if len({month % 3 for month in months}) == 1 else "month"
    return "week" if len({day.weekday() for day in dates}) == 1 else "day"
