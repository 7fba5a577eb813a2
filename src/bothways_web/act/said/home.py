"""What said puts on home pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bothways_web.act.said.reading import any_new
from bothways_web.people.access import Right, Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import User


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield where to read what became of what was said; nobody is watched reading it."""
    if viewer.may(Right.ANSWER):
        new = any_new()
        yield HomeItem(
            _("You said, we did"), reverse("said"), order=13,
            text=_("There are new ones of the last two weeks.") if new else _("What became of what was said."),
        )  # fmt: skip
