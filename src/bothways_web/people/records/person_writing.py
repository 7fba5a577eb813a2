"""Writing people and their posts, and writing them back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people.models import Person, Post, Unit
from bothways_web.people.records.person_file import DETAILS
from bothways_web.people.records.person_plan import KnownPerson, KnownPost, PersonPlan

BATCH = 1000
#: Written with a new row, and never again.
ONCE = ("id", "erasure_key")
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
    def rows() -> Iterator[tuple[Any, ...]]:
        for code, person in people.items():
            yield _fresh_key(), _fresh_key(), code, *person

    _upsert(Person, (*ONCE, "code", *PERSON_FIELDS), ("code",), rows())


def _fresh_key() -> uuid.UUID | str:
    """Return a key as the database takes it; it is kept only where the row is new."""
    key = uuid.uuid4()
    return key if connection.features.has_native_uuid_field else key.hex


def _write_posts(posts: Iterable[KnownPost]) -> None:
    native = connection.features.has_native_uuid_field
    people = {
        code: key if native else key.hex for code, key in Person.objects.values_list("code", "pk").iterator()
    }
    units = dict(Unit.objects.values_list("code", "pk"))
    rows = (
        (people[post.person], _day(post.start), units[post.unit], _day(post.end), *post.details)
        for post in posts
    )
    _upsert(Post, ("person_id", "start", "unit_id", "end", *DETAILS), ("person_id", "start"), rows)


def _day(day: dt.date | str | None) -> Any:
    """Return a day as the database takes it."""
    return connection.ops.adapt_datefield_value(dt.date.fromisoformat(day) if isinstance(day, str) else day)


def _upsert(
    model: type[Model], columns: Sequence[str], key: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Insert rows, or update those that are there by their key.

    Plain SQL, because it is five times as fast as the models are: nobody can answer on SQLite meanwhile.
    """
    quote = connection.ops.quote_name
    changed = ", ".join(
        f"{quote(name)} = EXCLUDED.{quote(name)}" for name in columns if name not in (*key, *ONCE)
    )
    sql = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, columns))}) "
        f"VALUES ({', '.join(['%s'] * len(columns))}) "
        f"ON CONFLICT ({', '.join(map(quote, key))}) DO UPDATE SET {changed}"
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(rows))


def _parts(values: list[Any]) -> Iterable[list[Any]]:
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))
