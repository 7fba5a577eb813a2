"""Attacks on open surveys by watching, and what is shown of them: one number about the whole, after the close."""

import logging
import re

import addressed_company as made
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from open_at_work import address_of, launch_open, moved_clock, send_one
from rounds_at_work import go

from bothways_web.listen.answering.asking import Draft
from bothways_web.listen.answering.responses import store_open_response
from bothways_web.listen.channels import visits
from bothways_web.listen.channels.links import Door
from bothways_web.listen.ledgers import population_of, released_round
from bothways_web.listen.models import Invitation, Response, Round
from bothways_web.listen.question_sets import items_of
from bothways_web.listen.release import release_round
from bothways_web.listen.rounds import close_round

_HIDDEN = re.compile(rb'name="(visit|draft)" value="[^"]*"')


@pytest.fixture
def clock(monkeypatch):
    return moved_clock(monkeypatch)


@pytest.fixture
def asked(company) -> Round:
    return launch_open(company, shown_on="https://www.customer.example")


def watched(asked: Round) -> list[str]:
    pulse, link = asked.pulse.pk, address_of(asked.pulse)
    return [
        link, f"{link}?frame=1", address_of(asked.pulse, Door.KIOSK), "/", "/listen/", f"/listen/{pulse}/",
        f"/listen/{pulse}/channels/", f"/listen/{pulse}/channels/poster/open/", f"/listen/rounds/{asked.pk}/",
        f"/listen/rounds/{asked.pk}/comments/", "/listen/rooms/", "/changes/", "/teams/", "/teams/company/",
    ]  # fmt: skip


def watch(company, asked):
    seen = {}
    for role in made.ROLES:
        client = company.client(role)
        for url in watched(asked):
            page = client.get(url)
            seen[role, url] = page.status_code, dict(page.headers), _HIDDEN.sub(b"", made.body(page))
    return seen


def send_many(asked: Round, count: int) -> None:
    for number in range(count):
        invitation = visits.unsaved_invitation(asked, visits.new_mark())
        store_open_response(invitation, Draft({item.id: 1 + number % 5 for item in items_of(asked)}))


def test_attack_9_no_page_ticks_while_an_open_survey_is_answered(company, asked, clock):
    before = watch(company, asked)
    assert {status for status, _headers, _body in before.values()} >= {200, 302, 404}
    send_one(address_of(asked.pulse), Client(), clock)
    assert watch(company, asked) == before
    send_many(asked, 5)
    assert watch(company, asked) == before


def test_attack_9_no_page_of_an_open_survey_looks_at_responses(company, asked, clock):
    send_many(asked, 6)
    for role in ("nobody", "eva"):
        client = company.client(role)
        for url in watched(asked):
            with CaptureQueriesContext(connection) as caught:
                client.get(url)
            asked_for = [one["sql"] for one in caught]
            answers = [sql for sql in asked_for if "listen_response" in sql]
            invited = [sql for sql in asked_for if 'FROM "listen_invitation"' in sql]
            looked = answers + [sql for sql in invited if '"person_id" = ' not in sql]  # not the viewer's own
            assert not looked, (role, url)


def test_no_line_of_the_log_tells_that_something_was_sent_or_refused(asked, clock, caplog):
    caplog.set_level(logging.INFO)
    url, client = address_of(asked.pulse), Client()
    send_one(url, Client(), clock)
    refused = go(client, url, client.get(url), website="x")
    assert refused.status_code == 400
    assert not caplog.records


def test_results_open_once_about_all_answers_together(company, asked):
    send_many(asked, 12)
    assert close_round(asked)
    assert release_round(asked.pk)
    asked.refresh_from_db()
    shown = released_round(population_of(asked.pulse), asked.ledger_name)
    assert {one.group for one in shown.released} == {"all"}
    assert not Response.objects.exists()
    page = company.client("eva").get(f"/listen/rounds/{asked.pk}/").content.decode()
    assert "10-19" in page


def test_of_four_answers_nothing_is_shown_and_of_none_nothing_breaks(company, asked):
    other = launch_open(company, audience="north", instrument="enps", form="full", comment=False)
    send_many(asked, 4)
    for one in (asked, other):
        assert close_round(one)
        assert release_round(one.pk)
        one.refresh_from_db()
        shown = released_round(population_of(one.pulse), one.ledger_name)
        assert not (shown and shown.released)


def test_the_answers_of_the_next_round_are_those_of_others(company, asked):
    from django.utils import timezone

    from bothways_web.listen.rounds import open_round

    send_many(asked, 12)
    close_round(asked)
    release_round(asked.pk)
    following = open_round(asked.pulse, now=timezone.now())
    send_many(following, 7)
    close_round(following)
    assert release_round(following.pk)
    following.refresh_from_db()
    shown = released_round(population_of(following.pulse), following.ledger_name)
    assert {one.group for one in shown.released} <= {"all"}
    assert len(set(Invitation.objects.values_list("respondent", flat=True))) == 19
