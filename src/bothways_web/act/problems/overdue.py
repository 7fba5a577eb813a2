"""Reminding those who look after problems that reports wait longer than was promised."""

from __future__ import annotations

import time
from collections.abc import Collection

from django.db.models import QuerySet

from bothways.privacy import UnitTree
from bothways_web.act.reminders import remind
from bothways_web.listen.models import Problem
from bothways_web.listen.problems.reporting import listed
from bothways_web.listen.problems.waiting import Promise
from bothways_web.people.models import Grant, Role, User
from bothways_web.people.units import above, current_tree

#: Each process looks again after so many seconds.
LOOK_AGAIN = 3600.0
_looked = [-LOOK_AGAIN]


def remind_of_overdue() -> int:
    """Look once in an hour for reports that wait too long; return how many people are to be reminded."""
    now = time.monotonic()
    if now - _looked[0] < LOOK_AGAIN:
        return 0
    _looked[0] = now
    return sum(remind(user) for user in who_is_reminded())


def who_is_reminded() -> QuerySet[User]:
    """Return who is reminded: both leads, and whoever leads the unit that a report concerns, or the nearest above."""
    late = Problem.objects.filter(listed()).filter(Promise().overdue())
    units = set(late.order_by().values_list("unit__code", flat=True).distinct())
    if not units:
        return User.objects.none()
    led = set(Grant.objects.filter(role=Role.MANAGER).values_list("unit__code", flat=True))
    tree = current_tree()
    near = {_nearest_led(tree, code, led) for code in units if code}
    managers = Grant.objects.filter(role=Role.MANAGER, unit__code__in=near).values("user")
    leads = Grant.objects.filter(role__in=(Role.CX_LEAD, Role.PEOPLE_LEAD)).values("user")
    active = User.objects.filter(is_active=True).order_by("pk")
    return active.filter(pk__in=managers) | active.filter(pk__in=leads)


def _nearest_led(tree: UnitTree | None, code: str, led: Collection[str | None]) -> str | None:
    """Return the unit, or the nearest above it, that somebody leads; ``None`` where nobody does."""
    return next((one for one in (code, *above(tree, code)) if one in led), None)
