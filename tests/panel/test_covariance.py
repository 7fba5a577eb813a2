"""Covariances of metrics that the same people answered."""

from __future__ import annotations

import pandas as pd
import pytest

from bothways.errors import CellError, ColumnError, PeriodError
from bothways.panel import read_panel

HEADER = "unit,period,metric_a,metric_b,covariance"


def side(metrics, **more):
    rows = [(u, p, m, 3.0) for u in "ab" for p in ("2024-01", "2024-02") for m in metrics]
    return pd.DataFrame(rows, columns=["unit", "period", "metric", "value"]).assign(
        noise_variance=1.0, **more
    )


@pytest.fixture
def read(make_file):
    def reading(rows, staff=None, **options):
        staff = side(["x", "z"]) if staff is None else staff
        path = make_file(f"{HEADER}\n{rows}", "cov.csv")
        return read_panel(staff, side(["y"]), covariance=path, **options)

    return reading


def test_covariances_are_listed_in_the_order_of_the_panel(read):
    panel = read("b,2024-02,y,x,0.25\na,Jan 2024,x,z,-0.5\na,2024-02,x,z,\n".replace("Jan 2024", "2024-01"))
    assert panel.noise_covariance.to_numpy().tolist() == [
        ["a", "2024-01", "x", "z", -0.5],
        ["b", "2024-02", "x", "y", 0.25],
    ]


def test_a_panel_without_covariances_has_an_empty_table():
    panel = read_panel(side(["x"]), side(["y"]))
    assert list(panel.noise_covariance.columns) == ["unit", "period", "metric_a", "metric_b", "covariance"]
    assert panel.noise_covariance.empty


def test_rows_without_a_cell_are_left_out_and_told(read):
    panel = read("c,2024-01,x,y,0.1\na,2023-12,x,y,0.1\na,2024-01,x,y,0.1\n")
    assert len(panel.noise_covariance) == 1
    assert "2 rows of cov.csv have no cell in the panel and are left out." in panel.notes


def test_a_covariance_moves_with_its_cells(read):
    spans = {"reference_start": "2023-12-01", "reference_end": "2023-12-31"}
    staff = side(["x", "z"]).query("period == '2024-01'").assign(**spans)
    panel = read("a,2024-01,x,z,0.5\n", staff=staff)
    assert panel.noise_covariance["period"].to_list() == ["2023-12"]


def test_it_refuses_two_values_placed_in_different_periods(read):
    spans = {"reference_start": "2023-12-01", "reference_end": "2023-12-31"}
    staff = side(["x", "z"]).query("period == '2024-01'").assign(**spans)
    with pytest.raises(CellError, match=r"cov\.csv, row 2, column 'period': Reference spans have placed"):
        read("a,2024-01,x,y,0.5\n", staff=staff)


@pytest.mark.parametrize(
    ("rows", "kind", "what"),
    [
        ("a,2024-01,x,w,0.5\n", ColumnError, r"row 2, column 'metric_b': The metric 'w' is in neither"),
        ("a,2024-01,x,x,0.5\n", CellError, r"row 2, column 'metric_b': A metric is paired with itself"),
        ("a,2024-01,x,y,1.1\n", CellError, r"row 2, column 'covariance': The covariance is larger than"),
        ("a,2024-01,x,y,-1.1\n", CellError, "larger than the two noise variances allow"),
        ("a,2024-01,x,y,inf\n", CellError, "infinite"),
        ("a,2024-01,x,y,0\na,2024-01,y,x,0\n", CellError, r"row 3, .* is there twice"),
        (",2024-01,x,y,0\n", CellError, r"row 2, column 'unit': The unit is blank"),
        ("a,2024-Q1,x,y,0\n", PeriodError, r"'2024-Q1' is a quarter, the panel has months"),
        ("a,soon,x,y,0\n", PeriodError, r"'soon' cannot be read"),
    ],
)
def test_it_refuses_a_covariance_that_cannot_be(read, rows, kind, what):
    with pytest.raises(kind, match=what):
        read(rows)


def test_a_mapping_reaches_each_table_by_its_own_fields(make_file):
    cov = make_file("unit,period,one,other,cov,score\na,2024-01,x,y,0.5,7\n", "cov.csv")
    staff = side(["x"]).rename(columns={"value": "score"})
    mapping = {"value": "score", "metric_a": "one", "metric_b": "other"}
    panel = read_panel(staff, side(["y"]), covariance=cov, columns=mapping)
    assert panel.noise_covariance["covariance"].to_list() == [0.5]
