"""Attacks on standing surveys: nothing that programs or pages are told differs by who has answered."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import rounds_at_work as at
from django.test import Client
from django.utils import timezone

from bothways_web.listen import asks, clock
from bothways_web.listen.answering.asking import pack
from bothways_web.listen.answering.responses import store_response
from bothways_web.listen.asks import Noted, note_contact, send_asks
from bothways_web.listen.models import Ask, Contact, Delivery, Invitation, Pulse, Response, Round
from bothways_web.listen.outside.choosing import choose_contacts, is_tired
from bothways_web.listen.rounds import close_round
from bothways_web.people.units import today


@pytest.fixture
def asked(company) -> Round:
    return at.launch(
        company, instrument="csat_relational", side="customers", occasion="contact", rest_days=1,
        cadence="monthly", open_days=7,
    )  # fmt: skip


def customer(number: int, **more: str) -> Contact:
    given = {"key": f"c{number}", "email": f"c{number}@customer.example", "unit": "day"}
    return Contact.objects.create(side="customers", **given | more)


def one_who_answered_and_one_who_did_not(asked: Round) -> tuple[Contact, Contact]:
    """Return two customers who were asked on the last day of a round; the first one answered."""
    both = customer(1), customer(2)
    for one in both:
        note_contact(asked.pulse, one, unit="day", happened_on=today())
    store_response(Invitation.objects.get(contact=both[0]), at.Draft(at.answers_to(asked)))
    assert close_round(asked)
    Round.objects.filter(pk=asked.pk).update(state=Round.State.RELEASED)
    Response.objects.all().delete()
    return both


def open_the_next(asked: Round) -> Round:
    Pulse.objects.update(next_opens=timezone.now())
    clock.tick()
    return Round.objects.exclude(pk=asked.pk).get()


def what_is_said(both: tuple[Contact, Contact], pulse: Pulse, day: dt.date) -> list[Noted]:
    return [note_contact(pulse, one, unit="day", happened_on=day)[0] for one in both]


def test_what_is_said_of_a_contact_in_the_next_round_does_not_tell_who_answered(asked, monkeypatch):
    both = one_who_answered_and_one_who_did_not(asked)
    following = open_the_next(asked)
    assert [one.contact for one in following.invitations.all()] == [both[1]]
    later = today() + dt.timedelta(days=3)
    monkeypatch.setattr(asks, "today", lambda: later)
    assert what_is_said(both, asked.pulse, later) == [Noted.RESTING, Noted.RESTING]


def test_what_is_said_between_two_rounds_does_not_tell_who_answered(asked, monkeypatch):
    both = one_who_answered_and_one_who_did_not(asked)
    later = today() + dt.timedelta(days=3)
    monkeypatch.setattr(asks, "today", lambda: later)
    assert what_is_said(both, asked.pulse, later) == [Noted.RESTING, Noted.RESTING]


def test_whoever_was_asked_rests_alike_where_no_next_round_opens(asked, monkeypatch):
    both = one_who_answered_and_one_who_did_not(asked)
    later = today() + dt.timedelta(days=20)
    monkeypatch.setattr(asks, "today", lambda: later)
    send_asks()
    Pulse.objects.update(rest_days=60)
    asked.pulse.refresh_from_db()
    assert [is_tired(one, asked.pulse, later) for one in both] == [True, True]
    assert set(Ask.objects.values_list("state", flat=True)) == {Ask.State.ASKED}


def test_an_ask_that_waits_for_its_day_waits_alike_whoever_answered(asked, monkeypatch):
    both = one_who_answered_and_one_who_did_not(asked)
    following = open_the_next(asked)
    soon = today() + dt.timedelta(days=2)
    for one in both:  # noted under another rule: what counts is that both wait
        Ask.objects.create(
            pulse=asked.pulse, contact=one, unit="day", happened_on=soon, ask_on=soon, until=soon + asks.STALE_AFTER
        )  # fmt: skip
    monkeypatch.setattr(asks, "today", lambda: soon)
    assert send_asks() == 0
    assert following.invitations.count() == 1


def test_who_is_chosen_for_another_survey_does_not_tell_who_answered(asked, company):
    both = one_who_answered_and_one_who_did_not(asked)
    following = open_the_next(asked)
    days = dt.timedelta(days=3)
    Round.objects.filter(pk=following.pk).update(
        opens_at=following.opens_at + days, closes_at=following.closes_at + days
    )
    other = Pulse(side="customers", occasion="calendar", audience=asked.pulse.audience, rest_days=5)
    day = today() + dt.timedelta(days=6)
    assert set(choose_contacts(other, day)) == set(both)


def test_a_mail_that_was_due_after_the_end_goes_out_in_the_next_round_once(asked):
    note_contact(asked.pulse, customer(1), unit="day", happened_on=today())
    Delivery.objects.all().delete()  # as in the night of the last day: its morning comes after the close
    assert close_round(asked)
    open_the_next(asked)
    assert Delivery.objects.count() == 1
    send_asks()
    assert Delivery.objects.count() == 1


def test_nobody_is_invited_into_a_round_that_has_closed_meanwhile(asked, monkeypatch):
    opened = Round.objects.get(pk=asked.pk)
    assert close_round(asked)
    monkeypatch.setattr(asks, "_open_round", lambda pulse: opened)  # as another process saw it a moment ago
    noted, ask = note_contact(asked.pulse, customer(1), unit="day", happened_on=today())
    assert noted == Noted.NOTED
    assert ask is not None
    assert ask.state == Ask.State.WAITING
    assert send_asks() == 0
    assert not Invitation.objects.exists()


def page_without_draft(url: str) -> str:
    page = Client().get(url).content.decode()
    return re.sub(r'name="draft" value="[^"]*"', "", page)


def test_a_link_that_was_handed_on_says_the_same_whether_or_not_it_was_used(asked):
    used, unused = customer(1, email=""), customer(2, email="")
    for one in (used, unused):
        note_contact(asked.pulse, one, unit="day", happened_on=today())
    links = [at.address(Invitation.objects.get(contact=one)) for one in (used, unused)]
    first = Invitation.objects.get(contact=used)
    assert store_response(first, at.Draft(at.answers_to(asked))) == "stored"
    before = Response.objects.get().answers
    assert page_without_draft(links[0]) == page_without_draft(links[1])
    ends = [the_last_page(asked, one) for one in (used, unused)]
    assert ends[0] == ends[1]
    assert "What was sent first with this link is stored" in ends[0]
    assert Response.objects.get(pk=first.pk).answers == before


def the_last_page(asked: Round, one: Contact) -> str:
    invitation = Invitation.objects.get(contact=one)
    draft = pack(at.Draft(at.answers_to(asked, 2)), invitation.pk)
    sent = {"draft": draft, "step": "check", "go": "continue"}
    return Client().post(at.address(invitation), sent).content.decode()


def test_a_link_that_was_handed_on_ends_with_its_round_whether_or_not_it_was_used(asked):
    used, unused = customer(1, email=""), customer(2, email="")
    for one in (used, unused):
        note_contact(asked.pulse, one, unit="day", happened_on=today())
    store_response(Invitation.objects.get(contact=used), at.Draft(at.answers_to(asked)))
    links = [at.address(Invitation.objects.get(contact=one)) for one in (used, unused)]
    assert close_round(asked)
    open_the_next(asked)
    assert page_without_draft(links[0]) == page_without_draft(links[1])
    assert "The survey is closed" in page_without_draft(links[0])


@pytest.mark.parametrize("answers", [True, False])
def test_pages_of_rounds_do_not_tell_how_many_go_on_without_an_answer(asked, browser_of, answers):
    note_contact(asked.pulse, customer(1), unit="day", happened_on=today())
    Delivery.objects.update(state=Delivery.State.SENT)
    if answers:
        store_response(Invitation.objects.get(), at.Draft(at.answers_to(asked)))
    assert close_round(asked)
    Round.objects.filter(pk=asked.pk).update(state=Round.State.RELEASED)
    Response.objects.all().delete()
    following = open_the_next(asked)
    for one in (asked, following):
        page = browser_of("fay").get(f"/listen/rounds/{one.pk}/").content.decode()
        assert "1 sent, 0 waiting" in page
