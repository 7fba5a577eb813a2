"""What people carried: hours of work that is done, and of work that they hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bothways.allocation import Sharer, balance, count_carried
from bothways_web.act.models import Capacity, WorkItem
from bothways_web.act.work.items import people_of
from bothways_web.people.models import Person
from bothways_web.people.units import today
from bothways_web.wording import in_order

#: Days after which hours count for nothing: by then they would weigh a thousandth.
FORGOTTEN_AFTER = 600
_COUNTED = (WorkItem.State.PROPOSED, WorkItem.State.TAKEN, WorkItem.State.DONE)


def carried_events(people: Sequence[Person]) -> list[tuple[str, dt.date, float]]:
    """Return code, day and hours of all that people hold or have done, in whatever unit.

    Where somebody said how long it took, that counts, else what was estimated. An offer counts as well, so that the
    same person is not offered everything.
    """
    day = today()
    items = WorkItem.objects.filter(owner__in=people, state__in=_COUNTED)
    items = items.filter(since__gte=day - dt.timedelta(days=FORGOTTEN_AFTER))
    rows = items.order_by("pk").values_list("owner__code", "since", "took", "effort")
    return [
        (code, min(since, day), float(effort if took is None else took)) for code, since, took, effort in rows
    ]


def shares_of_unit(unit: str) -> list[tuple[Person, int, int]]:
    """Return, by name, each one's share of the work carried lately and of the room declared, in whole percent.

    Only those who declared room or carried something are listed, and nothing is sorted by load.
    """
    people = {one.code: one for one in people_of(unit)}
    rooms = dict(Capacity.objects.filter(person__in=people.values()).values_list("person__code", "hours"))
    offered = [Sharer(code, rooms.get(code, 0)) for code in people]
    found = count_carried(offered, carried_events(list(people.values())), today=today())
    listed = [one for one in found if one.capacity or one.carried]
    rows = [
        (people[one.key], round(100 * one.carried_share), round(100 * one.capacity_share))
        for one in balance(listed)
    ]
    return sorted(rows, key=lambda row: (in_order(str(row[0])), row[0].code))


def hours_of_unit(unit: str) -> tuple[float, int]:
    """Return the hours of the last thirty days that a unit's people hold or have done, and the hours they have."""
    people = list(people_of(unit))
    rooms = Capacity.objects.filter(person__in=people).values_list("hours", flat=True)
    counted = count_carried([Sharer(one.code, 0) for one in people], carried_events(people), today=today())
    return sum(one.taken for one in counted), sum(rooms)
