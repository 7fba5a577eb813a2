"""Ways into overload: what the page of verify lists, and lines of home pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bothways_web.people.access import Right, Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import User
from bothways_web.verify.parts import Part


def parts(viewer: Viewer) -> Iterator[Part]:
    """Yield what is open to a viewer."""
    if viewer.may(Right.LEAVING):
        yield Part(
            _("What spills over"), reverse("overload"),
            _("Does overload at those who serve a team come before worse service there?"),
        )  # fmt: skip


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield nothing: whoever wants to know finds it on the page of verify."""
    yield from ()
