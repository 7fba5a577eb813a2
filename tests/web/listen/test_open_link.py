"""The open link: whoever has it may answer; nothing is stored before Send, and then once."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from open_at_work import address_of, launch_open, moved_clock, send_one, to_the_check
from rounds_at_work import Draft, go, hidden, launch

from bothways_web.listen.answering.responses import Stored, store_open_response
from bothways_web.listen.archive import round_answers, write_answers
from bothways_web.listen.channels.links import Door, door_token, make_new_address
from bothways_web.listen.channels.visits import new_mark, unsaved_invitation
from bothways_web.listen.models import Invitation, Pulse, Response, Round
from bothways_web.listen.pulses import set_state
from bothways_web.listen.question_sets import items_of
from bothways_web.listen.rounds import close_round, open_round


@pytest.fixture
def clock(monkeypatch):
    return moved_clock(monkeypatch)


@pytest.fixture
def asked(company) -> Round:
    return launch_open(company)


@pytest.fixture
def url(asked) -> str:
    return address_of(asked.pulse)


def test_a_walk_stores_one_response_of_nobody(url, asked, clock):
    client = Client(enforce_csrf_checks=True)
    page = to_the_check(url, client, clock)
    assert not Invitation.objects.exists()
    done = go(client, url, page, go="continue").content.decode()
    assert "Your answers are stored" in done
    stored, invitation = Response.objects.get(), Invitation.objects.get()
    assert [stored.answers[item.id] for item in items_of(asked)] == [1, 2, 3, 4]
    assert (stored.comment, stored.may_quote) == ("Shorter queues", True)
    assert stored.invitation == invitation
    assert (invitation.person, invitation.contact, invitation.address) == (None, None, "")
    assert (invitation.unit, invitation.attributes) == ("company", {})
    assert invitation.respondent != invitation.pk


def test_the_start_says_what_it_can_promise_and_what_not(url):
    page = Client().get(url).content.decode()
    assert "Nobody was invited" in page
    assert "somebody may answer twice" in page
    assert "no name, no team, no device and no time" in page
    assert "keeps a mark without a name" in page
    assert "We keep your answers with your team" not in page


def test_every_page_is_kept_nowhere_and_sets_no_cookie_before_send(url, clock):
    client = Client()
    page = to_the_check(url, client, clock)
    for one in (client.get(url), page):
        assert not one.cookies
        assert one["Cache-Control"] == "no-store"
        assert one["Referrer-Policy"] == "no-referrer"
        assert len(one.content) < 50_000


def test_sending_twice_stores_once(url, clock):
    client, other = Client(), Client()
    page = to_the_check(url, client, clock)
    assert "Thank you" in go(client, url, page, go="continue").content.decode()
    again = go(other, url, page, go="continue").content.decode()  # without the mark of the device
    assert "sent more than once, and are kept once" in again
    assert Response.objects.count() == Invitation.objects.count() == 1


def test_two_people_are_stored_as_two_with_nothing_in_common(url, clock):
    for _person in range(2):
        send_one(url, Client(), clock)
    one, other = Invitation.objects.all()
    assert len({one.pk, other.pk, one.respondent, other.respondent}) == 4


def test_a_device_that_has_answered_is_told_so_and_keeps_a_mark_without_a_name(url, asked, clock, settings):
    settings.HTTPS = True
    client = Client()
    done = send_one(url, client, clock)
    [(name, mark)] = done.cookies.items()
    assert (name, mark.value) == (f"answered-{asked.pk}", "1")
    assert (mark["httponly"], mark["secure"], mark["samesite"], mark["path"]) == (True, True, "Lax", url)
    page = client.get(url).content.decode()
    assert "This device has answered already" in page
    assert "<form" not in page
    assert "<form" not in client.post(url, {"begin": "1"}).content.decode()


def test_the_next_round_has_the_same_address_and_asks_the_device_again(url, asked, clock):
    client = Client()
    send_one(url, client, clock)
    close_round(asked)
    Round.objects.filter(pk=asked.pk).update(state=Round.State.RELEASED)
    assert "No survey is open here now" in client.get(url).content.decode()
    open_round(asked.pulse, now=timezone.now())
    assert "Start" in client.get(url).content.decode()
    send_one(url, client, clock)
    assert Response.objects.count() == 2


def test_nothing_is_open_before_the_launch_after_the_close_and_after_its_time(company, url, asked, clock):
    client = Client()
    page = to_the_check(url, client, clock)
    Round.objects.update(
        opens_at=timezone.now() - dt.timedelta(2), closes_at=timezone.now() - dt.timedelta(1)
    )
    for answer in (client.get(url), go(client, url, page, go="continue")):
        assert answer.status_code == 200
        assert "No survey is open here now" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_an_open_round_goes_on_while_its_pulse_is_paused(company, url, asked, clock):
    set_state(asked.pulse, Pulse.State.PAUSED, by=company.users["eva"])
    assert "Thank you" in send_one(url, Client(), clock).content.decode()
    close_round(asked)
    assert "No survey is open here now" in Client().get(url).content.decode()


@pytest.mark.parametrize("token", ["x", "AAAAAAAAAAAAAAAAAAAAAA.AAAA", "a" * 3000, "%00", "é.é", "."])
@pytest.mark.parametrize("door", list(Door))
def test_a_forged_address_is_a_page_that_is_not_there(asked, token, door):
    assert Client().get(f"/{door}/{token}/").status_code == 404


def test_a_token_of_one_door_opens_no_other(asked):
    kiosk, link = door_token(asked.pulse, Door.KIOSK), door_token(asked.pulse, Door.OPEN)
    assert Client().get(f"/open/{kiosk}/").status_code == 404
    assert Client().get(f"/kiosk/{link}/").status_code == 404
    assert Client().get(f"/kiosk/{kiosk}/").status_code == 200


def test_a_new_address_ends_the_old_ones(company, asked, url):
    kiosk = address_of(asked.pulse, Door.KIOSK)
    make_new_address(asked.pulse, by=company.users["eva"])
    assert Client().get(url).status_code == Client().get(kiosk).status_code == 404
    assert Client().get(address_of(asked.pulse)).status_code == 200


def test_a_survey_that_invites_has_no_open_link(company, asked, url):
    Pulse.objects.update(mode="confidential")
    assert Client().get(url).status_code == 404


def test_a_visit_of_another_survey_or_door_begins_anew(company, asked, url, clock):
    other = launch_open(company, audience="north", instrument="engagement_short", form="full")
    page = to_the_check(url, Client(), clock)
    for elsewhere in (address_of(other.pulse), address_of(asked.pulse, Door.KIOSK)):
        lost = go(Client(), elsewhere, page, go="continue").content.decode()
        assert "could not be read as a whole" in lost
    assert not Invitation.objects.exists()


def test_a_visit_or_draft_that_was_changed_begins_anew(url, clock):
    client = Client()
    fields = hidden(to_the_check(url, client, clock))
    for name in ("visit", "draft"):
        changed = fields | {name: fields[name][:-1] + ("A" if fields[name][-1] != "A" else "B")}
        lost = client.post(url, changed | {"go": "continue"}).content.decode()
        assert "could not be read as a whole" in lost, name
    assert not Invitation.objects.exists()


def test_a_draft_of_one_visit_is_not_taken_by_another(url, clock):
    mine, other = Client(), Client()
    page, stolen = to_the_check(url, mine, clock), to_the_check(url, other, clock)
    mixed = hidden(page) | {"draft": hidden(stolen)["draft"], "go": "continue"}
    assert "could not be read as a whole" in mine.post(url, mixed).content.decode()
    assert not Response.objects.exists()


def test_cookies_and_credentials_make_no_difference(company, url, clock):
    client = company.client("ben")
    client.defaults["HTTP_AUTHORIZATION"] = "Bearer of something"
    assert "Thank you" in send_one(url, client, clock).content.decode()
    [invitation] = Invitation.objects.all()
    assert (invitation.person, invitation.attributes) == (None, {})


def test_what_nobody_invited_sends_is_stored_in_open_rounds_alone(company, asked):
    closed = launch(company, audience="north", instrument="engagement_short")
    made_up = Invitation(round=closed, respondent=uuid.uuid4(), unit="north")
    with pytest.raises(ValueError, match="open to all"):
        store_open_response(made_up, Draft())


def test_results_of_an_open_round_are_about_the_whole_alone(company, url, asked, clock):
    for _person in range(6):
        send_one(url, Client(REMOTE_ADDR=f"192.0.2.{_person}"), clock)
    close_round(asked)
    asked.refresh_from_db()
    assert write_answers(asked) == 6
    answers = round_answers(asked)
    assert (answers.one_each, answers.others_each_round) == (False, True)


@pytest.mark.django_db(transaction=True)
def test_a_visit_sent_by_many_at_once_is_stored_once(company, asked):
    mark = new_mark()

    def send(_number: int) -> Stored:
        try:
            return store_open_response(unsaved_invitation(asked, mark), Draft())
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        outcomes = sorted(pool.map(send, range(6)))
    assert outcomes == [Stored.ALREADY] * 5 + [Stored.STORED]
    assert Response.objects.count() == Invitation.objects.count() == 1
