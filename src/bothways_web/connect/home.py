"""What this room puts on home pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bothways_web.connect.models import Receiver
from bothways_web.people.access import Right, Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import User


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield what somebody finds in this room."""
    yield HomeItem(
        _("My calendar"), reverse("own_calendar"), order=59,
        text=_("Huddles, days on which surveys close, and more, in your calendar program."),
    )  # fmt: skip
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
