"""What this room puts on home pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bothways_web.connect.models import Receiver
from bothways_web.connect.sources import sources_of
from bothways_web.people.access import Right, Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import User


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield what somebody finds in this room."""
    yield HomeItem(
        _("My calendar"), reverse("own_calendar"), order=59,
        text=_("Huddles, days on which surveys close, and more, in your calendar program."),
    )  # fmt: skip
    if viewer.may(Right.ROUNDS, "customers"):
        yield from _of_sources(viewer)
    if not viewer.may(Right.SETTINGS, "yes, but no results"):
        return
    for one in Receiver.objects.filter(state=Receiver.State.BROKEN):
        yield HomeItem(
            _("“{name}” does not answer and was switched off").format(name=one.name),
            reverse("receiver", args=[one.pk]), action=_("See why"), now=True, order=24,
            text=_("What it was not told is kept for 30 days and can be sent again."),
        )  # fmt: skip
    yield HomeItem(
        _("Webhooks"), reverse("receivers"), order=52,
        text=_("Programs that are told what happens here, or tell what happens there."),
    )  # fmt: skip


def _of_sources(viewer: Viewer) -> Iterator[HomeItem]:
    """Yield a line where programs tell of the customers whom somebody asks; at once where one waits for a yes."""
    there = sources_of(viewer)
    if any(one.agreed_on is None for one in there):
        yield HomeItem(
            _("A program wants to tell of your customers"), reverse("sources_heard"), action=_("Look at it"),
            now=True, order=25, text=_("An administrator has added or changed it. It is heard once you agree."),
        )  # fmt: skip
    elif there:
        yield HomeItem(
            _("Programs that tell"), reverse("sources_heard"), order=53,
            text=_("Help desks and forms that tell of your customers."),
        )  # fmt: skip
