"""Expectation first: what a plan expects is written before its result can be seen, and stays as it was written."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.models import Plan
from bothways_web.act.plans.changing import differences, locked_plan, note_changes, refuse_stale, written_down
from bothways_web.act.plans.measured import Measured, key_of, measured_in
from bothways_web.act.plans.number_words import day_in_words, listed, plain
from bothways_web.act.plans.reach import exists_today
from bothways_web.act.plans.results import Result, first_result_since
from bothways_web.act.plans.sizing import size_by_expectation
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import User
from bothways_web.people.units import today
from bothways_web.wording import period_name

#: A number without a scale is never expected to change by more than this.
LARGEST = 1e9
MOST_LONG = dt.timedelta(days=3 * 366)


@dataclass(frozen=True)
class Expectation:
    """That a number is better by at least so much, by a day; the smallest change that is worth the effort."""

    side: str
    metric: str
    expected: float
    smallest: float
    by: dt.date

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of a plan."""
        return {
            "metric_side": self.side, "metric": self.metric, "expected": self.expected, "smallest": self.smallest,
            "expected_by": self.by,
        }  # fmt: skip


def expect(plan: Plan, expectation: Expectation, *, version: int, by: User) -> None:
    """Say what a plan expects that is not locked yet.

    Raises
    ------
    InputError
        Where the number is not measured in the unit or not shown, a figure or day makes no sense, the plan has ended,
        it is locked, or somebody else has changed it.
    """
    with transaction.atomic():
        locked = locked_plan(plan, version)
        if locked.state not in (Plan.State.DRAFT, Plan.State.STARTED):
            raise InputError(_("This plan has ended."), remedy=_("Make a new plan."))
        if locked.locked_at is not None:
            raise InputError(_("The expectation is locked."), remedy=_("Change it as a locked one."))
        check(locked.unit.code, expectation, locked.starts_on)
        changes = differences(locked, expectation.fields)
        if changes:
            for name, (_before, after) in changes.items():
                setattr(locked, name, after)
            written_down(locked, [*changes, *size_by_expectation(locked, by=by)])
            record(by, "said what a plan expects", locked.pk, metric=expectation.metric)


def start_plan(plan: Plan, *, version: int, by: User, without: bool = False) -> Plan:
    """Start a plan and lock what it expects; ``without`` starts one that expects nothing.

    Raises
    ------
    InputError
        Where a result is there already that speaks of the time after the start, the day by which something is
        expected is over, nothing is expected and nobody said so, or the plan is not a draft any more.
    """
    with transaction.atomic():
        one_at_a_time()  # an import that comes at this very moment is there before or after, not in between
        locked = locked_plan(plan, version)
        if locked.state != Plan.State.DRAFT:
            raise InputError(_("This plan was started already."), remedy=_("Look at it again."))
        if not exists_today(locked.unit.code):
            raise InputError(_("This team no longer exists."), remedy=_("Make the plan in another team."))
        if not locked.metric and not without:
            raise InputError(
                _("The plan expects nothing yet."),
                remedy=_("Say what you expect, or say that the plan starts without it."),
            )
        if locked.review_on <= today():
            raise InputError(
                _("The review is not in the future."), remedy=_("Choose a later day for the review.")
            )
        if locked.metric:
            _lock(locked, by)
        locked.state = Plan.State.STARTED
        written_down(locked, ["state", "locked_at", "locked_by"])
        note_changes(locked, {"state": (Plan.State.DRAFT.value, locked.state)}, by=by)
        record(by, "started plan", locked.pk, metric=locked.metric, locked=bool(locked.metric))
    return locked


def lock_later(plan: Plan, *, version: int, by: User) -> None:
    """Lock what a plan expects that was started without; the same rules hold as at the start.

    Raises
    ------
    InputError
    """
    with transaction.atomic():
        one_at_a_time()
        locked = locked_plan(plan, version)
        if locked.state != Plan.State.STARTED or locked.locked_at is not None or not locked.metric:
            raise InputError(_("There is nothing to lock."), remedy=_("Look at the plan again."))
        _lock(locked, by)
        written_down(locked, ["locked_at", "locked_by"])
        record(by, "locked expectation", locked.pk, metric=locked.metric)


def change_expectation(
    plan: Plan, expectation: Expectation, *, starts_on: dt.date, version: int, by: User, why: str = ""
) -> None:
    """Change what a started plan expects, or its start: kept in its history, and refused once a result is there.

    A try that is refused is kept as well, in the plan's history and in the change log.

    Raises
    ------
    InputError
    """
    with transaction.atomic():
        one_at_a_time()
        locked = locked_plan(plan)
        if locked.state != Plan.State.STARTED or locked.locked_at is None:
            raise InputError(_("There is nothing locked to change."), remedy=_("Look at the plan again."))
        changes = differences(locked, expectation.fields | {"starts_on": starts_on})
        if not changes:
            return
        result = _result_of_either(locked, expectation, starts_on)
        if result is None:
            refuse_stale(locked, version)  # after the look for a result: a try from an old tab is kept too
            _change_locked(locked, expectation, starts_on, changes, by=by, why=why)
            return
        note_changes(locked, changes, by=by, refused=True, why=why)
        record(by, "tried to change expectation", locked.pk, fields=sorted(changes), period=result.period)
    raise InputError(  # outside: the try stays written down
        _("A result for %(period)s is there, so what was expected stays as it is.")
        % {"period": period_name(result.period)},
        remedy=_(
            "Your try stands in the history. To expect something else, end this plan and make a new one."
        ),
    )


def result_since_start(plan: Plan) -> Result | None:
    """Return the first result of a plan's number since its start."""
    if not plan.metric:
        return None
    return first_result_since(plan.unit.code, plan.metric_side, plan.metric, plan.starts_on)


def check(unit: str, expectation: Expectation, start: dt.date, *, kept: bool = False) -> None:
    """Refuse an expectation that makes no sense; ``kept``: its number was chosen before, and may not be shown now.

    Raises
    ------
    InputError
        Where it is not measured in the unit, not shown there, or a figure or day makes no sense.
    """
    there = measured_in(unit)
    key = key_of(expectation.side, expectation.metric)
    found = next((one for one in there if one.key == key), None)
    if found is None or not (found.can_be_expected or kept):
        raise InputError(_what_is_wrong(found), remedy=_remedy(there))
    width = LARGEST if found.low is None or found.high is None else found.high - found.low
    for value in (expectation.expected, expectation.smallest):
        if not (math.isfinite(value) and value > 0):
            raise InputError(
                _("A change is a number above 0."), remedy=_("Write by how much it will be better.")
            )
        if value > width:
            raise InputError(
                _("The change is larger than the whole scale."),
                remedy=_("Write a number up to %(most)s.") % {"most": plain(width)},
            )
    if expectation.smallest > expectation.expected:
        raise InputError(
            _("The smallest change worth the effort is larger than what you expect."),
            remedy=_("Make it smaller, or expect more."),
        )
    if expectation.by <= start or expectation.by - start > MOST_LONG:
        raise InputError(
            _("The day by which you expect it must come after the start, within three years."),
            remedy=_("Choose a day after %(day)s.") % {"day": day_in_words(start)},
        )


def _lock(locked: Plan, by: User) -> None:
    """Lock a whole expectation of whose time nothing is known yet."""
    given = Expectation(
        locked.metric_side, locked.metric, locked.expected or 0.0, locked.smallest or 0.0,
        locked.expected_by or dt.date.min,
    )  # fmt: skip
    check(locked.unit.code, given, locked.starts_on)
    if given.by <= today():
        raise InputError(
            _("The day by which you expect it is over."), remedy=_("Choose a day that is still to come.")
        )
    result = result_since_start(locked)
    if result is not None:
        raise InputError(
            _("A result for %(period)s is there already, and it speaks of the time after the start.")
            % {"period": period_name(result.period)},
            remedy=_("Choose a start after %(day)s, or expect another number.")
            % {"day": day_in_words(result.day)},
        )
    locked.locked_at, locked.locked_by = timezone.now(), by


def _change_locked(
    locked: Plan, expectation: Expectation, starts_on: dt.date, changes: dict[str, tuple[Any, Any]], *,
    by: User, why: str,
) -> None:  # fmt: skip
    check(
        locked.unit.code,
        expectation,
        starts_on,
        kept="metric" not in changes and "metric_side" not in changes,
    )
    if starts_on > locked.review_on:
        raise InputError(_("The review is before the start."), remedy=_("Choose an earlier start."))
    if "expected_by" in changes and expectation.by <= today():
        raise InputError(
            _("The day by which you expect it is over."), remedy=_("Choose a day that is still to come.")
        )
    for name, (_before, after) in changes.items():
        setattr(locked, name, after)
    sized = size_by_expectation(locked, by=by) if {"metric", "metric_side"} & set(changes) else []
    written_down(locked, [*changes, *sized])
    note_changes(locked, changes, by=by, why=why)
    record(by, "changed expectation", locked.pk, fields=sorted(changes))


def _result_of_either(locked: Plan, expectation: Expectation, starts_on: dt.date) -> Result | None:
    """Return a result of the number as it was or as it would be, since the earlier of both starts."""
    since, unit = min(locked.starts_on, starts_on), locked.unit.code
    old = first_result_since(unit, locked.metric_side, locked.metric, since)
    if old is not None or key_of(expectation.side, expectation.metric) == key_of(
        locked.metric_side, locked.metric
    ):
        return old
    return first_result_since(unit, expectation.side, expectation.metric, since)


def _what_is_wrong(found: Measured | None) -> str:
    if found is None:
        return _("This number is not measured in this team.")
    if found.shown is None:
        return _("This number is not shown for this team, so nobody could see later whether it changed.")
    return _("Nobody has said which end of this number is good, so “better” would mean nothing.")


def _remedy(there: list[Measured]) -> str:
    names = listed(there)
    if not names:
        return _("Nothing is measured and shown in this team yet. The plan can start without an expectation.")
    return _("Choose one of these: %(numbers)s.") % {"numbers": names}
