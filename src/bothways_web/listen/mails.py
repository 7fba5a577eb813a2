"""Sending what is due: one mail an invitation and one reminder, to everybody invited alike."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from bothways_web.listen.answering.asking import asks_back
from bothways_web.listen.invitations import kind_of, reader_for, zone_for
from bothways_web.listen.models import Contact, Delivery, Round
from bothways_web.listen.outside.left_alone import no_more_link
from bothways_web.listen.question_sets import items_of, minutes
from bothways_web.listen.sealed.hashes import key_words
from bothways_web.listen.tokens import link_of
from bothways_web.people.models import Organisation
from bothways_web.people.notifications import door
from bothways_web.people.notifications.kinds import Kind
from bothways_web.people.notifications.queue import BATCH, Queue, Sent
from bothways_web.people.notifications.readers import Reader, Rests

_State = Delivery.State


def send_due(now: dt.datetime | None = None, *, batch: int = BATCH) -> Sent:
    """Send mails that are due; what cannot be sent stays, is tried again later, and says why."""
    return Deliveries().send_due(now, batch=batch)


class Deliveries(Queue[Delivery]):
    """Mails about rounds."""

    name = "Mail about a survey"

    def waiting(self) -> QuerySet[Delivery]:
        found = Delivery.objects.filter(state=_State.WAITING)
        found = found.select_related("invitation__round__pulse", "invitation__person", "invitation__contact")
        return found.defer("invitation__round__tree")

    def kind_of(self, row: Delivery) -> Kind:
        return kind_of(row.kind, row.invitation)

    def reader_for(self, row: Delivery, rests: Rests, now: dt.datetime) -> Reader | None:
        invitation = row.invitation
        if (
            invitation.round.state != Round.State.OPEN
            or invitation.round.closes_at <= now
            or invitation.addressee is None
            or invitation.address.casefold() != invitation.addressee.email.casefold()
            or (invitation.contact is not None and invitation.contact.stopped_on is not None)
        ):
            return None
        return reader_for(invitation, rests)

    def write(self, row: Delivery) -> door.Letter:
        return letter(row)

    def drop(self, row: Delivery) -> None:
        self._note(row, state=_State.GIVEN_UP)

    def give_up(self, row: Delivery, problem: str) -> None:
        self._note(row, state=_State.GIVEN_UP, problem=problem)

    def note_trouble(self, row: Delivery, problem: str) -> None:
        self._note(row, problem=problem[:300])

    def note_sent(self, row: Delivery, now: dt.datetime) -> None:
        self._note(row, state=_State.SENT, problem="")

    def _note(self, row: Delivery, **fields: str) -> None:
        Delivery.objects.filter(pk=row.pk).update(**fields)


def letter(delivery: Delivery) -> door.Letter:
    """Return the mail: the same words for everybody, but for language and link. No name, no number, no answer."""
    invitation, organisation = delivery.invitation, Organisation.current()
    somebody = invitation.addressee
    if somebody is None:
        raise ValueError("Nobody is there to be written to.")
    words = {
        "organisation": organisation.name or "Bothways",
        "link": link_of(invitation.pk),
        "minutes": minutes(len(items_of(invitation.round))),
        "closes": timezone.make_naive(invitation.round.closes_at, zone_for(somebody)),
        "floor": invitation.round.floor,
        "support": organisation.support,
    }
    subjects, folder, headers = "mail", "mail", door.FROM_A_MACHINE
    if invitation.round.is_sealed:
        words |= key_words(invitation.round)
        folder = "sealed"
    if isinstance(somebody, Contact):
        words["no_more"] = link = no_more_link(somebody)
        words["follow_up"] = asks_back(invitation)
        subjects = folder = f"mail/{somebody.side}"
        headers = door.FROM_A_MACHINE | door.one_click(link)
    with translation.override(somebody.language or organisation.language):
        subject = render_to_string(f"listen/{subjects}/{delivery.kind}_subject.txt", words).strip()
        body = render_to_string(f"listen/{folder}/{delivery.kind}.txt", words)
    return door.Letter(subject, body, headers)
