"""What work puts on home pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways_web.act.models import WorkItem
from bothways_web.people.access import Right, Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import User


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield what is proposed to somebody, and where the boards are."""
    offers = WorkItem.objects.filter(owner__user=user, state=WorkItem.State.PROPOSED).count()
    if offers:
        title = ngettext(
            "%(n)s piece of work is proposed to you", "%(n)s pieces of work are proposed to you", offers
        )
        yield HomeItem(
            title % {"n": offers}, reverse("my_work"), action=_("Look at it"), now=True, order=14,
            text=_("An offer: you can hand it back without a reason."),
        )  # fmt: skip
    if viewer.may(Right.TEAM):
        yield HomeItem(
            _("Shared work"), reverse("work"), order=24,
            text=_("What comes out of problems, plans and huddles, shared by the room that people have."),
        )  # fmt: skip
