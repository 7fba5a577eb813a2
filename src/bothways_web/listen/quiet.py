"""When mail may arrive: not in quiet hours, not on days off, by the clock on the wall of who gets it."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Quiet:
    """Hours of rest: from ``start`` to ``end``, usually over night; none where both are the same."""

    start: dt.time
    end: dt.time
    working_days: Collection[int]


def zone_of(*names: str) -> dt.tzinfo:
    """Return the first time zone that there is."""
    for name in names:
        if name in _zones():
            return zoneinfo.ZoneInfo(name)
    return dt.UTC


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    """Return the names of all time zones; looking for them reads hundreds of files."""
    return frozenset(zoneinfo.available_timezones())


def next_allowed(moment: dt.datetime, zone: dt.tzinfo, quiet: Quiet) -> dt.datetime:
    """Return the first moment from ``moment`` on at which mail may arrive.

    Parameters
    ----------
    moment : datetime
        Aware.
    zone : tzinfo
        Of who gets the mail.
    quiet : Quiet
        Without any working day, every day is one.

    Returns
    -------
    datetime
        In UTC. Where a change of the clocks skips the end of the quiet hours, the moment after the change.

    Examples
    --------
    >>> quiet = Quiet(dt.time(18), dt.time(8), range(5))
    >>> friday = dt.datetime(2026, 11, 27, 20, tzinfo=dt.UTC)
    >>> next_allowed(friday, dt.UTC, quiet).isoformat()
    '2026-11-30T08:00:00+00:00'
    """
    days = set(quiet.working_days) or set(range(7))
    at = moment.astimezone(zone)
    for _ in range(20):  # at most a week of days off, each with two hops
        if at.weekday() not in days:
            at = _at(at.date() + dt.timedelta(days=1), dt.time.min, zone)
            continue
        end = _quiet_until(at, quiet)
        if end is None:
            break
        at = _at(end, quiet.end, zone)
    return at.astimezone(dt.UTC)


def _quiet_until(at: dt.datetime, quiet: Quiet) -> dt.date | None:
    """Return the day on which the quiet hours around a moment end; ``None`` outside of them."""
    time, today = at.time(), at.date()
    if quiet.start == quiet.end:
        return None
    if quiet.start < quiet.end:
        return today if quiet.start <= time < quiet.end else None
    if time >= quiet.start:
        return today + dt.timedelta(days=1)
    return today if time < quiet.end else None


def _at(day: dt.date, time: dt.time, zone: dt.tzinfo) -> dt.datetime:
    """Return a moment by the clock on the wall; one that a change of clocks skips is the moment after it."""
    wall = dt.datetime.combine(day, time, tzinfo=zone)
    there = wall.astimezone(dt.UTC).astimezone(zone)
    return there if there.replace(tzinfo=None) >= wall.replace(tzinfo=None) else wall
