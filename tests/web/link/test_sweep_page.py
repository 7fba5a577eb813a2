"""The page of the analysts' table: who sees it, filters, order, pages, what it says of itself, and its states."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from bothways_web.link.findings import latest_findings
from bothways_web.link.models import Run, SweepRow, SweepRun
from bothways_web.link.sweeps import computing, running
from bothways_web.link.sweeps.computing import lags_of
from bothways_web.people.held import SILENCE

URL = "/findings/sweep/"


def text(company, query="", name="hao"):
    answer = company.client(name).get(URL + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def with_rows(linked_company):
    """Findings with a table of rows whose numbers are known: two pairs, three lags, both directions, and many more."""
    run = Run.objects.get()
    sweep = SweepRun.objects.get(run=run)
    first, second = (one.finding.employee_metric for one in latest_findings().shown[:2])
    names = [(first, "stars"), (second, "stars"), *((f"load_{n:02d}", "stars") for n in range(10))]
    rows = [
        SweepRow(
            sweep=sweep, employee_metric=x, customer_metric=y, direction=direction, lag=lag, units=24, transitions=200,
            estimate=None if lag == 3 else (-1) ** lag * (place + 1) / 100, se=0.01, low=-0.5, high=0.5,
            p=None if lag == 3 else 0.0001 * (place + 1) ** 2, q=None if lag == 3 else 0.02, standardised=0.1 * lag,
            size=None if lag == 3 else 0.1 * place,
        )
        for place, (x, y) in enumerate(names)
        for lag in (1, 2, 3)
        for direction in SweepRow.Direction.values
    ]  # fmt: skip
    SweepRow.objects.bulk_create(rows)
    summary = {"rows": len(rows), "estimated": 48, "lags": [1, 2, 3], "units": 24, "periods": ["2025-01", "2025-12"],
               "frequency": "month", "left_out": ["overtime"]}  # fmt: skip
    SweepRun.objects.filter(pk=sweep.pk).update(state=SweepRun.State.DONE, summary=summary)
    return linked_company


@pytest.mark.parametrize("name", ["ben", "cem", "ana", "eva", "fay", "gil", "ida", "dua"])
def test_it_is_there_for_analysts_alone(company, program, name):
    browser = company.client(name)
    assert browser.get(URL).status_code == 404
    assert browser.get(reverse("sweep_table")).status_code == 404
    assert browser.post(reverse("ask_for_sweep")).status_code == 404
    if name in ("eva", "fay"):
        assert program(name).get("sweep").status_code == 403


def test_before_there_are_findings_it_says_so(company, program):
    assert "Nothing to compare with yet" in text(company)
    assert company.client("hao").get(reverse("sweep_table")).status_code == 404
    assert company.client("hao").post(reverse("ask_for_sweep")).status_code == 404
    told = program("hao").get("sweep").json()
    assert (told["items"], told["run"], told["state"], told["lags"]) == ([], None, None, [])


def test_it_says_what_it_gets_wrong_and_links_each_row_to_its_finding(with_rows):
    page = text(with_rows)
    for words in ("never makes a verdict", "6 to 43 of 100 pairs", "not of answers", "could not be estimated",
                  "overtime".title(), "under 0.001", "2 months later", "no finding"):  # fmt: skip
        assert words in page, words
    found = latest_findings()
    for one in found.shown[:2]:
        assert reverse("finding", args=(found.run.pk, one.number)) in page
    assert URL in with_rows.client("hao").get("/findings/").content.decode()
    assert URL not in with_rows.client("eva").get("/findings/").content.decode()


def test_rows_are_filtered_searched_sorted_and_paged(with_rows, program):
    one = latest_findings().shown[0]
    for query, count in (
        ("", 72), ("?q=load", 60), ("?q=stars", 72), ("?q=nowhere", 0), ("?q=load_0%00", 60), ("?lag=2", 24),
        ("?lag=x", 72), ("?direction=customer_to_employee", 36), ("?direction=sideways", 72),
        (f"?employees={one.finding.employee_metric}", 6), (f"?employees={one.finding.employee_metric}&lag=1", 2),
        ("?customers=none", 0),
    ):  # fmt: skip
        assert f"{count} row" in text(with_rows, query), query
    mine = program("hao")
    smallest = mine.get("sweep", order="p", limit=500).json()["items"]
    told = [row["p"] for row in smallest]
    assert told == [*sorted(told[:48]), *[None] * 24]
    sizes = mine.get("sweep", order="size", lag=1, direction="employee_to_customer").json()["items"]
    assert [row["employee_metric"] for row in sizes[:2]] == ["load_09", "load_08"]
    assert mine.get("sweep", search="load", lag=2).json()["total"] == 20
    assert mine.get("sweep", order="verdict").status_code == 422
    page, second = text(with_rows), text(with_rows, "?page=2")
    assert page.count('scope="row"') == 50
    assert second.count('scope="row"') == 22
    assert 'href="?page=2"' in page


def test_too_few_released_rounds_are_an_honest_nothing_and_no_file(linked_company):
    """One round of twelve has passed the ledger: findings are there, and nothing to make the table of."""
    assert "periods in which numbers of teams are shown" in text(linked_company)
    assert linked_company.client("hao").get(reverse("sweep_table")).status_code == 404


def test_a_run_without_a_table_offers_one_and_a_lost_job_is_taken_up(linked_company):
    SweepRun.objects.all().delete()
    assert "Make the table" in text(linked_company)
    assert linked_company.client("hao").post(reverse("ask_for_sweep")).status_code == 302
    made = SweepRun.objects.get()
    assert made.state == SweepRun.State.DONE
    assert "Ask again" not in text(linked_company)
    long_ago = timezone.now() - SILENCE - dt.timedelta(minutes=1)
    SweepRun.objects.update(state=SweepRun.State.RUNNING, beat_at=long_ago, steps=8, steps_done=3)
    page = text(linked_company)
    assert "3 of 8 steps" in page
    assert "no sign of life" in page
    assert running.take_up_again() == 1
    made.refresh_from_db()
    assert (made.state, made.attempt) == (SweepRun.State.DONE, 2)
    SweepRun.objects.update(state=SweepRun.State.RUNNING, beat_at=timezone.now())
    assert running.take_up_again() == 0
    assert not running.may_begin(made.run)


def test_what_fails_says_why_and_can_be_asked_for_again(linked_company, monkeypatch):
    from bothways.errors import InputError

    def odd(run):
        raise InputError("One metric is on both sides.", remedy="Rename one.")

    made = SweepRun.objects.get()
    with monkeypatch.context() as patched:
        patched.setattr(computing, "released_cells", odd)
        running.begin(made.run)
    page = text(linked_company)
    assert "One metric is on both sides." in page
    assert "Ask again" in page
    running.begin(made.run)
    made.refresh_from_db()
    assert made.state == SweepRun.State.DONE


def test_a_job_that_was_given_up_keeps_nothing(linked_company):
    old = SweepRun.objects.get()
    SweepRun.objects.update(state=SweepRun.State.RUNNING, attempt=5)
    assert not running.tell(old, 1, 2)
    with pytest.raises(computing.GivenUpError):
        computing._keep(old, None, {"rows": 99})
    assert SweepRun.objects.get().summary != {"rows": 99}


def test_lags_fit_the_periods():
    assert [lags_of(periods) for periods in (2, 3, 5, 8, 30)] == [
        [], [1], [1, 2, 3], [1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6],
    ]  # fmt: skip
