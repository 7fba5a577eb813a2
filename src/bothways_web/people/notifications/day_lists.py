"""Reading lists of days: lines that were pasted, and calendar files (RFC 5545) of public holidays."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from bothways.errors import InputError

#: Longer stretches in a calendar are no days off, but something else.
LONGEST_EVENT, MOST_LINES = 31, 20_000
_LINE = re.compile(
    r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[\s,;:]+(.*))?$|^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[\s,;:]+(.*))?$"
)
_FIELD = re.compile(r"^([A-Za-z-]+)((?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?):(.*)$")


def read_days(text: str) -> dict[dt.date, str]:
    """Return days and what they are called, of a calendar file or of lines.

    Raises
    ------
    InputError
        With the number of the line.

    Examples
    --------
    >>> read_days("2026-12-25 Christmas\\n26.12.2026")
    {datetime.date(2026, 12, 25): 'Christmas', datetime.date(2026, 12, 26): ''}
    """
    text = text.lstrip("\ufeff").strip()
    if text.count("\n") > MOST_LINES:
        raise InputError(_("The list is too long."), remedy=_("Bring the days of a year or two."))
    found = _from_calendar(text) if text[:15].upper() == "BEGIN:VCALENDAR" else _from_lines(text)
    if not found:
        raise InputError(_("There is no day in it."), remedy=_("Write one day a line, such as 2026-12-25."))
    return found


def _from_lines(text: str) -> dict[dt.date, str]:
    found: dict[dt.date, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        match = _LINE.match(line.strip())
        if match is None:
            raise _unread(number)
        year, month, day = match.group(1, 2, 3) if match[1] else match.group(7, 6, 5)
        try:
            found[dt.date(int(year), int(month), int(day))] = (match[4] or match[8] or "").strip()
        except ValueError:
            raise _unread(number) from None
    return found


def _unread(number: int) -> InputError:
    return InputError(
        _("Line %(number)s is no day.") % {"number": number},
        remedy=_("Write the year first, such as 2026-12-25, and then what the day is called."),
    )


def _from_calendar(text: str) -> dict[dt.date, str]:
    """Return the days of all events; one that repeats by a rule is refused, as its days are not written down."""
    found: dict[dt.date, str] = {}
    for number, event in _events(text):
        if "RRULE" in event or "RDATE" in event:
            raise InputError(
                _("The event of line %(number)s repeats by a rule.") % {"number": number},
                remedy=_("Export the calendar with each day by itself, or paste the days."),
            )
        if "DTSTART" not in event or event.get("STATUS", "").upper() == "CANCELLED":
            continue
        first = _day(event["DTSTART"], number)
        end = _day(event["DTEND"], number) if "DTEND" in event else first
        days = max(1, (end - first).days)  # the end of days is not among them any more
        if days > LONGEST_EVENT:
            raise InputError(
                _("The event of line %(number)s lasts more than a month.") % {"number": number},
                remedy=_("Bring a calendar of public holidays alone."),
            )
        for ahead in range(days):
            found.setdefault(first + dt.timedelta(days=ahead), _plain(event.get("SUMMARY", "")))
    return found


def _events(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the events of a calendar, each with the number of its first line."""
    event: dict[str, str] | None = None
    begun = 0
    for number, line in _unfolded(text):
        match = _FIELD.match(line)
        if match is None:
            continue
        name, value = match[1].upper(), match[3].strip()
        if (name, value.upper()) == ("BEGIN", "VEVENT"):
            event, begun = {}, number
        elif (name, value.upper()) == ("END", "VEVENT") and event is not None:
            yield begun, event
            event = None
        elif event is not None:
            event.setdefault(name, value)


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines with those put together that go on in the next one."""
    kept, begun = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        if line[:1] in (" ", "\t"):
            kept += line[1:]
            continue
        if kept:
            yield begun, kept
        kept, begun = line, number
    yield begun, kept


def _day(value: str, number: int) -> dt.date:
    try:
        return dt.datetime.strptime(value[:8], "%Y%m%d").date()
    except ValueError:
        raise _unread(number) from None


def _plain(text: str) -> str:
    return re.sub(r"\\([\\;,])", r"\1", re.sub(r"\\[nN]", " ", text)).strip()
