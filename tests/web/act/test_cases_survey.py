"""The customer's yes: asked at the end, nothing chosen before, handed on once, stored nowhere with the answer."""

import dataclasses
import logging
import re
from pathlib import Path

import cases_at_work as w
import pytest
import rounds_at_work as at
from django.core import mail
from django.test import Client
from django.urls import reverse

from bothways_web.act.models import Case
from bothways_web.listen import clock, hooks
from bothways_web.listen.answering.asking import pack, unpack
from bothways_web.listen.answering.responses import store_response
from bothways_web.listen.models import Contact, Delivery, Pulse, Response
from bothways_web.listen.rounds import close_round

QUESTION = "May somebody get back to you about your answers?"


@pytest.fixture
def heard(monkeypatch):
    """Collect what is handed on."""
    found = []
    monkeypatch.setattr(hooks, "ON_RESPONSE", hooks.ON_RESPONSE)  # the list itself stays the same
    hooks.ON_RESPONSE.append(take := lambda invitation, draft: found.append((invitation, draft)))
    yield found
    hooks.ON_RESPONSE.remove(take)


def walk(url: str, client: Client, *, until: str, **last: str):
    """Answer screen by screen with the lowest step, until one says something."""
    page = at.go(client, url, client.get(url))
    for _screen in range(12):
        if until in page.content.decode():
            return page
        page = at.go(client, url, page, go="continue", answer="1", comment="", **last)
    raise AssertionError(page.content.decode())


def test_a_customer_is_asked_last_and_nothing_is_chosen_for_them(company, heard):
    invitation = w.ask(w.survey(company), w.customer())
    client, url = Client(), at.address(invitation)
    page = walk(url, client, until=QUESTION)
    words = page.content.decode()
    assert "checked" not in words
    assert "stay one of many" in words
    assert page["Cache-Control"] == "no-store"
    assert not page.cookies
    refused = at.go(client, url, page, go="continue")
    assert "Choose yes or no." in refused.content.decode()
    check = at.go(client, url, refused, go="continue", follow_up="yes")
    assert "Check and send" in check.content.decode()
    assert QUESTION in check.content.decode()
    again = at.go(client, url, check, go="follow:up")
    assert re.search(r'value="yes" checked', again.content.decode())
    check = at.go(client, url, again, go="continue", follow_up="no")
    at.go(client, url, check, go="continue")
    assert Response.objects.count() == 1
    assert heard == []


def test_a_yes_is_handed_on_once_however_often_it_is_sent(company, heard):
    invitation = w.ask(w.survey(company), w.customer())
    client, url = Client(), at.address(invitation)
    check = at.go(client, url, walk(url, client, until=QUESTION), go="continue", follow_up="yes")
    for _twice in range(2):
        at.go(client, url, check, go="continue")
    assert [one.pk for one, _draft in heard] == [invitation.pk]
    assert heard[0][1].may_contact is True


def test_a_check_that_skips_the_question_is_sent_back_to_it(company):
    invitation = w.ask(w.survey(company), w.customer())
    draft = pack(at.Draft(at.answers_to(invitation.round)), invitation.pk)
    page = Client().post(at.address(invitation), {"draft": draft, "step": "check", "go": "continue"})
    assert QUESTION in page.content.decode()
    assert not Response.objects.exists()


def test_the_yes_travels_signed_and_an_old_page_has_none(company):
    invitation = w.ask(w.survey(company), w.customer())
    draft = at.Draft(at.answers_to(invitation.round), may_contact=True)
    assert unpack(pack(draft, invitation.pk), invitation.pk, invitation.round) == draft
    without = at.Draft(at.answers_to(invitation.round))
    assert unpack(pack(without, invitation.pk), invitation.pk, invitation.round).may_contact is None


@pytest.mark.parametrize(
    ("plan", "unit"),
    [
        ({"follow_up": False}, "day"),
        ({"instrument": "candidate_experience", "side": "candidates", "occasion": "interview"}, "day"),
    ],
)
def test_nobody_else_is_asked_and_a_yes_by_hand_is_handed_to_nobody(company, heard, plan, unit):
    asked = w.survey(company, **plan)
    invitation = w.ask(asked, w.customer(side=asked.pulse.side), unit)
    assert "get back to you" not in Client().get(at.address(invitation)).content.decode()
    w.answer(invitation, may=True)
    assert heard == []


def test_employees_open_and_sealed_rounds_are_not_asked(company, heard):
    asked = at.launch(company)
    Pulse.objects.update(follow_up=True)  # as nobody can set it on a page
    store_response(asked.invitations.first(), at.Draft(at.answers_to(asked), may_contact=True))
    page = Client().get(at.address(asked.invitations.last()))
    assert "get back to you" not in page.content.decode()
    assert heard == []
    form = company.client("fay").post(
        reverse("new_pulse", args=["csat_relational"]),
        {"title": "Open", "audience": "company", "mode": "open", "cadence": "once", "open_days": 7, "form": "full",
         "rest_days": 1, "occasion": "calendar", "days": 0, "follow_up": "on"},
    )  # fmt: skip
    assert "Nobody knows who answers an open survey" in form.content.decode()


def test_a_customer_who_was_deleted_meanwhile_is_not_asked(company, heard):
    invitation = w.ask(w.survey(company), w.customer())
    Contact.objects.all().delete()
    assert "get back to you" not in Client().get(at.address(invitation)).content.decode()
    invitation.refresh_from_db()
    w.answer(invitation)
    assert heard == []


def test_nothing_of_the_yes_is_kept_with_the_answer_or_in_a_log(company, settings, caplog):
    asked = w.survey(company)
    w.rule(company, asked.pulse)
    with caplog.at_level(logging.DEBUG):
        for number in range(6):
            w.answer(w.ask(asked, w.customer(number)), 1, may=number == 0, comment="")
    rows = [dict(row) for row in Response.objects.values("answers", "comment", "may_quote", "round")]
    assert all(row == rows[0] for row in rows)  # who said yes reads as who said no
    assert {field.name for field in Response._meta.get_fields()} == {
        "invitation", "round", "answers", "comment", "may_quote",
    }  # fmt: skip
    assert "may_contact" not in caplog.text
    assert close_round(asked)
    clock.tick()
    for path in Path(settings.HOME).rglob("*"):
        if path.is_file():
            assert b"may_contact" not in path.read_bytes(), path


def test_an_answer_is_stored_although_what_opens_cases_fails_and_the_log_has_no_word_of_it(company, caplog):
    def fail(invitation, draft):
        raise ValueError(f"secret {draft.comment}")

    hooks.ON_RESPONSE.insert(0, fail)
    try:
        asked = w.survey(company)
        w.rule(company, asked.pulse)
        w.answer(w.ask(asked, w.customer()), comment="Very secret.")
    finally:
        hooks.ON_RESPONSE.remove(fail)
    assert Response.objects.count() == 1
    assert Case.objects.count() == 1  # the others are asked all the same
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text


def test_what_the_start_and_the_mail_promise_is_true(company):
    invitation = w.ask(w.survey(company), w.customer())
    page = w.text_of(Client().get(at.address(invitation)))
    assert "Only if you say yes does anybody see who you are, what you said, and on which day" in page
    assert "Apart from that, nobody is shown a number about fewer than 5 people" in page
    clock.send_due(Delivery.objects.order_by("-due_at")[0].due_at)
    assert "Only if you say yes does anybody see who you are" in mail.outbox[-1].body
    other = w.ask(w.survey(company, instrument="ces_transactional", follow_up=False), w.customer(2))
    assert "say yes" not in Client().get(at.address(other)).content.decode()


def test_the_page_that_ends_it_says_the_same_to_yes_and_no(company):
    asked, ends = w.survey(company), []
    for number, may in enumerate((True, False)):
        invitation = w.ask(asked, w.customer(number))
        draft = dataclasses.replace(at.Draft(at.answers_to(asked)), may_contact=may)
        sent = {"draft": pack(draft, invitation.pk), "step": "check", "go": "continue"}
        ends.append(Client().post(at.address(invitation), sent).content)
    assert ends[0] == ends[1]


def test_a_program_says_yes_for_those_alone_who_are_asked(company, program):
    asked, plain = w.survey(company), w.survey(company, instrument="ces_transactional", follow_up=False)
    shop = program("dua")
    w.rule(company, asked.pulse)
    for one, status in ((asked, 201), (plain, 422)):
        invitation = w.ask(one, w.customer(one.pk))
        link = at.address(invitation).split("/")[2]
        answers = at.answers_to(one, 1)
        body = {"link": link, "answers": answers, "may_contact": True}
        told = shop.post(f"rounds/{one.pk}/responses", body)
        assert told.status_code == status, told.content
    assert Case.objects.count() == 1
    assert Response.objects.count() == 1


def test_a_survey_that_no_longer_asks_loses_no_answer_of_who_stands_at_the_question(company, heard):
    invitation = w.ask(w.survey(company), w.customer())
    client, url = Client(), at.address(invitation)
    page = walk(url, client, until=QUESTION)
    Pulse.objects.update(follow_up=False)
    check = at.go(client, url, page, go="continue", follow_up="yes")
    assert "Check and send" in check.content.decode()
    at.go(client, url, check, go="continue")
    assert Response.objects.count() == 1
    assert heard == []


@pytest.mark.parametrize(
    ("yes", "words"), [("yes", "Whoever gets back to you reads them."), ("no", "nobody is shown your words")]
)
def test_before_sending_customers_read_who_will_read_their_words(company, yes, words):
    invitation = w.ask(w.survey(company), w.customer())
    draft = pack(at.Draft(at.answers_to(invitation.round), "They forgot me."), invitation.pk)
    sent = {"draft": draft, "step": "follow:up", "go": "continue", "follow_up": yes}
    assert words in Client().post(at.address(invitation), sent).content.decode()
