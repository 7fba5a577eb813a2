"""The list of customers and candidates who can be asked: finding, adding, changing, deleting; no answers in it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.listen.hooks import ON_CONTACT_GONE
from bothways_web.listen.models import Contact
from bothways_web.listen.outside.left_alone import wants_no_mail
from bothways_web.people.access import Right, Viewer
from bothways_web.people.changes import record
from bothways_web.people.models import User
from bothways_web.people.units import below, current_tree, today


def sides_of(viewer: Viewer) -> tuple[str, ...]:
    """Return whose contacts somebody looks after: CX leads those of customers, people leads those of candidates."""
    held = {
        Contact.Side.CUSTOMERS.value: viewer.may(Right.ROUNDS, "customers"),
        Contact.Side.CANDIDATES.value: viewer.may(Right.ROUNDS, "employees"),
    }
    return tuple(side for side, there in held.items() if there)


def find_contacts(side: str, *, text: str = "", unit: str = "", stopped: bool = False) -> QuerySet[Contact]:
    """Return contacts by a part of their number or address, short numbers first: 2 before 10."""
    found = Contact.objects.filter(side=side)
    if text:
        found = found.filter(Q(key__icontains=text) | Q(email__icontains=text))
    if unit:
        found = found.filter(unit__in=below(current_tree(), unit))
    if stopped:
        found = found.exclude(stopped_on=None)
    return found.order_by(Length("key"), "key")


@transaction.atomic
def save_contact(contact: Contact, given: Mapping[str, str], *, by: User) -> Contact:
    """Write a contact, new or known; whoever asked under another number to be left alone stays so.

    Raises
    ------
    InputError
        Where another contact has the number.
    """
    new = contact._state.adding
    changed = [name for name, text in given.items() if new or getattr(contact, name) != text]
    for name in changed:
        setattr(contact, name, given[name])
    if contact.stopped_on is None and "email" in changed and wants_no_mail(contact.email):
        contact.stopped_on = today()
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError as error:
        raise InputError(
            _("There is another contact with this number."),
            remedy=_("Change that one, or write another number."),
        ) from error
    if changed:
        record(by, "added contact" if new else "changed contact", contact, fields=[] if new else changed)
    return contact


@transaction.atomic
def delete_contact(contact: Contact, *, by: User) -> None:
    """Delete a contact; what was answered stays, without a way back to the contact."""
    record(by, "deleted contact", contact)
    for hook in ON_CONTACT_GONE:
        hook(contact)
    contact.delete()
