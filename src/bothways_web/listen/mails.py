"""Sending what is due: one mail an invitation and one reminder, to everybody invited alike."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from dataclasses import dataclass

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation

from bothways_web.listen.answering.asking import asks_back
from bothways_web.listen.invitations import quiet_hours, zone_for
from bothways_web.listen.models import Contact, Delivery, Round
from bothways_web.listen.outside.left_alone import no_more_link
from bothways_web.listen.question_sets import items_of, minutes
from bothways_web.listen.quiet import next_allowed
from bothways_web.listen.sealed.hashes import key_words
from bothways_web.listen.tokens import link_of
from bothways_web.people.models import Organisation

BATCH = 100
#: A mail that is being sent is due again after this time, in case whoever sends it dies.
LEASE = dt.timedelta(minutes=10)
LONGEST_WAIT = dt.timedelta(hours=4)
#: So that no machine answers.
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sent:
    """What became of a batch: mails sent, mails that wait for another try, and the last problem."""

    sent: int = 0
    waiting: int = 0
    problem: str = ""


def send_due(now: dt.datetime | None = None, *, batch: int = BATCH) -> Sent:
    """Send mails that are due; what cannot be sent stays, is tried again later, and says why.

    Quiet hours are looked at again here: a mail that was late is not sent into the night. A mail may arrive twice
    where the server took it and this process died before it could note that; it is never lost.
    """
    now = now or timezone.now()
    due = Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lte=now).order_by("due_at", "pk")
    due = due.select_related("invitation__round__pulse", "invitation__person", "invitation__contact").defer(
        "invitation__round__tree"
    )
    found = list(due[:batch])
    if not found:
        return Sent()
    connection: BaseEmailBackend = get_connection()
    sent = waiting = 0
    problem = ""
    try:
        for delivery in found:
            outcome = _send_one(delivery, connection, now)
            sent += outcome == "sent"
            waiting += outcome == "waiting"
            problem = delivery.problem or problem
            if outcome == "waiting":
                break  # the server does not take mail now: the others would fail alike
    finally:
        connection.close()
    if problem:
        logger.warning("Mail waits: %s", problem)
    return Sent(sent, waiting, problem)


def _send_one(delivery: Delivery, connection: BaseEmailBackend, now: dt.datetime) -> str:
    """Send one mail and note it; returns "sent", "waiting", or "left out"."""
    invitation = delivery.invitation
    if (
        invitation.round.state != Round.State.OPEN
        or invitation.round.closes_at <= now
        or invitation.addressee is None
        or invitation.address.casefold() != invitation.addressee.email.casefold()
        or (invitation.contact is not None and invitation.contact.stopped_on is not None)
    ):
        Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.GIVEN_UP)
        return "left out"
    allowed = next_allowed(now, zone_for(invitation.addressee), quiet_hours())
    if allowed > now:
        Delivery.objects.filter(pk=delivery.pk).update(due_at=allowed)
        return "left out"
    claimed = Delivery.objects.filter(
        pk=delivery.pk, state=Delivery.State.WAITING, due_at=delivery.due_at
    ).update(due_at=now + LEASE, attempts=F("attempts") + 1)
    if not claimed:
        return "left out"
    try:
        message(delivery, connection).send()
    except smtplib.SMTPRecipientsRefused:
        delivery.problem = "The mail server does not know an address."
        Delivery.objects.filter(pk=delivery.pk).update(
            state=Delivery.State.GIVEN_UP, problem=delivery.problem
        )
        return "left out"
    except (OSError, smtplib.SMTPException) as problem:
        delivery.problem = f"The mail server cannot be used: {_reason(problem)}"[:300]
        due_at = now + wait_after(delivery.attempts)
        Delivery.objects.filter(pk=delivery.pk).update(due_at=due_at, problem=delivery.problem)
        return "waiting"
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.SENT, problem="")
    return "sent"


def wait_after(attempts: int) -> dt.timedelta:
    """Return how long a mail waits after so many tries: twice as long each time, four hours at most."""
    return min(LONGEST_WAIT, dt.timedelta(minutes=2 ** min(attempts, 10)))


def message(delivery: Delivery, connection: BaseEmailBackend | None = None) -> EmailMessage:
    """Return the mail: the same words for everybody, but for language and link. No name, no number, no answer."""
    invitation, organisation = delivery.invitation, Organisation.current()
    somebody = invitation.addressee
    if somebody is None:
        raise ValueError("Nobody is there to be written to.")
    words = {
        "organisation": organisation.name or "Bothways",
        "link": link_of(invitation.pk),
        "minutes": minutes(len(items_of(invitation.round))),
        "closes": invitation.round.closes_at.astimezone(zone_for(somebody)),
        "floor": invitation.round.floor,
        "support": organisation.support,
    }
    subjects, folder, headers = "mail", "mail", HEADERS
    if invitation.round.is_sealed:
        words |= key_words(invitation.round)
        folder = "sealed"
    if isinstance(somebody, Contact):
        words["no_more"] = link = no_more_link(somebody)
        words["follow_up"] = asks_back(invitation)
        subjects = folder = f"mail/{somebody.side}"
        headers = HEADERS | _one_click(link)
    with translation.override(somebody.language or organisation.language):
        subject = render_to_string(f"listen/{subjects}/{delivery.kind}_subject.txt", words).strip()
        body = render_to_string(f"listen/{folder}/{delivery.kind}.txt", words)
    return EmailMessage(subject, body, to=[somebody.email], headers=headers, connection=connection)


def _one_click(link: str) -> dict[str, str]:
    """Return the headers by which mail programs offer to be left alone (RFC 8058)."""
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _reason(problem: Exception) -> str:
    """Return why, without an address that the server's reply may name."""
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"it answers {problem.smtp_code}."
    return f"{getattr(problem, 'strerror', None) or type(problem).__name__}."
