"""The culture path: the units within reach, and where one of them stands."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bothways_web.act.culture.levels import QUESTION_SET
from bothways_web.act.culture.standing import OPENS_WHOLE, path_rounds, standing_of
from bothways_web.link.team_places import Place, find_place, places
from bothways_web.listen.pulses import voices_of
from bothways_web.people.access import Right, Viewer
from bothways_web.people.gate import SignedInRequest, needs_account
from bothways_web.people.paging import asked, page_of
from bothways_web.people.units import current_tree


@needs_account
@require_safe
def culture(request: SignedInRequest) -> HttpResponse:
    """List the units whose path the viewer may open, by name."""
    reach = _reach(request.viewer)
    if reach is not None and not reach:
        raise Http404
    search, rounds = asked(request), path_rounds()
    there = places(reach) if rounds else []
    found = [one for one in there if search.casefold() in f"{one.name} {one.code}".casefold()]
    return render(request, "act/culture/units.html", {
        "page": page_of(request, found), "found": len(found), "search": search, "any": bool(there),
        "rounds": rounds, "question_set": QUESTION_SET, "asks": "employee" in voices_of(request.viewer),
    })  # fmt: skip


@needs_account
@require_safe
def culture_path(request: SignedInRequest, code: str) -> HttpResponse:
    """Show where a unit stands by one round, the newest unless another is asked for."""
    place = _reached(request.viewer, code)
    rounds, chosen = path_rounds(code), asked(request, "round")
    shown = next((one for one in rounds if one.ledger_name == chosen), rounds[0] if rounds else None)
    return render(request, "act/culture/path.html", {
        "place": place, "rounds": rounds, "asked": shown,
        "standing": standing_of(code, rounds, shown) if shown else None,
        "writes": place.today and request.viewer.edits(Right.TEAM, [code]),
        "opens_team": request.viewer.reaches(Right.TEAM, [code]),
        "reads_playbook": request.viewer.may(Right.TEAM),
        "question_set": QUESTION_SET, "asks": "employee" in voices_of(request.viewer),
    })  # fmt: skip


def _reach(viewer: Viewer) -> frozenset[str] | None:
    """Return the codes of the units whose path a viewer may open; ``None`` for all of them."""
    mine = viewer.units(Right.TEAM)
    if mine is None or not viewer.may(Right.FINDINGS, *OPENS_WHOLE):
        return mine
    tree = current_tree()
    roots = (
        [unit for unit, above in zip(tree.units, tree.parents, strict=True) if above is None] if tree else []
    )
    return mine | frozenset(roots if len(roots) == 1 else ())


def _reached(viewer: Viewer, code: str) -> Place:
    """Return a unit within reach; for all others the page is not there."""
    reach = _reach(viewer)
    if reach is not None and code not in reach:
        raise Http404  # before looking whether there is one: the time it takes must not tell
    place = find_place(code)
    if place is None:
        raise Http404
    return place
