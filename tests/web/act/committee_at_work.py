"""A company whose committee is at work: a charter, people who are willing, a draw, meetings."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from bothways_web.act.committee import draws, jobs
from bothways_web.act.committee.charters import write_charter
from bothways_web.act.committee.meetings import plan_meeting
from bothways_web.act.committee.willing import say_willing
from bothways_web.act.models import Charter, CommitteeDraw, CommitteeMeeting, Willingness
from bothways_web.people.models import Person, Post, User
from bothways_web.people.units import today

BASE = "/act/committee/"
WORDS: dict[str, Any] = {
    "purpose": "See that what customers and employees say is acted on.",
    "culture": "We listen first.",
    "process": "Once a month, an hour.",
    "goals": "Every report has an answer.",
    "expectations": "Come prepared.",
    "accountability": "Minutes for everybody.",
    "powers": "advises",
    "powers_words": "",
    "time_for_it": "Two hours a month, paid.",
    "removal": "",
    "term_months": 12,
    "outside": False,
}


#: Far enough for tests of any year.
REVIEW = dt.date(2100, 1, 1)


def words(**changes: Any) -> dict[str, Any]:
    return WORDS | {"review_on": REVIEW} | changes


def typed(**changes: Any) -> dict[str, Any]:
    """What the form of a charter sends."""
    found = {name: value for name, value in words(**changes).items() if value is not False}
    return found | {"review_on": found["review_on"].isoformat()}


def chartered(company: Any, **changes: Any) -> Charter:
    now = Charter.objects.first()
    return write_charter(words(**changes), seen=now.number if now else 0, by=company.users["eva"])


def with_accounts(company: Any) -> None:
    """Give everybody an account, and roles and tenures that differ."""
    for team, people in company.people.items():
        for number, person in enumerate(people):
            if person.user is None:
                person.user = User.objects.create_user(person.email, name=person.name)
                person.save()
            role, start = ("nurse", dt.date(2024, 1, 1)) if number % 2 else ("porter", dt.date(2014, 1, 1))
            Post.objects.filter(person=person).update(role=role, start=start, site=team)


def willing(company: Any, *people: Person, since_days: int = 2) -> None:
    """Let people be willing, since before yesterday; by default everybody."""
    for person in people or [one for team in company.people.values() for one in team]:
        say_willing(person, True)
    Willingness.objects.update(since=today() - dt.timedelta(days=since_days))


def planned(company: Any, seats: int = 4, attributes: tuple[str, ...] = ("place", "role")) -> CommitteeDraw:
    moment = timezone.now() + dt.timedelta(hours=1)
    return draws.plan_draw(seats, moment, attributes, by=company.users["eva"])


def announced(company: Any, seats: int = 4, attributes: tuple[str, ...] = ("place", "role")) -> CommitteeDraw:
    made = planned(company, seats, attributes)
    jobs.announce(made, seen=made.version, by=company.users["eva"])
    made.refresh_from_db()
    assert made.state == CommitteeDraw.State.ANNOUNCED, made.trouble
    return made


def drawn(company: Any, seats: int = 4, attributes: tuple[str, ...] = ("place", "role")) -> CommitteeDraw:
    """A committee that was drawn, its moment past."""
    made = announced(company, seats, attributes)
    CommitteeDraw.objects.filter(pk=made.pk).update(draw_at=timezone.now() - dt.timedelta(minutes=1))
    made.refresh_from_db()
    return draws.make_draw(made, seen=made.version, by=company.users["eva"])


def ready(company: Any) -> None:
    """A charter, accounts, and everybody willing."""
    chartered(company)
    with_accounts(company)
    willing(company)


def met(company: Any, *, days: int = -1, by: str = "ida", **changes: Any) -> CommitteeMeeting:
    """A meeting so many days from now."""
    at = timezone.now() + dt.timedelta(days=days)
    made = plan_meeting({"at": at, "minutes": 60, "place": "Room 2"}, by=company.users[by])
    CommitteeMeeting.objects.filter(pk=made.pk).update(**changes)
    made.refresh_from_db()
    return made
