"""The room that people declare for shared work: hours a month, skills, until when they are away."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from bothways.allocation import Sharer, count_carried
from bothways_web.act.models import Capacity, WorkItem
from bothways_web.act.work.carried import carried_events
from bothways_web.act.work.items import people_of
from bothways_web.act.work.returning import give_back_of
from bothways_web.people.changes import record
from bothways_web.people.models import Person, User
from bothways_web.people.units import today

MOST_SUGGESTED = 20


def room_of(person: Person) -> Capacity:
    """Return the room of somebody; none where nothing was declared, which is not stored."""
    found = Capacity.objects.filter(person=person).first()
    return found or Capacity(person=person, changed_on=today())


@transaction.atomic
def declare_room(
    person: Person, *, hours: int, skills: Sequence[str], away_until: dt.date | None, by: User
) -> None:
    """Keep the room of somebody; who is away gives back what is open."""
    fields = {"hours": hours, "skills": list(skills), "away_until": away_until, "changed_on": today()}
    Capacity.objects.update_or_create(person=person, defaults=fields)
    record(by, "declared room", person.code)  # neither hours nor skills: the log is read by administrators
    if is_away(away_until):
        give_back_of(person)


def is_away(until: dt.date | None, day: dt.date | None = None) -> bool:
    """Return whether somebody who is away until a day, that day included, is away today."""
    return until is not None and until >= (day or today())


def people_with_room(unit: str) -> QuerySet[Capacity]:
    """Return the room of those of a unit to whom something can be proposed: they have declared it and are there."""
    there = Q(away_until__isnull=True) | Q(away_until__lt=today())
    found = Capacity.objects.filter(
        there, hours__gt=0, person__user__is_active=True, person__in=people_of(unit)
    )
    return found.select_related("person").order_by("person__code")


def skills_in_use(units: Iterable[str]) -> list[str]:
    """Return the skills that work of some units asks for, the most usual ones, by name."""
    rows = WorkItem.objects.filter(unit__code__in=list(units)).values_list("skills", flat=True)
    counted = Counter(skill for skills in rows for skill in skills)
    return sorted(skill for skill, _times in counted.most_common(MOST_SUGGESTED))


def taken_this_month(person: Person) -> float:
    """Return how many hours of the last thirty days somebody holds or has done."""
    [found] = count_carried([Sharer(person.code, 0)], carried_events([person]), today=today())
    return found.taken
