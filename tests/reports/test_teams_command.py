"""bothways teams: through the ledger in the folder, and back from it."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import made_up_teams as made_up
import pandas as pd
import pytest

from bothways import cli

SAFETY = "team_psychological_safety"


def run(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr(sys, "argv", ["bothways", "teams", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with answers of two rounds and units."""
    folder = tmp_path_factory.mktemp("company")
    tree = made_up.company_tree()
    rounds = {"2024-01": {"t02"}, "2024-02": made_up.LOW}
    made_up.answers_of(tree, rounds).to_csv(folder / "answers.csv", index=False)
    pd.DataFrame({"unit": tree.units, "parent": tree.parents, "name": tree.names}).to_csv(
        folder / "units.csv", index=False
    )
    return folder


@pytest.fixture(scope="module")
def kept(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which both rounds were released once."""
    folder = tmp_path_factory.mktemp("kept") / "out"
    with pytest.MonkeyPatch.context() as patch:
        asked = (company / "answers.csv", "--units", company / "units.csv", "--instrument", SAFETY)
        assert run(patch, *asked, "--out", folder, "--quiet") == 0
    return folder


@pytest.fixture
def out(kept: Path, tmp_path: Path) -> Path:
    shutil.copytree(kept, tmp_path / "out")
    return tmp_path / "out"


def test_it_releases_through_the_ledger_and_writes_table_and_page(kept: Path) -> None:
    names = {"ledger.json", "released.csv", "withheld.csv", "teams.csv", "teams.html"}
    assert names <= {path.name for path in kept.iterdir()}
    table = pd.read_csv(kept / "teams.csv", dtype=str, keep_default_na=False)
    assert set(table["round"]) == {"2024-02"}
    assert set(table[table["need"] == "Needs help first"]["name"]) == {"Team 2", "Team 9"}


def test_every_number_of_the_table_stands_in_released_csv(kept: Path) -> None:
    keys = ["round", "group", "metric", "n_band", "value", "low", "high"]
    table = pd.read_csv(kept / "teams.csv", dtype=str, keep_default_na=False)
    shown = table[table["status"] == "shown"].rename(columns={"domain": "metric"})
    released = pd.read_csv(kept / "released.csv", dtype=str, keep_default_na=False)
    there = {tuple(row) for row in released[released["kind"] == "mean"][keys].to_numpy()}
    assert len(shown) == 68
    assert {tuple(row) for row in shown[keys].to_numpy()} - there == set()


def test_without_answers_what_was_released_is_read_back(out: Path, monkeypatch, capsys) -> None:
    page, ledger = (out / "teams.html").read_bytes(), (out / "ledger.json").read_bytes()
    (out / "teams.html").unlink()
    assert run(monkeypatch, "--instrument", SAFETY, "--out", out) == 0
    assert (out / "teams.html").read_bytes() == page
    assert (out / "ledger.json").read_bytes() == ledger
    printed = capsys.readouterr().out
    assert "2 of 13 units do clearly less well than the company" in printed
    assert "Page:" in printed
    assert "MB)" in printed


def test_the_ledger_needs_no_key_to_be_read_back(out: Path, monkeypatch) -> None:
    (out / "ledger.key").unlink()
    assert run(monkeypatch, "--instrument", SAFETY, "--out", out, "--quiet") == 0


def test_a_second_call_with_answers_changes_no_number(out: Path, company: Path, monkeypatch) -> None:
    before = (out / "released.csv").read_bytes()
    asked = (company / "answers.csv", "--units", company / "units.csv", "--instrument", SAFETY)
    assert run(monkeypatch, *asked, "--out", out, "--quiet") == 0
    assert (out / "released.csv").read_bytes() == before


def test_answers_that_changed_after_the_release_are_refused(
    out: Path, company: Path, tmp_path: Path, monkeypatch, capsys
) -> None:
    answers = pd.read_csv(company / "answers.csv")
    answers.loc[0, "rf1"] = 6 - answers.loc[0, "rf1"] if answers.loc[0, "rf1"] != 3 else 1
    answers.to_csv(tmp_path / "late.csv", index=False)
    asked = (tmp_path / "late.csv", "--units", company / "units.csv", "--instrument", SAFETY)
    assert run(monkeypatch, *asked, "--out", out, "--quiet") == 2
    assert "has changed since it was released" in capsys.readouterr().err


def test_an_earlier_round_can_be_shown_and_has_no_round_before(out: Path, monkeypatch) -> None:
    assert run(monkeypatch, "--instrument", SAFETY, "--out", out, "--round", "2024-01", "--quiet") == 0
    table = pd.read_csv(out / "teams.csv", dtype=str, keep_default_na=False)
    assert set(table["round"]) == {"2024-01"}
    assert set(table["changed_since"]) == {""}


def test_a_page_of_one_unit_holds_it_and_what_is_below(out: Path, monkeypatch) -> None:
    assert run(monkeypatch, "--instrument", SAFETY, "--out", out, "--unit", "site-1", "--quiet") == 0
    page = (out / "teams-site-1.html").read_text(encoding="utf-8")
    assert "Mill, 2024-02" in page
    assert "Team 9" in page
    assert "Team 2<" not in page
    assert len(pd.read_csv(out / "teams.csv")) == 72


def test_an_instrument_that_was_never_released_is_an_empty_page(out: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, "--instrument", "burnout_short", "--out", out) == 0
    assert "Nothing is released yet." in capsys.readouterr().out
    assert "Nothing is released yet." in (out / "teams.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--unit", "moon"], "There is no unit 'moon' in the tree."),
        (
            ["--round", "2030-01"],
            "Nothing of the round '2030-01' is released. The rounds are 2024-01, 2024-02.",
        ),
        (["--instrument", "problem_report"], "no score of a person"),
    ],
)
def test_what_is_not_there_is_one_sentence_and_changes_no_file(
    out: Path, words: list[str], told: str, monkeypatch, capsys
) -> None:
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert run(monkeypatch, "--instrument", SAFETY, "--out", out, *words) == 2
    assert told in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_answers_without_units_are_refused(company: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    asked = (company / "answers.csv", "--instrument", SAFETY, "--out", tmp_path / "new")
    assert run(monkeypatch, *asked) == 2
    assert "--units" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_folder_without_a_ledger_is_refused_and_none_is_made(tmp_path: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, "--instrument", SAFETY, "--out", tmp_path / "new") == 2
    assert "nothing was released yet" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_fewer_than_five_people_are_refused(company: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    asked = (company / "answers.csv", "--units", company / "units.csv", "--instrument", SAFETY)
    assert run(monkeypatch, *asked, "--out", tmp_path / "new", "--k", "4") == 2
    assert "fewer than 5 people" in capsys.readouterr().err


def test_a_wrong_answer_names_file_row_and_column(company: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    answers = pd.read_csv(company / "answers.csv")
    answers.loc[3, "oc2"] = 9
    answers.to_csv(tmp_path / "wrong.csv", index=False)
    asked = (tmp_path / "wrong.csv", "--units", company / "units.csv", "--instrument", SAFETY)
    assert run(monkeypatch, *asked, "--out", tmp_path / "new") == 2
    assert "wrong.csv, row 5, column 'oc2'" in capsys.readouterr().err


def test_rounds_that_bothways_release_wrote_are_shown(company: Path, tmp_path: Path, monkeypatch) -> None:
    from bothways.measures import load_instrument
    from bothways.privacy import Ledger, instrument_questions, read_answers, read_units

    tree = read_units(company / "units.csv")
    questions = instrument_questions(load_instrument(SAFETY))
    ledger = Ledger(tmp_path / "kept", tree)
    for one in read_answers(company / "answers.csv", tree, questions, rounds=["2024-01"]).rounds:
        ledger.release(one)
    assert run(monkeypatch, "--instrument", SAFETY, "--out", tmp_path / "kept", "--quiet") == 0
    assert json.loads((tmp_path / "kept" / "ledger.json").read_text())["rounds"].keys() == {"2024-01"}
    assert (tmp_path / "kept" / "teams.html").exists()
