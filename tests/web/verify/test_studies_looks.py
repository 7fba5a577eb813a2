"""Looks at studies: from answers to what is released, once, with the verdict of the look."""

from __future__ import annotations

import datetime as dt
import json
from types import SimpleNamespace

import linked_company as linked
import pytest
import studied
from studied import HELP, STARTS, looked, programme, question

from bothways_web.listen.ledgers import released_rounds
from bothways_web.verify.models import Look, Study
from bothways_web.verify.studies.computing import look_at
from bothways_web.verify.studies.looks import LEVELS, due_looks, start_due_looks
from bothways_web.verify.studies.results import told_looks
from bothways_web.verify.studies.starts import Start

pytestmark = pytest.mark.django_db


def released_studies():
    return [row for one in released_rounds("employees") for row in one.released if row.kind == "study"]


def test_a_planted_programme_is_told_as_helped_with_its_range(company):
    study = programme(studied.build(company), 12)
    look = looked(study)
    [told] = told_looks(study)
    assert (look.state, study.state, told.verdict) == ("done", "told", "helped")
    assert 0 < told.released.low < told.released.value < told.released.high
    assert (told.fields["began"], told.fields["not_begun"], told.fields["made_of"]) == (12, 12, "answers")
    assert [point.since for point in told.points if point.since >= 0] == [0, 1, 2, 3, 4, 5]
    assert not study.looks.exclude(state="done").exists()


def test_where_nothing_came_of_it_another_look_is_noted_and_takes_more(company):
    study = programme(studied.build(company, by=0.0), 12)
    looked(study)
    [told] = told_looks(study)
    assert told.verdict in ("cannot_tell", "no_difference")
    if told.verdict == "cannot_tell":
        second = study.looks.get(state="waiting")
        assert (second.number, study.state) == (2, "waiting")
        assert second.due_on > dt.date.today()
    assert told.fields["level"] == LEVELS[0]
    assert sum(LEVELS) < 0.05


def test_a_look_that_was_killed_after_the_release_is_read_back_and_not_released_twice(company):
    study = programme(studied.build(company), 12)
    look = looked(study)
    Study.objects.filter(pk=study.pk).update(state="waiting")
    Look.objects.filter(pk=look.pk).update(state="running", round_name="", beat_at=None)
    look_at(look.pk)
    look.refresh_from_db()
    assert (look.state, look.round_name, len(released_studies())) == ("done", "2025-12", 1)


def test_a_single_team_is_studied_by_released_numbers_alone(company):
    study = programme(studied.build(company, released=8), [Start("t02", STARTS)])
    looked(study)
    [told] = told_looks(study)
    assert told.of_released
    assert told.fields["method"] == "deals"
    assert told.verdict == "cannot_tell"  # one of 24 cannot show anything: p cannot be small enough


def test_a_single_team_whose_numbers_are_not_released_is_not_shown(company):
    study = programme(studied.build(company, released=1), [Start("t01", STARTS)])
    look = looked(study)
    assert (look.state, told_looks(study)) == ("waiting", [])
    assert "No team that has begun" in look.trouble or "to protect people" in look.trouble
    assert not released_studies()


def test_two_programmes_that_differ_by_one_team_are_not_both_told_of_answers(company):
    studied.build(company)
    looked(programme(company, 12, title="First"))
    second = programme(company, 13, title="Second")
    look = looked(second)
    assert look.state == "waiting"
    assert "to protect people in small groups" in look.trouble
    assert len(released_studies()) == 1


def test_where_every_team_began_only_its_own_change_is_told(company):
    study = programme(studied.build(company), 24)
    looked(study)
    [told] = told_looks(study)
    assert not told.compared
    assert told.verdict == "cannot_tell"


def test_points_of_fewer_than_five_teams_are_told_nowhere(company):
    starts = [Start(code, STARTS) for code in linked.teams(10)] + [
        Start(code, dt.date(2025, 5, 1)) for code in linked.teams(13)[10:]
    ]
    study = programme(studied.build(company), starts)
    looked(study)
    [row] = released_studies()
    assert all(units >= 5 for *_rest, units in json.loads(row.text)["points"])


def test_a_programme_that_begins_later_waits(company):
    study = programme(studied.build(company), [Start(code, dt.date(2026, 2, 1)) for code in linked.teams(8)])
    look = looked(study)
    assert look.state == "waiting"
    assert "since its start" in look.trouble
    assert look.due_on > dt.date.today()


def test_a_look_is_due_on_its_day_and_taken_by_one_job(company, monkeypatch):
    asked = []
    monkeypatch.setattr("bothways_web.verify.studies.jobs.take_look", SimpleNamespace(enqueue=asked.append))
    study = programme(
        studied.build(company), 12, asked=question(look_on=dt.date.today() + dt.timedelta(days=1))
    )
    assert start_due_looks() == 0
    Look.objects.filter(study=study).update(due_on=dt.date.today())
    assert (start_due_looks(), start_due_looks()) == (1, 0)
    assert asked == [study.looks.get().pk]
    assert not due_looks().exists()


def test_a_metric_is_told_by_its_name_in_the_ledger(company):
    study = programme(studied.build(company), 12)
    looked(study)
    assert [row.metric for row in released_studies()] == [f"study {study.pk} look 1 / {HELP}"]
