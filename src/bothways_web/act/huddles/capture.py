"""What a team agrees in the room: who does what by when, notes, and that it has looked at what customers say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.models import Huddle, WorkEvent, WorkItem
from bothways_web.act.work.items import log_name, make_item
from bothways_web.people.changes import record
from bothways_web.people.models import Person, User
from bothways_web.people.units import today


@dataclass(frozen=True)
class Action:
    """Who does what by when; nobody: it waits in the pool."""

    title: str
    owner: Person | None = None
    due_on: dt.date | None = None
    effort: Decimal = Decimal(1)


@transaction.atomic
def add_action(huddle: Huddle, action: Action, *, by: User) -> tuple[WorkItem, bool]:
    """Write down an action; return it, and whether it was written now: the same words twice are one action.

    Raises
    ------
    InputError
        Where the huddle is closed.
    """
    locked = locked_open(huddle)
    there = locked.work.filter(title__iexact=action.title).first()
    if there:
        return there, False
    made = make_item(locked.unit, by=by, huddle=locked, **vars(action))
    return made, True


@transaction.atomic
def change_action(huddle: Huddle, number: int, action: Action, *, seen: int, by: User) -> WorkItem:
    """Change an action while the huddle is open.

    Raises
    ------
    InputError
        Where the huddle is closed, the action is gone or done, or somebody else has changed it since it was ``seen``.
    """
    item = _own_item(locked_open(huddle), number)
    if item.version != seen:
        raise InputError(
            _("Somebody else has changed this meanwhile."), remedy=_("Look at it, then save yours again.")
        )
    before = item.owner
    for name, value in vars(action).items():
        setattr(item, name, value)
    if before != action.owner:  # put back by the team: it does not count as handed back by whoever had it
        item.state = WorkItem.State.TAKEN if action.owner else WorkItem.State.POOL
        item.since = today()
        kind = WorkEvent.Kind.TAKEN if action.owner else WorkEvent.Kind.HANDED_BACK
        WorkEvent.objects.create(item=item, kind=kind, person=action.owner, day=item.since)
    item.version += 1
    item.save()
    record(by, "changed work", log_name(item), unit=huddle.unit.code)
    return item


@transaction.atomic
def remove_action(huddle: Huddle, number: int, *, by: User) -> bool:
    """Take out an action while the huddle is open; return whether it was there."""
    locked = locked_open(huddle)
    if not locked.work.filter(pk=number).exists():
        return False
    item = _own_item(locked, number)
    record(by, "took out work", log_name(item), unit=huddle.unit.code)
    item.delete()
    return True


@transaction.atomic
def mark_reviewed(huddle: Huddle, reviewed: bool, *, by: User) -> None:
    """Say whether the team has looked at what customers say."""
    locked = locked_open(huddle)
    if locked.reviewed_feedback != reviewed:
        locked.reviewed_feedback = reviewed
        locked.save(update_fields=["reviewed_feedback"])
        verb = "looked at what customers say" if reviewed else "took back having looked at what customers say"
        record(by, verb, locked, unit=locked.unit.code)


@transaction.atomic
def save_notes(huddle: Huddle, notes: str, *, seen: int, by: User) -> None:
    """Keep notes for the unit.

    Raises
    ------
    InputError
        Where the huddle is closed, or somebody else has written notes since ``seen``.
    """
    locked = locked_open(huddle)
    if locked.notes == notes:
        return
    if locked.version != seen:
        raise InputError(
            _("Somebody else has written notes meanwhile."),
            remedy=_("Theirs stand below yours. Put both together, then save again."),
        )
    locked.notes = notes
    locked.version += 1
    locked.save(update_fields=["notes", "version"])
    record(by, "wrote notes of huddle", locked, unit=locked.unit.code)


def locked_open(huddle: Huddle) -> Huddle:
    """Return a huddle that is open, locked; inside a transaction."""
    locked = Huddle.objects.select_for_update(of=("self",)).select_related("unit").get(pk=huddle.pk)
    if locked.state != Huddle.State.OPEN:
        raise InputError(_("This huddle is closed."), remedy=_("Write it down in the next one."))
    return locked


def _own_item(huddle: Huddle, number: int) -> WorkItem:
    item = WorkItem.objects.select_for_update(of=("self",)).filter(pk=number, huddle=huddle).first()
    if item is None:
        raise InputError(
            _("This was taken out meanwhile."), remedy=_("Write it down anew if it still holds.")
        )
    if not item.is_open:
        raise InputError(_("This is done or dropped already."), remedy=_("Write down what is left of it."))
    return item
