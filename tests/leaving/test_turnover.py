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
        read_spells(frame, by=[], since=dt.date(2023, 3, 2), as_of=dt.date(2023, 5, 10)), every="quarter"
    )
    assert found.table[["from", "to"]].values.tolist() == [
        ["2023-03-02", "2023-04-01"],
        ["2023-04-01", "2023-05-11"],
    ]
    assert found.table["headcount"].tolist() == pytest.approx([2, (39 + 40) / 40])
    assert found.table["left"].tolist() == [0, 1]


def test_who_leaves_on_the_last_day_has_left() -> None:
    frame = pd.DataFrame({"start": ["2023-01-01"] * 2, "end": ["2023-12-31", "2024-01-01"]})
    found = turnover(read_spells(frame, by=[]), every="year")
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


def test_days_fall_into_the_band_of_tenure_that_they_belong_to() -> None:
    # 2023 has 365 days. a passes one year on 1 July 2023, so 184 days are left. b, c pass ten years on 1 January 2023,
    # b leaves on 31 January. d, e start on 1 January 2023, e leaves on 1 January 2024, the first day after a year.
    frame = pd.DataFrame(
        {
            "start": ["2022-07-01", "2013-01-01", "2013-01-01", "2023-01-01", "2023-01-01"],
            "end": [None, "2023-01-31", None, None, "2024-01-01"],
        }
    )
    found = turnover(
        read_spells(frame, since=dt.date(2023, 1, 1), as_of=dt.date(2024, 1, 1)), every="year"
    ).table
    table = found.set_index(["group", "from"])
    assert table.loc[("tenure: under 1 year", "2023-01-01"), "headcount"] == pytest.approx(
        (181 + 365 + 365) / 365
    )
    assert table.loc[("tenure: 1 to 2 years", "2023-01-01"), "headcount"] == pytest.approx(184 / 365)
    old = table.loc[("tenure: 10 years and more", "2023-01-01"), ["headcount", "left"]].tolist()
    assert old == pytest.approx([(31 + 365) / 365, 1])
    assert table.loc[("tenure: 1 to 2 years", "2024-01-01"), "left"] == 1
    bands, whole = found[found["group"].str.startswith("tenure")], found[found["group"] == "all"]
    assert bands.groupby("from")["headcount"].sum().tolist() == pytest.approx(whole["headcount"].tolist())
    assert bands["left"].sum() == whole["left"].sum()


def test_bands_of_tenure_are_told_when_asked_for() -> None:
    frame = pd.DataFrame({"start": ["2023-01-01"] * 2, "end": ["2023-02-01", None], "unit": ["a", "a"]})

    def groups(by: list[str] | None) -> set[str]:
        return set(turnover(read_spells(frame, by=by)).table["group"])

    assert groups(None) == groups(["unit", "tenure"]) == {"all", "unit: a", "tenure: under 1 year"}
    assert groups(["unit"]) == {"all", "unit: a"}
    assert groups(["tenure"]) == {"all", "tenure: under 1 year"}
    with pytest.raises(InputError, match="the time itself"):
        read_spells(pd.DataFrame({"left": [1, 0], "tenure": [1, 2]}), by=["tenure"])


def test_without_dates_there_is_none() -> None:
    found = turnover(read_spells(pd.DataFrame({"left": [1, 0], "tenure_years": [1, 2]})))
    assert len(found.table) == 0
    assert list(found.table) == ["group", "from", "to", "headcount", "left", "turnover", "low", "high"]


def test_an_unknown_span_is_refused() -> None:
    with pytest.raises(InputError, match="no turnover by 'week'"):
        turnover(read_spells(pd.DataFrame({"left": [1], "tenure_years": [1]})), every="week")  # type: ignore[arg-type]
