"""Periods as people write them."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.panel import read_panel
from bothways.panel.calendar import first_day, infer_frequency, label, ordinal, position
from bothways.panel.periods import read_period

FREQUENCIES = ["day", "week", "month", "quarter", "year"]
DAYS = st.dates(dt.date(1850, 1, 1), dt.date(2150, 1, 1))


def panel_of(*periods):
    frame = pd.DataFrame({"unit": "a", "period": list(periods), "metric": "x", "value": 1.0})
    return read_panel(frame, frame.assign(metric="y"))


@pytest.mark.parametrize(
    ("texts", "label"),
    [
        (["2024", "2024.0", "FY2024", "FY 2024"], "2024"),
        (["2012/13", "2012-13", "2012/2013", "FY2012/13"], "2012"),
        (["2024Q1", "2024-Q1", "2024 q1", "Q1 2024", "1Q2024", "Q1/2024"], "2024-Q1"),
        (["2024-03", "2024/03", "2024/3", "202403", "03.2024", "3/2024", "Mar 2024", "march 2024", "2024-Mar",
          "2024M03", "Mar. 2024"], "2024-03"),
        (["2024-W05", "2024W5", "2024 week 5", "W05 2024", "week 5 2024"], "2024-W05"),
    ],
)  # fmt: skip
def test_it_reads_a_period_in_many_writings(texts, label):
    for text in texts:
        assert panel_of(text).periods == [label], text


@pytest.mark.parametrize(
    "text",
    ["2024-03-09", "2024/3/9", "20240309", "9.3.2024", "09.03.2024", "9 Mar 2024", "March 9, 2024",
     "2024-03-09 00:00:00", "2024-03-09T10:30:00Z"],
)  # fmt: skip
def test_it_reads_a_date_in_many_writings(text):
    assert panel_of(text).periods == ["2024-03-09"]


def test_one_date_that_can_only_be_read_one_way_settles_the_others():
    assert panel_of("03/04/2024", "25/04/2024", "28/04/2024").periods[0] == "2024-04-03"
    assert panel_of("03/04/2024", "03/25/2024", "03/28/2024").periods[0] == "2024-03-04"


def test_one_financial_year_that_can_be_no_month_settles_the_others():
    panel = panel_of("2011/12", "2012/13")
    assert panel.periods == ["2011", "2012"]
    assert any("named after the year they start in" in note for note in panel.notes)


@pytest.mark.parametrize(
    ("days", "frequency", "labels"),
    [
        (["2024-01-01", "2024-02-01", "2024-04-01"], "month", ["2024-01", "2024-02", "2024-03", "2024-04"]),
        (["2024-01-31", "2024-02-29"], "month", ["2024-01", "2024-02"]),
        (["2024-01-15", "2024-04-15"], "quarter", ["2024-Q1", "2024-Q2"]),
        (["2023-03-31", "2024-03-31"], "year", ["2023", "2024"]),
        (
            ["2024-01-01", "2024-01-08", "2024-01-22"],
            "week",
            ["2024-W01", "2024-W02", "2024-W03", "2024-W04"],
        ),
        (["2024-01-01", "2024-01-03"], "day", ["2024-01-01", "2024-01-02", "2024-01-03"]),
    ],
)
@pytest.mark.parametrize("typed", [False, True])
def test_the_frequency_of_dates_is_told_by_their_spacing(days, frequency, labels, typed):
    panel = panel_of(*(pd.to_datetime(days) if typed else days))
    assert (panel.frequency, panel.periods) == (frequency, labels)


def test_a_single_date_takes_the_frequency_of_the_other_side():
    frame = pd.DataFrame({"unit": "a", "period": ["2024-01", "2024-02"], "metric": "x", "value": 1.0})
    one = pd.DataFrame({"unit": "a", "period": ["2024-02-01"], "metric": "y", "value": 1.0})
    assert read_panel(frame, one).periods == ["2024-01", "2024-02"]


@given(DAYS, st.sampled_from(FREQUENCIES))
def test_a_period_holds_its_days_and_its_label_is_read_as_itself(day, frequency):
    period = ordinal(frequency, day)
    assert first_day(frequency, period) <= day < first_day(frequency, period + 1)
    readings = read_period(label(frequency, period))
    assert readings["date" if frequency == "day" else frequency] == (
        day.toordinal() if frequency == "day" else period
    )
    assert int(position(frequency, day)) == period


@given(DAYS, st.sampled_from(FREQUENCIES), st.integers(13, 40))
def test_the_first_days_of_periods_are_recognised(day, frequency, count):
    start = ordinal(frequency, day)
    assert infer_frequency(first_day(frequency, start + step) for step in range(count)) == frequency


@given(st.text(max_size=14))
def test_no_text_stops_the_reading_of_periods(text):
    assert isinstance(read_period(text), dict)
