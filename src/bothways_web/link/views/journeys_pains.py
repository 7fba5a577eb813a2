"""Pain points of a journey: adding one, one with its history, changing it, the problem that it is tied to."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bothways.errors import InputError
from bothways_web.link.hooks import PAIN_POINT_SECTIONS
from bothways_web.link.journeys import pains as verbs
from bothways_web.link.journeys.differing import differences
from bothways_web.link.journeys.document import find_stage
from bothways_web.link.journeys.forms import PainForm
from bothways_web.link.journeys.reach import OPENS, WRITES, writes_journeys
from bothways_web.link.journeys.tying import problems_to_tie, sees_problem, ties
from bothways_web.link.journeys.verbs import ChangedMeanwhileError
from bothways_web.link.models import PainPoint, Theme
from bothways_web.link.views.journeys import journey_of, sent
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked_number

METHODS = ["GET", "HEAD", "POST"]


@needs(Right.FINDINGS, *WRITES)
@require_http_methods(METHODS)
def new_pain(request: SignedInRequest, pk: int, stage_id: str) -> HttpResponse:
    """Add a pain point to a stage."""
    found = journey_of(pk)
    stage = find_stage(found.document, stage_id)
    if stage is None and request.method != "POST":
        raise Http404
    form = PainForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            verbs.add_pain(verbs.StagePlace(pk, stage_id), form.written(), by=request.user)
            return redirect("journey", pk)
        except InputError as error:
            form.add_error(None, str(error))
    context = {"journey": found, "stage": stage, "form": form}
    return render(request, "link/journeys/new_pain.html", context, status=422 if form.errors else 200)


@needs(Right.FINDINGS, *OPENS)
@require_http_methods(METHODS)
def pain(request: SignedInRequest, pk: int, pain_id: int) -> HttpResponse:
    """Show a pain point with its history; say that it is fixed, tie it to a problem."""
    found = _pain(pk, pain_id)
    viewer = request.viewer
    if request.method == "POST":
        _step(request, found)
        return redirect("pain_point", pk, pain_id)
    sees = sees_problem(viewer, found)
    context = {
        "journey": found.journey, "pain": found, "stage": find_stage(found.journey.document, found.stage),
        "theme": Theme.objects.filter(key=found.theme).first(),
        "writes": writes_journeys(viewer), "may_be_fixed": found.pk in verbs.offers_fixed([found]),
        "sees": sees, "ties": ties(viewer, found), "problems": problems_to_tie(viewer, found),
        "went": found.steps.select_related("by"),
        "sections": [made(viewer, found) for made in PAIN_POINT_SECTIONS],
    }  # fmt: skip
    return render(request, "link/journeys/pain.html", context)


def _step(request: SignedInRequest, found: PainPoint) -> None:
    """Do one step of the page of a pain point."""
    viewer, step, seen = request.viewer, request.POST.get("step", ""), asked_number(request, "seen")
    try:
        if step == "fixed" and writes_journeys(viewer):
            fixed = verbs.Written(found.text, found.voice, verbs.State.FIXED)
            verbs.change_pain(found, seen, fixed, by=request.user)
        elif step == "tie" and ties(viewer, found):
            chosen = request.POST.get("problem", "")
            problem = next((one for one in problems_to_tie(viewer, found) if str(one.pk) == chosen), None)
            if problem is None:
                messages.error(request, _("There is no such problem. Choose one from the list."))
            else:
                verbs.tie_problem(found, problem, seen, by=request.user)
        elif step == "untie" and ties(viewer, found):
            verbs.tie_problem(found, None, seen, by=request.user)
        else:
            raise Http404
    except ChangedMeanwhileError:
        messages.warning(request, _("Somebody changed this pain point meanwhile. Look at it again."))


@needs(Right.FINDINGS, *WRITES)
@require_http_methods(METHODS)
def change(request: SignedInRequest, pk: int, pain_id: int) -> HttpResponse:
    """Write a pain point otherwise, or say how far it is."""
    found = _pain(pk, pain_id)
    start = {"text": found.text, "voice": found.voice, "state": found.state}
    form = PainForm(sent(request), initial=start)
    seen = asked_number(request, "seen") if request.method == "POST" else found.version
    status, told = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                verbs.change_pain(found, seen, form.written(), by=request.user)
                return redirect("pain_point", pk, pain_id)
            except ChangedMeanwhileError:
                status, seen, told = 409, found.version, differences(form, start)
            except InputError as error:
                form.add_error(None, str(error))
    context = {
        "journey": found.journey, "pain": found, "form": form, "seen": seen, "conflict": status == 409,
        "differences": told,
    }  # fmt: skip
    return render(request, "link/journeys/change_pain.html", context, status=status)


def _pain(pk: int, pain_id: int) -> PainPoint:
    """Return a pain point of a journey."""
    if max(pk, pain_id) >= 2**63:
        raise Http404
    return get_object_or_404(
        PainPoint.objects.select_related("journey", "problem__unit"), pk=pain_id, journey=pk
    )
