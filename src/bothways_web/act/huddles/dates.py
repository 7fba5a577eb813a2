"""On which days a unit meets: worked out from its rhythm, stored nowhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from itertools import islice

from bothways_web.act.models import HuddleRhythm
from bothways_web.listen.quiet import zone_of
from bothways_web.people.models import Organisation

_Every = HuddleRhythm.Every
#: Days from one huddle to the next, where it is not every working day.
APART = {_Every.WEEK: 7, _Every.FORTNIGHT: 14, _Every.MONTH: 28}
_DAY = dt.timedelta(days=1)


def working_days() -> tuple[int, ...]:
    """Return the working days of the organisation, Monday as 0; every day where it names none."""
    return tuple(sorted(Organisation.current().working_days)) or tuple(range(7))


def first_day(rhythm: HuddleRhythm, works: Collection[int]) -> dt.date:
    """Return the first day on which a unit meets."""
    wanted = works if rhythm.every == _Every.DAY else (rhythm.weekday,)
    day = rhythm.starts_on
    while day.weekday() not in wanted:
        day += _DAY
    return day


def days_from(rhythm: HuddleRhythm, day: dt.date, works: Collection[int]) -> Iterator[dt.date]:
    """Yield the days on which a unit meets, from a day on, without end; none while it is paused.

    Counted from the first one, so that a huddle which was missed moves no later one.
    """
    if rhythm.paused:
        return
    first = first_day(rhythm, works)
    if rhythm.every == _Every.DAY:
        day = max(first, day)
        while True:
            if day.weekday() in works:
                yield day
            day += _DAY
    apart = APART[_Every(rhythm.every)]
    steps = max(0, -((first - day).days // apart)) if day > first else 0
    day = first + steps * apart * _DAY
    while True:
        yield day
        day += apart * _DAY


def next_days(rhythm: HuddleRhythm, day: dt.date, count: int = 3) -> list[dt.date]:
    """Return the next days on which a unit meets, a day itself included."""
    return list(islice(days_from(rhythm, day, working_days()), count))


def moment_of(rhythm: HuddleRhythm, day: dt.date) -> dt.datetime:
    """Return when a unit meets on a day, by the clock on the wall of the organisation."""
    zone = zone_of(Organisation.current().time_zone)
    return dt.datetime.combine(day, rhythm.at, tzinfo=zone)
