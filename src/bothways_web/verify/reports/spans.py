"""Of which time a story tells: the last months, a quarter, or since a day."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bothways_web.act.plans.number_words import day_in_words
from bothways_web.wording import period_name

RECENT, MONTHS, QUARTERS = "recent", 3, 5
_QUARTER = re.compile(r"([12]\d{3})-Q([1-4])", re.ASCII)


@dataclass(frozen=True)
class Span:
    """Days from ``start`` to ``end``; ``query`` is what an address says for it."""

    start: dt.date
    end: dt.date
    query: str = ""

    @property
    def name(self) -> str:
        """The span in words."""
        told = {"start": day_in_words(self.start), "end": day_in_words(self.end)}
        return _("%(start)s to %(end)s") % told


def recent(day: dt.date) -> Span:
    """Return the last three months up to a day.

    Examples
    --------
    >>> recent(dt.date(2026, 5, 31)).start.isoformat()
    '2026-02-28'
    """
    year, month = divmod(day.year * 12 + day.month - 1 - MONTHS, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return Span(dt.date(year, month + 1, min(day.day, last)), day)


def since(start: dt.date, day: dt.date) -> Span:
    """Return the time from a start to a day; a start after it is the day itself."""
    start = min(start, day)
    return Span(start, day, f"since={start.isoformat()}")


def quarter(name: str, day: dt.date) -> Span | None:
    """Return a quarter by its name, up to a day; ``None`` where it is none or has not begun.

    Examples
    --------
    >>> quarter("2026-Q1", dt.date(2026, 2, 3)).end.isoformat()
    '2026-02-03'
    """
    found = _QUARTER.fullmatch(name)
    if found is None:
        return None
    year, first = int(found[1]), 3 * int(found[2]) - 2
    start = dt.date(year, first, 1)
    end = dt.date(year, first + 2, calendar.monthrange(year, first + 2)[1])
    return Span(start, min(end, day), f"span={name}") if start <= day else None


def offered(day: dt.date) -> list[tuple[str, str]]:
    """Return the spans that can be chosen by name: the last months, and quarters, the newest first."""
    number = day.year * 4 + (day.month - 1) // 3
    names = [f"{back // 4}-Q{back % 4 + 1}" for back in range(number, number - QUARTERS, -1)]
    return [(RECENT, _("the last three months")), *((name, period_name(name)) for name in names)]
