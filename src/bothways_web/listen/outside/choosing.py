"""Customers and candidates: who of them is asked, and who has had enough."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from bothways_web.listen.limit import had_enough
from bothways_web.listen.models import Ask, Contact, Invitation, Pulse
from bothways_web.people.units import below, tree_on

#: Whoever was invited was asked, however it ended: the end of an ask may tell whether somebody answered.
_NOT_DROPPED = ~Q(state=Ask.State.DROPPED) | Q(invitation__isnull=False)


def reachable(pulse: Pulse, day: dt.date) -> QuerySet[Contact]:
    """Return the contacts of a survey's units who have an address and have not asked to be left alone."""
    units = below(tree_on(day), pulse.audience.code)
    return Contact.objects.filter(side=pulse.side, stopped_on=None, unit__in=units).exclude(email="")


def choose_contacts(pulse: Pulse, day: dt.date) -> list[Contact]:
    """Return who is asked when a round opens: everybody who can be reached and has had their rest."""
    rested = day - dt.timedelta(days=pulse.rest_days)
    asked = Invitation.objects.filter(contact__isnull=False, ask=None, round__opens_at__date__gt=rested)
    waiting = Ask.objects.filter(_NOT_DROPPED, contact__isnull=False, ask_on__gt=rested)
    tired = {*asked.values_list("contact_id", flat=True), *waiting.values_list("contact_id", flat=True)}
    tired |= had_enough("contact", day)
    return [one for one in reachable(pulse, day) if one.pk not in tired]


def is_tired(contact: Contact, pulse: Pulse, day: dt.date) -> bool:
    """Return whether somebody was asked, or is about to be, within the survey's days of rest, or often enough."""
    rested = day - dt.timedelta(days=pulse.rest_days)
    waiting = contact.asks.filter(_NOT_DROPPED, ask_on__gt=rested)
    at_once = contact.invitations.filter(ask__isnull=True, round__opens_at__date__gt=rested)
    return waiting.exists() or at_once.exists() or contact.pk in had_enough("contact", day, contact=contact)
