"""Two tidy tables to a Panel."""

from __future__ import annotations

import numpy as np
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from bothways.panel import read_panel

STAFF = "unit,period,metric,value,n\n007,2024-01,trust,3.5,10\n007,2024-03,trust,3.9,12\nb,2024-03,trust,4,\n"
CLIENTS = "store;month;kpi;score\n007;2024/01;nps;31\nb;2024/02;nps;-2\nb;2024/03;nps;*\n"


@pytest.fixture
def panel(make_file):
    return read_panel(make_file(STAFF, "staff.csv"), make_file(CLIENTS, "clients.csv"))


def told(panel, *words) -> str:
    """The one note that holds all the words."""
    found = [note for note in panel.notes if all(word in note for word in words)]
    assert len(found) == 1, panel.notes
    return found[0]


def test_the_calendar_is_complete_and_holes_are_holes(panel):
    assert panel.frequency == "month"
    assert panel.periods == ["2024-01", "2024-02", "2024-03"]
    assert panel.units == ["007", "b"]
    trust = panel.data["value"].sel(metric="trust").values
    np.testing.assert_array_equal(trust, [[3.5, np.nan, 3.9], [np.nan, np.nan, 4]])
    np.testing.assert_array_equal(
        panel.data["n"].sel(metric="trust").values, [[10, np.nan, 12], [np.nan] * 3]
    )


def test_each_metric_belongs_to_its_side(panel):
    assert panel.metrics("employee") == ["trust"]
    assert panel.metrics("customer") == ["nps"]


def test_it_has_all_the_variables_that_a_panel_has(panel):
    assert set(panel.data.data_vars) == {"value", "n", "noise_variance", "reference_start", "reference_end"}
    for name in ("value", "n", "noise_variance"):
        assert panel.data[name].dims == ("unit", "period", "metric")
        assert panel.data[name].dtype == np.float64
    assert panel.data["reference_start"].dims == ("period", "metric")
    assert panel.data["reference_start"].dtype.kind == "M"
    assert set(panel.data.coords) == {
        "unit", "period", "metric", "side", "kind", "low", "high", "better", "noise_source",
    }  # fmt: skip


def test_a_row_without_a_value_is_a_hole_and_is_told(panel):
    assert "1 of 3 rows" in told(panel, "clients.csv", "no value", "'*' 1")


def test_declared_scales_reach_the_panel():
    staff = pd.DataFrame(
        {
            "unit": ["a", "b"], "period": 2024, "metric": "trust", "value": [3.0, 4.0],
            "kind": ["Mean", ""], "low": [1, np.nan], "high": [np.nan, 5], "better": ["Higher", None],
        }
    )  # fmt: skip
    clients = pd.DataFrame(
        {"unit": ["a", "b"], "period": 2024, "metric": ["nps", "nps"], "value": [3.0, -4.0], "kind": "NPS"}
    )
    data = read_panel(staff, clients).data
    assert data["kind"].values.tolist() == ["mean", "nps"]
    assert data["better"].values.tolist() == ["higher", ""]
    assert (data["low"].values.tolist(), data["high"].values.tolist()) == ([1, -100], [5, 100])


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table])
def test_tables_in_memory_are_read_like_files(make, make_file):
    staff = {"team": ["a", "b"], "year": [2024, 2024], "kpi": ["x", "x"], "score": [1.0, None]}
    clients = {"team": ["a", "b"], "year": [2024, 2024], "kpi": ["y", "y"], "score": [1.0, 2.0]}
    panel = read_panel(make(staff), make(clients))
    np.testing.assert_array_equal(panel.data["value"].values, [[[1, 1]], [[np.nan, 2]]])


def test_a_spreadsheet_with_dates_is_read(tmp_path, make_file):
    book = openpyxl.Workbook()
    for row in (
        ["unit", "date", "metric", "value"],
        *(["a", pd.Timestamp(2024, m, 1), "x", m] for m in (1, 2)),
    ):
        book.active.append(row)
    book.create_sheet("Other").append(["something"])
    book.save(tmp_path / "staff.xlsx")
    clients = make_file("unit,period,metric,value\na,2024-01,y,1\na,2024-02,y,2\n")
    panel = read_panel(tmp_path / "staff.xlsx", clients, sheet="Sheet")
    assert panel.periods == ["2024-01", "2024-02"]
    assert "read as months" in told(panel, "dates")
    by_side = read_panel(tmp_path / "staff.xlsx", clients, sheet={"employees": "Sheet"})
    assert by_side.data.equals(panel.data)


def test_one_mapping_serves_every_table_that_has_the_column(make_file):
    staff = make_file("trust,year,item,pos\na,2024,x,1\n", "staff.csv")
    clients = make_file("unit,year,item,value\na,2024,y,1\n", "clients.csv")
    panel = read_panel(staff, clients, columns={"unit": "trust", "value": "pos"})
    assert panel.metrics("employee") == ["x"]
    by_side = read_panel(staff, clients, columns={"employees": {"unit": "trust", "value": "pos"}})
    assert by_side.data.equals(panel.data)


def test_units_on_one_side_are_kept_and_told(make_file):
    staff = "unit,period,metric,value\na,2024,x,1\nb,2024,x,2\nc,2024,x,3\n"
    clients = "unit,period,metric,value\na,2024,y,1\nd,2024,y,2\n"
    panel = read_panel(make_file(staff, "s.csv"), make_file(clients, "c.csv"))
    assert panel.units == ["a", "b", "c", "d"]
    assert "2 units have employee metrics only: b and c; 1 has both" in told(panel, "employee metrics only")
    assert "1 unit has customer metrics only: d" in told(panel, "customer metrics only")


def test_near_twins_among_units_are_told(make_file):
    staff = "unit,period,metric,value\nLeeds,2024,x,1\nB,2024,x,2\n"
    clients = "unit,period,metric,value\nleeds,2024,y,1\nB,2024,y,2\n"
    panel = read_panel(make_file(staff, "s.csv"), make_file(clients, "c.csv"))
    assert "'Leeds' and 'leeds'" in told(panel, "nearly agree")


@pytest.mark.parametrize(
    ("periods", "words"), [([2024], "One period has"), ([2023, 2024], "Two periods have")]
)
def test_one_period_or_two_are_association_only(periods, words):
    frame = pd.DataFrame([(u, p, "x", p + len(u)) for u in ("a", "bb") for p in periods])
    frame.columns = ["unit", "period", "metric", "value"]
    panel = read_panel(frame, frame.assign(metric="y"))
    assert "association only" in told(panel, words)


def test_a_metric_that_never_varies_is_kept_and_told():
    frame = pd.DataFrame([(u, p, "x", p + len(u)) for u in ("a", "bb") for p in (2021, 2022, 2023)])
    frame.columns = ["unit", "period", "metric", "value"]
    flat = pd.concat([frame.assign(metric="y"), frame.assign(metric="flat", value=7)])
    fixed = frame.assign(metric="fixed", value=frame["unit"].str.len())
    panel = read_panel(frame, pd.concat([flat, fixed]))
    assert panel.metrics("customer") == ["y", "flat", "fixed"]
    assert told(panel, "flat never varies")
    assert told(panel, "fixed never changes within a unit")


def test_a_metric_that_skips_periods_is_told():
    monthly = pd.DataFrame([("a", f"2024-{m:02d}", "x", m) for m in range(1, 8)])
    monthly.columns = ["unit", "period", "metric", "value"]
    rare = monthly.iloc[::3].assign(metric="y")
    assert told(read_panel(monthly, rare), "y is reported only every 3 months")


def test_columns_that_are_not_read_are_told(make_file):
    staff = make_file("unit,period,metric,value,noise_varience\na,2024,x,1,1\n", "s.csv")
    clients = make_file("unit,period,metric,value\na,2024,y,1\n", "c.csv")
    assert told(read_panel(staff, clients), "s.csv", "not read", "noise_varience")


def test_blank_rows_are_passed_over(make_file):
    staff = make_file("unit,period,metric,value\na,2024,x,1\n,,,\n", "s.csv")
    clients = make_file("unit,period,metric,value\na,2024,y,1\n", "c.csv")
    panel = read_panel(staff, clients)
    assert panel.data["value"].shape == (1, 1, 2)
    assert not any("no value" in note for note in panel.notes)


def test_progress_is_reported(make_file):
    seen = []
    read_panel(
        make_file(STAFF, "s.csv"),
        make_file(CLIENTS, "c.csv"),
        progress=lambda name, rows: seen.append((name, rows)),
    )
    assert seen == [("s.csv", 3), ("c.csv", 3)]


def test_the_tables_handed_in_are_not_changed():
    frame = pd.DataFrame({"unit": ["a"], "period": ["2024"], "metric": ["x"], "value": ["1"]})
    before = frame.copy(deep=True)
    read_panel(frame, frame.assign(metric="y"))
    pd.testing.assert_frame_equal(frame, before)
