"""Setting up a draw, announcing it, and making it: for both leads; members read it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bothways.errors import InputError
from bothways_web.act.committee import draws, jobs, lists, reach, showing
from bothways_web.act.committee import willing as wills
from bothways_web.act.committee.charters import current_charter
from bothways_web.act.committee.forms import DrawForm, QuotaForm, first_proposal
from bothways_web.act.committee.groups import offered, traits_of_workforce
from bothways_web.act.models import CommitteeDraw
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked_number

METHODS = ["GET", "HEAD", "POST"]
State = CommitteeDraw.State


@needs(Right.COMMITTEE, reach.RUN, reach.EDIT)
@require_http_methods(METHODS)
def draw(request: SignedInRequest) -> HttpResponse:
    """Show the draw that is under way, or the last one; change its quotas while it is planned."""
    found, runs = reach.latest_draw(), reach.runs(request.viewer)
    context: dict[str, Any] = {
        "draw": found, "runs": runs, "charter": current_charter(), "band": wills.pool_band(),
        "groups": wills.pool_groups(),
    }  # fmt: skip
    if found is None:
        return render(request, "act/committee/draw.html", context)
    shown = showing.quotas_shown(found)
    form = (
        QuotaForm(request.POST or None, shown=shown, seats=found.seats)
        if found.state == State.PLANNED
        else None
    )
    if request.method == "POST":
        if not runs or form is None:
            raise Http404
        if form.is_valid():
            return _change_quotas(request, found, form)
    context |= {"quotas": shown, "form": form} | _state_of(found, runs)
    failed = form is not None and form.errors
    return render(request, "act/committee/draw.html", context, status=422 if failed else 200)


@needs(Right.COMMITTEE, reach.RUN)
@require_http_methods(METHODS)
def new_draw(request: SignedInRequest) -> HttpResponse:
    """Plan a draw."""
    there = offered(traits_of_workforce())
    form = DrawForm(request.POST or None, offered=there, initial=first_proposal())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            draws.plan_draw(given["seats"], form.draw_at(), given["attributes"], by=request.user)
            return redirect("committee_draw")
        except InputError as problem:
            form.add_error(None, str(problem))
    context = {"form": form, "charter": current_charter(), "band": wills.pool_band()}
    return render(request, "act/committee/draw_form.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Right.COMMITTEE, reach.RUN)
def take_nearest(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the nearest quotas that can be met."""
    found = get_object_or_404(CommitteeDraw, pk=pk)
    return _do(request, draws.take_nearest, found, _("The nearest quotas that can be met are taken."))


@require_POST
@needs(Right.COMMITTEE, reach.RUN)
def announce_draw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Publish the hash of list, quotas and lottery."""
    return _do(request, jobs.announce, get_object_or_404(CommitteeDraw, pk=pk), "")


@require_POST
@needs(Right.COMMITTEE, reach.RUN)
def draw_now(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make the seed, and draw."""
    found = get_object_or_404(CommitteeDraw, pk=pk)
    return _do(request, draws.make_draw, found, _("The committee is drawn. Those who were drawn are asked."))


@needs(Right.COMMITTEE, reach.RUN)
@require_http_methods(METHODS)
def call_off(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a draw is to be called off, and do it."""
    found = get_object_or_404(CommitteeDraw, pk=pk, state__in=draws.UNDER_WAY)
    if request.method != "POST":
        return render(request, "act/committee/call_off.html", {"draw": found})
    return _do(request, draws.call_off, found, _("The draw is called off. Its list is deleted."))


@require_POST
@needs(Right.COMMITTEE, reach.RUN)
def list_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give what a draw can be repeated with, once it was made; those who said they are willing were told so."""
    found = get_object_or_404(CommitteeDraw, pk=pk, state=State.DRAWN, over=False, rows_are_shared=True)
    draws.note_list_taken(found, by=request.user)
    answer = JsonResponse(showing.whole_list(found), json_dumps_params={"indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="list.json"'
    return answer


def _change_quotas(request: SignedInRequest, found: CommitteeDraw, form: QuotaForm) -> HttpResponse:
    def change(draw: CommitteeDraw, *, seen: int, by: Any) -> None:
        draws.change_quotas(draw, form.quotas(lists.quotas_in(draw)), seen=seen, by=by)

    return _do(request, change, found, _("Saved."))


def _state_of(found: CommitteeDraw, runs: bool) -> dict[str, Any]:
    """Return what belongs to the state of a draw."""
    if found.state == State.PLANNED and runs:
        check = lists.check_now(found)
        return {
            "check": check, "few": check is None or check.seats < found.seats,
            "clash": showing.clash_shown(check) if check else [],
            "moves": showing.moves_shown(found, check) if check else [],
        }  # fmt: skip
    return {
        "due": found.state == State.ANNOUNCED and found.draw_at <= timezone.now(),
        "stuck": draws.is_stuck(found), "chances": showing.chances_shown(found),
        "asked": found.people.filter(state="asked").count() if found.seed else 0,
    }  # fmt: skip


def _do(request: SignedInRequest, verb: Any, found: CommitteeDraw, words: str) -> HttpResponse:
    """Do a step of a draw as it was seen, and come back to its page."""
    try:
        verb(found, seen=asked_number(request, "version"), by=request.user)
    except InputError as problem:
        messages.error(request, str(problem))
    else:
        if words:
            messages.success(request, words)
    return redirect("committee_draw")
