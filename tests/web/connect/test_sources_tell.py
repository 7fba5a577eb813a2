"""What other programs tell: believed by signature alone, done once, refused with a sentence, and never kept."""

import datetime as dt
import json
import time
import uuid

import pytest
import rounds_at_work
from django.test import Client
from django.utils import timezone
from standardwebhooks import Webhook

from bothways.errors import InputError
from bothways_web.act.models import Case
from bothways_web.connect import sources
from bothways_web.connect.models import Receipt, Source
from bothways_web.connect.signing import new_secret, sign
from bothways_web.connect.told import doing
from bothways_web.listen import allowance
from bothways_web.listen.models import Ask, Contact, Invitation
from bothways_web.people.models import Change
from bothways_web.people.units import today


@pytest.fixture(autouse=True)
def forget():
    allowance.forget()


@pytest.fixture
def pulse(company):
    plan = {"instrument": "csat_transactional", "side": "customers", "occasion": "contact", "rest_days": 30}
    return rounds_at_work.launch(company, **plan).pulse


@pytest.fixture
def desk(company, pulse):
    return source_of(company, pulse)


def source_of(company, pulse, **given) -> Source:
    values = {
        "name": "Desk", "kind": "helpdesk", "pulse": pulse, "asks": True, "low": None, "unit": "desk", "fields": {}
    }  # fmt: skip
    made = sources.add_source({**values, **given}, by=company.users["dua"])
    sources.agree(made, agrees=True, by=company.users["fay"])
    return made


def closed(customer="c-17", **more):
    return {"type": "ticket.closed", "data": {"customer": customer, "touchpoint": "Your call", **more}}


def rated(rating, customer="c-17", **more):
    return {"type": "ticket.rated", "data": {"customer": customer, "rating": rating, **more}}


def send(source, payload, *, message=None, secret=None, stamp=None, body=None, signed_by=None, client=None):
    """Send a message as a program would, signed by the oracle."""
    body = json.dumps(payload).encode() if body is None else body
    message, stamp = message or f"msg_{uuid.uuid4().hex}", int(time.time()) if stamp is None else stamp
    oracle = Webhook(secret or source.secret)
    signature = signed_by or oracle.sign(message, dt.datetime.fromtimestamp(stamp, dt.UTC), body.decode())
    headers = {"webhook-id": message, "webhook-timestamp": str(stamp), "webhook-signature": signature}
    return (client or Client()).post(
        f"/told/{source.key}/", data=body, content_type="application/json", headers=headers
    )


def test_a_ticket_that_is_closed_asks_its_customer(company, desk):
    answer = send(desk, closed(email="c17@customer.example"))
    assert (answer.status_code, answer.json()) == (200, {"outcome": "taken", "known": False})
    contact = Contact.objects.get()
    assert (contact.key, contact.email, contact.side) == ("c-17", "c17@customer.example", "customers")
    assert Ask.objects.get().contact == contact
    assert Receipt.objects.get().outcome == "taken"
    assert send(desk, closed()).json()["outcome"] == "taken"


def test_the_same_message_is_done_once(company, desk):
    first, again = send(desk, closed(), message="m-1"), send(desk, closed(), message="m-1")
    assert (first.json()["known"], again.json()["known"]) == (False, True)
    assert again.json()["outcome"] == "taken"
    assert Ask.objects.count() == Receipt.objects.count() == 1


def test_a_message_is_done_with_its_receipt_or_not_at_all(company, desk, monkeypatch):
    def breaks(*_given):
        raise RuntimeError

    monkeypatch.setattr(doing, "_receipt", breaks)
    client = Client(raise_request_exception=False)
    assert send(desk, closed(), message="m-1", client=client).status_code == 500
    assert not Ask.objects.exists()
    assert not Contact.objects.exists()
    monkeypatch.undo()
    assert send(desk, closed(), message="m-1").json() == {"outcome": "taken", "known": False}


def test_what_is_not_signed_as_it_must_be_is_not_believed(company, desk):
    now = int(time.time())
    wrong = [
        {"secret": new_secret()}, {"stamp": now - 301}, {"stamp": now + 301}, {"signed_by": "v1,AAAA"},
        {"signed_by": sign(desk.secret, "other", now, json.dumps(closed()).encode())}, {"signed_by": "v2,x"},
        {"signed_by": "é"}, {"message": "a b"},
    ]  # fmt: skip
    for given in wrong:
        answer = send(desk, closed(), **given)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_believed"), given
    assert Client().post(f"/told/{desk.key}/", data=b"{}", content_type="application/json").status_code == 401
    assert not Receipt.objects.exists()
    assert not Contact.objects.exists()
    desk.refresh_from_db()
    assert desk.refused_at is not None


def test_whoever_guesses_is_slowed_down(company, desk):
    codes = [send(desk, closed(), secret=new_secret()).status_code for _time in range(32)]
    assert codes == [401] * 30 + [429] * 2


def test_too_many_messages_wait_and_are_told_for_how_long(company, desk, monkeypatch):
    monkeypatch.setattr("bothways_web.connect.views.told.A_MINUTE", 2)
    answers = [send(desk, closed(f"c-{number}")) for number in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "60"
    assert Ask.objects.count() == 2


def test_a_new_secret_is_believed_and_the_one_before_for_a_day(company, desk):
    first, second = desk.secret, sources.renew_secret(desk, by=company.users["dua"])
    assert send(desk, closed("c-1"), secret=first).status_code == 200
    assert send(desk, closed("c-2"), secret=second).status_code == 200
    Source.objects.update(former_until=timezone.now() - dt.timedelta(seconds=1))
    assert send(desk, closed("c-3"), secret=first).status_code == 401


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ([], "no object"), ({"type": "ticket.closed"}, "data"), (closed(""), "key"), (closed(unit="nowhere"), "unit"),
        (closed(unit=7), "unit is no text"), (closed(email="no address"), "email"), (closed(language="xx"), "language"),
        (closed(day="2026-13-01"), "day"), (closed(day="2999-01-01"), "happened_on"), (closed("c" * 500), "customer"),
        (rated("many"), "rating"), (rated(float("inf")), "rating"), (rated(True), "rating"),
        (closed(touchpoint="a\nb"), "touchpoint"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_stored_but_that(company, desk, payload, words):
    answer = send(desk, payload, message="m-1")
    assert answer.status_code == 422
    assert words in answer.json()["detail"]
    assert not Contact.objects.exists()
    assert Receipt.objects.get().outcome == "refused"
    assert send(desk, closed(), message="m-1").json() == {
        "outcome": "taken",
        "known": False,
    }  # corrected, sent again


def test_what_is_no_json_or_too_large_is_refused(company, desk):
    assert send(desk, None, body=b"{no").status_code == 400
    assert send(desk, None, body=b"[" * 100_000).status_code == 400
    assert send(desk, None, body=b"x" * 300_000).status_code == 413


def test_kinds_that_say_nothing_here_are_taken_and_do_nothing(company, desk):
    assert send(desk, {"type": "ticket.created", "data": {}}).json()["outcome"] == "nothing"
    assert not Contact.objects.exists()


def test_a_low_rating_opens_a_case_only_with_the_customers_yes(company, pulse):
    desk = source_of(company, pulse, low=2, asks=False)
    assert send(desk, rated(1, words="It broke twice.")).json()["outcome"] == "nothing"
    assert send(desk, rated(3, words="Fine.", may_write=True)).json()["outcome"] == "nothing"
    assert send(desk, rated(2, words="It broke twice.", may_write=True)).json()["outcome"] == "taken"
    case = Case.objects.get()
    assert (case.words, case.unit.code, case.contact.key) == ("It broke twice.", "desk", "c-17")
    kept = str(list(Receipt.objects.values())) + str(list(Change.objects.values()))
    assert "broke" not in kept
    assert "c-17" not in kept


def test_a_customer_who_wants_to_be_left_alone_is(company, pulse):
    Contact.objects.create(side="customers", key="c-17", stopped_on=today())
    desk = source_of(company, pulse, low=2)
    assert send(desk, closed()).json()["outcome"] == "taken"
    assert send(desk, rated(1, may_write=True)).json()["outcome"] == "taken"
    assert not Case.objects.exists()
    assert not Ask.objects.exists()


def test_neither_answer_nor_log_says_who_rests_or_wants_to_be_left_alone(company, pulse, browser_of):
    Contact.objects.create(side="customers", key="c-1", stopped_on=today())
    desk = source_of(company, pulse, low=2)
    send(desk, closed("c-2"))
    log = f"/webhooks/sources/{desk.pk}/"
    for payload in (
        closed,
        lambda key: closed(key, day="2020-01-01"),
        lambda key: rated(1, key, may_write=True),
    ):
        answers = [send(desk, payload(key)).json() for key in ("c-1", "c-2", "c-3")]
        assert answers == [{"outcome": "taken", "known": False}] * 3
    assert set(Receipt.objects.values_list("outcome", flat=True)) == {"taken"}
    page = browser_of("dua").get(log).content.decode()
    assert not [words for words in ("left alone", "asked lately", "a case is opened") if words in page]


def test_an_address_that_is_known_stays_whatever_a_program_tells(company, pulse):
    Contact.objects.create(side="customers", key="c-1", email="c1@customer.example", unit="desk")
    Contact.objects.create(side="customers", key="c-2", unit="desk")
    desk = source_of(company, pulse, low=2)
    for key in ("c-1", "c-2"):
        send(desk, closed(key, email="thief@elsewhere.example"))
        send(desk, rated(1, key, may_write=True, email="thief@elsewhere.example"))
    assert Contact.objects.get(key="c-1").email == "c1@customer.example"
    assert Contact.objects.get(key="c-2").email == "thief@elsewhere.example"
    assert Invitation.objects.get(contact__key="c-1").address in ("", "c1@customer.example")


def form_response(event="responseFinished", *, finished=True, **answers):
    data = {
        "id": "r1", "surveyId": "s1", "finished": finished, "language": "default", "updatedAt": f"{today()}T08:00:00Z",
        "data": {"q1": 1, "q2": "It was cold.", "q3": "accepted", **answers}, "variables": {"customer": "c-9"},
        "contact": {"id": "x"}, "meta": {"ipAddress": "192.0.2.9"},
    }  # fmt: skip
    return {"webhookId": "w", "event": event, "data": data}


FIELDS = {"key": "customer", "rating": "q1", "words": "q2", "yes": "q3"}


def test_a_response_of_formbricks_opens_a_case_or_asks(company, pulse):
    form = source_of(company, pulse, kind="formbricks", low=2, fields=FIELDS)
    assert send(form, form_response("responseCreated", finished=False)).json()["outcome"] == "nothing"
    assert send(form, form_response()).json()["outcome"] == "taken"
    assert Case.objects.get().words == "It was cold."
    assert send(form, form_response(q1=5)).json()["outcome"] == "taken"
    assert send(form, form_response(customer="c-10", q3="dismissed")).json()["outcome"] == "taken"
    assert send(form, {"event": "responseFinished", "data": {"id": "x"}}).status_code == 422


def test_a_source_that_is_off_or_unknown_is_not_there(company, desk):
    sources.switch_source(desk, on=False, by=company.users["dua"])
    assert send(desk, closed()).status_code == 404
    assert Client().post(f"/told/{uuid.uuid4()}/").status_code == 404
    assert Client().get(f"/told/{desk.key}/").status_code == 405


def test_what_is_old_is_forgotten(company, desk):
    send(desk, closed())
    doing.forget_old(timezone.now() + dt.timedelta(days=29))
    assert Receipt.objects.exists()
    doing.forget_old(timezone.now() + dt.timedelta(days=31))
    assert not Receipt.objects.exists()


def test_it_is_added_changed_and_deleted_on_pages(company, pulse, browser_of):
    dua = browser_of("dua")
    given = {"name": "Desk", "kind": "helpdesk", "pulse": pulse.pk, "asks": "on", "unit": "desk"}
    answer = dua.post("/webhooks/sources/new/", given)
    made = Source.objects.get()
    assert made.secret in answer.content.decode()
    assert f"/told/{made.key}/" in answer.content.decode()
    page = f"/webhooks/sources/{made.pk}/"
    assert made.secret not in dua.get(page).content.decode()
    sources.agree(made, agrees=True, by=company.users["fay"])
    send(made, closed())
    assert "taken</td>" in dua.get(page).content.decode()
    for wrong, words in (
        ({"asks": ""}, "ask, open cases, or both"), ({"unit": "nowhere"}, "no unit"),
        ({"secret": "short"}, "no secret"), ({"kind": "formbricks"}, "number of the customer"),
    ):  # fmt: skip
        answer = dua.post(page + "change/", {**given, **wrong})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    own = new_secret()
    dua.post(page + "change/", {**given, "low": "2", "secret": own})
    made.refresh_from_db()
    assert (made.low, made.secret) == (2, own)
    assert "Desk" in dua.get("/webhooks/").content.decode()
    dua.post(page, {"step": "off"})
    dua.post(page + "delete/")
    assert not Source.objects.exists()


def test_one_that_came_back_without_its_secret_believes_nobody(company, desk):
    secret = desk.secret
    Source.objects.update(secret="")
    assert send(desk, closed(), secret=secret).status_code == 401
    desk.refresh_from_db()
    with pytest.raises(InputError, match="no secret"):
        sources.switch_source(desk, on=True, by=company.users["dua"])


def test_a_new_source_is_heard_once_a_cx_lead_agrees(company, desk, browser_of):
    Source.objects.update(agreed_on=None)
    fay, dua, page = browser_of("fay"), browser_of("dua"), f"/webhooks/sources/{desk.pk}/"
    assert "waits for a yes" in dua.get(page).content.decode()
    assert send(desk, closed()).status_code == 404
    assert not Contact.objects.exists()
    assert dua.post("/listen/sources/", {"source": desk.pk, "step": "yes"}).status_code == 404
    assert "/listen/sources/" in fay.get("/").content.decode()
    assert "waits for a yes" in fay.get("/listen/sources/").content.decode()
    assert fay.post("/listen/sources/", {"source": "0", "step": "yes"}).status_code == 404
    fay.post("/listen/sources/", {"source": desk.pk, "step": "yes"})
    assert send(desk, closed()).status_code == 200
    assert "is listened to" in dua.get(page).content.decode()
    fay.post("/listen/sources/", {"source": desk.pk, "step": "no"})
    assert send(desk, closed()).status_code == 404
    assert Change.objects.filter(verb__startswith="agreed to source", by=company.users["fay"]).count() == 3


def test_a_source_that_does_something_else_waits_for_another_yes(company, pulse, desk):
    given = {
        "name": "Desk",
        "kind": "helpdesk",
        "pulse": pulse,
        "asks": True,
        "low": None,
        "unit": "",
        "fields": {},
    }
    sources.change_source(desk, {**given, "name": "Help desk"}, by=company.users["dua"])
    assert send(desk, closed(unit="desk")).status_code == 200
    sources.change_source(desk, {**given, "low": 2}, by=company.users["dua"])
    assert send(desk, closed(unit="desk")).status_code == 404
