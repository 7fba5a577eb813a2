"""bothways leaving: from an export to retention.csv, turnover.csv, leaving.json and report.html."""

import json
import sys
from pathlib import Path

import pandas as pd
import pytest

from bothways import cli

FILES = ["leaving.json", "report.html", "retention.csv", "turnover.csv"]


def run(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr(sys, "argv", ["bothways", "leaving", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """An ordinary export, small enough to count on paper: Sales 6 people, Lab 4."""
    path = tmp_path / "hr.csv"
    pd.DataFrame(
        {
            "EmployeeNumber": range(1, 11),
            "Attrition": ["Yes", "No", "Yes", "No", "Yes", "No", "No", "Yes", "No", "No"],
            "YearsAtCompany": [0, 0, 1, 1, 2, 3, 0, 1, 2, 2],
            "Department": ["Sales"] * 6 + ["Lab"] * 4,
            "JobRole": ["Agent", "Agent", "Lead", "Agent", "Agent", "Lead"] + ["Agent"] * 4,
        }
    ).to_csv(path, index=False)
    return path


@pytest.fixture
def dated(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(
        "person,unit,start,end,role\np1,a,2022-01-01,2023-06-30,x\np2,a,2022-03-01,,x\np3,b,2023-01-01,2023-03-31,x\n"
        "p4,b,2022-01-01,,y\np5,b,2022-05-05,,y\n",
        encoding="utf-8",
    )
    return path


def test_cells_counted_on_paper(export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    asked = "left=Attrition,tenure=YearsAtCompany,unit=Department,role=JobRole"
    assert run(monkeypatch, export, "--out", out, "--columns", asked) == 0
    assert sorted(path.name for path in out.iterdir()) == FILES
    table = pd.read_csv(out / "retention.csv")
    assert list(table) == ["group", "from", "to", "at_risk", "left", "retention", "low", "high"]
    assert table["group"].unique().tolist() == [
        "all",
        "unit: Sales",
        "unit: Lab",
        "role: Agent",
        "role: Lead",
    ]
    whole = table[table["group"] == "all"]
    assert whole[["from", "to", "at_risk", "left"]].values.tolist() == [
        [0, 1, 10, 1], [1, 2, 7, 2], [2, 3, 4, 1], [3, 4, 1, 0],
    ]  # fmt: skip
    assert whole["retention"].tolist() == pytest.approx([9 / 10, 9 / 10 * 5 / 7, 9 / 10 * 5 / 7 * 3 / 4] * 1 + [
        9 / 10 * 5 / 7 * 3 / 4])  # fmt: skip
    sales = table[table["group"] == "unit: Sales"]
    assert sales[["at_risk", "left"]].values.tolist() == [[6, 1], [4, 1], [2, 1], [1, 0]]
    assert sales["retention"].tolist() == pytest.approx([5 / 6, 5 / 8, 5 / 16, 5 / 16])


def test_the_same_export_needs_no_mapping(
    export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "left=Attrition,tenure=YearsAtCompany,unit=Department,role=JobRole"
    run(monkeypatch, export, "--out", tmp_path / "a", "--columns", asked, "--quiet")
    run(monkeypatch, export, "--out", tmp_path / "b", "--quiet")
    assert (tmp_path / "a" / "retention.csv").read_bytes() == (tmp_path / "b" / "retention.csv").read_bytes()


def test_it_says_what_it_is_and_what_it_is_not(export: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, export, "--out", tmp_path / "out") == 0
    told = " ".join(capsys.readouterr().out.split())
    written = json.loads((tmp_path / "out" / "leaving.json").read_text(encoding="utf-8"))
    page = " ".join((tmp_path / "out" / "report.html").read_text(encoding="utf-8").split())
    for words in ("no ledger of anonymity was used", "They are no prediction, and say nothing of one person"):
        assert words in told
        assert words in " ".join(written["assumptions"])
        assert words in page
    assert written["ledger"] == "none"
    assert "YearsAtCompany is taken to count years." in told
    assert "10 spells at work, 4 of them ended." in told


def test_the_files_hold_no_person(dated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    assert run(monkeypatch, dated, "--out", out, "--quiet") == 0
    for path in out.iterdir():
        assert not [
            name for name in ("p1", "p2", "p3", "p4", "p5") if name in path.read_text(encoding="utf-8")
        ]


def test_dates_give_turnover_too(dated: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    out = tmp_path / "out"
    words = (
        "--by",
        "unit",
        "--as-of",
        "2023-12-31",
        "--from",
        "2023-01-01",
        "--step",
        "quarter",
        "--dates",
        "iso",
    )
    assert run(monkeypatch, dated, "--out", out, *words) == 0
    turnover = pd.read_csv(out / "turnover.csv")
    whole = turnover[turnover["group"] == "all"]
    assert whole["left"].tolist() == [1, 1, 0, 0]
    assert whole["headcount"].tolist() == [5, 4, 3, 3]
    assert turnover["group"].unique().tolist() == ["all", "unit: a", "unit: b"]
    written = json.loads((out / "leaving.json").read_text(encoding="utf-8"))
    assert (written["since"], written["as_of"], written["step"]) == ("2023-01-01", "2023-12-31", "quarter")
    assert written["turnover"]["left"][:4] == [1, 1, 0, 0]
    assert "per 100 a year" in capsys.readouterr().out
    assert "Turnover" in (out / "report.html").read_text(encoding="utf-8")


def test_what_cannot_be_told_is_blank_in_csv_and_null_in_json(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "p.csv"
    path.write_text("start,end\n2015-01-01,2023-06-01\n2014-01-01,\n", encoding="utf-8")
    words = ("--from", "2023-01-01", "--as-of", "2023-12-31", "--quiet")
    assert run(monkeypatch, path, "--out", tmp_path / "o", *words) == 0
    table = pd.read_csv(tmp_path / "o" / "retention.csv")
    assert table["retention"].isna().all()
    assert table["left"].sum() == 1
    written = json.loads((tmp_path / "o" / "leaving.json").read_text(encoding="utf-8"))
    assert set(written["retention"]["retention"]) == {None}
    assert any("cannot be told" in note for note in written["assumptions"])
    page = (tmp_path / "o" / "report.html").read_text(encoding="utf-8")
    assert "cannot tell" in page
    assert "cannot tell ()" not in page


def test_names_of_groups_cannot_run_or_break_a_page(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "p.csv"
    path.write_text(
        'unit,left,tenure years\n=1+1,1,2\n=1+1,0,2\n<b>,1,1\n<b>,0,1\n"a\nb",1,1\n"a\nb",0,1\n',
        encoding="utf-8",
    )
    assert run(monkeypatch, path, "--out", tmp_path / "o", "--quiet") == 0
    assert set(pd.read_csv(tmp_path / "o" / "retention.csv")["group"]) == {
        "all",
        "unit: =1+1",
        "unit: <b>",
        "unit: a\nb",
    }
    page = (tmp_path / "o" / "report.html").read_text(encoding="utf-8")
    assert "<b>" not in page
    assert "unit: &lt;b&gt;" in page
    assert "<script" not in page


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--step", "week"), "--step 'week' is not known. Use one of month, quarter, year."),
        (("--dates", "ymd"), "--dates 'ymd' is not known. Use one of dmy, mdy, iso."),
        (("--as-of", "31.12.2023"), "--as-of '31.12.2023' is no day. Write it like 2024-12-31."),
        (("--columns", "salary=x"), "There is no field 'salary'."),
        (("--by", "salary"), "There is no column 'salary'"),
        (("--by", "person"), "no result is about one person"),
        (("--sheet", "one"), "A sheet is named, but this is no XLSX file."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    words: tuple[str, str], sentence: str, dated: Path, tmp_path: Path, monkeypatch, capsys
) -> None:
    assert run(monkeypatch, dated, "--out", tmp_path / "out", *words) == 2
    told = capsys.readouterr()
    assert sentence in told.err
    assert told.out == ""
    assert not (tmp_path / "out").exists()


def test_a_file_in_which_nobody_left_ends_with_1(tmp_path: Path, monkeypatch, capsys) -> None:
    path = tmp_path / "p.csv"
    path.write_text("start,end\n2020-01-01,\n", encoding="utf-8")
    assert run(monkeypatch, path, "--out", tmp_path / "o") == 1
    assert "nobody left in the time that is looked at" in capsys.readouterr().err


def test_older_files_are_replaced_and_it_is_said(
    export: Path, dated: Path, tmp_path: Path, monkeypatch, capsys
) -> None:
    out = tmp_path / "out"
    run(monkeypatch, dated, "--out", out, "--quiet")
    assert run(monkeypatch, export, "--out", out) == 0
    assert "Replaced in" in capsys.readouterr().err
    assert len(pd.read_csv(out / "turnover.csv")) == 0  # nothing of the file before stays


def test_the_simulated_company_loads(tmp_path: Path, monkeypatch) -> None:
    import numpy as np

    from bothways.simulate.plan import SHAPES
    from bothways.simulate.staff import draw_staff

    staff = draw_staff(np.random.default_rng(7), SHAPES["small"])
    staff.people.to_csv(tmp_path / "people.csv", index=False)
    assert (
        run(
            monkeypatch, tmp_path / "people.csv", "--out", tmp_path / "o", "--by", "unit,role,site", "--quiet"
        )
        == 0
    )
    written = json.loads((tmp_path / "o" / "leaving.json").read_text(encoding="utf-8"))
    assert written["left"] == int((staff.people["end"] != "").sum())
    # Those there on the first day were drawn up to eight years back; nobody who left before is in the file.
    assert any("Nobody left before" in note for note in written["assumptions"])
