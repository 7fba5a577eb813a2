"""Mails to customers: words to begin with, their places filled in, and when a mail may leave."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.cases.locking import changed, done_already, locked_case
from bothways_web.act.models import Case, CaseMail, CaseStep, ReplyTemplate
from bothways_web.listen.models import Contact
from bothways_web.listen.outside.left_alone import wants_no_mail
from bothways_web.people.changes import record
from bothways_web.people.models import Organisation, User
from bothways_web.people.notifications import door, kinds
from bothways_web.people.notifications.readers import Rests
from bothways_web.people.units import today

#: What can stand in braces.
PLACES = ("organisation", "owner", "touchpoint")
_PLACE = re.compile(r"\{([^{}]*)\}")
LONGEST = 8000


def check_places(*texts: str) -> None:
    """Refuse braces around anything but the places that are known.

    Raises
    ------
    InputError
    """
    for text in texts:
        unknown = next((name for name in _PLACE.findall(text) if name not in PLACES), None)
        if unknown is not None or "{" in _PLACE.sub("", text) or "}" in _PLACE.sub("", text):
            raise InputError(
                _("There is something in braces that nothing stands for here."),
                remedy=_("Use {places} alone, and no other braces.").format(
                    places=", ".join(f"{{{name}}}" for name in PLACES)
                ),
            )


def filled(text: str, case: Case, by: User) -> str:
    """Return a text with its places filled in; what a customer or a name brings is never filled in again."""
    words = {
        "organisation": Organisation.current().name or "Bothways",
        "owner": by.name or by.email,
        "touchpoint": case.touchpoint or _("your contact with us"),
    }
    return _PLACE.sub(lambda place: words.get(place[1], place[0]), text)


def why_no_mail(contact: Contact | None) -> str:
    """Return why nothing can be sent to a customer; blank where it can."""
    if contact is None:
        return _("This customer was deleted from the contacts.")
    if contact.stopped_on is not None or wants_no_mail(contact.email):
        return _("This customer wants to be left alone: nothing is sent. A talk by phone can be noted.")
    if not contact.email:
        return _("No address is known of this customer. Phone them, and note the talk.")
    return ""


def templates_for(contact: Contact | None) -> list[ReplyTemplate]:
    """Return the words to begin with, those in the customer's language first."""
    language = (contact.language if contact else "") or Organisation.current().language
    return sorted(
        ReplyTemplate.objects.all(), key=lambda one: (one.language != language, one.name.casefold())
    )


def plan_reply(
    case: Case, subject: str, text: str, *, seen: int, by: User, now: dt.datetime | None = None
) -> None:
    """Let a mail wait for the customer's waking hours, once a form.

    Raises
    ------
    InputError
        Where nothing can be sent to this customer, a place in the text is not known, or somebody else has changed the
        case since ``seen``.
    """
    check_places(subject, text)
    with transaction.atomic():
        subject, text = " ".join(filled(subject, case, by).split()), filled(text, case, by)
        if done_already(case, CaseStep.Kind.REPLY, text, by):
            return
        locked = locked_case(case, seen)
        contact = Contact.objects.filter(cases=locked).first()
        if contact is None or why_no_mail(contact):
            raise InputError(why_no_mail(contact), remedy="")
        step = CaseStep.objects.create(case=locked, kind=CaseStep.Kind.REPLY, day=today(), text=text, by=by)
        reader = Rests([]).reader_outside(contact.email, contact.time_zone)
        due = door.due(kinds.CASE_REPLY, reader, now or timezone.now())
        CaseMail.objects.create(step=step, subject=subject[:160], due_at=due)
        changed(locked)
        record(by, "wrote to customer", locked)


def waiting_mails(case: Case, now: dt.datetime | None = None) -> QuerySet[CaseMail]:
    """Return the mails of a case that were not sent and can be taken back."""
    waiting = CaseMail.objects.filter(step__case=case, sent_on=None, trouble="", attempts=0)
    return waiting.filter(due_at__gt=now or timezone.now()).order_by("pk")


def is_leaving(case: Case) -> bool:
    """Return whether a mail is leaving now, or is tried again: it cannot be taken back any more."""
    waiting = CaseMail.objects.filter(step__case=case, sent_on=None, trouble="")
    return waiting.exclude(pk__in=waiting_mails(case).values("pk")).exists()


def take_back(case: Case, step: int, *, by: User) -> None:
    """Take back a mail that was not sent yet.

    Raises
    ------
    InputError
        Where it left already, or is leaving.
    """
    with transaction.atomic():
        mail = waiting_mails(case).select_for_update(of=("self",)).filter(step=step).first()
        if mail is None:
            raise InputError(
                _("This mail has left already, or is leaving now."), remedy=_("Look at it again.")
            )
        CaseStep.objects.filter(pk=step).delete()
        Case.objects.filter(pk=case.pk).update(version=F("version") + 1)
        record(by, "took mail to customer back", case)


def save_template(template: ReplyTemplate, given: Mapping[str, str], *, by: User) -> ReplyTemplate:
    """Write words to begin a mail with.

    Raises
    ------
    InputError
        Where a place is not known, or there are words of this name in this language.
    """
    check_places(given["subject"], given["body"])
    new = template._state.adding
    for name in ("name", "language", "subject", "body"):
        setattr(template, name, given[name])
    if new:
        template.made_by = by
    try:
        with transaction.atomic():
            template.save()
            record(by, "wrote reply template" if new else "changed reply template", template)
    except IntegrityError as error:
        raise InputError(
            _("There is a text with this name in this language."), remedy=_("Choose another name.")
        ) from error
    return template


@transaction.atomic
def delete_template(template: ReplyTemplate, *, by: User) -> None:
    """Delete words to begin with; mails that were written stay."""
    record(by, "deleted reply template", template)
    template.delete()
