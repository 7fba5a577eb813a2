"""What comes before people leave: over many units together, once a quarter, and never about one."""

import datetime as dt
import json
import re
from types import SimpleNamespace

import leavers_at_work as w
import linked_company as linked
import numpy as np
import pandas as pd
import pytest
from django.utils import timezone

from bothways_web.listen.ledgers import released_round
from bothways_web.people.models import Post
from bothways_web.verify.leaving import preceded as reading
from bothways_web.verify.leaving import preceding, releasing
from bothways_web.verify.models import LeavingQuarter

URL = "/verify/leaving/"
WIDE = 40


def text(answer) -> str:
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def units_that_leave(company):
    """Twenty-four teams that answer each month of 2025; where they feel worse, more leave a quarter later."""
    world = linked.draw()
    linked.add_teams(company)
    linked.ask_all(company, world)
    random = np.random.default_rng(2)
    for place, team in enumerate(linked.teams()):
        felt = [world.values[place, 3 * quarter : 3 * quarter + 3, 0].mean() for quarter in range(4)]
        for number in range(WIDE):
            quarter = next((q for q in range(1, 4) if random.random() < 0.1 - 0.06 * felt[q - 1]), None)
            end = f"2025-{3 * quarter + 3:02d}-20" if quarter else None
            w.person(f"{team}-{number}", company, (team, "2023-01-01", end))
    w.person("first", company, ("t01", "2023-01-01", "2025-01-05"))
    return company


def test_it_is_released_as_findings_of_the_whole_and_read_back_in_words(units_that_leave, monkeypatch):
    w.release(monkeypatch)
    assert preceding.look_before()
    looked = LeavingQuarter.objects.get(name="2025-Q4").before
    assert looked["state"] == "done", looked
    found = [row for row in released_round("leavers", "2025-Q4").released if row.kind == "finding"]
    assert len(found) == looked["released"] > 0
    for row in found:
        fields = json.loads(row.text)
        assert row.group == "all"
        assert fields["units"] >= 20
        assert not any(team in row.text for team in linked.teams())
    page = text(units_that_leave.client("eva").get(URL))
    assert "Looked at after Q4 2025" in page
    assert "All that was looked at" in page
    assert "All that was looked at" not in text(units_that_leave.client("gil").get(URL))


def test_it_is_looked_at_once_a_quarter(units_that_leave, monkeypatch):
    w.release(monkeypatch)
    assert preceding.look_before()
    before = released_round("leavers", "2025-Q4").released
    assert not preceding.look_before()
    LeavingQuarter.objects.filter(name="2025-Q4").update(before={"begun": "2026-01-02T00:00:00+00:00"})
    assert preceding.look_before()  # whoever looked fell silent: what is released stays
    assert released_round("leavers", "2025-Q4").released == before


def test_a_unit_of_four_is_in_no_cell(company):
    Post.objects.filter(unit__code="night").exclude(
        person__code__in=["night1", "night2", "night3", "night4"]
    ).delete()
    left = preceding._left(["2025-Q1"])
    assert set(left["unit"]) == {"day", "desk", "field"}
    assert (left["n"] >= 5).all()


def test_few_units_are_too_few_and_it_is_said(company, monkeypatch):
    w.fill(company)
    w.release(monkeypatch)
    assert "Not looked at yet." in text(company.client("eva").get(URL))
    assert preceding.look_before()
    assert "it takes 20 units" in text(company.client("eva").get(URL))


def test_rounds_of_a_quarter_are_put_together_by_their_answers(units_that_leave):
    cells = preceding._asked(["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"])
    assert set(cells["period"]) == {"2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"}
    assert (cells.groupby(["unit", "period", "metric"]).size() == 1).all()
    assert set(cells["n"]) == {3 * linked.PEOPLE}


@pytest.mark.parametrize(
    ("period", "quarter"),
    [
        ("2025-01", "2025-Q1"),
        ("2025-12", "2025-Q4"),
        ("2025-Q2", "2025-Q2"),
        ("2025", ""),
        ("2025-W07", ""),
        ("2025-13", ""),
    ],
)
def test_months_belong_to_their_quarter(period, quarter):
    assert preceding._quarter_of(period) == quarter


@pytest.mark.parametrize(
    ("verdict", "size", "words"),
    [
        ("employee_leads", -0.3, "When workload is higher, fewer people tend to leave one quarter later."),
        ("employee_leads", 0.3, "more people tend to leave"), ("customer_leads", -0.3, "When more people leave"),
        ("both_ways", 0.3, "both ways"), ("no_link", 0.0, "too little to matter"), ("cannot_tell", 0.2, "cannot tell"),
        ("not_estimable", float("nan"), "not enough to work with"),
    ],
)  # fmt: skip
def test_each_verdict_has_its_sentence(verdict, size, words):
    assert words in reading._sentence("workload", verdict, "clear", size)


@pytest.mark.parametrize(
    ("verdict", "low", "words"),
    [
        ("employee_leads", 0.1, "When workload is higher, more people tend to leave within the next 4 quarters. One"),
        ("employee_leads", -0.1, "Changes in workload come before changes in how many people leave within the next"),
        ("customer_leads", -0.1, "Changes in how many people leave come before changes in workload within the next"),
    ],
)  # fmt: skip
def test_what_takes_longer_than_a_quarter_is_told_over_all_quarters(verdict, low, words):
    ways = ("employee_to_customer", "customer_to_employee")
    ends = {"": 0.0, "_low": -0.2, "_high": 0.2, "_total": 0.4, "_total_low": low, "_total_high": 0.7}
    fields = {way + end: value for way in ways for end, value in ends.items()}
    fields |= {
        "employee_metric": "workload",
        "verdict": verdict,
        "strength": "likely",
        "checks": {},
        "within": 4,
    }
    pair = reading._pair(fields, {"workload": "Workload"})
    assert pair.sentence.startswith(words)
    assert pair.size.startswith("+0.40")


def test_a_failure_is_noted_and_no_number_is_shown(company, monkeypatch):
    w.fill(company)
    w.release(monkeypatch)
    monkeypatch.setattr(preceding, "_look", lambda last: 1 / 0)
    assert preceding.look_before()
    assert "The log of the server says what went wrong" in text(company.client("eva").get(URL))


def test_what_failed_is_tried_again_the_next_day_and_five_times_at_most(company, monkeypatch):
    w.fill(company)
    w.release(monkeypatch)
    monkeypatch.setattr(preceding, "_look", lambda last: 1 / 0)
    assert preceding.look_before()
    assert not releasing.wants_a_look()
    for tries in (2, 3, 4, 5):
        a_day_ago()
        assert releasing.wants_a_look()
        assert preceding.look_before()
        assert LeavingQuarter.objects.get(name="2025-Q4").before["tries"] == tries
    a_day_ago()
    assert not preceding.look_before()


def a_day_ago():
    """Let the last failure be of yesterday."""
    last = LeavingQuarter.objects.get(name="2025-Q4")
    yesterday = timezone.now() - dt.timedelta(hours=25)
    LeavingQuarter.objects.filter(pk=last.pk).update(before=last.before | {"failed": yesterday.isoformat()})


def test_cells_are_as_coarse_as_numbers_that_pages_show():
    cells = pd.DataFrame({"low": 0.0, "high": 100.0, "n": [10, 10, 30], "value": [0.0, 100.0, 33.333]})
    assert preceding._coded(cells)["value"].tolist() == [10.0, 90.0, 33.3]


def test_figures_are_released_coarsely():
    row = {
        "employee_to_customer": 0.31415,
        "employee_to_customer_p": 0.0123,
        "within_r": -0.5678,
        "units": 40,
    }
    pair = SimpleNamespace(row=lambda: row, verdict="no_link", checks=(), reasons=(), within=1)
    told = preceding._fields(pair)
    assert [told[name] for name in row] == [0.31, 0.01, -0.57, 40]
