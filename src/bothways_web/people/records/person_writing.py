"""Writing people and their posts, and writing them back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people.models import Person, Post, Unit
from bothways_web.people.records.person_file import DETAILS
from bothways_web.people.records.person_plan import KnownPerson, KnownPost, PersonPlan

BATCH = 1000
PERSON_FIELDS = ("name", "email", "language", "time_zone", "own_choice")


def write_people(plan: PersonPlan) -> dict[str, Any]:
    """Write what a plan says; return what it replaced."""
    _write_persons({code: new for code, (_old, new) in plan.people.items()})
    _write_posts([new for _old, new in plan.posts.values()])
    return {
        "added": plan.added,
        "people": {code: old for code, (old, _new) in plan.people.items() if old is not None},
        "posts": [old for old, _new in plan.posts.values() if old is not None],
        "new_posts": [key for key, (old, _new) in plan.posts.items() if old is None],
    }


def restore_people(former: dict[str, Any]) -> None:
    """Write back what was there before.

    Raises
    ------
    InputError
        Where something hangs on people who would go.
    """
    ids = dict(Person.objects.values_list("code", "pk"))
    by_person: dict[Any, set[dt.date]] = {}
    for code, start in former["new_posts"]:
        if code in ids:
            by_person.setdefault(ids[code], set()).add(dt.date.fromisoformat(start))
    for part in _parts(list(by_person)):
        rows = Post.objects.filter(person_id__in=part).values_list("pk", "person_id", "start")
        new = [pk for pk, person, start in rows if start in by_person[person]]
        for some in _parts(new):
            Post.objects.filter(pk__in=some).delete()
    _write_persons({code: KnownPerson(*old) for code, old in former["people"].items()})
    _write_posts([KnownPost(*old) for old in former["posts"]])
    try:
        for part in _parts(former["added"]):
            Person.objects.filter(code__in=part).delete()
    except ProtectedError as error:
        raise InputError(
            _("People that this file brought are in use."), remedy=_("Bring a corrected file instead.")
        ) from error


def _write_persons(people: dict[str, KnownPerson]) -> None:
    Person.objects.bulk_create(
        [Person(code=code, **person._asdict()) for code, person in people.items()],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=list(PERSON_FIELDS),
    )


def _write_posts(posts: Sequence[KnownPost]) -> None:
    people = dict(Person.objects.values_list("code", "pk"))
    units = dict(Unit.objects.values_list("code", "pk"))
    Post.objects.bulk_create(
        [
            Post(
                person_id=people[post.person],
                start=post.start,
                unit_id=units[post.unit],
                end=post.end,
                **dict(zip(DETAILS, post.details, strict=True)),
            )
            for post in posts
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["person", "start"],
        update_fields=["unit", "end", *DETAILS],
    )


def _parts(values: list[Any]) -> Iterable[list[Any]]:
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))
