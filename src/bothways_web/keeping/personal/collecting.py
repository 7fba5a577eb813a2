"""Everything that is held about somebody, by parts, as rows of plain values."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from bothways_web.act.welcome.own_file import own_file
from bothways_web.keeping.personal.answers import closed_answers
from bothways_web.keeping.personal.declared import HOLDINGS
from bothways_web.keeping.personal.holding import Holding
from bothways_web.keeping.personal.sessions import sessions_of, tries_of
from bothways_web.keeping.personal.subject import Subject

Row = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """One part of the file: what it is called, the name of its table, and its rows."""

    title: str
    name: str
    rows: tuple[Row, ...]

    @property
    def columns(self) -> list[str]:
        """Names of the columns that any row has, in order."""
        return list(dict.fromkeys(name for row in self.rows for name in row))


def collect(subject: Subject, *, answers: bool) -> tuple[Part, ...]:
    """Return the parts that hold something about somebody, in the order of the file.

    ``answers``: with what was answered in confidential rounds, which no page hands out.
    """
    told = [one for one in HOLDINGS if one.title and (answers or one.model != "listen.Response")]
    parts = [_part(one, subject) for one in told]
    parts += list(_more(subject, answers=answers))
    return tuple(part for part in parts if part.rows)


def _part(one: Holding, subject: Subject) -> Part:
    rows = _own(one, subject) or list(one.rows(subject).order_by("pk"))
    told = tuple({name: _told(row, name) for name in one.tells} for row in rows)
    return Part(one.title, one.model.replace(".", "-").lower(), told)


def _own(one: Holding, subject: Subject) -> list[Any]:
    """Return the record, the account or the contact itself, where that is the model."""
    wanted = (subject.person, subject.user, subject.contact)
    return [each for each in wanted if each is not None and type(each) is one.table]


def _more(subject: Subject, *, answers: bool) -> Iterator[Part]:
    """Give what no single table holds: the welcome, sessions, tries to sign in, answers of closed rounds."""
    if subject.person is not None:
        welcome = json.loads(own_file(subject.person))
        filled = {name: rows for name, rows in welcome.items() if rows}
        yield Part("Welcome and mentors", "welcome", (filled,) if filled else ())
    yield Part(
        "Browsers in which you are signed in", "sessions",
        tuple({"until": one.expire_date.isoformat()} for one in sessions_of(subject)),
    )  # fmt: skip
    yield Part(
        "Tries to sign in with your address", "tries",
        tuple({"what": name, "at": at.isoformat()} for name, at in tries_of(subject)),
    )  # fmt: skip
    if answers and subject.respondent is not None:
        rows = ({"survey": str(asked), **said} for asked, said in closed_answers(subject.respondent))
        yield Part("Your answers in closed confidential rounds", "answers", tuple(rows))


def _told(row: models.Model, name: str) -> Any:
    """Return a field as plain JSON: the words of a choice, the name of what a key leads to."""
    field = row._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        related = getattr(row, name)
        return str(related) if related is not None else None
    if getattr(field, "choices", None):
        return str(getattr(row, f"get_{name}_display")())
    found = getattr(row, name)
    if isinstance(found, dt.date | dt.datetime | dt.time):
        return found.isoformat()
    return found if isinstance(found, bool | int | float | str | list | dict) or found is None else str(found)
