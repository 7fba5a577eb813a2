"""Storing a response: one durable row, exactly once."""

from __future__ import annotations

import logging
from enum import StrEnum
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from bothways_web.listen.answering.asking import Draft, asks_back
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


def _store(invitation: Invitation, draft: Draft, *, is_new: bool) -> Stored:
    """Store a response while its round is held open, with its invitation where that is new."""
    try:
        with transaction.atomic():
            if not hold_open(invitation.round_id):
                return Stored.ALREADY if is_stored(invitation.pk) else Stored.CLOSED
            if is_new:
                invitation.save(force_insert=True)
            Response.objects.create(
                invitation_id=invitation.pk,
                round_id=invitation.round_id,
                answers=dict(draft.answers),
                comment=draft.comment,
                may_quote=draft.may_quote,
            )
            if draft.may_contact and asks_back(invitation):
                _hand_on(invitation, draft)
    except IntegrityError:
        return Stored.ALREADY
    return Stored.STORED


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
    """Return whether there is a response to an invitation."""
    return Response.objects.filter(pk=invitation).exists()


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
