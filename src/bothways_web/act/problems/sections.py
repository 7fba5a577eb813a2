"""What act adds to the page of a problem and to the list of problems, through the hooks of listening."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways_web.act.cases.looking import visible_cases
from bothways_web.act.models import Said, WorkItem
from bothways_web.act.plans.reach import visible_plans
from bothways_web.act.problems.ties import Kind, family, ties_of, used_names, with_topic
from bothways_web.act.said.reading import may_write
from bothways_web.listen.hooks import ProblemFilter
from bothways_web.listen.models import Problem
from bothways_web.listen.problems.triage import may_change
from bothways_web.people.access import Right, Viewer
from bothways_web.people.gate import SignedInRequest
from bothways_web.people.units import current_tree

MOST_SHOWN = 20
TOPICS = ProblemFilter(
    "topic",
    label=lambda: _("Topic"),
    anything=lambda: _("Any topic"),
    choices=lambda viewer: used_names(viewer, Kind.TOPIC),
    narrow=with_topic,
)


def section_of_problem(request: SignedInRequest, problem: Problem) -> str:
    """Return what customers say about a problem, and what comes of it."""
    viewer, changes = request.viewer, may_change(request.viewer, problem)
    together, ties = family(viewer, problem), ties_of(viewer, problem)
    context = {
        "problem": problem,
        "changes": changes,
        "names": [one for one in ties if one.link.kind in (Kind.TOPIC, Kind.STEP)],
        "voices": [one for one in ties if one.link.kind not in (Kind.TOPIC, Kind.STEP)],
        **_what_comes(viewer, together),
        **(_steps(viewer, problem) if changes else {}),
    }
    return render_to_string("act/problems/section.html", context, request=request)


def _what_comes(viewer: Viewer, problems: list[Problem]) -> dict[str, Any]:
    """Return work, plans, cases and entries of problems, as far as a viewer may open them."""
    teams = viewer.units(Right.TEAM)
    work = WorkItem.objects.filter(problem__in=problems).order_by("pk")
    behind = visible_cases(viewer).filter(root_problem__in=problems).order_by("pk")
    said = Said.objects.filter(problem__in=problems).select_related("unit").order_by("pk")
    return {
        "work": (work if teams is None else work.filter(unit__code__in=teams))[:MOST_SHOWN],
        "plans": visible_plans(viewer).filter(problem__in=problems)[:MOST_SHOWN],
        "cases": behind[:MOST_SHOWN],
        "said": [
            one for one in said[:MOST_SHOWN]
            if one.published_on or may_write(viewer, one.unit.code if one.unit else None)
        ],
    }  # fmt: skip


def _steps(viewer: Viewer, problem: Problem) -> dict[str, str]:
    """Return where somebody goes on who looks after a problem."""
    unit = problem.unit.code if problem.unit else _only_root()
    query = f"?problem={problem.pk}"
    found = {"new_said": reverse("new_said") + query}
    if unit:
        found["new_work"] = reverse("new_work", args=[unit]) + query
    if unit and viewer.edits(Right.TEAM, [unit]):
        found["new_plan"] = reverse("new_plan", args=[unit]) + query
    return found


def _only_root() -> str:
    """Return the unit at the top; blank where there are several or none."""
    tree = current_tree()
    return tree.roots[0] if tree and len(tree.roots) == 1 else ""
