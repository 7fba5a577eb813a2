"""The real panels read as their SOURCE.md says."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from bothways.panel import read_panel
from bothways.tables import find_columns, gather, parse_columns, read_table


@pytest.fixture
def folder(shared):
    return shared / "data"


def read(folder, name):
    return read_panel(folder / name / "employees.csv", folder / name / "customers.csv")


def test_the_mortality_panel_reads_as_described(folder):
    panel = read(folder, "nhs-mortality-waiting-panel")
    assert (panel.frequency, panel.periods) == ("year", [str(year) for year in range(2012, 2020)])
    assert (len(panel.metrics("employee")), len(panel.metrics("customer"))) == (20, 3)
    side = panel.data["side"].values
    value = panel.data["value"].values
    assert np.isfinite(value[:, :, side == "employee"]).sum() == 17948
    assert np.isfinite(value[:, :, side == "customer"]).sum() == 2864
    units = np.isfinite(value[:, :, side == "employee"]).any(axis=(1, 2)).sum()
    assert units == 145
    engagement = np.isfinite(panel.data["value"].sel(metric="engagement_pct").values)
    assert (engagement.any(axis=1).sum(), engagement.all(axis=1).sum()) == (144, 122)
    source = dict(zip(panel.data["metric"].values, panel.data["noise_source"].values, strict=True))
    assert source["engagement_score_1to5"] == "n only"
    assert source["work_stress_pct"] == "percent"
    assert source["shmi_mortality_ratio"] == "unknown"


def test_the_patient_experience_panel_reads_as_described(folder):
    panel = read(folder, "nhs-patient-experience")
    assert panel.periods == ["2020", "2021", "2022", "2023", "2024"]
    assert (len(panel.metrics("employee")), len(panel.metrics("customer"))) == (18, 56)
    assert any("1 unit has customer metrics only: R1F" in note for note in panel.notes)
    assert any(note.startswith("Two periods have metrics of both sides") for note in panel.notes)
    assert any("aip_Q34" in note for note in panel.notes if note.startswith("Values of one period only"))


def test_the_federal_items_read_through_a_mapping(folder):
    table = read_table(folder / "fevs-agency-2020-2024" / "employees_items.csv")
    places = find_columns(table, columns=parse_columns("unit=agency,metric=item_text,value=pct_positive"))
    assert [table.header[place] for place in places.values()] == [
        "agency",
        "year",
        "item_text",
        "pct_positive",
        "n",
    ]
    texts = {name: places[name] for name in ("unit", "period", "metric")}
    columns = gather(table, texts=texts, numbers={"value": places["value"], "n": places["n"]})
    assert columns.records == 14911
    assert columns.texts["period"].names == ("2020", "2021", "2022", "2023", "2024")
    assert np.nanmax(columns.numbers["value"]) <= 100.5


def test_reading_a_real_panel_loads_nothing_that_makes_a_cold_start_slow(folder):
    name = folder / "nhs-mortality-waiting-panel"
    program = (
        "import sys; from bothways.panel import read_panel; read_panel(*sys.argv[1:]); "
        "print(sorted({'ibis', 'duckdb', 'numba', 'openpyxl', 'scipy'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, name / "employees.csv", name / "customers.csv"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "[]"
