"""Units as the pages of work name them."""

from __future__ import annotations

from bothways_web.act.work.reach import Actor
from bothways_web.link.team_places import Place, find_place, places
from bothways_web.people.access import Right, Viewer


def units_in_reach(viewer: Viewer) -> list[Place]:
    """Return the units whose work somebody may read, by name."""
    return places(viewer.units(Right.TEAM))


def place_in_reach(viewer: Viewer, code: str) -> Place | None:
    """Return a unit by its code; ``None`` out of reach, before looking whether there is one."""
    return find_place(code) if viewer.reaches(Right.TEAM, [code]) else None


def units_of(actor: Actor) -> list[Place]:
    """Return the boards that somebody shares in and may read."""
    reach = actor.viewer.units(Right.TEAM)
    return places(actor.shares_in if reach is None else actor.shares_in & reach)


def name_of(code: str) -> str:
    """Return the name of a unit; its code where it has none."""
    place = find_place(code)
    return place.name if place else code
