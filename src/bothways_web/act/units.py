"""Units as all pages of act name and reach them."""

from __future__ import annotations

from django.http import Http404

from bothways_web.link.team_places import Place, find_place
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest


def reached(request: SignedInRequest, code: str) -> Place:
    """Return a unit within reach; for all others the page is not there."""
    if not request.viewer.reaches(Right.TEAM, [code]):
        raise Http404  # before looking whether there is one: the time it takes must not tell
    place = find_place(code)
    if place is None:
        raise Http404
    return place


def name_of(code: str) -> str:
    """Return the name of a unit, of one that ended its last one; its code where it has none."""
    place = find_place(code)
    return place.name if place else code
