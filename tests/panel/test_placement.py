"""Cells stand in the period their answers speak of."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bothways.errors import CellError
from bothways.panel import read_panel


def staff(*rows):
    columns = ["unit", "period", "metric", "value", "reference_start", "reference_end"]
    return pd.DataFrame(rows, columns=columns)


CLIENTS = pd.DataFrame(
    [("a", f"2024-{m:02d}", "nps", m) for m in range(1, 7)], columns=["unit", "period", "metric", "value"]
)


def where(panel, metric="x", unit="a") -> list[str]:
    """Periods in which a metric of a unit has values."""
    value = panel.data["value"].sel(metric=metric, unit=unit).values
    return [period for period, its in zip(panel.periods, value, strict=True) if np.isfinite(its)]


def test_a_metric_booked_late_is_moved_to_where_it_belongs():
    booked = staff(
        ("a", "2024-04", "x", 1, "2024-03-01", "2024-03-31"),
        ("a", "2024-05", "x", 2, "2024-04-01", "2024-04-30"),
    )
    panel = read_panel(booked, CLIENTS)
    assert where(panel) == ["2024-03", "2024-04"]
    assert (
        "2 of 2 cells of x were moved to the period their reference span speaks of, "
        "such as a from 2024-04 to 2024-03."
    ) in panel.notes
    start = panel.data["reference_start"].sel(metric="x", period="2024-03").values
    assert start == np.datetime64("2024-03-01")


def test_placement_can_be_switched_off():
    booked = staff(("a", "2024-04", "x", 1, "2024-03-01", "2024-03-31"))
    panel = read_panel(booked, CLIENTS, placement=False)
    assert where(panel) == ["2024-04"]
    end = panel.data["reference_end"].sel(metric="x", period="2024-04").values
    assert end == np.datetime64("2024-03-31")


@pytest.mark.parametrize(
    ("period", "start", "end", "stands"),
    [
        ("2024-03", "2024-03-10", "2024-03-10", "2024-03"),
        ("2024-03", "2024-02-20", "2024-03-05", "2024-02"),  # most of it in February
        ("2024-03", "2024-01-01", "2024-06-30", "2024-03"),  # on the border: stays where it is stated
        ("2024-04", "2024-01-01", "2024-06-30", "2024-04"),
        ("2024-06", "2024-01-01", "2024-06-30", "2024-04"),  # else the later one
        ("2024-06", "2024-01-01", "2024-02-29", "2024-02"),
    ],
)
def test_a_cell_stands_where_the_middle_of_its_span_lies(period, start, end, stands):
    assert where(read_panel(staff(("a", period, "x", 1, start, end)), CLIENTS)) == [stands]


def test_cells_without_a_span_stay():
    rows = staff(("a", "2024-04", "x", 1, "2024-03-01", "2024-03-31"), ("b", "2024-04", "x", 1, None, None))
    panel = read_panel(rows, CLIENTS)
    assert (where(panel), where(panel, unit="b")) == (["2024-03"], ["2024-04"])
    assert any(note.startswith("1 of 2 cells of x were moved") for note in panel.notes)


def test_it_refuses_two_cells_that_land_in_one_place():
    rows = staff(
        ("a", "2024-03", "x", 1, "2024-03-01", "2024-03-31"),
        ("a", "2024-04", "x", 2, "2024-03-01", "2024-03-31"),
    )
    with pytest.raises(CellError) as caught:
        read_panel(rows, CLIENTS)
    assert "row 3" in str(caught.value)
    assert "the other time in row 2, since the reference spans of both speak of one period" in str(
        caught.value
    )
    assert where(read_panel(rows, CLIENTS, placement=False)) == ["2024-03", "2024-04"]


def test_the_assumption_is_told_where_no_span_is_given():
    panel = read_panel(staff(("a", "2024-03", "x", 1, "2024-03-01", "2024-03-31")), CLIENTS)
    notes = [note for note in panel.notes if "No reference span is given" in note]
    assert len(notes) == 1
    assert "nps" in notes[0]
    assert "x" not in notes[0].split(":")[0].split("for ")[1]
    assert np.isnat(panel.data["reference_start"].sel(metric="nps").values).all()


def test_rolling_windows_are_told():
    rows = [
        ("a", f"2024-{m:02d}", "x", m, f"2024-{m - 1:02d}-01", f"2024-{m + 1:02d}-28") for m in range(2, 6)
    ]
    assert any("x overlap from period to period" in note for note in read_panel(staff(*rows), CLIENTS).notes)


def test_the_most_common_span_is_reported_and_others_are_told():
    rows = [(unit, "2024-03", "x", 1, "2024-03-01", "2024-03-31") for unit in ("a", "b")]
    panel = read_panel(staff(*rows, ("c", "2024-03", "x", 1, "2024-03-10", "2024-03-20")), CLIENTS)
    assert panel.data["reference_start"].sel(metric="x", period="2024-03").values == np.datetime64(
        "2024-03-01"
    )
    assert any("another reference span than most of their period: 1;" in note for note in panel.notes)
