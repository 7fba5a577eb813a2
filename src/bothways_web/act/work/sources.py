"""Where a piece of work comes from, with a link for those who may open it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bothways_web.act.cases.looking import visible_cases
from bothways_web.act.models import Huddle, WorkItem
from bothways_web.act.plans.reach import visible_plans
from bothways_web.listen.problems.triage import may_change as may_change_problem
from bothways_web.listen.problems.triage import visible_problems
from bothways_web.people.access import Right, Viewer

#: Kind -> the words for it, and the name of its address.
_KINDS = {
    "problem": (_("from a problem that was reported"), "triage_problem"),
    "plan": (_("from a plan"), "plan"),
    "huddle": (_("from a huddle"), "huddle"),
    "case": (_("from a customer’s case"), "case"),
}


@dataclass(frozen=True)
class Source:
    """What a piece comes from: words that say nothing of its text, and an address, blank for who may not open it."""

    words: str
    url: str = ""


def sources_of(items: Sequence[WorkItem], viewer: Viewer) -> dict[int, tuple[Source, ...]]:
    """Return, by the number of each piece, what it comes from."""
    asked = {name: {getattr(one, f"{name}_id") for one in items} - {None} for name in _KINDS}
    may_open = {
        name: set(_visible(name, viewer).filter(pk__in=numbers).values_list("pk", flat=True))
        if numbers
        else set()
        for name, numbers in asked.items()
    }
    found: dict[int, tuple[Source, ...]] = {}
    for one in items:
        ties = [(name, getattr(one, f"{name}_id")) for name in _KINDS]
        found[one.pk] = tuple(
            Source(str(_KINDS[name][0]), reverse(_KINDS[name][1], args=[pk]) if pk in may_open[name] else "")
            for name, pk in ties
            if pk is not None
        )
    return found


def named_sources(query: Mapping[str, Any], viewer: Viewer) -> dict[str, Any] | None:
    """Return what an address says that new work comes from; ``None`` where the viewer may not use it.

    A problem must be one that the viewer looks after, a case one that they may open, a plan or huddle one of a unit
    that they lead.
    """
    found: dict[str, Any] = {}
    for name in _KINDS:
        if name in query:
            thing = _named(name, query[name], viewer)
            if thing is None:
                return None
            found[name] = thing
    return found


def source_words(source: Mapping[str, Any]) -> str:
    """Return what new work comes from, so that whoever writes it down sees it."""
    return ", ".join(str(_KINDS[name][0]) for name in source)


def _visible(name: str, viewer: Viewer) -> QuerySet[Any]:
    """Return the things of a kind that a viewer may open."""
    if name == "problem":
        return visible_problems(viewer)
    if name == "plan":
        return visible_plans(viewer)
    if name == "case":
        return visible_cases(viewer)
    units = viewer.units(Right.TEAM)
    found = Huddle.objects.select_related("unit")
    return found if units is None else found.filter(unit__code__in=units)


def _named(name: str, given: str, viewer: Viewer) -> Any:
    if not (given.isascii() and given.isdecimal() and len(given) < 20 and int(given) < 2**63):
        return None
    thing = _visible(name, viewer).filter(pk=int(given)).first()
    if thing is None or name == "case":
        return thing
    if name == "problem":
        return thing if may_change_problem(viewer, thing) else None
    return thing if viewer.edits(Right.TEAM, [thing.unit.code]) else None
