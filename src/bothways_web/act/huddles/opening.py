"""Opening a huddle: at most one of a unit is open, and who comes second joins it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.huddles.agenda import fill_agenda
from bothways_web.act.huddles.reading import open_huddle_of
from bothways_web.act.models import Huddle, HuddleRhythm
from bothways_web.link.team_places import find_place
from bothways_web.people.changes import record
from bothways_web.people.models import Unit, User
from bothways_web.people.units import today

#: So long it takes where no rhythm says otherwise.
MINUTES = 15


@dataclass(frozen=True)
class Opened:
    """A huddle that is open, and whether somebody else had opened it before."""

    huddle: Huddle
    joined: bool


def open_huddle(unit: Unit, *, by: User) -> Opened:
    """Open a huddle of a unit and fill its agenda, or join the one that is open.

    Raises
    ------
    InputError
        Where the unit has ended.
    """
    place = find_place(unit.code)
    if place is None or not place.today:
        raise InputError(
            _("This team no longer exists."), remedy=_("Open the huddle of the team that took its place.")
        )
    there = open_huddle_of(unit.code)
    if there:
        return Opened(there, joined=True)
    agenda = fill_agenda(unit.code)
    try:
        return _open(unit, agenda, by)
    except IntegrityError:  # somebody else opened it at this very moment
        return Opened(Huddle.objects.get(unit=unit, state=Huddle.State.OPEN), joined=True)


@transaction.atomic
def _open(unit: Unit, agenda: dict[str, object], by: User) -> Opened:
    Unit.objects.select_for_update().get(pk=unit.pk)
    there = open_huddle_of(unit.code)
    if there:
        return Opened(there, joined=True)
    rhythm = HuddleRhythm.objects.filter(unit=unit).first()
    made = Huddle.objects.create(
        unit=unit, day=today(), opened_at=timezone.now(), minutes=rhythm.minutes if rhythm else MINUTES,
        agenda=agenda, opened_by=by,
    )  # fmt: skip
    record(by, "opened huddle", made, unit=unit.code)
    return Opened(made, joined=False)
