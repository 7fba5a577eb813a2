"""Which round comes after which, how many months lie between them, and whose answers are fresh."""

from __future__ import annotations

import datetime as dt
import re

from bothways.errors import PeriodError

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?: .*)?")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_PART = re.compile(r"(\d{4})-([QH])([1-4])")
_YEAR = re.compile(r"\d{4}")
_NUMBERED = re.compile(r"(.*?)(\d+)(\D*)")
_LENGTH = {"Q": 3, "H": 6}
#: Count of a round -> month of the calendar, ascending.
Calendar = tuple[tuple[int, int], ...]


def months_between(before: str, after: str) -> int:
    """Return the months from one round to a later one.

    Parameters
    ----------
    before, after : str
        Names of rounds.

    Returns
    -------
    int
        Counted where both are months (2024-03), quarters (2024-Q1), half-years (2024-H1) or years; else 1 for
        one round, days (2024-03-28, 2024-03-28 r5) among them.

    Raises
    ------
    PeriodError
        Where the names say that the later one comes first.

    Examples
    --------
    >>> months_between("2024-11", "2025-02"), months_between("2024-Q1", "2024-Q2"), months_between("r9", "r10")
    (3, 3, 1)
    """
    one, two = _month(before), _month(after)
    days = _day(before), _day(after)
    if one is not None and two is not None:
        months, step = two - one, two - one
    else:
        first, second = _NUMBERED.fullmatch(before), _NUMBERED.fullmatch(after)
        alike = first and second and first.group(1, 3) == second.group(1, 3)
        months = int(second[2]) - int(first[2]) if first and second and alike else 1
        if days[0] is not None and days[1] is not None and days[1] < days[0]:
            months = 0
        step = 1
    if months < 1:
        raise PeriodError(
            f"The round {after!r} comes before {before!r}, of which numbers are released already.",
            remedy="Release rounds in the order of time; an earlier one cannot be put in between.",
        )
    return step


def calendar_with(calendar: Calendar, last: int, before: str, month: int, after: str) -> Calendar:
    """Return the months of the calendar in which rounds lie, with those of the last round and of this one.

    Parameters
    ----------
    calendar : tuple of (int, int)
        Count of a round -> month of the calendar, ascending.
    last, month : int
        Counts of the last round and of this one.
    before, after : str
        Their names; only days are noted, as other names are counted in months anyway.

    Returns
    -------
    tuple of (int, int)

    Examples
    --------
    >>> calendar_with((), 4, "2026-11-28 r5", 5, "2026-12-05 r6")
    ((4, 24322), (5, 24323))
    """
    found = dict(calendar)
    for count, name in ((last, before), (month, after)):
        day = _day(name)
        if day is not None:
            found[count] = 12 * day.year + day.month - 1
    return tuple(sorted(found.items()))


def fresh_from(calendar: Calendar, month: int, stale: int) -> int:
    """Return the count of the first round whose answers are fresh in the round of a month.

    Parameters
    ----------
    calendar : tuple of (int, int)
        Of `calendar_with`.
    month : int
        Count of this round.
    stale : int
        Months that an answer stays fresh.

    Returns
    -------
    int
        By the calendar where this round is named by a day; otherwise, and for rounds whose day is not known, by
        the count.

    Examples
    --------
    >>> fresh_from(((0, 100), (1, 103), (2, 106)), 2, stale=6), fresh_from((), 9, stale=6)
    (1, 4)
    """
    known, by_count = dict(calendar), month - stale + 1
    if month not in known:
        return by_count
    old = [count for count, there in known.items() if there <= known[month] - stale]
    return max(old) + 1 if old else min(by_count, *known)


def _day(name: str) -> dt.date | None:
    """Return the day by which a round is named; None where there is none."""
    found = _DAY.fullmatch(name)
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _month(name: str) -> int | None:
    """Return the month in which a round begins, counted on; None where its name does not tell."""
    if found := _MONTH.fullmatch(name):
        return 12 * int(found[1]) + int(found[2]) - 1 if 1 <= int(found[2]) <= 12 else None
    if found := _PART.fullmatch(name):
        return 12 * int(found[1]) + _LENGTH[found[2]] * (int(found[3]) - 1)
    return 12 * int(name) if _YEAR.fullmatch(name) else None
