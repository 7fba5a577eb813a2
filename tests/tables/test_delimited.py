"""CSV as people's programs write it."""

from __future__ import annotations

import os

import pytest

from bothways.errors import FileError
from bothways.tables import read_table


def rows(path) -> list[tuple]:
    return [tuple(row) for row in read_table(path).to_pandas().itertuples(index=False)]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_it_finds_the_separator(make_file, separator, newline):
    path = make_file(newline.join([f"unit{separator}score", f"a{separator}1", f"b{separator}2", ""]))
    assert read_table(path).header == ("unit", "score")
    assert rows(path) == [("a", "1"), ("b", "2")]


def test_semicolons_win_over_decimal_commas(make_file):
    assert rows(make_file("unit;score\na;1,5\nb;2,5\n")) == [("a", "1,5"), ("b", "2,5")]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_it_finds_the_encoding(make_file, encoding):
    path = make_file("unit,note\nKöln,5 €\nSão Paulo,–\n", encoding=encoding)
    assert read_table(path).header == ("unit", "note")
    assert rows(path) == [("Köln", "5 €"), ("São Paulo", "–")]


def test_it_says_that_windows_1252_is_a_guess(make_file):
    path = make_file("unit\nKöln\n", encoding="cp1252")
    assert "Windows-1252" in read_table(path).notes[0]
    assert read_table(make_file("unit\nKöln\n", name="utf8.csv")).notes == ()


def test_it_finds_a_bad_byte_far_down(make_file):
    path = make_file(b"unit\n" + b"abcdefg\n" * 1_000_000 + "Köln\n".encode("cp1252"))
    assert read_table(path).notes
    assert read_table(path).to_pandas()["unit"].iloc[-1] == "Köln"


def test_it_refuses_an_unknown_encoding(make_file):
    with pytest.raises(FileError, match=r"no encoding that is read.*Save it as CSV in UTF-8"):
        read_table(make_file(b"unit\nK\x81ln\n"))  # no such character in Windows-1252


def test_it_refuses_what_is_no_text(make_file):
    with pytest.raises(FileError, match="no text file"):
        read_table(make_file(b"unit\n" + b"\x01\x02\x03\x04a\x00bcdefgh" * 500))


def test_line_breaks_and_separators_may_stand_in_quotes(make_file):
    path = make_file('unit,note\na,"one,\r\ntwo ""x"""\nb,three\n')
    assert rows(path) == [("a", 'one,\r\ntwo "x"'), ("b", "three")]


def test_a_row_is_counted_as_a_spreadsheet_counts_it(make_file):
    path = make_file('\nunit,note\n\na,"one\ntwo"\n\nb,three\nc,four\n')
    table = read_table(path)
    assert [table.row_of(record) for record in range(3)] == [4, 6, 7]
    assert [row[0] for row in rows(path)] == ["a", "b", "c"]


def test_a_stray_quote_inside_a_field_is_text(make_file):
    assert rows(make_file('unit,size\na,5"\nb,6\n')) == [("a", '5"'), ("b", "6")]


@pytest.mark.parametrize("content", ["", "\n\n \n"])
def test_it_refuses_an_empty_file(make_file, content):
    with pytest.raises(FileError, match=r"table\.csv: The file (is empty|holds nothing)"):
        rows(make_file(content))


@pytest.mark.parametrize("content", ["unit,score\n", "unit,score", "unit,score\n\n"])
def test_it_refuses_a_header_without_rows(make_file, content):
    with pytest.raises(FileError, match="a header but no rows"):
        read_table(make_file(content))


def test_it_names_the_row_that_is_cut_off(make_file):
    with pytest.raises(FileError, match=r"table\.csv, row 4: The row has 2 of 3 fields"):
        rows(make_file("unit,year,score\na,2024,1\n\nb,20"))


def test_it_names_the_row_that_is_too_long(make_file):
    with pytest.raises(FileError, match=r"row 3: The row has 4 fields, the header 3"):
        rows(make_file("unit,year,score\na,2024,1\nb,2024,1,5\n"))


def test_it_refuses_a_quote_that_is_never_closed(make_file):
    with pytest.raises(FileError, match=r"row 3: A quote that is opened here is never closed"):
        read_table(make_file('unit,note\na,"one"\nb,"two\nc,three\n'))


def test_it_refuses_a_missing_file_and_a_folder(tmp_path):
    with pytest.raises(FileError, match=r"gone\.csv: The file is not there"):
        read_table(tmp_path / "gone.csv")
    with pytest.raises(FileError, match="This is a folder"):
        read_table(tmp_path)


def test_it_refuses_a_name_that_no_file_can_have(tmp_path):
    with pytest.raises(FileError, match=r"^x{100}\.\.\.: The file cannot be opened .*name too long"):
        read_table(tmp_path / ("x" * 300 + ".csv"))
    with pytest.raises(FileError, match="The file cannot be opened"):
        read_table(tmp_path / "a\0b.csv")


def test_it_refuses_a_pipe_without_waiting_for_it(tmp_path):
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    with pytest.raises(FileError, match=r"pipe\.csv: This is a pipe or a device. Save the table as a file"):
        read_table(pipe)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_line_that_names_the_separator_is_no_header(make_file, separator):
    lines = [f"sep={separator}", f"unit{separator}score", f"a{separator}1", f"b{separator}2"]
    table = read_table(make_file("\n".join(lines)))
    assert table.header == ("unit", "score")
    assert table.to_pandas().to_numpy().tolist() == [["a", "1"], ["b", "2"]]
    assert table.row_of(0) == 3


def test_a_row_that_is_cut_off_is_found_below_the_line_that_names_the_separator(make_file):
    with pytest.raises(FileError, match=r"row 4: The row has 1 of 2 fields"):
        read_table(make_file("sep=;\nunit;score\na;1\nb\n")).to_arrow()


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"\xd0\xcf\x11\xe0" + bytes(99), "xls"), (b"\x1f\x8b" + bytes(99), "gzip"), (b"%PDF-1.7", "PDF")],
)
def test_it_says_what_other_files_are(make_file, content, what):
    with pytest.raises(FileError, match=what):
        read_table(make_file(content))
