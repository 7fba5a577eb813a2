"""A company in which somebody is new and others would be mentors."""

from __future__ import annotations

import datetime as dt
from typing import Any

from characters import make_user

from bothways_web.act.models import MentorOffer, MentorPair, MentorWish
from bothways_web.people.models import Person, Post, User
from bothways_web.people.units import today

State = MentorPair.State


def hire(company: Any, name: str, unit: str | None = "day", *, days: int = 3, **post: Any) -> Person:
    """Let somebody begin in a unit some days ago, with an account; without a post where there is no unit."""
    person = Person.objects.create(
        code=name, name=name.title(), email=f"{name}@company.example", time_zone="Europe/Berlin"
    )
    if unit is not None:
        start = today() - dt.timedelta(days=days)
        Post.objects.create(person=person, unit=company.units[unit], start=start, **post)
    make_user(company, name, person=person)
    return person


def mentor(company: Any, name: str, unit: str = "desk", *, room: int = 1, **said: Any) -> Person:
    """Let somebody who has been here for long offer to be a mentor."""
    person = Person.objects.create(
        code=name, name=name.title(), email=f"{name}@company.example", time_zone="Europe/Berlin"
    )
    Post.objects.create(person=person, unit=company.units[unit], start=today() - dt.timedelta(days=900))
    make_user(company, name, person=person)
    offer(person, room=room, **said)
    return person


def offer(person: Person, **said: Any) -> MentorOffer:
    fields = {"room": 1, "topics": [], "languages": [], "changed_on": today()} | said
    return MentorOffer.objects.create(person=person, **fields)


def wish(person: Person, *, ago: int = 0, **said: Any) -> MentorWish:
    """Let somebody wish for a mentor since some days, without looking for one."""
    fields = {"topics": [], "languages": [], "since": today() - dt.timedelta(days=ago)} | said
    return MentorWish.objects.create(person=person, **fields)


def pair(one: Person, other: Person, state: str = State.TOGETHER, *, ago: int = 0) -> MentorPair:
    day = today() - dt.timedelta(days=ago)
    together = day if state in (State.TOGETHER, State.ENDED) else None
    return MentorPair.objects.create(hire=one, mentor=other, state=state, since=day, together_on=together)


def account(person: Person) -> User:
    found = Person.objects.select_related("user").get(pk=person.pk).user
    assert found is not None
    return found
