"""Sending mails to customers whose case somebody looks after: in their waking hours, with lease and retry."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bothways_web.act.cases.replies import why_no_mail
from bothways_web.act.models import Case, CaseMail
from bothways_web.listen.invitations import quiet_hours, zone_for
from bothways_web.listen.mails import BATCH, LEASE, wait_after
from bothways_web.listen.models import Contact
from bothways_web.listen.outside.left_alone import no_more_link
from bothways_web.listen.quiet import next_allowed
from bothways_web.people.models import Organisation
from bothways_web.people.units import today

logger = logging.getLogger(__name__)


def send_case_mails(now: dt.datetime | None = None) -> int:
    """Send what is due; what the server does not take is tried again later. Returns how many were sent."""
    now = now or timezone.now()
    due = CaseMail.objects.filter(sent_on=None, trouble="", due_at__lte=now).order_by("due_at", "pk")
    sent = 0
    for mail in due.select_related("step__case__contact", "step__by")[:BATCH]:
        outcome = _send_one(mail, now)
        if outcome is None:
            break
        sent += outcome
    return sent


def _send_one(mail: CaseMail, now: dt.datetime) -> bool | None:
    """Send one mail; ``None`` where the server takes none now."""
    contact, mine = mail.step.case.contact, CaseMail.objects.filter(pk=mail.pk, due_at=mail.due_at)
    why = why_no_mail(contact)
    if why or contact is None:
        with translation.override(Organisation.current().language):
            mine.update(trouble=why_no_mail(contact)[:300])
        return False
    allowed = next_allowed(now, zone_for(contact), quiet_hours())
    if allowed > now:
        mine.update(due_at=allowed)
        return False
    if not mine.update(due_at=now + LEASE, attempts=F("attempts") + 1):
        return False  # somebody else sends it
    mine = CaseMail.objects.filter(pk=mail.pk)
    try:
        message(mail, contact).send()
    except smtplib.SMTPRecipientsRefused:
        with translation.override(Organisation.current().language):
            mine.update(trouble=_("The mail server does not know the address."))
        return False
    except (OSError, smtplib.SMTPException) as problem:
        mine.update(due_at=now + wait_after(mail.attempts + 1))
        logger.warning("Mail to a customer waits: %s", type(problem).__name__)
        return None
    _note_sent(mail)
    return True


def message(mail: CaseMail, contact: Contact) -> EmailMessage:
    """Return the mail: the words of whoever wrote it, who gets the answer, and the link to be left alone."""
    link, writer = no_more_link(contact), mail.step.by
    with translation.override(contact.language or Organisation.current().language):
        body = render_to_string("act/cases/mail.txt", {"text": mail.step.text, "no_more": link})
    headers = {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return EmailMessage(
        mail.subject, body, to=[contact.email], headers=headers, reply_to=[writer.email] if writer else None
    )


@transaction.atomic
def _note_sent(mail: CaseMail) -> None:
    """Note that it left, and that the customer has heard from us."""
    day = today()
    CaseMail.objects.filter(pk=mail.pk).update(sent_on=day)
    Case.objects.filter(pk=mail.step.case_id, first_reply_on=None).update(first_reply_on=day)
