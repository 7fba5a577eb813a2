"""Huddles that were held: days with several of them, and units that held none lately."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection

from bothways_web.act.models import Huddle

#: So many weeks can be looked back.
WEEKS = (2, 4, 8, 12)


def days_with_several(unit: str, days: Collection[dt.date]) -> set[dt.date]:
    """Return those of some days on which a unit held more than one huddle: there the hour tells them apart."""
    held = Huddle.objects.filter(unit__code=unit, state=Huddle.State.HELD, day__in=days)
    counts = Counter(held.order_by().values_list("day", flat=True))
    return {day for day, count in counts.items() if count > 1}


def units_that_met(since: dt.date) -> set[str]:
    """Return the codes of the units that held a huddle on a day or later, or have one open now."""
    there = Huddle.objects.filter(state=Huddle.State.HELD, day__gte=since) | Huddle.objects.filter(
        state=Huddle.State.OPEN
    )
    return set(there.order_by().values_list("unit__code", flat=True))
