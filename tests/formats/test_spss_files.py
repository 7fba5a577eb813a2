"""SPSS files, written by pyreadstat and read again."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from bothways.errors import BothwaysError, FileError
from bothways.formats import MappedItem, Mapping, apply_mapping, detect, read_export

pyreadstat = pytest.importorskip("pyreadstat")


@pytest.fixture
def saved(tmp_path):
    frame = pd.DataFrame(
        {
            "unit": ["Mill", "", "Harbour", "Harbour"],
            "q1": [1.0, 5.0, 99.0, None],
            "started": [dt.datetime(2024, 3, day, 10) for day in range(1, 5)],
            "email": ["a@b.example"] * 4,
        }
    )
    path = tmp_path / "survey.dat"
    pyreadstat.write_sav(
        frame, str(path), column_labels=["Unit", "I like it", "Begun", "Mail"],
        variable_value_labels={"q1": {1: "no", 3: "half", 5: "yes", 99: "refused"}}, missing_ranges={"q1": [99]},
    )  # fmt: skip
    return path


def test_codes_stay_codes_with_labels_and_missing_ones(saved):
    assert detect(saved).format == "spss"
    export = read_export(saved)
    q1 = next(question for question in export.questions if question.id == "q1")
    assert (q1.text, q1.kind, q1.missing) == ("I like it", "scale", ("99",))
    assert dict(q1.labels) == {"1": "no", "3": "half", "5": "yes", "99": "refused"}
    assert export.dropped == ("email",)
    rows = [row for batch in export.responses() for row in batch.to_pylist()]
    assert [row["q1"] for row in rows] == ["1", "5", "99", None]
    assert (rows[0]["started"], rows[1]["unit"]) == ("2024-03-01 10:00:00", None)


def test_user_missing_codes_are_no_answers(saved):
    export = read_export(saved)
    item = MappedItem("q", ("q1",), missing=("99",), low=1, high=5)
    [piece] = apply_mapping(Mapping((item,), unit="unit", period="started", every="month"), export)
    assert piece.taken.column("q").to_pylist() == [1.0, None, None]
    assert [(row.row, row.reason) for row in piece.rejected] == [(2, "There is no unit.")]


def test_chunks_join_without_a_seam(saved, monkeypatch):
    for size in (1, 2, 3, 4):
        monkeypatch.setattr("bothways.formats.spss.CHUNK", size)
        assert sum(batch.num_rows for batch in read_export(saved).responses()) == 4


def test_a_file_cut_anywhere_is_an_error_of_ours_or_shorter(saved):
    whole = saved.read_bytes()
    for end in range(0, len(whole), 53):
        saved.write_bytes(whole[:end])
        try:
            rows = sum(batch.num_rows for batch in read_export(saved).responses())
        except BothwaysError:
            rows = 0
        assert rows <= 4


def test_without_the_package_it_says_what_to_install(saved, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyreadstat", None)
    with pytest.raises(FileError, match=r"pip install bothways\[spss\]"):
        read_export(saved)
