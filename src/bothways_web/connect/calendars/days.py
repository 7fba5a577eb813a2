"""Days that somebody should know of: a survey closes, a plan is looked back on, a talk is due. No name, no title."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways_web.act.models import MentorPair, Plan
from bothways_web.act.plans.reach import visible_plans
from bothways_web.act.welcome.talks import talks_of
from bothways_web.listen.invitations import zone_for
from bothways_web.listen.models import Invitation, Round
from bothways_web.people.access import Right, Viewer
from bothways_web.people.models import Person, User
from bothways_web.people.units import today

#: Days that were so long ago are not told any more.
PAST = dt.timedelta(days=31)


@dataclass(frozen=True)
class Day:
    """One day.

    Attributes
    ----------
    key : str
        The same each time the calendar is read.
    on : date
    title : str
    link : str
        Of a page that asks who is looking.
    """

    key: str
    on: dt.date
    title: str
    link: str


def days_of(user: User, viewer: Viewer) -> Iterator[Day]:
    """Yield the days of somebody, in the language of the moment."""
    person: Person | None = getattr(user, "person", None)
    yield from _surveys(user)
    if viewer.may(Right.TEAM):
        yield from _plans(viewer)
    if person is not None:
        yield from _talks(person)


def _surveys(user: User) -> Iterator[Day]:
    """Yield when surveys close, whether or not they were answered; the right to answer is in no calendar."""
    now = timezone.now()
    asked = Invitation.objects.filter(
        person__user=user, person__email__iexact=F("address"), round__state=Round.State.OPEN,
        round__opens_at__lte=now, round__closes_at__gt=now,
    )  # fmt: skip
    for one in asked.select_related("round", "person").defer("round__tree").order_by("round__closes_at"):
        last = (one.round.closes_at - dt.timedelta(seconds=1)).astimezone(zone_for(one.person)).date()
        yield Day(f"survey-{one.round_id}", last, _("A short survey closes today"), _link("home"))


def _plans(viewer: Viewer) -> Iterator[Day]:
    mine = visible_plans(viewer).filter(Q(unit__code__in=viewer.leads) | Q(owner__user=viewer.user_id))
    for plan in mine.filter(state=Plan.State.STARTED, review_on__gte=today() - PAST):
        yield Day(f"plan-{plan.pk}", plan.review_on, _("Look back on a plan"), _link("plan", plan.pk))


def _talks(person: Person) -> Iterator[Day]:
    together = MentorPair.objects.filter(Q(hire=person) | Q(mentor=person), state=MentorPair.State.TOGETHER)
    for pair in together.select_related("hire").prefetch_related("talks").order_by("pk"):
        for talk in talks_of(pair):
            if talk.talked_on is None and talk.due_on >= today() - PAST:
                title, link = _("Time to talk in your mentoring"), _link("mentor_pair", pair.pk)
                yield Day(f"talk-{pair.pk}-{talk.after}", talk.due_on, title, link)


def _link(name: str, *arguments: object) -> str:
    return settings.BASE_URL + reverse(name, args=arguments)
