"""Where a piece of work comes from, with a link for those who may open it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bothways_web.act.models import Case, Huddle, Plan, WorkItem
from bothways_web.listen.problems.triage import may_change as may_change_problem
from bothways_web.listen.problems.triage import visible_problems
from bothways_web.people.access import Right, Viewer

_WORDS = {
    "problem": _("from a problem that was reported"), "plan": _("from a plan"), "huddle": _("from a huddle"),
    "case": _("from a customer’s case"),
}  # fmt: skip
_MODELS: dict[str, Any] = {"plan": Plan, "huddle": Huddle, "case": Case}


@dataclass(frozen=True)
class Source:
    """What a piece comes from: words that say nothing of its text, and an address, blank for who may not open it."""

    words: str
    url: str = ""


def sources_of(item: WorkItem, viewer: Viewer) -> tuple[Source, ...]:
    """Return what a piece comes from."""
    addresses = {
        "problem": _problem, "plan": _plan, "huddle": _huddle, "case": _case,
    }  # fmt: skip
    return tuple(
        Source(str(words), addresses[name](item, viewer))
        for name, words in _WORDS.items()
        if getattr(item, f"{name}_id") is not None
    )


def _problem(item: WorkItem, viewer: Viewer) -> str:
    problem = item.problem
    units = viewer.units(Right.TRIAGE)
    reads_all = units is None or viewer.may(Right.TRIAGE, "read")
    if problem is None or not (
        reads_all or (problem.unit is not None and problem.unit.code in (units or ()))
    ):
        return ""
    return reverse("triage_problem", args=[problem.pk])


def _plan(item: WorkItem, viewer: Viewer) -> str:
    plan = item.plan
    return reverse("plan", args=[plan.pk]) if plan and viewer.reaches(Right.TEAM, [plan.unit.code]) else ""


def _huddle(item: WorkItem, viewer: Viewer) -> str:
    huddle = item.huddle
    return (
        reverse("huddle", args=[huddle.pk])
        if huddle and viewer.reaches(Right.TEAM, [huddle.unit.code])
        else ""
    )


def _case(item: WorkItem, viewer: Viewer) -> str:
    case = item.case
    return reverse("case", args=[case.pk]) if case and viewer.reaches(Right.CASES, [case.unit.code]) else ""


def named_sources(query: Mapping[str, Any], viewer: Viewer) -> dict[str, Any] | None:
    """Return what an address says that new work comes from; ``None`` where the viewer may not use it.

    A problem must be one that the viewer looks after, a case one that they may open, a plan or huddle one of a unit
    that they lead.
    """
    found: dict[str, Any] = {}
    for name in ("problem", "plan", "huddle", "case"):
        if name in query:
            thing = _named(name, query[name], viewer)
            if thing is None:
                return None
            found[name] = thing
    return found


def _named(name: str, given: str, viewer: Viewer) -> Any:
    if not (given.isascii() and given.isdecimal() and len(given) < 20 and int(given) < 2**63):
        return None
    if name == "problem":
        problem = visible_problems(viewer).filter(pk=int(given)).first()
        return problem if problem is not None and may_change_problem(viewer, problem) else None
    thing: Any = _MODELS[name].objects.filter(pk=int(given)).select_related("unit").first()
    if thing is None:
        return None
    unit = [thing.unit.code]
    allowed = viewer.reaches(Right.CASES, unit) if name == "case" else viewer.edits(Right.TEAM, unit)
    return thing if allowed else None


def source_words(source: Mapping[str, Any]) -> str:
    """Return what new work comes from, so that whoever writes it down sees it."""
    return ", ".join(str(_WORDS[name]) for name in source)
