"""In which unit somebody works by what the feed says: by a group that is one, else by the department."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from bothways_web.api.scim.keys import key
from bothways_web.api.scim.models import FeedDepartment, FeedGroup, FeedPerson
from bothways_web.people.models import Post, Unit
from bothways_web.people.units import today, valid_spans


def department_of(text: str) -> FeedDepartment | None:
    """Return the row of a department, made where it is new; ``None`` for a blank."""
    if not text:
        return None
    return FeedDepartment.objects.get_or_create(key=key(text), defaults={"name": text})[0]


def unit_of_department(department: FeedDepartment | None) -> Unit | None:
    """Return the unit that a department is today.

    The one that an administrator chose; else the one of this code; else the only one of this name.
    """
    if department is None:
        return None
    there = valid_spans(today())
    if department.unit_id:
        return department.unit if there.filter(unit_id=department.unit_id).exists() else None
    rows = list(there.values_list("unit_id", "unit__code", "name"))
    coded = {pk for pk, code, _name in rows if key(code) == department.key}
    named = coded or {pk for pk, _code, name in rows if key(" ".join(name.split())) == department.key}
    return Unit.objects.get(pk=named.pop()) if len(named) == 1 else None


def wanted_unit(fed: FeedPerson) -> Unit | None:
    """Return the unit that the feed says somebody works in today.

    ``None`` where it says none, or two groups say different ones.
    """
    there = valid_spans(today()).values("unit")
    groups = FeedGroup.objects.filter(members__person=fed, use=FeedGroup.Use.UNIT, unit__in=there)
    units = {group.unit for group in groups.select_related("unit") if group.unit}
    if units:
        return units.pop() if len(units) == 1 else None
    return unit_of_department(fed.department)


def without_place() -> QuerySet[FeedPerson]:
    """Return who is active in the feed but has no post today or later, so that no survey finds them."""
    posts = Post.objects.filter(Q(end__isnull=True) | Q(end__gte=today()))
    waiting = FeedPerson.objects.filter(active=True).exclude(person__in=posts.values("person"))
    return waiting.select_related("person", "department").order_by("person__code")


def groups_with_counts() -> QuerySet[FeedGroup]:
    """Return the groups, with how many people are in each."""
    return (
        FeedGroup.objects.select_related("unit").annotate(there=Count("members")).order_by("name_key", "pk")
    )


def departments() -> QuerySet[FeedDepartment]:
    """Return the departments that the feed has named, with how many people are in each."""
    there = Count("people", filter=Q(people__active=True))
    return FeedDepartment.objects.select_related("unit").annotate(there=there).order_by("key")
