"""Retention by steps of tenure: worked by hand, with limits that are never without width."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.errors import InputError
from bothways.leaving import read_spells, retention, summarise
from bothways.leaving.limits import limit_of_none
from bothways.leaving.retention import CANNOT_TELL

HERE = Path(__file__).parents[1] / "reference" / "leaving"


def people(**columns: object) -> pd.DataFrame:
    return pd.DataFrame(columns)


def rows(table: pd.DataFrame, group: str = "all") -> pd.DataFrame:
    return table[table["group"] == group].reset_index(drop=True)


def test_whole_years_worked_by_hand() -> None:
    # Year 0: 8 there, 2 leave, 1 last seen. Year 1: 5 there, 1 leaves. Year 2: 4 there, 1 leaves, 1 last seen.
    # Year 3: 2 there, last seen.
    frame = people(
        EmployeeNumber=range(8), Attrition=["Yes", "Yes", "No", "Yes", "Yes", "No", "No", "No"],
        YearsAtCompany=[0, 0, 0, 1, 2, 2, 3, 3],
    )  # fmt: skip
    found = retention(read_spells(frame))
    table = rows(found.table)
    assert (found.counted_in, found.step) == ("year", "year")
    assert table["from"].tolist() == [0, 1, 2, 3]
    assert table["to"].tolist() == [1, 2, 3, 4]
    assert table["at_risk"].tolist() == [8, 5, 4, 2]
    assert table["left"].tolist() == [2, 1, 1, 0]
    assert table["retention"].tolist() == pytest.approx([0.75, 0.6, 0.45, 0.45])
    assert (table["low"] < table["retention"]).all()
    assert (table["high"] > table["retention"]).all()


def test_dates_worked_by_hand() -> None:
    # As of 30 June 2024. a: 17 whole months, there. b: left on the anniversary, so after 12 whole months. c: left
    # after 1 month and some days. d: left on the first day. e: 3 months, there.
    frame = people(
        person=list("abcde"),
        start=["2023-01-15", "2023-02-28", "2023-12-31", "2024-01-01", "2024-03-30"],
        end=["", "2024-02-28", "2024-02-10", "2024-01-01", ""],
    )
    spells = read_spells(frame, as_of=pd.Timestamp("2024-06-30").date())
    assert np.floor(spells.exit).tolist() == [17, 12, 1, 0, 3]
    table = rows(retention(spells, step="month").table)
    assert table["at_risk"].tolist()[:5] == [5, 4, 3, 3, 2]
    assert table["left"].tolist()[:2] == [1, 1]
    assert table.loc[[0, 1, 11, 12], "retention"].tolist() == pytest.approx([0.8, 0.6, 0.6, 0.3])
    years = rows(retention(spells, step="year").table)
    assert years[["from", "to", "at_risk", "left"]].values.tolist() == [[0, 1, 5, 2], [1, 2, 2, 1]]
    assert years["retention"].tolist() == pytest.approx([0.6, 0.3])
    quarters = retention(spells, step="quarter").table
    assert quarters["to"].tolist() == [3, 6, 9, 12, 15, 18]


def test_steps_equal_r_survival() -> None:
    wanted = json.loads((HERE / "expected.json").read_text())["steps of 3"]
    data = pd.read_csv(HERE / "spells.csv")
    some = data[data["group"].isin(["a", "b", "c"])]
    spells = read_spells(some[["exit", "left"]], columns={"tenure_months": "exit", "left": "left"})
    table = retention(spells, step="quarter").table.head(12)
    assert table["retention"].tolist() == pytest.approx(wanted["retention"], rel=1e-12)
    assert table["at_risk"].tolist() == wanted["at_risk"]


def test_the_step_follows_the_longest_tenure() -> None:
    def step(months: int) -> str | None:
        return retention(read_spells(people(left=[1, 0], tenure_months=[1, months]))).step

    assert [step(24), step(25), step(60), step(61)] == ["month", "quarter", "quarter", "year"]
    assert retention(read_spells(people(left=[1, 0], tenure_years=[1, 2]))).step == "year"
    assert retention(read_spells(people(left=[1, 0], tenure_years=[0.5, 2]))).step == "month"


def test_where_nobody_left_yet_the_limit_is_that_of_the_fewest() -> None:
    table = retention(
        read_spells(people(left=[0] * 9 + [1], tenure_years=[0, 1, 1, 1, 2, 2, 2, 2, 2, 2]))
    ).table
    assert table["retention"].tolist() == pytest.approx([1, 1, 5 / 6])
    assert table["low"].tolist()[:2] == pytest.approx([0.025 ** (1 / 10), 0.025 ** (1 / 9)])
    assert table["high"].tolist()[:2] == [1, 1]


def test_where_all_left_the_limit_is_that_of_the_last_leaving() -> None:
    table = retention(read_spells(people(left=[1] * 4, tenure_years=[0, 0, 1, 1]))).table
    assert table["retention"].tolist() == [0.5, 0]
    assert table["low"].tolist()[1] == 0
    assert table["high"].tolist()[1] == pytest.approx(table["high"][0] * (1 - limit_of_none(2)))
    at_once = retention(read_spells(people(left=[1, 1], tenure_years=[0, 0]))).table
    assert at_once[["retention", "low"]].values.tolist() == [[0, 0]]
    assert at_once["high"].tolist() == pytest.approx([1 - 0.025**0.5])


def test_what_cannot_be_told_is_left_blank() -> None:
    # From 2024 on: one old hand, and one who starts and leaves at once. After that nobody new was watched.
    frame = people(
        start=["2015-01-01", "2024-02-01", "2016-01-01"],
        end=["2024-12-01", "2024-03-01", ""],
        unit=["a", "a", "b"],
    )
    spells = read_spells(
        frame, since=pd.Timestamp("2024-01-01").date(), as_of=pd.Timestamp("2024-12-31").date()
    )
    found = retention(spells, step="year")
    table = rows(found.table)
    assert table["at_risk"].tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 1, 1]
    assert table["left"].tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert table[["retention", "low", "high"]].isna().all(axis=None)
    assert rows(retention(spells, step="month").table)["retention"].dropna().tolist() == [1]
    assert CANNOT_TELL in found.notes


def test_late_entry_from_a_day_on_worked_by_hand() -> None:
    # From 2023 on. a started 2022-01-01 and left after 18 months; b started 2021-07-01, is there after 24 months;
    # c, d started in 2023: c left after 6 months, d is there after 6.
    frame = people(
        start=["2022-01-01", "2021-07-01", "2023-01-01", "2023-01-01"],
        end=["2023-07-01", "", "2023-07-01", ""],
    )
    day = pd.Timestamp("2023-07-01").date()
    spells = read_spells(frame, since=pd.Timestamp("2023-01-01").date(), as_of=day)
    assert spells.entry[0] == pytest.approx(12, abs=0.04)  # up to the day before
    assert spells.entry[2:].tolist() == [-1, -1]
    curve = retention(spells, step="quarter")
    table = rows(curve.table).set_index("from")
    assert table.loc[0, "at_risk"] == 2
    assert table.loc[6, ["at_risk", "left"]].tolist() == [2, 1]
    assert table.loc[[0, 3], "retention"].tolist() == [1, 1]
    assert table.loc[6:, "retention"].isna().all()  # nobody is watched between 6 and 12 months
    assert table.loc[18, ["at_risk", "left"]].tolist() == [2, 1]


def test_who_left_before_the_first_day_is_not_counted() -> None:
    frame = people(start=["2020-01-01"] * 3, end=["2020-12-31", "2021-01-01", ""])
    spells = read_spells(
        frame, since=pd.Timestamp("2021-01-01").date(), as_of=pd.Timestamp("2022-01-01").date()
    )
    assert (len(spells), spells.left.tolist()) == (2, [True, False])


def test_groups_are_named_by_column_and_group() -> None:
    frame = people(
        left=[1, 0, 1, 0], tenure_years=[1, 1, 2, 2], Department=["Sales", "Sales", "all", "all"],
        JobRole=["a", "a", "b", "a"], Gender=["f", "m", "f", "m"],
    )  # fmt: skip
    assert retention(read_spells(frame)).table["group"].unique().tolist() == [
        "all", "unit: Sales", "unit: all", "role: a",
    ]  # fmt: skip
    by = retention(read_spells(frame, by=["Gender", "department"])).table["group"].unique().tolist()
    assert by == ["all", "Gender: f", "Gender: m", "Department: Sales", "Department: all"]


def test_groups_of_one_person_are_left_out_and_told() -> None:
    frame = people(
        person=["a", "a", "b", "c"], start=["2020-01-01", "2022-01-01", "2020-01-01", "2020-01-01"],
        end=["2021-01-01", "", "", "2021-01-01"], unit=["x", "x", "y", "y"],
    )  # fmt: skip
    spells = read_spells(frame, by=["unit"])
    assert spells.people == 3
    for table in (retention(spells).table, summarise(spells).turnover.table, summarise(spells).groups):
        assert set(table["group"]) == {"all", "unit: y"}  # x holds two spells of one person
    assert any("as each would be one person: 1 group" in note for note in spells.notes)


def test_steps_finer_than_the_file_are_refused() -> None:
    whole = read_spells(people(left=[1, 0], tenure_years=[1, 2]))
    with pytest.raises(InputError, match="whole number of years"):
        retention(whole, step="month")
    unknown = read_spells(people(left=[1, 0], tenure=[1, 2]))
    with pytest.raises(InputError, match="nothing says what the tenures count"):
        retention(unknown, step="year")
    with pytest.raises(InputError, match="There is no step 'week'"):
        retention(whole, step="week")  # type: ignore[arg-type]


def test_a_tenure_of_unknown_unit_stands_as_it_is() -> None:
    found = retention(read_spells(people(left=[1, 0, 0], tenure=[3, 40, 55])))
    assert found.counted_in == "file"
    assert found.table["from"].tolist()[:3] == [0, 2, 4]
    assert any("--columns tenure_years=tenure" in note for note in summarise(
        read_spells(people(left=[1, 0], tenure=[1, 2]))).assumptions)  # fmt: skip


SPELL = st.tuples(st.integers(0, 8), st.booleans(), st.sampled_from("xyz"))


@settings(deadline=None, max_examples=50)
@given(st.lists(SPELL, min_size=2, max_size=40).filter(lambda spells: any(left for _, left, _ in spells)))
def test_limits_hold_the_retention_and_counts_add_up(spells: list[tuple[int, bool, str]]) -> None:
    tenure, left, unit = zip(*spells, strict=True)
    table = retention(read_spells(people(left=left, tenure_years=tenure, unit=unit))).table
    assert (table["low"] <= table["retention"]).all()
    assert (table["retention"] <= table["high"]).all()
    assert (table["high"] - table["low"] > 0).all()
    assert table["high"].max() <= 1
    assert table["low"].min() >= 0
    whole = rows(table)
    assert whole["left"].sum() == sum(left)
    assert whole["at_risk"].iloc[0] == len(spells)
    assert (whole["retention"].diff().dropna() <= 0).all()
    sizes = pd.Series(unit).value_counts()
    for name in sizes.index[sizes > 1]:
        mine = rows(table, f"unit: {name}")
        assert mine["at_risk"].iloc[0] == sizes[name]
        assert mine["left"].sum() == sum(
            gone for gone, where in zip(left, unit, strict=True) if where == name
        )


@pytest.mark.slow
def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    # Exponential tenures with a yearly hazard of .3, 60 people, last seen at random within five years.
    rng = np.random.default_rng(5)
    held = np.zeros(3)
    for _ in range(400):
        stay, seen = rng.exponential(1 / 0.3, 60), rng.uniform(1, 5, 60)
        frame = people(left=(stay <= seen).astype(int), tenure_years=np.minimum(stay, seen))
        table = retention(read_spells(frame), step="year").table.head(3)
        truth = np.exp(-0.3 * table["to"].to_numpy())
        held += ((table["low"] <= truth) & (truth <= table["high"])).to_numpy()
    assert (held / 400 > 0.92).all()  # 95 % less three standard errors
