"""What a file of people would change."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from bothways_web.people.models import Person, Post
from bothways_web.people.records.cells import RecordCells
from bothways_web.people.records.person_file import DETAILS, PostRow
from bothways_web.people.records.unit_tree import DAY
from bothways_web.people.units import today

NAMED = 20


class KnownPost(NamedTuple):
    """A post in the records."""

    person: str
    start: dt.date
    unit: str
    end: dt.date | None
    details: tuple[str, ...]

    @property
    def last(self) -> dt.date:
        """The last day; the end of time where it is open."""
        return self.end or dt.date.max


class KnownPerson(NamedTuple):
    """A person in the records."""

    name: str
    email: str
    language: str
    time_zone: str
    own_choice: bool


Posts = dict[str, dict[dt.date, KnownPost]]


@dataclass
class PersonPlan:
    """The people and posts that would be written, and what they replace (``None``: nothing was there)."""

    people: dict[str, tuple[KnownPerson | None, KnownPerson]] = field(default_factory=dict)
    posts: dict[tuple[str, dt.date], tuple[KnownPost | None, KnownPost]] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    corrected: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    day: dt.date = field(default_factory=today)
    missing: list[str] = field(default_factory=list)
    same: int = 0

    def summary(self) -> dict[str, object]:
        """Return what a page shows of it; plain values that can be stored."""
        told: dict[str, object] = {"same": self.same}
        for word in ("added", "moved", "corrected", "left", "missing"):
            codes = sorted(set(getattr(self, word)))
            told[word] = {"count": len(codes), "codes": codes[:NAMED]}
        return told


def known_people() -> dict[str, KnownPerson]:
    """Return everybody in the records."""
    rows = Person.objects.values_list("code", "name", "email", "language", "time_zone", "own_choice")
    return {row[0]: KnownPerson(*row[1:]) for row in rows.iterator(chunk_size=5000)}


def known_posts() -> Posts:
    """Return all posts in the records."""
    found: Posts = {}
    rows = Post.objects.order_by().values_list("person__code", "start", "unit__code", "end", *DETAILS)
    for person, start, unit, end, *details in rows.iterator(chunk_size=5000):
        found.setdefault(person, {})[start] = KnownPost(person, start, unit, end, tuple(details))
    return found


def plan_people(cells: RecordCells, rows: Iterable[PostRow], *, end_missing: bool) -> PersonPlan:
    """Compare the rows of a file with the records; complain where a post of the records is in the way.

    A row is the post of a person that starts on that day. Other posts of the person stay, except that an open one
    ends where a later one begins. With ``end_missing``, people who are not in the file left yesterday.
    """
    plan, people, posts = PersonPlan(), known_people(), known_posts()
    by_person: dict[str, list[PostRow]] = {}
    for row in rows:
        by_person.setdefault(row.person, []).append(row)
    for code, mine in by_person.items():
        _plan_person(plan, people.get(code), code, mine)
        _plan_posts(plan, posts.get(code, {}), code, mine, cells)
    plan.same = len(by_person.keys() - {*plan.added, *plan.moved, *plan.corrected, *plan.left})
    in_file = set(cells.texts["person"])
    _plan_missing(plan, posts, in_file, end_missing=end_missing)
    return plan


def _plan_person(plan: PersonPlan, known: KnownPerson | None, code: str, mine: list[PostRow]) -> None:
    """Note what the file says about a person; a blank says nothing, and a later post knows better."""
    said = {"name": "", "email": "", "language": "", "time_zone": ""}
    for row in sorted(mine, key=lambda row: row.start):
        said |= {name: getattr(row, name) for name in said if getattr(row, name)}
    if known is None:
        plan.people[code] = (None, KnownPerson(**said, own_choice=False))
        plan.added.append(code)
        return
    kept = ("language", "time_zone") if known.own_choice else ()
    news: dict[str, Any] = {name: text for name, text in said.items() if text and name not in kept}
    new = known._replace(**news)
    if new != known:
        plan.people[code] = (known, new)
        plan.corrected.append(code)


def _plan_posts(
    plan: PersonPlan, known: dict[dt.date, KnownPost], code: str, mine: list[PostRow], cells: RecordCells
) -> None:
    """Note the posts of a person that are new or differ."""
    rows = {row.start: row for row in mine}
    new = {row.start: _as_post(row, known.get(row.start), cells) for row in mine}
    result = _end_open_posts({**known, **new}, set(new))
    order = sorted(result.values(), key=lambda post: post.start)
    for before, after in itertools.pairwise(order):
        if after.start <= before.last and not (before.start in new and after.start in new):
            row = rows.get(after.start) or rows[before.start]
            _complain_about_known(cells, row, before if after.start in new else after)
    changed = {start: post for start, post in result.items() if known.get(start) != post}
    plan.posts |= {(code, start): (known.get(start), post) for start, post in changed.items()}
    if known and changed:
        _tell(plan, code, known, changed)


def _tell(
    plan: PersonPlan, code: str, known: dict[dt.date, KnownPost], changed: dict[dt.date, KnownPost]
) -> None:
    """Note in one word what happens to somebody who is known: left, moved, or corrected."""
    latest = {**known, **changed}
    was_here = any(post.last >= plan.day for post in known.values())
    if was_here and all(post.last < plan.day for post in latest.values()):
        plan.left.append(code)
    elif any(start not in known for start in changed):
        plan.moved.append(code)
    else:
        plan.corrected.append(code)


def _as_post(row: PostRow, known: KnownPost | None, cells: RecordCells) -> KnownPost:
    """Return the post of a row; columns that the file lacks keep what is known."""
    details, end = row.details, row.end
    if known is not None:
        details = tuple(
            new if field in cells.texts else old
            for field, new, old in zip(DETAILS, row.details, known.details, strict=True)
        )
        end = row.end if "end" in cells.texts else known.end
    return KnownPost(row.person, row.start, row.unit, end, details)


def _end_open_posts(posts: dict[dt.date, KnownPost], from_file: set[dt.date]) -> dict[dt.date, KnownPost]:
    """Let an open post of the records end on the day before the next one begins."""
    starts = sorted(posts)
    ended = {
        start: posts[start]._replace(end=following - DAY)
        for start, following in itertools.pairwise(starts)
        if start not in from_file and posts[start].end is None
    }
    return {**posts, **ended}


def _complain_about_known(cells: RecordCells, row: PostRow, other: KnownPost) -> None:
    what = _("This post overlaps one that we know, from %(start)s in “%(unit)s”.")
    names = {"start": other.start.isoformat(), "unit": other.unit[:60]}
    remedy = _("Correct the days, or bring both posts in the file.")
    cells.complain(row.record, "start", what % names, remedy)


def _plan_missing(plan: PersonPlan, posts: Posts, in_file: set[str], *, end_missing: bool) -> None:
    """Note who works here but is not in the file; end their posts where asked to."""
    yesterday = plan.day - DAY
    for code, known in posts.items():
        going_on = [post for post in known.values() if post.last > yesterday and post.start <= yesterday]
        if code in in_file or not going_on:
            continue
        plan.missing.append(code)
        if end_missing:
            plan.posts |= {(code, post.start): (post, post._replace(end=yesterday)) for post in going_on}
            plan.left.append(code)
