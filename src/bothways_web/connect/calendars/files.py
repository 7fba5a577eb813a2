"""A calendar of one's own as a file (RFC 5545), of the same lines as those of huddles and of the committee.

Huddles recur by the clock on the wall of the organisation, meetings stand in UTC, other days are whole days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bothways_web.act.committee.calendar_file import meeting_lines
from bothways_web.act.committee.reach import writes
from bothways_web.act.huddles.calendar_file import as_file, escaped, event_lines, zone_lines
from bothways_web.act.models import CommitteeMeeting, HuddleRhythm
from bothways_web.connect.calendars.days import PAST, Day, days_of
from bothways_web.link.team_places import names_of
from bothways_web.listen.quiet import zone_of
from bothways_web.people.access import Right, Viewer
from bothways_web.people.models import Organisation, Post, Role, User
from bothways_web.people.notifications.readers import language_of
from bothways_web.people.units import today
from bothways_web.people.viewers import viewer_of


def own_calendar_file(user: User, *, now: dt.datetime | None = None) -> str:
    """Return the calendar of somebody as their roles are now, in their language."""
    viewer, stamp = viewer_of(user), (now or timezone.now()).astimezone(dt.UTC)
    with translation.override(language_of(user)):
        name = _("Bothways: my days")
        return as_file([f"X-WR-CALNAME:{escaped(name)}", *_lines(user, viewer, stamp)], "Own days")


def _lines(user: User, viewer: Viewer, stamp: dt.datetime) -> Iterator[str]:
    rhythms = list(_rhythms(user, viewer))
    if rhythms:
        zone = zone_of(Organisation.current().time_zone)
        earliest = min(one.starts_on for one in rhythms)
        yield from zone_lines(zone, dt.datetime.combine(earliest, dt.time.min))
        names = names_of([one.unit.code for one in rhythms])
        for rhythm in rhythms:
            yield from event_lines(rhythm, names.get(rhythm.unit.code, rhythm.unit.code), stamp)
    if writes(viewer):
        for meeting in CommitteeMeeting.objects.filter(at__gte=stamp - PAST).order_by("at", "pk"):
            yield from meeting_lines(meeting, stamp)
    for day in days_of(user, viewer):
        yield from _day_lines(day, stamp)


def _rhythms(user: User, viewer: Viewer) -> Iterator[HuddleRhythm]:
    """Yield when the teams meet in which somebody works, or that they lead; not those below."""
    if not viewer.may(Right.TEAM):
        return
    day = today()
    works = Post.objects.filter(Q(end__isnull=True) | Q(end__gte=day), person__user=user, start__lte=day)
    leads = user.grants.filter(role=Role.MANAGER)
    units = Q(unit__in=works.values("unit")) | Q(unit__in=leads.values("unit"))
    yield from HuddleRhythm.objects.filter(units).select_related("unit").order_by("unit__code")


def _day_lines(day: Day, stamp: dt.datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{day.key}@{urlsplit(settings.BASE_URL).hostname}",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day.on + dt.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(day.title)}", f"URL:{day.link}", "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]  # fmt: skip
