"""Lines of this room on the home pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bothways_web.link.models import Run
from bothways_web.link.team_places import places
from bothways_web.people.access import Right, Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import Role, User
from bothways_web.wording import period_name


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield the own teams, the findings, and the data that can be brought in."""
    mine = viewer.units(Right.TEAM)
    if viewer.may(Right.TEAM) and mine is not None:
        for place in places(viewer.leads or viewer.member_of)[:2]:
            yield HomeItem(
                _("%(team)s: both voices") % {"team": place.name}, reverse("team", args=(place.code,)),
                _("Open"), _("What your people say beside what your customers say."), order=20,
            )  # fmt: skip
    elif viewer.may(Right.TEAM):
        yield HomeItem(_("Teams: both voices"), reverse("teams"), _("Open"), order=30)
    if viewer.may(Right.FINDINGS):
        done = Run.objects.filter(state=Run.State.DONE).select_related("round").defer("round__tree").first()
        text = (
            _("What seems to come first. Computed after the round of %(period)s.")
            % {"period": period_name(done.round.period)}
            if done
            else _("What seems to come first.")
        )
        yield HomeItem(_("Findings"), reverse("findings"), _("Read"), text, order=30)
    if viewer.may(Right.FINDINGS):
        yield HomeItem(
            _("Journeys"), reverse("journeys"), _("Open"),
            _("What customers and employees go through, stage by stage."), order=31,
        )  # fmt: skip
    if viewer.roles & {Role.CX_LEAD, Role.PEOPLE_LEAD}:
        yield HomeItem(_("Bring in metrics"), reverse("metrics"), _("Bring in"), order=40)
