"""Expectation first: it is written before the result can be seen, and what is tried later is refused and kept."""

import datetime as dt
import threading
from dataclasses import replace

import plans_at_work as w
import pytest
from django.utils import timezone

from bothways.errors import InputError
from bothways_web.act.models import Plan, PlanChange
from bothways_web.act.plans import because, showing
from bothways_web.act.plans.expecting import change_expectation, expect, lock_later, start_plan
from bothways_web.act.plans.measured import measured_in, then_and_now
from bothways_web.act.plans.results import first_result_since
from bothways_web.link.imports import undo_import
from bothways_web.link.models import MetricImport
from bothways_web.link.showing import show_import
from bothways_web.listen.models import Round
from bothways_web.people.models import Change
from bothways_web.people.viewers import viewer_of

MONTH = dt.timedelta(days=31)
#: The round of January 2026: opens in the evening before, by the clock of Berlin.
OPENS = dt.datetime(2026, 1, 20, 9, tzinfo=dt.UTC)


@pytest.fixture
def world(company, monkeypatch):
    w.at(monkeypatch, w.NOON)
    return w.build(company)


def change(world, plan, expectation, *, starts_on=None, version=None, why=""):
    plan.refresh_from_db()
    seen = plan.version if version is None else version
    change_expectation(
        plan, expectation, starts_on=starts_on or plan.starts_on, version=seen, by=world.users["ana"], why=why
    )
    plan.refresh_from_db()


def told(action, *args, **given) -> str:
    with pytest.raises(InputError) as caught:
        action(*args, **given)
    return str(caught.value)


def test_starting_locks_what_is_expected_and_says_who_did(world):
    plan = w.started(world)
    assert (plan.state, plan.locked_by, plan.locked_at) == ("started", world.users["ana"], w.NOON)
    assert Change.objects.get(verb="started plan").details == {"metric": w.HELP, "locked": True}
    assert list(plan.changes.values_list("field", "after")) == [("state", "started")]


def test_a_plan_cannot_start_once_a_result_of_the_time_after_its_start_is_there(world):
    plan = w.draft(world, starts_on=dt.date(2025, 12, 5))
    expect(plan, w.help_up(), version=0, by=world.users["ana"])
    said = told(start_plan, plan, version=1, by=world.users["ana"])
    assert "A result for December 2025 is there already" in said
    assert "9 December 2025" in said
    plan.refresh_from_db()
    assert (plan.state, plan.locked_at, plan.version) == ("draft", None, 1)


def test_results_of_before_the_start_lock_nothing_out(world):
    day = dt.date(2025, 12, 10)  # the last round closed on the ninth
    assert first_result_since("t01", "employees", w.HELP, day) is None
    assert first_result_since("t01", "employees", w.HELP, day - dt.timedelta(days=1)).period == "2025-12"


def test_an_open_round_is_a_result_only_once_it_is_released(world):
    asked = w.ask_again(world, OPENS, release=False)
    plan = w.started(world)
    change(world, plan, w.help_up(6))
    Round.objects.filter(pk=asked.pk).delete()
    w.ask_again(world, OPENS)
    assert "stays as it is" in told(change, world, plan, w.help_up(7))


def test_a_change_before_any_result_is_kept_in_the_history_for_good(world):
    plan = w.started(world)
    change(world, plan, w.help_up(8), why="We had forgotten the holidays.")
    assert (plan.expected, plan.locked_at) == (8, w.NOON)
    kept = plan.changes.get(field="expected")
    assert (kept.before, kept.after, kept.refused, kept.by_name) == ("5", "8", False, "Ana")
    assert kept.why == "We had forgotten the holidays."
    assert "holidays" not in repr(list(Change.objects.values_list()))


def test_a_change_after_a_result_is_refused_and_the_try_is_kept_here_and_in_the_change_log(world):
    plan = w.started(world)
    w.ask_again(world, OPENS)
    assert "A result for January 2026 is there" in told(change, world, plan, w.help_up(0.5, smallest=0.5))
    plan.refresh_from_db()
    assert plan.expected == 5
    tried = plan.changes.filter(refused=True)
    assert set(tried.values_list("field", "before", "after")) == {
        ("expected", "5", "0.5"),
        ("smallest", "2", "0.5"),
    }
    logged = Change.objects.get(verb="tried to change expectation")
    assert logged.details == {"fields": ["expected", "smallest"], "period": "2026-01"}


def test_the_same_refused_try_twice_stands_in_the_history_once(world):
    plan = w.started(world)
    w.ask_again(world, OPENS)
    for _twice in range(2):
        told(change, world, plan, w.help_up(4))
    assert plan.changes.filter(refused=True).count() == 1


@pytest.mark.parametrize("days", [-40, 30])
def test_moving_the_start_is_no_way_around_a_result(world, days):
    plan = w.started(world)
    w.ask_again(world, OPENS)
    moved = plan.starts_on + dt.timedelta(days=days)
    assert "stays as it is" in told(change, world, plan, w.help_up(), starts_on=moved)
    plan.refresh_from_db()
    assert plan.starts_on == w.TODAY


def test_no_other_number_can_be_taken_whose_result_is_there(world):
    plan = w.started(world)
    show_import(w.bring_stars(world, "2026-01", ["t01"]).pk)
    stars = replace(w.help_up(0.5, smallest=0.2), side="customers", metric="stars")
    assert "January 2026" in told(change, world, plan, stars)


def test_an_import_that_covers_a_day_after_the_start_is_a_result_before_it_is_shown(world):
    stars = replace(w.help_up(0.5, smallest=0.2), side="customers", metric="stars")
    plan = w.started(world, stars)
    brought = w.bring_stars(world, "2026-01", ["t01"])
    MetricImport.objects.filter(pk=brought.pk).update(released_at=None)
    assert "January 2026" in told(change, world, plan, replace(stars, expected=0.6))


def test_an_import_of_other_teams_or_one_that_was_undone_is_no_result(world, settings):
    stars = replace(w.help_up(0.5, smallest=0.2), side="customers", metric="stars")
    plan = w.started(world, stars)
    w.bring_stars(world, "2026-01", ["t02", "t03"])
    change(world, plan, replace(stars, expected=0.6))
    mine = w.bring_stars(world, "2026-02", ["t01"])
    assert first_result_since("t01", "customers", "stars", plan.starts_on).period == "2026-02"
    MetricImport.objects.filter(pk=mine.pk).update(used_at=None, released_at=None)
    undo_import(MetricImport.objects.get(pk=mine.pk), world.users["fay"])
    assert first_result_since("t01", "customers", "stars", plan.starts_on) is None


def test_an_import_of_the_whole_or_of_a_part_is_a_result_of_its_unit(world):
    w.bring_stars(world, "2026-01", ["t05"])
    assert first_result_since("north", "customers", "stars", w.TODAY).period == "2026-01"
    assert first_result_since("south", "customers", "stars", w.TODAY) is None


def test_a_round_that_closes_after_midnight_at_the_organisation_speaks_of_the_new_day(world):
    """It closes at 23:30 of the 26th in Greenwich: half past midnight of the 27th in Berlin."""
    w.ask_again(world, dt.datetime(2026, 1, 19, 23, 30, tzinfo=dt.UTC))
    day = dt.date(2026, 1, 27)
    assert first_result_since("t01", "employees", w.HELP, day).day == day
    assert first_result_since("t01", "employees", w.HELP, day + dt.timedelta(days=1)) is None


def test_the_day_by_which_it_is_expected_is_over_at_midnight_of_the_organisation(world, monkeypatch):
    plan = w.draft(world)
    until = replace(w.help_up(), by=dt.date(2026, 1, 14))
    expect(plan, until, version=0, by=world.users["ana"])
    w.at(monkeypatch, dt.datetime(2026, 1, 13, 23, 0, tzinfo=dt.UTC))  # midnight in Berlin
    assert "is over" in told(start_plan, plan, version=1, by=world.users["ana"])
    w.at(monkeypatch, dt.datetime(2026, 1, 13, 22, 59, tzinfo=dt.UTC))
    assert start_plan(plan, version=1, by=world.users["ana"]).locked_at


def test_a_tab_that_is_old_changes_nothing(world):
    plan = w.started(world)
    seen = plan.version
    change(world, plan, w.help_up(6), version=seen)
    assert "Somebody else has changed this plan" in told(change, world, plan, w.help_up(9), version=seen)
    plan.refresh_from_db()
    assert plan.expected == 6


def test_a_try_from_an_old_tab_is_kept_too_once_a_result_is_there(world):
    plan = w.started(world)
    w.ask_again(world, OPENS)
    assert "stays as it is" in told(change, world, plan, w.help_up(9), version=0)
    assert plan.changes.filter(refused=True, field="expected", after="9").exists()


def test_a_plan_is_started_once(world):
    plan = w.draft(world)
    expect(plan, w.help_up(), version=0, by=world.users["ana"])
    start_plan(plan, version=1, by=world.users["ana"])
    said = told(start_plan, plan, version=1, by=world.users["ana"])
    assert "Somebody else has changed" in said
    assert PlanChange.objects.count() == 1


def test_a_plan_without_an_expectation_starts_only_if_somebody_says_so_and_can_be_locked_later(world):
    plan, ana = w.draft(world), world.users["ana"]
    assert "expects nothing yet" in told(start_plan, plan, version=0, by=ana)
    start_plan(plan, version=0, by=ana, without=True)
    expect(plan, w.help_up(), version=1, by=ana)
    lock_later(plan, version=2, by=ana)
    plan.refresh_from_db()
    assert plan.locked_at == w.NOON
    assert "is locked" in told(expect, plan, w.help_up(9), version=3, by=ana)


def test_what_is_said_late_cannot_be_locked_once_a_result_is_there(world):
    plan, ana = w.draft(world), world.users["ana"]
    start_plan(plan, version=0, by=ana, without=True)
    expect(plan, w.help_up(), version=1, by=ana)
    w.ask_again(world, OPENS)
    assert "is there already" in told(lock_later, plan, version=2, by=ana)
    plan.refresh_from_db()
    assert plan.locked_at is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"expected": 0.0}, "a number above 0"), ({"expected": -1.0}, "a number above 0"),
        ({"expected": 1e308}, "up to 100"), ({"expected": float("inf")}, "a number above 0"),
        ({"expected": float("nan")}, "a number above 0"), ({"smallest": 0.0}, "a number above 0"),
        ({"smallest": 6.0}, "larger than what you expect"), ({"by": w.TODAY}, "after the start"),
        ({"by": dt.date(9999, 1, 1)}, "within three years"), ({"metric": "nps"}, "not measured in this team"),
        ({"side": "surveyed"}, "not measured in this team"), ({"metric": "", "side": ""}, "not measured"),
    ],
)  # fmt: skip
def test_an_expectation_that_makes_no_sense_is_refused(world, wrong, said):
    plan = w.draft(world)
    answer = told(expect, plan, replace(w.help_up(), **wrong), version=0, by=world.users["ana"])
    assert said in answer
    plan.refresh_from_db()
    assert (plan.metric, plan.version) == ("", 0)


def test_a_number_that_is_not_measured_is_refused_with_those_that_are(world):
    answer = told(expect, w.draft(world), w.help_up(metric="sales"), version=0, by=world.users["ana"])
    for name in ("willingness to help", "open conversation", "stars"):
        assert name in answer


def test_a_number_that_is_not_shown_for_a_team_is_refused_in_the_words_of_its_page(world):
    """The help desk was in every round and in none of its numbers: its page says that they are not shown."""
    page = world.client("cem").get("/teams/desk/").content.decode()
    assert "Not shown, to protect people in small groups." in page
    there = measured_in("desk")
    assert {one.shown for one in there if one.side == "employees"} == {None}
    plan = w.draft(world, "desk", owner=None)
    answer = told(expect, plan, w.help_up(), version=0, by=world.users["ana"])
    assert "not shown for this team" in answer
    assert "Nothing is measured and shown" in answer


def test_a_number_of_which_nobody_said_which_end_is_good_cannot_be_better(world):
    import linked_company as linked

    linked.bring(world, linked.customers(world.world).assign(measure="speed"))
    for one in MetricImport.objects.filter(released_at=None):
        show_import(one.pk)
    speed = replace(w.help_up(0.5, smallest=0.2), side="customers", metric="speed")
    assert "which end of this number is good" in told(
        expect, w.draft(world), speed, version=0, by=world.users["ana"]
    )


def test_values_then_and_now_are_those_before_the_start_and_since(world):
    then, now = then_and_now("t02", "employees", w.HELP, w.TODAY)
    assert (then.period, now) == ("2025-12", None)
    w.ask_again(world, OPENS)
    then, now = then_and_now("t02", "employees", w.HELP, w.TODAY)
    assert (then.period, now.period) == ("2025-12", "2026-01")
    stars = then_and_now("t02", "customers", "stars", dt.date(2025, 7, 1))
    assert [one.period for one in stars] == ["2025-06", "2025-12"]


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_start_a_plan_once(company, monkeypatch):
    w.at(monkeypatch, w.NOON)
    plan = Plan.objects.create(
        unit=company.units["day"], title="One", starts_on=w.TODAY, review_on=w.TODAY + MONTH, made_on=w.TODAY
    )
    ana, found, gate = company.users["ana"], [], threading.Barrier(2)

    def go():
        from django.db import connection

        gate.wait()
        try:
            found.append(start_plan(plan, version=0, by=ana, without=True).state)
        except Exception as problem:
            found.append(type(problem).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _tab in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found.count("started") == 1
    assert PlanChange.objects.count() == 1


def test_a_long_history_reads_the_numbers_of_the_team_once(world, monkeypatch):
    plan = w.started(world)
    for _more in range(4):
        PlanChange.objects.create(plan=plan, at=timezone.now(), field="metric", before=w.HELP, after=w.HELP)
    read, look = [], showing.measured_in
    monkeypatch.setattr(showing, "measured_in", lambda unit: read.append(unit) or look(unit))
    lines = [line for line in showing.history_of(plan, dt.UTC) if line.before.endswith("help")]
    assert (len(lines), len(read)) == (4, 1)


@pytest.mark.parametrize(("given", "looks"), [({}, 0), ({"domain": w.HELP}, 1)])
def test_the_numbers_of_a_team_are_read_only_where_a_plan_comes_from_one(world, monkeypatch, given, looks):
    read, look = [], because.measured_in
    monkeypatch.setattr(because, "measured_in", lambda unit: read.append(unit) or look(unit))
    reason = because.read_reason(viewer_of(world.users["ana"]), "t01", given)
    assert (reason.domain, len(read)) == (given.get("domain", ""), looks)
