"""Ways into habits: what the page of verify lists, and lines of home pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bothways_web.people.access import Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import User
from bothways_web.verify.habits.reach import lists_habits
from bothways_web.verify.parts import Part


def parts(viewer: Viewer) -> Iterator[Part]:
    """Yield what is open to a viewer."""
    if lists_habits(viewer):
        text = _("How much more often people who do a thing every day answer well than those who never do.")
        yield Part(_("Habits that pay"), reverse("habits"), text)


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield nothing: habits wait for nobody."""
    yield from ()
