"""Days on which nobody is written to: public holidays, everywhere or at one site; typed, pasted, or from a calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import DayOff, Organisation, Post, User
from bothways_web.people.notifications.quiet import Quiet, next_allowed
from bothways_web.people.units import today

#: So many days may lie ahead for one site, and so long may nothing be open.
MOST_DAYS, LONGEST_REST = 400, dt.timedelta(days=31)


@dataclass(frozen=True)
class Added:
    """What became of a list: days that are new, were known, or are over."""

    new: int
    known: int
    over: int


def days_ahead() -> QuerySet[DayOff]:
    """Return the days that are not over."""
    return DayOff.objects.filter(day__gte=today())


def sites() -> list[str]:
    """Return the sites that the records know."""
    return sorted(Post.objects.exclude(site="").order_by().values_list("site", flat=True).distinct())


def add_days(days: Mapping[dt.date, str], *, site: str, by: User) -> Added:
    """Add days, each with what it is called; those that are over are left out.

    Raises
    ------
    InputError
        Where there are too many, or they would leave nothing open for a month.
    """
    begin = today()
    ahead = {day: name for day, name in days.items() if day >= begin}
    with transaction.atomic():
        one_at_a_time()
        known = set(days_ahead().filter(site=site).values_list("day", flat=True))
        new = [DayOff(day=day, site=site, name=name[:120]) for day, name in ahead.items() if day not in known]
        _refuse_too_many(known | set(ahead), site)
        DayOff.objects.bulk_create(new)
        if new:
            record(by, "added days off", site or Organisation.current(), added=len(new))
    return Added(len(new), len(ahead) - len(new), len(days) - len(ahead))


def remove_day(day: DayOff, *, by: User) -> None:
    """Let one day be as any other."""
    with transaction.atomic():
        record(by, "deleted day off", day, site=day.site)
        day.delete()


def _refuse_too_many(days: Collection[dt.date], site: str) -> None:
    """Refuse days that, with all that are there, are too many for somebody."""
    if len(days) > MOST_DAYS:
        raise InputError(
            _("More than %(most)s days would lie ahead.") % {"most": MOST_DAYS},
            remedy=_("Bring the days of a year or two."),
        )
    by_site: dict[str, set[dt.date]] = {"": set(), site: set(days)}
    for where, day in days_ahead().values_list("site", "day"):
        by_site.setdefault(where, set()).add(day)
    for where in by_site if not site else (site,):
        _refuse_long_rest(by_site[""] | by_site[where])


def _refuse_long_rest(days: Collection[dt.date]) -> None:
    given = Organisation.current()
    quiet = Quiet(given.quiet_from, given.quiet_to, tuple(given.working_days), frozenset(days))
    for day in sorted(one for one in days if one - dt.timedelta(days=1) not in days):
        begin = dt.datetime.combine(day, dt.time.min, dt.UTC)
        if next_allowed(begin, dt.UTC, quiet) - begin > LONGEST_REST:
            raise InputError(
                _("From %(day)s on nobody could be written to for more than a month.")
                % {"day": day.isoformat()},
                remedy=_("Leave some of the days out."),
            )
