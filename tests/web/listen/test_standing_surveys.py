"""Standing surveys: people are asked one by one, when something happened to them."""

from __future__ import annotations

import datetime as dt

import pytest
import rounds_at_work as at
from django.core import mail
from django.test import Client

from bothways.errors import InputError
from bothways_web.listen import asks, clock
from bothways_web.listen.answering.responses import store_response
from bothways_web.listen.asks import Noted, look_for_people, note_contact, send_asks
from bothways_web.listen.ledgers import released_round
from bothways_web.listen.models import Ask, Contact, Invitation, Pulse, Response, Round
from bothways_web.listen.quiet import zone_of
from bothways_web.listen.rounds import close_round
from bothways_web.people.models import Organisation, Person, Post
from bothways_web.people.units import today

STANDS = {"cadence": "monthly", "open_days": 7}


@pytest.fixture
def exits(company) -> Round:
    return at.launch(company, instrument="engagement_short", occasion="leaving", days=7, **STANDS)


def leave(person: Person, day: dt.date) -> None:
    Post.objects.filter(person=person).update(end=day)


def customer(number: int, unit: str = "day", **more: str) -> Contact:
    return Contact.objects.create(
        side="customers", key=f"c{number}", email=f"c{number}@customer.example", unit=unit, **more
    )


@pytest.fixture
def after_contact(company) -> Round:
    return at.launch(
        company, instrument="csat_relational", side="customers", occasion="contact", rest_days=30, **STANDS
    )


def test_a_standing_survey_opens_with_nobody_invited_and_ends_with_its_period(exits):
    assert exits.state == Round.State.OPEN
    assert exits.invitations.count() == 0
    assert exits.closes_at.astimezone(zone_of(Organisation.current().time_zone)).day == 1
    assert Pulse.objects.get().next_opens == exits.closes_at


def test_somebody_who_leaves_is_asked_once_before_the_last_day(exits, company):
    person = Person.objects.exclude(email="").first()
    leave(person, today() + dt.timedelta(days=5))
    assert look_for_people() == 1
    assert send_asks() == 1
    assert look_for_people() == 0
    leave(person, today() + dt.timedelta(days=6))  # a date that was corrected
    assert look_for_people() == 0
    [invitation] = Invitation.objects.all()
    assert invitation.person == person
    assert invitation.unit == Post.objects.get(person=person).unit.code


def test_nobody_is_asked_who_leaves_later_left_long_ago_or_moves_to_another_team(exits, company):
    later, gone, moves = Person.objects.exclude(email="")[:3]
    leave(later, today() + dt.timedelta(days=30))
    leave(gone, today() - dt.timedelta(days=30))
    leave(moves, today() + dt.timedelta(days=2))
    other = Post.objects.exclude(person=moves).first().unit
    Post.objects.create(person=moves, unit=other, start=today() + dt.timedelta(days=3))
    assert look_for_people() == 0


def test_a_new_colleague_is_asked_after_the_days_that_were_set(company):
    at.launch(company, instrument="engagement_short", occasion="first_days", days=30, **STANDS)
    new, old, soon = Person.objects.exclude(email="")[:3]
    Post.objects.filter(person=new).update(start=today() - dt.timedelta(days=31))
    Post.objects.filter(person=old).update(start=today() - dt.timedelta(days=90))
    Post.objects.filter(person=soon).update(start=today() - dt.timedelta(days=29))
    Post.objects.exclude(person__in=(new, old, soon)).update(start=dt.date(2020, 1, 1))
    assert look_for_people() == 1
    assert send_asks() == 1
    assert Invitation.objects.get().person == new


def test_ten_thousand_contacts_of_one_customer_ask_once(after_contact):
    one = customer(1)
    pulse = after_contact.pulse
    told = [note_contact(pulse, one, unit="day", happened_on=today())[0] for _time in range(50)]
    assert told == [Noted.NOTED] + [Noted.RESTING] * 49
    assert Invitation.objects.count() == Ask.objects.count() == 1


def test_whoever_wants_to_be_left_alone_is_not_asked_and_gets_no_mail_that_waited(after_contact):
    one = customer(1)
    assert note_contact(after_contact.pulse, one, unit="day", happened_on=today())[0] == Noted.NOTED
    Contact.objects.update(stopped_on=today())
    clock.send_due(after_contact.opens_at + dt.timedelta(days=3))
    assert not mail.outbox
    assert note_contact(after_contact.pulse, one, unit="day", happened_on=today())[0] == Noted.STOPPED


def test_what_is_long_ago_is_not_asked_of(after_contact):
    old = today() - dt.timedelta(days=40)
    assert note_contact(after_contact.pulse, customer(1), unit="day", happened_on=old)[0] == Noted.TOO_OLD


def test_whoever_was_asked_shortly_before_the_end_answers_in_the_next_round_by_the_same_link(after_contact):
    early, late = customer(1), customer(2)
    for one in (early, late):
        note_contact(after_contact.pulse, one, unit="day", happened_on=today())
    answered = Invitation.objects.get(contact=early)
    store_response(answered, at.Draft(at.answers_to(after_contact)))
    url = at.address(Invitation.objects.get(contact=late))
    assert close_round(after_contact)
    Round.objects.filter(pk=after_contact.pk).update(state=Round.State.RELEASED)
    Response.objects.all().delete()
    Pulse.objects.update(next_opens=after_contact.opens_at)
    clock.tick()
    following = Round.objects.exclude(pk=after_contact.pk).get()
    assert [one.contact for one in following.invitations.all()] == [late]
    assert Client().get(url).status_code == 200
    assert "A short survey" in Client().get(url).content.decode()


def test_results_of_customers_are_in_a_ledger_of_their_own_and_only_from_the_floor_on(after_contact):
    for number in range(14):
        note_contact(
            after_contact.pulse, customer(number), unit=["day", "night"][number % 2], happened_on=today()
        )
    for invitation in Invitation.objects.all():
        store_response(invitation, at.Draft(at.answers_to(after_contact)))
    close_round(after_contact)
    clock.tick()
    after_contact.refresh_from_db()
    assert after_contact.state == Round.State.RELEASED
    shown = released_round("surveyed", after_contact.ledger_name)
    assert shown is not None
    assert {row.group for row in shown.released} >= {"all", "unit=day"}
    assert released_round("employees", after_contact.ledger_name) is None


def test_a_unit_that_the_round_does_not_know_counts_for_the_whole(after_contact):
    note_contact(after_contact.pulse, customer(1), unit="long gone", happened_on=today())
    assert Invitation.objects.get().unit == "company"


def test_the_same_people_are_not_asked_the_same_in_another_way(exits, company):
    with pytest.raises(InputError, match="standing"):
        at.launch(company, instrument="engagement_short")


def test_a_paused_survey_asks_nobody_until_it_goes_on(exits):
    leave(Person.objects.exclude(email="").first(), today())
    look_for_people()
    Pulse.objects.update(state=Pulse.State.PAUSED)
    assert send_asks() == 0
    Pulse.objects.update(state=Pulse.State.RUNNING)
    assert send_asks() == 1


def test_an_ask_that_waited_too_long_is_dropped(exits, monkeypatch):
    leave(Person.objects.exclude(email="").first(), today())
    look_for_people()
    later = today() + dt.timedelta(days=15)
    monkeypatch.setattr(asks, "today", lambda: later)
    assert send_asks() == 0
    assert Ask.objects.get().state == Ask.State.DROPPED


def test_the_start_page_says_what_is_kept_of_somebody_who_leaves(exits):
    leave(Person.objects.exclude(email="").first(), today())
    look_for_people()
    send_asks()
    page = Client().get(at.address(Invitation.objects.get())).content.decode()
    assert "We keep your answers with your team. We keep no time" in page
    assert "No page of your manager shows anything of it." in page
