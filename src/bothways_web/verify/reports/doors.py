"""Ways into reports: what the page of verify lists, and lines of home pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bothways_web.people.access import Right, Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import User
from bothways_web.verify.models import StoryMail
from bothways_web.verify.parts import Part
from bothways_web.verify.reports.readers import reads


def parts(viewer: Viewer) -> Iterator[Part]:
    """Yield what is open to a viewer."""
    if reads(viewer):
        yield Part(
            _("The story so far"), reverse("story"),
            _("One page: what comes first, what we did, what it changed. As a PDF, slides or a spreadsheet."),
        )  # fmt: skip


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield what waits for this person, and the story for executives, who have few other pages."""
    if not reads(viewer):
        return
    if StoryMail.objects.filter(user=user).exclude(suggested="").exists():
        yield HomeItem(
            _("A mail about the story is suggested to you"), reverse("story_mail"), _("Answer"),
            _("Say yes or no. Nothing is sent before you do."), now=True, order=28,
        )  # fmt: skip
    if viewer.may(Right.FINDINGS, "one page"):
        yield HomeItem(
            _("The story so far"), reverse("story"), _("Read"),
            _("One page: what comes first, what we did, what it changed."), order=29,
        )  # fmt: skip
