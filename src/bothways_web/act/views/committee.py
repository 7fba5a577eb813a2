"""The committee for everybody: who it is, what it decided, its charter."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.act.committee import charters, decisions, meetings, reach, seats, showing
from bothways_web.act.committee.forms import CharterForm
from bothways_web.act.models import Charter
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs, open_to_all
from bothways_web.people.paging import asked_number, page_of
from bothways_web.people.units import today

METHODS = ["GET", "HEAD", "POST"]
PER_PAGE = 10
#: Proposed for a first charter.
_UNTIL_REVIEW = dt.timedelta(days=180)


@needs(Right.COMMITTEE)
@require_safe
def committee(request: SignedInRequest) -> HttpResponse:
    """Show what the committee is for, who sits on it, when it meets, what it decided, and how it was drawn."""
    viewer, last = request.viewer, reach.last_drawn()
    writes = reach.writes(viewer)
    context = {
        "charter": charters.current_charter(),
        "members": showing.members(last) if last and not last.over else [],
        "last": last, "quotas": showing.quotas_shown(last) if last else [],
        "chances": showing.chances_shown(last) if last else None,
        "empty_seats": seats.empty_seats(last) if last and not last.over else 0,
        "term_end": seats.term_end(last) if last else None,
        "coming": meetings.coming_meetings()[:PER_PAGE],
        "unwritten": meetings.unwritten_meetings() if writes else [],
        "page": page_of(request, meetings.published_meetings().prefetch_related("decisions"), per_page=PER_PAGE),
        "waiting": decisions.waiting_for(viewer),
        "announced": reach.announced_draw(),
        "own": reach.own_seat(request.user), "person": reach.person_of(request.user),
        "writes": writes, "runs": reach.runs(viewer), "writes_charter": reach.writes_charter(viewer),
    }  # fmt: skip
    return render(request, "act/committee/committee.html", context)


@needs(Right.COMMITTEE)
@require_safe
def charter(request: SignedInRequest) -> HttpResponse:
    """Show the charter that holds."""
    return _charter(request, charters.current_charter())


@needs(Right.COMMITTEE)
@require_safe
def charter_version(request: SignedInRequest, number: int) -> HttpResponse:
    """Show the charter as it was."""
    return _charter(request, get_object_or_404(Charter, number=number))


@needs(Right.COMMITTEE, reach.EDIT, reach.RUN)
@require_http_methods(METHODS)
def change_charter(request: SignedInRequest) -> HttpResponse:
    """Write the charter, or change it: that makes a new version."""
    if not reach.writes_charter(request.viewer):
        raise Http404
    now = charters.current_charter()
    start = charters.as_typed(now) or {"term_months": 12, "review_on": today() + _UNTIL_REVIEW}
    form = CharterForm(request.POST or None, initial=start)
    seen = asked_number(request, "seen") if request.method == "POST" else (now.number if now else 0)
    if request.method == "POST" and form.is_valid():
        try:
            charters.write_charter(form.cleaned_data, seen=seen, by=request.user)
        except charters.Stale as problem:
            form.add_error(None, str(problem))
            seen = now.number if now else 0
        except InputError as problem:
            form.add_error("review_on", str(problem))
        else:
            words = _("Saved. The version before stays to be read.") if now else _("The charter is written.")
            messages.success(request, words)
            return redirect("charter")
    context = {"form": form, "charter": now, "seen": seen}
    return render(request, "act/committee/charter_form.html", context, status=422 if form.errors else 200)


@open_to_all
@require_safe
def committee_outside(request: HttpRequest) -> HttpResponse:
    """Show what is for everybody: no account, no name of a member, no cookie."""
    found = charters.current_charter()
    pages = meetings.published_meetings().filter(outside=True).prefetch_related("decisions")
    context = {
        "charter": found if found and found.outside else None,
        "parts": _parts(found) if found and found.outside else [],
        "page": page_of(request, pages, per_page=PER_PAGE),
    }
    return render(request, "act/committee/outside.html", context)


def _charter(request: SignedInRequest, found: Charter | None) -> HttpResponse:
    newest = charters.current_charter()
    context = {
        "charter": found, "parts": _parts(found) if found else [],
        "newest": newest, "versions": Charter.objects.exclude(pk=found.pk) if found else [],
        "writes_charter": reach.writes_charter(request.viewer),
    }  # fmt: skip
    return render(request, "act/committee/charter.html", context)


def _parts(found: Charter) -> list[tuple[str, str]]:
    """Return headings and texts of a charter, without those that were left blank."""
    titles = (
        _("Purpose"), _("Culture"), _("Process"), _("Goals"), _("Expectations"), _("Accountability"),
        _("Working time for it"), _("How a member can be asked to go"),
    )  # fmt: skip
    names = (*charters.PARTS, "time_for_it", "removal")
    texts = [(title, getattr(found, name)) for title, name in zip(titles, names, strict=True)]
    return [one for one in texts if one[1]]
