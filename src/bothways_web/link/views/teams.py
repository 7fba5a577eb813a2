"""Team pages: a list, one team with both voices, and who needs help first."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bothways_web.link.customers import customers_panel
from bothways_web.link.findings import latest_findings
from bothways_web.link.runs import latest_round
from bothways_web.link.team_places import Place, find_place, places
from bothways_web.link.teams import diagnosis_of, employees_panel, rounds_with
from bothways_web.people.access import Right
from bothways_web.people.gate import needs


@require_safe
@needs(Right.TEAM)
def teams(request: HttpRequest) -> HttpResponse:
    """List the teams that the viewer may open, by name."""
    mine = request.viewer.units(Right.TEAM)  # type: ignore[attr-defined]
    asked = request.GET.get("q", "").strip()[:80]
    there = places(mine)
    found = [one for one in there if asked.casefold() in f"{one.name} {one.code}".casefold()]
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(request, "link/teams.html", {
        "page": page, "asked": asked, "found": len(found), "any": bool(there), "sees_all": mine is None,
        "helps": request.viewer.may(Right.HELP_FIRST),  # type: ignore[attr-defined]
    })  # fmt: skip


@require_safe
@needs(Right.TEAM)
def team(request: HttpRequest, code: str) -> HttpResponse:
    """Show one team: what its people say beside what its customers say."""
    place = _reached(request, code)
    rounds = rounds_with(code)
    chosen = request.GET.get("round", "")
    asked = next((one for one in rounds if one.ledger_name == chosen), rounds[0] if rounds else None)
    return render(request, "link/team.html", {
        "place": place, "rounds": rounds, "asked": asked,
        "employees": employees_panel(code, rounds, asked) if asked else None,
        "customers": customers_panel(code),
        "found": latest_findings(),
        "has_path": any(one.pulse.instrument == "culture_maturity" for one in rounds),
        "sees_findings": request.viewer.may(Right.FINDINGS),  # type: ignore[attr-defined]
        "writes": place.today and request.viewer.edits(Right.TEAM, [code]),  # type: ignore[attr-defined]
    })  # fmt: skip


@require_safe
@needs(Right.HELP_FIRST)
def help_first(request: HttpRequest) -> HttpResponse:
    """Show which teams need help first: at most three groups, ties together."""
    asked = latest_round()
    found = diagnosis_of(asked, None) if asked else None
    groups = [(word, found.standing(word)) for word in ("worse", "level", "better")] if found else []
    return render(request, "link/help_first.html", {"asked": asked, "diagnosis": found, "groups": groups})


def _reached(request: HttpRequest, code: str) -> Place:
    """Return a unit within reach; for all others the page is not there."""
    if not request.viewer.reaches(Right.TEAM, [code]):  # type: ignore[attr-defined]
        raise Http404  # before looking whether there is one: the time it takes must not tell
    place = find_place(code)
    if place is None:
        raise Http404
    return place
