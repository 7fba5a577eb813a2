"""What journeys add to the page of a problem: the pain points that are tied to it."""

from __future__ import annotations

from django.template.loader import render_to_string

from bothways_web.link.journeys.reach import opens_journeys
from bothways_web.link.models import PainPoint
from bothways_web.listen.models import Problem
from bothways_web.people.gate import SignedInRequest

MOST_SHOWN = 20


def section_of_problem(request: SignedInRequest, problem: Problem) -> str:
    """Return the pain points that are tied to a problem, for those who may open journeys; blank where there is none."""
    if not opens_journeys(request.viewer):
        return ""
    tied = PainPoint.objects.filter(problem=problem).select_related("journey")[:MOST_SHOWN]
    return (
        render_to_string("link/journeys/problem_section.html", {"pains": tied}, request=request)
        if tied
        else ""
    )
