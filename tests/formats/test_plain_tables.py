"""Tables with a header anywhere, titles above and notes below."""

from __future__ import annotations

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bothways.errors import FileError
from bothways.formats import detect, read_export


def workbook(path, rows, merged=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(path)
    return path


def rows_of(export):
    return [row for batch in export.responses() for row in batch.to_pylist()]


REPORT = [
    ["Report of 2024", None, None], [], ["(1) I am asked", None, None], ["Agency", "Agree", "n"],
    ["\xa0", None, None], ["All", "45.2 %\xa0", "1,234 \xa0"], [], ["A", "26 %", "12"], [],
    ["Source: somebody's survey, of which there is more to read elsewhere", None, None], ["** unweighted", None, None],
]  # fmt: skip


def test_the_header_is_found_below_titles_and_notes_are_left_out(tmp_path):
    path = workbook(tmp_path / "report.xlsx", REPORT)
    assert detect(path).why.startswith("unknown: use the mapping step")
    export = read_export(path)
    assert export.notes == ("The header of report.xlsx stands in row 4.",)
    assert [question.id for question in export.questions] == ["Agency", "Agree", "n"]
    assert [row["Agency"] for row in rows_of(export)] == ["All", "A"]
    assert [row for rows, _ in export.numbered() for row in rows] == [6, 8]


def test_a_header_can_be_named_and_must_be_there(tmp_path):
    path = workbook(tmp_path / "report.xlsx", REPORT)
    assert [q.id for q in read_export(path, header_row=6).questions] == ["All", "45.2 %", "1,234"]
    for row in (2, 400):
        with pytest.raises(FileError, match=f"Row {row} is blank or not there"):
            read_export(path, header_row=row)


def test_merged_cells_of_a_header_belong_to_all_they_cover(tmp_path):
    rows = [
        ["Unit", "Speed", None, "Care", None],
        [None, "2023", "2024", "2023", "2024"],
        ["Mill", 1, 2, 3, 4],
    ]
    path = workbook(tmp_path / "m.xlsx", rows, merged=("B1:C1", "D1:E1", "A1:A2"))
    export = read_export(path, header_row=2, header_rows=2)
    assert [q.id for q in export.questions] == [
        "Unit",
        "Speed / 2023",
        "Speed / 2024",
        "Care / 2023",
        "Care / 2024",
    ]
    assert rows_of(export)[0]["Care / 2024"] == "4"


def test_a_unit_without_answers_at_the_end_of_a_clean_table_is_no_footer(make_file):
    export = read_export(make_file("Team,Q1,Q2\nMill,1,2\nHarbour,,\n"))
    assert [row["Team"] for row in rows_of(export)] == ["Mill", "Harbour"]


def test_semicolons_and_separator_lines_do_not_matter(make_file):
    export = read_export(make_file("Team;Q1\nMill;1\n"))
    assert [question.id for question in export.questions] == ["Team", "Q1"]


def test_parquet_is_a_table(tmp_path):
    pq.write_table(
        pa.table({"Team": ["Mill", None], "Q1": [1.0, None], "ok": [True, False]}), tmp_path / "t.x"
    )
    export = read_export(tmp_path / "t.x")
    assert [(row["Team"], row["Q1"]) for row in rows_of(export)] == [("Mill", "1"), (None, None)]


def test_roles_are_told_by_names(make_file):
    path = make_file("Response ID,Timestamp,Team,Finished\n7,2024-03-01,Mill,yes\n")
    [row] = rows_of(read_export(path, keep=["respondent"]))
    assert (row["respondent"], row["recorded"], row["finished"]) == ("7", "2024-03-01", True)
