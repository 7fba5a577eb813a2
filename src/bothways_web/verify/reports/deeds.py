"""What was done, as lines of the story: what everybody was told, and plans that the reader may open."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.reports.story import Line
from bothways_web.act.models import Plan, Said
from bothways_web.act.plans.number_words import day_in_words, expectation_in_words
from bothways_web.act.plans.reach import ENDED, visible_plans
from bothways_web.act.said.reading import published
from bothways_web.people.access import Right, Viewer
from bothways_web.people.models import Organisation
from bothways_web.people.units import today
from bothways_web.verify.reports.spans import Span

LONGEST = 200
MOST = 2


@dataclass(frozen=True)
class Deeds:
    """What was done in a span: how many plans of all, if enough teams have any; lines; how many found no room."""

    under_way: int
    ended: int
    counted: bool
    lines: tuple[Line, ...]
    left_out: int


def deeds_in(viewer: Viewer, span: Span) -> Deeds:
    """Return what was done in a span.

    How many plans there are of all teams is told where enough of them have one, so that it says nothing of one team;
    titles are there for those who may open the plan.
    """
    said = published().filter(published_on__range=(span.start, span.end))
    plans = _touched(visible_plans(viewer), span) if viewer.may(Right.TEAM) else Plan.objects.none()
    of_said, of_plans = said.count(), plans.count()
    room = 2 * MOST
    said_shown = min(of_said, max(MOST, room - of_plans))
    plans_shown = min(of_plans, room - said_shown)
    lines = [_said(one) for one in said[:said_shown]] + [_plan(one) for one in plans[:plans_shown]]
    every = _touched(Plan.objects.all(), span)
    under_way = every.filter(Q(state=Plan.State.STARTED) | Q(ended_on__gt=span.end)).count()
    teams = every.order_by().values("unit").distinct().count()
    return Deeds(
        under_way, every.count() - under_way, teams >= Organisation.current().floor,
        tuple(lines), of_said + of_plans - said_shown - plans_shown,
    )  # fmt: skip


def _touched(plans: QuerySet[Plan], span: Span) -> QuerySet[Plan]:
    """Return the plans that were under way at some time in a span; one that is started begins with its lock."""
    started = plans if span.end >= today() else plans.filter(starts_on__lte=span.end)
    there = Q(state=Plan.State.STARTED) | Q(state__in=ENDED, ended_on__gte=span.start)
    return started.filter(there).order_by("-starts_on", "pk")


def _said(one: Said) -> Line:
    heard = _("You said: %(text)s") % {"text": shortened(one.you_said)}
    url = reverse("said_entry", args=(one.pk,))
    return Line(shortened(one.we_did), one.get_outcome_display(), "", (heard,), (), url)


def _plan(one: Plan) -> Line:
    told = {"start": day_in_words(one.starts_on), "review": day_in_words(one.review_on)}
    notes = [_("From %(start)s on; the team looks back on %(review)s.") % told]
    if one.locked_at and (expected := expectation_in_words(one, None)):
        notes.append(_("Expected: %(expected)s") % {"expected": expected})
    url = reverse("plan", args=(one.pk,))
    return Line(one.title, one.get_state_display(), "", (" ".join(notes),), (), url)


def shortened(text: str) -> str:
    """Return the beginning of a text, cut at a blank, with an ellipsis where something is left out.

    Examples
    --------
    >>> shortened("a  b"), len(shortened("word " * 100)) <= LONGEST
    ('a b', True)
    """
    plain = " ".join(text.split())
    if len(plain) <= LONGEST:
        return plain
    cut = plain[: LONGEST - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"
