"""Mails that say that the story has something new: when each wants them, in waking hours, and without a number."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import random
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from bothways.reports.story import Story
from bothways_web.act.reminders import language_of, may_be_written_to
from bothways_web.listen.invitations import quiet_hours, zone_for
from bothways_web.listen.mails import HEADERS, LEASE, wait_after
from bothways_web.listen.quiet import next_allowed
from bothways_web.people.models import Organisation, Person, User
from bothways_web.people.units import today
from bothways_web.people.viewers import viewer_of
from bothways_web.verify.models import StoryMail
from bothways_web.verify.reports import spans
from bothways_web.verify.reports.assembling import story_for
from bothways_web.verify.reports.readers import reads
from bothways_web.verify.reports.rhythms import next_day, stop_link

#: Mails wait for up to so many seconds, so that the time of one tells nothing.
SPREAD = 4 * 3600
#: Stories looked at in one turn of the clock, so that a turn is quick.
BATCH = 5
logger = logging.getLogger(__name__)


def look_after_story_mails(now: dt.datetime | None = None) -> int:
    """Let mails wait whose day has come, and send those that are due; return how many were sent."""
    now = now or timezone.now()
    for one in StoryMail.objects.filter(next_on__lte=today()).select_related("user__person")[:BATCH]:
        _let_wait(one, now)
    sent = 0
    due = StoryMail.objects.filter(due_at__lte=now).order_by("due_at", "pk").select_related("user__person")
    for one in due[:BATCH]:
        outcome = _send(one, now)
        if outcome is None:
            break
        sent += outcome
    return sent


def _let_wait(one: StoryMail, now: dt.datetime) -> None:
    """Set the next day, and let a mail wait if the story has something new for this reader."""
    mine = StoryMail.objects.filter(pk=one.pk, next_on=one.next_on, rhythm=one.rhythm)
    following = next_day(one.rhythm, today())
    digest = digest_for(one.user, one.told_since or told_since()) if _gets_mail(one.user) else ""
    if not digest or digest == one.told:
        mine.update(next_on=following)
        return
    later = now + dt.timedelta(seconds=random.SystemRandom().randrange(SPREAD))
    due_at = next_allowed(later, zone_for(_person(one.user)), quiet_hours())
    mine.update(next_on=following, due_at=due_at, attempts=0)  # of two clocks one finds the old day


def _send(one: StoryMail, now: dt.datetime) -> bool | None:
    """Send one mail; ``None`` where the server takes none now."""
    mine = StoryMail.objects.filter(pk=one.pk, due_at=one.due_at)
    if one.rhythm == StoryMail.Rhythm.NEVER or not _gets_mail(one.user):
        mine.update(due_at=None)
        return False
    allowed = next_allowed(now, zone_for(_person(one.user)), quiet_hours())
    if allowed > now:
        mine.update(due_at=allowed)
        return False
    if not mine.update(due_at=now + LEASE, attempts=F("attempts") + 1):
        return False  # somebody else sends it
    since = told_since()
    mine, told = StoryMail.objects.filter(pk=one.pk), digest_for(one.user, since)
    try:
        message(one.user).send()
    except smtplib.SMTPRecipientsRefused:
        logger.warning("The mail server does not know an address; a mail about the story is given up.")
        mine.update(due_at=None)
        return False
    except (OSError, smtplib.SMTPException) as problem:
        mine.update(due_at=now + wait_after(one.attempts + 1))
        logger.warning("A mail about the story waits: %s", type(problem).__name__)
        return None
    mine.update(due_at=None, attempts=0, last_sent_on=today(), told=told, told_since=since)
    return True


def _gets_mail(user: User) -> bool:
    """Return whether somebody is here, and may still open the story."""
    return may_be_written_to(user) and reads(viewer_of(user))


def message(user: User) -> EmailMessage:
    """Return the mail: the same words whatever is new."""
    stop = stop_link(user)
    words = {
        "organisation": Organisation.current().name or "Bothways",
        "link": settings.BASE_URL + reverse("story"),
        "stop": stop,
    }
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    with translation.override(language_of(user)):
        subject = render_to_string("verify/reports/mail_subject.txt", words).strip()
        body = render_to_string("verify/reports/mail.txt", words)
    return EmailMessage(" ".join(subject.split()), body, to=[user.email], headers=HEADERS | headers)


def told_since() -> dt.date:
    """Return since when a story tells that is compared with later ones."""
    return dt.date(today().year - 1, 1, 1)


def digest_for(user: User, since: dt.date) -> str:
    """Return what the story of a time tells somebody now: the same digest for the same findings, deeds and effects."""
    with translation.override("en"):  # a change of language is nothing new
        return digest_of(story_for(viewer_of(user), spans.since(since, today())))


def digest_of(story: Story) -> str:
    """Return a story as a digest, without days that pass by themselves."""
    told = [
        [line.text, line.word, *(one.text for one in line.figures)]
        for part in story.sections
        for line in part.lines
    ]
    text = json.dumps([told, [part.more for part in story.sections]])
    return hashlib.sha256(text.encode()).hexdigest()


def _person(user: User) -> Person | None:
    return getattr(user, "person", None)
