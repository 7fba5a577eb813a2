"""From the records to what the ledger shows: quarter by quarter, once, in order, and nobody is singled out."""

import datetime as dt

import leavers_at_work as w
import pytest
from django.utils import timezone

from bothways.errors import InputError
from bothways.privacy.groups import parse_group
from bothways_web.listen.ledgers import folder_of, released_rounds
from bothways_web.people.models import Change, Organisation, Person, Post
from bothways_web.verify.leaving import clock, releasing, years
from bothways_web.verify.leaving.quarters import Quarter
from bothways_web.verify.leaving.shown import course_of, parts_of
from bothways_web.verify.models import LeavingQuarter


def names() -> list[str]:
    return [one.name for one in LeavingQuarter.objects.all()]


def shown(name: str) -> dict[str, str]:
    found = next(one for one in released_rounds("leavers") if one.name == name)
    return {row.group: row.text for row in found.released if row.kind == "turnover"}


def test_past_quarters_are_released_one_after_the_other_from_the_first_leaving_on(company, monkeypatch):
    w.fill(company)
    w.release(monkeypatch)
    assert names() == ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]
    assert [one.name for one in released_rounds("leavers")][:1] == ["2025"]
    course = course_of(None)
    assert [step.quarter for step in course.steps] == names()
    # 24 of 152 left in each quarter, and as many came
    assert [step.shown.text for step in course.steps] == ["16"] * 4
    assert Change.objects.filter(verb="released leaving of a quarter", by=None).count() == 4


def test_a_quarter_is_released_once_and_never_changes(company, monkeypatch):
    w.fill(company)
    w.release(monkeypatch)
    before = (folder_of("leavers") / "ledger.json").read_bytes()
    Post.objects.filter(end__isnull=False).update(end=None)
    releasing.note_quarters()
    assert releasing.release_waiting()
    assert (folder_of("leavers") / "ledger.json").read_bytes() == before


def test_the_next_quarter_is_added_when_its_records_have_settled(company, monkeypatch):
    w.fill(company)
    w.release(monkeypatch)
    w.person("new", company, ("day", "2026-03-30", None))
    w.release(monkeypatch, dt.date(2026, 4, 14))
    assert names()[-1] == "2025-Q4"
    w.release(monkeypatch, dt.date(2026, 4, 15))
    assert names()[-1] == "2026-Q1"


def test_a_release_that_was_killed_is_taken_up_again_and_shows_the_same(company, monkeypatch):
    w.fill(company)
    w.at(monkeypatch)
    releasing.note_quarters()
    monkeypatch.setattr(releasing, "_finish", lambda mine: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        releasing.release_waiting()
    taken = shown("2025-Q1")
    monkeypatch.undo()
    w.at(monkeypatch)
    assert not releasing.release_waiting()  # another job may still have it
    LeavingQuarter.objects.update(begun_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    Post.objects.filter(end=dt.date(2025, 3, 10)).update(end=None)  # corrected meanwhile
    assert releasing.release_waiting()
    assert shown("2025-Q1") == taken
    assert not LeavingQuarter.objects.exclude(state="done").exists()


def test_what_cannot_be_released_stops_those_after_it_and_says_why(company, monkeypatch):
    w.fill(company)
    w.at(monkeypatch)
    releasing.note_quarters()

    def refuse(*_given):
        raise InputError("It cannot be.", remedy="Wait.")

    monkeypatch.setattr(releasing, "open_ledger", refuse)
    assert not releasing.release_waiting()
    first, *others = LeavingQuarter.objects.all()
    assert "It cannot be" in first.trouble
    assert {one.state for one in others} == {"waiting"}


def test_what_nobody_foresaw_is_noted_tried_again_the_next_day_and_not_promised_in_minutes(
    company, monkeypatch
):
    w.fill(company)
    w.at(monkeypatch)
    releasing.note_quarters()
    tried = []
    monkeypatch.setattr(releasing, "_offer", lambda *given: tried.append(given) or 1 / 0)
    assert not releasing.release_waiting()
    assert LeavingQuarter.objects.get(name="2025-Q1").trouble == "failed"
    page = company.client("eva").get("/verify/leaving/").content.decode()
    assert "The log of the server says what went wrong" in page
    assert "Come back in a few minutes" not in page
    LeavingQuarter.objects.update(begun_at=timezone.now() - dt.timedelta(hours=23))
    assert not releasing.release_waiting()
    assert len(tried) == 1
    LeavingQuarter.objects.update(begun_at=timezone.now() - dt.timedelta(hours=25))
    assert not releasing.release_waiting()
    assert len(tried) == 2


def test_nobody_is_handed_to_the_ledger_twice_by_two_jobs(company, monkeypatch):
    w.fill(company)
    w.at(monkeypatch)
    releasing.note_quarters()
    assert releasing._claim("2025-Q1") is not None
    assert releasing._claim("2025-Q1") is None
    assert not releasing.release_quarter("2025-Q1")


def test_a_unit_of_four_is_not_shown_by_itself(company, monkeypatch):
    w.fill(company)
    Post.objects.filter(unit__code="night").exclude(
        person__code__in=["night1", "night2", "night3", "night4"]
    ).delete()
    w.release(monkeypatch)
    for name in names():
        assert "unit=night" not in shown(name)
        # nor the rest of the north, from which it could be subtracted
        assert not {"unit=north", "unit=day"} <= shown(name).keys()


@pytest.mark.parametrize("gone", [0, 1])
def test_nobody_left_and_one_person_left_look_the_same(company, monkeypatch, gone):
    for number in range(gone):
        w.person(f"gone{number}", company, ("day", "2022-01-01", "2025-11-11"))
    for number in range(1 - gone):
        w.person(f"stays{number}", company, ("day", "2022-01-01", None))
    w.person("new", company, ("desk", "2025-12-15", None))
    w.release(monkeypatch)
    assert names() == ["2025-Q4"]
    assert set(shown("2025-Q4").values()) <= {"5", "20", "10", "3", "2"}
    assert shown("2025-Q4") == {"all": "5", "unit=north": "10", "unit=south": "10", "unit=day": "20",
                                "unit=night": "20", "unit=desk": "20", "unit=field": "20"}  # fmt: skip


def test_a_company_of_four_shows_nothing(company, monkeypatch):
    Person.objects.exclude(code__in=["day1", "day2", "night1", "desk1"]).delete()
    w.person("new", company, ("desk", "2025-12-15", None))
    w.release(monkeypatch)
    assert names() == ["2025-Q4"]
    assert not course_of(None).any


def test_a_company_without_people_or_without_units_notes_no_quarter(db, monkeypatch):
    Organisation.objects.update_or_create(pk=1, defaults={"name": "New"})
    w.at(monkeypatch)
    assert releasing.note_quarters() == 0


def test_a_single_joiner_or_leaver_cannot_be_read_from_two_quarters(company, monkeypatch):
    """Attack 6 on leaving: two quarters of a team that differ by one person never stand beside one another."""
    w.person("goes", company, ("day", "2022-01-01", "2025-02-10"))
    w.person("comes", company, ("night", "2025-05-02", None))
    w.person("new", company, ("desk", "2025-12-15", None))
    w.release(monkeypatch)
    sets = {}
    for name in names():
        quarter = Quarter.named(name)
        there = {
            code: frozenset(
                Post.objects.filter(unit__code=code, start__lte=quarter.first)
                .exclude(end__lt=quarter.first).values_list("person_id", flat=True)
            )
            for code in w.TEAMS
        }  # fmt: skip
        below = {"north": ("day", "night"), "south": ("desk", "field")}
        for group in shown(name):
            units = parse_group(group).units or w.TEAMS
            teams = [team for unit in units for team in below.get(unit, (unit,))]
            sets[name, group] = frozenset().union(*(there[team] for team in teams))
    assert len(sets) > len(names())  # something is shown in each, and more in some
    pairs = [(one, other) for one in sets.values() for other in sets.values()]
    assert all(len(one ^ other) == 0 or len(one ^ other) >= 5 for one, other in pairs)


def test_tenure_and_role_are_told_once_a_year_of_the_whole(company, monkeypatch):
    w.fill(company)
    w.release(monkeypatch)
    told = {row.metric: (row.group, row.text) for one in released_rounds("leavers") if one.name == "2025"
            for row in one.released}  # fmt: skip
    assert {group for group, _text in told.values()} == {"all"}
    assert set(told) == {years.OF_ALL.format("tenure"), years.OF_LEAVERS.format("tenure"),
                         years.OF_ALL.format("role"), years.OF_LEAVERS.format("role")}  # fmt: skip
    assert LeavingQuarter.objects.get(name="2025-Q4").roles == ["coordinator", "service agent", ""]
    parts = parts_of("role", ["coordinator", "service agent", "other"])
    assert [part.everybody for part in parts] == [25, 55, 20]
    assert parts_of("role", ["one word too few"]) == ()


def test_with_few_leavers_neither_tenure_nor_role_of_them_is_told(company, monkeypatch):
    w.fill(company, left=1)
    w.release(monkeypatch)
    told = {
        row.metric for one in released_rounds("leavers") for row in one.released if row.kind == "distribution"
    }
    assert not {name for name in told if "left" in name}
    assert parts_of("tenure", ["a"] * 5) == ()


def test_a_role_of_few_people_is_not_named(company, monkeypatch):
    w.fill(company)
    for number in range(19):
        w.person(f"chief{number}", company, ("desk", "2020-01-01", None), role="chief")
    w.release(monkeypatch)
    assert "chief" not in LeavingQuarter.objects.get(name="2025-Q4").roles


def test_the_clock_has_quarters_released_and_looks_once_an_hour(company, monkeypatch):
    w.fill(company)
    w.at(monkeypatch)
    monkeypatch.setattr(clock, "_looked", [-clock.LOOK_AGAIN])
    clock.leaving_tick()
    assert {one.state for one in LeavingQuarter.objects.all()} == {"done"}
    LeavingQuarter.objects.all().delete()
    clock.leaving_tick()
    assert not names()
