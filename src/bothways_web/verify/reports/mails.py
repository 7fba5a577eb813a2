"""Mails that say that the story has something new: when each wants them, in waking hours, and without a number."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from bothways.reports.story import Story
from bothways_web.people.models import Organisation, User
from bothways_web.people.notifications import door, kinds
from bothways_web.people.notifications.queue import Queue
from bothways_web.people.notifications.readers import Reader, Rests, is_here, language_of, reader_of
from bothways_web.people.notifications.spreading import some_time_from
from bothways_web.people.units import today
from bothways_web.people.viewers import viewer_of
from bothways_web.verify.models import StoryMail
from bothways_web.verify.reports import spans
from bothways_web.verify.reports.assembling import story_for
from bothways_web.verify.reports.readers import reads
from bothways_web.verify.reports.rhythms import next_day, stop_link

#: Stories looked at in one turn of the clock, so that a turn is quick.
BATCH = 5


def look_after_story_mails(now: dt.datetime | None = None) -> int:
    """Let mails wait whose day has come, and send those that are due; return how many were sent."""
    now = now or timezone.now()
    for one in StoryMail.objects.filter(next_on__lte=today()).select_related("user__person")[:BATCH]:
        _let_wait(one, now)
    return StoryMails().send_due(now).sent


def _let_wait(one: StoryMail, now: dt.datetime) -> None:
    """Set the next day, and let a mail wait if the story has something new for this reader."""
    mine = StoryMail.objects.filter(pk=one.pk, next_on=one.next_on, rhythm=one.rhythm)
    following = next_day(one.rhythm, today())
    digest = digest_for(one.user, one.told_since or told_since()) if _gets_mail(one.user) else ""
    if not digest or digest == one.told:
        mine.update(next_on=following)
        return
    due_at = some_time_from(kinds.STORY, now, reader_of(one.user))
    mine.update(next_on=following, due_at=due_at, attempts=0)  # of two clocks one finds the old day


class StoryMails(Queue[StoryMail]):
    """Mails about the story."""

    name, batch = "Mail about the story", BATCH

    def waiting(self) -> QuerySet[StoryMail]:
        return StoryMail.objects.filter(due_at__isnull=False).select_related("user__person")

    def kind_of(self, row: StoryMail) -> kinds.Kind:
        return kinds.STORY

    def reader_for(self, row: StoryMail, rests: Rests, now: dt.datetime) -> Reader | None:
        if row.rhythm == StoryMail.Rhythm.NEVER or not _gets_mail(row.user):
            return None
        return rests.reader_of(row.user)

    def write(self, row: StoryMail) -> door.Letter:
        row.told_since = told_since()
        row.told = digest_for(row.user, row.told_since)
        return letter(row.user)

    def drop(self, row: StoryMail) -> None:
        StoryMail.objects.filter(pk=row.pk, due_at=row.due_at).update(due_at=None)

    def give_up(self, row: StoryMail, problem: str) -> None:
        StoryMail.objects.filter(pk=row.pk).update(due_at=None)

    def note_sent(self, row: StoryMail, now: dt.datetime) -> None:
        StoryMail.objects.filter(pk=row.pk).update(
            due_at=None, attempts=0, last_sent_on=today(), told=row.told, told_since=row.told_since
        )


def _gets_mail(user: User) -> bool:
    """Return whether somebody is here, and may still open the story."""
    return is_here(user) and reads(viewer_of(user))


def letter(user: User) -> door.Letter:
    """Return the mail: the same words whatever is new."""
    stop = stop_link(user)
    words = {
        "organisation": Organisation.current().name or "Bothways",
        "link": settings.BASE_URL + reverse("story"),
        "stop": stop,
    }
    with translation.override(language_of(user)):
        subject = render_to_string("verify/reports/mail_subject.txt", words).strip()
        body = render_to_string("verify/reports/mail.txt", words)
    return door.Letter(subject, body, door.FROM_A_MACHINE | door.one_click(stop))


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
