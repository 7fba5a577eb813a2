"""Expectation first: locked before a result is there, refused after one, and what happens to a study stays written."""

from __future__ import annotations

import datetime as dt

import linked_company as linked
import plans_at_work as at_work
import pytest
import studied
from studied import STARTS, looked, programme, question

from bothways.errors import InputError
from bothways_web.act.models import Plan
from bothways_web.people.models import Change
from bothways_web.verify.models import Study
from bothways_web.verify.studies import locking, writing
from bothways_web.verify.studies.from_plans import studies_of_plans
from bothways_web.verify.studies.starts import Start, by_team, starts_of

pytestmark = pytest.mark.django_db
AHEAD = dt.date(2026, 2, 1)
LOOK = dt.date.today() + dt.timedelta(days=120)


def draft(company, day: dt.date, **asked) -> Study:
    fay = company.users["fay"]
    made = writing.make_study("programme", {"title": "Learning hour", "text": ""}, by=fay)
    writing.set_units(made, [Start("t01", day)], version=made.version, by=fay, replace=True)
    made.refresh_from_db()
    locking.ask(made, question(look_on=LOOK, **asked), version=made.version, by=fay)
    made.refresh_from_db()
    return made


def test_an_expectation_is_locked_before_any_result_since_the_start(company):
    made = draft(studied.build(company), AHEAD, expected=0.5)
    locking.lock(made, version=made.version, by=company.users["fay"])
    made.refresh_from_db()
    assert (made.state, made.expected) == ("waiting", 0.5)
    assert made.looks.get().due_on == LOOK
    with pytest.raises(InputError, match="locked"):
        locking.ask(made, question(expected=0.1), version=made.version, by=company.users["fay"])


def test_an_expectation_after_a_result_is_refused_and_the_try_is_kept(company):
    made = draft(studied.build(company), STARTS, expected=0.5)
    for _ in range(2):
        with pytest.raises(InputError, match="is there already"):
            locking.lock(made, version=made.version, by=company.users["fay"])
    made.refresh_from_db()
    assert made.state == "draft"
    assert [(one.refused, one.by_name) for one in made.changes.all()] == [(True, "Fay")]
    assert Change.objects.filter(verb="tried to lock expectation of study").exists()


def test_without_an_expectation_what_began_long_ago_may_be_studied(company):
    made = draft(studied.build(company), STARTS)
    locking.lock(made, version=made.version, by=company.users["fay"])
    made.refresh_from_db()
    assert (made.state, made.expected) == ("waiting", None)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"expected": 0.1, "smallest": 0.2}, "larger than what you expect"),
        ({"smallest": 0.0}, "a number above 0"),
        ({"smallest": float("nan")}, "a number above 0"),
        ({"expected": 101.0}, "not larger than the scale"),
        ({"metric": "no such number"}, "not measured"),
        ({"look_on": dt.date(2090, 1, 1)}, "three years"),
        ({"anticipation": 7}, "at most 6 periods"),
    ],
)
def test_what_makes_no_sense_is_refused(company, changes, sentence):
    studied.build(company)
    fay = company.users["fay"]
    made = writing.make_study("programme", {"title": "Learning hour", "text": ""}, by=fay)
    given = {"look_on": LOOK} | changes
    with pytest.raises(InputError, match=sentence):
        locking.ask(made, question(**given), version=made.version, by=fay)


def test_two_people_at_once_do_not_undo_each_other(company):
    made = draft(studied.build(company), AHEAD)
    seen = made.version
    writing.set_units(made, [Start("t02", AHEAD)], version=seen, by=company.users["eva"], replace=False)
    with pytest.raises(InputError, match="Somebody else"):
        writing.set_units(made, [Start("t03", AHEAD)], version=seen, by=company.users["fay"], replace=True)
    assert [one.unit.code for one in made.units.all()] == ["t01", "t02"]


@pytest.mark.parametrize(
    ("starts", "sentence"),
    [
        ([Start("nowhere", AHEAD)], "no team with the code nowhere"),
        ([Start("t01", AHEAD, end=AHEAD - dt.timedelta(days=1))], "ends before it starts"),
        ([Start("t01", AHEAD), Start("t01", STARTS)], "stands there twice"),
        ([Start("t01", dt.date(1999, 1, 1))], "ten years away"),
        ([Start("t01", AHEAD, dose=-1.0)], "below 0"),
    ],
)
def test_teams_that_cannot_be_are_refused_and_nothing_is_kept(company, starts, sentence):
    studied.build(company)
    fay = company.users["fay"]
    made = writing.make_study("programme", {"title": "Learning hour", "text": ""}, by=fay)
    with pytest.raises(InputError, match=sentence):
        writing.set_units(made, starts, version=made.version, by=fay, replace=True)
    assert not made.units.exists()


def test_a_start_that_changes_after_the_lock_stays_in_the_history(company):
    study = programme(studied.build(company), 6)
    fay = company.users["fay"]
    writing.set_units(study, [Start("t01", studied.LATER)], version=study.version, by=fay, replace=False)
    study.refresh_from_db()
    writing.remove_unit(study, "t02", version=study.version, by=fay)
    told = [one.what for one in study.changes.all()]
    assert told == ["t01 began on 2025-09-01, not on 2025-07-01", "t02 was taken out"]


def test_a_study_that_was_locked_is_ended_and_not_deleted(company):
    study = programme(studied.build(company), 6)
    fay = company.users["fay"]
    with pytest.raises(InputError, match="it stays"):
        writing.delete_draft(study, version=study.version, by=fay)
    locking.end_study(study, version=study.version, by=fay)
    study.refresh_from_db()
    assert not study.looks.exclude(state="done").filter(study__state="waiting").exists()
    locking.reopen_study(study, version=study.version, by=fay)
    study.refresh_from_db()
    assert study.state == "waiting"


def test_a_unit_hands_its_start_down_and_a_team_below_keeps_its_own(company):
    linked.add_teams(company, 3)
    found = by_team([Start("north", STARTS), Start("t02", studied.LATER)])
    assert (found["t01"].day, found["t02"].day, found["t01"].unit) == (STARTS, studied.LATER, "t01")
    assert "south" not in found


def test_a_started_plan_with_an_expectation_becomes_a_study_once(company, monkeypatch):
    at_work.build(company)
    at_work.at(monkeypatch, at_work.NOON)
    plan = at_work.started(company)
    assert (studies_of_plans(), studies_of_plans()) == (1, 0)
    study = Study.objects.get()
    assert (study.kind, study.plan, study.metric, study.expected) == (
        "plan",
        plan,
        plan.metric,
        plan.expected,
    )
    assert study.looks.get().due_on == plan.expected_by
    assert starts_of(study) == [Start("t01", plan.starts_on)]


def test_a_plan_without_an_expectation_is_no_study(company, monkeypatch):
    at_work.build(company)
    at_work.at(monkeypatch, at_work.NOON)
    made = at_work.draft(company)
    from bothways_web.act.plans.expecting import start_plan

    start_plan(made, version=made.version, by=company.users["ana"], without=True)
    assert studies_of_plans() == 0


def test_plans_of_one_practice_are_put_together(company, monkeypatch):
    at_work.build(company)
    at_work.at(monkeypatch, at_work.NOON)
    for unit in ("t01", "t02"):
        at_work.started(company, unit=unit, owner=None)
    Plan.objects.update(practice="quiet_hour")
    assert studies_of_plans() == 3
    together = Study.objects.get(kind="practice")
    assert {one.unit for one in starts_of(together)} == {"t01", "t02"}
    assert together.expected == 5.0


def test_a_plan_of_one_team_is_looked_at_when_its_day_has_come(company, monkeypatch):
    at_work.build(company)
    at_work.at(monkeypatch, at_work.NOON)
    at_work.started(company)
    studies_of_plans()
    look = looked(Study.objects.get())
    assert look.state == "waiting"
    assert look.trouble
