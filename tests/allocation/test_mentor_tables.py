"""Tables of new hires and mentors: what is understood, and what is refused with its place."""

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from mentor_cases import DAY, TREE, hires, mentors, paired, who

from bothways.allocation import pair_mentors
from bothways.errors import CellError, ColumnError, FileError, InputError

ANA, EVA = {"person": "ana"}, {"person": "eva"}


def test_files_with_other_names_of_columns_are_understood(tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text(
        "Employee ID;Team;Office;Job title;Timezone;Interests\n7;n1;Bonn;Nurse;Europe/Berlin;kit\n",
        encoding="utf-8",
    )
    (tmp_path / "mentors.csv").write_text(
        "id;team;office;roles;tz;speaks;leads;opt in;places\n8;n2;bonn;nurse|lead;Europe/Berlin;de, es;;ja;1\n",
        encoding="utf-8",
    )
    (tmp_path / "units.csv").write_text("unit,parent\nn1,\nn2,\n", encoding="utf-8")
    files = (tmp_path / name for name in ("new.csv", "mentors.csv", "units.csv"))
    found = pair_mentors(*files, on=DAY, seed=1)
    assert who(found) == {"7": "8"}
    terms = found.proposals[0].choices[0].terms
    assert (terms["role"], terms["site"], terms["hours"]) == (1, 1, 1)


def test_yes_and_no_may_be_true_and_false_and_codes_may_be_numbers() -> None:
    new = hires({"person": 1})
    others = mentors({"person": 2, "willing": True, "room": 1}, {"person": 3, "willing": False, "room": None})
    assert who(paired(new, others)) == {"1": "2"}


def test_a_unit_whose_code_holds_a_separator_is_one_unit() -> None:
    units = pd.DataFrame({"unit": ["a;b", "c"], "parent": ["", ""]})
    new, others = hires(ANA | {"unit": "a;b"}), mentors(EVA | {"unit": "c", "leads": "a;b"})
    assert who(paired(new, others, units=units)) == {"ana": None}


def test_units_count_as_they_are_on_the_day() -> None:
    units = pd.DataFrame({"unit": ["n1", "n2"], "parent": ["", ""], "valid_to": ["", "2026-01-31"]})
    with pytest.raises(CellError, match="not in the tree of units"):
        paired(hires(ANA), mentors(EVA), units=units)
    assert who(paired(hires(ANA), mentors(EVA), units=units, on=dt.date(2026, 1, 31))) == {"ana": "eva"}


@pytest.mark.parametrize(
    ("rows", "row", "column", "what"),
    [
        ([ANA, ANA], 3, "person", "there twice, first in row 2"),
        ([ANA, {"person": ""}], 3, "person", "person is blank"),
        ([ANA | {"unit": ""}], 2, "unit", "unit is blank"),
        ([ANA | {"unit": "n9"}], 2, "unit", "'n9' is not in the tree"),
        ([ANA | {"time_zone": ""}], 2, "time_zone", "time zone is blank"),
        ([ANA | {"time_zone": "Berlin"}], 2, "time_zone", "'Berlin' is no time zone"),
        ([ANA | {"leads": "n1; n9"}], 2, "leads", "'n9' is not in the tree"),
    ],
)
def test_a_wrong_cell_of_a_new_hire_is_refused_with_its_place(
    rows: list[dict[str, Any]], row: int, column: str, what: str
) -> None:
    with pytest.raises(CellError, match=what) as refused:
        paired(hires(*rows), mentors(EVA))
    error = refused.value
    assert (error.file, error.row, error.column) == ("the table of new hires", row, column)
    assert error.remedy
    assert "ana" not in str(error)


@pytest.mark.parametrize(
    ("rows", "row", "column", "what"),
    [
        ([EVA, {"person": "ana"}], 3, "person", "in the table of new hires, too"),
        ([EVA, EVA], 3, "person", "there twice"),
        ([EVA | {"willing": "perhaps"}], 2, "willing", "neither yes nor no"),
        ([EVA | {"room": -1}], 2, "room", "no whole number from 0 to 5"),
        ([EVA | {"room": 6}], 2, "room", "no whole number from 0 to 5"),
        ([EVA | {"room": 1.5}], 2, "room", "no whole number from 0 to 5"),
        ([EVA | {"room": float("inf")}], 2, "room", "no whole number from 0 to 5"),
        ([EVA | {"room": "many"}], 2, "room", "no number"),
        ([EVA | {"willing": "no", "room": -1}], 2, "room", "no whole number from 0 to 5"),
    ],
)
def test_a_wrong_cell_of_a_mentor_is_refused_with_its_place(
    rows: list[dict[str, Any]], row: int, column: str, what: str
) -> None:
    with pytest.raises(CellError, match=what) as refused:
        paired(hires(ANA), mentors(*rows))
    error = refused.value
    assert (error.file, error.row, error.column) == ("the table of mentors", row, column)
    assert "eva" not in str(error)


def test_the_name_of_the_file_is_told(tmp_path: Path) -> None:
    hires(ANA | {"unit": "n9"}).to_csv(tmp_path / "new.csv", index=False)
    with pytest.raises(CellError, match=r"^new\.csv, row 2, column 'unit'"):
        paired(tmp_path / "new.csv", mentors(EVA))


@pytest.mark.parametrize("column", ["person", "unit", "site", "role", "time_zone", "leads", "willing"])
def test_a_column_that_is_not_there_is_named(column: str) -> None:
    """Without `leads` nobody could tell who stands above a new hire, so it must be there."""
    with pytest.raises(ColumnError, match=column):
        paired(hires(ANA), mentors(EVA).drop(columns=column))


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(FileError, match="no rows"):
        paired(hires(ANA).iloc[:0], mentors(EVA))
    with pytest.raises(FileError, match="no rows"):
        paired(hires(ANA), mentors(EVA).iloc[:0])


def test_what_is_no_table_and_what_is_no_day_is_refused() -> None:
    with pytest.raises(InputError, match="no table"):
        paired(3, mentors(EVA))
    with pytest.raises(InputError, match="1950 to 2100"):
        paired(hires(ANA), mentors(EVA | {"willing": "no"}), on="2026-03-02")


def test_nothing_that_is_handed_in_is_changed() -> None:
    new, others = hires(ANA), mentors(EVA)
    before = new.copy(), others.copy()
    paired(new, others)
    pd.testing.assert_frame_equal(new, before[0])
    pd.testing.assert_frame_equal(others, before[1])
    assert len(TREE.units) == 7
