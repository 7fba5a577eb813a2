"""What everybody carried lately, and their shares of work and room."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bothways.allocation.hours import SECONDS, check_keys, to_seconds
from bothways.allocation.work import Sharer
from bothways.errors import InputError

#: Hours of so many days back count half.
HALF_LIFE_DAYS = 60
#: Days that a capacity "a month" speaks of: today and those before it.
MONTH_DAYS = 30
Event = tuple[str, dt.date, float]


@dataclass(frozen=True)
class Balance:
    """Two shares of one sharer, to be seen beside each other.

    Attributes
    ----------
    key : str
    carried_share : float
        Of all hours carried lately, in [0, 1]; 0 for everybody where nobody carried anything.
    capacity_share : float
        Of all capacity, in [0, 1]; 0 for everybody where nobody offers any.
    """

    key: str
    carried_share: float
    capacity_share: float


def balance(sharers: Sequence[Sharer]) -> tuple[Balance, ...]:
    """Return each one's share of the work carried lately and of the capacity.

    Shares are to be looked at by the people themselves; they are no score, and nothing is sorted by them.

    Parameters
    ----------
    sharers : sequence of Sharer

    Returns
    -------
    tuple of Balance
        In the order given.

    Raises
    ------
    InputError
        Hours are negative or missing, or a key is doubled.

    Examples
    --------
    >>> balance([Sharer("ana", 10, carried=3), Sharer("ben", 30, carried=3)])[0]
    Balance(key='ana', carried_share=0.5, capacity_share=0.25)
    """
    check_keys([one.key for one in sharers], "sharers")
    carried = [to_seconds(one.carried, "What somebody carried") for one in sharers]
    capacity = [to_seconds(one.capacity, "A capacity") for one in sharers]
    work, room = sum(carried) or 1, sum(capacity) or 1
    return tuple(
        Balance(one.key, hours / work, offered / room)
        for one, hours, offered in zip(sharers, carried, capacity, strict=True)
    )


def carried_lately(
    events: Iterable[Event], *, today: dt.date, half_life_days: float = HALF_LIFE_DAYS
) -> dict[str, float]:
    """Return the hours that each carried, those further back counting less.

    ``sum of hours * 2 ** (-days ago / half_life_days)``. Hours fade because what somebody carried a year ago
    must not weigh as this month's does: without fading, who came late would have to make up for all the years
    before, and who once did much would be left out for good. They fade slowly because a month alone forgets
    at its end who has just carried the most.

    Parameters
    ----------
    events : iterable of (str, date, float)
        Key, day, and hours of 0 or more, in any order.
    today : date
        No event is later.
    half_life_days : float
        More than 0.

    Returns
    -------
    dict of str to float
        In the order of the keys.

    Raises
    ------
    InputError
        Hours are negative or missing, a day lies after today, or the half-life is not above 0.

    Examples
    --------
    >>> import datetime as dt
    >>> events = [("ana", dt.date(2026, 3, 2), 4.0), ("ana", dt.date(2026, 1, 1), 4.0)]
    >>> carried_lately(events, today=dt.date(2026, 3, 2))
    {'ana': 6.0}
    """
    if not (math.isfinite(half_life_days) and half_life_days > 0):
        raise InputError("The half-life is not above 0 days.", remedy="Give a number of days, such as 60.")
    parts: dict[str, list[float]] = {}
    for key, day, hours in events:
        parts.setdefault(key, []).append(
            to_seconds(hours, "An event's time") * 0.5 ** (_days_ago(day, today) / half_life_days)
        )
    return {key: math.fsum(parts[key]) / SECONDS for key in sorted(parts)}


def count_carried(
    sharers: Sequence[Sharer],
    events: Iterable[Event],
    *,
    today: dt.date,
    half_life_days: float = HALF_LIFE_DAYS,
) -> tuple[Sharer, ...]:
    """Return the sharers with what they carried lately, and what of this month's room is taken.

    Parameters
    ----------
    sharers : sequence of Sharer
        Their ``carried`` and ``taken`` are replaced.
    events : iterable of (str, date, float)
        As in :func:`carried_lately`: work that is proposed, taken or done. Keys of nobody here are passed over.
    today : date
        This month is today with the 29 days before it, so that no room comes back at once on the first of a
        month.
    half_life_days : float

    Returns
    -------
    tuple of Sharer
        In the order given.

    Raises
    ------
    InputError
        As in :func:`carried_lately`.

    Examples
    --------
    >>> import datetime as dt
    >>> events = [("ana", dt.date(2026, 3, 2), 4.0), ("ana", dt.date(2026, 1, 1), 4.0)]
    >>> count_carried([Sharer("ana", 10)], events, today=dt.date(2026, 3, 2))[0]
    Sharer(key='ana', capacity=10, carried=6.0, skills=frozenset(), taken=4.0)
    """
    known = list(events)
    carried = carried_lately(known, today=today, half_life_days=half_life_days)
    taken: dict[str, int] = {}
    for key, day, hours in known:
        if _days_ago(day, today) < MONTH_DAYS:
            taken[key] = taken.get(key, 0) + to_seconds(hours, "An event's time")
    return tuple(
        replace(one, carried=carried.get(one.key, 0.0), taken=taken.get(one.key, 0) / SECONDS)
        for one in sharers
    )


def _days_ago(day: dt.date, today: dt.date) -> int:
    """Return how long ago a day is."""
    ago = (today - day).days
    if ago < 0:
        raise InputError(f"{day} lies after {today}.", remedy="Leave out what has not happened yet.")
    return ago
