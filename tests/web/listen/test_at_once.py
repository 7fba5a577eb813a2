"""Several at the same time: responses beside each other, and beside the close of their round."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from rounds_at_work import address, answers_to, go, launch, make_pulse

from bothways.errors import InputError
from bothways_web.listen.answering.asking import Draft, pack
from bothways_web.listen.answering.responses import Stored, store_response
from bothways_web.listen.models import Invitation, Pulse, Response, Round
from bothways_web.listen.pulses import launch_pulse
from bothways_web.listen.rounds import close_round
from bothways_web.people.models import Organisation


def at_once(acts):
    """Do everything at the same moment, each in a thread of its own; returns what came of it, in order."""
    barrier = threading.Barrier(len(acts))

    def act(one):
        barrier.wait()
        try:
            return one()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def storing(asked, invitations):
    return [lambda one=one: store_response(one, Draft(answers_to(asked))) for one in invitations]


@pytest.mark.django_db(transaction=True)
def test_one_link_sent_from_many_places_at_once_stores_one_response(company):
    asked = launch(company)
    invitation = Invitation.objects.filter(round=asked).first()
    outcomes = Counter(at_once(storing(asked, [invitation] * 8)))
    assert outcomes == {Stored.STORED: 1, Stored.ALREADY: 7}
    assert Response.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_response_slips_in_behind_a_close_and_none_that_was_acknowledged_is_missing(company):
    asked = launch(company)
    invitations = list(Invitation.objects.filter(round=asked))[:16]
    seen_at_close: list[int] = []

    def close() -> bool:
        closed = close_round(asked)
        seen_at_close.append(Response.objects.filter(round=asked).count())
        return closed

    *outcomes, closed = at_once([*storing(asked, invitations), close])
    assert closed is True
    assert set(outcomes) <= {Stored.STORED, Stored.CLOSED}
    assert outcomes.count(Stored.STORED) == Response.objects.count() == seen_at_close[0]
    asked.refresh_from_db()
    assert asked.state == Round.State.CLOSING


def test_characters_that_a_store_cannot_hold_do_not_break_the_answer(company):
    asked = launch(company, comment=True)
    invitation = Invitation.objects.filter(round=asked).first()
    draft = pack(Draft(answers_to(asked)), invitation.pk)
    browser, url = Client(), address(invitation)
    given = {"draft": draft, "step": "comment", "go": "continue", "comment": "a\x00b\N{GRINNING FACE}\u202e"}
    page = browser.post(url, given)
    assert page.status_code == 200
    assert "Your answers are stored" in go(browser, url, page, go="continue").content.decode()
    assert Response.objects.get().comment.startswith("ab")


def test_a_search_for_what_no_text_holds_finds_nothing_and_breaks_nothing(company):
    for url in ("/people/?q=%00", "/teams/?q=a%00", "/findings/?employees=%00", "/listen/?page=%00"):
        assert company.client("eva").get(url).status_code in (200, 302, 404), url


@pytest.mark.django_db(transaction=True)
def test_the_same_questions_launched_in_two_kinds_of_round_at_once_are_asked_in_one(company):
    """Numbers of both kinds beside each other could be subtracted."""
    Organisation.objects.update(rest_days=0)
    plans = {"company": Pulse.Mode.CONFIDENTIAL, "north": Pulse.Mode.SEALED}
    pulses = [make_pulse(company, audience=unit, mode=mode, cadence="once") for unit, mode in plans.items()]

    def launching(pulse):
        try:
            return launch_pulse(pulse, by=company.users["eva"]).pulse_id
        except InputError:
            return None

    opened = at_once([lambda pulse=pulse: launching(pulse) for pulse in pulses])
    assert len([one for one in opened if one]) == 1
    assert Round.objects.count() == 1
