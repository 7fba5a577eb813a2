"""Whose leaving somebody may see: the whole, all units, own units, and who writes what it costs."""

from __future__ import annotations

from django.http import Http404

from bothways_web.link.team_places import Place, find_place, places
from bothways_web.people.access import Right, Viewer
from bothways_web.people.gate import SignedInRequest

EVERYWHERE = ("all", "all + method")
#: Cells that take tables along; executives have one page.
TAKES_FILES = (*EVERYWHERE, "own where Released")


def sees_all(viewer: Viewer) -> bool:
    """Return whether somebody sees every unit, reasons and cost."""
    return viewer.may(Right.LEAVING, *EVERYWHERE)


def sees_whole(viewer: Viewer) -> bool:
    """Return whether somebody sees the numbers of the whole organisation."""
    return viewer.may(Right.LEAVING, *EVERYWHERE, "one page")


def writes_cost(viewer: Viewer) -> bool:
    """Return whether somebody writes what leaving costs, and starts the surveys about it: people leads."""
    return viewer.may(Right.RECORDS, "edit") and sees_all(viewer)


def own_places(viewer: Viewer) -> list[Place]:
    """Return the units of today that somebody sees, by name."""
    return places(viewer.units(Right.LEAVING))


def reached(request: SignedInRequest, code: str) -> Place:
    """Return a unit within reach; for all others the page is not there."""
    if not request.viewer.reaches(Right.LEAVING, [code]):
        raise Http404  # before looking whether there is one: the time it takes must not tell
    place = find_place(code)
    if place is None:
        raise Http404
    return place
