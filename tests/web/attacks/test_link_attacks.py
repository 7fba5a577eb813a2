"""Attacks with the link that gives the right to answer: replayed, forged, with cookies, torn away half-way."""

import base64
import threading
import uuid

import attack_rounds as at
import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rounds_at_work import address, go, launch

from bothways_web.listen.answering import responses
from bothways_web.listen.answering.asking import Draft
from bothways_web.listen.answering.responses import Stored, store_response
from bothways_web.listen.models import Response, Round
from bothways_web.listen.question_sets import items_of
from bothways_web.listen.tokens import token_of
from bothways_web.people.models import Organisation


@pytest.fixture
def asked(company) -> Round:
    return launch(company, form="short")


def ready_to_send(invitation, client=None, **more):
    """Walk up to the last screen; returns the browser, the address and the screen."""
    client, url = client or Client(), address(invitation)
    page = go(client, url, client.get(url, **more))
    for _question in items_of(invitation.round):
        page = go(client, url, page, go="continue", answer="3")
    assert "Check and send" in page.content.decode()
    return client, url, page


def test_attack_14_a_link_that_is_replayed_changes_nothing(asked):
    invitation = at.invited(asked, "day")[0]
    client, url, page = ready_to_send(invitation)
    go(client, url, page, go="continue")
    [before] = Response.objects.values_list()
    other = Client()
    for again in (other.get(url), go(other, url, page, go="continue"), other.post(url, {"step": "check"})):
        assert "already" in again.content.decode()
    assert [before] == list(Response.objects.values_list())


def test_attack_14_a_link_of_one_round_opens_no_other(company):
    Organisation.objects.update(rest_days=0)
    first = launch(company, form="short")
    link = address(at.invited(first, "day")[0])
    client, url, page = ready_to_send(at.invited(first, "day")[0])
    at.close(first)
    second = launch(company, form="short")
    assert "closed" in Client().get(link).content.decode()
    theirs = at.invited(second, "day")[0]
    assert address(theirs) != link
    taken = go(client, address(theirs), page, go="continue")
    assert "Start again" in taken.content.decode()
    go(client, url, page, go="continue")
    assert not Response.objects.exists()


def forged(invitation):
    """Links that somebody could make up who knows the software, an invitation's key, and other signatures."""
    token = token_of(invitation.pk)
    body, signature = token.split(".")
    spaced = f"{body}==.{signature}"
    yield from (
        body,
        f"{body}.",
        f"{body}.{signature[:-1]}",
        f"{body}.{'A' * len(signature)}",
        spaced,
        str(invitation.pk),
    )
    yield signing.Signer(key="another secret " * 4, salt="bothways.answer", sep=".").sign(body)
    yield signing.Signer(salt="bothways_web.people.invitation", sep=".").sign(body)
    yield signing.Signer(sep=".").sign(body)
    yield signing.dumps(str(invitation.pk), salt="bothways.answer")
    unknown = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
    yield signing.Signer(salt="bothways.answer", sep=".").sign(unknown)


def test_attack_14_a_link_that_is_made_up_is_a_page_that_is_not_there_whatever_is_wrong_with_it(asked):
    pages, counts = set(), set()
    for token in forged(at.invited(asked, "day")[0]):
        page = Client().get(f"/answer/{token}/")
        assert page.status_code == 404, token
        pages.add(page.content)
        with CaptureQueriesContext(connection) as caught:
            assert Client().post(f"/answer/{token}/", {"step": "check"}).status_code == 404
        counts.add(len(caught))
    assert len(pages) == 1
    assert not Response.objects.exists()


def test_attack_14_a_draft_cannot_be_changed_or_carried_to_a_colleague(asked):
    mine, other = at.invited(asked, "day")[:2]
    client, url, page = ready_to_send(mine)
    assert "Start again" in go(client, address(other), page, go="continue").content.decode()
    text = page.content.decode().split('name="draft" value="')[1].split('"')[0]
    for broken in (text[:-1], text[1:], f"x{text}", text.swapcase()):
        again = client.post(url, {"draft": broken, "step": "check", "go": "continue"})
        assert "Start again" in again.content.decode()
    assert not Response.objects.exists()


def test_attack_15_the_survey_takes_no_cookie_and_sets_none(company, asked):
    """Signed in or not, the same bytes, no look at sessions or accounts, and nobody is remembered."""
    invitation = at.invited(asked, "day")[1]
    signed_in, url = company.client("ben"), address(invitation)
    with CaptureQueriesContext(connection) as caught:
        known = signed_in.get(url, headers={"authorization": "Bearer x", "referer": "http://testserver/me/"})
    asked_for = " ".join(one["sql"] for one in caught)
    assert "django_session" not in asked_for
    assert "people_user" not in asked_for
    unknown = Client().get(url)
    assert known.content.split(b'name="draft"')[0] == unknown.content.split(b'name="draft"')[0]
    client, url, page = ready_to_send(invitation, signed_in)
    before = dict(client.cookies)
    done = go(client, url, page, go="continue")
    assert "stored" in done.content.decode()
    assert not done.cookies
    assert not unknown.cookies
    assert client.cookies == before
    for each in (known, unknown, page, done):
        assert each["Referrer-Policy"] == "no-referrer"
        assert each["Cache-Control"] == "no-store"
        assert "Cookie" not in each.get("Vary", "")


def test_attack_15_a_page_of_the_survey_loads_nothing_from_elsewhere_and_names_nobody(company, asked):
    page = Client().get(address(at.invited(asked, "day")[1])).content.decode()
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    assert not [one for one in company.people["day"] if one.email in page or one.code in page]
    assert "Ben" not in company.client("ben").get(address(at.invited(asked, "day")[1])).content.decode()


@pytest.mark.parametrize("step", ["before", "after"])
def test_attack_19_what_ends_while_storing_leaves_nothing_or_one_response_and_the_link_works_on(
    asked, monkeypatch, step
):
    """Died before the commit: nothing is stored and it can be sent again. Died after it: it is stored once."""
    invitation = at.invited(asked, "day")[0]
    client, url, page = ready_to_send(invitation)
    client.raise_request_exception = False
    with monkeypatch.context() as patched:
        if step == "before":
            save = Response.save
            patched.setattr(Response, "save", lambda *given, **more: (save(*given, **more), 1 / 0))
        else:
            from bothways_web.listen.views import steps as view

            store = responses.store_response
            patched.setattr(view, "store_response", lambda *given: (store(*given), 1 / 0))
        assert go(client, url, page, go="continue").status_code == 500
    assert Response.objects.count() == (0 if step == "before" else 1)
    again = go(Client(), url, page, go="continue").content.decode()
    assert ("Your answers are stored" if step == "before" else "already") in again
    assert Response.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_attack_19_sent_from_many_windows_at_once_it_is_stored_once(company):
    asked = launch(company, form="short")
    invitation = at.invited(asked, "day")[0]
    drafts = [Draft({item.id: 1 + number % 5 for item in items_of(asked)}) for number in range(6)]
    became, ready = [], threading.Barrier(6)

    def send(draft):
        try:
            ready.wait()
            became.append(store_response(invitation, draft))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(draft,)) for draft in drafts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(became) == sorted([Stored.STORED] + [Stored.ALREADY] * 5)
    assert Response.objects.count() == 1
