"""A unit's rhythm as a calendar file (RFC 5545): one event that recurs, by the clock on the wall of the organisation.

Written by hand: an event of ten lines needs no package. Times carry the zone of the organisation, because a time in UTC
would move by an hour with the seasons.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bothways_web.act.huddles.dates import first_day, working_days
from bothways_web.act.models import HuddleRhythm
from bothways_web.listen.quiet import zone_of
from bothways_web.people.models import Organisation

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_INTERVALS = {"week": 1, "fortnight": 2, "month": 4}
#: Changes of the clocks are written down for so many years; a subscribed calendar gets later ones with its next look.
YEARS = 10
_HOUR = dt.timedelta(hours=1)
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\r": "", "\n": "\\n"}
#: What else cannot be seen has no place in a line.
_UNSEEN = {chr(code): "" for code in (*range(0x20), 0x7F) if chr(code) not in "\r\n"}
_TABLE = str.maketrans(_ESCAPED | _UNSEEN)


def calendar_file(rhythm: HuddleRhythm, name: str, *, now: dt.datetime | None = None) -> str:
    """Return the calendar of a unit of this name, in the language of the organisation."""
    organisation = Organisation.current()
    zone, works = zone_of(organisation.time_zone), working_days()
    with translation.override(organisation.language):
        event = event_lines(rhythm, name, (now or timezone.now()).astimezone(dt.UTC))
    first = dt.datetime.combine(first_day(rhythm, works), rhythm.at)
    return as_file([*zone_lines(zone, first), *event], "Huddles")


def event_lines(rhythm: HuddleRhythm, name: str, stamp: dt.datetime) -> list[str]:
    """Return the huddles of a unit as one event that recurs, in the language of the moment."""
    zone, works = zone_of(Organisation.current().time_zone), working_days()
    first = dt.datetime.combine(first_day(rhythm, works), rhythm.at)
    link = settings.BASE_URL + reverse("huddle_unit", args=[rhythm.unit.code])
    title = _("Huddle: %(team)s") % {"team": name}
    words = _("What is new since last time, and who does what by when: %(link)s") % {"link": link}
    return [
        "BEGIN:VEVENT",
        f"UID:huddle-{rhythm.pk}@{urlsplit(settings.BASE_URL).hostname}",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID={zone}:{first:%Y%m%dT%H%M%S}",
        f"DURATION:PT{rhythm.minutes}M",
        f"RRULE:{rule_of(rhythm, works)}",
        f"SUMMARY:{escaped(title)}", f"DESCRIPTION:{escaped(words)}", f"URL:{link}",
        f"STATUS:{'CANCELLED' if rhythm.paused else 'CONFIRMED'}", "TRANSP:OPAQUE",
        "END:VEVENT",
    ]  # fmt: skip


def as_file(lines: Sequence[str], about: str) -> str:
    """Return lines of zones and events as a whole calendar."""
    whole = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Bothways//{about}//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        *lines, "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(part + "\r\n" for line in whole for part in folded(line))


def rule_of(rhythm: HuddleRhythm, works: Sequence[int]) -> str:
    """Return the rule by which huddles recur.

    Examples
    --------
    >>> rule_of(HuddleRhythm(every="fortnight", weekday=1), (0, 1))
    'FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TU'
    """
    if rhythm.every == HuddleRhythm.Every.DAY:
        return "FREQ=WEEKLY;WKST=MO;BYDAY=" + ",".join(_DAYS[day] for day in works)
    apart = _INTERVALS[rhythm.every]
    return f"FREQ=WEEKLY;INTERVAL={apart};WKST=MO;BYDAY={_DAYS[rhythm.weekday]}"


def escaped(text: str) -> str:
    r"""Return a text as a value of a calendar: with marks before what has a meaning there.

    Examples
    --------
    >>> print(escaped("Day; night, all\nof them"))
    Day\; night\, all\nof them
    """
    return text.translate(_TABLE)


def folded(line: str, longest: int = 75) -> Iterator[str]:
    """Yield a line in parts of at most 75 bytes, each but the first behind a blank; no letter is cut.

    Examples
    --------
    >>> list(folded("abcdef", 4))
    ['abcd', ' ef']
    """
    part, room = "", longest
    for letter in line:
        size = len(letter.encode())
        if size > room:
            yield part
            part, room = " ", longest - 1
        part, room = part + letter, room - size
    yield part


def zone_lines(zone: dt.tzinfo, first: dt.datetime) -> list[str]:
    """Return the zone with its changes of the clocks, from the one before the first event on."""
    begin = dt.datetime(first.year - 1, 1, 1, tzinfo=dt.UTC)
    offset = _offset(zone, begin)
    found: dict[tuple[dt.timedelta, dt.timedelta, str, bool], list[dt.datetime]] = {}
    for at in _changes(zone, begin):
        before, after = _offset(zone, at - _HOUR), _offset(zone, at)
        local = at.astimezone(zone)
        key = (before, after, local.tzname() or "", bool(local.dst()))
        found.setdefault(key, []).append((at + before).replace(tzinfo=None))
    if not found:
        name = begin.astimezone(zone).tzname() or ""
        found = {(offset, offset, name, False): [dt.datetime(1970, 1, 1)]}  # by the clock on the wall
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone}"]
    for (before, after, name, summer), moments in found.items():
        kind = "DAYLIGHT" if summer else "STANDARD"
        more = ",".join(f"{each:%Y%m%dT%H%M%S}" for each in moments[1:])
        lines += [
            f"BEGIN:{kind}", f"DTSTART:{moments[0]:%Y%m%dT%H%M%S}", *([f"RDATE:{more}"] if more else []),
            f"TZOFFSETFROM:{_signed(before)}", f"TZOFFSETTO:{_signed(after)}", f"TZNAME:{escaped(name)}",
            f"END:{kind}",
        ]  # fmt: skip
    return [*lines, "END:VTIMEZONE"]


def _changes(zone: dt.tzinfo, begin: dt.datetime) -> Iterator[dt.datetime]:
    """Yield the moments at which the clocks change, to the hour: looked for day by day, then within the day."""
    day = dt.timedelta(days=1)
    for number in range((YEARS + 1) * 366):
        at = begin + number * day
        if _offset(zone, at) != _offset(zone, at + day):
            quarters = (at + part * _HOUR / 4 for part in range(1, 97))
            yield next(each for each in quarters if _offset(zone, each) != _offset(zone, at))


def _offset(zone: dt.tzinfo, at: dt.datetime) -> dt.timedelta:
    return at.astimezone(zone).utcoffset() or dt.timedelta(0)


def _signed(offset: dt.timedelta) -> str:
    minutes = int(offset.total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"
