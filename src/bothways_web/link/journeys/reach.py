"""Who writes journeys, who opens them, and whose numbers they see on them."""

from __future__ import annotations

from bothways_web.people.access import Right, Viewer
from bothways_web.people.units import current_tree

#: Cells of the table that write, that open one journey, and that look at its versions and take its document along.
WRITES = ("all",)
OPENS = ("company", "own + company", "all", "all + method")
LOOKS_BACK = ("all", "all + method")


def writes_journeys(viewer: Viewer) -> bool:
    """Return whether a viewer writes journeys."""
    return viewer.may(Right.FINDINGS, *WRITES)


def opens_journeys(viewer: Viewer) -> bool:
    """Return whether a viewer opens single journeys, not only the page of all."""
    return viewer.may(Right.FINDINGS, *OPENS)


def looks_back(viewer: Viewer) -> bool:
    """Return whether a viewer opens versions and takes the document along."""
    return viewer.may(Right.FINDINGS, *LOOKS_BACK)


def unit_for(viewer: Viewer, unit: str, top: str) -> str:
    """Return the unit whose numbers a viewer sees on a stage: its own where within reach, else the one on top."""
    return unit if unit and viewer.reaches(Right.FINDINGS, [unit]) else top


def whole() -> str:
    """Return the code of the whole organisation; blank where it has no unit on top, or several."""
    tree = current_tree()
    return tree.roots[0] if tree and len(tree.roots) == 1 else ""
