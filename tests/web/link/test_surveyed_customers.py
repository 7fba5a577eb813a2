"""Customers who answer surveys: their numbers on team pages, and in findings without any file."""

from __future__ import annotations

import linked_company as linked
import pandas as pd
import pytest
import surveyed_customers as surveyed
from kept_worlds import kept

from bothways_web.link.customers import customers_panel
from bothways_web.link.findings import latest_findings
from bothways_web.link.inputs import _frames, standing_imports
from bothways_web.link.models import MetricImport, Run
from bothways_web.link.situation import situation
from bothways_web.link.voices_of_customers import when
from bothways_web.listen.archive import file_of
from bothways_web.listen.comments import release_comments
from bothways_web.listen.employee_moments import customer_moments
from bothways_web.listen.models import Round
from bothways_web.people.models import Organisation


@pytest.fixture
def surveyed_company(company, settings, tmp_path):
    """Both voices from surveys alone: customers answered before the last round of employees was released."""
    settings.HOME = tmp_path
    return kept(_surveyed, company)


def _surveyed(company):
    world = linked.draw()
    linked.add_teams(company)
    company.asked_customers = surveyed.ask_customers(company, world)
    linked.ask_all(company, world, named="{}-28 r99")
    return company


def test_findings_come_of_surveys_alone(surveyed_company):
    assert not MetricImport.objects.exists()
    run = Run.objects.get()
    assert run.state == Run.State.DONE, run.trouble
    found = latest_findings()
    assert found is not None
    assert found.ordered[0].finding.customer_metric == "nps_transactional"
    assert found.ordered[0].finding.verdict in ("employee_leads", "both_ways")
    assert found.ordered[0].finding.units == 24


def test_a_released_round_of_customers_starts_no_run_of_its_own(surveyed_company):
    assert Run.objects.count() == 1
    assert Run.objects.get().round.pulse.side == "employees"
    assert situation().customers == 12


def test_cells_of_fewer_customers_than_the_floor_do_not_take_part(surveyed_company):
    assert customer_moments()
    Organisation.objects.update(floor=surveyed.PEOPLE + 1)
    assert all(made.moments.empty for made in customer_moments())


def test_a_file_with_a_metric_of_the_same_name_is_used_alone_and_the_run_says_so(company):
    world = linked.draw()
    linked.add_teams(company)
    surveyed.ask_customers(company, world)
    frame = linked.customers(world).assign(
        measure="nps_transactional", score=40.0, kind="nps", low=-100, high=100
    )
    linked.bring(company, frame)
    linked.ask_all(company, world, named="{}-28 r99")
    run = Run.objects.get()
    assert any("nps_transactional is in a file and in a survey" in note for note in run.summary["notes"])
    assert run.summary["scales"].keys() & {"nps_transactional"}


def test_rounds_of_another_length_than_the_files_are_left_out_and_named(company):
    world = linked.draw()
    linked.add_teams(company)
    linked.bring(company, linked.customers(world))
    for asked in surveyed.ask_customers(company, world, released=0):
        Round.objects.filter(pk=asked.pk).update(period="2025-Q1")
    for asked in Round.objects.filter(pulse__side="customers"):
        table = pd.read_parquet(file_of(asked)).assign(period=f"2025-Q{asked.number % 4 + 1}")
        table.to_parquet(file_of(asked), index=False)
    linked.ask_all(company, world, named="{}-28 r99")
    found = _frames(standing_imports("customers"))
    assert found is not None
    frames, left_out, _notes = found
    assert left_out == ["nps_transactional"]
    assert set(frames["customers"]["metric"]) == {"stars"}


def test_a_team_page_draws_nps_from_minus_to_plus_100_with_its_course(surveyed_company):
    panel = customers_panel("t02")
    [row] = panel.rows
    assert (row.metric, row.label) == ("nps_transactional", "Customer recommendation after a contact (NPS)")
    assert (row.scale_low, row.scale_high) == (-100.0, 100.0)
    assert row.shown is not None
    assert row.shown.kind == "nps"
    assert panel.periods == ("2025-11", "2025-12")
    page = surveyed_company.client("fay").get("/teams/t02/").content.decode()
    assert "Customer recommendation after a contact (NPS)" in page
    assert "No customer numbers" not in page


def test_the_whole_and_a_unit_above_have_numbers_too(surveyed_company):
    for unit in ("company", "north"):
        assert customers_panel(unit).rows[0].shown is not None
    assert customers_panel("company").rows[0].shown.group == "all"


def test_a_team_without_a_number_of_its_own_is_shown_with_others_by_name(surveyed_company):
    [row] = customers_panel("t01").rows
    assert row.shown is not None
    assert row.together == "Day shift, Night shift, Team t01"
    page = surveyed_company.client("fay").get("/teams/t01/").content.decode()
    assert "Day shift, Night shift, Team t01 together" in page
    assert customers_panel("south").rows[0].together == "North, South"
    assert customers_panel("field").rows[0].shown is None


@pytest.mark.parametrize(
    ("instrument", "metric", "kind", "ends"),
    [
        ("nps_relational", "nps", "nps", (-100, 100)), ("csat_transactional", "csat", "share", (0, 100)),
        ("csat_relational", "csat_relational", "share", (0, 100)),
        ("ces_relational", "ces_relational_mean", "mean", (0, 100)),
        ("ces_transactional", "ces_mean", "mean", (0, 100)),
    ],
)  # fmt: skip
def test_each_set_is_told_as_people_are_used_to(company, instrument, metric, kind, ends):
    linked.add_teams(company)
    occasion = "contact" if instrument.endswith("transactional") else "calendar"
    surveyed.ask_customers(company, linked.draw(), instrument=instrument, released=1, occasion=occasion)
    [row] = customers_panel("t02").rows
    assert row.metric == metric
    assert row.shown is not None
    assert (row.shown.kind, row.scale_low, row.scale_high) == (kind, *ends)


def test_numbers_of_files_and_surveys_stand_side_by_side_and_are_told_apart(surveyed_company):
    frame = linked.customers(linked.draw()).assign(measure="stars")
    linked.bring(surveyed_company, frame)
    labels = [row.label for row in customers_panel("t02").rows]
    assert labels == ["Customer recommendation after a contact (NPS)", "Stars"]
    same = frame.assign(measure="Customer recommendation after a contact (NPS)")
    linked.bring(surveyed_company, same)
    labels = [row.label for row in customers_panel("t02").rows]
    assert "Customer recommendation after a contact (NPS) (own survey)" in labels


def test_comments_of_customers_are_on_the_page_once_somebody_has_read_them(surveyed_company):
    last = surveyed_company.asked_customers[-1]
    fay = surveyed_company.client("fay")
    assert "Thank you from t02" not in fay.get("/teams/t02/").content.decode()
    release_comments(last, held_back=[], by=surveyed_company.users["fay"])
    page = fay.get("/teams/t02/").content.decode()
    assert "Thank you from t02" in page
    assert "Thank you from t03" not in page


def test_results_of_a_round_that_is_not_released_are_nowhere(surveyed_company):
    Round.objects.filter(pk=surveyed_company.asked_customers[-1].pk).update(state=Round.State.CLOSING)
    assert customers_panel("t02").periods == ("2025-11",)


def test_periods_of_all_lengths_are_sorted_by_their_end():
    given = ["2025", "2025-W05", "2025-Q1", "2025-02", "2024-12"]
    assert sorted(given, key=when) == ["2024-12", "2025-02", "2025-W05", "2025-Q1", "2025"]


def test_the_api_gives_what_surveyed_customers_said(surveyed_company, program):
    answer = program("fay").get("results", population="surveyed", unit="t02", metric="nps_transactional")
    rows = answer.json()["items"]
    assert {row["kind"] for row in rows} == {"nps"}
    assert len(rows) == 2
