"""A panel written and read again is the same; the order of rows does not matter."""

from __future__ import annotations

import pandas as pd
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bothways.panel import Panel, read_panel
from bothways.tables import write_table

UNITS = ["007", "b", "B ward", "é"]
PERIODS = {
    "year": ["2019", "2020", "2022"],
    "quarter": ["2023-Q4", "2024-Q1", "2024-Q4"],
    "month": ["2023-12", "2024-01", "2024-06"],
    "week": ["2020-W53", "2021-W01", "2021-W04"],
    "day": ["2024-02-27", "2024-02-28", "2024-03-04"],
}
NUMBER = st.floats(-1e6, 1e6)


@st.composite
def tidy(draw, metrics):
    """One side's tidy metrics at a frequency, cells missing at random, all with a noise variance or none."""
    frequency = draw(st.shared(st.sampled_from(sorted(PERIODS)), key="frequency"))
    with_noise = draw(st.booleans())
    rows = []
    for metric in metrics:
        low, better = draw(st.sampled_from([None, -1e6])), draw(st.sampled_from(["", "higher", "lower"]))
        for unit in UNITS:
            for period in PERIODS[frequency]:
                if unit == UNITS[0] or draw(st.booleans()):
                    variance = draw(st.floats(0, 1e6)) if with_noise else None
                    n = draw(st.one_of(st.none(), st.integers(1, 10**6)))
                    rows.append((unit, period, metric, draw(NUMBER), n, variance, low, better))
    columns = ["unit", "period", "metric", "value", "n", "noise_variance", "low", "better"]
    return pd.DataFrame(rows, columns=columns)


def by_name(panel: Panel) -> xr.Dataset:
    return panel.data.sortby("metric")


@settings(max_examples=40, deadline=None)
@given(tidy(["x", "z"]), tidy(["y"]))
def test_a_panel_survives_being_made_tidy_and_read_again(staff, clients):
    panel = read_panel(staff, clients)
    table = panel.to_tidy()
    again = read_panel(table[table["side"] == "employee"], table[table["side"] == "customer"])
    assert again.frequency == panel.frequency
    xr.testing.assert_identical(again.data, panel.data)
    pd.testing.assert_frame_equal(again.to_tidy(), table)


@settings(max_examples=40, deadline=None)
@given(tidy(["x", "z"]), tidy(["y"]), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(staff, clients, random):
    columns = random.sample(list(staff.columns), len(staff.columns))
    shuffled = staff.iloc[random.sample(range(len(staff)), len(staff))][columns]
    xr.testing.assert_identical(by_name(read_panel(shuffled, clients)), by_name(read_panel(staff, clients)))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tidy(["x"]), tidy(["y"]))
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_file_reads_like_the_table_it_was_made_of(tmp_path, ending, staff, clients):
    write_table(staff, tmp_path / f"staff.{ending}")
    write_table(clients, tmp_path / f"clients.{ending}")
    panel = read_panel(tmp_path / f"staff.{ending}", tmp_path / f"clients.{ending}")
    xr.testing.assert_identical(panel.data, read_panel(staff, clients).data)


def test_spans_and_scales_survive_too():
    staff = pd.DataFrame(
        {
            "unit": ["a", "b"], "period": ["2024-03", "2024-04"], "metric": "x", "value": [3.0, 4.0],
            "n": [10, 20], "kind": "mean", "low": 1, "high": 5, "better": "higher",
            "reference_start": ["2024-03-01", "2024-04-01"], "reference_end": ["2024-03-31", "2024-04-30"],
        }
    )  # fmt: skip
    clients = staff[["unit", "period", "value"]].assign(metric="y_pct", n=50)
    panel = read_panel(staff, clients)
    table = panel.to_tidy()
    again = read_panel(table[table["side"] == "employee"], table[table["side"] == "customer"])
    sources = panel.data["noise_source"].values.tolist(), again.data["noise_source"].values.tolist()
    assert sources == (["n only", "percent"], ["n only", "given"])
    xr.testing.assert_identical(again.data.drop_vars("noise_source"), panel.data.drop_vars("noise_source"))
