"""The analysts' table is a function of what ledgers released, through page, file, program and library alike."""

import csv
import io
import shutil

import pandas as pd
import pytest
import swept_company as swept
from django.urls import reverse

from bothways.linkage import sweep as sweep_panel
from bothways.panel import read_panel
from bothways_web.link.models import SweepRow, SweepRun
from bothways_web.link.sweeps import running
from bothways_web.link.sweeps.cells import released_cells
from bothways_web.listen.ledgers import released_rounds


@pytest.fixture
def made(company):
    return swept.sweep_all(company)


def test_it_is_made_of_released_numbers_and_is_the_same_through_every_door(company, program, made, settings):
    assert made.state == SweepRun.State.DONE, made.trouble
    table = swept.rows(made)
    assert len(table) == made.summary["rows"] == 4 * 1 * 4 * 2
    assert table["estimate"].notna().any()
    every_cell_is_shown(made)
    the_library_says_the_same(made, table)
    the_file_says_the_same(company, table)
    the_api_says_the_same(program, table)
    without_any_answer_it_is_the_same(made, table, settings)


def every_cell_is_shown(made):
    """Each cell is a number that a ledger released of exactly this team and no unit below it."""
    cells = released_cells(made.run)
    shown = {
        (population, row.group, row.metric, row.value)
        for population in ("employees", "customers")
        for one in released_rounds(population)
        for row in one.released
    }
    for side, frame in cells.items():
        assert len(frame) > 50
        assert not frame.duplicated(["unit", "period", "metric"]).any()
        assert not {"north", "company"} & set(frame["unit"])
        for row in frame.itertuples():
            assert (side, f"unit={row.unit}", row.metric, row.value) in shown


def the_library_says_the_same(made, table):
    cells = released_cells(made.run)
    found = sweep_panel(read_panel(cells["employees"], cells["customers"]), lags=made.summary["lags"]).table
    pd.testing.assert_frame_equal(table[found.columns], found, check_dtype=False, rtol=1e-12)


def the_file_says_the_same(company, table):
    answer = company.client("hao").get(reverse("sweep_table"))
    told = pd.read_csv(io.BytesIO(answer.content))
    assert "Stars" in set(told["customers"])
    pd.testing.assert_frame_equal(told[table.columns], table, check_dtype=False, rtol=1e-12)
    assert next(csv.reader(io.StringIO(answer.content.decode())))[:2] == ["employees", "customers"]


def the_api_says_the_same(program, table):
    told = program("hao").get("sweep", limit=500).json()
    assert told["total"] == len(table)
    got = pd.DataFrame(told["items"])
    pd.testing.assert_frame_equal(got[table.columns], table, check_dtype=False, rtol=1e-12)
    assert got["finding"].notna().all()


def without_any_answer_it_is_the_same(made, table, settings):
    """Whoever has the ledgers has all that the job reads: no answer, no file of customers' numbers."""
    for name in ("rounds", "metrics", "runs"):
        shutil.rmtree(settings.HOME / name, ignore_errors=True)
    SweepRow.objects.all().delete()
    again = running.begin(made.run)
    assert again.state == SweepRun.State.DONE, again.trouble
    pd.testing.assert_frame_equal(swept.rows(again), table, rtol=0, atol=0)
