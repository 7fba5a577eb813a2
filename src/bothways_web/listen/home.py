"""What listening puts on home pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bothways_web.listen.invitations import zone_for
from bothways_web.listen.models import Invitation, Pulse, Round
from bothways_web.listen.pulses import RUNS, may_run_pulse
from bothways_web.listen.tokens import token_of
from bothways_web.people.access import Right, Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import User


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield open surveys of somebody who was asked, and what somebody who runs surveys should know."""
    yield from _asked(user)
    if not viewer.may(Right.ROUNDS, *RUNS):
        return
    rounds = Round.objects.select_related("pulse__audience").filter(
        state__in=[Round.State.OPEN, Round.State.CLOSING]
    )
    mine = [one for one in rounds if may_run_pulse(viewer, one.pulse)]
    for asked in mine:
        if asked.trouble:
            yield HomeItem(
                _("The results of “{title}” are not open yet").format(title=asked.pulse.title),
                reverse("round", args=[asked.pk]), action=_("See why"), text=asked.trouble, now=True, order=10,
            )  # fmt: skip
    for pulse in (
        Pulse.objects.filter(state=Pulse.State.RUNNING).exclude(trouble="").select_related("audience")
    ):
        if may_run_pulse(viewer, pulse):
            yield HomeItem(
                _("“{title}” could not open its next round").format(title=pulse.title),
                reverse("pulse", args=[pulse.pk]), action=_("See why"), text=pulse.trouble, now=True, order=10,
            )  # fmt: skip
    if not Pulse.objects.exists():
        yield HomeItem(
            _("Nobody was asked yet"), reverse("choose_question_set"), action=_("Choose questions"),
            text=_("Question sets are ready to use."), now=True, order=20,
        )  # fmt: skip
    text = _("None of your pulses is open at the moment.")
    if mine:
        text = _("Open or closing: {titles}").format(
            titles=", ".join(dict.fromkeys(one.pulse.title for one in mine))
        )
    yield HomeItem(_("Pulses and rounds"), reverse("pulses"), text=text, order=30)


def _asked(user: User) -> Iterator[HomeItem]:
    """Yield the surveys that somebody was asked in: all while they are open, whether or not they were answered."""
    now = timezone.now()
    mine = Invitation.objects.filter(
        person__user=user,
        person__email__iexact=F("address"),  # else somebody else could look whether the link was used
        round__state=Round.State.OPEN,
        round__opens_at__lte=now,
        round__closes_at__gt=now,
    )
    for invitation in mine.select_related("round").defer("round__tree").order_by("round__closes_at"):
        closes_at = invitation.round.closes_at.astimezone(zone_for(invitation.person))
        until = date_format(closes_at, pgettext("date format", "l, j F"))
        yield HomeItem(
            _("A short survey is open until {day}").format(day=until),
            reverse("answer", args=[token_of(invitation.pk)]),
            action=_("Answer"),
            text=_("The page of the survey does not know your account. Taking part is up to you."),
            now=True,
            order=10,
        )
