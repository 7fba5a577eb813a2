"""Periods of past rounds: the days they span."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from bothways_web.listen.calendar import end_of_period, period_of
from bothways_web.listen.models import Pulse

_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})")
_QUARTER = re.compile(r"(?:(\d{4})[-/ ]*Q([1-4])|Q([1-4])[-/ ]*(\d{4}))", re.IGNORECASE)
_YEAR = re.compile(r"(\d{4})")
_WEEK = re.compile(r"(\d{4})[-/ ]*W(\d{1,2})", re.IGNORECASE)


@dataclass(frozen=True)
class Span:
    """A week, month, quarter or year.

    Attributes
    ----------
    period : str
        As rounds write it.
    cadence : str
    first, last : datetime.date
    """

    period: str
    cadence: str
    first: dt.date
    last: dt.date


def span_of(text: str) -> Span | None:
    """Return the span of a period; ``None`` where the text is none.

    Examples
    --------
    >>> span_of("Q1 2024").period, span_of("2024-3").period, span_of("2024").period, span_of("wave 3")
    ('2024-Q1', '2024-03', '2024', None)
    >>> span_of("2024-W05").last.isoformat(), span_of("2024-Q4").last.isoformat()
    ('2024-02-04', '2024-12-31')
    """
    found = _first(text.strip())
    if found is None:
        return None
    first, cadence = found
    end = end_of_period(cadence, first, dt.UTC).date()
    return Span(period_of(cadence, first), cadence, first, end - dt.timedelta(days=1))


def _first(text: str) -> tuple[dt.date, str] | None:
    """Return the first day of a period, and its kind."""
    try:
        if found := _YEAR.fullmatch(text):
            return dt.date(int(found[1]), 1, 1), Pulse.Cadence.YEARLY
        if found := _QUARTER.fullmatch(text):
            year, quarter = int(found[1] or found[4]), int(found[2] or found[3])
            return dt.date(year, 3 * quarter - 2, 1), Pulse.Cadence.QUARTERLY
        if found := _WEEK.fullmatch(text):
            return dt.date.fromisocalendar(int(found[1]), int(found[2]), 1), Pulse.Cadence.WEEKLY
        if found := _MONTH.fullmatch(text):
            return dt.date(int(found[1]), int(found[2]), 1), Pulse.Cadence.MONTHLY
    except ValueError:
        return None
    return None
