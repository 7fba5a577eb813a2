"""The addresses of an open survey: the same from round to round, until a new one is made."""

from __future__ import annotations

import base64
import binascii
import uuid
from enum import StrEnum

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from bothways.errors import InputError
from bothways_web.listen.answering.responses import is_open
from bothways_web.listen.models import Pulse, Round
from bothways_web.people.changes import record
from bothways_web.people.models import User


class Door(StrEnum):
    """By which way somebody comes to an open survey."""

    OPEN = "open"
    KIOSK = "kiosk"


#: A token of one door opens no other.
_signers = {door: signing.Signer(salt=f"bothways.{door}", sep=".") for door in Door}
_ADDRESSES = {Door.OPEN: "open_survey", Door.KIOSK: "kiosk"}


def door_token(pulse: Pulse, door: Door) -> str:
    """Return what stands in the address of a door."""
    return _signers[door].sign(base64.urlsafe_b64encode(pulse.link_key.bytes).rstrip(b"=").decode())


def door_link(pulse: Pulse, door: Door) -> str:
    """Return the whole address of a door."""
    return settings.BASE_URL + reverse(_ADDRESSES[door], args=[door_token(pulse, door)])


def pulse_behind(token: str, door: Door) -> Pulse | None:
    """Return the open survey of a token; ``None`` where it is made up, of another door, or was ended."""
    try:
        text = _signers[door].unsign(token)
        key = uuid.UUID(bytes=base64.urlsafe_b64decode(text + "=="))
    except (signing.BadSignature, binascii.Error, ValueError):
        return None
    found = Pulse.objects.filter(link_key=key, mode=Pulse.Mode.OPEN)
    return found.select_related("audience").first()


def open_round_of(pulse: Pulse) -> Round | None:
    """Return the round that takes answers now."""
    asked = pulse.rounds.filter(state=Round.State.OPEN).select_related("pulse__audience").first()
    return asked if asked and is_open(asked) else None


@transaction.atomic
def make_new_address(pulse: Pulse, *, by: User) -> Pulse:
    """End the addresses of an open survey, the kiosk's too, and make new ones."""
    locked = Pulse.objects.select_for_update(of=("self",)).get(pk=pulse.pk)
    if not locked.is_open_to_all:
        raise InputError("This survey has no open link.", remedy="Make a survey that is open to all.")
    locked.link_key = uuid.uuid4()
    locked.save(update_fields=["link_key"])
    record(by, "made a new address", locked)
    return locked


def origins_of(pulse: Pulse) -> list[str]:
    """Return the websites that may show the open survey in a frame."""
    return pulse.shown_on.split()
