"""Tables that are written whole or not at all."""

from __future__ import annotations

import datetime as dt

import numpy as np
import openpyxl
import pandas as pd
import polars as pl
import pytest

from bothways.errors import FileError
from bothways.tables import read_table, write_table

FRAME = pd.DataFrame(
    {
        "unit": ["007", "Köln", None],
        "value": [-1.5, np.nan, 0.1 + 0.2],
        "n": pd.array([1, None, 3], dtype="Int64"),
        "day": [dt.date(2024, 3, 1)] * 3,
        "group": pd.Categorical(["x", "y", "x"]),
    }
)


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_what_is_written_can_be_read(tmp_path, ending):
    write_table(FRAME, tmp_path / f"t.{ending}")
    back = read_table(tmp_path / f"t.{ending}").to_pandas()
    assert back["unit"].fillna("").to_list() == ["007", "Köln", ""]
    exact = 1e-15 if ending == "xlsx" else 0  # a spreadsheet holds 15 digits
    assert pd.to_numeric(back["value"]).fillna(9).to_list() == pytest.approx([-1.5, 9, 0.1 + 0.2], rel=exact)
    assert [path.name for path in tmp_path.iterdir()] == [f"t.{ending}"]


def test_it_writes_arrow_and_polars_tables(tmp_path):
    write_table(pl.DataFrame({"a": [1]}), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text() == "a\n1\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_text_becomes_a_formula(tmp_path, start):
    frame = pd.DataFrame({"unit": [f"{start}cmd(1)", "a"], f"{start}x": [-1.0, 2.0], "code": ["-1.5", "b"]})
    write_table(frame, tmp_path / "t.csv")
    header, first, _ = (tmp_path / "t.csv").read_text().splitlines()
    assert f"'{start}x" in header
    assert first.startswith(f"'{start}cmd(1),-1.0,-1.5")
    write_table(frame, tmp_path / "t.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    assert (sheet["A2"].value, sheet["A2"].data_type) == (f"{start}cmd(1)", "s")


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "t.csv"
    write_table(pd.DataFrame({"a": [1]}), path)

    def break_off(self, target, **options):
        target.write_text("a\n")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_csv", break_off)
    with pytest.raises(FileError, match="No space left on device"):
        write_table(pd.DataFrame({"a": [2]}), path)
    assert path.read_text() == "a\n1\n"
    assert list(tmp_path.iterdir()) == [path]


def test_the_table_handed_in_is_not_changed(tmp_path):
    before = FRAME.copy(deep=True)
    write_table(FRAME, tmp_path / "t.csv")
    pd.testing.assert_frame_equal(FRAME, before)


def test_it_refuses_another_ending_and_a_missing_folder(tmp_path):
    with pytest.raises(FileError, match=r"\.csv, \.parquet or \.xlsx"):
        write_table(FRAME, tmp_path / "t.sav")
    with pytest.raises(FileError, match="Check that the folder is there"):
        write_table(FRAME, tmp_path / "gone" / "t.csv")
