"""Attacks on sealed rounds: who voted how, from everything that is stored, logged and answered on the way."""

import logging
import sqlite3
import threading

import addressed_company as made
import attack_rounds
import pyarrow.parquet as pq
import pytest
import sealed_at_work as at
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rounds_at_work import address
from test_watching_attacks import Kept, stored_elsewhere, watch
from voter import to_base64url

import bothways.privacy.ballots as ballots
from bothways.privacy.ballots import counter as library
from bothways_web.listen.archive import file_of
from bothways_web.listen.models import Invitation, Round
from bothways_web.listen.sealed import files
from bothways_web.people.models import Organisation, Post
from bothways_web.web.supervisor import processes


@pytest.fixture
def asked(company) -> Round:
    Post.objects.update(role="smith", site="hall nine")
    return at.launch_sealed(company, audience="north")


@pytest.fixture
def log():
    """The log at its most talkative."""
    handler, root = Kept(), logging.getLogger()
    names = ("django.request", "django.security", "bothways_web", "django")
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def changed(before: dict[str, str]) -> set[str]:
    after = made.everything_stored()
    return {name for name in after if after[name] != before.get(name)}


def box_rows() -> list[tuple]:
    with sqlite3.connect(files.folder() / "box.db") as box:
        return box.execute("SELECT * FROM ballots").fetchall()


def test_attack_9_no_page_ticks_while_ballots_come_in(company, asked):
    before = watch(company, asked)
    for invitation in at.invited(asked, "day")[:6]:
        at.vote(asked, [invitation])
    assert watch(company, asked) == before


def test_attack_12_asking_and_casting_change_one_file_each_and_no_table(asked):
    device, before = at.Device(at.invited(asked, "day")[0]), made.everything_stored()
    with CaptureQueriesContext(connection) as caught:
        device.fetch()
    assert changed(before) == {"sealed/register.db"}
    before = made.everything_stored()
    with CaptureQueriesContext(connection) as cast:
        assert device.cast(at.given(asked, 3)).status_code == 200
    assert changed(before) == {"sealed/box.db"}
    statements = [one["sql"] for one in (*caught, *cast)]
    assert statements
    assert {one.split()[0] for one in statements} == {"SELECT"}
    assert not [one for one in cast if "listen_invitation" in one["sql"] or "people_" in one["sql"]]


def test_attack_12_no_log_has_a_line_about_a_ballot_and_none_names_a_link(asked, log):
    device = at.Device(at.invited(asked, "day")[0]).fetch()
    device.cast(at.given(asked, 3))
    device.cast(at.given(asked, 4))
    device.ask(b"wrong")
    for body in (b"", b"{}", b"x" * 70_000):
        at.cast(device.told["box"], body)
    at.cast("/ballots/none/s1/", b"{}")
    Client(headers={"cookie": "a=b"}).get(device.told["box"])
    everything = "\n".join(log.lines)
    assert "ballots" not in everything
    assert asked.sealing.name not in everything
    assert address(device.invitation).strip("/").split("/")[1] not in everything


def test_attack_12_an_error_while_casting_names_no_box_and_no_answer(asked, log, monkeypatch):
    device = at.Device(at.invited(asked, "day")[0]).fetch()

    def fails(*_given, **_more):
        raise RuntimeError(f"The disk is full at {device.told['box']}")

    monkeypatch.setattr(ballots.SqliteBox, "put_all", fails)
    ballot = device.ballot(at.given(asked, 3))
    client = Client(raise_request_exception=False)
    assert client.post(device.told["box"], ballot, content_type=at.JSON).status_code == 500
    everything = "\n".join(log.lines)
    assert "The disk is full" in everything
    assert device.told["box"] not in everything
    assert to_base64url(device.voter.token) not in everything


def test_attack_12_the_web_server_keeps_no_log_of_requests():
    [web] = [one.command for one in processes("127.0.0.1", 8000, 2) if one.name == "web server"]
    assert not [word for word in web if "access" in word]
    assert web[web.index("--log-level") + 1] == "error"


def test_attack_12_nothing_that_is_left_joins_a_person_and_a_ballot(company, asked, own_home):
    devices = [at.Device(one).fetch() for one in at.invited(asked, "day")]
    sent = [one.ballot(at.given(asked, 1 + place % 5)) for place, one in enumerate(devices)]
    for device, ballot in zip(devices, sent, strict=True):
        assert at.cast(device.told["box"], ballot).status_code == 200
    secrets = [[to_base64url(one.voter.token), to_base64url(one.voter.signature)] for one in devices]
    while_open = stored_elsewhere()
    assert not [part for parts in secrets for part in parts if part in while_open]
    register = (own_home / "sealed" / "register.db").read_bytes()
    assert not [part for parts in secrets for part in parts if part.encode() in register]
    box = (own_home / "sealed" / "box.db").read_bytes()
    assert not [one for one in Invitation.objects.all() if str(one.pk).encode() in box]
    attack_rounds.close(asked)
    left = {path: path.read_bytes() for path in own_home.rglob("*") if path.is_file()}
    assert not [
        path for path, raw in left.items() for parts in secrets for part in parts if part.encode() in raw
    ]
    people = [str(key) for one in Invitation.objects.all() for key in (one.pk, one.respondent)]
    sealed = [raw for path, raw in left.items() if path.parent.name == "sealed" or path.suffix == ".parquet"]
    assert len(sealed) == 3
    assert not [person for person in people for raw in sealed if person.encode() in raw]
    kept = set(pq.read_table(file_of(asked))["respondent"].to_pylist())
    assert len(kept) == 8
    assert not kept & set(people)
    assert not [code for code in kept if code in stored_elsewhere()]


def test_attack_12_rows_of_the_box_lie_in_the_order_of_random_numbers(asked):
    for invitation in at.invited(asked, "day"):
        at.vote(asked, [invitation])
        tokens = [row[3] for row in box_rows()]
        assert tokens == sorted(tokens)


def test_attack_13_no_table_of_a_sealed_round_holds_an_attribute(company, asked):
    at.vote(asked, at.invited(asked, "day"))
    for invitation in Invitation.objects.filter(round=asked):
        assert invitation.attributes == {}
    for row in box_rows():
        assert set(ballots.ballot.read_object(row[-1])) == {
            "answers", "round", "seal", "signature", "stratum", "token",
        }  # fmt: skip
    for raw in (path.read_bytes() for path in files.folder().glob("*.db")):
        assert b"smith" not in raw
        assert b"hall nine" not in raw
    attack_rounds.close(asked)
    frame = pq.read_table(file_of(asked)).to_pandas()
    assert frame["role"].isna().all()
    assert frame["site"].isna().all()
    items = set(at.given(asked, 1))
    assert set(frame.columns) == {"respondent", "unit", "period", "role", "site"} | items
    for model in (apps.get_model("listen", "Sealing"), apps.get_model("listen", "Stratum")):
        assert "smith" not in str(list(model.objects.values()))


def test_attack_14_one_link_gets_one_token_from_however_many_devices(asked):
    invitation = at.invited(asked, "day")[0]
    at.Device(invitation).fetch()
    assert [at.Device(invitation).ask().json() for _ in range(3)] == [{"refused": "already issued"}] * 3


def test_attack_14_a_token_is_good_for_one_ballot(asked):
    device = at.Device(at.invited(asked, "day")[0]).fetch()
    assert device.cast(at.given(asked, 3)).status_code == 200
    assert [device.cast(at.given(asked, value)).status_code for value in (1, 2, 4)] == [409] * 3
    assert len(box_rows()) == 1


def test_attack_14_a_token_of_one_box_opens_no_other(asked):
    day, night = at.Device(at.invited(asked, "day")[0]).fetch(), at.Device(at.invited(asked, "night")[0])
    assert day.told["box"] != night.told["box"]
    ballot = day.ballot(at.given(asked, 3))
    moved = day.voter.seal(at.given(asked, 3), stratum=night.told["stratum"])
    assert [at.cast(night.told["box"], one).status_code for one in (ballot, moved)] == [404, 404]
    assert box_rows() == []


def test_attack_14_a_token_of_one_round_is_worth_nothing_in_the_next(company):
    Organisation.objects.update(rest_days=0)
    first = at.launch_sealed(company, audience="day", cadence="quarterly")
    device = at.Device(at.invited(first)[0]).fetch()
    attack_rounds.close(first)
    second = at.again(first, company)
    theirs = at.Device(at.invited(second)[0]).told["box"]
    carried = device.voter.seal(at.given(first, 3), round=second.sealing.name)
    assert [at.cast(theirs, one).status_code for one in (device.ballot(at.given(first, 3)), carried)] == [
        404,
        404,
    ]
    assert device.ask().json() == {"refused": "closed"}
    assert box_rows() == []


@pytest.mark.parametrize("bent", ["unsigned", "blind signature", "signature of another"])
def test_attack_14_a_token_that_was_not_unblinded_is_no_token(asked, bent):
    one, other = (at.Device(invitation) for invitation in at.invited(asked, "day")[:2])
    blind = one.ask().content
    other.fetch()
    one.voter.signature = {
        "unsigned": bytes(384), "blind signature": blind, "signature of another": other.voter.signature,
    }[bent]  # fmt: skip
    refused = one.cast(at.given(asked, 3))
    assert (refused.status_code, refused.json()) == (400, {"refused": "signature"})
    assert box_rows() == []


TRACED = {
    "cookie": "sessionid=1", "authorization": "Bearer x", "referer": "http://testserver/answer/x/",
    "x-forwarded-user": "ben", "remote-user": "ben", "x-csrftoken": "x", "from": "ben@company.example",
}  # fmt: skip


@pytest.mark.parametrize("name", TRACED)
def test_attack_15_a_ballot_with_a_trace_is_refused_before_anything_is_read(asked, name):
    device = at.Device(at.invited(asked, "day")[0]).fetch()
    ballot = device.ballot(at.given(asked, 3))
    with CaptureQueriesContext(connection) as caught:
        refused = at.cast(device.told["box"], ballot, headers={name: TRACED[name]})
    assert (refused.status_code, refused.json()) == (400, {"refused": "traceable"})
    assert len(caught) == 0
    assert box_rows() == []
    assert at.cast(device.told["box"], ballot).json() == {"receipt": "stored"}


def test_attack_15_whoever_is_signed_in_cannot_cast_with_the_session(company, asked):
    device = at.Device(at.invited(asked, "day")[1]).fetch()
    ballot = device.ballot(at.given(asked, 3))
    refused = company.client("ben").post(device.told["box"], ballot, content_type=at.JSON)
    assert refused.json() == {"refused": "traceable"}
    assert not refused.cookies


def test_attack_15_the_counter_sets_no_cookie_and_looks_for_no_session(asked):
    device = at.Device(at.invited(asked, "day")[0]).fetch()
    with CaptureQueriesContext(connection) as caught:
        answer = device.cast(at.given(asked, 3))
    asked_for = " ".join(one["sql"] for one in caught)
    assert "listen_stratum" in asked_for
    assert "session" not in asked_for
    assert "people_" not in asked_for
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert "Cookie" not in answer.get("Vary", "")
    assert "Set-Cookie" not in answer.headers


def test_attack_15_the_page_that_seals_takes_no_cookie_and_loads_nothing_from_elsewhere(company, asked):
    url = address(at.invited(asked, "day")[1])
    known, unknown = company.client("ben").get(url), Client().get(url)
    assert known.content == unknown.content
    assert not unknown.cookies
    assert unknown["Referrer-Policy"] == "no-referrer"
    assert "script-src 'self'" in unknown["Content-Security-Policy"]
    assert "unsafe" not in unknown["Content-Security-Policy"]
    assert "http://" not in unknown.content.decode()
    assert "Ben" not in unknown.content.decode()


def test_attack_19_died_between_noting_the_request_and_signing_it_the_same_request_is_signed(
    asked, monkeypatch
):
    device = at.Device(at.invited(asked, "day")[0])
    with monkeypatch.context() as patched:
        patched.setattr(library, "sign_blinded", lambda *_given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            device.ask()
    assert at.Device(device.invitation).ask().json() == {"refused": "already issued"}
    device.fetch()
    assert device.cast(at.given(asked, 3)).json() == {"receipt": "stored"}


@pytest.mark.parametrize("after", [False, True], ids=["before it was stored", "after it was stored"])
def test_attack_19_died_around_storing_a_ballot_it_is_there_once(asked, monkeypatch, after):
    device = at.Device(at.invited(asked, "day")[0]).fetch()
    ballot, put = device.ballot(at.given(asked, 3)), ballots.SqliteBox.put_all
    with monkeypatch.context() as patched:
        patched.setattr(ballots.SqliteBox, "put_all", lambda *given: (put(*given) if after else None, 1 / 0))
        with pytest.raises(ZeroDivisionError):
            at.cast(device.told["box"], ballot)
    assert len(box_rows()) == int(after)
    receipt = "already stored" if after else "stored"
    assert at.cast(device.told["box"], ballot).json() == {"receipt": receipt}
    assert len(box_rows()) == 1


@pytest.mark.django_db(transaction=True)
def test_attack_19_sent_from_many_windows_at_once_one_ballot_is_stored(company):
    asked = at.launch_sealed(company, audience="day")
    device = at.Device(at.invited(asked)[0]).fetch()
    sent = [device.ballot(at.given(asked, 1 + number % 5)) for number in range(6)]
    became, ready = [], threading.Barrier(6)

    def send(ballot):
        try:
            ready.wait()
            became.append(at.cast(device.told["box"], ballot).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(one,)) for one in sent]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    rows = box_rows()
    assert len(rows) == 1
    assert set(became) <= {200, 409}
    assert 200 in became


def test_attack_20_reminders_are_made_for_everybody_and_never_from_the_register(asked):
    from bothways_web.listen.models import Delivery

    before = list(Delivery.objects.order_by("pk").values_list("invitation", "kind", "due_at", "state"))
    at.vote(asked, at.invited(asked, "day"))
    assert (
        list(Delivery.objects.order_by("pk").values_list("invitation", "kind", "due_at", "state")) == before
    )
    assert sum(kind == "reminder" for _who, kind, _due, _state in before) == 16
