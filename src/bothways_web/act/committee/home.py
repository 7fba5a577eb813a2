"""What the committee puts on home pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bothways_web.act.committee.charters import current_charter
from bothways_web.act.committee.decisions import waiting_for
from bothways_web.act.committee.meetings import coming_meetings, unwritten_meetings
from bothways_web.act.committee.reach import announced_draw, own_seat, runs, writes
from bothways_web.act.models import CommitteeDraw, Seat
from bothways_web.people.access import Right, Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import User


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield what waits for this person: a seat, a meeting, a decision, a draw; and where the committee is."""
    if not viewer.may(Right.COMMITTEE):
        return
    seat = own_seat(user)
    if seat is not None and seat.state == Seat.State.ASKED:
        yield HomeItem(
            _("You were drawn for the committee"), reverse("committee_seat"), action=_("Say yes or no"), now=True,
            text=_("You may say no without a reason."), order=12,
        )  # fmt: skip
    if viewer.leads and waiting_for(viewer).exists():
        yield HomeItem(
            _("The committee asks your team for a plan"), reverse("committee"), action=_("Read the decision"),
            now=True, order=21,
        )  # fmt: skip
    if runs(viewer) and announced_draw() is not None:
        yield HomeItem(_("The committee is to be drawn"), reverse("committee_draw"), order=28)
    if writes(viewer) and unwritten_meetings().exists():
        yield HomeItem(
            _("Minutes of the committee are not published yet"), reverse("committee"), action=_("Go on"), now=True,
            order=22,
        )  # fmt: skip
    if current_charter() is not None:
        soon = coming_meetings().exists() if writes(viewer) else False
        drawn = CommitteeDraw.objects.filter(state=CommitteeDraw.State.DRAWN).exists()
        text = _("What it is for, who sits on it, and what it decided.")
        if soon:
            text = _("A meeting is coming up.")
        elif viewer.member_of and not drawn:
            text = _("It is not drawn yet. Would you sit on it?")
        yield HomeItem(_("The committee"), reverse("committee"), text=text, order=29)
