"""How often one person is asked, counted over every kind of survey: by what was asked, never by what was answered."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Max

from bothways_web.listen.models import Ask, Invitation
from bothways_web.people.models import Organisation
from bothways_web.people.notifications.quiet import moment_at
from bothways_web.people.zones import zone_of


def had_enough(column: str, day: dt.date, **only: Any) -> frozenset[UUID]:
    """Return who has been asked as often as the organisation allows within its span of days, up to a day.

    Parameters
    ----------
    column : str
        ``person`` or ``contact``.
    day : date
        At the organisation; an ask of this day would be one too many for those who are returned.
    **only
        What narrows the people looked at, such as ``person=somebody``.
    """
    organisation = Organisation.current()
    counts = times_asked(column, day - dt.timedelta(days=organisation.asks_days - 1), **only)
    return frozenset(who for who, times in counts.items() if times >= organisation.most_asks)


def times_asked(column: str, since: dt.date, **only: Any) -> Mapping[UUID, int]:
    """Return how often people were asked from a day on: by rounds for many at once, and one by one.

    Whoever was invited was asked, however it ended: the end of an ask may tell whether somebody answered.
    """
    counts: Counter[UUID] = Counter()
    for found in (_at_once(column, since, only), _one_by_one(column, since, only)):
        rows = found.order_by().values(column).annotate(times=Count("pk"))
        for row in rows:
            counts[row[column]] += row["times"]
    return counts


def last_asked() -> Mapping[UUID, dt.date]:
    """Return the day on which each person was asked last; who joined a round that stands, on the day of that ask."""
    zone = zone_of(Organisation.current().time_zone)
    begin = dt.date(1970, 1, 1)
    rounds = _at_once("person", begin, {}).order_by().values_list("person").annotate(Max("round__opens_at"))
    found = {who: at.astimezone(zone).date() for who, at in rounds}
    for who, on in _one_by_one("person", begin, {}).order_by().values_list("person").annotate(Max("ask_on")):
        found[who] = max(on, found.get(who, on))
    return found


def _at_once(column: str, since: dt.date, only: Mapping[str, Any]) -> Any:
    """Return the invitations of rounds that opened from a day on, for many at once."""
    begin = moment_at(since, dt.time.min, zone_of(Organisation.current().time_zone))
    found = Invitation.objects.filter(ask=None, round__opens_at__gte=begin, **only)
    return found.exclude(**{column: None})


def _one_by_one(column: str, since: dt.date, only: Mapping[str, Any]) -> Any:
    """Return the asks that became an invitation from a day on."""
    found = Ask.objects.filter(invitation__isnull=False, ask_on__gte=since, **only)
    return found.exclude(**{column: None})
