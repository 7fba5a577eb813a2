"""Pages of huddles: the list of units, one unit with its rhythm and what it agreed, changing the rhythm."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.act.huddles import held, reading
from bothways_web.act.huddles.dates import next_days
from bothways_web.act.huddles.forms import RhythmForm
from bothways_web.act.huddles.rhythms import (
    calendar_address,
    make_new_calendar_address,
    save_rhythm,
    seal_of,
)
from bothways_web.act.models import Huddle, HuddleRhythm
from bothways_web.act.units import reached
from bothways_web.link.team_places import places
from bothways_web.listen.problems.private_codes import number_sent
from bothways_web.listen.quiet import zone_of
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.models import Organisation, Unit
from bothways_web.people.paging import asked, page_of
from bothways_web.people.units import today

METHODS = ["GET", "HEAD", "POST"]
PAST_A_PAGE = 10
#: A list that is longer has a search.
FEW = 8


@require_safe
@needs(Right.TEAM)
def huddles(request: SignedInRequest) -> HttpResponse:
    """List the units within reach by name, each with its next and its last huddle; or those without one lately."""
    wanted, there = asked(request), places(request.viewer.units(Right.TEAM))
    found = [one for one in there if wanted.casefold() in f"{one.name} {one.code}".casefold()]
    weeks = number_sent(asked(request, "without"))
    if weeks in held.WEEKS:
        met = held.units_that_met(today() - dt.timedelta(weeks=weeks))
        found = [one for one in found if one.code not in met]
    page = page_of(request, found)
    rows = reading.rows_of(list(page))
    return render(request, "act/huddles/list.html", {
        "page": page, "rows": rows, "asked": wanted, "found": len(found), "any": bool(there),
        "without": weeks, "weeks": held.WEEKS, "filters": bool(wanted) or weeks in held.WEEKS or len(found) > FEW,
    })  # fmt: skip


@require_http_methods(METHODS)
@needs(Right.TEAM)
def unit(request: SignedInRequest, code: str) -> HttpResponse:
    """Show when a unit meets, what is open, and what it agreed before."""
    place, runs = reached(request, code), reading.may_run(request.viewer, code)
    found = HuddleRhythm.objects.filter(unit__code=code).select_related("room", "unit").first()
    if request.method == "POST":
        if not runs or found is None:
            raise Http404
        if request.POST.get("step") == "new_address":
            make_new_calendar_address(found, by=request.user)
            messages.success(request, _("The calendar has a new address. The old one leads nowhere."))
        return redirect("huddle_unit", code)
    page = page_of(request, reading.past_huddles(code), per_page=PAST_A_PAGE)
    return render(request, "act/huddles/unit.html", {
        "place": place, "rhythm": found, "runs": runs, "opened": reading.open_huddle_of(code),
        "days": next_days(found, today()) if found and place.today else [],
        "page": page, "past": _with_hours(code, list(page)),
        "calendar": calendar_address(found) if found else "",
    })  # fmt: skip


def _with_hours(code: str, past: list[Huddle]) -> list[tuple[Huddle, dt.time | None]]:
    """Return huddles, each with its hour where another one was held on the same day."""
    zone, several = (
        zone_of(Organisation.current().time_zone),
        held.days_with_several(code, {one.day for one in past}),
    )
    return [(one, one.opened_at.astimezone(zone).time() if one.day in several else None) for one in past]


@require_http_methods(METHODS)
@needs(Right.TEAM)
def rhythm(request: SignedInRequest, code: str) -> HttpResponse:
    """Set when a unit meets."""
    place = reached(request, code)
    if not reading.may_run(request.viewer, code) or not place.today:
        raise Http404
    whose = get_object_or_404(Unit, code=code)
    found = HuddleRhythm.objects.filter(unit=whose).first()
    form = RhythmForm(request.POST or None, rhythm=found)
    if request.method == "POST" and form.is_valid():
        try:
            save_rhythm(whose, form.rhythm(), seen=request.POST.get("seen", ""), by=request.user)
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("It is saved when you meet."))
            return redirect("huddle_unit", code)
    now = HuddleRhythm.objects.filter(unit=whose).first()
    context: dict[str, Any] = {"place": place, "form": form, "seen": seal_of(now), "now": now}
    return render(request, "act/huddles/rhythm.html", context, status=422 if form.errors else 200)
