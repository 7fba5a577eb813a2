"""The one mail that says what is new: on Tuesday, or as it happens for those who want that; in waking hours."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from bothways_web.people.changes import record
from bothways_web.people.models import Digest, Organisation, User
from bothways_web.people.notifications import door, kinds
from bothways_web.people.notifications.queue import BATCH, Queue
from bothways_web.people.notifications.quiet import moment_at
from bothways_web.people.notifications.readers import Reader, Rests, is_here, language_of, reader_of
from bothways_web.people.notifications.spreading import some_time_from
from bothways_web.people.notifications.stopping import stop_link
from bothways_web.people.notifications.topics import TOPICS, Topic

Rhythm = Digest.Rhythm
TUESDAY, TEN = 1, dt.time(10)
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)


def let_wait(user: User, topic: Topic, now: dt.datetime | None = None) -> bool:
    """Note that something is new for somebody; return whether a mail will say so. Several things are one mail.

    Nothing waits for somebody who wants none, has left, or is away and will be told again anyway.
    """
    if not user.is_active or not user.email or (topic.comes_again and not is_here(user)):
        return False
    now = now or timezone.now()
    with transaction.atomic():
        found = locked_digest(user)
        if found.rhythm == Rhythm.NEVER:
            return False
        reader = reader_of(user)
        if topic.name not in found.topics and _told_lately(found, topic, now.astimezone(reader.zone).date()):
            return False
        if topic.name not in found.topics:
            found.topics = [*found.topics, topic.name]
        if found.rhythm == Rhythm.AS_IT_HAPPENS and found.due_at is None:
            _let_leave(found, reader, _not_before(found, reader, now))
        if found.looks_at is None:
            found.looks_at = next_look(found.rhythm, reader, now)
        found.save()
    return True


def look_after_digests(now: dt.datetime | None = None) -> int:
    """Begin those of new accounts, look where the hour has come, and send what is due; return how many were sent."""
    now = now or timezone.now()
    for user in User.objects.filter(is_active=True, digest=None).order_by("pk")[:BATCH]:
        Digest.objects.get_or_create(user=user)
    if looked := list(_looks_due(now).select_related("user__person")[:BATCH]):
        rests = Rests()
        for one in looked:
            look(one.user, rests.reader_of(one.user), now)
    return DigestQueue().send_due(now).sent


def _looks_due(now: dt.datetime) -> QuerySet[Digest]:
    due = Digest.objects.filter(looks_at__lte=now) | Digest.objects.filter(looks_at=None)
    return due.exclude(rhythm=Rhythm.NEVER).filter(user__is_active=True).order_by("looks_at", "pk")


def look(user: User, reader: Reader, now: dt.datetime) -> bool:
    """Look whether something is new for somebody, and set when it is looked next; return whether a mail waits."""
    with transaction.atomic():
        found = locked_digest(user)
        if found.rhythm == Rhythm.NEVER or (found.looks_at is not None and found.looks_at > now):
            return found.due_at is not None  # another clock has looked
        begun, day = found.looks_at is not None, now.astimezone(reader.zone).date()
        found.looks_at = next_look(found.rhythm, reader, now)
        if begun and is_here(user):
            since = found.looked_on or day - WEEK
            found.topics = [*found.topics, *_new_for(user, since, day, known=found.topics)]
            found.looked_on = day
            if found.topics and found.due_at is None and not _had_one(found, day):
                _let_leave(found, reader, now)
        elif not begun:
            found.looked_on = day
        found.save()
    return found.due_at is not None


def _new_for(user: User, since: dt.date, until: dt.date, *, known: list[str]) -> list[str]:
    """Return the topics of which something is new."""
    asked = [one for one in TOPICS.values() if one.is_new is not None and one.name not in known]
    return [one.name for one in asked if one.is_new is not None and one.is_new(user, since, until)]


def _had_one(found: Digest, day: dt.date) -> bool:
    """Return whether somebody has had the mail of this week, or of this day."""
    if found.last_sent_on is None:
        return False
    if found.rhythm == Rhythm.WEEKLY:
        return found.last_sent_on.isocalendar()[:2] == day.isocalendar()[:2]
    return found.last_sent_on >= day


def _told_lately(found: Digest, topic: Topic, day: dt.date) -> bool:
    """Return whether something that comes again was told within a week to somebody who hears of it as it happens."""
    told = found.told.get(topic.name) if found.rhythm == Rhythm.AS_IT_HAPPENS and topic.comes_again else None
    return told is not None and day - dt.date.fromisoformat(told) < WEEK


def _not_before(found: Digest, reader: Reader, now: dt.datetime) -> dt.datetime:
    """Return the first moment of another day than that of the last mail."""
    if found.last_sent_on is None:
        return now
    return max(now, moment_at(found.last_sent_on + DAY, dt.time.min, reader.zone))


def _let_leave(found: Digest, reader: Reader, moment: dt.datetime) -> None:
    """Let the mail wait for a moment that tells nothing."""
    found.due_at, found.attempts = some_time_from(kinds.DIGEST, moment, reader), 0


def next_look(rhythm: str, reader: Reader, now: dt.datetime) -> dt.datetime:
    """Return when it is looked next: at ten by the reader's clock, on Tuesday or on the next day."""
    day = now.astimezone(reader.zone).date()
    for ahead in range(9):
        at = moment_at(day + ahead * DAY, TEN, reader.zone)
        if at > now and (rhythm == Rhythm.AS_IT_HAPPENS or (day + ahead * DAY).weekday() == TUESDAY):
            return at
    raise ValueError("Nine days have a Tuesday.")


def digest_of(user: User) -> Digest:
    """Return what is stored about somebody's mail; not stored yet where nothing was."""
    return Digest.objects.filter(user=user).first() or Digest(user=user)


def locked_digest(user: User) -> Digest:
    """Return it for a change, inside a transaction."""
    Digest.objects.get_or_create(user=user)
    return Digest.objects.select_for_update().get(user=user)


def choose_rhythm(user: User, rhythm: str, *, by: User | None = None, now: dt.datetime | None = None) -> bool:
    """Let somebody have the mail so often; return whether this changed it. Never: what waits is dropped."""
    with transaction.atomic():
        found = locked_digest(user)
        if found.rhythm == rhythm:
            return False
        found.rhythm = rhythm
        if rhythm == Rhythm.NEVER:
            found.topics, found.due_at, found.looks_at = [], None, None
        else:
            moment = now or timezone.now()
            found.looks_at = next_look(rhythm, reader_of(user), moment)
            found.looked_on = found.looked_on or moment.date()
            if rhythm == Rhythm.WEEKLY:
                found.due_at = None  # what is new waits for Tuesday
        found.save()
        record(by or user, "chose own mails", user, rhythm=rhythm)
    return True


def hours_changed(user: User, now: dt.datetime | None = None) -> None:
    """Set anew when it is looked and when a mail leaves, after somebody's clock or hours changed."""
    now, reader = now or timezone.now(), reader_of(user)
    with transaction.atomic():
        found = locked_digest(user)
        if found.rhythm != Rhythm.NEVER:
            found.looks_at = next_look(found.rhythm, reader, now)
        if found.due_at is not None and found.due_at > now:
            found.due_at = door.due(kinds.DIGEST, reader, found.due_at)
        found.save(update_fields=["looks_at", "due_at"])


class DigestQueue(Queue[Digest]):
    """Mails that say what is new."""

    name = "A mail that says what is new"

    def waiting(self) -> QuerySet[Digest]:
        return Digest.objects.filter(due_at__isnull=False).select_related("user__person")

    def kind_of(self, row: Digest) -> kinds.Kind:
        return kinds.DIGEST

    def reader_for(self, row: Digest, rests: Rests, now: dt.datetime) -> Reader | None:
        if row.rhythm == Rhythm.NEVER or not row.topics or not is_here(row.user):
            return None
        return rests.reader_of(row.user)

    def write(self, row: Digest) -> door.Letter:
        return letter(row.user, row.topics)

    def drop(self, row: Digest) -> None:
        """What is new stays for the day on which somebody is back."""
        Digest.objects.filter(pk=row.pk, due_at=row.due_at).update(due_at=None)

    def give_up(self, row: Digest, problem: str) -> None:
        Digest.objects.filter(pk=row.pk).update(due_at=None, attempts=0, topics=[])

    def note_sent(self, row: Digest, now: dt.datetime) -> None:
        day = now.astimezone(reader_of(row.user).zone).date()
        with transaction.atomic():
            found = locked_digest(row.user)
            again = {name for name in row.topics if name in TOPICS and TOPICS[name].comes_again}
            found.told = found.told | dict.fromkeys(sorted(again), day.isoformat())
            found.topics = [name for name in found.topics if name not in row.topics]
            found.due_at, found.attempts, found.last_sent_on = None, 0, day
            found.save()


def letter(user: User, topics: list[str]) -> door.Letter:
    """Return the mail: the same subject for everybody, a line for each thing, and the way out."""
    stop = stop_link(user)
    with translation.override(language_of(user)):
        words = {
            "organisation": Organisation.current().name or "Bothways",
            "lines": [str(TOPICS[name].line) for name in TOPICS if name in topics],
            "link": settings.BASE_URL + reverse("home"),
            "choose": settings.BASE_URL + reverse("own_mails"),
            "stop": stop,
        }
        subject = render_to_string("people/mail/digest_subject.txt", words).strip()
        body = render_to_string("people/mail/digest.txt", words)
    return door.Letter(subject, body, door.FROM_A_MACHINE | door.one_click(stop))
