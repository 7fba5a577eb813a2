"""Which problems a viewer may tie to a pain point: those that they look after."""

from __future__ import annotations

from bothways_web.link.models import PainPoint
from bothways_web.listen.models import Problem
from bothways_web.listen.problems.triage import may_change, visible_problems
from bothways_web.people.access import Right, Viewer

#: So many of the newest problems are offered.
MOST_OFFERED = 100


def ties(viewer: Viewer, pain: PainPoint) -> bool:
    """Return whether a viewer ties this pain point: who looks after problems, and after the one that it is tied to."""
    looks_after = viewer.may(Right.TRIAGE, "own", "all")
    return looks_after and (pain.problem is None or may_change(viewer, pain.problem))


def problems_to_tie(viewer: Viewer, pain: PainPoint) -> list[Problem]:
    """Return the problems that a viewer may tie to it, the newest first; none where they may tie nothing."""
    if not ties(viewer, pain):
        return []
    found = visible_problems(viewer).exclude(state=Problem.State.DUPLICATE)[:MOST_OFFERED]
    return [one for one in found if one.pk != pain.problem_id and may_change(viewer, one)]


def sees_problem(viewer: Viewer, pain: PainPoint) -> bool:
    """Return whether a viewer may read the problem that a pain point is tied to."""
    if pain.problem_id is None or not viewer.may(Right.TRIAGE):
        return False
    return visible_problems(viewer).filter(pk=pain.problem_id).exists()
