"""Minutes and decisions: written by members, published for everybody, made into plans by teams."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothways.errors import InputError
from bothways_web.act.committee import decisions, meetings, reach
from bothways_web.act.committee.agenda import standing_agenda
from bothways_web.act.committee.forms import DecisionForm, MinutesForm, decision_as_typed
from bothways_web.act.models import CommitteeDecision, CommitteeMeeting
from bothways_web.link.team_places import places
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked_number, page_of

METHODS = ["GET", "HEAD", "POST"]


@needs(Right.COMMITTEE, reach.EDIT)
@require_http_methods(METHODS)
def write_minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down what was said, beside the agenda."""
    found = get_object_or_404(CommitteeMeeting, pk=pk)
    start = {name: getattr(found, name) for name in (*meetings.POINTS, "outside")}
    form = MinutesForm(request.POST or None, initial=start)
    version = found.version
    if request.method == "POST" and form.is_valid():
        try:
            seen = asked_number(request, "version")
            meetings.write_minutes(found, form.cleaned_data, seen=seen, by=request.user)
            messages.success(request, _("Saved."))
            return redirect("committee_meeting", pk)
        except InputError as problem:
            form.add_error(None, str(problem))
    agenda = {one.name: one for one in standing_agenda(request.viewer, found)}
    rows = [(form[name], agenda.get(name)) for name in (*meetings.POINTS, "outside")]
    context = {"form": form, "meeting": found, "version": version, "rows": rows}
    return render(request, "act/committee/minutes_form.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Right.COMMITTEE, reach.EDIT)
def publish_minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let everybody read the minutes."""
    found = get_object_or_404(CommitteeMeeting, pk=pk)
    try:
        meetings.publish_minutes(found, seen=asked_number(request, "version"), by=request.user)
    except InputError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Published."))
    return redirect("committee_meeting", pk)


@needs(Right.COMMITTEE, reach.EDIT)
@require_http_methods(METHODS)
def withdraw_minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether published minutes are to be taken back, and do it."""
    found = get_object_or_404(CommitteeMeeting, pk=pk)
    if request.method != "POST":
        return render(request, "act/committee/minutes_withdraw.html", {"meeting": found})
    try:
        meetings.withdraw_minutes(found, seen=asked_number(request, "version"), by=request.user)
    except InputError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Withdrawn. They are a draft again."))
    return redirect("committee_meeting", pk)


@needs(Right.COMMITTEE, reach.EDIT)
@require_http_methods(METHODS)
def new_decision(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down a decision."""
    found = get_object_or_404(CommitteeMeeting, pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decisions.write_decision(found, form.given(), by=request.user)
            messages.success(request, _("The decision is written down."))
            return redirect("committee_meeting", pk)
        except InputError as problem:
            form.add_error(None, str(problem))
    return _form(request, form, found, None)


@needs(Right.COMMITTEE, reach.EDIT)
@require_http_methods(METHODS)
def change_decision(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change the words of a decision."""
    found = get_object_or_404(CommitteeDecision.objects.select_related("meeting", "unit"), pk=pk)
    form = DecisionForm(request.POST or None, initial=decision_as_typed(found))
    if request.method == "POST" and form.is_valid():
        try:
            decisions.change_decision(found, form.given(), by=request.user)
            messages.success(request, _("Saved."))
            return redirect("committee_meeting", found.meeting.pk)
        except InputError as problem:
            form.add_error(None, str(problem))
    return _form(request, form, found.meeting, found)


@needs(Right.COMMITTEE, reach.EDIT)
@require_http_methods(METHODS)
def delete_decision(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a decision is to be deleted, and do it."""
    found = get_object_or_404(CommitteeDecision.objects.select_related("meeting"), pk=pk)
    meeting = found.meeting.pk
    if request.method != "POST":
        return render(request, "act/committee/decision_delete.html", {"decision": found})
    try:
        decisions.delete_decision(found, by=request.user)
        messages.success(request, _("The decision is deleted."))
    except InputError as problem:
        messages.error(request, str(problem))
    return redirect("committee_meeting", meeting)


@needs(Right.COMMITTEE)
@require_safe
def plan_decision(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lead whoever leads a team to the plan that a decision becomes; ask which team where that is open."""
    found = get_object_or_404(decisions.readable_decisions(), pk=pk)
    if not decisions.may_plan(request.viewer, found):
        raise Http404
    teams = [found.unit.code] if found.unit else sorted(request.viewer.leads)
    if len(teams) == 1:
        return redirect(f"{reverse('new_plan', args=teams)}?decision={found.pk}")
    page = page_of(request, places(teams))
    return render(request, "act/committee/plan_team.html", {"decision": found, "page": page})


def _form(
    request: SignedInRequest, form: DecisionForm, meeting: CommitteeMeeting, found: CommitteeDecision | None
) -> HttpResponse:
    context = {"form": form, "meeting": meeting, "decision": found}
    return render(request, "act/committee/decision_form.html", context, status=422 if form.errors else 200)
