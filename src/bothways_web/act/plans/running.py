"""A plan under way: how it goes, its tasks, how big it is, and how it ends."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.models import CheckIn, Plan, WorkItem
from bothways_web.act.plans.changing import locked_plan, note_changes, written_down
from bothways_web.act.plans.reach import ENDED, UNDER_WAY, exists_today, owners_for
from bothways_web.act.plans.writing import usual_dates
from bothways_web.act.work.items import make_item
from bothways_web.people.changes import record
from bothways_web.people.models import Person, User
from bothways_web.people.units import today

State = Plan.State
_VERBS = {State.KEPT: "kept plan", State.CHANGED: "changed plan into another", State.STOPPED: "stopped plan"}
#: Copied where a plan goes on as another one.
_KEPT = ("unit", "title", "text", "domain", "finding_run", "finding_number", "problem", "case", "practice", "owner",
         "stop_if", "suggested_degree", "degree_reasons", "degree")  # fmt: skip


def check_in(plan: Plan, how: str, text: str, *, by: User) -> CheckIn:
    """Say how a plan goes; the same words twice on one day are one check-in.

    Raises
    ------
    InputError
        Where the plan is not under way, or there is no such word.
    """
    if how not in CheckIn.How.values:
        raise InputError(_("There is no such answer."), remedy=_("Choose one from the list."))
    with transaction.atomic():
        locked = locked_plan(plan)
        if locked.state != State.STARTED:
            raise InputError(_("This plan is not under way."), remedy=_("Look at it again."))
        made, first = CheckIn.objects.get_or_create(plan=locked, day=today(), how=how, text=text, by=by)
        if first:
            record(by, "said how a plan goes", locked.pk, how=how)
    return made


def add_task(
    plan: Plan, title: str, *, by: User, owner: Person | None = None, due_on: dt.date | None = None,
    effort: Decimal = Decimal(1),
) -> WorkItem:  # fmt: skip
    """Write down a task of a plan as shared work of its unit; the same one twice on one day is one.

    Raises
    ------
    InputError
        Where the plan has ended, or whoever should do it does not work in the unit.
    """
    with transaction.atomic():
        locked = locked_plan(plan)
        if locked.state not in UNDER_WAY or not exists_today(locked.unit.code):
            raise InputError(_("This plan has ended."), remedy=_("Make a new plan."))
        if owner is not None and not owners_for(locked.unit.code).filter(pk=owner.pk).exists():
            raise InputError(
                _("Whoever does it must work in this team."), remedy=_("Choose somebody of the list.")
            )
        same = WorkItem.objects.filter(plan=locked, title=title, owner=owner, due_on=due_on, made_on=today())
        if found := same.first():
            return found
        return make_item(locked.unit, title, by=by, owner=owner, due_on=due_on, effort=effort, plan=locked)


def choose_degree(plan: Plan, degree: str, *, version: int, by: User) -> None:
    """Choose how big a change a plan is; what was suggested stays beside it.

    Raises
    ------
    InputError
    """
    if degree not in Plan.Degree.values:
        raise InputError(_("There is no such answer."), remedy=_("Choose one from the list."))
    with transaction.atomic():
        locked = locked_plan(plan, version)
        if locked.degree == degree:
            return
        before, locked.degree = locked.degree, degree
        written_down(locked, ["degree"])
        if locked.state != State.DRAFT:
            note_changes(locked, {"degree": (before, degree)}, by=by)
        record(by, "chose how big a plan is", locked.pk, degree=degree)


def end_plan(plan: Plan, how: str, learnt: str, *, version: int, by: User) -> Plan | None:
    """End a plan: kept as a habit, changed into another plan, or stopped. Whether it worked is not said here.

    Returns
    -------
    Plan or None
        The draft of the plan it goes on as, where it is changed.

    Raises
    ------
    InputError
        Where the plan is not under way, there is no such end, or somebody else has changed it.
    """
    if how not in ENDED:
        raise InputError(_("There is no such answer."), remedy=_("Choose one from the list."))
    with transaction.atomic():
        locked = locked_plan(plan, version)
        if locked.state != State.STARTED:
            raise InputError(_("This plan is not under way."), remedy=_("Look at it again."))
        if how == State.CHANGED and not exists_today(locked.unit.code):
            raise InputError(_("This team no longer exists."), remedy=_("Keep the plan or stop it."))
        locked.state, locked.ended_on, locked.learnt = State(how), today(), learnt
        written_down(locked, ["state", "ended_on", "learnt"])
        note_changes(locked, {"state": (State.STARTED.value, how)}, by=by)
        record(by, _VERBS[State(how)], locked.pk)
        return _next_of(locked, by) if how == State.CHANGED else None


def reopen_plan(plan: Plan, *, version: int, by: User) -> None:
    """Take the end of a plan back; what was learnt stays, and so does a draft it went on as.

    Raises
    ------
    InputError
    """
    with transaction.atomic():
        locked = locked_plan(plan, version)
        if locked.state not in ENDED:
            raise InputError(_("There is nothing to undo."), remedy=_("Look at the plan again."))
        before, locked.state, locked.ended_on = locked.state, State.STARTED, None
        written_down(locked, ["state", "ended_on"])
        note_changes(locked, {"state": (before, State.STARTED.value)}, by=by)
        record(by, "took plan up again", locked.pk)


def _next_of(ended: Plan, by: User) -> Plan:
    """Return a draft that begins where a plan ended."""
    copied = {name: getattr(ended, name) for name in _KEPT}
    if ended.owner is not None and not owners_for(ended.unit.code).filter(pk=ended.owner.pk).exists():
        copied["owner"] = None
    made = Plan.objects.create(
        **copied, **usual_dates(ended.degree), because=ended.because, because_text=ended.because_text, made_by=by,
        made_on=today(),
    )  # fmt: skip
    record(by, "wrote plan", made.pk, unit=ended.unit.code)
    return made
