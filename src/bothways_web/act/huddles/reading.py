"""Huddles as pages list them: units within reach, what is open, what was held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from bothways_web.act.huddles.dates import days_from, working_days
from bothways_web.act.models import Huddle, HuddleRhythm
from bothways_web.link.team_places import Place
from bothways_web.people.access import Right, Viewer
from bothways_web.people.units import today

State = Huddle.State


@dataclass(frozen=True)
class Row:
    """One unit of the list."""

    place: Place
    next_day: dt.date | None
    last_day: dt.date | None
    opened: Huddle | None


def visible_huddles(viewer: Viewer) -> QuerySet[Huddle]:
    """Return the huddles that a viewer may read."""
    found = Huddle.objects.select_related("unit")
    units = viewer.units(Right.TEAM)
    return found if units is None else found.filter(unit__code__in=units)


def may_run(viewer: Viewer, unit: str) -> bool:
    """Return whether a viewer opens huddles of a unit and writes down what is agreed."""
    return viewer.edits(Right.TEAM, [unit])


def rows_of(places: Sequence[Place]) -> list[Row]:
    """Return units with their next and last huddle, in the order in which they are given."""
    codes = [one.code for one in places]
    rhythms = {
        one.unit.code: one for one in HuddleRhythm.objects.filter(unit__code__in=codes).select_related("unit")
    }
    theirs = Huddle.objects.filter(unit__code__in=codes)
    opened = {one.unit.code: one for one in theirs.filter(state=State.OPEN).select_related("unit")}
    last = dict(theirs.filter(state=State.HELD).order_by().values_list("unit__code").annotate(day=Max("day")))
    works, day = working_days(), today()

    def next_of(code: str) -> dt.date | None:
        rhythm = rhythms.get(code)
        return next(days_from(rhythm, day, works), None) if rhythm else None

    return [Row(one, next_of(one.code), last.get(one.code), opened.get(one.code)) for one in places]


def open_huddle_of(unit: str) -> Huddle | None:
    """Return the huddle of a unit that is open now."""
    return Huddle.objects.filter(unit__code=unit, state=State.OPEN).select_related("unit").first()


def past_huddles(unit: str) -> QuerySet[Huddle]:
    """Return the huddles that a unit held, newest first, with what was agreed."""
    held = Huddle.objects.filter(unit__code=unit, state=State.HELD)
    return held.prefetch_related("work__owner").order_by("-day", "-pk")


def last_held(unit: str) -> Huddle | None:
    """Return the huddle that a unit held last."""
    return Huddle.objects.filter(unit__code=unit, state=State.HELD).order_by("-day", "-pk").first()
