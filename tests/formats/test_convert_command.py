"""bothways convert, from a file to a file."""

from __future__ import annotations

import json
import sys

import pyarrow.parquet as pq
import pytest
from export_files import as_csv, qualtrics, qualtrics_row

from bothways import cli

ROWS = qualtrics([qualtrics_row(1), qualtrics_row(2, Q1="Disagree"), qualtrics_row(3, Finished="False")])


@pytest.fixture
def run(monkeypatch):
    def command(*words):
        monkeypatch.setattr(sys, "argv", ["bothways", "convert", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0)

    return command


def test_it_proposes_and_converts(run, make_file, tmp_path, capsys):
    out = tmp_path / "answers.parquet"
    assert run(make_file(as_csv(ROWS)), "--out", out) == 0
    told = capsys.readouterr()
    assert "3 responses: 2 taken, 1 unfinished, 0 rejected." in told.out
    assert "table.csv: qualtrics, 9 questions." in told.err
    assert "left out, as it tells who somebody is: IPAddress" in told.err
    assert pq.read_table(out).select(["unit", "period", "Q1"]).to_pylist() == [
        {"unit": "Harbour", "period": "2024-03", "Q1": 4.0},
        {"unit": "Harbour", "period": "2024-03", "Q1": 2.0},
    ]


def test_a_dry_run_prints_a_mapping_that_can_be_used(run, make_file, tmp_path, capsys):
    path = make_file(as_csv(ROWS))
    assert run(path, "--dry-run", "--keep", "respondent") == 0
    told = capsys.readouterr()
    mapping = json.loads(told.out)
    assert (mapping["unit"], mapping["format"], mapping["keep"]) == ("Team", "qualtrics", ["respondent"])
    mapping |= {"respondent": "respondent", "every": "year"}
    (tmp_path / "m.json").write_text(json.dumps(mapping), encoding="utf-8")
    out = tmp_path / "answers.csv"
    assert run(path, "--mapping", tmp_path / "m.json", "--out", out, "--quiet") == 0
    assert "R_1" in out.read_text(encoding="utf-8")
    assert capsys.readouterr().err == ""


def test_it_says_which_rows_are_wrong_even_when_quiet(run, make_file, tmp_path, capsys):
    rows = qualtrics([qualtrics_row(1), qualtrics_row(2, Q1="Disagree"), qualtrics_row(3, Team="")])
    bad = tmp_path / "bad.csv"
    assert run(make_file(as_csv(rows)), "--out", tmp_path / "a.csv", "--rejected", bad, "--quiet") == 0
    assert capsys.readouterr().err == "Row 6: There is no unit.\n"
    assert "Row 6: There is no unit." in bad.read_text(encoding="utf-8")


def test_it_looks_for_the_items_of_an_instrument(run, make_file, tmp_path, capsys):
    path = make_file("Team,Month,wb1,other\nMill,2024-01,3,9\nMill,2024-02,5,9\n")
    from bothways.measures import instrument_ids, load_instrument

    name = instrument_ids()[0]
    item = load_instrument(name).items[0].id
    path.write_text(path.read_text().replace("wb1", item))
    assert run(path, "--instrument", name, "--dry-run") == 0
    assert [each["item"] for each in json.loads(capsys.readouterr().out)["items"]] == [item]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "There is no file to write to"),
        (["--out", "FILE"], "written over the file that is read"),
        (["--out", "a.csv", "--rejected", "FILE"], "written over the file that is read"),
        (["--out", "a.docx"], "written as .parquet or .csv"),
        (["--out", "a.csv", "--mapping", "gone.json"], "The mapping cannot be read"),
        (["--out", "a.csv", "--mapping", "FILE"], "The mapping is no JSON"),
        (["--out", "a.csv", "--format", "word"], "format 'word' is not known"),
        (["--out", "a.csv", "--keep", "shoe size"], "no identifying column 'shoe size'"),
        (["--out", "a.csv", "--sheet", "One"], "no XLSX file"),
        (["--out", "a.csv", "--header-row", "0"], "header-row"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_leaves_nothing(
    words, said, run, make_file, tmp_path, monkeypatch, capsys
):
    path = make_file(as_csv(ROWS))
    monkeypatch.chdir(tmp_path)
    assert run(path, *[str(path) if word == "FILE" else word for word in words]) == 2
    assert said in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["table.csv"]
