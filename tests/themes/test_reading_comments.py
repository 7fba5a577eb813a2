"""A table of comments: what is understood, what is refused, and where."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bothways.errors import CellError, ColumnError, FileError, InputError, NotEnoughData, PeriodError
from bothways.tables import write_table
from bothways.themes import fit_themes, read_comments

MakeFile = Callable[..., Path]


def test_columns_are_known_by_other_names(make_file: MakeFile) -> None:
    file = make_file("Verbatim;Team;Month;Who;Author\nslow;a;2025-02;staff;7\nfast;b;2025-01;guest;7\n")
    read = read_comments(file)
    assert read.texts == ("slow", "fast")
    assert read.side.tolist() == [0, 1]
    assert read.columns["period"].names == ("2025-01", "2025-02")
    assert read.columns["period"].codes.tolist() == [1, 0]
    assert len(set(read.person.tolist())) == 2  # 7 of the staff is another person than guest 7


def test_german_and_spanish_tables_are_read(make_file: MakeFile) -> None:
    german = read_comments(make_file("Kommentar;Seite;Abteilung\nzu langsam;Mitarbeitende;A\n"))
    spanish = read_comments(make_file("comentario;lado;tienda\nmuy lento;clientes;B\n"))
    assert (german.side[0], spanish.side[0]) == (0, 1)
    assert spanish.columns["unit"].names == ("B",)


def test_a_column_called_text_goes_before_one_called_comment() -> None:
    read = read_comments(pd.DataFrame({"comment": ["k1", "k2"], "text": ["slow", "fast"]}))
    assert read.texts == ("slow", "fast")


def test_dates_are_put_together_by_month_and_in_order_of_time() -> None:
    table = pd.DataFrame({"text": list("abc"), "date": ["2025-03-31", "2024-12-01", "2025-03-01"]})
    assert read_comments(table).columns["period"].names == ("2024-12", "2025-03")
    assert read_comments(table, every="year").columns["period"].codes.tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    ("text", "kind", "row", "column"),
    [
        ("text,side\nslow,customer\nfast,cat\n", CellError, 3, "side"),
        ("text,period\nslow,2025-01\nfast,soon\n", PeriodError, 3, "period"),
        ("words,side\nslow,customer\n", ColumnError, None, None),
        ("text,unit,unit\nslow,a,b\n", ColumnError, None, None),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    make_file: MakeFile, text: str, kind: type[InputError], row: int | None, column: str | None
) -> None:
    with pytest.raises(kind) as refused:
        read_comments(make_file(text))
    assert refused.value.file == "table.csv"
    if row:
        assert (refused.value.row, refused.value.column) == (row, column)


def test_an_empty_file_and_one_of_blanks_are_refused(make_file: MakeFile) -> None:
    with pytest.raises(FileError):
        read_comments(make_file(""))
    with pytest.raises(NotEnoughData, match="nobody wrote anything"):
        read_comments(make_file("text,side\n ,customer\n,employee\n"))


def test_a_side_is_said_once() -> None:
    table = pd.DataFrame({"text": ["slow"], "side": ["customer"]})
    with pytest.raises(InputError, match="a column says it as well"):
        read_comments(table, side="customer")
    with pytest.raises(InputError, match="no side"):
        read_comments(table[["text"]], side="cat")  # type: ignore[arg-type]
    assert read_comments(table[["text"]], side="customer").side.tolist() == [1]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_a_formula_is_text_and_never_computed(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"comments.{ending}"
    said = ["=1+1", '=HYPERLINK("x")', "@cmd", "-2+3"]
    if ending == "csv":
        pd.DataFrame({"text": said}).to_csv(path, index=False)
    else:
        write_table(pd.DataFrame({"text": said}), path)
    assert list(read_comments(path).texts) == said


def test_identical_texts_are_held_once_and_blanks_count_as_nothing() -> None:
    read = read_comments(pd.DataFrame({"text": ["slow", None, " slow ", ""]}))
    assert read.texts == ("slow",)
    assert read.text.tolist() == [0, -1, 0, -1]
    assert read.written.tolist() == [0, 2]


def test_respondents_that_are_blank_are_persons_of_their_own() -> None:
    read = read_comments(pd.DataFrame({"text": list("abcd"), "respondent": ["1", None, None, "1"]}))
    assert read.person[0] == read.person[3]
    assert len(set(read.person.tolist())) == 3


def test_long_comments_are_told() -> None:
    long = "slow " * 20_000
    read = read_comments(pd.DataFrame({"text": [long, "fast"]}))
    assert any("Longer than 5,000 characters: 1" in one for one in read.remarks)


def test_a_comment_of_a_hundred_thousand_characters_is_counted_by_its_beginning() -> None:
    rng = np.random.default_rng(0)
    said = [f"parking {rng.integers(99)} full" for _ in range(60)]
    long = "parking full. " * 300 + "printer " * 12_000
    found = fit_themes(read_comments(pd.DataFrame({"text": [*said, long]})))
    assert "printer" not in " ".join(phrase for one in found.themes for phrase in one.phrases)
