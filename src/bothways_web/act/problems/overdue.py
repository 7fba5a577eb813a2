"""Reminding those who look after problems that reports wait longer than was promised."""

from __future__ import annotations

import time
from collections.abc import Collection

from django.db.models import QuerySet

from bothways_web.act.reminders import remind
from bothways_web.listen.models import Problem
from bothways_web.listen.problems.reporting import listed
from bothways_web.listen.problems.waiting import Promise
from bothways_web.people.models import Grant, Role, User
from bothways_web.people.units import current_tree

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
    near = {unit for code in units if code for unit in [_nearest_led(code, led)] if unit}
    managers = Grant.objects.filter(role=Role.MANAGER, unit__code__in=near).values("user")
    leads = Grant.objects.filter(role__in=(Role.CX_LEAD, Role.PEOPLE_LEAD)).values("user")
    active = User.objects.filter(is_active=True).order_by("pk")
    return active.filter(pk__in=managers) | active.filter(pk__in=leads)


def _nearest_led(code: str, led: Collection[str | None]) -> str:
    """Return the unit, or the nearest above it, that somebody leads; blank where nobody does."""
    tree, at = current_tree(), code
    while at not in led:
        above = tree.parents[tree.place(at)] if tree is not None and at in tree.places else None
        if above is None:
            return ""
        at = above
    return at
