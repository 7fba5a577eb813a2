"""Finding and taking out a name where it stands in texts: every column of every table is looked through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from bothways_web.keeping.personal.subject import Subject
from bothways_web.people.models import Person, User

#: What stands in the place of a name.
ERASED = "[erased]"
#: Columns with a code of the records that names somebody; elsewhere a code such as "12" is just a number.
_WITH_CODES = ("people.Post.manager", "people.Change.about", "people.Change.details", "people.RecordImport.plan",
               "people.RecordImport.problems")  # fmt: skip
#: Others have names of their own there; and what is kept by its form would break.
_PASSED_OVER = (
    "people.Person",
    "people.User",
    "listen.Contact",
    "sessions.Session",
    "contenttypes.ContentType",
    "auth.Permission",
    "listen.Round.definition",
)
_TEXTS = (models.CharField, models.TextField, models.JSONField)


class Names:
    """The name and the addresses of somebody, as they may stand in a text.

    A name of one word is taken out only where it is all that stands there: as a part of sentences it may be a word.
    A name that somebody else has as well stays: nobody can tell whose it is.
    """

    def __init__(self, subject: Subject) -> None:
        names = [name for name in subject.names if not _has_namesake(name, subject)]
        long = [name for name in names if len(name.split()) > 1]
        parts = [*subject.addresses, *long]
        self.whole = {one.casefold() for one in (*names, *subject.addresses)}
        self.codes = {one.casefold() for one in subject.codes}
        words = "|".join(
            re.escape(one).replace(r"\ ", r"\s+") for one in sorted(parts, key=len, reverse=True)
        )
        self.pattern = re.compile(rf"(?<![\w.+-])(?:{words})(?!\w|[.+-]\w)", re.IGNORECASE) if parts else None

    def without(self, given: Any, *, codes: bool) -> Any:
        """Return a cell (a text, or plain JSON) without them."""
        if isinstance(given, str):
            if given.strip().casefold() in (self.whole | (self.codes if codes else set())):
                return ERASED
            return self.pattern.sub(ERASED, given) if self.pattern else given
        if isinstance(given, list):
            return [self.without(one, codes=codes) for one in given]
        if isinstance(given, dict):
            return {
                self.without(key, codes=codes): self.without(one, codes=codes) for key, one in given.items()
            }
        return given


def take_out_names(subject: Subject) -> dict[str, int]:
    """Take name and addresses out of every text of the database; return by model in how many rows."""
    names, done = Names(subject), {}
    for model in apps.get_models(include_auto_created=True):
        columns = list(_columns(model))
        if count := _clean(model, columns, names) if columns else 0:
            done[model._meta.label] = count
    return done


def _has_namesake(name: str, subject: Subject) -> bool:
    people = Person.objects.filter(name__iexact=name).exclude(pk=subject.key_of(Person))
    users = User.objects.filter(name__iexact=name).exclude(pk=subject.key_of(User))
    return people.exists() or users.exists()


def _columns(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    """Give the columns of a table in which a name may stand."""
    label = model._meta.label
    for field in model._meta.local_concrete_fields:
        passed = label in _PASSED_OVER or f"{label}.{field.name}" in _PASSED_OVER
        if isinstance(field, _TEXTS) and not (passed or field.primary_key or field.choices):
            yield field


def _clean(model: type[models.Model], columns: list[models.Field[Any, Any]], names: Names) -> int:
    count = 0
    fields = [field.name for field in columns]
    rows = model._base_manager.only("pk", *fields)
    for row in rows.iterator(chunk_size=500):
        changed = {}
        for field in columns:
            before = getattr(row, field.attname)
            after = names.without(before, codes=f"{model._meta.label}.{field.name}" in _WITH_CODES)
            if after != before:
                changed[field.name] = _fitted(after, field)
        if changed:
            model._base_manager.filter(pk=row.pk).update(**changed)
            count += 1
    return count


def _fitted(after: Any, field: models.Field[Any, Any]) -> Any:
    return after[: field.max_length] if isinstance(after, str) and field.max_length else after
