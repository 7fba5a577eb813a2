"""Workbooks of which one row holds several values: found, laid out, refused; and those of the federal survey."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner
from workbooks import QUESTIONS, shares, write_workbook

from bothways.cli import app
from bothways.errors import BothwaysError, InputError
from bothways.formats.wide import Layout, lay_out, look_at_sheets, propose_layout, tidy_table, write_wrong

BRANCHES = {"day": "Harbour", "night": "Mill", "desk": "Market"}
FOLDER = "data/fevs-agency-2020-2024"


def test_a_workbook_is_proposed_as_it_is_laid_out(tmp_path):
    sheets = look_at_sheets(write_workbook(tmp_path / "x.xlsx", BRANCHES))
    found = propose_layout(sheets, period="2024")
    assert found is not None
    assert (found.unit, found.values, found.n) == ("Branch", ("Strongly Agree", "Agree"), "Answers**")
    assert (found.sheets, found.sheet_is, found.together) == (tuple(QUESTIONS), "metric", "sum")
    assert (found.kind, found.low, found.high, found.left_out) == ("percent", 0, 100, ("All Responses",))
    assert {sheet.title: sheet.header_row for sheet in sheets if sheet.title in QUESTIONS} == dict.fromkeys(
        QUESTIONS, 4
    )
    assert next(sheet for sheet in sheets if sheet.title == "Q1").above == QUESTIONS["Q1"]


def laid_out(path, **changes):
    layout = propose_layout(look_at_sheets(path), period="2024")
    assert layout is not None
    layout = replace(layout, **changes)
    return lay_out(path, layout), layout


def test_values_are_added_up_suppressed_ones_left_out_and_units_named(tmp_path):
    path = write_workbook(tmp_path / "x.xlsx", BRANCHES)
    tidy, layout = laid_out(path, units={name: code for code, name in BRANCHES.items()})
    found = {(unit, metric): (value, n) for unit, _period, metric, value, n in tidy.rows}
    expected = {
        (code, title): (pytest.approx(sum(shares(place, number)[:2])), 1200 + place)
        for number, title in enumerate(QUESTIONS)
        for place, code in enumerate(BRANCHES)
        if (title, code) != ("Q2", "desk")
    }
    assert found == expected
    assert (tidy.blank, tidy.wrong) == (1, [])
    assert {row[1] for row in tidy.rows} == {"2024"}
    assert tidy_table(tidy, layout).column_names == [
        "unit",
        "period",
        "metric",
        "value",
        "n",
        "kind",
        "low",
        "high",
    ]


def test_each_column_can_be_a_metric_and_a_sheet_a_period(tmp_path):
    path = write_workbook(tmp_path / "x.xlsx", BRANCHES)
    tidy, _layout = laid_out(path, together="each", sheet_is="period", period_value="", period="")
    assert {row[2] for row in tidy.rows} == {"Strongly Agree", "Agree"}
    assert {row[1] for row in tidy.rows} == set(QUESTIONS)
    assert len(tidy.rows) == 2 * (3 * 3 - 1)


def test_a_mark_of_ones_own_stands_for_no_value_and_anything_else_is_wrong(tmp_path):
    path = write_workbook(tmp_path / "x.xlsx", BRANCHES, suppressed="<10")
    tidy, _layout = laid_out(path)
    assert [(cell.sheet, cell.row) for cell in tidy.wrong] == [("Q2", 9), ("Q2", 9)]
    assert "<10" not in tidy.wrong[0].reason
    tidy, _layout = laid_out(path, missing=("<10",))
    assert (tidy.wrong, tidy.blank) == ([], 1)


def test_a_wrong_cell_is_named_and_the_list_of_them_replaces_no_other_file(tmp_path):
    tidy, _layout = laid_out(write_workbook(tmp_path / "x.xlsx", BRANCHES, spoilt="about 30"))
    assert [(cell.sheet, cell.row, cell.column) for cell in tidy.wrong] == [("Q3", 7, "Agree")]
    write_wrong(tidy.wrong, tmp_path / "wrong.csv")
    assert (tmp_path / "wrong.csv").read_text().splitlines()[1].startswith("Q3,7,Agree,")
    (tmp_path / "mine.csv").write_text("mine")
    with pytest.raises(InputError, match="no list of wrong cells"):
        write_wrong(tidy.wrong, tmp_path / "mine.csv")
    assert (tmp_path / "mine.csv").read_text() == "mine"


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"values": ()}, "no column of values"), ({"unit": ""}, "no column of units"), ({"n": "Agree"}, "two things"),
        ({"period_value": ""}, "no period"), ({"sheet_is": ""}, "no name for the metric"), ({"low": 100.0}, "low end"),
        ({"header_row": -1}, "counts rows"), ({"values": ("Agree", "Agree")}, "twice"),
    ],
)  # fmt: skip
def test_a_layout_that_cannot_be_is_refused(changes, what):
    good = Layout("Branch", ("Agree",), sheet_is="metric", period_value="2024", low=0, high=100)
    with pytest.raises(InputError, match=what):
        replace(good, **changes)


def test_a_file_without_the_columns_is_refused_and_names_them(tmp_path):
    path = write_workbook(tmp_path / "x.xlsx", BRANCHES)
    layout = Layout("Agency", ("Agree",), sheet_is="metric", period_value="2024")
    with pytest.raises(InputError, match="No sheet has all columns"):
        lay_out(path, layout)


def test_convert_writes_tidy_metrics_that_link_reads(tmp_path):
    from bothways import read_panel

    path = write_workbook(tmp_path / "x.xlsx", BRANCHES)
    _tidy, layout = laid_out(path)
    (tmp_path / "layout.json").write_text(layout.to_json())
    out = tmp_path / "tidy.csv"
    call = ["convert", str(path), "--mapping", str(tmp_path / "layout.json"), "--out", str(out)]
    result = CliRunner().invoke(app, call)
    assert result.exit_code == 0, result.output
    assert "3 sheets: 8 values, 1 suppressed or blank, 0 wrong." in result.output
    customers = pd.DataFrame(
        {"unit": list(BRANCHES.values()), "period": "2024", "metric": "nps", "value": [1, 2, 3]}
    )
    customers.to_csv(tmp_path / "customers.csv", index=False)
    panel = read_panel(str(out), str(tmp_path / "customers.csv"))
    assert set(QUESTIONS) <= set(panel.data["metric"].values.tolist())


@pytest.mark.slow
@pytest.mark.parametrize("year", [2020, 2024])
def test_federal_workbooks_are_laid_out_as_they_were_by_hand(year, shared):
    path = shared / FOLDER / "raw" / f"fevs_{year}_govwide_report_by_agency.xlsx"
    derived = pd.read_csv(shared / FOLDER / "employees_items.csv").query("year == @year")
    expected = derived.set_index(["item", "agency"])[["pct_positive", "n"]].to_dict("index")
    tidy, layout = laid_out(path, period_value=str(year))
    assert layout.values == ("Strongly Agree", "Agree")
    compared = [row for row in tidy.rows if (row[2], row[0]) in expected]
    assert len(compared) > 800
    for unit, _period, metric, value, n in compared:
        assert value == pytest.approx(expected[metric, unit]["pct_positive"], abs=1e-6)
        assert n == expected[metric, unit]["n"]
    assert tidy.wrong == []


CELLS = st.one_of(
    st.sampled_from(
        ["", "--", "12.5 %", "1,204", "1.204", "-3", "∞", "1e400", "nan", "Total", "=1+1", "\xa0"]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(CELLS, min_size=3, max_size=5), min_size=2, max_size=8), st.integers(0, 4))
def test_whatever_stands_in_cells_is_a_value_none_or_named_as_wrong(rows, header_row):
    import openpyxl

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.xlsx")
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append([f"'{text}" if text[:1] == "=" else text for text in row])
        book.save(path)
        try:
            sheets = look_at_sheets(path, header_row=header_row)
            names = [name for sheet in sheets for name in sheet.header if name]
            layout = propose_layout(sheets, period="2024") or (
                Layout(names[0], (names[1],), metric="m", period_value="2024", header_row=header_row)
                if len(set(names)) > 1 and names[0] != names[1]
                else None
            )
            if layout is None:
                return
            tidy = lay_out(path, replace(layout, header_row=header_row))
        except BothwaysError:
            return
        assert all(abs(row[3]) < float("inf") for row in tidy.rows)
        assert all(row[4] is None or row[4] >= 0 for row in tidy.rows)
        assert all(row[0] and row[1] and row[2] for row in tidy.rows)


KEYS = st.one_of(
    st.sampled_from(["unit", "values", "period_value", "units", "low", "sheets"]), st.text(max_size=6)
)
ANY = st.one_of(st.none(), st.text(max_size=6), st.integers(), st.lists(st.text(max_size=3)))


@given(st.dictionaries(KEYS, ANY, max_size=6))
def test_json_that_is_no_layout_is_refused_by_an_error_of_ours(given_keys):
    text = json.dumps({"version": 1, "shape": "wide", **given_keys})
    try:
        layout = Layout.from_json(text)
    except BothwaysError:
        return
    assert Layout.from_json(layout.to_json()) == layout
