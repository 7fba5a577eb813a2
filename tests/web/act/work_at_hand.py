"""Work as tests need it: pieces, rooms, and moves the way pages make them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from bothways_web.act.models import Capacity, WorkItem
from bothways_web.act.work.items import make_item
from bothways_web.act.work.reach import actor_of
from bothways_web.listen.models import Problem
from bothways_web.people.models import Person, User
from bothways_web.people.units import today
from bothways_web.people.viewers import viewer_of

BOARD, MINE = "/act/work/units/day/", "/act/work/mine/"


def piece(company: Any, title: str = "Shorten the form", unit: str = "day", **given: Any) -> WorkItem:
    """Write down a piece of a unit."""
    given = {"effort": Decimal(2), "by": company.users["ana"]} | given
    return make_item(company.units[unit], title, **given)


def room(company: Any, name: str, hours: int = 10, *skills: str, **given: Any) -> Person:
    """Give the person behind an account room."""
    person = Person.objects.get(user=company.users[name])
    fields = {"hours": hours, "skills": sorted(skills), "changed_on": today()} | given
    Capacity.objects.update_or_create(person=person, defaults=fields)
    return person


def colleague(company: Any, number: int, hours: int = 10, *skills: str, team: str = "day") -> Person:
    """Give somebody of a team an account and room."""
    person = company.people[team][number - 1]
    name = f"{team}{number}"
    if name not in company.users:
        company.users[name] = User.objects.create_user(f"{name}@company.example", "a long enough password")
        person.user = company.users[name]
        person.save()
    return room(company, name, hours, *skills)


def problem(company: Any, reporter: str | None = "ben", unit: str = "day", **given: Any) -> Problem:
    """Report a problem with a name, or without."""
    fields: dict[str, Any] = {"text": "The form is long.", "masked": "The form is long.", "prompt": "easier"}
    who = {"reporter": company.users[reporter]} if reporter else {"code_mark": "m" * 64}
    when = {"day": today() - dt.timedelta(days=2)}
    return Problem.objects.create(unit=company.units[unit], **(fields | who | when | given))


def actor(company: Any, name: str) -> Any:
    """Return somebody as the board meets them."""
    return actor_of(viewer_of(company.users[name]), company.users[name])


def move(company: Any, name: str, item: WorkItem, step: str, *, at: str = "", seen: int | None = None) -> Any:
    """Move a piece on a board, or on another page, as somebody who looked at it just now."""
    item.refresh_from_db()
    data = {"item": item.pk, "move": step, "seen": item.version if seen is None else seen}
    answer = company.client(name).post(at or f"/act/work/units/{item.unit.code}/", data, follow=True)
    item.refresh_from_db()
    return answer


def words(page: Any) -> str:
    """Return the text of a page."""
    return page.content.decode()
