"""What the owner does about a case: a note, a talk, the next step, waiting for the customer."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.cases.locking import changed, done_already, locked_case
from bothways_web.act.models import Case, CaseStep
from bothways_web.people.changes import record
from bothways_web.people.models import User
from bothways_web.people.units import today

Kind = CaseStep.Kind
#: What can be written down by hand, and what the change log says of it.
WRITTEN = {Kind.TALK: "noted talk about case", Kind.NOTE: "wrote note on case"}


def write_down(case: Case, kind: str, text: str, *, seen: int, by: User) -> None:
    """Write down a talk with the customer or a note, once a form. A talk is the first that the customer hears.

    Raises
    ------
    InputError
        Where there is no such kind, or somebody else has changed the case since ``seen``.
    """
    if kind not in WRITTEN:
        raise InputError(_("Choose what it was: a talk or a note."), remedy=_("Choose one of both."))
    with transaction.atomic():
        if done_already(case, kind, text, by):
            return
        locked = locked_case(case, seen)
        CaseStep.objects.create(case=locked, kind=kind, day=today(), text=text, by=by)
        if kind == Kind.TALK and locked.first_reply_on is None:
            locked.first_reply_on = today()
        changed(locked, "first_reply_on")
        record(by, WRITTEN[Kind(kind)], locked)


def plan_next(case: Case, step: str, on: dt.date | None, *, waits: bool, seen: int, by: User) -> None:
    """Say what comes next and when, and whether the customer is waited for.

    Raises
    ------
    InputError
        Where the day lies in the past, or somebody else has changed the case since ``seen``.
    """
    if on is not None and on < today():
        raise InputError(_("This day is in the past."), remedy=_("Choose today or a later day."))
    state = Case.State.WAITING if waits else Case.State.OPEN
    with transaction.atomic():
        locked = locked_case(case, seen)
        if (locked.next_step, locked.next_on, locked.state) == (step, on, state):
            return
        if locked.state != state:
            CaseStep.objects.create(case=locked, kind=Kind.STATE, day=today(), text=state, by=by)
        locked.next_step, locked.next_on, locked.state = step, on, state
        changed(locked, "next_step", "next_on", "state")
        record(by, "changed case", locked)
