"""A company in which people leave: four teams, quarters of the past, and a clock that stands in January 2026."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bothways_web.people.models import Person, Post
from bothways_web.verify.leaving import founding, releasing

TODAY = dt.date(2026, 1, 20)
TEAMS = ("day", "night", "desk", "field")


def at(monkeypatch: Any, day: dt.date = TODAY) -> None:
    """Let a day be today for leaving."""
    for module in (founding, releasing):
        monkeypatch.setattr(module, "today", lambda: day)


def person(code: str, company: Any, *posts: tuple[str, str, str | None], role: str = "") -> Person:
    """Somebody with posts: unit, first day, last day."""
    made = Person.objects.create(code=code)
    for unit, start, end in posts:
        Post.objects.create(person=made, unit=company.units[unit], start=start, end=end, role=role)
    return made


def fill(company: Any, *, people: int = 30, left: int = 6, quarters: int = 4) -> None:
    """Add so many people to each team, of whom some leave in each quarter of 2025, and others come in their place."""
    for team in TEAMS:
        for number in range(people):
            quarter = number // left + 1
            end = dt.date(2025, 3 * quarter, 10) if number < left * quarters else None
            role = "service agent" if number % 3 else "coordinator"
            person(f"{team}-{number}", company, (team, "2022-03-01", end and end.isoformat()), role=role)
            if end:
                start = end + dt.timedelta(days=1)
                person(f"{team}-{number}b", company, (team, start.isoformat(), None), role=role)


def release(monkeypatch: Any, day: dt.date = TODAY) -> None:
    """Release all quarters that have ended."""
    at(monkeypatch, day)
    releasing.note_quarters()
    assert releasing.release_waiting()
