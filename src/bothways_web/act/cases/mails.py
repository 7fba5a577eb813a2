"""Sending mails to customers whose case somebody looks after: in their waking hours, with lease and retry."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from bothways_web.act.cases.replies import why_no_mail
from bothways_web.act.models import Case, CaseMail
from bothways_web.listen.models import Contact
from bothways_web.listen.outside.left_alone import no_more_link
from bothways_web.people.models import Organisation
from bothways_web.people.notifications import door, kinds
from bothways_web.people.notifications.queue import Queue
from bothways_web.people.notifications.readers import Reader, Rests
from bothways_web.people.units import today


def send_case_mails(now: dt.datetime | None = None) -> int:
    """Send what is due; what the server does not take is tried again later. Returns how many were sent."""
    return CaseMails().send_due(now).sent


class CaseMails(Queue[CaseMail]):
    """Mails to customers about cases."""

    name = "Mail to a customer"

    def waiting(self) -> QuerySet[CaseMail]:
        found = CaseMail.objects.filter(sent_on=None, trouble="")
        return found.select_related("step__case__contact", "step__by")

    def kind_of(self, row: CaseMail) -> kinds.Kind:
        return kinds.CASE_REPLY

    def reader_for(self, row: CaseMail, rests: Rests, now: dt.datetime) -> Reader | None:
        contact = row.step.case.contact
        if contact is None or why_no_mail(contact):
            return None
        return rests.reader_outside(contact.email, contact.time_zone)

    def write(self, row: CaseMail) -> door.Letter:
        contact = row.step.case.contact
        if contact is None:
            raise ValueError("Nobody is there to be written to.")
        return letter(row, contact)

    def drop(self, row: CaseMail) -> None:
        with translation.override(Organisation.current().language):
            trouble = why_no_mail(row.step.case.contact)[:300]
        CaseMail.objects.filter(pk=row.pk, due_at=row.due_at).update(trouble=trouble)

    def give_up(self, row: CaseMail, problem: str) -> None:
        with translation.override(Organisation.current().language):
            CaseMail.objects.filter(pk=row.pk).update(trouble=_("The mail server does not know the address."))

    @transaction.atomic
    def note_sent(self, row: CaseMail, now: dt.datetime) -> None:
        """Note that it left, and that the customer has heard from us."""
        day = today()
        CaseMail.objects.filter(pk=row.pk).update(sent_on=day)
        Case.objects.filter(pk=row.step.case_id, first_reply_on=None).update(first_reply_on=day)


def letter(mail: CaseMail, contact: Contact) -> door.Letter:
    """Return the mail: the words of whoever wrote it, who gets the answer, and the link to be left alone."""
    link, writer = no_more_link(contact), mail.step.by
    with translation.override(contact.language or Organisation.current().language):
        body = render_to_string("act/cases/mail.txt", {"text": mail.step.text, "no_more": link})
    return door.Letter(mail.subject, body, door.one_click(link), [writer.email] if writer else [])
