"""Units as the pages of work name them."""

from __future__ import annotations

from bothways_web.act.work.reach import Actor
from bothways_web.link.team_places import Place, places
from bothways_web.people.access import Right, Viewer


def units_in_reach(viewer: Viewer) -> list[Place]:
    """Return the units whose work somebody may read, by name."""
    return places(viewer.units(Right.TEAM))


def units_of(actor: Actor) -> list[Place]:
    """Return the boards that somebody shares in and may read."""
    reach = actor.viewer.units(Right.TEAM)
    return places(actor.shares_in if reach is None else actor.shares_in & reach)
