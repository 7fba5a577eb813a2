"""Reminders: one a week at most, in waking hours, neutral, and never to somebody who left, is away or wants none."""

import datetime as dt

import pytest
import said_entries as s
from django.core import mail
from django.test import Client

from bothways_web.act import reminders as verbs
from bothways_web.act.models import Capacity, CaseDesk, Reminder
from bothways_web.act.problems import overdue
from bothways_web.listen.problems import waiting
from bothways_web.people.models import Change, Grant, Organisation, Person, Post, Role

MONDAY_NOON = dt.datetime(2026, 11, 30, 11, tzinfo=dt.UTC)
MONDAY_NIGHT = dt.datetime(2026, 11, 30, 22, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    """Let it be a Monday in November, in each module that asks for the day."""
    for module in (verbs, waiting):
        monkeypatch.setattr(module, "today", lambda: MONDAY_NOON.date())
    monkeypatch.setattr(overdue, "_looked", [-overdue.LOOK_AGAIN])


def due_now(user):
    Reminder.objects.filter(user=user).update(due_at=MONDAY_NOON)


def test_several_reasons_are_one_mail_and_the_next_one_comes_after_a_week(company, monkeypatch):
    fay = company.users["fay"]
    assert all(verbs.remind(fay, MONDAY_NOON) for _reason in range(3))
    due_now(fay)
    assert verbs.send_reminders(MONDAY_NOON) == 1
    assert verbs.send_reminders(MONDAY_NOON) == 0
    assert not verbs.remind(fay, MONDAY_NOON)
    monkeypatch.setattr(verbs, "today", lambda: MONDAY_NOON.date() + 6 * DAY)
    assert not verbs.remind(fay, MONDAY_NOON + 6 * DAY)
    monkeypatch.setattr(verbs, "today", lambda: MONDAY_NOON.date() + 7 * DAY)
    assert verbs.remind(fay, MONDAY_NOON + 7 * DAY)
    assert len(mail.outbox) == 1


def test_the_mail_says_nothing_of_what_waits_and_offers_a_way_out(company):
    problem = s.old_problem(company, "The lift is slow.")
    assert {one.name for one in overdue.who_is_reminded()} == {"Ana", "Eva", "Fay"}
    letter = verbs.message(company.users["fay"])
    assert letter.subject == "The company: something waits for you"
    for word in ("lift", "problem", "report", str(problem.pk), "Fay", "Day shift"):
        assert word not in letter.subject + letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.extra_headers["List-Unsubscribe"].strip("<>") in letter.body
    assert verbs.message(company.users["eva"]).body.replace(
        verbs.stop_link(company.users["eva"]), ""
    ) == letter.body.replace(verbs.stop_link(company.users["fay"]), "")


def test_the_mail_speaks_the_language_of_its_reader(company):
    Organisation.objects.update(language="de")
    assert 'lang="de"' in Client().get(verbs.stop_link(company.users["fay"])).content.decode()
    assert verbs.language_of(company.users["fay"]) == "de"
    Person.objects.filter(user=company.users["ana"]).update(language="es")
    company.users["ana"].refresh_from_db()
    assert verbs.language_of(company.users["ana"]) == "es"


def test_mails_wait_for_waking_hours_and_a_time_that_tells_nothing(company):
    due = []
    for name in ("fay", "eva", "dua", "gil", "hao", "ida", "kim"):
        verbs.remind(company.users[name], MONDAY_NOON)
        due.append(Reminder.objects.get(user=company.users[name]).due_at)
    assert all(MONDAY_NOON <= one <= MONDAY_NOON + dt.timedelta(hours=4) for one in due)
    assert len(set(due)) > 3
    verbs.remind(company.users["ana"], MONDAY_NIGHT)
    assert Reminder.objects.get(user=company.users["ana"]).due_at.hour == 7  # 8 o'clock in Berlin
    Reminder.objects.update(due_at=MONDAY_NIGHT)
    assert verbs.send_reminders(MONDAY_NIGHT) == 0
    assert not mail.outbox
    assert not Reminder.objects.filter(due_at=MONDAY_NIGHT).exists()


def test_somebody_who_left_is_away_or_switched_off_gets_nothing(company):
    ana, person, today = company.users["ana"], company.people["day"][0], MONDAY_NOON.date()

    def nothing_comes():
        Reminder.objects.update_or_create(user=ana, defaults={"due_at": MONDAY_NOON, "last_sent_on": None})
        ana.refresh_from_db()
        assert not verbs.remind(type(ana).objects.get(pk=ana.pk), MONDAY_NOON)
        assert verbs.send_reminders(MONDAY_NOON) == 0
        assert Reminder.objects.get(user=ana).due_at is None

    Capacity.objects.create(person=person, away_until=today, changed_on=today)
    nothing_comes()
    Capacity.objects.update(away_until=today - DAY)
    CaseDesk.objects.create(user=ana, away_until=today + DAY)
    nothing_comes()
    CaseDesk.objects.all().delete()
    Post.objects.filter(person=person).update(end=today - DAY)
    nothing_comes()
    Post.objects.filter(person=person).update(end=today)
    ana.is_active = False
    ana.save()
    nothing_comes()
    ana.is_active = True
    ana.save()
    assert verbs.remind(type(ana).objects.get(pk=ana.pk), MONDAY_NOON)


def test_a_mail_that_the_server_does_not_take_is_tried_again(company, monkeypatch):
    fay = company.users["fay"]
    verbs.remind(fay, MONDAY_NOON)
    due_now(fay)

    def refuse(_self):
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(verbs.EmailMessage, "send", refuse)
        assert verbs.send_reminders(MONDAY_NOON) == 0
    assert Reminder.objects.get(user=fay).due_at > MONDAY_NOON
    assert verbs.send_reminders(MONDAY_NOON + dt.timedelta(minutes=5)) == 1


def test_two_clocks_send_one_mail(company, monkeypatch):
    fay = company.users["fay"]
    verbs.remind(fay, MONDAY_NOON)
    due_now(fay)
    seen = Reminder.objects.select_related("user__person").get(user=fay)
    assert verbs.send_reminders(MONDAY_NOON) == 1
    assert verbs._send_one(seen, MONDAY_NOON) is False
    assert len(mail.outbox) == 1


def test_one_click_ends_them_without_signing_in_and_looking_does_not(company):
    fay = company.users["fay"]
    verbs.remind(fay, MONDAY_NOON)
    path = "/act/reminders/" + verbs.stop_token(fay) + "/"
    assert "No more reminders?" in Client().get(path).content.decode()
    assert Reminder.objects.get(user=fay).wanted
    page = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert page.status_code == 200
    assert not page.cookies
    assert not Reminder.objects.get(user=fay).wanted
    assert Reminder.objects.get(user=fay).due_at is None
    assert not verbs.remind(fay, MONDAY_NOON)
    assert [one.verb for one in Change.objects.all()] == ["chose own reminders"]


@pytest.mark.parametrize("bad", ["x", "1", "1.abc", "../1"])
def test_a_link_that_somebody_made_up_is_not_there(company, bad):
    assert Client().post(f"/act/reminders/{bad}/").status_code == 404
    mangled = verbs.stop_token(company.users["fay"])[:-2] + "xx"
    assert Client().get(f"/act/reminders/{mangled}/").status_code == 404


def test_the_own_page_switches_them_off_and_on_again(company):
    fay = company.client("fay")
    assert "switched on" in fay.get("/act/reminders/").content.decode()
    fay.post("/act/reminders/", {"wanted": "no"})
    assert "switched off" in fay.get("/act/reminders/").content.decode()
    fay.post("/act/reminders/", {"wanted": "else"})
    fay.post("/act/reminders/", {"wanted": "yes"})
    assert verbs.remind(company.users["fay"], MONDAY_NOON)
    assert "Next one" in fay.get("/act/reminders/").content.decode()


def names_reminded():
    return {one.name for one in overdue.who_is_reminded()}


def test_leads_and_the_nearest_manager_are_reminded_of_what_waits_too_long(company):
    Grant.objects.create(user=company.users["gil"], role=Role.MANAGER, unit=company.units["company"])
    assert names_reminded() == set()
    s.old_problem(company, "Of Day shift.", unit="day", state="answered")
    assert names_reminded() == set()
    s.old_problem(company, "Of today.", unit="day", day=MONDAY_NOON.date() - DAY)
    assert names_reminded() == set()
    s.old_problem(company, "Of Day shift, new.", unit="day")
    assert names_reminded() == {"Ana", "Eva", "Fay"}
    s.old_problem(company, "Of the desk.", unit="desk", state="taken_up")
    assert names_reminded() == {"Ana", "Eva", "Fay", "Gil"}


def test_a_report_of_no_unit_is_for_the_leads(company):
    s.old_problem(company, "Of no unit.", unit=None)
    assert names_reminded() == {"Eva", "Fay"}


def test_the_clock_looks_once_an_hour_and_reminds(company):
    s.old_problem(company, "Of Day shift, new.", unit="day")
    assert overdue.remind_of_overdue() == 3
    assert overdue.remind_of_overdue() == 0
    assert Reminder.objects.filter(due_at__isnull=False).count() == 3
