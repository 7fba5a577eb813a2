"""bothways convert, from a file to a file."""

from __future__ import annotations

import csv
import json
import sys

import openpyxl
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
        (["--out", "a.csv", "--rejected", "a.csv"], "into the same file"),
        (["--out", "a.csv", "--rejected", "./a.csv"], "into the same file"),
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


@pytest.mark.parametrize("option", ["--out", "--rejected"])
@pytest.mark.parametrize("name", ["m.csv", "hard.csv", "soft.csv", "sub/../m.csv"])
def test_nothing_is_written_over_the_mapping_whatever_it_is_called(
    option, name, run, make_file, tmp_path, capsys
):
    path, mapping = make_file(as_csv(ROWS)), tmp_path / "m.csv"
    assert run(path, "--dry-run") == 0
    held = capsys.readouterr().out
    mapping.write_text(held, encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "hard.csv").hardlink_to(mapping)
    (tmp_path / "soft.csv").symlink_to(mapping)
    places = {"--out": tmp_path / "a.csv", option: tmp_path / name}
    assert run(path, "--mapping", mapping, *[word for pair in places.items() for word in pair]) == 2
    assert "over the file that is read" in capsys.readouterr().err
    assert mapping.read_text(encoding="utf-8") == held
    assert not (tmp_path / "a.csv").exists()


def test_rejected_rows_of_before_are_replaced_and_other_files_stay(run, make_file, tmp_path, capsys):
    wrong = make_file("Team,Month,Mood\n,2024-01,3\nMill,2024-01,4\n", "wrong.csv")
    kept, out = tmp_path / "kept.csv", tmp_path / "a.csv"
    kept.write_text("Team,Month,Mood\nMill,2024-01,3\n")
    assert run(wrong, "--out", out, "--rejected", kept, "--dry-run") == 2
    assert run(wrong, "--out", out, "--rejected", kept) == 2
    assert "neither replaced nor deleted. Name another file" in capsys.readouterr().err
    assert kept.read_text().startswith("Team,Month")
    assert not out.exists()
    bad = tmp_path / "bad.csv"
    assert run(wrong, "--out", out, "--rejected", bad) == run(wrong, "--out", out, "--rejected", bad) == 0
    assert len(bad.read_text(encoding="utf-8").splitlines()) == 2


def as_workbook(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("ending", ["csv", "semicolons", "xlsx"])
def test_rejected_rows_are_sent_again_with_the_mapping_of_a_workbook(ending, run, tmp_path, capsys):
    """The mapping names a sheet, a header of two rows in row 4 and a format; the rejected rows have none of these."""
    rows = [["Report"], [], ["Unit", "Month", "Mood", "Mood"], ["", "", "now", "later"],
            ["Mill", "2024-01", 3, 4], ["", "2024-01", 2, 5], ["Dock", "2024-01", 1, 1]]  # fmt: skip
    path = as_workbook(tmp_path / "x.xlsx", {"Notes": [["a", "b"]], "Q1": rows})
    items = [{"item": name, "columns": [f"Mood / {name}"]} for name in ("now", "later")]
    mapping = {"version": 1, "items": items, "unit": "Unit", "period": "Month",
               "format": "table", "sheet": "Q1", "header_row": 4, "header_rows": 2}  # fmt: skip
    (tmp_path / "m.json").write_text(json.dumps(mapping), encoding="utf-8")
    first, bad, more = (tmp_path / name for name in ("first.parquet", "bad.csv", "more.parquet"))
    assert run(path, "--mapping", tmp_path / "m.json", "--out", first, "--rejected", bad) == 0
    text = bad.read_text(encoding="utf-8").replace(",,2024-01,", ",Quay,2024-01,")
    bad.write_text(text if ending == "csv" else text.replace(",", ";"), encoding="utf-8-sig")
    if ending == "xlsx":
        bad = as_workbook(
            tmp_path / "bad.xlsx", {"bad": [line.split(";") for line in text.replace(",", ";").split("\n")]}
        )
    assert run(bad, "--mapping", tmp_path / "m.json", "--out", more) == 0
    assert "1 responses: 1 taken, 0 unfinished, 0 rejected." in capsys.readouterr().out
    units = [row["unit"] for path in (first, more) for row in pq.read_table(path).to_pylist()]
    assert units == ["Mill", "Dock", "Quay"]
    assert pq.read_table(more).select(["now", "later"]).to_pylist() == [{"now": 2.0, "later": 5.0}]


def test_rejected_rows_of_a_survey_tool_are_a_table(run, make_file, tmp_path, capsys):
    rows = qualtrics([qualtrics_row(1), qualtrics_row(2, Q1="Disagree"), qualtrics_row(3, Team="")])
    path = make_file(as_csv(rows))
    assert run(path, "--dry-run") == 0
    (tmp_path / "m.json").write_text(capsys.readouterr().out, encoding="utf-8")
    bad, more = tmp_path / "bad.csv", tmp_path / "more.parquet"
    assert run(path, "--mapping", tmp_path / "m.json", "--out", tmp_path / "a.csv", "--rejected", bad) == 0
    with bad.open(encoding="utf-8", newline="") as stream:
        header, row = csv.reader(stream)
    row[header.index("Team")] = "Quay"
    bad.write_text(as_csv([header, row]), encoding="utf-8")
    assert run(bad, "--mapping", tmp_path / "m.json", "--out", more) == 0
    assert [(each["unit"], each["Q1"]) for each in pq.read_table(more).to_pylist()] == [("Quay", 4.0)]
