"""Who sees which plans, who may change one, and who can look after one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from bothways_web.act.models import CheckIn, Plan
from bothways_web.act.work.items import NAMES_FIRST, people_of
from bothways_web.link.team_places import places
from bothways_web.people.access import Right, Viewer
from bothways_web.people.models import Grant, Person, Role, Unit
from bothways_web.people.units import above, current_tree, today

State = Plan.State
UNDER_WAY = (State.DRAFT, State.STARTED)
ENDED = (State.KEPT, State.CHANGED, State.STOPPED)


@dataclass(frozen=True)
class Search:
    """What the list is searched for; blank is everything."""

    text: str = ""
    state: str = ""
    waits: str = ""


def visible_plans(viewer: Viewer) -> QuerySet[Plan]:
    """Return the plans that a viewer sees: those of the own units; drafts where they may write or look after them."""
    found = Plan.objects.select_related("unit", "owner")
    units = viewer.units(Right.TEAM)
    if units is None:
        return found
    writes = Q(unit__code__in=viewer.leads) | Q(owner__user=viewer.user_id) | Q(made_by=viewer.user_id)
    return found.filter(Q(unit__code__in=units) & (~Q(state=State.DRAFT) | writes))


def find_plans(viewer: Viewer, search: Search) -> QuerySet[Plan]:
    """Return what is found, those that end first on top."""
    found = visible_plans(viewer)
    if search.state in State.values:
        found = found.filter(state=search.state)
    if search.waits in WAITS:
        found = WAITS[search.waits](found.filter(state=State.STARTED))
    if search.text:
        found = found.filter(Q(title__icontains=search.text) | Q(unit__in=_units_called(search.text)))
    return found


def stuck(found: QuerySet[Plan]) -> QuerySet[Plan]:
    """Return the plans whose last word on how they go is that they are stuck."""
    last = CheckIn.objects.filter(plan=OuterRef("pk")).order_by("-day", "-pk").values("how")[:1]
    return found.annotate(last=Subquery(last)).filter(last=CheckIn.How.STUCK)


#: What a plan under way can wait for, as the list is asked for it.
WAITS: dict[str, Callable[[QuerySet[Plan]], QuerySet[Plan]]] = {
    "review": lambda found: found.filter(review_on__lte=today()),
    "help": stuck,
    "owner": lambda found: found.filter(owner__isnull=True),
}


def plans_of(viewer: Viewer, unit: str) -> QuerySet[Plan]:
    """Return the plans of one unit that a viewer sees."""
    return visible_plans(viewer).filter(unit__code=unit)


def may_write(viewer: Viewer, plan: Plan) -> bool:
    """Return whether a viewer may change a plan: whoever leads its unit."""
    return viewer.edits(Right.TEAM, [plan.unit.code])


def may_follow(viewer: Viewer, plan: Plan) -> bool:
    """Return whether a viewer may say how a plan goes and end it: whoever leads the unit, and the plan's owner."""
    looks_after = (
        plan.owner is not None and viewer.user_id is not None and plan.owner.user_id == viewer.user_id
    )
    return may_write(viewer, plan) or looks_after


def owners_for(unit: str) -> QuerySet[Person]:
    """Return who can look after a plan of a unit: who works in it or below, and who leads it, without accounts off."""
    there = Grant.objects.filter(
        role=Role.MANAGER, unit__code__in=[unit, *above(current_tree(), unit)]
    ).values("user")
    found = Person.objects.filter(Q(pk__in=people_of(unit).values("pk")) | Q(user__in=there))
    return found.exclude(user__is_active=False).order_by(*NAMES_FIRST)


def exists_today(unit: str) -> bool:
    """Return whether a unit still exists."""
    tree = current_tree()
    return tree is not None and unit in tree.places


def _units_called(text: str) -> list[int]:
    """Return the units of today whose name holds a text."""
    wanted = text.casefold()
    codes = [one.code for one in places(None) if wanted in one.name.casefold()]
    return list(Unit.objects.filter(code__in=codes).values_list("pk", flat=True))
