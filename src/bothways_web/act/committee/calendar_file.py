"""A meeting as a calendar file (RFC 5545): when and where, with a link to the page."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bothways_web.act.huddles.calendar_file import as_file, escaped
from bothways_web.act.models import CommitteeMeeting
from bothways_web.people.models import Organisation


def calendar_of_meeting(meeting: CommitteeMeeting, *, now: dt.datetime | None = None) -> str:
    """Return the calendar of one meeting; a single event stands in UTC, which no change of clocks can move."""
    stamp = (now or timezone.now()).astimezone(dt.UTC)
    with translation.override(Organisation.current().language):
        return as_file(meeting_lines(meeting, stamp), "Committee")


def meeting_lines(meeting: CommitteeMeeting, stamp: dt.datetime) -> list[str]:
    """Return a meeting as an event, in the language of the moment."""
    link = settings.BASE_URL + reverse("committee_meeting", args=[meeting.pk])
    title = _("Meeting of the committee")
    return [
        "BEGIN:VEVENT",
        f"UID:committee-{meeting.pk}@{urlsplit(settings.BASE_URL).hostname}",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"DTSTART:{meeting.at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        f"DURATION:PT{meeting.minutes}M",
        f"SEQUENCE:{meeting.version}",
        f"SUMMARY:{escaped(title)}",
        *([f"LOCATION:{escaped(meeting.place)}"] if meeting.place else []),
        f"URL:{link}",
        "END:VEVENT",
    ]  # fmt: skip
