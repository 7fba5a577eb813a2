"""Runs: findings are computed once a released round, by one job at a time, and survive a kill."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor

import linked_company as linked
import pytest
from django.utils import timezone

from bothways.errors import InputError
from bothways_web.link import computing, runs
from bothways_web.link.findings import latest_findings
from bothways_web.link.models import MetricImport, Run
from bothways_web.listen.employee_moments import employee_moments
from bothways_web.listen.ledgers import released_round
from bothways_web.listen.models import Round
from bothways_web.people.models import Change, Organisation


def rows_of(run: Run):
    return [
        one for one in released_round("employees", run.round.ledger_name).released if one.kind == "finding"
    ]


def test_a_released_round_brings_findings_by_itself(linked_company):
    run = Run.objects.get()
    assert run.state == Run.State.DONE, run.trouble
    assert run.summary["released"] == len(rows_of(run)) >= 1
    assert not run.folder.exists()


def test_the_planted_order_is_found(linked_company):
    found = latest_findings()
    assert found.ordered[0].finding.verdict in ("employee_leads", "both_ways")
    assert found.ordered[0].customers == "Stars"


def test_findings_carry_no_number_of_a_single_team(linked_company):
    run = Run.objects.get()
    for row in rows_of(run):
        assert not any(team in row.text for team in linked.teams())
        assert set(json.loads(row.text)["checks"].values()) <= {"passed", "failed", "could not run"}
    assert not any(team in json.dumps(run.summary["settings"]) for team in linked.teams())


def test_a_second_job_of_the_same_run_changes_nothing(linked_company):
    run = Run.objects.get()
    before = [row.text for row in rows_of(run)]
    computing.compute(run.pk)
    assert [row.text for row in rows_of(run)] == before


def test_asking_twice_is_refused(linked_company):
    with pytest.raises(InputError, match="asked for already"):
        runs.ask_for_findings(Run.objects.get().round, linked_company.users["fay"])


def test_only_one_of_two_jobs_claims_a_run(company):
    run = waiting_run(company)
    assert runs.claim(run.pk) is not None
    assert runs.claim(run.pk) is None


@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_claim_a_run_once(company):
    from django.db import connection

    run = waiting_run(company)

    def take(_):
        try:
            return runs.claim(run.pk) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(take, range(8))) == 1


def test_a_run_left_running_is_taken_up_again(linked_company):
    run = Run.objects.get()
    before = [row.text for row in rows_of(run)]
    silent = timezone.now() - runs.SILENCE - dt.timedelta(minutes=1)
    Run.objects.filter(pk=run.pk).update(state=Run.State.RUNNING, beat_at=silent, summary={})
    assert runs.take_up_again() == 1
    run.refresh_from_db()
    assert run.state == Run.State.DONE
    assert run.attempt == 2
    assert [row.text for row in rows_of(run)] == before


def test_a_run_that_lives_is_left_alone(linked_company):
    Run.objects.update(state=Run.State.RUNNING, beat_at=timezone.now())
    assert runs.take_up_again() == 0


def test_a_job_that_was_given_up_stops(linked_company):
    run = Run.objects.get()
    old = Run.objects.get(pk=run.pk)
    Run.objects.filter(pk=run.pk).update(state=Run.State.RUNNING, attempt=5)
    assert not runs.tell(old, 1, 2)
    runs.finish(old, {"released": 99})
    run.refresh_from_db()
    assert run.summary["released"] != 99


def test_a_killed_run_goes_on_with_the_numbers_it_began_with(company, monkeypatch):
    world = linked.draw()
    linked.add_teams(company)
    linked.bring(company, linked.customers(world))

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(computing, "_link", killed)
        patch.setattr(runs, "round_released", lambda number: None)
        patch.setattr("bothways_web.listen.hooks.AFTER_RELEASE", [])
        patch.setattr("bothways_web.listen.release.AFTER_RELEASE", [])
        linked.ask_all(company, world)
        run = Run.objects.create(round=runs.latest_round())
        with pytest.raises(KeyboardInterrupt):
            computing.compute(run.pk)
    run.refresh_from_db()
    assert run.state == Run.State.RUNNING
    begun = (run.folder / "customers.parquet").read_bytes()
    changed = linked.customers(world).assign(score=3.0)
    linked.bring(company, changed, replace=True)
    Run.objects.update(beat_at=timezone.now() - runs.SILENCE - dt.timedelta(seconds=1))
    seen = {}

    def look(run, panel):
        seen["customers"] = (run.folder / "customers.parquet").read_bytes()
        raise InputError("seen", remedy="")

    monkeypatch.setattr(computing, "_link", look)
    computing.compute(run.pk)
    assert seen["customers"] == begun


def test_nothing_is_computed_without_customers(company):
    world = linked.draw(units=24)
    linked.add_teams(company)
    linked.ask_all(company, world)
    assert not Run.objects.exists()
    with pytest.raises(InputError, match="no customer metrics"):
        runs.ask_for_findings(runs.latest_round(), company.users["fay"])


def test_fewer_than_twenty_teams_are_an_honest_nothing(company):
    world = linked.draw(units=12)
    linked.add_teams(company, 12)
    linked.bring(company, linked.customers(world))
    linked.ask_all(company, world)
    run = Run.objects.get()
    assert run.state == Run.State.DONE
    assert "Not enough to work with" in run.summary["nothing"]
    assert not rows_of(run)
    page = company.client("fay").get("/findings/").content.decode()
    assert "Not enough to work with" in page
    assert runs.may_ask(run.round)


def test_a_file_that_cannot_be_linked_ends_with_its_reason(company):
    world = linked.draw()
    linked.add_teams(company)
    odd = linked.customers(world)
    odd["team"] = "x" + odd["team"]
    linked.bring(company, odd)
    linked.ask_all(company, world)
    run = Run.objects.get()
    assert run.state == Run.State.FAILED
    assert run.trouble
    assert runs.may_ask(run.round)


def test_asking_is_written_into_the_change_log(linked_company):
    assert Change.objects.filter(verb="asked for findings", by=None).count() == 1


def test_a_run_uses_its_imports(linked_company):
    assert MetricImport.objects.get().used_at is not None


def waiting_run(company) -> Run:
    linked.add_teams(company)
    rounds = linked.ask_all(company, linked.draw(), released=0)
    Round.objects.filter(pk=rounds[-1].pk).update(ledger_name="2025-12")
    return Run.objects.create(round=rounds[-1])


def test_a_team_of_four_answers_enters_no_finding(company, monkeypatch):
    """Whoever brings customers' numbers could make one up that is about this team alone."""
    world = linked.draw()
    linked.add_teams(company)
    every = linked.answers

    def fewer(asked, world, place):
        frame = every(asked, world, place)
        return frame[~frame["respondent"].isin([f"t01-{person}" for person in range(4)])]

    monkeypatch.setattr(linked, "answers", fewer)
    linked.ask_all(company, world)
    [made] = employee_moments()
    assert "t01" not in set(made.moments["unit"]) | set(made.co_moments["unit"])
    assert set(made.moments["unit"]) == set(linked.teams()) - {"t01"}


def test_a_raised_floor_holds_for_what_enters_findings(company):
    world = linked.draw()
    linked.add_teams(company)
    linked.ask_all(company, world)
    Organisation.objects.update(floor=linked.PEOPLE + 1)
    [made] = employee_moments()
    assert made.moments.empty
    assert made.co_moments.empty


@pytest.mark.parametrize("people", [0, 4])
def test_a_round_of_too_few_says_the_same_whether_nobody_or_four_answered(company, monkeypatch, people):
    world = linked.draw()
    linked.add_teams(company)
    linked.bring(company, linked.customers(world))
    every = linked.answers

    def last_with_few(asked, world, place):
        frame = every(asked, world, place)
        return frame[:people] if place == len(linked.PERIODS) - 1 else frame

    monkeypatch.setattr(linked, "answers", last_with_few)
    linked.ask_all(company, world)
    run = Run.objects.get()
    assert run.state == Run.State.DONE
    assert run.summary["released"] == 0
    assert "Too few people answered" in run.summary["nothing"]
