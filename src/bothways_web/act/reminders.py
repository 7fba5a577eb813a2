"""Mails that say that something waits: at most one a week for one person, in waking hours, without a word of what."""

from __future__ import annotations

import datetime as dt
import logging
import random
import smtplib

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from bothways_web.act.models import Capacity, CaseDesk, Reminder
from bothways_web.listen.invitations import quiet_hours, zone_for
from bothways_web.listen.mails import BATCH, HEADERS, LEASE, wait_after
from bothways_web.listen.quiet import next_allowed
from bothways_web.people.changes import record
from bothways_web.people.models import Organisation, Person, User
from bothways_web.people.units import today

WEEK = dt.timedelta(days=7)
#: Mails wait for up to so many seconds, so that the time of one tells nothing.
SPREAD = 4 * 3600
_signer = signing.Signer(salt="bothways.reminders", sep=".")
logger = logging.getLogger(__name__)


def remind(user: User, now: dt.datetime | None = None) -> bool:
    """Let one mail wait that says that something waits; return whether one does now.

    Nothing waits for somebody who had one within a week, wants none, is away, or has left. Call it as often as
    needed: several reasons are one mail.
    """
    if not may_be_written_to(user):
        return False
    now = now or timezone.now()
    with transaction.atomic():
        Reminder.objects.get_or_create(user=user)
        found = Reminder.objects.select_for_update().get(user=user)
        if found.due_at is not None:
            return True
        if not found.wanted or (found.last_sent_on and today() - found.last_sent_on < WEEK):
            return False
        later = now + dt.timedelta(seconds=random.SystemRandom().randrange(SPREAD))
        found.due_at = next_allowed(later, zone_for(_person(user)), quiet_hours())
        found.attempts = 0
        found.save(update_fields=["due_at", "attempts"])
    return True


def may_be_written_to(user: User) -> bool:
    """Return whether somebody is here: not switched off, not left, and not away."""
    if not user.is_active or not user.email:
        return False
    person, day = _person(user), today()
    if CaseDesk.objects.filter(user=user, away_until__gte=day).exists():
        return False
    if person is None:
        return True
    if Capacity.objects.filter(person=person, away_until__gte=day).exists():
        return False
    posts = list(person.posts.values_list("start", "end"))
    return not posts or any(start <= day and (end is None or end >= day) for start, end in posts)


def send_reminders(now: dt.datetime | None = None) -> int:
    """Send what is due; what the server does not take is tried again later. Returns how many were sent."""
    now = now or timezone.now()
    due = Reminder.objects.filter(due_at__lte=now).order_by("due_at", "pk").select_related("user__person")
    sent = 0
    for one in due[:BATCH]:
        outcome = _send_one(one, now)
        if outcome is None:
            break
        sent += outcome
    return sent


def _send_one(one: Reminder, now: dt.datetime) -> bool | None:
    """Send one mail; ``None`` where the server takes none now."""
    mine = Reminder.objects.filter(pk=one.pk, due_at=one.due_at)
    if not one.wanted or not may_be_written_to(one.user):
        mine.update(due_at=None)
        return False
    allowed = next_allowed(now, zone_for(_person(one.user)), quiet_hours())
    if allowed > now:
        mine.update(due_at=allowed)
        return False
    if not mine.update(due_at=now + LEASE, attempts=F("attempts") + 1):
        return False  # somebody else sends it
    mine = Reminder.objects.filter(pk=one.pk)
    try:
        message(one.user).send()
    except smtplib.SMTPRecipientsRefused:
        logger.warning("The mail server does not know an address; a reminder is given up.")
    except (OSError, smtplib.SMTPException) as problem:
        mine.update(due_at=now + wait_after(one.attempts + 1))
        logger.warning("A reminder waits: %s", type(problem).__name__)
        return None
    mine.update(due_at=None, attempts=0, last_sent_on=today())
    return True


def message(user: User) -> EmailMessage:
    """Return the mail: the same words whatever waits."""
    organisation, stop = Organisation.current(), stop_link(user)
    words = {
        "organisation": organisation.name or "Bothways",
        "link": settings.BASE_URL + reverse("home"),
        "stop": stop,
    }
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    with translation.override(language_of(user)):
        subject = render_to_string("act/reminders/mail_subject.txt", words).strip()
        body = render_to_string("act/reminders/mail.txt", words)
    return EmailMessage(" ".join(subject.split()), body, to=[user.email], headers=HEADERS | headers)


def language_of(user: User) -> str:
    """Return the language in which somebody is written to."""
    person = _person(user)
    return (person.language if person else "") or Organisation.current().language


def reminder_of(user: User) -> Reminder:
    """Return what is stored about somebody's reminders; not stored yet where nothing was."""
    return Reminder.objects.filter(user=user).first() or Reminder(user=user)


def want_reminders(user: User, wanted: bool, *, by: User | None = None) -> bool:
    """Let somebody have such mails or not, and drop the one that waits; return whether this changed it."""
    with transaction.atomic():
        Reminder.objects.get_or_create(user=user)
        found = Reminder.objects.select_for_update().get(user=user)
        if found.wanted == wanted:
            return False
        found.wanted = wanted
        found.due_at = found.due_at if wanted else None
        found.save(update_fields=["wanted", "due_at"])
        record(by or user, "chose own reminders", user)
    return True


def stop_link(user: User) -> str:
    """Return the whole address by which somebody wants no more of these mails, without signing in."""
    return settings.BASE_URL + reverse("stop_reminders", args=[stop_token(user)])


def stop_token(user: User) -> str:
    """Return what stands in that address."""
    return _signer.sign(str(user.pk))


def user_of_token(token: str) -> User | None:
    """Return whose address it is; ``None`` where it is mangled, made up, or the account is gone."""
    try:
        number = _signer.unsign(token)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=int(number)).first()


def _person(user: User) -> Person | None:
    return getattr(user, "person", None)
