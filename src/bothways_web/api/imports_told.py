"""What programs are told of imports of records, and of rows that could not be imported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ninja import Field, Schema
from ninja.errors import ValidationError

from bothways.errors import InputError
from bothways_web.api.problems import Problem
from bothways_web.people.imports import may_be_undone
from bothways_web.people.models import RecordImport
from bothways_web.people.records.sentences import counts, summary_sentences
from bothways_web.people.sent import Faulty


class OneRecordImport(Schema):
    """An import of units or people."""

    number: int | None = Field(description="By which it can be undone; null where it was only checked.")
    kind: str = Field(description="units or people.")
    state: str = Field(description="checked, applying, imported, undoing, undone.")
    file_name: str
    rows: int
    counts: dict[str, int] = Field(description="How many are added, changed, moved, left, the same, …")
    sentences: list[str]
    imported_at: dt.datetime | None
    can_be_undone: bool


class RecordImportList(Schema):
    """Imports, newest first."""

    items: list[OneRecordImport]
    total: int
    next_offset: int | None


def told_import(given: RecordImport) -> dict[str, Any]:
    """Return what is told of an import: counts, never codes."""
    imported = given.imported_at is not None
    return {
        "number": given.pk if imported else None, "kind": given.kind, "state": given.state,
        "file_name": given.file_name, "rows": given.rows, "counts": counts(given),
        "sentences": summary_sentences(given), "imported_at": given.imported_at,
        "can_be_undone": imported and may_be_undone(given),
    }  # fmt: skip


@contextmanager
def refusals(place: tuple[str, ...]) -> Iterator[None]:
    """Turn what stops an import into problems with the place of each row."""
    try:
        yield
    except Faulty as faulty:
        raise _faults(faulty.given, place) from None
    except InputError as error:
        raise Problem(422, "unreadable", str(error)) from None


def _faults(given: RecordImport, place: tuple[str, ...]) -> ValidationError:
    if not given.problems:
        return ValidationError([{"loc": place, "msg": given.trouble}])
    return ValidationError([
        {"loc": (*place, str(one["row"] - 2), one["column"]), "msg": f"{one['what']} {one['remedy']}"}
        for one in given.problems
    ])  # fmt: skip
