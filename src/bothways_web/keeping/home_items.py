"""What this room contributes to home pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bothways_web.keeping.exports.reach import reach_of
from bothways_web.keeping.retention.terms import waiting
from bothways_web.people.access import Right, Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import User

ADMINISTERS = (Right.SETTINGS, "yes, but no results")


def erases(viewer: Viewer) -> bool:
    """Return whether somebody may erase people: administrators and people leads."""
    return viewer.may(*ADMINISTERS) or viewer.may(Right.RECORDS, "edit")


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield what somebody finds in this room."""
    if reach_of(viewer).anything:
        yield HomeItem(
            title=_("Take numbers along"), url=reverse("exports"), order=45,
            text=_("What was released, for a spreadsheet, for SPSS, or for another survey tool."),
        )  # fmt: skip
    if erases(viewer):
        yield HomeItem(
            title=_("Erase somebody"), url=reverse("erase"), order=52,
            text=_("Tried first, then done; with a record that names nobody."),
        )  # fmt: skip
    if viewer.may(*ADMINISTERS):
        yield from _for_administrators(user)


def _for_administrators(user: User) -> Iterator[HomeItem]:
    if any(one.proposed_by_id != user.pk for one in waiting()):
        yield HomeItem(
            title=_("Another time of keeping waits for you"), url=reverse("keeping"), action=_("Look at it"),
            text=_("Another administrator proposed how long something is kept."), now=True, order=16,
        )  # fmt: skip
    yield HomeItem(
        title=_("How long things are kept"), url=reverse("keeping"), order=53,
        text=_("What goes on which day, and the whole site as one file."),
    )  # fmt: skip
