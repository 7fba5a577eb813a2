"""Notices of events: written with what happened, signed as the scheme says, tried again, given up, sent again."""

import datetime as dt
import json
import re
import ssl
import time
from pathlib import Path

import chat_at_work
import pytest
import receivers_at_work as at_work
import rounds_at_work
from django.db import transaction
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from bothways.errors import InputError
from bothways_web.act.models import Case
from bothways_web.connect import outbox, receivers, sending
from bothways_web.connect.events import BY_NAME, KINDS
from bothways_web.connect.models import Event, Notice, Receiver
from bothways_web.listen.channels import wire
from bothways_web.listen.hooks import ON_TICK
from bothways_web.listen.rounds import close_round
from bothways_web.people.changes import ON_RECORD, record
from bothways_web.people.models import Change, Digest
from bothways_web.people.units import today

NOW = dt.datetime(2026, 11, 3, 10, tzinfo=dt.UTC)


@pytest.fixture
def program(settings):
    settings.WEBHOOK_HOSTS = ("localhost",)
    with at_work.running() as program:
        yield program


@pytest.fixture
def told(company, program):
    return at_work.added(company, program.address)


def later(seconds: float) -> dt.datetime:
    return timezone.now() + dt.timedelta(seconds=seconds)


def test_the_room_hears_of_every_record_and_of_the_clock():
    assert outbox.on_record in ON_RECORD
    assert {outbox.tell_of_cases, sending.send_notices, outbox.forget_old} <= set(ON_TICK)


def test_a_round_that_opens_and_closes_is_told_and_the_oracle_believes_it(company, program, told):
    asked = rounds_at_work.launch(company, audience="day")
    close_round(asked)
    assert sending.send_notices() == 2
    oracle = Webhook(told.secret)
    told_of = {one["type"]: one for one in (oracle.verify(body, headers) for headers, body in program.kept)}
    assert set(told_of) == {"round.opened", "round.closed"}
    assert told_of["round.opened"]["data"] == {
        "round": asked.pk, "survey": asked.pulse_id, "url": f"http://localhost:8000/listen/rounds/{asked.pk}/"
    }  # fmt: skip
    assert {one.state for one in Notice.objects.all()} == {"taken"}
    assert set(Notice.objects.values_list("status", flat=True)) == {204}
    assert sending.send_notices(later(3600)) == 0
    assert len(program.kept) == 2


def test_another_secret_another_body_and_an_old_time_are_not_believed(company, program, told):
    receivers.send_test(told, by=company.users["dua"])
    [(headers, body)] = program.kept
    Webhook(told.secret).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(at_work.added(company, program.address, name="Else").secret).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(told.secret).verify(body + b" ", headers)
    old = {
        name: str(int(time.time()) - 600) if name == "webhook-timestamp" else text
        for name, text in headers.items()
    }
    with pytest.raises(WebhookVerificationError):
        Webhook(told.secret).verify(body, old)


def test_what_is_told_names_nobody_and_holds_no_number_of_answers(company, program, told):
    asked = rounds_at_work.launch(company, audience="day")
    for kind in KINDS:
        about = {"minutes.published": asked, "cases.opened": today(), "answer.published": "An entry"}
        about |= dict.fromkeys(("plan.made", "plan.started", "study.told"), 7)
        data = kind.tell(about.get(kind.name, asked))
        assert set(data) <= {"round", "survey", "url", "name", "plan", "study", "meeting", "day"}
        assert "@" not in json.dumps(data)


def test_every_verb_is_one_that_the_change_log_knows():
    from bothways_web.people.change_words import WORDS

    assert {one.verb for one in KINDS if one.verb} <= set(WORDS)


def test_the_reference_lists_every_event_with_what_it_tells():
    page = (Path(__file__).parents[3] / "docs/reference/webhooks.md").read_text(encoding="utf-8")
    page = page.partition("## What other programs tell")[0]
    assert set(re.findall(r"^\| `([a-z]+\.[a-z]+)` \|", page, re.MULTILINE)) == set(BY_NAME)


def test_a_receiver_is_told_of_what_it_chose_alone(company, program):
    at_work.added(company, program.address, "round.closed")
    rounds_at_work.launch(company, audience="day")
    assert not Event.objects.exists()


def test_what_is_taken_back_is_not_told(company, told):
    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():  # noqa: PT012 - what is written is looked at inside
        record(None, "started plan", 7)
        assert Event.objects.count() == 1
        raise Undone
    assert not Event.objects.exists()
    assert not Change.objects.filter(verb="started plan").exists()


def test_for_a_day_two_secrets_sign_and_then_the_new_one_alone(company, program, told):
    first, second = told.secret, receivers.renew_secret(told, by=company.users["dua"])
    assert first != second
    told.refresh_from_db()
    receivers.send_test(told, by=company.users["dua"])
    [(headers, body)] = program.kept
    Webhook(first).verify(body, headers)
    Webhook(second).verify(body, headers)
    assert told.secrets_at(later(86_399)) == [second, first]
    assert told.secrets_at(later(86_401)) == [second]


def test_what_fails_is_tried_again_after_longer_and_longer_and_given_up_after_a_day(company, program, told):
    program.status = 500
    record(None, "started plan", 7)
    notice, now = Notice.objects.get(), timezone.now()
    begun, pauses = now, []
    while notice.state == "waiting":
        assert sending.send_notices(now - dt.timedelta(seconds=1)) == 0  # not before it is due
        before = len(program.kept)
        sending.send_notices(now)
        assert len(program.kept) == before + 1
        notice.refresh_from_db()
        pauses.append((notice.due_at - now).total_seconds())
        now = notice.due_at
    assert notice.state == "given_up"
    assert (notice.status, notice.problem) == (500, "It answers 500.")
    assert len(program.kept) == len(sending.PAUSES) + 1
    wanted = [pytest.approx(pause, rel=0.11) for pause in sending.PAUSES]
    assert pauses[:-1] == wanted
    assert dt.timedelta(hours=20) < now - begun < dt.timedelta(hours=30)
    ids = {headers["webhook-id"] for headers, _body in program.kept}
    assert len(ids) == 1
    assert len({body for _headers, body in program.kept}) == 1


def test_a_process_that_died_while_sending_leaves_nothing_lost(company, program, told):
    record(None, "started plan", 7)
    notice = Notice.objects.select_related("receiver", "event").get()
    assert sending._claim(notice, timezone.now())
    assert sending.send_notices(later(60)) == 0
    assert sending.send_notices(later(601)) == 1


def test_two_clocks_send_it_once(company, program, told):
    record(None, "started plan", 7)
    notice = Notice.objects.select_related("receiver", "event").get()
    assert sending._claim(notice, timezone.now())
    assert not sending._claim(notice, timezone.now())


def test_after_days_it_is_switched_off_and_administrators_hear_of_it(company, program, told, browser_of):
    program.status = 503
    Receiver.objects.update(failing_since=timezone.now() - sending.PATIENCE)
    record(None, "started plan", 7)
    Notice.objects.update(attempts=len(sending.PAUSES))
    record(None, "started plan", 8)
    sending.send_notices()
    told.refresh_from_db()
    assert told.state == Receiver.State.BROKEN
    assert set(Notice.objects.values_list("state", flat=True)) == {"given_up"}
    waits = {one.user.email.split("@")[0] for one in Digest.objects.all() if "receiver off" in one.topics}
    assert waits == {"dua", "kim"}
    assert "does not answer and was switched off" in browser_of("dua").get("/").content.decode()
    assert "does not answer" not in browser_of("eva").get("/").content.decode()
    record(None, "started plan", 9)  # kept, to be sent once it answers
    assert sending.send_notices(later(60)) == 0
    program.status = 200
    receivers.switch_receiver(told, on=True, by=company.users["dua"])
    assert receivers.send_again(told, by=company.users["dua"]) == 3
    assert sending.send_notices(later(1)) == 3


def test_a_short_failure_switches_nothing_off(company, program, told):
    program.statuses = [500]
    record(None, "started plan", 7)
    sending.send_notices()
    told.refresh_from_db()
    assert told.failing_since is not None
    assert sending.send_notices(later(10)) == 1
    told.refresh_from_db()
    assert (told.state, told.failing_since) == ("on", None)


def test_an_address_that_is_gone_is_switched_off_at_once(company, program, told):
    program.status = 410
    record(None, "started plan", 7)
    sending.send_notices()
    told.refresh_from_db()
    assert told.state == Receiver.State.BROKEN


def test_one_that_was_taken_is_sent_again_with_the_same_id(company, program, told):
    record(None, "started plan", 7)
    sending.send_notices()
    assert receivers.send_again(told, by=company.users["dua"], number=Notice.objects.get().pk) == 1
    assert sending.send_notices(later(1)) == 1
    assert len({headers["webhook-id"] for headers, _body in program.kept}) == 1
    assert len(program.kept) == 2


def test_it_follows_no_other_address(company, program, told):
    program.status, program.more_headers = 302, {"Location": program.address + "/else"}
    outcome = receivers.send_test(told, by=company.users["dua"])
    assert outcome.status == 302
    assert "not followed" in outcome.problem
    assert len(program.kept) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "2130706433", "localhost"])
def test_it_does_not_reach_inside_unless_the_host_is_named(company, program, settings, host, monkeypatch):
    settings.WEBHOOK_HOSTS, settings.CHAT_HOSTS = (), ("localhost", "127.0.0.1", "::1")
    told = at_work.added(company, f"https://{host}:{program.server_port}/")
    assert receivers.send_test(told, by=company.users["dua"]).problem
    assert not program.kept


def test_plain_http_is_for_named_hosts_alone(company, program, settings):
    settings.WEBHOOK_HOSTS = ()
    told = at_work.added(company, program.address)
    assert "no address" in receivers.send_test(told, by=company.users["dua"]).problem
    assert not program.kept


def test_over_tls_the_certificate_is_looked_at(company, settings, tmp_path, monkeypatch):
    settings.WEBHOOK_HOSTS = ("localhost",)
    pem = chat_at_work.certificate(tmp_path)
    with at_work.running(pem) as program:
        told = at_work.added(company, program.address)
        assert "certificate" in receivers.send_test(told, by=company.users["dua"]).problem
        monkeypatch.setattr(wire, "trust", lambda: ssl.create_default_context(cafile=str(pem)))
        assert receivers.send_test(told, by=company.users["dua"]).status == 204
        assert len(program.kept) == 1


def test_a_slow_receiver_holds_no_other(company, program, told, monkeypatch):
    monkeypatch.setattr(wire, "SECONDS", 0.4)
    quick = at_work.added(company, program.address, "plan.started", name="Quick")
    real = program.RequestHandlerClass.do_POST
    slow = {"left": 1}

    def sometimes(handler):
        if slow["left"]:
            slow["left"] -= 1
            time.sleep(3)
        real(handler)

    monkeypatch.setattr(program.RequestHandlerClass, "do_POST", sometimes)
    record(None, "started plan", 7)
    assert sending.send_notices() == 1
    assert quick.notices.count() == 1
    assert sorted(Notice.objects.values_list("state", flat=True)) == ["taken", "waiting"]


def test_cases_are_told_once_on_the_day_after_without_number_or_time(company, program, told):
    day = today() - dt.timedelta(days=1)
    for number in range(3):
        Case.objects.create(
            unit=company.units["day"], opened_on=day, reply_by=day, close_by=day, words=f"w{number}"
        )
    outbox.tell_of_cases()
    outbox.tell_of_cases()
    event = Event.objects.get()
    assert event.data == {"day": day.isoformat(), "url": "http://localhost:8000/act/cases/"}


def test_what_is_old_is_forgotten_but_not_while_it_waits(company, program, told):
    record(None, "started plan", 7)
    record(None, "started plan", 8)
    first = Notice.objects.order_by("pk")[0]
    Notice.objects.filter(pk=first.pk).update(state="taken")
    outbox.forget_old(later(31 * 86_400))
    assert [one.data["plan"] for one in Event.objects.all()] == [8]


def test_one_that_came_back_without_its_secret_is_not_switched_on_and_stops_no_other(company, program, told):
    Receiver.objects.filter(pk=told.pk).update(secret="", state="off")
    told.refresh_from_db()
    with pytest.raises(InputError, match="no secret"):
        receivers.switch_receiver(told, on=True, by=company.users["dua"])
    Receiver.objects.filter(pk=told.pk).update(state="on")
    at_work.added(company, program.address, "plan.started", name="Else")
    record(None, "started plan", 7)
    assert sending.send_notices() == 1
    assert sorted(Notice.objects.values_list("state", flat=True)) == ["taken", "waiting"]
