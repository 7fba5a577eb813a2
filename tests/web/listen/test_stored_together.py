"""Responses that share a transaction: each becomes what it would alone, and a busy store is told and loses nothing."""

import sqlite3
import threading

import pytest
import sealed_at_work as sealed
from django.db import OperationalError, connection
from django.test import Client
from open_at_work import Door, address_of, launch_open, moved_clock, to_the_check
from rounds_at_work import Draft, address, answers_to, go, launch
from test_at_once import at_once

from bothways_web.listen.answering import responses
from bothways_web.listen.answering.responses import Stored, _Sent, store_response
from bothways_web.listen.answering.together import Busy, Together
from bothways_web.listen.channels.visits import new_mark, unsaved_invitation
from bothways_web.listen.models import Invitation, Response, Round
from bothways_web.listen.question_sets import items_of
from bothways_web.listen.sealed import shared_box
from bothways_web.people.models import Organisation


@pytest.fixture
def asked(company) -> Round:
    return launch(company, form="short")


def sent_to(asked, how_many, **more):
    """What so many of the invited send, each with answers of their own."""
    invitations = Invitation.objects.filter(round=asked).order_by("pk")[:how_many]
    return [
        _Sent(one, Draft(answers_to(asked, 1 + number % 5), **more), is_new=False)
        for number, one in enumerate(invitations)
    ]


def stored_of(asked):
    return {one.pk: (one.answers, one.comment) for one in Response.objects.filter(round=asked)}


def what_was_sent(batch):
    return {one.invitation.pk: (dict(one.draft.answers), one.draft.comment) for one in batch}


def test_a_batch_is_one_transaction_with_one_look_at_the_round(asked, django_assert_num_queries):
    batch = sent_to(asked, 6)
    with django_assert_num_queries(5) as seen:  # savepoint, round, who is there, rows, end of the savepoint
        assert responses._store_all(batch) == [Stored.STORED] * 6
    assert sum("INSERT" in one["sql"] for one in seen.captured_queries) == 1
    assert stored_of(asked) == what_was_sent(batch)


def test_rows_of_a_batch_lie_by_their_random_keys_whoever_came_first(asked, monkeypatch):
    laid = []
    real = Response.objects.bulk_create
    monkeypatch.setattr(
        Response.objects, "bulk_create", lambda rows: (laid.extend(one.pk for one in rows), real(rows))[1]
    )
    batch = sent_to(asked, 6)[::-1]
    responses._store_all(batch)
    assert laid == sorted(one.invitation.pk for one in batch)
    assert laid != [one.invitation.pk for one in batch]


def test_each_of_a_batch_becomes_what_it_would_alone(company, asked):
    Organisation.objects.update(rest_days=0)
    over = launch(company, instrument="enps")
    before, twice, *others = sent_to(asked, 5)
    [late] = sent_to(over, 1)
    store_response(before.invitation, before.draft)
    Round.objects.filter(pk=over.pk).update(state=Round.State.CLOSING)
    again = _Sent(twice.invitation, Draft(answers_to(asked, 5)), is_new=False)
    assert responses._store_all([before, twice, late, again, *others]) == [
        Stored.ALREADY, Stored.STORED, Stored.CLOSED, Stored.ALREADY, *[Stored.STORED] * 3,
    ]  # fmt: skip
    assert stored_of(asked) == what_was_sent([before, twice, *others])
    assert not stored_of(over)


def test_what_cannot_be_stored_fails_alone_and_its_neighbours_are_stored(asked):
    batch = sent_to(asked, 5)
    batch[2] = _Sent(
        batch[2].invitation, Draft(batch[2].draft.answers, "half a letter: \ud800"), is_new=False
    )
    became = responses._store_all(batch)
    assert isinstance(became.pop(2), UnicodeError)
    assert became == [Stored.STORED] * 4
    assert stored_of(asked) == what_was_sent(batch[:2] + batch[3:])


@pytest.mark.django_db(transaction=True)
def test_who_was_erased_meanwhile_is_not_told_that_anything_is_stored(company):
    asked = launch(company, form="short")
    batch = sent_to(asked, 4)
    Invitation.objects.filter(pk=batch[1].invitation.pk).delete()
    assert responses._store_all(batch) == [Stored.STORED, Stored.CLOSED, Stored.STORED, Stored.STORED]
    assert stored_of(asked) == what_was_sent(batch[:1] + batch[2:])


def test_visits_of_an_open_survey_come_to_be_with_their_responses_once_each(company):
    asked = launch_open(company)
    marks = [new_mark() for _ in range(3)]
    batch = [
        _Sent(unsaved_invitation(asked, one), Draft(answers_to(asked, 2)), is_new=True)
        for one in [*marks, marks[0]]
    ]
    assert responses._store_all(batch) == [*[Stored.STORED] * 3, Stored.ALREADY]
    assert (
        set(Invitation.objects.values_list("pk", flat=True))
        == {one.key for one in marks}
        == set(stored_of(asked))
    )


@pytest.mark.django_db(transaction=True)
def test_many_who_send_while_the_store_is_slow_share_transactions_and_each_is_stored(company, monkeypatch):
    asked = launch(company, form="short")
    sizes, first = [], threading.Event()

    def slowly(batch):
        sizes.append(len(batch))
        if not first.is_set():
            first.set()
            while len(together._waiting) < 9:  # all the others wait
                pass
        return responses._store_all(batch)

    together = Together(slowly)
    monkeypatch.setattr(responses, "_TOGETHER", together)
    batch = sent_to(asked, 10)
    acts = [lambda one=one: store_response(one.invitation, one.draft) for one in batch]
    assert at_once(acts) == [Stored.STORED] * 10
    assert sizes == [1, 9]
    assert stored_of(asked) == what_was_sent(batch)


@pytest.mark.django_db(transaction=True)
def test_a_store_that_is_held_by_somebody_else_is_busy_and_stores_nothing(company, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL lets writers pass each other.")
    asked = launch(company, form="short")
    [sent] = sent_to(asked, 1)
    connection.ensure_connection()
    connection.connection.execute("PRAGMA busy_timeout = 100")
    name, told, held, done = connection.settings_dict["NAME"], [], threading.Event(), threading.Event()

    def hold():
        other = sqlite3.connect(name, uri=True, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        held.set()
        done.wait(20)
        other.execute("ROLLBACK")
        other.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(20)
    with pytest.raises(Busy):
        store_response(sent.invitation, sent.draft)
    done.set()
    holder.join()
    assert not told
    assert not stored_of(asked)
    assert store_response(sent.invitation, sent.draft) == Stored.STORED


def break_store(patched):
    """Let the store be out of order, as a full disk makes it."""

    def fails(*_given):
        raise OperationalError("database or disk is full")

    patched.setattr(responses, "_store_alone", fails)


def walk_to_the_check(invitation):
    client, url = Client(), address(invitation)
    page = go(client, url, client.get(url))
    for _question in items_of(invitation.round):
        page = go(client, url, page, go="continue", answer="2")
    return client, url, page


def told_to_wait(page):
    text = page.content.decode()
    assert page.status_code == 503
    assert int(page["Retry-After"]) > 0
    assert page["Cache-Control"] == "no-store"
    assert "Your answers are not confirmed yet" in text
    assert "are stored." not in text
    return page


def test_a_page_that_cannot_be_stored_keeps_the_answers_and_sends_them_again(asked, monkeypatch):
    invitation = Invitation.objects.filter(round=asked).first()
    client, url, page = walk_to_the_check(invitation)
    with monkeypatch.context() as patched:
        break_store(patched)
        page = told_to_wait(go(client, url, page, go="continue"))
        page = told_to_wait(go(client, url, page, go="continue"))
    assert not Response.objects.exists()
    looked = go(client, url, page, go="start").content.decode()
    assert "Check and send" in looked
    assert "Your answers are stored" in go(client, url, page, go="continue").content.decode()
    assert set(Response.objects.get().answers.values()) == {2}


@pytest.mark.parametrize("door", [Door.OPEN, Door.KIOSK])
def test_an_open_survey_that_cannot_store_keeps_the_answers_too(company, monkeypatch, door):
    asked = launch_open(company)
    url, clock, client = address_of(asked.pulse, door), moved_clock(monkeypatch), Client()
    page = to_the_check(url, client, clock)
    with monkeypatch.context() as patched:
        break_store(patched)
        page = told_to_wait(go(client, url, page, go="continue"))
    assert not Response.objects.exists()
    assert not page.cookies
    assert "Your answers are stored" in go(client, url, page, go="continue").content.decode()
    assert Response.objects.get().comment == "Shorter queues"


def test_a_ballot_that_cannot_be_stored_is_answered_so_that_its_device_keeps_it(company, monkeypatch):
    asked = sealed.launch_sealed(company, audience="day")
    device = sealed.Device(sealed.invited(asked)[0]).fetch()
    ballot = device.ballot(sealed.given(asked, 3))
    with monkeypatch.context() as patched:
        patched.setattr(shared_box, "_TOGETHER", Together(shared_box._put_all, most=0))
        refused = sealed.cast(device.told["box"], ballot)
        assert (refused.status_code, refused.json()) == (503, {"refused": "busy"})
        assert refused["Retry-After"]
    assert sealed.cast(device.told["box"], ballot).json() == {"receipt": "stored"}
    assert sealed.cast(device.told["box"], ballot).json() == {"receipt": "already stored"}


def test_a_box_that_somebody_holds_is_busy(tmp_path, monkeypatch):
    from bothways.privacy.ballots import HeldBallot

    box = shared_box.SharedBox(tmp_path / "box.db")
    box.open("2026-Q4", "hash", {"day": 1})
    monkeypatch.setattr(
        "bothways.privacy.ballots.sqlite_file.SETTINGS",
        "PRAGMA busy_timeout = 100; PRAGMA secure_delete = ON; PRAGMA journal_mode = DELETE;",
    )
    holder = sqlite3.connect(box.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy):
        box.put("2026-Q4", "day", HeldBallot(b"token", b"digest", b"record"))
    holder.execute("ROLLBACK")
    holder.close()
    assert box.put("2026-Q4", "day", HeldBallot(b"token", b"digest", b"record")) == "stored"
