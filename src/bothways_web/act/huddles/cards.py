"""Ideas written in silence: who wrote which, and when, is stored nowhere; writing one is in no log."""

from __future__ import annotations

import base64
import binascii
import uuid
from enum import StrEnum

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.huddles.capture import locked_open
from bothways_web.act.models import Card, Huddle
from bothways_web.listen import allowance
from bothways_web.listen.channels.guard import HOUR, network_of
from bothways_web.listen.problems.private_codes import number_from
from bothways_web.listen.problems.reporting import mask
from bothways_web.people.changes import record
from bothways_web.people.models import User

LONGEST = 280
#: Fewer would show who wrote them.
FEWEST = 5
#: So many cards of one huddle, and so many sends an hour from one network: a room shares one.
MOST, MOST_BY_ADDRESS = 200, 120
_signer = signing.Signer(salt="bothways.huddle card", sep=".")


class Kept(StrEnum):
    """What became of a card."""

    STORED = "stored"
    OVER = "over"
    FULL = "full"
    OFTEN = "often"


def card_link(huddle: Huddle) -> str:
    """Return the whole address at which cards for a huddle are written."""
    token = _signer.sign(base64.urlsafe_b64encode(huddle.card_key.bytes).rstrip(b"=").decode())
    return settings.BASE_URL + reverse("huddle_card", args=[token])


def huddle_behind(token: str) -> Huddle | None:
    """Return the huddle of an address; ``None`` where it is made up."""
    try:
        key = uuid.UUID(bytes=base64.urlsafe_b64decode(_signer.unsign(token) + "=="))
    except (signing.BadSignature, binascii.Error, ValueError):
        return None
    return Huddle.objects.filter(card_key=key).select_related("unit").first()


def takes_cards(huddle: Huddle) -> bool:
    """Return whether cards can be written: until they are laid open."""
    return huddle.state == Huddle.State.OPEN and not huddle.cards_open


def add_card(huddle: Huddle, text: str, key: bytes, *, address: str) -> Kept:
    """Store a card once a form, masked; nothing of who wrote it or when is kept.

    Parameters
    ----------
    huddle : Huddle
    text : str
    key : bytes
        Of the form, see :mod:`bothways_web.listen.problems.private_codes`.
    address : str
        Of the network; counted in memory alone.
    """
    number = number_from(key, "card")
    if Card.objects.filter(pk=number, huddle=huddle).exists():
        return Kept.STORED
    if not allowance.take("card", network_of(address), most=MOST_BY_ADDRESS, seconds=HOUR):
        return Kept.OFTEN
    masked = mask(text)
    with transaction.atomic():
        locked = Huddle.objects.select_for_update().get(pk=huddle.pk)
        if not takes_cards(locked):
            return Kept.OVER
        if locked.cards.count() >= MOST:
            return Kept.FULL
        try:
            with transaction.atomic():
                Card.objects.create(pk=number, huddle=locked, masked=masked)
        except IntegrityError:  # the same form, sent twice at once
            return Kept.STORED
    return Kept.STORED


@transaction.atomic
def lay_open(huddle: Huddle, *, five_there: bool, by: User) -> None:
    """Lay all cards open; from then on none is added.

    Raises
    ------
    InputError
        Where there are fewer than five cards, or nobody has said that five people and more are in the room: one person
        may write several cards.
    """
    locked = locked_open(huddle)
    if locked.cards_open:
        return
    if not five_there:
        raise InputError(
            _("One person may write several cards, so five cards are not five people."),
            remedy=_("Count the people in the room, and say that there are five or more."),
        )
    if locked.cards.count() < FEWEST:
        raise InputError(
            _("There are fewer than five cards, and so few would show who wrote them."),
            remedy=_("Wait for more, or talk instead."),
        )
    locked.cards_open = True
    locked.save(update_fields=["cards_open"])
    record(by, "laid cards open", locked, unit=locked.unit.code)


def cards_of(huddle: Huddle) -> list[Card]:
    """Return the cards that are laid open, by their random numbers."""
    return list(huddle.cards.order_by("pk")) if huddle.cards_open else []
