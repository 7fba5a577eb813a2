"""When rounds of a pulse open and close, and which period they speak of."""

from __future__ import annotations

import datetime as dt
from itertools import count

from bothways_web.listen.models import Pulse

Cadence = Pulse.Cadence
_HALF: dict[str, dt.timedelta] = {
    Cadence.WEEKLY: dt.timedelta(days=3), Cadence.MONTHLY: dt.timedelta(days=14),
    Cadence.QUARTERLY: dt.timedelta(days=45), Cadence.YEARLY: dt.timedelta(days=180),
}  # fmt: skip
_MONTHS: dict[str, int] = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.YEARLY: 12}


def period_of(cadence: str, day: dt.date) -> str:
    """Return the period a round speaks of: the week, month, quarter or year in which it opens.

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
    if cadence == Cadence.YEARLY:
        return f"{day.year}"
    return f"{day.year}-{day.month:02d}"


def next_opening(
    cadence: str, first: dt.datetime, zone: dt.tzinfo, *, after: dt.datetime
) -> dt.datetime | None:
    """Return when the next round opens: as the first one by weekday or day of the month, at its time on the wall.

    Counted from the first round, so that neither a short month nor a round that opened late moves the later ones.

    Examples
    --------
    >>> first = dt.datetime(2026, 1, 31, 9, tzinfo=dt.UTC)
    >>> next_opening("monthly", first, dt.UTC, after=first).isoformat()
    '2026-02-28T09:00:00+00:00'
    >>> next_opening("monthly", first, dt.UTC, after=dt.datetime(2026, 2, 28, 9, tzinfo=dt.UTC)).isoformat()
    '2026-03-31T09:00:00+00:00'
    """
    if cadence == Cadence.ONCE:
        return None
    local = first.astimezone(zone)
    for step in count(1):
        if cadence == Cadence.WEEKLY:
            day = local.date() + dt.timedelta(days=7 * step)
        else:
            day = _months_later(local.date(), step * _MONTHS[cadence])
        opens = dt.datetime.combine(day, local.time(), tzinfo=zone).astimezone(dt.UTC)
        if opens > after:
            return opens
    return None


def end_of_period(cadence: str, day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    """Return when the period of a day is over: midnight after its last day.

    Examples
    --------
    >>> end_of_period("quarterly", dt.date(2026, 11, 28), dt.UTC).isoformat()
    '2027-01-01T00:00:00+00:00'
    >>> end_of_period("weekly", dt.date(2026, 11, 28), dt.UTC).date().isoformat()
    '2026-11-30'
    """
    if cadence == Cadence.WEEKLY:
        last = day + dt.timedelta(days=7 - day.weekday())
    else:
        months = _MONTHS[cadence]
        last = _months_later(day.replace(day=1), months - (day.month - 1) % months)
    return dt.datetime.combine(last, dt.time(0), tzinfo=zone).astimezone(dt.UTC)


def earliest_next(cadence: str, opened: dt.datetime, closes: dt.datetime) -> dt.datetime:
    """Return the moment after which the round that follows one may open.

    A round that opened late is followed by none for half of its time, and no round opens before the last one closes;
    a day less, as the hours of a day change with the seasons.
    """
    return max(opened + _HALF.get(cadence, dt.timedelta(0)), closes - dt.timedelta(days=1))


def _months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later, or the last one of a shorter month."""
    month = day.year * 12 + day.month - 1 + months
    first = dt.date(month // 12, month % 12 + 1, 1)
    following = dt.date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(first + dt.timedelta(days=day.day - 1), following - dt.timedelta(days=1))
