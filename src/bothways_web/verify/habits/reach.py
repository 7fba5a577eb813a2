"""Who opens habits, and who names them."""

from __future__ import annotations

from bothways_web.people.access import Right, Viewer
from bothways_web.people.models import Role

#: A habit is told of the whole organisation alone, so cells that speak of own units do not open it. Executives have
#: the list, which is one page.
OPENS = ("all", "all + method")
LISTS = (*OPENS, "one page")


def opens_habits(viewer: Viewer) -> bool:
    """Return whether somebody may open the pages of single habits."""
    return viewer.may(Right.LEAVING, *OPENS)


def lists_habits(viewer: Viewer) -> bool:
    """Return whether somebody may open the list of habits."""
    return viewer.may(Right.LEAVING, *LISTS)


def names_habits(viewer: Viewer) -> bool:
    """Return whether somebody may say which habit and which outcome are looked at."""
    return viewer.may(Right.LEAVING, "all") and bool(viewer.roles & {Role.PEOPLE_LEAD, Role.CX_LEAD})
