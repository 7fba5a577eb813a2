"""Bad input: each refusal is a sentence that names file, row, column and remedy."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from bothways.errors import CellError, ColumnError, FileError, InputError, PeriodError
from bothways.panel import read_panel

GOOD = "unit,period,metric,value\na,2024,y,1\nb,2024,y,2\n"
HEADER = "unit,period,metric,value"


@pytest.fixture
def refuse(make_file):
    """Read bad employees beside good customers and return the sentence."""

    def read(kind, content, clients=GOOD, **options) -> str:
        with pytest.raises(kind) as caught:
            read_panel(make_file(content, "staff.csv"), make_file(clients, "clients.csv"), **options)
        assert type(caught.value) is kind
        assert caught.value.remedy.endswith(".")
        return str(caught.value)

    return read


ROWS = [  # extra columns, bad row, where, what, remedy
    ("", "a,2024,x,high", "column 'value'", "'high' is no number", "leave the cell blank"),
    ("", "a,2024,x,inf", "column 'value'", "infinite", "Leave the cell blank"),
    (",n", "a,2024,x,1,-3", "column 'n'", "negative", "leave it blank"),
    (",n", "a,2024,x,1,2.5", "column 'n'", "no whole number", "noise_variance"),
    (",n", "a,2024,x,1,inf", "column 'n'", "no whole number", "noise_variance"),
    (",n", "a,2024,x,1,0", "column 'n'", "no answer behind it", "Leave the value blank"),
    (",sd", "a,2024,x,1,-1", "column 'sd'", "standard deviation is negative", "Correct it"),
    (",sd", "a,2024,x,1,inf", "column 'sd'", "standard deviation is infinite", "Correct it"),
    (",noise_variance", "a,2024,x,1,-1", "column 'noise_variance'", "noise variance is negative", "Correct it"),
    (",low,high", "a,2024,x,6,1,5", "column 'value'", "6 is off its scale, which runs from 1 to 5", "low and high"),
    (",low,high", "a,2024,x,6,10,5", "column 'low'", "runs from 10 to 5", "below the high end"),
    (",kind", "a,2024,x,101,percent", "column 'value'", "from 0 to 100", "Correct the value"),
    (",kind", "a,2024,x,-101,nps", "column 'value'", "from -100 to 100", "Correct the value"),
    (",kind", "a,2024,x,-1,count", "column 'value'", "runs from 0", "Correct the value"),
    (",kind", "a,2024,x,2.5,count", "column 'value'", "2.5 is no count", "kind 'rate'"),
    (",kind", "a,2024,x,.5,percent", "column 'kind'", "between 0 and 1", "high=1"),
    (",kind", "a,2024,x,1,blue", "column 'kind'", "'blue' is not known as kind", "count, mean, nps, percent, rate"),
    (",better", "a,2024,x,1,left", "column 'better'", "'left' is not known as better", "higher, lower"),
    ("", ",2024,x,1", "column 'unit'", "The unit is blank", "Fill in the unit"),
    ("", "a,,x,1", "column 'period'", "The period is blank", "Fill in the period"),
    ("", "a,2024, ,1", "column 'metric'", "The metric is blank", "Fill in the metric"),
]  # fmt: skip


@pytest.mark.parametrize(("extra", "row", "where", "what", "remedy"), ROWS, ids=[row[1] for row in ROWS])
def test_it_refuses_a_cell_that_cannot_be(refuse, extra, row, where, what, remedy):
    filler = f"b,2024,filler,1{',' * extra.count(',')}\n"
    sentence = refuse(CellError, f"{HEADER}{extra}\n{filler}\n{row}\n{filler.replace('b', 'c', 1)}")
    assert sentence.startswith(f"staff.csv, row 4, {where}: ")
    assert what in sentence
    assert remedy in sentence


def test_it_refuses_a_cell_given_twice_and_names_both_rows(refuse):
    sentence = refuse(CellError, f"{HEADER}\na,2024,x,1\nb,2024,x,1\na,2024,x,2\na,2024,x,3\n")
    assert sentence.startswith(
        "staff.csv, row 4: The cell a, 2024, x is there twice, the other time in row 2."
    )
    assert "raw answers" in sentence


def test_a_cell_is_given_twice_however_its_period_is_dated(refuse):
    dates = "a,2024-01-01,x,1\na,2024-02-01,x,1\na,2024-01-01 00:00,x,1\n"
    assert "row 4" in refuse(CellError, f"{HEADER}\n{dates}", GOOD.replace("2024", "2024-01"))


@pytest.mark.parametrize("field", ["kind", "better", "low"])
def test_it_refuses_a_metric_with_two_kinds_or_scales(refuse, field):
    one, other = {"kind": ("mean", "nps"), "better": ("higher", "lower"), "low": ("0", "1")}[field]
    sentence = refuse(CellError, f"{HEADER},{field}\na,2024,x,1,{one}\nb,2024,x,1,{other}\n")
    assert sentence.startswith(f"staff.csv, row 3, column '{field}': 'x' has another {field} here")


def test_it_refuses_a_missing_column(refuse):
    sentence = refuse(ColumnError, "unit,period,score\na,2024,1\n")
    assert "staff.csv, row 1: The column 'metric' cannot be found" in sentence
    assert "--columns metric=NAME" in sentence


def test_it_refuses_a_doubled_column(refuse):
    sentence = refuse(ColumnError, "unit,period,metric,value,value\na,2024,x,1,1\n")
    assert "staff.csv, row 1, column 'value': The column is there more than once" in sentence


def test_it_refuses_a_mapping_to_a_column_that_nobody_has(refuse):
    sentence = refuse(ColumnError, f"{HEADER}\na,2024,x,1\n", columns={"unit": "turst"})
    assert "No table has a column 'turst' (staff.csv: unit, period" in sentence
    assert "There is no field" in refuse(ColumnError, f"{HEADER}\na,2024,x,1\n", columns={"group": "unit"})
    assert "no table 'staff'" in refuse(InputError, GOOD, columns={"staff": {"unit": "unit"}})


def test_it_refuses_a_metric_on_both_sides(refuse):
    sentence = refuse(ColumnError, f"{HEADER}\na,2024,x,1\nb,2024,y,1\n")
    assert sentence.startswith("clients.csv, row 2, column 'metric': The metric 'y' is also in staff.csv")


def test_it_refuses_files_without_a_common_unit(refuse):
    sentence = refuse(InputError, f"{HEADER}\n007,2024,x,1\n", GOOD.replace("a,", "7,"))
    assert "staff.csv has 1, such as '007', clients.csv has 2, such as '7'" in sentence
    assert "leading zeros" in sentence


def test_it_refuses_a_side_without_a_value(refuse):
    assert "staff.csv, column 'value': There is not a single value" in refuse(
        ColumnError, f"{HEADER}\na,2024,x,\n"
    )


@pytest.mark.parametrize("period", ["soon", "2024-13", "2024-W60", "2024-02-30", "0204", "24"])
def test_it_refuses_a_period_it_cannot_read(refuse, period):
    sentence = refuse(PeriodError, f"{HEADER}\na,2024,x,1\n\nb,{period},x,1\n")
    assert sentence.startswith(f"staff.csv, row 4, column 'period': The period '{period}' cannot be read.")
    assert "2024-Q1" in sentence


def test_it_refuses_mixed_frequencies_in_one_file(refuse):
    sentence = refuse(PeriodError, f"{HEADER}\na,2024-01,x,1\na,2024-02,x,1\na,2024-Q1,x,1\n")
    assert (
        "staff.csv, row 4, column 'period': '2024-Q1' is a quarter, '2024-01' above it a month." in sentence
    )


def test_it_refuses_frequencies_that_differ_between_files(refuse):
    sentence = refuse(PeriodError, f"{HEADER}\na,2024-01,x,1\na,2024-02,x,1\n")
    assert "staff.csv has months (row 2: '2024-01') and clients.csv has years (row 2: '2024')" in sentence
    assert "averaging months into quarters" in sentence


def test_it_refuses_half_years(refuse):
    assert "half-year, which is not supported" in refuse(PeriodError, f"{HEADER}\na,2024H1,x,1\n")


def test_it_refuses_a_period_far_from_all_others(refuse):
    months = "".join(f"a,2024-{m:02d},x,1\n" for m in range(1, 13))
    sentence = refuse(PeriodError, f"{HEADER}\n{months}a,1924-01,x,1\n", GOOD.replace("2024", "2024-01"))
    assert "staff.csv, row 14, column 'period': 1924-01 lies far from all other periods." in sentence


@pytest.mark.parametrize("day", ["03/04/2024", "3-4-2024"])
def test_it_refuses_dates_with_day_and_month_in_doubt(refuse, day):
    assert "could have the day or the month first" in refuse(PeriodError, f"{HEADER}\na,{day},x,1\n")


def test_it_refuses_a_year_that_could_be_a_month(refuse):
    rows = "a,2010/11,x,1\na,2011/12,x,1\n"
    assert "could be a month or a financial year" in refuse(PeriodError, f"{HEADER}\n{rows}")


def test_it_refuses_weeks_dated_by_different_weekdays(refuse):
    monday = "a,2024-01-01,x,1\na,2024-01-08,x,1\na,2024-01-15,x,1\n"
    sunday = "unit,period,metric,value\na,2024-01-07,y,1\na,2024-01-14,y,1\n"
    sentence = refuse(PeriodError, f"{HEADER}\n{monday}", sunday)
    assert "by Monday in staff.csv and by Sunday in clients.csv" in sentence


@pytest.mark.parametrize(
    ("columns", "cells", "what"),
    [
        ("reference_start", "2024-01-01", "only one column is there"),
        ("reference_start,reference_end", "2024-01-01,", "a start or an end only"),
        ("reference_start,reference_end", "2024-02-01,2024-01-01", "ends before it starts"),
        ("reference_start,reference_end", "2024,2024", "is a year, not a day"),
        ("reference_start,reference_end", "soon,2024-01-01", "cannot be read"),
    ],
)
def test_it_refuses_a_reference_span_that_cannot_be(refuse, columns, cells, what):
    sentence = refuse(PeriodError, f"{HEADER},{columns}\na,2024,x,1,{cells}\n")
    assert what in sentence
    assert re.match(r"staff\.csv, (row 2, )?column 'reference_", sentence)


def test_it_refuses_an_empty_file_and_a_header_alone(refuse):
    assert refuse(FileError, "").startswith("staff.csv: The file is empty.")
    assert "a header but no rows" in refuse(FileError, f"{HEADER}\n")


def test_it_refuses_a_sheet_where_no_file_has_sheets(refuse):
    assert "no file is an XLSX file" in refuse(InputError, GOOD, sheet="One")


def test_tables_in_memory_are_named_by_what_they_are_for():
    frame = pd.DataFrame({"unit": ["a", "a"], "period": [2024, 2024], "metric": ["x", "x"], "value": [1, 2]})
    with pytest.raises(CellError, match=r"^the customers table, row 3: The cell a, 2024, y"):
        read_panel(frame.head(1), frame.assign(metric="y"))


def test_it_refuses_one_file_for_both_sides(make_file):
    path = make_file(GOOD, "all.csv")
    with pytest.raises(InputError, match=r"all\.csv: The same file is named for employees and for customers"):
        read_panel(path, path)


def test_two_files_of_one_name_are_told_apart_by_their_folders(tmp_path):
    for side in ("staff", "clients"):
        (tmp_path / side).mkdir()
        (tmp_path / side / "metrics.csv").write_text(GOOD)
    with pytest.raises(ColumnError, match=r"clients.metrics\.csv, row 2, .* is also in .*staff.metrics\.csv"):
        read_panel(tmp_path / "staff" / "metrics.csv", tmp_path / "clients" / "metrics.csv")


@pytest.mark.parametrize("options", [{"columns": "unit=team"}, {"columns": ["unit"]}, {"sheet": 1}])
def test_it_refuses_options_that_are_no_mapping(refuse, options):
    told = refuse(InputError, f"{HEADER}\na,2024,x,1\n", **options)
    assert re.match(r"(columns|sheet) is a mapping, not an object of type (str|list|int)\.", told)


def test_a_column_of_formulas_that_were_never_computed_is_explained(refuse):
    assert "formulas" in refuse(ColumnError, f"{HEADER}\na,2024,x,\n")
