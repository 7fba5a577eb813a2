"""Huddles the way people hold them, for tests."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from bothways_web.act.huddles import closing, opening
from bothways_web.act.huddles.capture import Action, add_action, mark_reviewed
from bothways_web.act.huddles.rhythms import Rhythm, save_rhythm
from bothways_web.act.models import Card, Huddle, HuddleRhythm
from bothways_web.people import units
from bothways_web.people.models import Grant, Role, User

LIST = "/act/huddles/"
#: A Tuesday.
DAY = dt.date(2026, 12, 1)
#: Modules that ask which day it is.
DATED = (
    "bothways_web.act.huddles.agenda", "bothways_web.act.huddles.capture", "bothways_web.act.huddles.forms",
    "bothways_web.act.huddles.habit", "bothways_web.act.huddles.home", "bothways_web.act.huddles.opening",
    "bothways_web.act.huddles.reading", "bothways_web.act.huddles.rhythms", "bothways_web.act.views.huddles",
    "bothways_web.act.work.items", "bothways_web.people.units",
)  # fmt: skip


def let_it_be(monkeypatch: Any, day: dt.date) -> None:
    """Let it be another day for huddles."""
    assert units.today
    for module in DATED:
        monkeypatch.setattr(f"{module}.today", lambda: day)


def weekly(company: Any, unit: str = "day", *, by: str = "ana", **given: Any) -> HuddleRhythm:
    """A rhythm: every Tuesday at ten."""
    wanted = {
        "every": "week",
        "weekday": 1,
        "at": dt.time(10),
        "minutes": 15,
        "starts_on": units.today(),
    } | given
    return save_rhythm(company.units[unit], Rhythm(**wanted), seen="none", by=company.users[by])


def lead(company: Any, name: str, unit: str) -> User:
    """Somebody more who leads a unit."""
    user = User.objects.create_user(f"{name}@company.example", "a long enough password", name=name.title())
    Grant.objects.create(user=user, role=Role.MANAGER, unit=company.units[unit])
    company.users[name] = user
    return user


def opened(company: Any, unit: str = "day", *, by: str = "ana") -> Huddle:
    return opening.open_huddle(company.units[unit], by=company.users[by]).huddle


def held(
    company: Any, unit: str = "day", *, by: str = "ana", reviewed: bool = True, title: str = ""
) -> Huddle:
    """A huddle from its opening to its end."""
    made, user = opened(company, unit, by=by), company.users[by]
    if title:
        add_action(made, Action(title), by=user)
    if reviewed:
        mark_reviewed(made, True, by=user)
    closing.close_huddle(made, held=True, by=user)
    return Huddle.objects.get(pk=made.pk)


def page(huddle: Huddle) -> str:
    return f"{LIST}{huddle.pk}/"


def step(company: Any, name: str, huddle: Huddle, step: str, query: str = "", **given: Any) -> Any:
    """Do a step the way the page does."""
    data = {"step": step, "seen": Huddle.objects.get(pk=huddle.pk).version} | given
    return company.client(name).post(page(huddle) + query, data, follow=True)


def key_on(response: Any) -> str:
    return re.search(r'name="key" value="([^"]+)"', response.content.decode())[1]


def lay_down(huddle: Huddle, count: int, text: str = "Idea") -> None:
    Card.objects.bulk_create(Card(pk=10**6 + n, huddle=huddle, masked=f"{text} {n}") for n in range(count))
