"""What stands in place of numbers: nobody in the records, a company too young, quarters under way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bothways_web.people.models import Post
from bothways_web.people.units import today
from bothways_web.verify.leaving.quarters import SETTLED, Quarter, last_settled
from bothways_web.verify.leaving.records import first_quarter, last_quarter
from bothways_web.verify.leaving.shown import released_quarters
from bothways_web.verify.models import LeavingQuarter


@dataclass(frozen=True)
class Situation:
    """Where the quarters are.

    Attributes
    ----------
    state : str
        "no records", "too young", "records stand still", "under way", "nothing shown" or "shown".
    quarter, day : str, date or None
        Of a company that is too young: its first whole quarter, and when it is looked at. Else the next one.
    stuck : LeavingQuarter or None
        The quarter that cannot be released.
    many_left_out : bool
        Whether many people could not be counted in the last quarter.
    """

    state: str
    quarter: str
    day: dt.date
    stuck: LeavingQuarter | None = None
    many_left_out: bool = False
    #: Whether a quarter is over whose records nobody has looked after yet.
    waits_for_records: bool = False


def situation() -> Situation:
    """Return where the quarters are."""
    last = LeavingQuarter.objects.order_by("-name").first()
    stuck = LeavingQuarter.objects.exclude(trouble="").order_by("name").first()
    shown = released_quarters()
    coming = Quarter.named(last.name).after if last else _first_whole()
    day = coming.after.first + SETTLED
    if last is None:
        return Situation(_without_quarters(), coming.name, day)
    done = LeavingQuarter.objects.filter(state=LeavingQuarter.State.DONE).order_by("-name").first()
    if done is None:
        return Situation("under way", last.name, day, stuck)
    any_shown = any(row.kind == "turnover" for one in shown for row in one.released)
    return Situation(
        "shown" if any_shown else "nothing shown",
        coming.name,
        day,
        stuck,
        done.many_left_out,
        last_quarter(today()) < last_settled(today()),
    )


def _without_quarters() -> str:
    if not Post.objects.exists():
        return "no records"
    day = today()
    if first_quarter(last_settled(day)) is None:
        return "too young"
    return "under way" if first_quarter(last_quarter(day)) is not None else "records stand still"


def _first_whole() -> Quarter:
    """Return the first quarter on whose first day somebody was there."""
    first = Post.objects.order_by("start").values_list("start", flat=True).first()
    if first is None:
        return Quarter.of(today())
    begun = Quarter.of(first)
    return max(begun if begun.first == first else begun.after, last_settled(today()).after)
