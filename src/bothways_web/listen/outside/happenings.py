"""Something happened to a customer or a candidate: what a program or a person tells, and what becomes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.listen.asks import Noted, note_contact
from bothways_web.listen.models import Ask, Contact, Pulse
from bothways_web.listen.outside.left_alone import wants_no_mail
from bothways_web.listen.outside.words import (
    LONGEST,
    is_email,
    language_meant,
    wrong_email,
    wrong_language,
    wrong_text,
    wrong_unit,
)
from bothways_web.listen.tokens import link_of
from bothways_web.people.units import below, today, tree_on


@dataclass(frozen=True)
class Happening:
    """What is told: to whom it happened, where, when, and what (blank: the survey's own word for it)."""

    key: str
    unit: str
    happened_on: dt.date
    touchpoint: str = ""
    email: str = ""
    language: str = ""


class Outcome(StrEnum):
    """What became of it; never whether somebody answered."""

    ASKED = "asked"
    WAITING = "waiting"
    RESTING = "resting"
    STOPPED = "stopped"
    TOO_OLD = "too old"


_NOT_ASKED = {
    Noted.RESTING: Outcome.RESTING,
    Noted.STOPPED: Outcome.STOPPED,
    Noted.TOO_OLD: Outcome.TOO_OLD,
}


@dataclass(frozen=True)
class Answered:
    """The outcome, and the ask that was made."""

    outcome: Outcome
    ask: Ask | None = None

    @property
    def link(self) -> str:
        """The link to hand on, where somebody is to be asked today and has no address; else blank."""
        invitation = self.ask.invitation if self.ask else None
        return link_of(invitation.pk) if invitation and not invitation.address else ""


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one of several happenings: its place, the field, and a sentence."""

    place: int
    field: str
    what: str


def refuse_unfit(pulse: Pulse) -> None:
    """Refuse a survey that asks nobody of what happened."""
    if pulse.side == Pulse.Side.EMPLOYEES:
        raise InputError(
            _("This survey asks employees."), remedy=_("Choose one that asks customers or candidates.")
        )
    if not pulse.is_standing:
        raise InputError(
            _("This survey asks everybody at once, by the calendar."),
            remedy=_("Choose one that asks each person after a contact or an interview."),
        )
    if pulse.state != Pulse.State.RUNNING:
        raise InputError(
            _("This survey does not run now."), remedy=_("Launch it, or go on with it, on its page.")
        )


def check_happenings(pulse: Pulse, told: Sequence[Happening]) -> list[Wrong]:
    """Return what is wrong, in order."""
    day = today()
    units = below(tree_on(day), pulse.audience.code)
    return [
        Wrong(place, field, what) for place, one in enumerate(told) for field, what in _wrong(one, units, day)
    ]


def _wrong(one: Happening, units: frozenset[str], day: dt.date) -> Iterator[tuple[str, str]]:
    """Yield each field that is wrong, with what."""
    if not one.key:
        yield "key", _("Say who it is: the number or code by which your system knows this person.")
    for field, text in (("key", one.key), ("unit", one.unit), ("touchpoint", one.touchpoint)):
        if what := wrong_text(text, LONGEST[field]):
            yield field, what
    if one.email and (len(one.email) > LONGEST["email"] or not is_email(one.email)):
        yield "email", wrong_email()
    if language_meant(one.language) is None:
        yield "language", wrong_language()
    if one.unit not in units:
        yield "unit", wrong_unit(one.unit)
    if one.happened_on > day:
        yield "happened_on", _("This day is in the future. Tell it once it has happened.")


def note_happenings(
    pulse: Pulse, told: Sequence[Happening], *, keeps_address: bool = False
) -> list[Answered]:
    """Note what happened to some people, in one transaction: all of it or nothing.

    With ``keeps_address`` an address that is known stays: whoever tells has no part in contacts.

    Raises
    ------
    InputError
        Where the survey asks nobody of it, or something is wrong; programs look at both before.
    """
    refuse_unfit(pulse)
    for wrong in check_happenings(pulse, told):
        raise InputError(wrong.what, remedy=_("Correct it; nothing was stored."))
    with transaction.atomic():
        # By their numbers, so that two calls at once hold the same people in the same order and none waits for ever.
        order = sorted(range(len(told)), key=lambda place: told[place].key)
        made = {place: _note(pulse, told[place], keeps_address=keeps_address) for place in order}
    return [made[place] for place in range(len(told))]


def _note(pulse: Pulse, one: Happening, *, keeps_address: bool) -> Answered:
    contact = contact_for(pulse, one, keeps_address=keeps_address)
    noted, ask = note_contact(
        pulse, contact, unit=one.unit, happened_on=one.happened_on, touchpoint=one.touchpoint
    )
    if ask is None:
        return Answered(_NOT_ASKED[noted])
    return Answered(Outcome.ASKED if ask.invitation else Outcome.WAITING, ask)


def contact_for(pulse: Pulse, one: Happening, *, keeps_address: bool = False) -> Contact:
    """Return the contact, made or brought up to date: what is left blank says nothing."""
    given = {"email": one.email, "language": language_meant(one.language) or ""}
    contact, made = Contact.objects.get_or_create(
        side=pulse.side,
        key=one.key,
        defaults={**given, "stopped_on": today() if wants_no_mail(one.email) else None},
    )
    if keeps_address and contact.email:
        given["email"] = ""
    changed = [name for name, text in given.items() if text and getattr(contact, name) != text]
    if not made and changed:
        for name in changed:
            setattr(contact, name, given[name])
        if "email" in changed and contact.stopped_on is None and wants_no_mail(contact.email):
            contact.stopped_on = today()
            changed.append("stopped_on")
        contact.save(update_fields=changed)
    return contact
