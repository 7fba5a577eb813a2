"""What plans put on home pages: a review that is due, a plan that is stuck or has no owner, and where plans are."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways_web.act.models import Plan
from bothways_web.act.plans.reach import stuck, visible_plans
from bothways_web.people.access import Right, Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import Role, User
from bothways_web.people.units import today

MOST = 2


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield what waits for this person, and the list."""
    if not viewer.may(Right.TEAM):
        return
    mine = visible_plans(viewer).filter(Q(unit__code__in=viewer.leads) | Q(owner__user=viewer.user_id))
    under_way = mine.filter(state=Plan.State.STARTED)
    for plan in under_way.filter(review_on__lte=today())[:MOST]:
        yield HomeItem(
            _("Look back on a plan: keep, change or stop?"), reverse("plan", args=(plan.pk,)), _("Look back"),
            plan.title, now=True, order=15,
        )  # fmt: skip
    for plan in stuck(under_way)[:MOST]:
        yield HomeItem(
            _("A plan is stuck"), reverse("plan", args=(plan.pk,)), _("Look"), plan.title, order=21
        )
    for plan in under_way.filter(owner__isnull=True)[:MOST]:
        yield HomeItem(
            _("A plan needs an owner"), reverse("plan", args=(plan.pk,)), _("Look"), plan.title, order=21
        )
    if (
        Role.PEOPLE_LEAD in viewer.roles
        and stuck(visible_plans(viewer).filter(state=Plan.State.STARTED)).exists()
    ):
        yield HomeItem(
            _("Some plans are stuck"), f"{reverse('plans')}?waits=help", _("Look"),
            _("Their teams said so. Ask what would help."), order=21,
        )  # fmt: skip
    yield HomeItem(
        _("Plans"), reverse("plans"), _("Open"), _("What teams will do, why, and what they expect."), order=24
    )
