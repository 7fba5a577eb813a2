"""Journeys: all of them, one of them, one as a file."""

from __future__ import annotations

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bothways_web.link.journeys.files import FORMS, file_name
from bothways_web.link.journeys.reach import OPENS, looks_back, opens_journeys, writes_journeys
from bothways_web.link.journeys.showing import shown_journey, shown_journeys
from bothways_web.link.models import Journey
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import page_of

PER_PAGE = 20


@needs(Right.FINDINGS)
@require_safe
def journeys(request: SignedInRequest) -> HttpResponse:
    """List the journeys: how many pain points they have, and where the two voices stand apart."""
    viewer = request.viewer
    page = page_of(request, Journey.objects.all(), per_page=PER_PAGE)
    context = {
        "page": page, "shown": shown_journeys(viewer, page.object_list), "writes": writes_journeys(viewer),
        "opens": opens_journeys(viewer),
    }  # fmt: skip
    return render(request, "link/journeys/list.html", context)


@needs(Right.FINDINGS, *OPENS)
@require_safe
def journey(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one journey: its stages in both voices, with their numbers and pain points."""
    viewer = request.viewer
    context = {
        "shown": shown_journey(journey_of(pk), viewer), "writes": writes_journeys(viewer),
        "looks_back": looks_back(viewer), "methods": viewer.may(Right.FINDINGS, "all + method"),
    }  # fmt: skip
    return render(request, "link/journeys/journey.html", context)


@needs(Right.FINDINGS, *OPENS)
@require_safe
def journey_file(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    """Give a journey as a picture, on paper, or as a document to be brought in elsewhere."""
    made = FORMS.get(form)
    if made is None or (made.looks_back and not looks_back(request.viewer)):
        raise Http404
    shown = shown_journey(journey_of(pk), request.viewer)
    answer = HttpResponse(made.write(shown), content_type=made.kind)
    answer["Content-Disposition"] = f'attachment; filename="{file_name(shown, form)}"'
    return answer


def journey_of(pk: int) -> Journey:
    """Return a journey; for a number that none has the page is not there."""
    if pk >= 2**63:
        raise Http404
    return get_object_or_404(Journey, pk=pk)


def sent(request: SignedInRequest) -> QueryDict | None:
    """Return what a form sent, even where it is nothing; none where no form was sent."""
    return request.POST if request.method == "POST" else None
