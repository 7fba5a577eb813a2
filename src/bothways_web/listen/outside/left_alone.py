"""Being left alone: the link in each mail to somebody outside, and what follows from it."""

from __future__ import annotations

import base64
import binascii
import uuid

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from bothways_web.listen.models import Ask, Contact, Delivery
from bothways_web.people.changes import record
from bothways_web.people.models import User
from bothways_web.people.units import today

_signer = signing.Signer(salt="bothways.no-more", sep=".")


def token_of_contact(contact: uuid.UUID) -> str:
    """Return what stands in the link by which somebody asks for no more mail."""
    return _signer.sign(base64.urlsafe_b64encode(contact.bytes).rstrip(b"=").decode())


def contact_of(token: str) -> Contact | None:
    """Return whose link it is; ``None`` where it is mangled, made up, or the contact was deleted."""
    try:
        key = uuid.UUID(bytes=base64.urlsafe_b64decode(_signer.unsign(token) + "=="))
    except (signing.BadSignature, binascii.Error, ValueError):
        return None
    return Contact.objects.filter(pk=key).first()


def no_more_link(contact: Contact) -> str:
    """Return the whole address under which somebody asks for no more mail."""
    return settings.BASE_URL + reverse("no_more", args=[token_of_contact(contact.pk)])


@transaction.atomic
def leave_alone(contact: Contact, *, by: User | None = None) -> bool:
    """Ask and write nothing to somebody from now on, under whatever number the address is known.

    Returns
    -------
    bool
        Whether this call did it.
    """
    same = Q(pk=contact.pk)
    if contact.email:
        same |= Q(email__iexact=contact.email)
    found = list(Contact.objects.select_for_update().filter(same, stopped_on=None))
    if not found:
        return False
    Contact.objects.filter(pk__in=[one.pk for one in found]).update(stopped_on=today())
    Ask.objects.filter(contact__in=found, state=Ask.State.WAITING).update(state=Ask.State.DROPPED)
    Delivery.objects.filter(invitation__contact__in=found, state=Delivery.State.WAITING).update(
        state=Delivery.State.GIVEN_UP
    )
    if by is not None:
        record(by, "left contact alone", contact)
    return True


@transaction.atomic
def ask_again(contact: Contact, *, by: User) -> None:
    """Let somebody be asked again who wished so, under whatever number the address is known."""
    same = Q(pk=contact.pk)
    if contact.email:
        same |= Q(email__iexact=contact.email)
    if Contact.objects.filter(same).exclude(stopped_on=None).update(stopped_on=None):
        record(by, "let contact be asked again", contact)


def wants_no_mail(email: str) -> bool:
    """Return whether whoever has an address asked to be left alone, under any number."""
    return bool(email) and Contact.objects.filter(email__iexact=email).exclude(stopped_on=None).exists()
