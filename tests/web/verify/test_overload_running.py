"""What spills over is computed once a released round, of one network, and nothing of single teams is released."""

from __future__ import annotations

import datetime as dt
import json

import linked_company as linked
import numpy as np
import overload_at_work as at_work
import pandas as pd
import pytest
from django.utils import timezone

from bothways.errors import InputError
from bothways_web.listen.ledgers import released_round
from bothways_web.people.models import Change
from bothways_web.verify.models import OverloadRun, ServiceNetwork
from bothways_web.verify.overload import computing, running, words
from bothways_web.verify.overload.answers import latest_answer
from bothways_web.verify.overload.networks import fingerprint


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def set_up(company):
    """A list and two numbers, before the last round is released."""
    at_work.fill(company)
    at_work.bring_network(company)
    at_work.choose_numbers(company)
    return company


def asked(company) -> OverloadRun:
    return running.ask(running.round_to_ask(), company.users["eva"])


def rows_of(company):
    there = released_round("employees", company.rounds[-1].ledger_name)
    return [row for row in there.released if row.kind == "cascade"]


def test_the_planted_order_is_found_and_said_in_a_sentence(set_up):
    run = asked(set_up)
    assert (run.state, run.released, run.trouble) == (OverloadRun.State.DONE, True, "")
    answer = latest_answer()
    assert answer.claims
    assert words.sentence(answer).startswith(
        "When attitude to risk and failure is higher than usual at those who"
    )
    assert "tends to be lower one month later" in words.sentence(answer)
    assert "So who serves whom seems to matter." in words.placebo(answer)
    assert not run.folder.exists()


def test_a_released_round_is_asked_by_itself(company):
    world = at_work.spilling_world()
    linked.add_teams(company, at_work.TEAMS)
    linked.bring(company, linked.customers(world))
    company.rounds = linked.ask_all(company, world, released=0)
    at_work.bring_network(company)
    at_work.choose_numbers(company)
    assert not OverloadRun.objects.exists()
    pulse = company.rounds[-1].pulse
    company.rounds[-1].delete()
    made = linked.ask(pulse, world, len(linked.PERIODS) - 1, ledger=True)
    assert OverloadRun.objects.get().round == made
    assert latest_answer() is not None
    assert Change.objects.filter(verb="asked what spills over", by=None).count() == 1


def test_nothing_of_a_single_team_is_released(set_up):
    run = asked(set_up)
    (row,) = rows_of(set_up)
    told = json.loads(row.text)
    assert (row.group, row.n_band) == ("all", "100+")
    assert not any(code in row.text.replace(told["network"], "") for code in linked.teams(at_work.TEAMS))
    assert not {"edges", "flow", "notes", "carrying_provider", "detail"} & set(told)
    numbers = [value for value in told.values() if isinstance(value, float)]
    assert numbers
    assert all(float(f"{value:.2g}") == value for value in numbers)
    assert set(told["checks"].values()) <= {"passed", "failed", "could not run"}
    stored = json.dumps([run.nothing, run.trouble])
    assert not any(code in stored for code in linked.teams(at_work.TEAMS))


def test_the_same_round_is_asked_once_whatever_the_network(set_up):
    asked(set_up)
    at_work.bring_network(set_up, at_work.edges()[:-1])
    assert running.round_to_ask() is None
    with pytest.raises(InputError, match="asked already"):
        running.ask(set_up.rounds[-1], set_up.users["eva"])
    assert len(rows_of(set_up)) == 1


def test_a_job_that_ran_before_changes_nothing(set_up):
    run = asked(set_up)
    before = [row.text for row in rows_of(set_up)]
    computing.compute(run.pk)
    assert [row.text for row in rows_of(set_up)] == before


def test_a_job_that_was_killed_after_releasing_ends_well(set_up):
    run = asked(set_up)
    long_ago = timezone.now() - dt.timedelta(hours=1)
    OverloadRun.objects.filter(pk=run.pk).update(
        state=OverloadRun.State.RUNNING, beat_at=long_ago, released=False, done_at=None
    )
    assert running.take_up_again() == 1
    run.refresh_from_db()
    assert (run.state, run.released) == (OverloadRun.State.DONE, True)
    assert len(rows_of(set_up)) == 1


def test_a_job_that_was_given_up_releases_nothing(set_up, monkeypatch):
    monkeypatch.setattr(running, "is_held", lambda run: False)
    run = asked(set_up)
    assert run.state == OverloadRun.State.RUNNING
    assert rows_of(set_up) == []


def test_only_one_of_two_jobs_claims_a_run(set_up, monkeypatch):
    monkeypatch.setattr(computing, "compute", lambda run_id: None)
    run = asked(set_up)
    assert running.claim(run.pk) is not None
    assert running.claim(run.pk) is None


@pytest.mark.parametrize(
    "lines",
    [
        at_work.edges()[:19],
        [(at_work.providers()[k % 7], client, 1.0) for k, client in enumerate(at_work.clients())],
        [(at_work.providers()[0], client, 1.0) for client in at_work.clients()],
        [(at_work.providers()[0 if k < 16 else k - 15], c, 1.0) for k, c in enumerate(at_work.clients())],
        [("day", "night", 1.0)],
    ],
)
def test_whatever_is_lacking_the_same_is_said(set_up, lines):
    ServiceNetwork.objects.all().delete()
    at_work.bring_network(set_up, lines)
    run = asked(set_up)
    assert (run.state, run.released, run.nothing) == (OverloadRun.State.DONE, False, "few")
    assert rows_of(set_up) == []
    assert words.nothing_in_words(run.nothing)


def test_a_round_without_an_answer_can_be_asked_again_but_not_without_end(set_up):
    ServiceNetwork.objects.all().delete()
    at_work.bring_network(set_up, at_work.edges()[:5])
    for _time in range(running.MOST_ATTEMPTS):
        assert not asked(set_up).released
    assert running.round_to_ask() is None


@pytest.mark.parametrize(("answers", "released"), [(4, False), (5, True)])
def test_numbers_of_fewer_people_than_the_floor_take_no_part(set_up, answers, released):
    world = at_work.spilling_world()
    felt = linked.World(world.values[:, :, [1, 0]])
    linked.bring(set_up, linked.customers(felt).assign(measure="overtime", answers=answers), side="employees")
    at_work.choose_numbers(set_up, overload="overtime")
    run = asked(set_up)
    assert (run.released, run.nothing) == (released, "" if released else "few")


def test_a_file_that_says_nothing_of_people_takes_no_part(set_up):
    brought = linked.customers(at_work.spilling_world()).assign(measure="overtime").drop(columns="answers")
    linked.bring(set_up, brought, side="employees")
    at_work.choose_numbers(set_up, overload="overtime")
    run = asked(set_up)
    assert (run.released, run.nothing) == (False, "few")


@pytest.mark.parametrize("quiet", [0.0, 0.1])
def test_service_that_moves_at_one_provider_alone_brings_no_answer(company, quiet):
    world = at_work.spilling_world()
    service = quiet * world.values[:, :, 1]
    for place in range(at_work.PROVIDERS, at_work.TEAMS, at_work.PROVIDERS):
        service[place] = world.values[place, :, 1]
    made_up = linked.World(np.stack([world.values[:, :, 0], service], axis=2))
    at_work.fill(company, made_up)
    at_work.bring_network(company)
    at_work.choose_numbers(company)
    run = asked(company)
    assert (run.state, run.released, run.nothing) == (OverloadRun.State.DONE, False, "few")
    assert rows_of(company) == []


def test_overload_is_as_coarse_as_means_that_pages_show():
    cells = pd.DataFrame({
        "value": [1.0, 5.0, 3.26, 0.031, 7.123], "n": [5, 8, 6, 10, 9],
        "low": [1, 1, 1, 0, None], "high": [5, 5, 5, 1, None],
    })  # fmt: skip
    assert computing._coded(cells)["value"].round(6).tolist() == [1.8, 4.5, 3.3, 0.1, 7.123]


def test_a_round_of_one_part_is_not_asked(set_up):
    pulse = set_up.rounds[-1].pulse
    pulse.audience = set_up.units["north"]
    pulse.save()
    assert running.round_to_ask() is None
    with pytest.raises(InputError, match="Nothing can be computed yet"):
        running.ask(set_up.rounds[-1], set_up.users["eva"])


def test_a_round_that_did_not_ask_for_overload_is_not_asked(set_up, monkeypatch):
    monkeypatch.setattr(running, "round_labels", lambda asked: {"another": "Another"})
    assert not running.may_ask(set_up.rounds[-1])
    assert running.round_to_ask() is None


def test_a_second_round_of_the_same_period_tells_nothing_more(set_up):
    assert asked(set_up).released
    other = set_up.rounds[-1].pulse
    other.pk = None
    other.save()
    at_work.bring_network(set_up, at_work.edges()[:-1])
    again = linked.ask(other, at_work.spilling_world(), len(linked.PERIODS) - 1, ledger=True, named="{} r2")
    assert again.period == set_up.rounds[-1].period
    run = OverloadRun.objects.get(round=again)
    assert (run.released, run.nothing) == (False, "told")
    assert words.nothing_in_words("told")
    assert not running.may_ask(again)


def test_a_list_that_was_used_stays(set_up):
    asked(set_up)
    assert ServiceNetwork.objects.get().used_at is not None


def test_the_mark_of_a_network_does_not_depend_on_the_order_of_its_lines(set_up):
    one = ServiceNetwork(edges=[["a", "b", 1], ["c", "b", 2.0]])
    other = ServiceNetwork(edges=[["c", "b", 2], ["a", "b", 1.0]])
    assert fingerprint(one) == fingerprint(other)
    assert fingerprint(one) != fingerprint(ServiceNetwork(edges=[["a", "b", 1]]))


def test_without_a_list_or_numbers_nothing_is_asked(company):
    at_work.fill(company)
    assert running.round_to_ask() is None
    with pytest.raises(InputError, match="Nothing can be computed yet"):
        running.ask(company.rounds[-1], company.users["eva"])
