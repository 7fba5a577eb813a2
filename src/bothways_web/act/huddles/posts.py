"""Telling a chat room on the morning of a huddle: once a day, within working hours, by the clock alone."""

from __future__ import annotations

import datetime as dt
import logging
import time

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from bothways_web.act.huddles.dates import days_from, moment_of, working_days
from bothways_web.act.models import Huddle, HuddleRhythm
from bothways_web.link.team_places import find_place
from bothways_web.listen import allowance
from bothways_web.listen.channels.rooms import post_words
from bothways_web.listen.channels.wire import SECONDS, Unsent
from bothways_web.people.models import Organisation
from bothways_web.people.notifications import door, kinds
from bothways_web.people.notifications.readers import Rests

#: All posts of one turn of the clock take no longer, so that other things do not wait.
SECONDS_A_TICK = 10.0
#: A room that did not take a post is tried again after so many seconds, until the huddle begins.
TRY_AGAIN = 900
logger = logging.getLogger(__name__)


def tell_rooms(now: dt.datetime | None = None) -> int:
    """Tell rooms of the huddles of today; return how many took it."""
    now = now or timezone.now()
    reader = Rests([]).room()
    if door.due(kinds.CHAT_HUDDLE, reader, now) > now:
        return 0
    begun, told, day = time.monotonic(), 0, now.astimezone(reader.zone).date()
    waiting = HuddleRhythm.objects.filter(
        paused=False, room__isnull=False, room__stopped_on=None, starts_on__lte=day
    )
    works = working_days()
    for one in waiting.exclude(told_of=day).select_related("room", "unit"):
        if time.monotonic() - begun > SECONDS_A_TICK - SECONDS:
            break
        if next(days_from(one, day, works), None) == day and moment_of(one, day) > now:
            told += _tell(one, day, now)
    return told


def words_of(rhythm: HuddleRhythm, name: str) -> str:
    """Return what a room is told: the same words whatever is in the huddle."""
    organisation = Organisation.current()
    with translation.override(organisation.language):
        return _("%(organisation)s: %(team)s meets for a huddle today at %(time)s: %(link)s") % {
            "organisation": organisation.name or "Bothways",
            "team": name,
            "time": time_format(rhythm.at),
            "link": settings.BASE_URL + reverse("huddle_unit", args=[rhythm.unit.code]),
        }


def _tell(rhythm: HuddleRhythm, day: dt.date, now: dt.datetime) -> bool:
    """Tell one room, unless the huddle was opened already or the room refused a short while ago."""
    place = find_place(rhythm.unit.code)
    if place is None or not place.today or Huddle.objects.filter(unit=rhythm.unit, day=day).exists():
        return False
    if not allowance.take("huddle post", rhythm.pk, most=1, seconds=TRY_AGAIN) or rhythm.room is None:
        return False
    mine = HuddleRhythm.objects.filter(pk=rhythm.pk)
    if not mine.exclude(told_of=day).update(told_of=day):
        return False  # another clock tells it
    try:
        post_words(kinds.CHAT_HUDDLE, rhythm.room.address, words_of(rhythm, place.name), now=now)
    except (Unsent, door.Held) as problem:
        mine.filter(told_of=day).update(told_of=rhythm.told_of)
        logger.warning("A post about a huddle waits: %s", problem)
        return False
    return True
