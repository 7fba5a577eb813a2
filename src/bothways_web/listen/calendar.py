"""When rounds of a pulse open and close, and which period they speak of."""

from __future__ import annotations

import datetime as dt

from bothways_web.listen.models import Pulse

Cadence = Pulse.Cadence


def period_of(cadence: str, day: dt.date) -> str:
    """Return the period a round speaks of: the week, month or quarter in which it opens.

    Examples
    --------
    >>> period_of("weekly", dt.date(2026, 1, 1)), period_of("quarterly", dt.date(2026, 5, 4))
    ('2026-W01', '2026-Q2')
    """
    if cadence == Cadence.WEEKLY:
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    if cadence == Cadence.QUARTERLY:
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return f"{day.year}-{day.month:02d}"


def next_opening(cadence: str, opened: dt.datetime, zone: dt.tzinfo) -> dt.datetime | None:
    """Return when the next round opens: the same day of the week, month or quarter, at the same time on the wall.

    Examples
    --------
    >>> next_opening("monthly", dt.datetime(2026, 1, 31, 9, tzinfo=dt.UTC), dt.UTC).isoformat()
    '2026-02-28T09:00:00+00:00'
    """
    local = opened.astimezone(zone)
    if cadence == Cadence.ONCE:
        return None
    if cadence == Cadence.WEEKLY:
        day = local.date() + dt.timedelta(days=7)
    else:
        day = _months_later(local.date(), 1 if cadence == Cadence.MONTHLY else 3)
    return dt.datetime.combine(day, local.time(), tzinfo=zone).astimezone(dt.UTC)


def _months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later, or the last one of a shorter month."""
    month = day.year * 12 + day.month - 1 + months
    first = dt.date(month // 12, month % 12 + 1, 1)
    following = dt.date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(first + dt.timedelta(days=day.day - 1), following - dt.timedelta(days=1))
