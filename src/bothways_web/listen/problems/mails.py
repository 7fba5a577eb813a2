"""Mails that tell who reported with a name that there is an answer: in waking hours, without a word of it."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from bothways_web.listen.invitations import quiet_hours, zone_for
from bothways_web.listen.mails import BATCH, HEADERS, LEASE, wait_after
from bothways_web.listen.models import AnswerMail, Problem
from bothways_web.listen.quiet import next_allowed
from bothways_web.people.models import Organisation, Person, User

logger = logging.getLogger(__name__)


def plan_mail(problem: Problem, now: dt.datetime | None = None) -> None:
    """Let a mail wait for the one who reported it with a name; where one waits already, it stays the only one."""
    if problem.reporter is None:
        return
    due = next_allowed(now or timezone.now(), zone_for(_person(problem.reporter)), quiet_hours())
    AnswerMail.objects.get_or_create(problem=problem, defaults={"due_at": due})


def send_answer_mails(now: dt.datetime | None = None) -> int:
    """Send what is due; what the server does not take is tried again later. Returns how many were sent."""
    now = now or timezone.now()
    due = AnswerMail.objects.filter(due_at__lte=now).order_by("due_at", "pk")
    sent = 0
    for mail in due.select_related("problem__reporter")[:BATCH]:
        outcome = _send_one(mail, now)
        if outcome is None:
            break
        sent += outcome
    return sent


def _send_one(mail: AnswerMail, now: dt.datetime) -> bool | None:
    """Send one mail; ``None`` where the server takes none now."""
    user, mine = mail.problem.reporter, AnswerMail.objects.filter(pk=mail.pk, due_at=mail.due_at)
    if user is None or not user.is_active:
        mine.delete()
        return False
    allowed = next_allowed(now, zone_for(_person(user)), quiet_hours())
    if allowed > now:
        mine.update(due_at=allowed)
        return False
    if not mine.update(due_at=now + LEASE, attempts=F("attempts") + 1):
        return False  # somebody else sends it
    mine = AnswerMail.objects.filter(pk=mail.pk)
    try:
        message(user).send()
    except smtplib.SMTPRecipientsRefused:
        logger.warning("The mail server does not know an address; a mail about an answer is given up.")
    except (OSError, smtplib.SMTPException) as problem:
        mine.update(due_at=now + wait_after(mail.attempts + 1))
        logger.warning("Mail about an answer waits: %s", type(problem).__name__)
        return None
    mine.delete()
    return True


def message(user: User) -> EmailMessage:
    """Return the mail: the same words whatever the problem is."""
    organisation, person = Organisation.current(), _person(user)
    words = {
        "organisation": organisation.name or "Bothways",
        "link": settings.BASE_URL + reverse("my_problems"),
    }
    with translation.override((person.language if person else "") or organisation.language):
        subject = render_to_string("listen/problems/mail_subject.txt", words).strip()
        body = render_to_string("listen/problems/mail.txt", words)
    return EmailMessage(" ".join(subject.split()), body, to=[user.email], headers=HEADERS)


def _person(user: User) -> Person | None:
    return getattr(user, "person", None)
