"""The tree of units: reading, refusing, walking."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.errors import BothwaysError, CellError, ColumnError, FileError, InputError
from bothways.privacy.tree import make_tree, read_units

HOUSE = "unit,parent,name\nhouse,,The house\nnorth,house,North\nsouth,house,South\nn1,north,\nn2,north,Two\n"


def test_units_come_from_the_top_down_whatever_the_order_of_the_rows(make_file):
    tree = read_units(make_file(HOUSE))
    head, *rows = HOUSE.splitlines()
    assert tree == read_units(make_file("\n".join([head, *reversed(rows)])))
    assert tree.units == ("house", "north", "south", "n1", "n2")
    assert tree.names == ("The house", "North", "South", "n1", "Two")
    assert (tree.roots, tree.level("house"), tree.level("n2")) == (("house",), 0, 2)
    assert tree.children("north") == ("n1", "n2")
    assert tree.below("north") == ("north", "n1", "n2")
    assert tree.below("house") == tree.units


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx", "frame", "semicolons"])
def test_every_kind_of_table_gives_the_same_tree(kind, make_file, tmp_path):
    frame = pd.read_csv(make_file(HOUSE), dtype=str, keep_default_na=False)
    source = tmp_path / f"units.{kind}"
    if kind == "parquet":
        frame.to_parquet(source)
    elif kind == "xlsx":
        frame.to_excel(source, index=False)
    elif kind == "frame":
        source = frame
    else:
        frame.to_csv(source, index=False, sep=";" if kind == "semicolons" else ",")
    assert read_units(source) == read_units(make_file(HOUSE))


def test_other_names_of_columns_are_understood_or_named(make_file):
    text = HOUSE.replace("unit,parent,name", "Unit ID,Parent ID,Unit name")
    assert read_units(make_file(text)) == read_units(make_file(HOUSE))
    odd = make_file(HOUSE.replace("unit,parent,name", "knoten,darüber,name"))
    with pytest.raises(ColumnError, match="--columns unit=NAME,parent=NAME"):
        read_units(odd)
    tree = read_units(odd, columns={"unit": "knoten", "parent": "darüber"})
    assert tree == read_units(make_file(HOUSE))


def test_codes_stay_as_they_are(make_file):
    assert read_units(make_file("unit,parent\n007,\n7,007\n")).units == ("007", "7")


REFUSED = [  # rows, row, column, what, remedy
    ("a,\nb,a\na,\n", 4, "unit", "'a' is there twice", "one row a unit"),
    ("a,\n,a\n", 3, "unit", "has no code", "Fill it in"),
    ("a,\nb,c\n", 3, "parent", "'c' is no unit", "Add a row"),
    ("a,\nb,c\nc,b\n", 3, "parent", "lies below itself", "Correct one of the parents"),
    ("a,a\n", 2, "parent", "lies below itself", "Correct one of the parents"),
]


@pytest.mark.parametrize(("rows", "row", "column", "what", "remedy"), REFUSED)
def test_what_is_no_tree_is_refused_by_row(make_file, rows, row, column, what, remedy):
    with pytest.raises(CellError) as caught:
        read_units(make_file("unit,parent\n" + rows, "units.csv"))
    assert str(caught.value).startswith(f"units.csv, row {row}, column {column!r}: ")
    assert what in str(caught.value)
    assert remedy in caught.value.remedy


def test_a_made_tree_is_checked_as_well():
    with pytest.raises(InputError, match="below itself"):
        make_tree(["a", "b"], ["b", "a"])
    with pytest.raises(InputError, match="differ in length"):
        make_tree(["a"], [])


DATED = (
    "unit,parent,valid_from,valid_to\ntop,,,\nold,top,2020-01-01,2023-12-31\n"
    "new,top,2024-01-01,\nteam,old,,2023-12-31\nteam,new,2024-01-01,\n"
)


def test_a_day_chooses_the_rows_that_are_valid_on_it(make_file):
    units = make_file(DATED)
    before, after = (read_units(units, on=dt.date(year, day, day)) for year, day in ((2023, 12), (2024, 1)))
    assert before.parents == (None, "top", "old")
    assert after.parents == (None, "top", "new")
    assert read_units(units, on=dt.date(2023, 12, 31)).units == ("top", "old", "team")
    with pytest.raises(CellError, match=r"row 6.*'team' is there twice.*valid_from"):
        read_units(units)


def test_a_unit_whose_parent_is_closed_is_refused(make_file):
    text = "unit,parent,valid_to\na,,2020-12-31\nb,,\nc,a,\n"
    with pytest.raises(CellError, match=r"row 4, column 'parent': The parent 'a' is no unit\..*valid_to"):
        read_units(make_file(text), on=dt.date(2021, 1, 1))


def test_dates_that_are_none_and_days_without_units_are_refused(make_file):
    with pytest.raises(CellError, match=r"row 2, column 'valid_from': 'soon' is no date"):
        read_units(make_file("unit,parent,valid_from\na,,soon\n"), on=dt.date(2024, 1, 1))
    with pytest.raises(FileError, match="No unit is valid on 1999-01-01"):
        read_units(make_file("unit,parent,start\na,,2000-01-01\n"), on=dt.date(1999, 1, 1))


def test_dates_of_other_tables_are_understood():
    frame = pd.DataFrame({"unit": ["a", "b"], "parent": ["", "a"], "start": pd.to_datetime(["2020", "2024"])})
    assert read_units(frame, on=dt.date(2023, 1, 1)).units == ("a",)


def test_a_missing_file_and_a_strange_unit_are_told(tmp_path):
    with pytest.raises(FileError, match=r"units\.csv: The file is not there"):
        read_units(tmp_path / "units.csv")
    with pytest.raises(BothwaysError, match="no unit 'x'"):
        make_tree(["a"], [None]).level("x")


@given(st.lists(st.integers(-1, 30), min_size=1, max_size=30))
def test_the_walk_finds_what_following_parents_finds(above):
    units = [f"u{place:02d}" for place in range(len(above))]
    parents = [None if up < 0 or place == 0 else units[up % place] for place, up in enumerate(above)]
    tree = make_tree(units, parents)
    up = dict(zip(units, parents, strict=True))

    def lies_below(unit, top):
        while unit is not None and unit != top:
            unit = up[unit]
        return unit == top

    for top in units:
        assert set(tree.below(top)) == {unit for unit in units if lies_below(unit, top)}
        assert tree.children(top) == tuple(unit for unit in units if up[unit] == top)
    assert list(tree.levels) == sorted(tree.levels)
