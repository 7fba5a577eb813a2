"""Who may open which part of themes."""

from __future__ import annotations

from bothways_web.people.access import Right, Viewer

#: All see the list, which is about the whole organisation; executives have that one page.
OPENS = ("company", "own + company", "all", "all + method")
LISTS = (*OPENS, "one page")
WRITES = ("all",)


def opens_themes(viewer: Viewer) -> bool:
    """Return whether somebody may open the pages of single themes."""
    return viewer.may(Right.FINDINGS, *OPENS)


def writes_themes(viewer: Viewer) -> bool:
    """Return whether somebody may name, merge and raise themes."""
    return viewer.may(Right.FINDINGS, *WRITES)


def units_of(viewer: Viewer) -> frozenset[str] | None:
    """Return the units whose shares somebody may see: none, their own, or all (``None``)."""
    return viewer.units(Right.FINDINGS)
