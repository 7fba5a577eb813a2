"""The rhythm of a unit: when it meets, who is told, where its calendar is."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.models import HuddleRhythm
from bothways_web.listen.models import ChatRoom
from bothways_web.people.changes import record
from bothways_web.people.models import Unit, User
from bothways_web.people.units import today

_FIELDS = ("every", "weekday", "at", "minutes", "starts_on", "paused", "room_id")
#: Days are counted on from the first one, and the calendar ends somewhere.
MOST_AWAY = dt.timedelta(days=366)
_signer = signing.Signer(salt="bothways.huddle calendar", sep=".")


@dataclass(frozen=True)
class Rhythm:
    """A rhythm as somebody wants it."""

    every: str
    weekday: int
    at: dt.time
    minutes: int
    starts_on: dt.date
    paused: bool = False
    room: ChatRoom | None = None


def seal_of(rhythm: HuddleRhythm | None) -> str:
    """Return what stands for a rhythm as somebody saw it: another one where it was changed."""
    if rhythm is None:
        return "none"
    told = repr([getattr(rhythm, name) for name in _FIELDS])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@transaction.atomic
def save_rhythm(unit: Unit, wanted: Rhythm, *, seen: str, by: User) -> HuddleRhythm:
    """Set when a unit meets.

    Raises
    ------
    InputError
        Where somebody else has changed it since it was ``seen``, or it would begin in the past or in years to come.
    """
    Unit.objects.select_for_update().get(pk=unit.pk)
    there = HuddleRhythm.objects.filter(unit=unit).first()
    if seal_of(there) != seen:
        raise InputError(
            _("Somebody else has changed when this team meets."),
            remedy=_("Look at it, then save yours again."),
        )
    kept = there.starts_on if there else None
    if wanted.starts_on < today() and wanted.starts_on != kept:
        raise InputError(
            _("The first huddle cannot be in the past."), remedy=_("Choose today or a later day.")
        )
    if wanted.starts_on > today() + MOST_AWAY and wanted.starts_on != kept:
        raise InputError(
            _("The first huddle is more than a year away."), remedy=_("Choose a day within a year.")
        )
    values = {name: getattr(wanted, name) for name in vars(wanted)}
    made, _new = HuddleRhythm.objects.update_or_create(unit=unit, defaults=values)
    made.refresh_from_db()
    record(by, "set rhythm of huddles", unit.code, every=made.every, paused=made.paused)
    return made


@transaction.atomic
def make_new_calendar_address(rhythm: HuddleRhythm, *, by: User) -> None:
    """End the address of a calendar, and make a new one."""
    locked = HuddleRhythm.objects.select_for_update(of=("self",)).get(pk=rhythm.pk)
    locked.calendar_key = uuid.uuid4()
    locked.save(update_fields=["calendar_key"])
    record(by, "made a new calendar address", locked.unit.code)


def calendar_address(rhythm: HuddleRhythm) -> str:
    """Return the whole secret address of a calendar."""
    token = _signer.sign(base64.urlsafe_b64encode(rhythm.calendar_key.bytes).rstrip(b"=").decode())
    return settings.BASE_URL + reverse("huddle_calendar", args=[token])


def rhythm_behind(token: str) -> HuddleRhythm | None:
    """Return the rhythm of a secret address; ``None`` where it is made up or was ended."""
    try:
        key = uuid.UUID(bytes=base64.urlsafe_b64decode(_signer.unsign(token) + "=="))
    except (signing.BadSignature, binascii.Error, ValueError):
        return None
    return HuddleRhythm.objects.select_related("unit").filter(calendar_key=key).first()
