"""One message of each kind, brought to where it is about to leave, for tests with a frozen clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cases_at_work
import huddled
import rounds_at_work
from django.core import mail
from django.test import Client

from bothways_web.act.cases import replies
from bothways_web.act.cases.mails import send_case_mails
from bothways_web.act.huddles.posts import tell_rooms
from bothways_web.act.models import CaseMail, CommitteeMeeting
from bothways_web.act.reminders import remind
from bothways_web.connect.models import RoomChoice, RoomPost
from bothways_web.connect.rooms.posts import look_after_rooms
from bothways_web.listen import allowance
from bothways_web.listen.asks import note_contact
from bothways_web.listen.channels import rooms
from bothways_web.listen.channels.posts import send_posts
from bothways_web.listen.mails import send_due
from bothways_web.listen.models import ChatPost, Contact, Delivery, Round
from bothways_web.people import organisations
from bothways_web.people.account_mails import send_invitation, tell_owner
from bothways_web.people.models import Digest, Grant, Organisation, Person, Role, User
from bothways_web.people.notifications import kinds
from bothways_web.people.notifications.digest import look_after_digests
from bothways_web.people.sign_on import emergencies
from bothways_web.people.units import today
from bothways_web.verify.models import StoryMail
from bothways_web.verify.reports.mails import look_after_story_mails

READER = "gil@company.example"
CUSTOMER = "c1@customer.example"


@dataclass(frozen=True)
class Case:
    """How a message of a kind comes about, and what lets it leave once its hour has come.

    ``prepare`` is called at the moment that is frozen and lets it be due at once, as if it came late; ``leave`` is what
    the clock of the app calls. Where ``leave`` is missing, ``prepare`` sends it itself. ``to`` is the address, blank
    for a room.
    """

    prepare: Callable[[Any, dt.datetime], object]
    leave: Callable[[dt.datetime], object] | None = None
    to: str = READER
    only_that_day: bool = False


def reader_is(zone: str) -> None:
    """Let everybody who gets one of these messages live in a time zone."""
    Organisation.objects.update(time_zone=zone)
    Person.objects.update(time_zone=zone)
    Contact.objects.update(time_zone=zone)


def _person_of(company: Any) -> Person:
    """Give the reader a personnel record, so that surveys reach them."""
    person = company.people["day"][2]
    Person.objects.filter(pk=person.pk).update(user=company.users["gil"], email=READER)
    return person


def _survey(company: Any, now: dt.datetime) -> None:
    _person_of(company)
    rounds_at_work.launch(company, audience="day", now=now)
    Delivery.objects.filter(kind="reminder").delete()
    Delivery.objects.update(due_at=now)


def _survey_reminder(company: Any, now: dt.datetime) -> None:
    _person_of(company)
    rounds_at_work.launch(company, audience="day", now=now)
    Delivery.objects.filter(kind="invitation").delete()
    Delivery.objects.update(due_at=now)


def _customer(company: Any) -> Contact:
    found = Contact.objects.filter(email=CUSTOMER).first()
    zone = Organisation.current().time_zone
    return found or cases_at_work.customer(1, time_zone=zone)


def _outside(company: Any, now: dt.datetime, kind: str = "invitation") -> None:
    asked = rounds_at_work.launch(
        company, instrument="csat_transactional", side="customers", occasion="contact", cadence="monthly",
        rest_days=30, open_days=7, now=now,
    )  # fmt: skip
    note_contact(asked.pulse, _customer(company), unit="day", happened_on=today(), now=now)
    assert Delivery.objects.update(due_at=now, kind=kind) == 1


def _case_reply(company: Any, now: dt.datetime) -> None:
    case = cases_at_work.one_case(company, time_zone=Organisation.current().time_zone)
    mail.outbox.clear()
    replies.plan_reply(
        case, "Your call", "We are sorry.", seen=case.version, by=company.users["ana"], now=now
    )
    CaseMail.objects.update(due_at=now)


def _digest(company: Any, now: dt.datetime) -> None:
    assert remind(company.users["gil"], now)
    Digest.objects.exclude(user=company.users["gil"]).delete()
    Digest.objects.update(due_at=now)


def _story(company: Any, now: dt.datetime) -> None:
    StoryMail.objects.create(user=company.users["gil"], rhythm="monthly", due_at=now)


def _room(company: Any) -> Any:
    allowance.forget()
    return rooms.add_room("News", "https://9.9.9.9/hook", by=company.users["eva"])


def _chat_survey(company: Any, now: dt.datetime) -> None:
    asked = rounds_at_work.launch(company, audience="day", now=now)
    rooms.choose_rooms(asked.pulse, [_room(company).pk], by=company.users["eva"])


def _hears(room: Any, *what: str) -> None:
    RoomChoice.objects.create(room=room, **dict.fromkeys(what, True))


def _chat_reminder(company: Any, now: dt.datetime) -> None:
    asked = rounds_at_work.launch(company, audience="day", now=now - dt.timedelta(days=4))
    Round.objects.filter(pk=asked.pk).update(closes_at=now + dt.timedelta(hours=40))
    room = _room(company)
    rooms.choose_rooms(asked.pulse, [room.pk], by=company.users["eva"])
    ChatPost.objects.create(room=room, round=asked, state="sent", due_at=now)
    _hears(room, "reminders")
    post = {"room": room, "kind": "reminder", "key": str(asked.pk), "round": asked}
    RoomPost.objects.create(**post, due_at=now, until=now + dt.timedelta(hours=40))


def _chat_results(company: Any, now: dt.datetime) -> None:
    asked, room = (
        rounds_at_work.launch(company, audience="day", now=now - dt.timedelta(days=4)),
        _room(company),
    )
    _hears(room, "results")
    post = {"room": room, "kind": "results", "key": str(asked.pk), "round": asked}
    RoomPost.objects.create(**post, due_at=now, until=now + dt.timedelta(days=7))


def _chat_news(company: Any, now: dt.datetime) -> None:
    room = _room(company)
    _hears(room)
    CommitteeMeeting.objects.create(at=now, published_on=now.date())
    RoomPost.objects.create(room=room, kind="news", key="w", due_at=now, until=now + dt.timedelta(days=2))


def _chat_huddle(company: Any, now: dt.datetime) -> None:
    huddled.weekly(company, room=_room(company))


def _tell_at_least_once_more(now: dt.datetime) -> object:
    allowance.forget()  # a room that was tried a moment ago may be tried again
    return tell_rooms(now)


def _chat_test(company: Any, now: dt.datetime) -> None:
    rooms.post_test(_room(company), by=company.users["eva"])


def _new_account(company: Any, now: dt.datetime) -> None:
    User.objects.filter(email=READER).update(password="!")
    assert send_invitation(User.objects.get(email=READER))


def _emergency(company: Any, now: dt.datetime) -> None:
    Grant.objects.create(user=company.users["gil"], role=Role.ADMIN)
    emergencies.note_use(company.users["dua"])


def _sign_in(company: Any, now: dt.datetime) -> None:
    assert Client().post("/account/password/reset/", {"email": READER}).status_code == 302


CASES = {
    kinds.SURVEY: Case(_survey, send_due),
    kinds.SURVEY_REMINDER: Case(_survey_reminder, send_due),
    kinds.OUTSIDE_SURVEY: Case(_outside, send_due, CUSTOMER),
    kinds.OUTSIDE_REMINDER: Case(lambda company, now: _outside(company, now, "reminder"), send_due, CUSTOMER),
    kinds.CASE_REPLY: Case(_case_reply, send_case_mails, CUSTOMER),
    kinds.DIGEST: Case(_digest, look_after_digests),
    kinds.STORY: Case(_story, look_after_story_mails),
    kinds.CHAT_SURVEY: Case(_chat_survey, send_posts, ""),
    kinds.CHAT_HUDDLE: Case(_chat_huddle, _tell_at_least_once_more, "", only_that_day=True),
    kinds.CHAT_REMINDER: Case(_chat_reminder, look_after_rooms, ""),
    kinds.CHAT_RESULTS: Case(_chat_results, look_after_rooms, ""),
    kinds.CHAT_NEWS: Case(_chat_news, look_after_rooms, ""),
    kinds.CHAT_TEST: Case(_chat_test, to=""),
    kinds.ACCOUNT_INVITATION: Case(_new_account),
    kinds.ACCOUNT_CHANGED: Case(lambda company, now: tell_owner(company.users["gil"], "address")),
    kinds.SIGN_IN: Case(_sign_in),
    kinds.EMERGENCY: Case(_emergency),
    kinds.TEST_MAIL: Case(lambda company, now: organisations.send_test_mail(by=company.users["gil"])),
}
