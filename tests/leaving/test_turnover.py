"""Turnover by quarter and year, worked by hand."""

import datetime as dt

import pandas as pd
import pytest
from scipy.stats import chi2

from bothways.errors import InputError
from bothways.leaving import read_spells, turnover


def test_two_quarters_worked_by_hand() -> None:
    # 2023-Q1 has 90 days, Q2 91. a is there all the time. b leaves on 15 February, which is its 46th day. c starts on
    # 1 April and is there.
    frame = pd.DataFrame(
        {
            "start": ["2023-01-01", "2023-01-01", "2023-04-01"],
            "end": [None, "2023-02-15", None],
            "unit": list("xxy"),
        }
    )
    found = turnover(read_spells(frame, as_of=dt.date(2023, 6, 30)))
    whole = found.table[found.table["group"] == "all"]
    assert found.every == "quarter"
    assert whole["from"].tolist() == ["2023-01-01", "2023-04-01"]
    assert whole["to"].tolist() == ["2023-04-01", "2023-07-01"]
    assert whole["headcount"].tolist() == pytest.approx([(90 + 46) / 90, 2])
    assert whole["left"].tolist() == [1, 0]
    years = 136 / 365.25
    assert whole["turnover"].tolist() == pytest.approx([100 / years, 0])
    assert whole["low"].tolist() == pytest.approx([100 * chi2.ppf(0.025, 2) / 2 / years, 0])
    assert whole["high"].tolist()[0] == pytest.approx(100 * chi2.ppf(0.975, 4) / 2 / years)
    assert whole["high"].tolist()[1] == pytest.approx(100 * chi2.ppf(0.975, 2) / 2 / (182 / 365.25))


def test_spans_are_cut_at_the_first_and_the_last_day() -> None:
    frame = pd.DataFrame({"start": ["2023-02-10", "2023-02-20"], "end": ["2023-05-09", None]})
    found = turnover(
        read_spells(frame, since=dt.date(2023, 3, 2), as_of=dt.date(2023, 5, 10)), every="quarter"
    )
    assert found.table[["from", "to"]].values.tolist() == [
        ["2023-03-02", "2023-04-01"],
        ["2023-04-01", "2023-05-11"],
    ]
    assert found.table["headcount"].tolist() == pytest.approx([2, (39 + 40) / 40])
    assert found.table["left"].tolist() == [0, 1]


def test_who_leaves_on_the_last_day_has_left() -> None:
    frame = pd.DataFrame({"start": ["2023-01-01"] * 2, "end": ["2023-12-31", "2024-01-01"]})
    found = turnover(read_spells(frame), every="year")
    assert found.table["left"].tolist() == [1, 1]
    assert found.table["headcount"].tolist() == [2, 1]


def test_years_follow_a_long_file_and_quarters_a_short_one() -> None:
    def every(last: str) -> str | None:
        return turnover(read_spells(pd.DataFrame({"start": ["2020-01-01"] * 2, "end": [last, None]}))).every

    assert [every("2022-12-31"), every("2023-01-31")] == ["quarter", "year"]


def test_moving_is_not_leaving_and_nobody_counts_twice() -> None:
    frame = pd.DataFrame(
        {
            "person": list("aabb"), "unit": list("xyyx"), "start": ["2023-01-01", "2023-04-01"] * 2,
            "end": ["2023-03-31", None] * 2,
        }
    )  # fmt: skip
    frame.loc[3, "end"] = "2023-06-29"
    found = turnover(read_spells(frame, as_of=dt.date(2023, 6, 30)))
    whole = found.table[found.table["group"] == "all"]
    assert whole["headcount"].tolist() == pytest.approx([2, (91 + 90) / 91])
    assert whole["left"].tolist() == [0, 1]
    in_x = found.table[found.table["group"] == "unit: x"]
    assert in_x["headcount"].tolist() == pytest.approx([1, 90 / 91])
    assert in_x["left"].tolist() == [0, 1]


def test_without_dates_there_is_none() -> None:
    found = turnover(read_spells(pd.DataFrame({"left": [1, 0], "tenure_years": [1, 2]})))
    assert len(found.table) == 0
    assert list(found.table) == ["group", "from", "to", "headcount", "left", "turnover", "low", "high"]


def test_an_unknown_span_is_refused() -> None:
    with pytest.raises(InputError, match="no turnover by 'week'"):
        turnover(read_spells(pd.DataFrame({"left": [1], "tenure_years": [1]})), every="week")  # type: ignore[arg-type]
