"""What huddles put on home pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bothways_web.act.huddles.dates import days_from, working_days
from bothways_web.act.models import Huddle, HuddleRhythm
from bothways_web.act.units import name_of
from bothways_web.people.access import Right, Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import Post, Role, User
from bothways_web.people.units import today

#: A huddle is spoken of so many days before.
DAYS_BEFORE = 7


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield the open huddle or the next one of the own units, and where all are unless that is the only one."""
    if not viewer.may(Right.TEAM):
        return
    led = set(user.grants.filter(role=Role.MANAGER).values_list("unit__code", flat=True))
    mine = sorted(led & viewer.leads | _works_in(user) & viewer.member_of)
    opened = (
        Huddle.objects.filter(unit__code__in=mine, state=Huddle.State.OPEN).select_related("unit").first()
    )
    found = None if opened else _next(mine)
    if opened is not None:
        address, name = reverse("huddle", args=(opened.pk,)), name_of(opened.unit.code)
        yield HomeItem(_("A huddle is open"), address, _("Join"), name, now=True, order=15)
    elif found is not None:
        yield _coming(*found, leads=found[1] in led)
    if len(mine) > 1 or not (opened or found):
        yield HomeItem(
            _("Huddles"), reverse("huddles"), _("Open"),
            _("Minutes in which a team looks at what is new, and agrees who does what."), order=24,
        )  # fmt: skip


def _works_in(user: User) -> set[str]:
    """Return the unit in which somebody works today, not those below it: these have huddles of their own."""
    day = today()
    posts = Post.objects.filter(Q(end__isnull=True) | Q(end__gte=day), person__user=user, start__lte=day)
    return set(posts.values_list("unit__code", flat=True))


def _next(units: list[str]) -> tuple[dt.date, str] | None:
    """Return the next day on which one of some units meets within a week, and which."""
    day, works = today(), working_days()
    rhythms = HuddleRhythm.objects.filter(unit__code__in=units, paused=False).select_related("unit")
    found = [(next(days_from(one, day, works)), one.unit.code) for one in rhythms]
    first = min(found, default=None)
    return first if first and first[0] <= day + dt.timedelta(days=DAYS_BEFORE) else None


def _coming(day: dt.date, unit: str, *, leads: bool) -> HomeItem:
    if day == today():
        title = _("Huddle today")
    else:
        title = _("Huddle on %(day)s") % {"day": date_format(day, pgettext("date format", "l"))}
    action = _("Prepare") if leads else _("Open")
    return HomeItem(title, reverse("huddle_unit", args=(unit,)), action, name_of(unit), now=leads, order=16)
