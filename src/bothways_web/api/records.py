"""Units and people for programs: read by people leads, brought in by them and by administrators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.db.models import Prefetch
from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema, Status

from bothways_web.api.callers import KEYED, Code, Line, as_kept, done_once, found, owner_of, token_of
from bothways_web.api.guard import Bearer
from bothways_web.api.imports_told import OneRecordImport, refusals, told_import
from bothways_web.api.pages import Cut, cut
from bothways_web.api.problems import told
from bothways_web.api.scopes import Scope
from bothways_web.people.models import Person, Post
from bothways_web.people.persons import find_people
from bothways_web.people.sent import bring_rows
from bothways_web.people.units import today, valid_spans

router = Router(tags=["records"])
MOST_ROWS = 5_000
Day = dt.date | None


class OneUnit(Schema):
    """A unit on a day."""

    unit: str = Field(description="Its code, for ever.")
    parent: str | None = Field(description="Code of the unit above; null on top.")
    name: str
    valid_from: Day
    valid_to: Day


class UnitList(Schema):
    """Units by code."""

    items: list[OneUnit]
    total: int
    next_offset: int | None


class WhichUnits(Cut):
    """Which units are wanted."""

    on: dt.date | None = Field(None, description="As they are on this day; today without it.")


class UnitRow(Schema):
    """Name and place of a unit, from a day to a day; a unit that moves has a row for each span."""

    model_config = {"extra": "forbid"}

    unit: Code
    parent: Line | None = Field(description="Code of the unit above; null for the unit on top.")
    name: Line | None = None
    valid_from: Day = None
    valid_to: Day = None


class PostRow(Schema):
    """A post: who works in which unit, since when. Somebody who has moved has a row for each post."""

    model_config = {"extra": "forbid"}

    person: Code = Field(description="The person's code in your system.")
    unit: Code
    start: dt.date = Field(description="First day: with the person it tells which post is meant.")
    end: Day = Field(None, description="Last day; null: still there.")
    reason: Line | None = None
    role: Line | None = None
    site: Line | None = None
    manager: Line | None = Field(None, description="Code of the manager.")
    name: Line | None = None
    email: Annotated[str, Field(max_length=254, pattern=r"^[^\x00-\x1f\x7f]*$")] | None = None
    language: Line | None = None
    time_zone: Line | None = None


class _Sent(Schema):
    model_config = {"extra": "forbid"}

    end_missing: bool = Field(
        False, description="Whether what is not among the rows ends: units today, posts yesterday."
    )
    only_check: bool = Field(False, description="Say what would change, and write nothing.")


class SentUnits(_Sent):
    """Rows of units."""

    model_config = {
        "json_schema_extra": {
            "example": {
                "rows": [
                    {"unit": "company", "parent": None, "name": "The company"},
                    {"unit": "team-1", "parent": "company", "name": "First team"},
                ]
            }
        }
    }

    rows: list[UnitRow] = Field(min_length=1, max_length=MOST_ROWS)


class SentPosts(_Sent):
    """Rows of posts, all with the same fields: one that is left out keeps what is known, null says there is nothing."""

    model_config = {
        "json_schema_extra": {
            "example": {
                "rows": [
                    {
                        "person": "p-001",
                        "unit": "team-1",
                        "start": "2026-01-01",
                        "email": "p-001@company.example",
                    }
                ]
            }
        }
    }

    rows: list[PostRow] = Field(min_length=1, max_length=MOST_ROWS)


class OnePost(Schema):
    """A post."""

    unit: str
    start: dt.date
    end: Day
    reason: str
    role: str
    site: str
    manager: str


class OnePerson(Schema):
    """Somebody in the records; nothing of what anybody answered."""

    person: str
    name: str
    email: str
    language: str
    time_zone: str
    posts: list[OnePost] = Field(description="In a list those of today; of one person all, the newest first.")


class PersonList(Schema):
    """People by name."""

    items: list[OnePerson]
    total: int
    next_offset: int | None


class WhichPeople(Cut):
    """Which people are wanted."""

    search: Line = Field("", description="Part of a name, a code or an address.")
    unit: Line = Field("", description="Who works in this unit, or in one below.")
    state: Literal["here", "left"] = Field("here", description="left: who has no post today.")


@router.get(
    "/units", response=told(200, UnitList), auth=Bearer(Scope.RECORDS, Scope.RECORDS_IN), summary="List units"
)
def list_units(request: HttpRequest, wanted: Query[WhichUnits]) -> dict[str, Any]:
    """Units with the unit above, as they are on a day."""
    rows = valid_spans(wanted.on or today()).select_related("unit", "parent").order_by("unit__code", "pk")
    return cut(rows, rows.count(), wanted, _unit)


@router.post(
    "/units", response=told(201, OneRecordImport, 400, 409, 413), auth=Bearer(Scope.RECORDS_IN),
    summary="Bring in units", openapi_extra=KEYED,
)  # fmt: skip
def send_units(request: HttpRequest, sent: SentUnits) -> Status[dict[str, Any]]:
    """Write rows of units, known or new: all of them, or none. They become an import that can be undone."""
    return _bring(request, "units", sent.rows, sent)


@router.get(
    "/people", response=told(200, PersonList), auth=Bearer(Scope.RECORDS), summary="List people"
)  # fmt: skip
def list_people(request: HttpRequest, wanted: Query[WhichPeople]) -> dict[str, Any]:
    """People with their posts of today, for those who look after the records."""
    rows = find_people(wanted.search, wanted.unit, gone=wanted.state == "left")
    return cut(rows, rows.count(), wanted, lambda one: _person(one, one.current))


@router.post(
    "/people", response=told(201, OneRecordImport, 400, 409, 413), auth=Bearer(Scope.RECORDS_IN),
    summary="Bring in people", openapi_extra=KEYED,
)  # fmt: skip
def send_people(request: HttpRequest, sent: SentPosts) -> Status[dict[str, Any]]:
    """Write rows of posts with what they say of the person: all of them, or none. They become an import.

    A row is the post that begins on its first day: known, it is corrected; new, an open one before it ends.
    """
    return _bring(request, "people", sent.rows, sent)


@router.get(
    "/people/{path:person}",
    response=told(200, OnePerson, 404),
    auth=Bearer(Scope.RECORDS),
    summary="Read a person",
)
def read_person(request: HttpRequest, person: Annotated[str, Path(max_length=60)]) -> dict[str, Any]:
    """One person with all posts."""
    posts = Prefetch("posts", Post.objects.select_related("unit").order_by("-start"))
    one = found(Person.objects.filter(code=person.replace("\0", "")).prefetch_related(posts).first())
    return _person(one, one.posts.all())


def _bring(request: HttpRequest, kind: str, sent: Sequence[Schema], how: _Sent) -> Status[dict[str, Any]]:
    rows = _rows(sent)

    def bring() -> tuple[int, dict[str, Any]]:
        with refusals(("body", "sent", "rows")):
            given = bring_rows(
                kind, rows, end_missing=how.end_missing, only_check=how.only_check,
                sender=f"{kind} · {token_of(request).name}", by=owner_of(request),
            )  # fmt: skip
        return 201, as_kept(told_import(given))

    return Status(*done_once(request, bring))


def _rows(sent: Sequence[Schema]) -> list[dict[str, str]]:
    """Return rows with the fields that all of them name, as text; a field that only some name would be unclear."""
    from ninja.errors import ValidationError

    named = sent[0].model_fields_set
    for place, one in enumerate(sent):
        if one.model_fields_set != named:
            other = sorted(one.model_fields_set ^ named)[0]
            message = (
                "All rows name the same fields: null says there is nothing, left out keeps what is known."
            )
            raise ValidationError([{"loc": ("body", "sent", "rows", place, other), "msg": message}])
    dumped = [one.model_dump(mode="json", include=set(named)) for one in sent]
    return [{name: "" if value is None else str(value) for name, value in row.items()} for row in dumped]


def _unit(one: Any) -> dict[str, Any]:
    return {
        "unit": one.unit.code, "parent": one.parent.code if one.parent else None, "name": one.name,
        "valid_from": one.valid_from, "valid_to": one.valid_to,
    }  # fmt: skip


def _person(one: Person, posts: Any) -> dict[str, Any]:
    return {
        "person": one.code, "name": one.name, "email": one.email, "language": one.language,
        "time_zone": one.time_zone, "posts": [_post(each) for each in posts],
    }  # fmt: skip


def _post(one: Post) -> dict[str, Any]:
    names = ("start", "end", "reason", "role", "site", "manager")
    return {"unit": one.unit.code, **{name: getattr(one, name) for name in names}}
