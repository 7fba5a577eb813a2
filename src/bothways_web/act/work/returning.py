"""What goes back to the pool by itself: work of people who left or are away, offers without an answer, ended units."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable

from django.db import transaction

from bothways.privacy import UnitTree
from bothways_web.act.models import Capacity, WorkEvent, WorkItem
from bothways_web.act.work.items import log_name
from bothways_web.act.work.steps import move
from bothways_web.people.changes import record
from bothways_web.people.models import Person, Post, Unit, UnitSpan
from bothways_web.people.units import below, current_tree, today
from bothways_web.people.working_days import days_of_work, last_day_overdue

#: Working days for an answer to an offer.
ANSWER_DAYS = 5
#: Seconds after which each process looks again.
LOOK_AGAIN = 600.0
_looked = [-LOOK_AGAIN]
State, Kind = WorkItem.State, WorkEvent.Kind
_HELD = (State.PROPOSED, State.TAKEN)


def look_after_work() -> None:
    """Called by the clock: give back what nobody holds any more, at most each ten minutes."""
    now = time.monotonic()
    if now - _looked[0] >= LOOK_AGAIN:
        _looked[0] = now
        give_back()


def give_back() -> int:
    """Move work of units that ended, then give back what its owner does not hold any more; return how many pieces."""
    tree = current_tree()
    if tree is not None:
        _move_from_ended_units(tree)
    held = list(WorkItem.objects.filter(state__in=_HELD).select_related("unit"))
    gone, in_time, returned = _gone(held, tree), first_day_in_time(today()), 0
    for one in held:
        if one.pk in gone:
            returned += _return(one, Kind.LEFT, "gave work back to the pool")
        elif one.state == State.PROPOSED and one.since < in_time:
            returned += _return(one, Kind.HANDED_BACK, "ended offer of work")
    return returned


def give_back_of(person: Person) -> None:
    """Give back all that somebody holds."""
    for one in WorkItem.objects.filter(owner=person, state__in=_HELD):
        _return(one, Kind.LEFT, "gave work back to the pool")


def first_day_in_time(day: dt.date) -> dt.date:
    """Return the earliest day whose offers may still be answered."""
    overdue = last_day_overdue(day, ANSWER_DAYS, *days_of_work())
    return overdue + dt.timedelta(days=1)


@transaction.atomic
def _return(item: WorkItem, kind: str, verb: str) -> bool:
    """Give one piece back, unless somebody has changed it or taken it out since it was looked at."""
    found = _as_seen(item)
    if found is not None:
        move(found, State.POOL, found.owner, kind, verb, by=None)
    return found is not None


def _as_seen(item: WorkItem) -> WorkItem | None:
    """Return a piece, locked; ``None`` where it is not as it was: the clock comes by again."""
    return WorkItem.objects.select_for_update().filter(pk=item.pk, version=item.version).first()


def _gone(held: Iterable[WorkItem], tree: UnitTree | None) -> set[int]:
    """Return the numbers of the pieces whose owner left, is away, or works elsewhere now.

    Somebody who never worked in the unit and has agreed to a piece nevertheless keeps it.
    """
    day = today()
    owners = {one.owner_id for one in held if one.owner_id is not None}
    posts: dict[object, tuple[set[str], set[str]]] = {owner: (set(), set()) for owner in owners}
    rows = Post.objects.filter(person__in=owners, start__lte=day).values_list("person", "unit__code", "end")
    for owner, unit, end in rows:
        before, now = posts[owner]
        (now if end is None or end >= day else before).add(unit)
    away = set(
        Capacity.objects.filter(person__in=owners, away_until__gte=day).values_list("person", flat=True)
    )
    away |= set(Person.objects.filter(pk__in=owners, user__is_active=False).values_list("pk", flat=True))
    found = {one.pk for one in held if one.owner_id is None or one.owner_id in away}
    for one in held:
        before, now = posts.get(one.owner_id, (set(), set()))
        inside = below(tree, one.unit.code)
        if before and not now & inside and (not now or before & inside):
            found.add(one.pk)
    return found


def _move_from_ended_units(tree: UnitTree) -> None:
    """Lay open work of units that ended with the nearest unit above that there is today."""
    open_states = (State.POOL, *_HELD)
    ended = Unit.objects.filter(work__state__in=open_states).exclude(code__in=tree.units).distinct()
    for unit in ended:
        above = _nearest_above(unit, tree)
        if above is None:
            continue
        for one in WorkItem.objects.filter(unit=unit, state__in=open_states):
            _move_to(above, one)


@transaction.atomic
def _move_to(above: Unit, item: WorkItem) -> None:
    found = _as_seen(item)
    if found is not None:
        found.unit = above
        found.version += 1
        found.save(update_fields=["unit", "version"])
        record(None, "moved work to unit above", log_name(found), unit=above.code)


def _nearest_above(unit: Unit, tree: UnitTree) -> Unit | None:
    """Return the nearest unit above, by where each one hung last; else the top, where there is one alone."""
    at, seen = unit, {unit.pk}
    while at.code not in tree.places:
        last = UnitSpan.objects.filter(unit=at).order_by("-valid_from").select_related("parent").first()
        if last is None or last.parent is None or last.parent.pk in seen:
            return Unit.objects.filter(code=tree.roots[0]).first() if len(tree.roots) == 1 else None
        at = last.parent
        seen.add(at.pk)
    return at
