"""Pages of leaving: the whole, one unit, reasons, the file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bothways.errors import InputError
from bothways_web.link.team_places import Place
from bothways_web.people.access import Right, Viewer
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked, page_of
from bothways_web.verify.leaving import reach, reasons, words
from bothways_web.verify.leaving.costing import cost_of_last_year, current_model
from bothways_web.verify.leaving.files import leaving_csv
from bothways_web.verify.leaving.founding import situation
from bothways_web.verify.leaving.preceded import preceded
from bothways_web.verify.leaving.shown import Course, course_of, latest_year, parts_of, role_names

#: Units on a page.
UNITS = 20


@needs(Right.LEAVING)
@require_safe
def leaving(request: SignedInRequest) -> HttpResponse:
    """Show how many leave and stay: the whole where the viewer sees it, and the units within reach."""
    viewer = request.viewer
    search = asked(request)
    there = [
        one for one in reach.own_places(viewer) if search.casefold() in f"{one.name} {one.code}".casefold()
    ]
    page = page_of(request, there, per_page=UNITS)
    context: dict[str, Any] = {
        "asked": search, "found": len(there), "page": page, "rows": [(one, course_of(one.code)) for one in page],
        "any_units": bool(there or search), "situation": situation(), "sees_all": reach.sees_all(viewer),
        "takes": viewer.may(Right.LEAVING, *reach.TAKES_FILES),
        "sees_method": viewer.may(Right.LEAVING, "all + method"),
    }  # fmt: skip
    if reach.sees_whole(viewer):
        context |= _whole(viewer)
    return render(request, "verify/leaving/leaving.html", context)


def _whole(viewer: Viewer) -> dict[str, Any]:
    course = course_of(None)
    tenure = parts_of("tenure", words.tenure_words())
    roles = parts_of("role", [name or _("all other roles") for name in role_names()])
    year, model = latest_year(), current_model()
    return {
        "course": course, "quarters": words.quarter_rows(course), "headline": words.headline(course),
        "staying": words.staying_sentence(course), "tenure": tenure, "roles": roles,
        "tenure_sentence": words.parts_sentence(tenure), "role_sentence": words.parts_sentence(roles),
        "year": year.name if year else "",
        "cost": cost_of_last_year(model) if model and reach.sees_all(viewer) else None,
        "before": preceded() if reach.sees_all(viewer) else None,
    }  # fmt: skip


@needs(Right.LEAVING)
@require_safe
def leaving_unit(request: SignedInRequest, code: str) -> HttpResponse:
    """Show one unit: what is shown of its quarters."""
    place = reach.reached(request, code)
    course = course_of(code)
    return render(request, "verify/leaving/unit.html", {
        "place": place, "course": course, "quarters": words.quarter_rows(course), "headline": words.headline(course),
        "situation": situation(),
        "sees_list": reach.sees_all(request.viewer) or len(reach.own_places(request.viewer)) > 1,
    })  # fmt: skip


@needs(Right.LEAVING, *reach.TAKES_FILES)
@require_safe
def leaving_table(request: SignedInRequest) -> HttpResponse:
    """Give the quarters of the whole and of the units within reach, or of one of them, as CSV."""
    answer = HttpResponse(leaving_csv(_courses(request)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="leaving.csv"'
    return answer


def _courses(request: SignedInRequest) -> list[tuple[str, Course]]:
    one = asked(request, "unit")
    if one:
        place: Place = reach.reached(request, one)
        return [(place.name, course_of(one))]
    whole = [("all", course_of(None))] if reach.sees_whole(request.viewer) else []
    return whole + [(place.name, course_of(place.code)) for place in reach.own_places(request.viewer)]


@needs(Right.LEAVING, *reach.EVERYWHERE)
@require_safe
def leaving_reasons(request: SignedInRequest) -> HttpResponse:
    """Show what those say who left, beside what leaders believe."""
    said, believed = reasons.leavers(), reasons.leaders()
    return render(request, "verify/leaving/reasons.html", {
        "leavers": said, "leaders": believed, "rows": reasons.both(said, believed),
        "shared": reasons.shared_first(said, believed), "starts": reach.writes_cost(request.viewer),
        "wanted": next((one for one in (said, believed) if one.state == reasons.State.NOT_ASKED), None),
    })  # fmt: skip


@needs(Right.RECORDS, "edit")
@require_POST
def ask_leaders(request: SignedInRequest) -> HttpResponse:
    """Begin the survey that asks leaders; who they are is said on the page it leads to."""
    try:
        return redirect("change_pulse", reasons.ask_leaders(request.user).pk)
    except InputError as problem:
        messages.error(request, str(problem))
        return redirect("leaving_reasons")
