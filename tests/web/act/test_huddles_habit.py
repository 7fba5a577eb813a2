"""The habit as a metric: what counts, what is left out, and that the linkage finds what it leads."""

import datetime as dt

import huddled as h
import linked_company as linked
import numpy as np
import pytest

import bothways
from bothways_web.act.huddles.habit import METRIC, huddle_cells
from bothways_web.act.models import Huddle, HuddleRhythm
from bothways_web.link.findings import read_findings
from bothways_web.link.hooks import more_cells
from bothways_web.link.inputs import prepare
from bothways_web.link.labels import metric_label
from bothways_web.link.models import Run
from bothways_web.people.models import Organisation, Person, Post, UnitSpan


def on(monkeypatch, *day):
    h.let_it_be(monkeypatch, dt.date(*day))


def cells(frequency="month", unit="day"):
    found = huddle_cells("employees", frequency)
    return {row.period: row.value for row in found[found["unit"] == unit].itertuples()}


def test_a_month_counts_the_days_on_which_customers_feedback_was_looked_at(company, monkeypatch):
    on(monkeypatch, 2026, 1, 6)
    h.weekly(company)
    for day in ((2026, 1, 6), (2026, 1, 13), (2026, 1, 13), (2026, 3, 3)):
        on(monkeypatch, *day)
        h.held(company)
    on(monkeypatch, 2026, 1, 20)
    h.held(company, reviewed=False)
    on(monkeypatch, 2026, 4, 15)
    assert cells() == {"2026-01": 2, "2026-02": 0, "2026-03": 1}
    assert cells("quarter") == {"2026-Q1": 3}
    assert cells("week")["2026-W03"] == 1


def test_nothing_is_counted_before_the_first_rhythm_or_of_a_unit_without_one(company, monkeypatch):
    on(monkeypatch, 2026, 3, 10)
    assert huddle_cells("employees", "month").empty
    h.weekly(company)
    on(monkeypatch, 2026, 6, 1)
    assert list(cells()) == ["2026-03", "2026-04", "2026-05"]
    assert cells(unit="night") == {}


def test_a_huddle_without_a_rhythm_begins_the_habit(company, monkeypatch):
    on(monkeypatch, 2026, 2, 3)
    h.held(company)
    on(monkeypatch, 2026, 4, 1)
    assert cells() == {"2026-02": 1, "2026-03": 0}


def test_the_month_that_is_running_is_left_out(company, monkeypatch):
    on(monkeypatch, 2026, 2, 3)
    h.weekly(company)
    h.held(company)
    on(monkeypatch, 2026, 2, 28)
    assert cells() == {}


def test_a_huddle_that_was_not_held_or_is_open_does_not_count(company, monkeypatch):
    on(monkeypatch, 2026, 2, 3)
    h.weekly(company)
    h.held(company)
    Huddle.objects.update(state="cancelled")
    h.opened(company)
    Huddle.objects.filter(state="open").update(reviewed_feedback=True)
    on(monkeypatch, 2026, 3, 3)
    assert cells() == {"2026-02": 0}


def test_units_with_fewer_people_than_the_floor_are_left_out_month_by_month(company, monkeypatch):
    on(monkeypatch, 2026, 1, 6)
    h.weekly(company)
    on(monkeypatch, 2026, 4, 1)
    for person in company.people["day"][:4]:
        Post.objects.filter(person=person).update(end=dt.date(2026, 2, 10))
    assert list(cells()) == ["2026-01"]
    h.weekly(company, "north", by="eva", starts_on=dt.date(2026, 4, 1))
    HuddleRhythm.objects.filter(unit__code="north").update(starts_on=dt.date(2026, 1, 6))
    assert list(cells(unit="north")) == ["2026-01", "2026-02", "2026-03"]  # with those below it
    Organisation.objects.update(floor=40)
    assert huddle_cells("employees", "month").empty


def test_a_unit_that_ended_has_no_cells_after(company, monkeypatch):
    on(monkeypatch, 2026, 1, 6)
    h.weekly(company)
    UnitSpan.objects.filter(unit__code="day").update(valid_to=dt.date(2026, 2, 10))
    on(monkeypatch, 2026, 4, 1)
    assert list(cells()) == ["2026-01"]


def test_it_is_a_count_on_the_employees_side_with_a_name_people_know(company, monkeypatch):
    on(monkeypatch, 2026, 1, 6)
    h.weekly(company)
    on(monkeypatch, 2026, 3, 1)
    found = more_cells("employees", "month")
    assert set(found["kind"]) == {"count"}
    assert set(found["noise_variance"]) == {0.0}
    assert more_cells("customers", "month").empty
    assert more_cells("employees", "day").empty
    assert metric_label(METRIC) == "The number of huddles that looked at what customers say"


@pytest.fixture
def huddling_company(company, monkeypatch):
    """Teams that looked at customers' feedback more in one month, and whose customers were happier in the next."""
    world = linked.draw()
    linked.add_teams(company)
    posts = []
    for code in linked.teams():
        made = [Person(code=f"{code}-{number}", name=f"Of {code} {number}") for number in range(6)]
        Person.objects.bulk_create(made)
        posts += [Post(person=one, unit=company.units[code], start=dt.date(2024, 1, 1)) for one in made]
    Post.objects.bulk_create(posts)
    on(monkeypatch, 2025, 1, 1)
    for code in linked.teams():
        h.weekly(company, code, by="eva")
    times = np.clip(np.round(2 + 1.2 * world.values[:, :, 0]), 0, 4).astype(int)
    for month in range(12):
        for day in range(4):
            on(monkeypatch, 2025, month + 1, 2 + 7 * day)
            for place, code in enumerate(linked.teams()):
                if day < times[place, month]:
                    h.held(company, code, by="eva")
    on(monkeypatch, 2026, 1, 5)
    linked.bring(company, linked.customers(world))
    company.times = times
    linked.ask_all(company, world)
    return company


@pytest.mark.slow
def test_huddles_that_were_held_become_a_finding(huddling_company):
    run = Run.objects.get()
    assert run.state == Run.State.DONE, run.trouble
    inputs = prepare(run)
    panel = bothways.read_panel(inputs.employees, inputs.customers, covariance=inputs.covariance)
    assert METRIC in panel.metrics("employee")
    values = panel.data["value"].sel(metric=METRIC, unit=linked.teams(), period=linked.PERIODS)
    assert np.array_equal(values.transpose("unit", "period").to_numpy(), huddling_company.times)
    [pair] = [one for one in bothways.link(panel).pairs if one.employee_metric == METRIC]
    assert pair.verdict == "employee_leads"
    assert pair.employee_to_customer.effect > 0.3
    [shown] = [one for one in read_findings(run).shown if one.finding.employee_metric == METRIC]
    assert shown.finding.verdict == "employee_leads"
    page = huddling_company.client("hao").get(f"/findings/{run.pk}/{shown.number}/").content.decode()
    assert "When the number of huddles that looked at what customers say is higher than usual" in page
    assert "For 1 more of huddles that looked at what customers say: +" in page
