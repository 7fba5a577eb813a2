"""Spreadsheets, Parquet, and tables in memory."""

from __future__ import annotations

import datetime as dt

import numpy as np
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bothways.errors import CellError, ColumnError, FileError, InputError
from bothways.tables import read_table
from bothways.tables.gather import gather

CONTENT = {"unit": ["007", "b"], "value": [1.5, None]}


def workbook(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_spreadsheet_gives_the_text_a_csv_would(tmp_path):
    rows = [
        ["unit", "day", "n", "x"],
        ["007", dt.date(2024, 3, 1), 12.0, 1.25],
        ["b", dt.datetime(2024, 4, 1), None, "*"],
    ]
    table = read_table(workbook(tmp_path / "t.xlsx", {"Data": rows}))
    assert table.to_pandas().to_numpy().tolist() == [
        ["007", "2024-03-01", "12", "1.25"],
        ["b", "2024-04-01", "", "*"],
    ]


def test_it_refuses_several_sheets_and_names_them(tmp_path):
    path = workbook(tmp_path / "t.xlsx", {"Staff": [["a"], [1]], "Clients": [["b"], [2]]})
    with pytest.raises(FileError, match=r"t\.xlsx: The file has 2 sheets: 'Staff', 'Clients'\. .*--sheet"):
        read_table(path)
    assert read_table(path, sheet="Clients").header == ("b",)
    with pytest.raises(FileError, match=r"no sheet 'clients'.*'Staff', 'Clients'"):
        read_table(path, sheet="clients")


def test_an_empty_second_sheet_does_not_matter(tmp_path):
    assert read_table(workbook(tmp_path / "t.xlsx", {"One": [["a"], [1]], "Two": []})).header == ("a",)


def test_rows_of_a_sheet_are_counted_from_its_top(tmp_path):
    path = workbook(tmp_path / "t.xlsx", {"One": [[], ["unit"], ["a"], [None], ["b"], [None]]})
    table = read_table(path)
    assert table.header == ("unit",)
    assert table.to_pandas()["unit"].to_list() == ["a", "", "b"]
    assert table.row_of(2) == 5


def test_it_refuses_a_damaged_spreadsheet(tmp_path):
    path = workbook(tmp_path / "t.xlsx", {"One": [["a"], [1]]})
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(FileError, match="damaged, cut off or locked"):
        read_table(path)


def test_it_refuses_a_sheet_of_what_has_none(make_file):
    with pytest.raises(FileError, match="no XLSX file"):
        read_table(make_file("a\n1\n"), sheet="One")


def test_it_reads_parquet(tmp_path):
    pq.write_table(pa.table(CONTENT), tmp_path / "t.parquet")
    table = read_table(tmp_path / "t.parquet")
    assert table.to_pandas(["value"])["value"].fillna(-1).to_list() == [1.5, -1]


@pytest.mark.parametrize("kept", [-1, 0.5, 8])
def test_it_refuses_a_truncated_parquet(tmp_path, kept):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"x": np.arange(1000)}), path)
    content = path.read_bytes()
    path.write_bytes(content[: kept if isinstance(kept, int) else int(len(content) * kept)])
    with pytest.raises(FileError, match=r"t\.parquet: The Parquet file is damaged or cut off"):
        read_table(path)


def test_it_refuses_a_parquet_damaged_inside(tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"x": np.random.default_rng(1).normal(size=5000)}), path, compression="gzip")
    content = bytearray(path.read_bytes())
    content[200:4000] = bytes(3800)
    path.write_bytes(bytes(content))
    with pytest.raises(FileError, match="damaged or cut off"):
        read_table(path).to_arrow()


@pytest.mark.parametrize(
    "make",
    [
        pd.DataFrame,
        pl.DataFrame,
        lambda content: pl.DataFrame(content).lazy(),
        pa.table,
        lambda content: pa.table(content).to_batches()[0],
        lambda content: pa.RecordBatchReader.from_batches(
            pa.table(content).schema, pa.table(content).to_batches()
        ),
        lambda content: pd.DataFrame(content).set_index("unit"),
    ],
    ids=["pandas", "polars", "lazy", "arrow", "batch", "reader", "index"],
)
def test_it_reads_tables_in_memory(make):
    table = read_table(make(CONTENT), name="the answers")
    assert table.header == ("unit", "value")
    for _ in range(2):  # a stream is not used up by the first reading
        assert table.to_pandas()["unit"].to_list() == ["007", "b"]
    assert table.to_arrow(["value"])["value"].to_pylist() == [1.5, None]


def test_mixed_types_in_a_pandas_column_become_text():
    frame = pd.DataFrame({"unit": pd.Series(["a", 7, None], dtype=object)})
    assert read_table(frame).to_arrow()["unit"].to_pylist() == ["a", "7", None]


def test_a_list_in_a_cell_is_text_and_no_crash(tmp_path):
    pq.write_table(pa.table({"unit": [["a"], None], "value": [{"x": 1.5}, None]}), tmp_path / "t.parquet")
    columns = gather(read_table(tmp_path / "t.parquet"), texts={"unit": 0}, numbers={})
    assert columns.texts["unit"].names == ("['a']",)
    with pytest.raises(CellError, match=r"row 2, column 'value': .* is no number"):
        gather(read_table(tmp_path / "t.parquet"), texts={}, numbers={"value": 1})


def test_it_refuses_a_single_column():
    with pytest.raises(InputError, match="type Series is no table"):
        read_table(pd.Series([1.0, 2.0]))


def test_it_refuses_what_is_no_table_and_what_has_no_rows():
    with pytest.raises(InputError, match="type dict is no table"):
        read_table({"a": [1]})
    with pytest.raises(FileError, match="no rows"):
        read_table(pd.DataFrame({"a": []}))


def test_columns_can_be_renamed():
    assert read_table(pd.DataFrame(CONTENT), columns={"team": "unit"}).header == ("team", "value")
    with pytest.raises(ColumnError, match=r"no column 'trust'; there are 'unit', 'value'"):
        read_table(pd.DataFrame(CONTENT), columns={"team": "trust"})


def test_a_spreadsheet_is_told_by_its_content_not_by_its_name(tmp_path):
    path = workbook(tmp_path / "t.xlsx", {"One": [["a"], [1]]}).rename(tmp_path / "kept")
    assert read_table(path).to_pandas()["a"].to_list() == ["1"]
