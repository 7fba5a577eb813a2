"""Giving thanks, taking thanks down and bringing them back.

Who thanks whom goes to no log: a log could be counted. What a lead takes down, and brings back, does.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.celebrations.finding import unit_of
from bothways_web.act.celebrations.reading import moderates
from bothways_web.act.models import Celebration
from bothways_web.listen.outside.notes import mask_note
from bothways_web.listen.problems.private_codes import number_from
from bothways_web.people.access import Viewer
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import Person, Unit, User
from bothways_web.people.units import today

#: So many one person may give on one day.
MOST_A_DAY = 10
LONGEST = 600


@dataclass(frozen=True)
class Given:
    """What somebody thanks for: the text, a person or a team, and whether their team alone reads it."""

    text: str
    person: Person | None = None
    team: Unit | None = None
    team_alone: bool = False


def give_thanks(given: Given, key: bytes, *, by: User) -> Celebration:
    """Thank somebody, once a form; names, addresses and long numbers are taken out of the text.

    Raises
    ------
    InputError
        Where somebody thanks themselves, nobody, or more often than a day allows.
    """
    if (given.person is None) == (given.team is None):
        raise InputError(_("Nobody is thanked."), remedy=_("Name a person or choose a team."))
    if given.person is not None and given.person.user_id == by.pk:
        raise InputError(_("This is yourself."), remedy=_("Name somebody else, or choose a team."))
    number = number_from(key, "thanks")
    if there := Celebration.objects.filter(pk=number, by=by).first():
        return there
    only_in = (given.team or (unit_of(given.person) if given.person else None)) if given.team_alone else None
    if given.team_alone and only_in is None:
        raise InputError(_("This person is in no team today."), remedy=_("Let everybody read it."))
    with transaction.atomic():
        one_at_a_time()
        if Celebration.objects.filter(by=by, day=today()).count() >= MOST_A_DAY:
            raise InputError(_("These are enough for one day."), remedy=_("Write this one tomorrow."))
        try:
            with transaction.atomic():
                return Celebration.objects.create(
                    pk=number, text=mask_note(given.text), person=given.person, team=given.team, only_in=only_in,
                    by=by, day=today(),
                )  # fmt: skip
        except IntegrityError:  # the same form, sent twice at once
            return Celebration.objects.get(pk=number)


def may_take_down(viewer: Viewer, one: Celebration) -> str:
    """Return as whom a viewer may take a celebration down; blank where they may not."""
    if viewer.user_id is None:
        return ""
    if one.by_id == viewer.user_id:
        return Celebration.TakenDown.SENDER
    if one.person is not None and one.person.user_id == viewer.user_id:
        return Celebration.TakenDown.RECEIVER
    return Celebration.TakenDown.LEAD if moderates(viewer) else ""


def take_down(one: Celebration, viewer: Viewer, *, reason: str = "", by: User) -> None:
    """Take a celebration down: whoever wrote it or is thanked without a reason, a lead with one.

    Raises
    ------
    InputError
        Where the viewer may not, or a lead gives no reason.
    """
    role = may_take_down(viewer, one)
    if not role:
        raise InputError(_("You cannot take this down."), remedy=_("Ask whoever leads people."))
    why = " ".join(reason.split()) if role == Celebration.TakenDown.LEAD else ""
    if role == Celebration.TakenDown.LEAD and not why:
        raise InputError(
            _("A reason is missing."), remedy=_("Write a word of reason; whoever wrote it reads it.")
        )
    with transaction.atomic():
        locked = Celebration.objects.select_for_update().get(pk=one.pk)
        if locked.taken_down:
            return
        locked.taken_down, locked.reason = role, why[:200]
        locked.save(update_fields=["taken_down", "reason"])
        if role == Celebration.TakenDown.LEAD:
            record(by, "took down thanks", locked)


def may_bring_back(viewer: Viewer, one: Celebration) -> bool:
    """Return whether a viewer may bring a celebration back: as whom it was taken down."""
    return bool(one.taken_down) and may_take_down(viewer, one) == one.taken_down


def bring_back(one: Celebration, viewer: Viewer, *, by: User) -> None:
    """Let a celebration be read again.

    Raises
    ------
    InputError
        Where somebody else took it down.
    """
    with transaction.atomic():
        locked = Celebration.objects.select_for_update().get(pk=one.pk)
        if not locked.taken_down:
            return
        if not may_bring_back(viewer, locked):
            raise InputError(_("Somebody else took this down."), remedy=_("Ask them."))
        by_lead = locked.taken_down == Celebration.TakenDown.LEAD
        locked.taken_down, locked.reason = "", ""
        locked.save(update_fields=["taken_down", "reason"])
        if by_lead:
            record(by, "brought thanks back", locked)
