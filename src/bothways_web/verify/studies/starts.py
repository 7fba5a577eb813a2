"""Who began what and when: from the units of a programme, from plans, from huddles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db.models import Count, Min, QuerySet

from bothways.privacy import UnitTree
from bothways_web.act.models import Huddle, Plan
from bothways_web.people.units import below, current_tree, tree_on
from bothways_web.verify.models import Study

Kind = Study.Kind
#: States of plans that were started.
BEGUN = (Plan.State.STARTED, Plan.State.KEPT, Plan.State.CHANGED, Plan.State.STOPPED)


@dataclass(frozen=True)
class Start:
    """That a unit began on a day, when it stopped again where it did, and how much of it there was."""

    unit: str
    day: dt.date
    end: dt.date | None = None
    dose: float | None = None


def starts_of(study: Study) -> list[Start]:
    """Return where and when what a study is about began, the earliest first; one line a unit."""
    found = sorted(_MAKERS[Kind(study.kind)](study), key=lambda one: (one.day, one.unit))
    first: dict[str, Start] = {}
    for one in found:
        first.setdefault(one.unit, one)
    return list(first.values())


def by_team(starts: list[Start]) -> dict[str, Start]:
    """Return the starts of single teams: a unit hands its start down to those below it that have none themselves.

    Those count that were below it on the day of its start. Of two units above a team the nearer one counts.
    """
    own = {one.unit: one for one in starts}
    found: dict[str, Start] = {}
    for one, then, _now in sorted(_reached(starts), key=lambda each: -len(each[1])):
        for team in then:
            found[team] = own.get(team) or replace(one, unit=team)
    return found


def came_later(starts: list[Start]) -> set[str]:
    """Return the teams that came below a unit only after it had begun there: they are on neither side."""
    begun = by_team(starts)
    return {team for _one, _then, now in _reached(starts) for team in now if team not in begun}


def _reached(starts: list[Start]) -> Iterator[tuple[Start, frozenset[str], frozenset[str]]]:
    """Yield each start with the units below it on its day, and those below it today."""
    tree = current_tree()
    then: dict[dt.date, UnitTree | None] = {}
    for one in starts:
        now = below(tree, one.unit)
        if len(now) == 1:
            yield one, now, now  # a team alone needs no tree of its day
            continue
        if one.day not in then:
            then[one.day] = tree_on(one.day)
        old = then[one.day]
        there = old is not None and one.unit in old.places
        yield one, below(old, one.unit) if there else now, now


def plans_of(study: Study) -> QuerySet[Plan]:
    """Return the locked plans that a study of a practice puts together."""
    return Plan.objects.filter(
        practice=study.practice,
        metric_side=study.side,
        metric=study.metric,
        locked_at__isnull=False,
        state__in=BEGUN,
    ).exclude(practice="")


def _of_programme(study: Study) -> Iterator[Start]:
    for one in study.units.select_related("unit"):
        yield Start(one.unit.code, one.start, one.end, one.dose)


def _of_plan(study: Study) -> Iterator[Start]:
    if study.plan is not None:
        yield _of_one(study.plan)


def _of_practice(study: Study) -> Iterator[Start]:
    for plan in plans_of(study).select_related("unit"):
        yield _of_one(plan)


def _of_one(plan: Plan) -> Start:
    return Start(plan.unit.code, plan.starts_on, plan.ended_on if plan.state == Plan.State.STOPPED else None)


def _of_huddles(_study: Study) -> Iterator[Start]:
    held = Huddle.objects.filter(state=Huddle.State.HELD).order_by().values("unit__code")
    for row in held.annotate(first=Min("day"), days=Count("day", distinct=True)):
        yield Start(row["unit__code"], row["first"], dose=float(row["days"]))


_MAKERS = {
    Kind.PROGRAMME: _of_programme,
    Kind.PLAN: _of_plan,
    Kind.PRACTICE: _of_practice,
    Kind.HUDDLES: _of_huddles,
}
