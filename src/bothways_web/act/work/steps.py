"""The steps of a piece of work: it is proposed, taken, handed back, done, dropped, and open again.

Each says which version of the piece was seen: where somebody else was faster, nothing is changed and it is said so. A
step that was taken already, because a form was sent twice, is taken once.
"""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bothways.errors import InputError
from bothways_web.act.models import WorkEvent, WorkItem
from bothways_web.act.reminders import remind
from bothways_web.act.work.items import log_name
from bothways_web.people.changes import record
from bothways_web.people.models import Person, User
from bothways_web.people.units import today

State, Kind = WorkItem.State, WorkEvent.Kind
_OPEN = (State.POOL, State.PROPOSED, State.TAKEN)


@transaction.atomic
def propose(item: WorkItem, person: Person, *, seen: int, by: User | None) -> None:
    """Offer a piece that waits to somebody, who is not obliged; a neutral mail tells them that something waits."""
    found = locked(item)
    if _is(found, State.PROPOSED, person):
        return
    _check(found, seen, State.POOL)
    move(found, State.PROPOSED, person, Kind.PROPOSED, "proposed work", by=by)
    if person.user is not None and person.user != by:
        remind(person.user)


@transaction.atomic
def take(item: WorkItem, person: Person, *, seen: int, by: User) -> None:
    """Take a piece that waits, or that is proposed to this person.

    Raises
    ------
    InputError
        Where somebody else has taken it, or it is not there to be taken.
    """
    found = locked(item)
    if _is(found, State.TAKEN, person):
        return
    if found.state == State.TAKEN:
        raise InputError(_("Somebody else has taken it meanwhile."), remedy=_("Look for another piece."))
    if found.state == State.PROPOSED and found.owner_id != person.pk:
        raise InputError(
            _("It is proposed to somebody else, who has not answered yet."),
            remedy=_("Look again in a few days."),
        )
    _check(found, seen, State.POOL, State.PROPOSED)
    move(found, State.TAKEN, person, Kind.TAKEN, "took work", by=by)


@transaction.atomic
def hand_back(item: WorkItem, person: Person, *, seen: int, by: User) -> None:
    """Give a piece that is proposed to somebody, or that they have taken, back to the pool; no reason is asked."""
    found = locked(item)
    last = found.events.last()
    if found.state == State.POOL and last and (last.kind, last.person_id) == (Kind.HANDED_BACK, person.pk):
        return
    if found.owner_id != person.pk:
        raise InputError(_("It is not yours any more."), remedy=_("Look at the board."))
    _check(found, seen, State.PROPOSED, State.TAKEN)
    move(found, State.POOL, person, Kind.HANDED_BACK, "handed work back", by=by)


@transaction.atomic
def put_back(item: WorkItem, *, seen: int, by: User) -> None:
    """Take an offer back, or free somebody of a piece; it does not count as handed back by them."""
    found = locked(item)
    last = found.events.last()
    if found.state == State.POOL and last and (last.kind, last.person_id) == (Kind.HANDED_BACK, None):
        return
    _check(found, seen, State.PROPOSED, State.TAKEN)
    move(found, State.POOL, None, Kind.HANDED_BACK, "put work back", by=by)


@transaction.atomic
def finish(item: WorkItem, *, took: Decimal | None = None, seen: int, by: User) -> None:
    """Say that a piece is done, and, where known, how many hours it took."""
    found = locked(item)
    if found.state == State.DONE:
        return
    _check(found, seen, State.TAKEN)
    found.took = took
    move(found, State.DONE, found.owner, Kind.DONE, "finished work", by=by)


@transaction.atomic
def drop(item: WorkItem, reason: str, *, seen: int, by: User) -> None:
    """Say that a piece will not be done, and why; the reason is kept with its text."""
    found = locked(item)
    if found.state == State.DROPPED:
        return
    _check(found, seen, *_OPEN)
    words = _("Not done, %(day)s: %(reason)s") % {
        "day": date_format(today(), pgettext("date format", "j F Y")), "reason": reason
    }  # fmt: skip
    found.text = f"{found.text}\n\n{words}".strip()
    move(found, State.DROPPED, None, Kind.DROPPED, "dropped work", by=by)


@transaction.atomic
def reopen(item: WorkItem, *, seen: int, by: User) -> None:
    """Open what was done or dropped again: who had done it has it again, else it waits."""
    found = locked(item)
    last = found.events.last()
    if found.is_open and last and last.kind == Kind.REOPENED:
        return
    _check(found, seen, State.DONE, State.DROPPED)
    owner = found.owner if found.state == State.DONE else None
    found.took = None
    move(found, State.TAKEN if owner else State.POOL, owner, Kind.REOPENED, "reopened work", by=by)


def locked(item: WorkItem) -> WorkItem:
    """Return a piece as it is now, locked until the transaction ends."""
    found = WorkItem.objects.select_for_update().filter(pk=item.pk).first()
    if found is None:
        raise InputError(_("This piece of work is gone."), remedy=_("Look at the board."))
    return found


def check_seen(found: WorkItem, seen: int) -> None:
    """Refuse to change what somebody else has changed since it was looked at."""
    if found.version != seen:
        raise InputError(
            _("Somebody else has changed this piece of work meanwhile, so nothing of yours was stored."),
            remedy=_("Look at it again."),
        )


def move(
    found: WorkItem, state: str, person: Person | None, kind: str, verb: str, *, by: User | None
) -> None:
    """Lay a locked piece somewhere else, and write down that it happened; in the pool it is nobody's."""
    found.state, found.since = state, today()
    found.owner = None if state == State.POOL else person
    found.version += 1
    found.save(update_fields=["state", "owner", "since", "took", "text", "version"])
    WorkEvent.objects.create(item=found, kind=kind, person=person, day=found.since)
    record(by, verb, log_name(found), unit=found.unit.code)


def _is(found: WorkItem, state: str, person: Person) -> bool:
    return found.state == state and found.owner_id == person.pk


def _check(found: WorkItem, seen: int, *states: str) -> None:
    check_seen(found, seen)
    if found.state not in states:
        raise InputError(
            _("This is not possible: the piece is “%(state)s”.") % {"state": found.get_state_display()},
            remedy=_("Look at it again."),
        )
