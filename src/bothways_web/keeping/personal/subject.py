"""Whom it is about: a person of the records, an account, a customer or candidate; each with what belongs together."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.listen.models import Contact
from bothways_web.people.models import Person, User


@dataclass(frozen=True)
class Subject:
    """One human being, as this site knows them.

    Attributes
    ----------
    person, user, contact : or None
        The record, the account, the contact; at least one.
    """

    person: Person | None = None
    user: User | None = None
    contact: Contact | None = None

    @property
    def kind(self) -> str:
        """Whether somebody works here, or is asked from outside."""
        return "contact" if self.contact else "employee"

    @property
    def addresses(self) -> tuple[str, ...]:
        """E-mail addresses, in small letters."""
        known = [one.email.lower() for one in (self.person, self.user, self.contact) if one and one.email]
        return tuple(dict.fromkeys(known))

    @property
    def names(self) -> tuple[str, ...]:
        """Names by which people call them."""
        known = [one.name.strip() for one in (self.person, self.user) if one and one.name.strip()]
        return tuple(dict.fromkeys(known))

    @property
    def codes(self) -> tuple[str, ...]:
        """The code of the personnel record, the number of the contact."""
        known = [self.person.code if self.person else "", self.contact.key if self.contact else ""]
        return tuple(code for code in known if code)

    @property
    def respondent(self) -> uuid.UUID | None:
        """Key by which answers of confidential rounds name somebody."""
        one = self.person or self.contact
        return one.pk if one else None

    def key_of(self, model: Any) -> Any:
        """Return the key of this subject in the table of people, accounts or contacts."""
        own: dict[Any, Any] = {Person: self.person, User: self.user, Contact: self.contact}
        found = own.get(model)
        return found.pk if found else None


def subject_of_user(user: User) -> Subject:
    """Return whoever has an account, with the record that belongs to it."""
    found = User.objects.select_related("person").get(pk=user.pk)  # a request gives but a lazy stand-in
    return Subject(person=getattr(found, "person", None), user=found)


def subject_of_person(person: Person) -> Subject:
    """Return whoever has a record, with the account that belongs to it."""
    return Subject(person=person, user=person.user)


def find_subject(text: str) -> Subject:
    """Return who has a code or an address; exactly as written, so that nobody is met by chance.

    Raises
    ------
    InputError
        Where nobody has it, or several have.
    """
    wanted = text.strip()
    if not wanted:
        raise InputError(_("Nobody is named."), remedy=_("Write the code or the e-mail address."))
    people = list(Person.objects.filter(Q(code=wanted) | Q(email__iexact=wanted))[:2])
    users = User.objects.filter(email__iexact=wanted).exclude(
        pk__in=[one.user_id for one in people if one.user_id]
    )
    contacts = Contact.objects.filter(Q(key=wanted) | Q(email__iexact=wanted))
    found = [
        *map(subject_of_person, people),
        *map(subject_of_user, users[:2]),
        *(Subject(contact=one) for one in contacts[:2]),
    ]
    if len(found) != 1:
        raise InputError(
            _("Several have this code or address.") if found else _("Nobody has this code or address."),
            remedy=_("Write it exactly as in the records."),
        )
    return found[0]
