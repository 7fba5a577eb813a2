"""Answering a sealed round: what the page says and holds, and the two counters behind it."""

import hashlib
import json
import re
from pathlib import Path

import pytest
import sealed_at_work as at
from django.contrib.staticfiles import finders
from django.core import mail
from django.test import Client
from django.utils import timezone
from rounds_at_work import address

from bothways_web.listen.answering.asking import Draft
from bothways_web.listen.answering.responses import store_response
from bothways_web.listen.mails import send_due
from bothways_web.listen.models import Delivery, Round
from bothways_web.people.models import Organisation


@pytest.fixture
def asked(company) -> Round:
    return at.launch_sealed(company, audience="day")


def test_the_page_says_what_sealed_means_and_what_it_cannot_do(asked):
    page = Client().get(address(at.invited(asked)[0])).content.decode()
    assert "This survey is sealed" in page
    assert "At least 5 people share it: Day shift." in page
    assert "It cannot protect you from somebody who alters this software" in page
    assert "ask whoever runs the survey for a sheet of paper or a shared device" in page
    groups = re.findall(r"<span>([0-9a-f]{4})</span>", page)
    assert "".join(groups) == asked.sealing.published


def test_the_page_has_every_question_and_no_way_to_send_them_unsealed(asked):
    page = Client().get(address(at.invited(asked)[0])).content.decode()
    assert page.count('role="alert" aria-labelledby') >= 4
    assert re.findall(r"<form[^>]*>", page) == ['<form method="dialog" autocomplete="off" novalidate hidden>']
    assert "<script>" not in page
    assert re.findall(r"<script [^>]*>", page) == ['<script type="module" src="/static/listen/sealed.mjs">']
    assert " style=" not in page
    assert " onclick=" not in page


def test_the_client_is_the_one_of_the_library_and_nothing_else_of_its_folder_is_served():
    import bothways.privacy.ballots as ballots

    found = finders.find("ballots/client.mjs")
    assert found == str(Path(ballots.__file__).with_name("client.mjs"))
    assert finders.find("ballots/keys.py") is None
    served = [path for finder in finders.get_finders() for path, _storage in finder.list([])]
    assert "client.mjs" in served
    assert not [path for path in served if path.endswith(".py")]


def test_everybody_sees_the_same_keys_signed_in_or_not(company, asked):
    url = f"/sealed/{asked.sealing.name}/keys/"
    pages = {company.client(name).get(url).content for name in ("nobody", "ben", "eva", "dua")}
    assert len(pages) == 1
    text = Client().get(f"{url[:-1]}.txt")
    assert text["Content-Type"].startswith("text/plain")
    assert hashlib.sha256(text.content).hexdigest() == asked.sealing.published
    assert f"round {asked.sealing.name}\nbatches of at least 5\n" in text.content.decode()


def test_the_keys_of_a_round_that_is_not_open_yet_are_not_there(company):
    asked = at.launch_only(company, audience="day")
    for url in (
        f"/sealed/{asked.sealing.name}/keys/",
        f"/sealed/{asked.sealing.name}/keys.txt",
        "/sealed/x/keys/",
    ):
        assert Client().get(url).status_code == 404
    assert Client().get(address(at.invited(asked)[0])).status_code == 404


def test_mails_carry_the_hash_and_where_to_compare_it_and_are_alike_for_everybody(asked):
    Organisation.objects.update(quiet_from="00:00", quiet_to="00:00", working_days=list(range(7)))
    Delivery.objects.update(due_at=timezone.now())
    mail.outbox.clear()
    assert send_due().sent == 16
    texts = {re.sub(r"/answer/\S+/", "/answer/LINK/", one.body) for one in mail.outbox}
    assert len(texts) == 2  # invitation and reminder
    grouped = " ".join(re.findall("....", asked.sealing.published))
    for text in texts:
        assert grouped in text
        assert f"/sealed/{asked.sealing.name}/keys/" in text
        assert "This survey is sealed" in text
        assert "confidential" not in text


def test_a_ballot_is_stored_once_and_a_lost_reply_can_be_asked_for_again(asked):
    device = at.Device(at.invited(asked)[0])
    first, again = device.ask(), device.ask()
    assert (first.status_code, first.content) == (200, again.content)
    device.voter.finish(first.content)
    ballot = device.ballot(at.given(asked, 3))
    receipts = [at.cast(device.told["box"], ballot).json()["receipt"] for _ in range(3)]
    assert receipts == ["stored", "already stored", "already stored"]
    resealed = device.ballot(at.given(asked, 3))
    assert resealed != ballot
    assert at.cast(device.told["box"], resealed).json() == {"receipt": "already stored"}
    other = device.cast(at.given(asked, 4))
    assert (other.status_code, other.json()) == (409, {"refused": "other ballot"})


def test_another_device_with_the_same_link_is_told_in_one_word(asked):
    invitation = at.invited(asked)[0]
    at.Device(invitation).fetch()
    refused = at.Device(invitation).ask()
    assert (refused.status_code, refused.json()) == (409, {"refused": "already issued"})


def test_the_page_is_the_same_before_and_after_asking_and_casting(asked):
    invitation = at.invited(asked)[0]
    before = Client().get(address(invitation))
    device = at.Device(invitation).fetch()
    asked_for = Client().get(address(invitation))
    device.cast(at.given(asked, 3))
    after = Client().get(address(invitation))
    assert before.content == asked_for.content == after.content
    assert dict(before.headers) == dict(after.headers)


def test_who_it_is_comes_from_the_link_and_never_from_the_body(asked):
    mine, other = at.invited(asked)[:2]
    device = at.Device(mine)
    assert device.ask(QUERY_STRING=f"person={other.pk}&invitation={other.pk}").status_code == 200
    assert at.Device(other).ask().status_code == 200
    for body in (
        b"",
        b"{}",
        device.voter.request + b"x",
        b"x" * 600,
        json.dumps({"person": str(other.pk)}).encode(),
    ):
        assert at.Device(at.invited(asked)[2]).ask(body or b"\0").status_code == 400


@pytest.mark.parametrize(
    "given", [{"rf1": 6}, {"rf1": "I am Ben"}, {"rf1": [1, 2]}, {"rf1": 2.5}, {"rf1": True}]
)
def test_answers_that_no_button_gives_are_refused_before_they_are_stored(asked, given):
    device = at.Device(at.invited(asked)[0]).fetch()
    refused = device.cast(given)
    assert (refused.status_code, refused.json()) == (400, {"refused": "malformed"})
    assert device.cast(at.given(asked, 3)).json() == {"receipt": "stored"}


@pytest.mark.parametrize("extra", ["unit", "role", "comment", "person"])
def test_a_ballot_carries_answers_to_the_questions_and_nothing_else(asked, extra):
    device = at.Device(at.invited(asked)[0]).fetch()
    refused = device.cast({**at.given(asked, 3), extra: 1})
    assert (refused.status_code, refused.json()) == (400, {"refused": "unknown question"})


def test_leaving_questions_out_is_allowed(asked):
    device = at.Device(at.invited(asked)[0]).fetch()
    assert device.cast(dict.fromkeys(at.given(asked, 3))).json() == {"receipt": "stored"}


def test_after_the_close_new_ballots_are_refused_and_old_ones_confirmed(asked):
    late, early = at.Device(at.invited(asked)[0]).fetch(), at.Device(at.invited(asked)[1]).fetch()
    ballot = early.ballot(at.given(asked, 3))
    at.cast(early.told["box"], ballot)
    assert at.close_round(asked)  # the job that closes the box has not run yet
    assert (late.cast(at.given(asked, 3)).status_code, late.ask().status_code) == (410, 410)
    assert at.cast(early.told["box"], ballot).json() == {"receipt": "already stored"}
    page = Client().get(address(at.invited(asked)[0])).content.decode()
    assert "The survey is closed." in page
    assert 'data-open="no"' in page
    assert "<form" not in page


def test_nothing_is_ever_stored_beside_an_invitation_of_a_sealed_round(asked):
    with pytest.raises(ValueError, match="sealed"):
        store_response(at.invited(asked)[0], Draft(at.given(asked, 3)))
    for data in ({"step": "check", "go": "continue"}, {"rf1": "3"}, {"draft": "x"}):
        assert Client().post(address(at.invited(asked)[0]), data).status_code == 400


def test_ballots_for_boxes_that_there_are_not_are_refused_without_a_page(asked):
    name = asked.sealing.name
    for url in (f"/ballots/{name}/s9/", "/ballots/none/s1/"):
        answer = at.cast(url, b"{}")
        assert (answer.status_code, answer.json()) == (404, {"refused": "wrong round or stratum"})
    assert at.cast(f"/ballots/{name}/s1/", b"x" * 70_000).status_code == 400
    assert Client().get(f"/ballots/{name}/s1/").status_code == 405
