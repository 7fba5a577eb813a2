"""Who was there when a quarter began, and whether they left in it: read from the posts, kept nowhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.db.models import Max, Min, Q

from bothways.privacy import UnitTree
from bothways_web.people.models import Change, Post
from bothways_web.verify.leaving.quarters import BACK, Quarter, last_settled

#: Posts with so few days between are a move inside the company: a weekend, holidays.
MOVE = dt.timedelta(days=7)
#: What is written down where somebody looks after the records.
LOOKED_AFTER = ("imported people", "ended post", "moved person", "corrected person")
#: From this part on, it is said that many people could not be counted.
MANY = 0.05


class Stay(NamedTuple):
    """Somebody on the first day of a span: never stored, never shown."""

    person: str
    unit: str
    role: str
    hired: dt.date
    left: bool


class _Row(NamedTuple):
    person: str
    start: dt.date
    end: dt.date | None
    unit: str
    role: str


@dataclass(frozen=True)
class There:
    """The people of a span's first day whose unit is in the tree of that day, by their codes."""

    stays: tuple[Stay, ...]
    many_left_out: bool


def there_on(first: dt.date, last: dt.date, tree: UnitTree) -> There:
    """Return who was there on the first day of a span, and who of them had left by the end of its last.

    Who moves to another post inside the company has not left. Whose unit does not exist on the first day is left out.
    """
    found = [stay for rows in _people(first) if (stay := _stay(rows, first, last))]
    kept = sorted((stay for stay in found if stay.unit in tree.places), key=lambda stay: stay.person)
    return There(tuple(kept), len(found) - len(kept) > MANY * len(found))


def last_quarter(day: dt.date) -> Quarter:
    """Return the last quarter that can be looked at: settled, and not after the records were last looked after.

    Records that nobody brings up to date look as if nobody left any more.
    """
    posts = Post.objects.aggregate(
        start=Max("start", filter=Q(start__lte=day)), end=Max("end", filter=Q(end__lte=day))
    )
    written = Change.objects.filter(verb__in=LOOKED_AFTER).aggregate(at=Max("at"))["at"]
    days = [posts["start"], posts["end"], written.date() if written else None]
    latest = max((one for one in days if one is not None), default=dt.date.min.replace(year=2))
    of_latest = Quarter.of(latest)
    covered = of_latest if latest >= of_latest.first_of_last_month else of_latest.back(1)
    return min(last_settled(day), covered)


def first_quarter(last: Quarter) -> Quarter | None:
    """Return the quarter to begin with: that of the first leaving in the records, at most three years back.

    Records often forget who left long ago: before that, it would look as if nobody ever had. Without any leaving, the
    last quarter alone is looked at. ``None`` where nobody was there yet.
    """
    began = Post.objects.aggregate(first=Min("start"))["first"]
    if began is None or began > last.first:
        return None
    still_there = Post.objects.filter(end__isnull=True).values("person")
    ends = Post.objects.exclude(person__in=still_there).values("person").annotate(day=Max("end"))
    gone = min((row["day"] for row in ends if row["day"] <= last.last), default=None)
    begin = Quarter.of(gone) if gone is not None else last
    whole = Quarter.of(began) if began == Quarter.of(began).first else Quarter.of(began).after
    return max(begin, whole, last.back(BACK - 1))


def _people(first: dt.date) -> Iterator[Sequence[_Row]]:
    """Give the posts of each person who was there, in order."""
    there = Post.objects.filter(start__lte=first).exclude(end__lt=first).values("person")
    rows = (
        Post.objects.filter(person__in=there)
        .order_by("person", "start")
        .values_list("person_id", "start", "end", "unit__code", "role")
    )
    for _person, posts in groupby(rows.iterator(chunk_size=5000), key=lambda row: row[0]):
        yield [_Row(str(person), start, end, unit, role) for person, start, end, unit, role in posts]


def _stay(rows: Sequence[_Row], first: dt.date, last: dt.date) -> Stay | None:
    """Return what a person's posts say of a span; of two posts on its first day the later one counts."""
    at = max(
        place
        for place, row in enumerate(rows)
        if row.start <= first and (row.end is None or row.end >= first)
    )
    hired, place = rows[at].start, at
    while place and _goes_on(rows[place - 1], rows[place]):
        place -= 1
        hired = rows[place].start
    end = rows[at].end
    for row in rows[at + 1 :]:
        if end is None or row.start - end > MOVE:
            break
        end = None if row.end is None else max(end, row.end)
    post = rows[at]
    return Stay(post.person, post.unit, " ".join(post.role.split()), hired, end is not None and end <= last)


def _goes_on(before: _Row, after: _Row) -> bool:
    return before.end is None or after.start - before.end <= MOVE
