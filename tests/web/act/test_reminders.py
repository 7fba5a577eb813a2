"""What act says that waits: in the weekly mail, never to somebody who left, is away or wants none."""

import datetime as dt

import pytest
import said_entries as s
from django.core import mail

from bothways_web.act.models import Capacity, CaseDesk, Said
from bothways_web.act.problems import overdue
from bothways_web.act.reminders import remind
from bothways_web.act.said import news
from bothways_web.people.models import Digest, Grant, Post, Role
from bothways_web.people.notifications.digest import choose_rhythm, letter, look_after_digests
from bothways_web.people.notifications.stopping import stop_link

MONDAY_NOON = dt.datetime(2026, 11, 30, 11, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    """Let it be a Monday in November."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_NOON)
    monkeypatch.setattr(overdue, "_looked", [-overdue.LOOK_AGAIN])


def waits_for(user) -> list[str]:
    return Digest.objects.get(user=user).topics


def test_several_reasons_are_one_line_of_one_mail(company):
    fay = company.users["fay"]
    assert all(remind(fay) for _reason in range(3))
    assert waits_for(fay) == ["something waits"]


def test_the_mail_says_nothing_of_what_waits_and_is_the_same_for_all(company):
    problem = s.old_problem(company, "The lift is slow.")
    assert overdue.remind_of_overdue() == 3
    fay, eva = company.users["fay"], company.users["eva"]
    written = letter(fay, waits_for(fay))
    for word in ("lift", "problem", "report", str(problem.pk), "Fay", "Day shift"):
        assert word not in written.subject + written.body
    other = letter(eva, waits_for(eva))
    assert written.body.replace(stop_link(fay), "") == other.body.replace(stop_link(eva), "")
    assert written.subject == other.subject == "The company: something new for you"


def test_somebody_who_left_is_away_or_switched_off_gets_nothing(company):
    ana, person, today = company.users["ana"], company.people["day"][0], MONDAY_NOON.date()

    def nothing_comes():
        Digest.objects.update_or_create(
            user=ana, defaults={"due_at": MONDAY_NOON, "topics": ["something waits"]}
        )
        assert not remind(type(ana).objects.get(pk=ana.pk))
        assert look_after_digests(MONDAY_NOON) == 0
        assert Digest.objects.get(user=ana).due_at is None

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
    assert remind(type(ana).objects.get(pk=ana.pk))
    assert not mail.outbox


def test_whoever_wants_none_is_not_reminded(company):
    choose_rhythm(company.users["fay"], "never")
    assert not remind(company.users["fay"])
    assert waits_for(company.users["fay"]) == []


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
    assert Digest.objects.count() == 3


@pytest.mark.parametrize(
    ("unit", "who"),
    [
        ("day", {"ana", "ben"}),
        ("north", {"ana", "ben"}),
        ("desk", {"cem"}),
        (None, {"ana", "ben", "cem", "gil"}),
    ],
)
def test_what_was_said_is_new_for_those_of_the_unit_and_below_and_not_for_its_writer(company, unit, who):
    s.stands(company, unit=company.units[unit] if unit else None, published_on=MONDAY_NOON.date() - 2 * DAY)
    since, until = MONDAY_NOON.date() - 2 * DAY, MONDAY_NOON.date()

    def told(since=since, until=until):
        named = ("ana", "ben", "cem", "gil")
        return {name for name in named if news.is_new(company.users[name], since, until)}

    assert told() == who
    assert told(since + DAY) == set()
    assert told(until=since) == set()  # what comes on the last day itself is told the next time
    Said.objects.update(by=company.users["ana"])
    assert told() == who - {"ana"}
    Said.objects.update(published_on=None)
    assert told() == set()
