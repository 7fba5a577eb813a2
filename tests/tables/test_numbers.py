"""Numbers as people write them."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.errors import CellError
from bothways.tables import gather, read_table
from bothways.tables.numbers import parse_number


def read(path_or_frame, *fields):
    table = read_table(path_or_frame)
    return gather(table, texts={}, numbers={name: table.header.index(name) for name in fields})


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["1", " 2.5 ", "3e2"], [1, 2.5, 300]),
        (["1,5", "2"], [1.5, 2]),
        (["0,750", "1"], [0.75, 1]),
        (["1.234,5", "1.234"], [1234.5, 1234]),
        (["12,5", "1.234"], [12.5, 1234]),
        (["1,234.5", "1,234"], [1234.5, 1234]),
        (["1.5", "1,234"], [1.5, 1234]),
        (["1,234,567", "12"], [1234567, 12]),
        (["1 234,5", "1"], [1234.5, 1]),
        (["26.2 %", "7%"], [26.2, 7]),
        (["-1.5", "\u22121", "+2"], [-1.5, -1, 2]),
    ],
)
def test_it_reads_decimal_signs_that_can_be_told(texts, numbers):
    frame = pd.DataFrame({"value": texts})
    assert read(frame, "value").numbers["value"].tolist() == numbers


def test_one_column_tells_the_decimal_sign_of_another(make_file):
    columns = read(make_file("value;n\n3,5;1.200\n4;800\n"), "value", "n")
    assert columns.numbers["n"].tolist() == [1200, 800]
    assert any("decimal comma" in note for note in columns.notes)


def test_a_decimal_comma_far_down_changes_what_was_read_before():
    frame = pd.DataFrame({"value": ["1.234"] * 600_000 + ["12,5"]})
    assert read(frame, "value").numbers["value"][0] == 1234


def test_it_refuses_a_comma_that_could_be_either(make_file):
    with pytest.raises(CellError, match=r"row 3, column 'value': '1,234' could have a decimal comma or"):
        read(make_file("unit;value\na;12\nb;1,234\n"), "value")


def test_it_refuses_commas_and_points_in_one_file(make_file):
    with pytest.raises(
        CellError, match=r"row 3, column 'value': '3,5' has a decimal comma, '2.75' elsewhere"
    ):
        read(make_file("unit;value\na;2.75\nb;3,5\n"), "value")


def test_it_names_the_row_of_what_is_no_number(make_file):
    with pytest.raises(CellError) as caught:
        read(make_file("unit,value\na,1\n\nb,high\n"), "value")
    assert str(caught.value).startswith("table.csv, row 4, column 'value': 'high' is no number.")


def test_errors_do_not_repeat_long_texts_or_addresses(make_file):
    with pytest.raises(CellError, match="a text of 15 characters is no number") as caught:
        read(make_file("unit,value\na,ana@example.org\n"), "value")
    assert "ana" not in str(caught.value)


def test_blanks_and_marks_for_missing_are_holes():
    texts = ["1", "", " ", "NA", "n/a", "-", "*", "c", "[x]", "..", "Suppressed", "#N/A", "nan"]
    columns = read(pd.DataFrame({"value": texts}), "value")
    assert np.isnan(columns.numbers["value"]).tolist() == [False] + [True] * 12
    assert columns.marks["value"] == dict.fromkeys(
        ["NA", "n/a", "-", "*", "c", "[x]", "..", "Suppressed", "#N/A", "nan"], 1
    )


def test_texts_keep_their_leading_zeros_and_lose_blanks_around():
    table = read_table(pd.DataFrame({"unit": [" 007", "7", "007 ", None, ""]}))
    unit = gather(table, texts={"unit": 0}, numbers={}).texts["unit"]
    assert unit.names == ("007", "7")
    assert unit.codes.tolist() == [0, 1, 0, -1, -1]


def test_whole_floats_and_dates_become_plain_texts():
    frame = pd.DataFrame({"unit": [7.0, np.nan], "period": pd.to_datetime(["2024-03-01", "2024-04-01"])})
    texts = gather(read_table(frame), texts={"unit": 0, "period": 1}, numbers={}).texts
    assert texts["unit"].names == ("7",)
    assert texts["period"].names == ("2024-03-01", "2024-04-01")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_survives_being_written_and_read(number):
    assert parse_number(repr(number)) == number
    assert parse_number(repr(number).replace(".", ","), "comma") == number


@given(st.text(max_size=12))
def test_no_text_stops_the_reading_of_numbers(text):
    for convention in ("point", "comma"):
        number = parse_number(text, convention)
        assert number is None or isinstance(number, float)


def test_infinite_is_read_so_that_it_can_be_refused():
    assert parse_number("inf") == math.inf
