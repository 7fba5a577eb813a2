"""Pages of programs that are told: adding one, its secret, its log in pages, and who may look."""

import datetime as dt
import re

import pytest
import receivers_at_work as at_work
from django.utils import timezone

from bothways_web.connect.models import Event, Notice, Receiver
from bothways_web.people.changes import record
from bothways_web.people.models import Change


@pytest.fixture
def program(settings):
    settings.WEBHOOK_HOSTS = ("localhost",)
    with at_work.running() as program:
        yield program


@pytest.fixture
def told(company, program):
    return at_work.added(company, program.address)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_it_is_added_and_its_secret_shown_once(company, program, browser_of):
    dua = browser_of("dua")
    assert "No program is told yet." in text_of(dua.get("/webhooks/"))
    given = {"name": "Intranet", "address": program.address, "events": ["round.opened", "plan.started"]}
    answer = dua.post("/webhooks/new/", given)
    made = Receiver.objects.get()
    assert made.secret in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    for page in ("/webhooks/", f"/webhooks/{made.pk}/", f"/webhooks/{made.pk}/change/"):
        assert made.secret not in dua.get(page).content.decode()
    assert made.secret not in str(Change.objects.filter(verb="added receiver").values())


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("address", "https://127.0.0.1/x", "not public"), ("address", "http://program.example/", "no address"),
        ("address", "https://no-such-host.invalid/", "not known"), ("events", [], "at least one event"),
        ("events", ["answers.all"], "Select a valid choice"), ("name", "", "required"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(
    company, program, browser_of, field, text, words
):
    given = {"name": "Intranet", "address": program.address, "events": ["round.opened"], field: text}
    answer = browser_of("dua").post("/webhooks/new/", given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Receiver.objects.exists()


def test_a_test_is_sent_while_one_waits_and_says_what_is_answered(company, program, told, browser_of):
    dua = browser_of("dua")
    answer = dua.post(f"/webhooks/{told.pk}/", {"step": "test"}, follow=True)
    assert "The test was taken: it answers 204." in text_of(answer)
    program.status = 500
    answer = dua.post(f"/webhooks/{told.pk}/", {"step": "test"}, follow=True)
    assert "It answers 500." in text_of(answer)
    assert not Notice.objects.filter(state="waiting").exists()


def test_the_log_has_pages_and_shows_the_codes(company, program, told, browser_of):
    now = timezone.now()
    for number in range(60):
        event = Event.objects.create(kind="plan.started", at=now - dt.timedelta(hours=number), data={})
        Notice.objects.create(
            receiver=told, event=event, due_at=now, state="taken", status=200 + number, attempts=1
        )
    dua = browser_of("dua")
    first, second = (
        text_of(dua.get(f"/webhooks/{told.pk}/")),
        text_of(dua.get(f"/webhooks/{told.pk}/?page=2")),
    )
    assert ">200<" in first
    assert ">259<" not in first
    assert ">259<" in second


def test_one_notice_and_all_that_failed_are_sent_again(company, program, told, browser_of):
    record(None, "started plan", 7)
    record(None, "started plan", 8)
    Notice.objects.update(state="given_up")
    dua, one = browser_of("dua"), Notice.objects.first()
    assert "Send 2 that were not taken again" in text_of(dua.get(f"/webhooks/{told.pk}/"))
    dua.post(f"/webhooks/{told.pk}/notices/{one.pk}/again/")
    assert Notice.objects.filter(state="waiting").count() == 1
    dua.post(f"/webhooks/{told.pk}/", {"step": "again"})
    assert Notice.objects.filter(state="waiting").count() == 2


def test_a_notice_of_another_receiver_is_not_there(company, program, told, browser_of):
    other = at_work.added(company, program.address, name="Else")
    record(None, "started plan", 7)
    notice = other.notices.get()
    assert browser_of("dua").post(f"/webhooks/{told.pk}/notices/{notice.pk}/again/").status_code == 404


def test_it_is_switched_off_changed_and_deleted(company, program, told, browser_of):
    dua, page = browser_of("dua"), f"/webhooks/{told.pk}/"
    record(None, "started plan", 7)
    dua.post(page, {"step": "off"})
    record(None, "started plan", 8)
    assert [one.state for one in Notice.objects.all()] == ["given_up"]
    answer = dua.post(page, {"step": "again"}, follow=True)
    assert "switched off" in text_of(answer)
    dua.post(page, {"step": "on"})
    dua.post(page + "change/", {"name": "New", "address": program.address, "events": ["cases.opened"]})
    told.refresh_from_db()
    assert (told.name, told.events, told.state) == ("New", ["cases.opened"], "on")
    assert "Its secret and its log go with it." in text_of(dua.get(page + "delete/"))
    dua.post(page + "delete/")
    assert not Receiver.objects.exists()
    verbs = set(Change.objects.filter(verb__contains="receiver").values_list("verb", flat=True))
    assert verbs == {
        "added receiver", "switched receiver off", "switched receiver on", "changed receiver", "deleted receiver"
    }  # fmt: skip


def test_a_new_secret_is_shown_once(company, program, told, browser_of):
    answer = browser_of("dua").post(f"/webhooks/{told.pk}/", {"step": "secret"})
    before, secret = told.secret, Receiver.objects.get().secret
    assert secret != before
    assert secret in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
