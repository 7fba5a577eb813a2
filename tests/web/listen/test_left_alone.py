"""Mail to customers and candidates: words of their own, and a link to be left alone that keeps its word."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import rounds_at_work as at
from django.core import mail
from django.test import Client

from bothways_web.listen import clock
from bothways_web.listen.asks import Noted, note_contact, send_asks
from bothways_web.listen.models import Ask, Contact, Delivery, Invitation, Response, Round
from bothways_web.listen.outside.left_alone import (
    ask_again,
    leave_alone,
    no_more_link,
    token_of_contact,
    wants_no_mail,
)
from bothways_web.people.units import today

STANDS = {"cadence": "monthly", "open_days": 7}


@pytest.fixture
def after_contact(company) -> Round:
    return at.launch(
        company, instrument="csat_transactional", side="customers", occasion="contact", rest_days=30, **STANDS
    )


def customer(number: int = 1, **more: str) -> Contact:
    given = {"side": "customers", "key": f"c{number}", "email": f"c{number}@customer.example", "unit": "day"}
    return Contact.objects.create(**given | more)


def deliver() -> None:
    """Send what is due at the hour for which it was written: the next one within working hours."""
    clock.send_due(Delivery.objects.order_by("-due_at")[0].due_at)


def send(asked: Round, *contacts: Contact) -> list[mail.EmailMessage]:
    for one in contacts:
        note_contact(asked.pulse, one, unit="day", happened_on=today())
    deliver()
    return mail.outbox


def test_a_customer_is_written_to_in_words_of_their_own(after_contact):
    [sent] = send(after_contact, customer())
    assert "what it does for you" in sent.body
    assert f"fewer than {after_contact.floor} people" in sent.body
    for word in ("team is kept", "how work is going", "manager"):
        assert word not in sent.body


def test_a_candidate_is_told_that_answers_have_no_part_in_decisions(company):
    asked = at.launch(
        company, instrument="candidate_experience", side="candidates", occasion="interview", **STANDS
    )
    [sent] = send(asked, customer(side="candidates"))
    assert "no part in any decision about you" in sent.body


def test_mail_is_in_the_language_of_the_contact(after_contact):
    messages = send(after_contact, customer(1, language="de"), customer(2))
    assert messages[0].extra_headers["Auto-Submitted"] == "auto-generated"
    invitation = Invitation.objects.get(contact__key="c1")
    assert '<html lang="de"' in Client().get(at.address(invitation)).content.decode()


def test_mail_to_a_customer_can_be_stopped_by_the_mail_program(after_contact):
    one = customer()
    [sent] = send(after_contact, one)
    assert sent.extra_headers["List-Unsubscribe"] == f"<{no_more_link(one)}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert no_more_link(one) in sent.body
    path = re.search(r"/no-more/[^/]+/", sent.body)[0]
    strict = Client(enforce_csrf_checks=True)  # a mail program has no session
    answer = strict.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not answer.cookies
    one.refresh_from_db()
    assert one.stopped_on == today()


def test_mail_to_people_of_the_company_has_no_such_link(company):
    at.launch(company)
    deliver()
    assert mail.outbox
    assert not any("List-Unsubscribe" in one.extra_headers or "no-more" in one.body for one in mail.outbox)


def test_looking_at_the_link_stops_nothing(after_contact):
    one = customer()
    page = Client().get(f"/no-more/{token_of_contact(one.pk)}/")
    assert "Leave me alone" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    one.refresh_from_db()
    assert one.stopped_on is None


@pytest.mark.parametrize("token", ["x", "x.y", "a" * 200, "%00"])
def test_a_link_that_is_none_is_not_there(company, token):
    assert Client().get(f"/no-more/{token}/").status_code == 404
    assert Client().post(f"/no-more/{token}/").status_code == 404


def test_the_link_to_an_answer_is_none_to_be_left_alone(after_contact):
    send(after_contact, customer())
    token = at.address(Invitation.objects.get()).split("/")[2]
    assert Client().post(f"/no-more/{token}/").status_code == 404


def test_whoever_is_left_alone_gets_nothing_that_waits_under_any_number(after_contact):
    one, again, other = customer(1), customer(2, email="C1@customer.example"), customer(3)
    for each in (one, again, other):
        note_contact(after_contact.pulse, each, unit="day", happened_on=today())
    assert leave_alone(one)
    assert not leave_alone(one)
    assert sorted(Contact.objects.exclude(stopped_on=None).values_list("key", flat=True)) == ["c1", "c2"]
    deliver()
    assert [each.to for each in mail.outbox] == [["c3@customer.example"]]
    assert wants_no_mail("c1@CUSTOMER.example")
    assert not wants_no_mail("")


def test_an_ask_that_waits_is_dropped_and_whoever_comes_back_is_asked_of_new_things(company):
    asked = at.launch(
        company, instrument="csat_transactional", side="customers", occasion="contact", days=3, **STANDS
    )
    one = customer()
    assert note_contact(asked.pulse, one, unit="day", happened_on=today())[0] == Noted.NOTED
    leave_alone(one, by=company.users["fay"])
    assert Ask.objects.get().state == Ask.State.DROPPED
    assert send_asks() == 0
    ask_again(one, by=company.users["fay"])
    one.refresh_from_db()
    assert one.stopped_on is None
    yesterday = today() - dt.timedelta(days=1)
    assert note_contact(asked.pulse, one, unit="day", happened_on=yesterday)[0] == Noted.NOTED
    assert note_contact(asked.pulse, one, unit="day", happened_on=today())[0] == Noted.RESTING


def test_a_customer_counts_once_in_a_round_however_short_the_rest(company):
    asked = at.launch(
        company, instrument="csat_transactional", side="customers", occasion="contact", rest_days=0, **STANDS
    )
    one = customer()
    days = [today() - dt.timedelta(days=number) for number in (3, 2, 2, 1)]
    told = [note_contact(asked.pulse, one, unit="day", happened_on=day)[0] for day in days]
    assert told == [Noted.NOTED, Noted.RESTING, Noted.RESTING, Noted.RESTING]
    assert Invitation.objects.count() == 1
    Ask.objects.create(
        pulse=asked.pulse, contact=one, unit="day", happened_on=today(), ask_on=today(), until=today()
    )
    assert send_asks() == 0
    assert Ask.objects.filter(state=Ask.State.WAITING).count() == 1


@pytest.mark.parametrize("side", ["customers", "candidates"])
def test_the_start_of_a_survey_speaks_to_those_outside(company, side):
    instrument = {"customers": "csat_transactional", "candidates": "candidate_experience"}[side]
    occasion = {"customers": "contact", "candidates": "interview"}[side]
    asked = at.launch(company, instrument=instrument, side=side, occasion=occasion, **STANDS)
    note_contact(asked.pulse, customer(side=side), unit="day", happened_on=today())
    page = Client().get(at.address(Invitation.objects.get())).content.decode()
    assert "nobody whom you met is told what you said" in page
    for word in ("your team", "your manager", "your role"):
        assert word not in page
    assert Response.objects.count() == 0


def test_the_start_for_people_of_the_company_stays_as_it_was(company):
    asked = at.launch(company)
    page = Client().get(at.address(asked.invitations.first())).content.decode()
    assert "with your team, your role and your site" in page
