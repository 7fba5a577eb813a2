"""Writing plans down, changing and deleting them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.models import Plan
from bothways_web.act.plans.because import Reason
from bothways_web.act.plans.changing import differences, locked_plan, note_changes, written_down
from bothways_web.act.plans.degree import suggest_degree
from bothways_web.act.plans.degree_words import stored
from bothways_web.act.plans.reach import exists_today, owners_for
from bothways_web.act.plans.signs import signs_of_team
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import Person, Unit, User
from bothways_web.people.units import today
from bothways_web.people.working_days import days_of_work, working_day_after

#: What a form of a plan gives; a change of these is kept in the history once the plan has started.
WORDS = ("title", "text", "because_text", "stop_if", "commitment")
DATES = ("starts_on", "review_on")
#: No plan starts further away than this, or is looked back on later.
MOST_AWAY, MOST_LONG = dt.timedelta(days=366), dt.timedelta(days=3 * 366)
#: Working days until a plan is looked back on, where nobody says otherwise.
USUAL_LENGTH = {"small": 30, "medium": 60, "large": 120, "": 30}


def make_plan(unit: Unit, given: dict[str, Any], reason: Reason, *, by: User) -> Plan:
    """Write a plan down as a draft; the same form sent twice makes one.

    Parameters
    ----------
    unit : Unit
    given : dict
        ``WORDS``, ``DATES`` and ``owner``, a person or ``None``.
    reason : Reason
        What it comes from.
    by : User
        Who leads the unit; the commitment is signed with this account.

    Raises
    ------
    InputError
        Where the unit does not exist any more, days are the wrong way round, or the owner has left.
    """
    _check(unit.code, given, None)
    with transaction.atomic():
        one_at_a_time()
        asked = {name: given[name] for name in (*WORDS, *DATES, "owner")}
        twice = Plan.objects.filter(unit=unit, made_by=by, made_on=today(), state=Plan.State.DRAFT, **asked)
        if found := twice.filter(because=reason.because, practice=reason.practice_id).first():
            return found
        made = Plan(unit=unit, made_by=by, made_on=today(), **asked)
        reason.put_into(made)
        suggestion = suggest_degree(signs_of_team(unit.code, made.domain))
        made.suggested_degree, made.degree_reasons = suggestion.degree, stored(suggestion)
        made.degree = suggestion.degree
        _sign(made, by)
        made.save()
        reason.tie(made)
        record(by, "wrote plan", made.pk, unit=unit.code)
    return made


def change_plan(plan: Plan, given: dict[str, Any], *, version: int, by: User) -> None:
    """Change the words, the owner and the review of a plan; once it has started, its history keeps what was there.

    The start is part of a locked expectation: :func:`~bothways_web.act.plans.expecting.change_expectation`.

    Raises
    ------
    InputError
        As :func:`make_plan`, and where the plan has ended or somebody else has changed it.
    """
    with transaction.atomic():
        locked = locked_plan(plan, version)
        if locked.state not in (Plan.State.DRAFT, Plan.State.STARTED):
            raise InputError(_("This plan has ended."), remedy=_("Undo that first, or make a new plan."))
        if locked.locked_at is not None:
            given = given | {"starts_on": locked.starts_on}
        changes = differences(locked, {name: given[name] for name in (*WORDS, *DATES, "owner")})
        _check(locked.unit.code, given, locked)
        if not changes:
            return
        for name in changes:
            setattr(locked, name, given[name])
        if "commitment" in changes:
            _sign(locked, by)
        written_down(locked, [*changes, "committed_by", "committed_on"])
        if locked.state == Plan.State.STARTED:
            told = {name: pair if name != "owner" else ("", "") for name, pair in changes.items()}
            note_changes(locked, told, by=by)
        record(by, "changed plan", locked.pk, fields=sorted(changes))


def delete_draft(plan: Plan, *, by: User) -> None:
    """Delete a plan that was never started; its tasks stay with the unit.

    Raises
    ------
    InputError
        Where it was started: then it stays, whatever becomes of it.
    """
    with transaction.atomic():
        locked = locked_plan(plan)
        if locked.state != Plan.State.DRAFT:
            raise InputError(_("This plan was started, so it stays."), remedy=_("End it instead."))
        record(by, "deleted plan", locked.pk, unit=locked.unit.code)
        locked.delete()


def usual_dates(degree: str = "") -> dict[str, dt.date]:
    """Return the start and the review that a form proposes: working days of the organisation."""
    start = working_day(today())
    return {"starts_on": start, "review_on": after_working_days(start, USUAL_LENGTH.get(degree, 30))}


def working_day(day: dt.date) -> dt.date:
    """Return a day if it is a working day of the organisation, else the next one."""
    return after_working_days(day - dt.timedelta(days=1), 1)


def after_working_days(day: dt.date, count: int) -> dt.date:
    """Return the working day of the organisation that is so many after a day."""
    return working_day_after(day, count, *days_of_work())


def _check(unit: str, given: dict[str, Any], before: Plan | None) -> None:
    start, review, owner = given["starts_on"], given["review_on"], given["owner"]
    if before is None and not exists_today(unit):
        raise InputError(_("This team no longer exists."), remedy=_("Make the plan in another team."))
    if review < start:
        raise InputError(_("The review is before the start."), remedy=_("Choose a later day for the review."))
    if (before is None or before.review_on != review) and review <= today():
        raise InputError(
            _("The review is not in the future."), remedy=_("Choose a later day for the review.")
        )
    moved = before is None or before.starts_on != start
    if moved and abs(start - today()) > MOST_AWAY:
        raise InputError(_("The start is more than a year away."), remedy=_("Choose a day within a year."))
    if review - start > MOST_LONG:
        raise InputError(
            _("The review is more than three years after the start."), remedy=_("Choose an earlier day.")
        )
    if owner is not None and (before is None or before.owner != owner) and not _can_own(unit, owner):
        raise InputError(
            _("The owner does not work in this team and does not lead it."),
            remedy=_("Choose somebody of the list."),
        )


def _can_own(unit: str, owner: Person) -> bool:
    return owners_for(unit).filter(pk=owner.pk).exists()


def _sign(plan: Plan, by: User) -> None:
    plan.committed_by = by if plan.commitment else None
    plan.committed_on = today() if plan.commitment else None
