"""Ways into leaving: what the page of verify lists, and lines of home pages."""

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
            _("Leaving"),
            reverse("leaving"),
            _("How many leave, how many stay, why, and what it costs. Groups only."),
        )


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield the way to the page."""
    if viewer.may(Right.LEAVING):
        yield HomeItem(
            _("Leaving"),
            reverse("leaving"),
            _("Open"),
            _("How many leave and how many stay. Groups only."),
            order=34,
        )
