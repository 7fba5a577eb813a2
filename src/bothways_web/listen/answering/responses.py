"""Storing a response: one durable row, exactly once. Those that wait at the same moment share a transaction."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from bothways_web.listen.answering.asking import Draft, asks_back
from bothways_web.listen.answering.together import Busy, Together
from bothways_web.listen.hooks import ON_RESPONSE
from bothways_web.listen.models import Invitation, Response, Round

logger = logging.getLogger(__name__)


class Stored(StrEnum):
    """What became of a response."""

    STORED = "stored"
    ALREADY = "already"
    CLOSED = "closed"


def store_response(invitation: Invitation, draft: Draft) -> Stored:
    """Store what somebody sent.

    Returns
    -------
    Stored
        ``ALREADY`` where this invitation has a response: the first one stays. ``CLOSED`` where the round is not
        open any more: nothing was stored. When this returns ``STORED`` the row is on the disk.

    Raises
    ------
    Busy
        Where the store does not keep up or cannot be used: nobody may be told that it is stored.
    """
    if invitation.round.is_sealed:
        raise ValueError(
            "Answers of a sealed round are cast as ballots, never stored beside their invitation."
        )
    return _store(invitation, draft, is_new=False)


def store_handed_on(invitation: Invitation, draft: Draft) -> Stored:
    """Store what somebody sent by a link that was handed on; ``STORED`` as well where it has a response already."""
    stored = store_response(invitation, draft)
    return Stored.STORED if stored == Stored.ALREADY else stored


def store_open_response(invitation: Invitation, draft: Draft) -> Stored:
    """Store what somebody sent by an open door: the invitation, which was nobody's, comes to be together with it.

    Returns
    -------
    Stored
        As :func:`store_response`. The same invitation sent twice is stored once.
    """
    if not invitation.round.is_open_to_all:
        raise ValueError("Only a round that is open to all takes answers of whom nobody invited.")
    return _store(invitation, draft, is_new=True)


@dataclass(frozen=True)
class _Sent:
    """What somebody sent; their invitation comes to be with it where that is new."""

    invitation: Invitation
    draft: Draft
    is_new: bool

    @property
    def is_handed_on(self) -> bool:
        """Whether somebody else is to see it, who does so in the transaction that stores it."""
        return bool(self.draft.may_contact and asks_back(self.invitation))

    def row(self) -> Response:
        """Return what is stored of it."""
        return Response(
            invitation_id=self.invitation.pk,
            round_id=self.invitation.round_id,
            answers=dict(self.draft.answers),
            comment=self.draft.comment,
            may_quote=self.draft.may_quote,
        )


def _store(invitation: Invitation, draft: Draft, *, is_new: bool) -> Stored:
    """Store a response together with those that wait; alone where more than that hangs on its transaction."""
    sent = _Sent(invitation, draft, is_new)
    try:
        if connection.in_atomic_block or sent.is_handed_on:
            return _store_alone(sent)
        return _TOGETHER.do(sent)
    except (OperationalError, InterfaceError) as problem:  # the store is locked, full or away
        logger.error("A response could not be stored: %s", type(problem).__name__)
        raise Busy("The store cannot be used.") from problem


def _store_alone(sent: _Sent) -> Stored:
    """Store a response while its round is held open, with its invitation where that is new."""
    invitation = sent.invitation
    try:
        with transaction.atomic():
            if not hold_open(invitation.round_id):
                return _not_taken(invitation.pk)
            if sent.is_new:
                invitation.save(force_insert=True)
            sent.row().save(force_insert=True)
            if sent.is_handed_on:
                _hand_on(invitation, sent.draft)
    except IntegrityError:
        return _not_taken(invitation.pk)
    return Stored.STORED


def _store_all(batch: Sequence[_Sent]) -> list[Stored | Exception]:
    """Store responses that came at the same moment; what cannot be stored fails alone.

    Where one of them breaks the transaction, all of it is undone and each gets its own.
    """
    if len(batch) > 1:
        try:
            return list(_store_in_one(batch))
        except (OperationalError, InterfaceError):  # it is not about what one of them holds
            raise
        except Exception as problem:  # of whatever kind, and without its words, which may hold an answer
            logger.info("Responses are stored one by one: %s", type(problem).__name__)
    return [_try_alone(sent) for sent in batch]


def _try_alone(sent: _Sent) -> Stored | Exception:
    try:
        return _store_alone(sent)
    except Exception as problem:
        return problem


def _store_in_one(batch: Sequence[_Sent]) -> list[Stored]:
    """Store responses in one transaction, by their random keys: where a row lies does not tell who came first.

    The same order everywhere also lets processes that write the same keys wait for each other, never both. A key that
    another process stores meanwhile breaks the transaction.
    """
    first: dict[UUID, _Sent] = {}
    for sent in batch:
        first.setdefault(sent.invitation.pk, sent)
    with transaction.atomic():
        taking = {
            number for number in sorted({one.invitation.round_id for one in batch}) if hold_open(number)
        }
        there = set(Response.objects.filter(pk__in=list(first)).values_list("pk", flat=True))
        fresh = [
            first[key]
            for key in sorted(first)
            if key not in there and first[key].invitation.round_id in taking
        ]
        Invitation.objects.bulk_create([sent.invitation for sent in fresh if sent.is_new])
        Response.objects.bulk_create([sent.row() for sent in fresh])
    stored = {sent.invitation.pk: sent for sent in fresh}
    return [_became(sent, stored, there) for sent in batch]


def _became(sent: _Sent, stored: dict[UUID, _Sent], there: set[UUID]) -> Stored:
    """Return what became of one of a batch; of two with the same key the first is stored."""
    key = sent.invitation.pk
    if stored.get(key) is sent:
        return Stored.STORED
    return Stored.ALREADY if key in stored or key in there else Stored.CLOSED


def _not_taken(invitation: UUID) -> Stored:
    return Stored.ALREADY if is_stored(invitation) else Stored.CLOSED


def _hand_on(invitation: Invitation, draft: Draft) -> None:
    """Give an answer to those who look after whoever said yes; what fails there never loses the answer."""
    for hook in ON_RESPONSE:
        try:
            with transaction.atomic():
                hook(invitation, draft)
        except Exception as problem:  # of whatever kind, and without its words, which may hold the answer
            logger.error("An answer was stored, but opened no case: %s", type(problem).__name__)


def is_open(asked: Round) -> bool:
    """Return whether a round takes responses now."""
    return asked.state == Round.State.OPEN and asked.opens_at <= timezone.now() < asked.closes_at


def is_stored(invitation: UUID) -> bool:
    """Return whether there is a response to an invitation; in words of its own, as each screen asks for it."""
    key = _KEY.get_db_prep_value(invitation, connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM listen_response WHERE invitation_id = %s", [key])
        return cursor.fetchone() is not None


def hold_open(number: int) -> bool:
    """Return whether a round is open, and keep it from being closed until the transaction ends.

    SQLite lets one writer in at a time; on PostgreSQL a share lock lets responses pass each other and makes the
    close wait for them, so that no response slips in behind it.
    """
    locked = " FOR SHARE" if connection.vendor == "postgresql" else ""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM listen_round WHERE id = %s AND state = %s AND closes_at > %s" + locked,
            [number, Round.State.OPEN, now],
        )
        return cursor.fetchone() is not None


_KEY = Invitation._meta.pk
_TOGETHER: Together[_Sent, Stored] = Together(_store_all)
