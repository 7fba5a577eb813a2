"""When a message may arrive: not in quiet hours, not on days off, by the clock on the wall of who gets it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

#: So many hours of a week must be left in which a message can come.
LEAST_HOURS = 5
#: No stretch of quiet is looked through for longer; what is held so long is looked at again then.
LONGEST = dt.timedelta(days=800)
_DAY = dt.timedelta(days=1)
_EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True)
class Quiet:
    """Times of rest that somebody has set.

    Attributes
    ----------
    start, end : time
        Hours of rest, ``end`` no longer among them; usually over night, none where both are the same.
    working_days : collection of int
        0 is Monday; all others are quiet. Without any, every day is one.
    days_off : frozenset of date
        Quiet as well, from midnight to midnight.
    """

    start: dt.time
    end: dt.time
    working_days: Collection[int]
    days_off: frozenset[dt.date] = field(default=frozenset())

    @property
    def open_days(self) -> frozenset[int]:
        """The days of the week that are not quiet as a whole."""
        return frozenset(self.working_days) & _EVERY_DAY or _EVERY_DAY

    def rests_at(self, wall: dt.datetime) -> bool:
        """Return whether a moment on the wall is quiet."""
        if wall.weekday() not in self.open_days or wall.date() in self.days_off:
            return True
        return self.rests_at_time(wall.time())

    def rests_at_time(self, time: dt.time) -> bool:
        """Return whether a time is quiet on a day that is not."""
        if self.start <= self.end:
            return self.start <= time < self.end
        return time >= self.start or time < self.end


def is_quiet(moment: dt.datetime, zone: dt.tzinfo, *rests: Quiet) -> bool:
    """Return whether a moment is quiet by any of several rests, in a time zone."""
    wall = moment.astimezone(zone)
    return any(one.rests_at(wall) for one in rests)


def next_allowed(moment: dt.datetime, zone: dt.tzinfo, *rests: Quiet) -> dt.datetime:
    """Return the first moment from ``moment`` on at which a message may arrive.

    Parameters
    ----------
    moment : datetime
        Aware.
    zone : tzinfo
        Of who gets it.
    *rests : Quiet
        Of the organisation, and of that person: each of them is kept.

    Returns
    -------
    datetime
        In UTC. Where a change of the clocks skips the end of the quiet hours, the moment of the change; where the
        clocks go back into quiet hours, after them once more. Where nothing is open for two years, that late.

    Examples
    --------
    >>> quiet = Quiet(dt.time(18), dt.time(8), range(5))
    >>> friday = dt.datetime(2026, 11, 27, 20, tzinfo=dt.UTC)
    >>> next_allowed(friday, dt.UTC, quiet).isoformat()
    '2026-11-30T08:00:00+00:00'
    """
    start = moment.astimezone(dt.UTC)
    if not is_quiet(start, zone, *rests):
        return start
    walls = sorted({dt.time.min, *(one.end for one in rests)})
    day = start.date()
    for ahead in range(LONGEST.days):
        opened = [
            at
            for at in _turns(day + ahead * _DAY, zone, walls)
            if at > start and not is_quiet(at, zone, *rests)
        ]
        if opened:
            return min(opened)
    return start + LONGEST


def _turns(day: dt.date, zone: dt.tzinfo, walls: Collection[dt.time]) -> Iterator[dt.datetime]:
    """Yield the moments of a day in UTC at which quiet can end: times on the wall, and changes of clocks."""
    begin = dt.datetime.combine(day, dt.time.min, dt.UTC)
    end = begin + _DAY
    for beside in (-1, 0, 1, 2):  # a day in UTC is part of three days at most, wherever one lives
        for wall in walls:
            for fold in (0, 1):
                there = dt.datetime.combine(day + (beside * _DAY), wall, zone).replace(fold=fold)
                at = there.astimezone(dt.UTC)
                if begin <= at < end:
                    yield at
    change = _change_between(begin - dt.timedelta(seconds=1), end - dt.timedelta(seconds=1), zone)
    if change is not None:
        yield change


def _change_between(low: dt.datetime, high: dt.datetime, zone: dt.tzinfo) -> dt.datetime | None:
    """Return the moment in between from which on the clocks show another time; to the second."""

    def offset(moment: dt.datetime) -> dt.timedelta | None:
        return moment.astimezone(zone).utcoffset()

    before = offset(low)
    if before == offset(high):
        return None
    while high - low > dt.timedelta(seconds=1):
        middle = low + dt.timedelta(seconds=int((high - low).total_seconds()) // 2)
        low, high = (middle, high) if offset(middle) == before else (low, middle)
    return high


def open_hours(*rests: Quiet) -> float:
    """Return how many hours of a usual week are left open by all rests together; days off are left aside.

    Examples
    --------
    >>> office, sleep = Quiet(dt.time(18), dt.time(8), range(5)), Quiet(dt.time(7), dt.time(15), range(7))
    >>> open_hours(office), open_hours(office, sleep)
    (50.0, 15.0)
    """
    days = frozenset.intersection(_EVERY_DAY, *(one.open_days for one in rests))
    cuts = sorted({0.0, 24.0, *(_hours(time) for one in rests for time in (one.start, one.end))})
    open_a_day = sum(
        end - begin
        for begin, end in pairwise(cuts)
        if not any(one.rests_at_time(_time_at(begin)) for one in rests)
    )
    return round(open_a_day * len(days), 6)


def _hours(time: dt.time) -> float:
    return time.hour + time.minute / 60 + time.second / 3600


def _time_at(hours: float) -> dt.time:
    return (dt.datetime.min + dt.timedelta(seconds=round(hours * 3600))).time()


def moment_at(day: dt.date, time: dt.time, zone: dt.tzinfo) -> dt.datetime:
    """Return the moment at which the clock on the wall shows a time; one that a change skips is the moment after it."""
    wall = dt.datetime.combine(day, time, tzinfo=zone)
    there = wall.astimezone(dt.UTC).astimezone(zone)
    later = there if there.replace(tzinfo=None) >= wall.replace(tzinfo=None) else wall
    return later.astimezone(dt.UTC)
