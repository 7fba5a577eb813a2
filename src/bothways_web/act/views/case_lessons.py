"""What teams learnt from cases, for everybody in the unit."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from bothways_web.act.cases.lessons import lessons_for, lessons_of, units_with_lessons
from bothways_web.listen.problems.units import unit_names, units_in_order
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked, page_of

PER_PAGE = 20


@needs(Right.TEAM)
@require_safe
def lessons(request: SignedInRequest) -> HttpResponse:
    """Show what was learnt in all units whose work the viewer may read, or lead to one that was chosen."""
    if chosen := asked(request, "unit"):
        return redirect("unit_lessons", chosen)
    return _page(request, page_of(request, lessons_for(request.viewer), per_page=PER_PAGE), "")


@needs(Right.TEAM)
@require_safe
def unit_lessons(request: SignedInRequest, unit: str) -> HttpResponse:
    """Show what one unit has learnt; one whose work the viewer may not read is not there."""
    if not request.viewer.reaches(Right.TEAM, [unit]) or unit not in unit_names():
        raise Http404
    return _page(request, page_of(request, lessons_of(unit), per_page=PER_PAGE), unit)


def _page(request: SignedInRequest, page: object, unit: str) -> HttpResponse:
    names = unit_names()
    rows = [(one, names.get(one.unit.code, one.unit.code)) for one in page]  # type: ignore[attr-defined]
    return render(request, "act/cases/lessons.html", {
        "page": page, "rows": rows, "unit": unit, "name": names.get(unit, ""),
        "units": units_in_order(units_with_lessons(request.viewer)),
    })  # fmt: skip
