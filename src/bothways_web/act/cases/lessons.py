"""What teams learn from cases: from the day after the close on, without the customer and without a count."""

from __future__ import annotations

from django.db.models import QuerySet

from bothways_web.act.models import Case
from bothways_web.people.access import Right, Viewer
from bothways_web.people.units import below, current_tree, today


def lessons_of(unit: str) -> QuerySet[Case]:
    """Return closed cases of a unit, and of those below, that say what is to be learnt; the newest first."""
    return lessons().filter(unit__code__in=below(current_tree(), unit))


def lessons_for(viewer: Viewer) -> QuerySet[Case]:
    """Return those of all units whose work a viewer may read."""
    units = viewer.units(Right.TEAM)
    return lessons() if units is None else lessons().filter(unit__code__in=units)


def units_with_lessons(viewer: Viewer) -> list[str]:
    """Return the codes of the units that have learnt something which a viewer may read."""
    return list(lessons_for(viewer).order_by().values_list("unit__code", flat=True).distinct())


def lessons() -> QuerySet[Case]:
    """Return what is told: on the day itself who was served that day might be guessed."""
    closed = Case.objects.filter(state=Case.State.CLOSED, closed_on__lt=today())
    closed = closed.exclude(lesson="").exclude(outcome=Case.Outcome.MISTAKE).select_related("unit")
    return closed.only("lesson", "closed_on", "outcome", "unit__code").order_by("-closed_on", "pk")
