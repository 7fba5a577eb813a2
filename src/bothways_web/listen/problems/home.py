"""What problems put on home pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bothways_web.listen.problems.triage import waiting_problems
from bothways_web.people.access import Right, Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import User


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield where to report, and for those who look after problems where they are."""
    if viewer.may(Right.DIG_UP):
        yield HomeItem(
            _("Dig up a problem"), reverse("dig_up"), order=12,
            text=_("What is in the way of good service, with or without your name. It does not become your work."),
        )  # fmt: skip
    if viewer.may(Right.TRIAGE):
        new = waiting_problems(viewer)
        yield HomeItem(
            _("Problems that were reported"), reverse("triage"), order=22,
            text=_("New ones wait to be looked at.") if new else _("Nothing new waits to be looked at."),
        )  # fmt: skip
