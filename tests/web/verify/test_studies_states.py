"""States of studies: none hangs for ever, two jobs do not take one look, and what was told stays as it was."""

from __future__ import annotations

import datetime as dt

import linked_company as linked
import plans_at_work as at_work
import pytest
import studied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from studied import STARTS, looked, programme

from bothways.errors import InputError
from bothways_web.act.models import Plan
from bothways_web.people.units import today
from bothways_web.verify.models import Look, Study
from bothways_web.verify.studies import computing, locking, looks, writing
from bothways_web.verify.studies.from_plans import studies_of_plans
from bothways_web.verify.studies.starts import Start

pytestmark = pytest.mark.django_db


def waiting(company, teams: int = 6) -> Study:
    """A study whose look is due."""
    study = programme(studied.build(company), teams)
    study.looks.update(due_on=today())
    return study


def page(company, study: Study, name: str = "fay") -> str:
    return company.client(name).get(reverse("study", args=(study.pk,))).content.decode()


def test_a_look_that_a_job_has_is_not_taken_by_another_until_it_falls_silent(company):
    look = waiting(company).looks.get()
    assert looks.claim(look.pk) is not None
    assert looks.claim(look.pk) is None
    assert looks.start_due_looks() == 0
    Look.objects.update(beat_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    assert looks.claim(look.pk).attempt == 2


def test_a_look_is_not_taken_before_its_day(company):
    study = waiting(company)
    study.looks.update(due_on=today() + dt.timedelta(days=1))
    assert looks.claim(study.looks.get().pk) is None


def test_a_slow_job_whose_look_another_has_told_reads_it_back(company, monkeypatch):
    study = waiting(company, 12)
    compute = computing._compute

    def slow(look: Look):
        compute(look)
        return compute(look)  # as if another job had released it meanwhile

    monkeypatch.setattr(computing, "_compute", slow)
    look = looked(study)
    assert (look.state, look.trouble, study.state) == ("done", "", "told")


def test_a_study_that_can_tell_nothing_for_two_years_ends_and_can_be_taken_up_again(company):
    study = waiting(company, 3)
    study.looks.update(attempt=looks.MOST_TRIES - 1)
    look = looked(study)
    assert (look.state, study.state) == ("waiting", "ended")
    text = page(company, study)
    assert "to protect people in small groups" in text
    assert "Undo: go on looking" in text
    locking.reopen_study(study, version=study.version, by=company.users["fay"])
    assert looked(study).state == "waiting"
    assert study.state == "waiting"


def test_who_ends_a_study_finds_the_way_back_on_its_page(company):
    study = waiting(company)
    fay, address = company.client("fay"), reverse("study", args=(study.pk,))
    assert "Undo: go on looking" not in page(company, study)
    fay.post(address, {"step": "end", "version": study.version})
    assert "Undo: go on looking" in page(company, study)
    study.refresh_from_db()
    fay.post(address, {"step": "reopen", "version": study.version})
    study.refresh_from_db()
    assert study.state == "waiting"


def test_a_day_that_has_come_is_not_told_as_one_to_come(company):
    assert "The look is due now." in page(company, waiting(company))


def test_teams_of_a_study_that_was_told_stay_as_they_were(company):
    study = waiting(company, 12)
    looked(study)
    fay = company.users["fay"]
    with pytest.raises(InputError, match="stay as they were"):
        writing.set_units(study, [Start("t20", STARTS)], version=study.version, by=fay, replace=False)
    with pytest.raises(InputError, match="stay as they were"):
        writing.remove_unit(study, "t01", version=study.version, by=fay)
    assert company.client("fay").get(reverse("study_teams", args=(study.pk,))).status_code == 404
    assert reverse("study_teams", args=(study.pk,)) not in page(company, study)


def test_a_locked_study_keeps_one_team_at_least(company):
    study = waiting(company, 1)
    fay = company.users["fay"]
    with pytest.raises(InputError, match="No team would be left"):
        writing.remove_unit(study, "t01", version=study.version, by=fay)
    with pytest.raises(InputError, match="No team would be left"):
        writing.set_units(study, [], version=study.version, by=fay, replace=True)
    assert study.units.count() == 1


def test_a_file_without_a_team_takes_none_away(company):
    linked.add_teams(company, 3)
    fay = company.users["fay"]
    study = writing.make_study("programme", {"title": "Learning hour", "text": ""}, by=fay)
    writing.set_units(study, [Start("t01", STARTS)], version=0, by=fay, replace=True)
    study.refresh_from_db()
    sent = {"file": SimpleUploadedFile("teams.csv", b"unit,start\n"), "version": study.version}
    answer = company.client("fay").post(reverse("study_teams_file", args=(study.pk,)), sent)
    assert answer.status_code == 422
    assert study.units.count() == 1


def test_each_change_of_a_locked_study_stands_in_its_history_as_what_it_was(company):
    study = waiting(company, 2)
    fay = company.users["fay"]
    writing.set_units(study, [Start("t01", STARTS, dose=3)], version=study.version, by=fay, replace=False)
    study.refresh_from_db()
    writing.change_words(study, {"title": study.title, "text": "An hour"}, version=study.version, by=fay)
    study.refresh_from_db()
    writing.change_words(study, {"title": study.title, "text": "Two hours"}, version=study.version, by=fay)
    assert [one.what for one in study.changes.all()] == [
        "t01, how much: 3, not –", "what it is, before: –", "what it is, before: An hour",
    ]  # fmt: skip


def test_a_study_of_a_plan_follows_what_its_plan_expects(company, monkeypatch):
    at_work.build(company)
    at_work.at(monkeypatch, at_work.NOON)
    plan = at_work.started(company)
    studies_of_plans()
    day = plan.expected_by + dt.timedelta(days=40)
    Plan.objects.update(expected=8.0, smallest=3.0, expected_by=day)
    assert studies_of_plans() == 0
    study = Study.objects.get()
    assert (study.expected, study.smallest, study.look_on, study.looks.get().due_on) == (8.0, 3.0, day, day)
    version = study.version
    studies_of_plans()
    study.refresh_from_db()
    assert study.version == version


def test_a_study_of_a_plan_that_was_told_keeps_what_was_expected(company, monkeypatch):
    at_work.build(company)
    at_work.at(monkeypatch, at_work.NOON)
    plan = at_work.started(company)
    studies_of_plans()
    Look.objects.update(state="done")
    Plan.objects.update(expected=8.0)
    studies_of_plans()
    assert Study.objects.get().expected == plan.expected


def test_plans_are_put_together_though_the_clock_was_stopped_after_the_last_of_them(company, monkeypatch):
    at_work.build(company)
    at_work.at(monkeypatch, at_work.NOON)
    for unit in ("t01", "t02"):
        at_work.started(company, unit=unit, owner=None)
    assert studies_of_plans() == 2
    Plan.objects.update(practice="quiet_hour")  # as if it had been killed before
    assert (studies_of_plans(), studies_of_plans()) == (1, 0)


def test_a_study_of_huddles_says_what_is_missing_before_the_first(company):
    studied.build(company)
    fay = company.users["fay"]
    made = writing.make_study("huddles", {"title": "Huddles", "text": ""}, by=fay)
    locking.ask(made, studied.question(look_on=today() + dt.timedelta(days=90)), version=0, by=fay)
    made.refresh_from_db()
    with pytest.raises(InputError, match="No team has held a huddle yet"):
        locking.lock(made, version=made.version, by=fay)
