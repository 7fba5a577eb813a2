"""Mail: one invitation and one reminder to everybody invited, in waking hours, never lost, and telling nothing."""

import datetime as dt
import re
import socket
import zoneinfo
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rounds_at_work import answer_all, launch

from bothways_web.listen import clock
from bothways_web.listen.mails import send_due
from bothways_web.listen.models import Delivery, Invitation, Response
from bothways_web.people.models import Organisation
from bothways_web.people.notifications.queue import LEASE
from bothways_web.people.notifications.quiet import Quiet, next_allowed
from bothways_web.people.persons import correct_person

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
OFFICE = Quiet(dt.time(18), dt.time(8), (0, 1, 2, 3, 4))
#: A Monday morning within working hours.
MONDAY = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def on_monday(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MONDAY)


def bodies() -> list[str]:
    """The mails that went out, each with its own link taken out."""
    return [re.sub(r"http\S+/answer/\S+", "LINK", one.body) for one in mail.outbox]


def test_everybody_invited_gets_one_mail_with_a_link_of_their_own(company):
    asked = launch(company, audience="north", now=MONDAY)
    send_due(MONDAY)
    assert sorted(one.to[0] for one in mail.outbox) == sorted(
        Invitation.objects.filter(round=asked).values_list("person__email", flat=True)
    )
    links = {re.search(r"http\S+/answer/\S+", one.body)[0] for one in mail.outbox}
    assert len(links) == 16
    assert len(set(bodies())) == 1
    send_due(MONDAY + dt.timedelta(minutes=1))
    assert len(mail.outbox) == 16


def test_the_reminder_goes_to_everybody_whether_or_not_they_answered(company, on_monday):
    asked = launch(company, audience="north", now=MONDAY)
    send_due(MONDAY)
    answer_all(asked, units=["day"])
    assert Response.objects.count() == 8
    mail.outbox.clear()
    send_due(MONDAY + dt.timedelta(days=4, hours=5))
    assert len(mail.outbox) == 16
    assert len(set(bodies())) == 1
    assert "whether or not they answered" in mail.outbox[0].body


def test_when_the_reminder_is_due_does_not_depend_on_answers(company, on_monday):
    asked = launch(company, audience="north", now=MONDAY)
    before = list(Delivery.objects.order_by("pk").values_list("due_at", "state"))
    assert answer_all(asked) == Response.objects.count() == 16
    assert list(Delivery.objects.order_by("pk").values_list("due_at", "state")) == before


def test_a_mail_names_no_team_no_person_and_no_number_of_people_who_answered(company):
    launch(company, audience="north", now=MONDAY)
    send_due(MONDAY)
    text = mail.outbox[0].subject + bodies()[0]
    for word in ("Day shift", "Night shift", "North", "Day 1", "Eva"):
        assert word not in text


def test_mail_waits_for_the_morning_in_the_zone_of_each_person(company):
    Organisation.objects.update(time_zone="Europe/Berlin")
    person = company.people["day"][0]
    person.time_zone = "America/New_York"
    person.save()
    evening = dt.datetime(2026, 11, 2, 20, 0, tzinfo=BERLIN)
    launch(company, audience="day", now=evening)
    due = dict(Delivery.objects.filter(kind="invitation").values_list("invitation__person__code", "due_at"))
    assert due["day1"] == evening.astimezone(dt.UTC)  # two in the afternoon in New York
    assert due["day2"] == dt.datetime(2026, 11, 3, 8, 0, tzinfo=BERLIN)


def test_a_mail_that_comes_late_is_not_sent_into_the_night(company):
    launch(company, audience="day", now=MONDAY)
    night = MONDAY.replace(hour=22)
    assert send_due(night).sent == 0
    assert mail.outbox == []
    assert set(Delivery.objects.filter(kind="invitation").values_list("due_at", flat=True)) == {
        dt.datetime(2026, 11, 3, 8, 0, tzinfo=BERLIN).astimezone(dt.UTC)
    }


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-03-27T19:00", "2026-03-30T08:00"),  # the clocks go forward on the Sunday between
        ("2026-10-23T19:00", "2026-10-26T08:00"),  # and back
        ("2026-03-29T02:30", "2026-03-30T08:00"),  # a time that does not exist
    ],
)
def test_a_change_of_the_clocks_moves_no_mail_by_an_hour(moment, expected):
    start = dt.datetime.fromisoformat(moment).replace(tzinfo=BERLIN)
    at = next_allowed(start, BERLIN, OFFICE).astimezone(BERLIN)
    assert at.isoformat()[:16] == expected


def test_quiet_hours_that_end_in_the_hour_that_a_change_skips_end_with_it():
    quiet = Quiet(dt.time(22), dt.time(2, 30), range(7))
    at = next_allowed(dt.datetime(2026, 3, 29, 0, 0, tzinfo=BERLIN), BERLIN, quiet)
    assert at == dt.datetime(2026, 3, 29, 1, 0, tzinfo=dt.UTC)  # the clocks show three
    assert next_allowed(at, BERLIN, quiet) == at


def test_a_site_without_quiet_hours_or_days_off_sends_at_once():
    assert next_allowed(MONDAY, BERLIN, Quiet(dt.time(0), dt.time(0), ())) == MONDAY


def unused_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def smtp(settings) -> Iterator[Controller]:
    class Kept(list):
        async def handle_DATA(self, server, session, envelope):  # noqa: N802  # the server's own name
            self.append((envelope.rcpt_tos, envelope.content))
            return "250 OK"

    port = unused_port()
    controller = Controller(Kept(), hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield controller
    controller.stop()


def test_mails_reach_a_real_server(company, smtp):
    launch(company, audience="day", now=MONDAY)
    assert send_due(MONDAY).sent == 8
    assert len(smtp.handler) == 8
    assert b"Auto-Submitted: auto-generated" in smtp.handler[0][1]


def test_a_server_that_is_down_loses_nothing_and_is_told(company, smtp, settings):
    asked = launch(company, audience="day", now=MONDAY)
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, unused_port()
    done = send_due(MONDAY)
    assert (done.sent, done.waiting) == (0, 1)
    page = company.client("eva").get(f"/listen/rounds/{asked.pk}/").content.decode()
    assert "The mail server cannot be used" in page
    assert "tried again by itself" in page
    settings.EMAIL_PORT = there
    assert send_due(MONDAY + dt.timedelta(minutes=30)).sent == 8
    assert Delivery.objects.filter(kind="invitation", state="sent").count() == 8
    assert "cannot be used" not in company.client("eva").get(f"/listen/rounds/{asked.pk}/").content.decode()


def test_a_sender_that_dies_in_the_middle_is_followed_by_another(company, monkeypatch):
    launch(company, audience="day", now=MONDAY)

    def die(self, *given):
        raise KeyboardInterrupt

    monkeypatch.setattr("django.core.mail.EmailMessage.send", die)
    with pytest.raises(KeyboardInterrupt):
        send_due(MONDAY)
    monkeypatch.undo()
    send_due(MONDAY)
    assert len(mail.outbox) == 7  # the eighth is held for a while by the one that died
    send_due(MONDAY + LEASE)
    assert len(mail.outbox) == 8


def test_an_address_that_is_refused_does_not_hold_up_the_others(company, smtp):
    class Picky(type(smtp.handler)):
        async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
            if address.startswith("day3"):
                return "550 no such user"
            envelope.rcpt_tos.append(address)
            return "250 OK"

    smtp.handler.__class__ = Picky
    launch(company, audience="day", now=MONDAY)
    assert send_due(MONDAY).sent == 7
    gone = Delivery.objects.get(state="given_up")
    assert gone.problem == "The mail server does not know an address."
    assert "day3" not in gone.problem


def test_nobody_is_written_to_about_a_round_that_has_closed(company):
    asked = launch(company, audience="day", now=MONDAY)
    clock.tick(asked.closes_at)
    assert mail.outbox == []


def test_sending_mail_reads_no_answer(company):
    asked = launch(company, audience="day", now=timezone.now())
    answer_all(asked)
    with CaptureQueriesContext(connection) as queries:
        send_due(asked.opens_at + dt.timedelta(days=5))
    assert Response._meta.db_table not in " ".join(one["sql"] for one in queries)


def test_no_link_of_an_open_round_goes_to_an_address_that_was_put_in_after_the_launch(company, on_monday):
    """Whoever keeps the records could send somebody's link to themselves and see whether it was used."""
    launch(company, audience="north", now=MONDAY)
    send_due(MONDAY)
    mail.outbox.clear()
    person = company.people["day"][2]
    correct_person(
        person,
        name=person.name,
        email="eva@company.example",
        language="",
        time_zone="",
        by=company.users["eva"],
    )
    send_due(MONDAY + dt.timedelta(days=4, hours=5))
    assert len(mail.outbox) == 15
    assert "eva@company.example" not in {one.to[0] for one in mail.outbox}
    person.refresh_from_db()
    assert person.user == company.users["eva"]
    assert "short survey is open" not in company.client("eva").get("/").content.decode()
    ben = company.client("ben").get("/").content.decode()
    assert "short survey is open" in ben
