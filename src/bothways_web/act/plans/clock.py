"""What time alone brings to plans: owners who left are taken off, and others hear on the day of a review."""

from __future__ import annotations

import datetime as dt
import time

from django.db import transaction

from bothways_web.act.models import Plan
from bothways_web.act.plans.changing import locked_plan, note_changes, written_down
from bothways_web.act.plans.reach import UNDER_WAY, owners_for
from bothways_web.act.reminders import remind
from bothways_web.people.changes import record
from bothways_web.people.models import User
from bothways_web.people.units import today

#: Looked through after so many seconds, by each process.
LOOK_AGAIN = 600.0
#: A review that nobody did is asked for again for so long, once a week at most.
ASKED_FOR = dt.timedelta(days=14)
AHEAD = dt.timedelta(days=7)
_looked = [-LOOK_AGAIN]


def plans_tick() -> None:
    """Look after all plans, if that was not done lately; harmless if done by two at once."""
    now = time.monotonic()
    if now - _looked[0] < LOOK_AGAIN:
        return
    _looked[0] = now
    clear_owners()
    ask_for_reviews()


def clear_owners() -> int:
    """Take owners off who have left the unit or whose account is off; return how many plans have none any more."""
    owned = Plan.objects.filter(state__in=UNDER_WAY, owner__isnull=False).select_related("unit")
    by_unit: dict[str, list[Plan]] = {}
    for plan in owned:
        by_unit.setdefault(plan.unit.code, []).append(plan)
    cleared = 0
    for unit, plans in by_unit.items():
        there = set(
            owners_for(unit).filter(pk__in={one.owner_id for one in plans}).values_list("pk", flat=True)
        )
        cleared += sum(_clear(one) for one in plans if one.owner_id not in there)
    return cleared


def ask_for_reviews() -> int:
    """Let a mail wait for owners a week before a review and from its day on; return how many wait."""
    day = today()
    due = Plan.objects.filter(
        state=Plan.State.STARTED, owner__user__is_active=True, review_on__gte=day - ASKED_FOR,
        review_on__lte=day + AHEAD,
    )  # fmt: skip
    asked = due.exclude(review_on__gt=day, review_on__lt=day + AHEAD).values("owner__user")
    return sum(remind(user) for user in User.objects.filter(pk__in=asked))


def _clear(plan: Plan) -> bool:
    with transaction.atomic():
        locked = locked_plan(plan)
        if locked.owner_id != plan.owner_id or locked.state not in UNDER_WAY:
            return False
        locked.owner = None
        written_down(locked, ["owner"])
        note_changes(locked, {"owner": ("", "")}, by=None)
        record(None, "took owner off a plan", locked.pk)
    return True
