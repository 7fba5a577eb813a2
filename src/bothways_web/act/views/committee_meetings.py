"""Meetings: when the committee meets, the agenda for members, the minutes for everybody once they are published."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.act.committee import meetings, reach
from bothways_web.act.committee.agenda import standing_agenda
from bothways_web.act.committee.calendar_file import calendar_of_meeting
from bothways_web.act.committee.decisions import may_plan
from bothways_web.act.committee.forms import MeetingForm, meeting_as_typed
from bothways_web.act.models import CommitteeMeeting
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked_number

METHODS = ["GET", "HEAD", "POST"]


@needs(Right.COMMITTEE)
@require_safe
def meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a meeting: to members its agenda and minutes, to everybody else what is published of it."""
    found = get_object_or_404(CommitteeMeeting, pk=pk)
    writes = reach.writes(request.viewer)
    if found.published_on is None and not writes:
        raise Http404
    decided = found.decisions.select_related("unit", "plan")
    context = {
        "meeting": found, "writes": writes, "decisions": [(one, may_plan(request.viewer, one)) for one in decided],
        "agenda": standing_agenda(request.viewer, found) if writes and found.published_on is None else (),
    }  # fmt: skip
    return render(request, "act/committee/meeting.html", context)


@needs(Right.COMMITTEE, reach.EDIT)
@require_http_methods(METHODS)
def new_meeting(request: SignedInRequest) -> HttpResponse:
    """Say when the committee meets."""
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = meetings.plan_meeting(form.given(), by=request.user)
            return redirect("committee_meeting", made.pk)
        except InputError as problem:
            form.add_error("day", str(problem))
    return _form(request, form, None)


@needs(Right.COMMITTEE, reach.EDIT)
@require_http_methods(METHODS)
def move_meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change when or where the committee meets."""
    found = get_object_or_404(CommitteeMeeting, pk=pk)
    form = MeetingForm(request.POST or None, initial=meeting_as_typed(found))
    if request.method == "POST" and form.is_valid():
        try:
            seen = asked_number(request, "version")
            meetings.move_meeting(found, form.given(), seen=seen, by=request.user)
            messages.success(request, _("Saved."))
            return redirect("committee_meeting", pk)
        except InputError as problem:
            form.add_error(None, str(problem))
    return _form(request, form, found)


@needs(Right.COMMITTEE, reach.EDIT)
@require_http_methods(METHODS)
def delete_meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a meeting is to be deleted, and do it."""
    found = get_object_or_404(CommitteeMeeting, pk=pk)
    if request.method != "POST":
        return render(request, "act/committee/meeting_delete.html", {"meeting": found})
    try:
        meetings.delete_meeting(found, seen=asked_number(request, "version"), by=request.user)
    except InputError as problem:
        messages.error(request, str(problem))
        return redirect("committee_meeting", pk)
    messages.success(request, _("The meeting is deleted."))
    return redirect("committee")


@needs(Right.COMMITTEE, reach.EDIT)
@require_safe
def calendar(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a meeting as a calendar file: when and where, and nothing of what is on the agenda."""
    found = get_object_or_404(CommitteeMeeting, pk=pk)
    answer = HttpResponse(calendar_of_meeting(found), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="committee.ics"'
    return answer


def _form(request: SignedInRequest, form: MeetingForm, found: CommitteeMeeting | None) -> HttpResponse:
    context = {"form": form, "meeting": found}
    return render(request, "act/committee/meeting_form.html", context, status=422 if form.errors else 200)
