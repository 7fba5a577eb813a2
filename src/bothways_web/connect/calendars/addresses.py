"""The secret address of a calendar of one's own: making one, a new one, and ending it."""

from __future__ import annotations

import base64
import binascii
import uuid

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from bothways_web.connect.models import OwnCalendar
from bothways_web.people.changes import record
from bothways_web.people.models import User

_signer = signing.Signer(salt="bothways.own calendar", sep=".")


def calendar_of(user: User) -> OwnCalendar | None:
    """Return whether and how somebody's calendar can be read."""
    return OwnCalendar.objects.filter(user=user).first()


@transaction.atomic
def make_calendar(user: User) -> OwnCalendar:
    """Make an address; one that was there before opens nothing any more."""
    made, _new = OwnCalendar.objects.update_or_create(user=user, defaults={"key": uuid.uuid4()})
    record(user, "made own calendar", user)
    return made


@transaction.atomic
def end_calendar(user: User) -> None:
    """End the address: it opens nothing any more."""
    if OwnCalendar.objects.filter(user=user).delete()[0]:
        record(user, "ended own calendar", user)


def token_of(calendar: OwnCalendar) -> str:
    """Return what stands in the address."""
    return _signer.sign(base64.urlsafe_b64encode(calendar.key.bytes).rstrip(b"=").decode())


def address_of(calendar: OwnCalendar) -> str:
    """Return the whole secret address."""
    return settings.BASE_URL + reverse("own_calendar_file", args=[token_of(calendar)])


def user_behind(token: str) -> User | None:
    """Return whose address it is; ``None`` where it is made up, was ended, or the account is switched off."""
    try:
        key = uuid.UUID(bytes=base64.urlsafe_b64decode(_signer.unsign(token) + "=="))
    except (signing.BadSignature, binascii.Error, ValueError):
        return None
    found = OwnCalendar.objects.filter(key=key, user__is_active=True).select_related("user__person").first()
    return found.user if found else None
