"""What every test of the app gets: a home of its own, English, and a company with its characters."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from characters import TREE, Company, make_user
from django.db import connection
from django.test import Client
from django.utils import translation

from bothways_web.api.scopes import scopes_of
from bothways_web.api.tokens import make_token
from bothways_web.people.models import Organisation, Person, Post, Role, Unit, UnitSpan
from bothways_web.people.viewers import viewer_of


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path: Path) -> Path:
    """A home folder for each test, so that ledgers, answers and mails of one are not those of another."""
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Begin each test in English, whatever the one before it asked for."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def tokens_without_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the tokens of forms from letters that make no name, so that a page read for a name finds no token."""
    monkeypatch.setattr("django.middleware.csrf.CSRF_ALLOWED_CHARS", "qxzj")


@pytest.fixture
def company(db: None) -> Company:
    Organisation.objects.update_or_create(
        pk=1, defaults={"name": "The company", "set_up_on": dt.date(2026, 1, 5), "time_zone": "Europe/Berlin"}
    )
    units = {code: Unit.objects.create(code=code) for code in TREE}
    for code, (parent, name) in TREE.items():
        UnitSpan.objects.create(unit=units[code], parent=units.get(parent or ""), name=name)
    people: dict[str, list[Person]] = {}
    for team in ("day", "night", "desk", "field"):
        people[team] = [
            Person.objects.create(
                code=f"{team}{number}",
                name=f"{team.title()} {number}",
                email=f"{team}{number}@company.example",
            )
            for number in range(1, 9)
        ]
        for person in people[team]:
            Post.objects.create(person=person, unit=units[team], start=dt.date(2024, 1, 1))
    made = Company(units, people)
    make_user(made, "ana", (Role.MANAGER, "day"), person=people["day"][0])
    make_user(made, "ben", person=people["day"][1])
    make_user(made, "cem", person=people["desk"][0])
    make_user(made, "dua", (Role.ADMIN, None))
    make_user(made, "eva", (Role.PEOPLE_LEAD, None))
    make_user(made, "fay", (Role.CX_LEAD, None))
    make_user(made, "gil", (Role.EXECUTIVE, None))
    make_user(made, "hao", (Role.ANALYST, None))
    make_user(made, "ida", (Role.COMMITTEE, None))
    make_user(made, "kim", (Role.ADMIN, None))
    return made


@pytest.fixture
def migrated_file(own_home: Path, db: None) -> Path:
    """A database in the home folder, all migrations run, for programs of their own."""
    if connection.vendor != "sqlite":
        pytest.skip("This is about the file of SQLite.")
    file = own_home / "bothways.sqlite3"
    file.write_bytes(connection.connection.serialize())
    return file


@pytest.fixture
def browser_of(company: Company) -> Callable[[str], Client]:
    return company.client


class Program:
    """A program with a token."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", query)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.client.post(
            f"/api/v1/{path}", body, content_type="application/json", headers=headers or None
        )


@pytest.fixture
def program(company: Company) -> Callable[..., Program]:
    """Make a program of somebody; without scopes named it has all that the owner may give."""

    def make(name: str, *scopes: str) -> Program:
        owner = company.users[name]
        wanted = scopes or tuple(map(str, scopes_of(viewer_of(owner))))
        return Program(make_token(owner, "a program", wanted)[1])

    return make
