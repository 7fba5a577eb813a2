"""Who was there and who left, from posts as records hold them; quarters of the calendar."""

import datetime as dt
from pathlib import Path

import leavers_at_work as w
import pytest
from django.apps import apps

from bothways_web.people.changes import record
from bothways_web.people.models import Change, Person, Post, UnitSpan
from bothways_web.people.units import tree_on
from bothways_web.verify.leaving.quarters import Quarter, last_settled, until
from bothways_web.verify.leaving.records import first_quarter, last_quarter, there_on
from bothways_web.verify.leaving.years import band_of
from bothways_web.verify.models import LeavingCost, LeavingQuarter

FIRST, LAST = dt.date(2025, 1, 1), dt.date(2025, 3, 31)


def found(company, code):
    people = {person.code: str(person.pk) for person in company.all}
    there = there_on(FIRST, LAST, tree_on(FIRST))
    return next((stay for stay in there.stays if stay.person == people[code]), None)


@pytest.fixture
def some(company):
    company.all = [
        w.person("stays", company, ("day", "2020-01-01", None)),
        w.person("leaves", company, ("day", "2020-01-01", "2025-03-31")),
        w.person("leaves later", company, ("day", "2020-01-01", "2025-04-01")),
        w.person("moves", company, ("day", "2020-01-01", "2025-02-14"), ("night", "2025-02-17", None)),
        w.person("moves and leaves", company, ("day", "2020-01-01", "2025-01-31"),
                 ("desk", "2025-02-01", "2025-03-10")),
        w.person("comes back in summer", company, ("day", "2020-01-01", "2025-01-31"), ("day", "2025-07-01", None)),
        w.person("left before", company, ("day", "2020-01-01", "2024-12-31")),
        w.person("came later", company, ("day", "2025-01-02", "2025-03-01")),
        w.person("moved here", company, ("day", "2019-05-01", "2024-06-30"), ("night", "2024-07-01", None)),
        w.person("two at once", company, ("day", "2020-01-01", None), ("night", "2024-11-01", None)),
    ]  # fmt: skip
    return company


@pytest.mark.parametrize(
    ("code", "unit", "left"),
    [
        ("stays", "day", False), ("leaves", "day", True), ("leaves later", "day", False), ("moves", "day", False),
        ("moves and leaves", "day", True), ("comes back in summer", "day", True), ("moved here", "night", False),
        ("two at once", "night", False),
    ],
)  # fmt: skip
def test_a_move_is_no_leaving_and_a_long_absence_is(some, code, unit, left):
    stay = found(some, code)
    assert (stay.unit, stay.left) == (unit, left)


@pytest.mark.parametrize("code", ["left before", "came later"])
def test_it_counts_nobody_who_was_not_there_on_the_first_day(some, code):
    assert found(some, code) is None


def test_tenure_goes_on_over_a_move(some):
    assert found(some, "moved here").hired == dt.date(2019, 5, 1)


def test_tenure_is_counted_in_whole_years(some):
    stay = found(some, "stays")
    days = {
        dt.date(2020, 12, 31): 0,
        dt.date(2021, 1, 1): 1,
        dt.date(2024, 12, 31): 2,
        dt.date(2025, 1, 1): 3,
    }
    assert {day: band_of(stay, day) for day in days} == days


def test_whose_unit_did_not_exist_is_left_out_and_it_is_told_where_they_are_many(company):
    tree = tree_on(FIRST)
    before = len(there_on(FIRST, LAST, tree).stays)
    assert not there_on(FIRST, LAST, tree).many_left_out
    UnitSpan.objects.filter(unit__code="field").update(valid_from=dt.date(2025, 2, 1))
    after = there_on(FIRST, LAST, tree_on(FIRST))
    assert len(after.stays) == before - 8
    assert after.many_left_out


def test_it_begins_with_the_first_leaving_that_the_records_know(company):
    last = Quarter(2025, 4)
    assert first_quarter(last) == last  # nobody left: the last quarter alone
    w.person("moved", company, ("day", "2020-01-01", "2024-02-28"), ("night", "2024-03-01", None))
    assert first_quarter(last) == last
    w.person("left", company, ("day", "2020-01-01", "2024-08-31"))
    assert first_quarter(last) == Quarter(2024, 3)
    w.person("left long ago", company, ("day", "2010-01-01", "2012-08-31"))
    assert first_quarter(last) == Quarter(2023, 1)


def test_a_company_founded_last_month_has_no_quarter(company):
    Post.objects.update(start=dt.date(2025, 12, 20))
    assert first_quarter(last_settled(w.TODAY)) is None


def test_a_quarter_is_settled_two_weeks_after_its_end():
    assert last_settled(dt.date(2026, 1, 14)) == Quarter(2025, 3)
    assert last_settled(dt.date(2026, 1, 15)) == Quarter(2025, 4)


def test_quarters_follow_one_another_over_the_year():
    assert [one.name for one in until(Quarter(2024, 3), Quarter(2025, 2))] == [
        "2024-Q3",
        "2024-Q4",
        "2025-Q1",
        "2025-Q2",
    ]
    assert Quarter(2025, 1).back(5) == Quarter(2023, 4)
    assert (Quarter(2024, 4).first, Quarter(2024, 4).last) == (dt.date(2024, 10, 1), dt.date(2024, 12, 31))
    assert Quarter.named("2024-Q4") == Quarter.of(dt.date(2024, 12, 31))


def test_a_quarter_waits_until_somebody_has_looked_after_the_records(company):
    assert last_quarter(w.TODAY) == Quarter(
        2023, 4
    )  # the last that happened: all started on the first of January
    w.person("came", company, ("day", "2025-08-31", None))
    assert last_quarter(w.TODAY) == Quarter(2025, 2)
    w.person("left", company, ("day", "2024-02-01", "2025-09-02"))
    assert last_quarter(w.TODAY) == Quarter(2025, 3)
    w.person("will come", company, ("day", "2026-09-01", None))
    assert last_quarter(w.TODAY) == Quarter(2025, 3)
    made = record(None, "imported people", "people.csv")
    Change.objects.filter(pk=made.pk).update(at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
    assert last_quarter(w.TODAY) == Quarter(2025, 4)


def test_only_closed_jobs_read_who_left_and_nothing_of_a_person_is_stored():
    """The shape of the code: pages, files and models cannot hold somebody who left."""
    room = Path(apps.get_app_config("verify").path)
    readers = {path.name for path in room.rglob("*.py") if "there_on" in path.read_text()}
    assert readers == {"records.py", "releasing.py", "years.py", "preceding.py"}
    for model in (LeavingQuarter, LeavingCost):
        related = {field.related_model for field in model._meta.get_fields() if field.is_relation}
        assert not related & {Person, Post}
