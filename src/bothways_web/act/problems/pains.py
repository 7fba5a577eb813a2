"""What act knows of the problem behind a pain point: whether it was closed as done, and the cases behind it."""

from __future__ import annotations

from collections.abc import Collection

from django.template.loader import render_to_string

from bothways_web.act.cases.looking import visible_cases
from bothways_web.act.models import Said, WorkItem
from bothways_web.link.models import PainPoint
from bothways_web.listen.models import Problem
from bothways_web.people.access import Right, Viewer

MOST_SHOWN = 20
_OPEN_WORK = (WorkItem.State.POOL, WorkItem.State.PROPOSED, WorkItem.State.TAKEN)


def done_problems(numbers: Collection[int]) -> set[int]:
    """Return the problems that are answered and done: told to everybody as done, or all of their work is finished."""
    answered = Problem.objects.filter(pk__in=numbers, state=Problem.State.ANSWERED).values_list(
        "pk", flat=True
    )
    told = Said.objects.filter(
        problem__in=numbers, outcome=Said.Outcome.DONE, published_on__isnull=False
    ).values_list("problem_id", flat=True)
    work = WorkItem.objects.filter(problem__in=numbers)
    waits = set(work.filter(state__in=_OPEN_WORK).values_list("problem_id", flat=True))
    finished = set(work.filter(state=WorkItem.State.DONE).values_list("problem_id", flat=True)) - waits
    return set(answered) & (set(told) | finished)


def section_of_pain(viewer: Viewer, pain: PainPoint) -> str:
    """Return the cases behind the problem of a pain point, as far as a viewer may open them."""
    if pain.problem_id is None or not viewer.may(Right.CASES):
        return ""
    cases = visible_cases(viewer).filter(root_problem=pain.problem_id).order_by("pk")[:MOST_SHOWN]
    return render_to_string("act/problems/pain_section.html", {"cases": cases}) if cases else ""
