"""The habit as a metric: how many huddles a unit held in which it looked at what customers say.

A record about a unit, no answer of anybody; it stands on the employees' side, because it is what a team does.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from bothways_web.act.models import Huddle, HuddleRhythm
from bothways_web.listen.calendar import period_of
from bothways_web.people.models import Organisation, Post
from bothways_web.people.units import below, today, tree_on

if TYPE_CHECKING:
    import pandas as pd

METRIC = "huddle_reviews"
NAME = _("The number of huddles that looked at what customers say")
UNIT = _("huddles that looked at what customers say")
_CADENCES = {"month": "monthly", "quarter": "quarterly", "week": "weekly", "year": "yearly"}
_DAY = dt.timedelta(days=1)
#: A full count: it has no noise of sampling.
_KIND = {"metric": METRIC, "kind": "count", "better": "higher", "noise_variance": 0.0}
Posts = dict[str, list[tuple[Any, dt.date, dt.date | None]]]


def huddle_cells(side: str, frequency: str) -> pd.DataFrame:
    """Return the cells of the habit, each unit and whole period since its first rhythm or huddle.

    A period without such a huddle counts 0; several on one day count once. Left out are the period that is running,
    what was before, and units in which fewer people work at its end than the floor.
    """
    import pandas as pd

    starts = _starts() if side == "employees" and frequency in _CADENCES else {}
    if not starts:
        return pd.DataFrame(columns=["unit", "period", "metric", "value"])
    cadence = _CADENCES[frequency]
    counted, posts, floor = _counted(cadence), _posts(), Organisation.current().floor
    rows = []
    for period, last in _periods(cadence, min(starts.values())):
        tree = tree_on(last)
        for unit, first in starts.items():
            there = tree is not None and unit in tree.places
            if first <= last and there and _has_people(posts, list(below(tree, unit)), last, floor):
                rows.append({"unit": unit, "period": period, "value": float(counted[unit, period]), **_KIND})
    return pd.DataFrame(rows, columns=["unit", "period", "value", *_KIND])


def _starts() -> dict[str, dt.date]:
    """Return the day on which each unit began to meet."""
    found: dict[str, dt.date] = dict(HuddleRhythm.objects.values_list("unit__code", "starts_on"))
    held = Huddle.objects.filter(state=Huddle.State.HELD).order_by()
    for unit, day in held.values_list("unit__code").annotate(first=Min("day")):
        found[unit] = min(day, found.get(unit, day))
    return found


def _counted(cadence: str) -> dict[tuple[str, str], int]:
    """Return on how many days of each period a unit held such a huddle."""
    held = Huddle.objects.filter(state=Huddle.State.HELD, reviewed_feedback=True).order_by()
    found: dict[tuple[str, str], int] = defaultdict(int)
    for unit, day in held.values_list("unit__code", "day").distinct():
        found[unit, period_of(cadence, day)] += 1
    return found


def _periods(cadence: str, first: dt.date) -> Iterator[tuple[str, dt.date]]:
    """Yield the periods that are over, each with its last day, from the one of a day on."""
    end = today()
    days = (first + number * _DAY for number in range((end - first).days + 1))
    grouped = [(period, max(each)) for period, each in groupby(days, lambda day: period_of(cadence, day))]
    running = period_of(cadence, end)
    yield from (row for row in grouped if row[0] != running)


def _posts() -> Posts:
    found: Posts = defaultdict(list)
    for unit, person, start, end in Post.objects.values_list("unit__code", "person", "start", "end"):
        found[unit].append((person, start, end))
    return found


def _has_people(posts: Posts, units: Sequence[str], day: dt.date, floor: int) -> bool:
    """Return whether as many people as the floor work in some units on a day."""
    people: set[Any] = set()
    for unit in units:
        for person, start, end in posts.get(unit, ()):
            if start <= day and (end is None or end >= day):
                people.add(person)
                if len(people) >= floor:
                    return True
    return False
