"""bothways themes: from a file of comments to themes, shares and what one side has not said."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd
import pytest
from said import draw

from bothways import cli

FILES = ["comments_themes.parquet", "shares.csv", "themes.csv", "themes.json", "unknown.csv"]


def run(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr(sys, "argv", ["bothways", "themes", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "comments.csv"
    draw(150).drop(columns="topic").to_csv(path, index=False)
    return path


def test_it_writes_five_files_and_says_that_there_is_no_ledger(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(monkeypatch, file, "--out", out) == 0
    told = capsys.readouterr()
    assert sorted(path.name for path in out.iterdir()) == FILES
    assert "no privacy ledger" in told.out
    assert "named by software" in told.out
    assert "Choosing the number of themes" in told.err
    themes, comments = pd.read_csv(out / "themes.csv"), pd.read_parquet(out / "comments_themes.parquet")
    assert set(comments["theme"]) <= {*themes["theme"], "other"}
    assert set(comments["record"]) == set(range(300))
    shares = pd.read_csv(out / "shares.csv")
    assert list(shares)[:3] == ["side", "unit", "period"]
    assert set(pd.read_csv(out / "unknown.csv")["state"]) <= {
        "known",
        "employees only",
        "customers only",
        "cannot tell",
    }


def test_quiet_prints_nothing_and_one_side_writes_no_unknown(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = pd.read_csv(file)
    table[table["side"] == "customer"].drop(columns="side").to_csv(file, index=False)
    assert (
        run(monkeypatch, file, "--out", tmp_path / "out", "--side", "customer", "--number", 2, "--quiet") == 0
    )
    told = capsys.readouterr()
    assert told.out == told.err == ""
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == FILES[:-1]


def test_names_are_kept_from_an_earlier_run_and_own_lists_are_counted(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, lists = tmp_path / "first", tmp_path / "second", tmp_path / "own.yaml"
    lists.write_text("Lifts: [lift, elevator*]\nCars: [parking]\n", encoding="utf-8")
    assert run(monkeypatch, file, "--out", first, "--quiet") == 0
    told = json.loads((first / "themes.json").read_text("utf-8"))
    told["themes"][0] |= {"label": "Mine", "named_by": "person"}
    (first / "themes.json").write_text(json.dumps(told), encoding="utf-8")
    assert run(
        monkeypatch, file, "--out", second, "--earlier", first / "themes.json", "--lists", lists, "--quiet"
    ) == 0  # fmt: skip
    table = pd.read_csv(second / "themes.csv").set_index("theme")
    assert table.loc[told["themes"][0]["id"], "label"] == "Mine"
    assert table.loc["own-lifts", "people"] == 0
    assert table.loc["own-cars", "people"] > 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--side", "cat"], "--side 'cat' is not known"),
        (["--every", "day"], "--every 'day' is not known"),
        (["--number", "0"], "1 to 100"),
        (["--columns", "text=nothing"], "There is no column 'nothing'"),
        (["--model", "nowhere"], "no language model in this folder"),
        (["--earlier", "nowhere.json"], "cannot be opened"),
        (["--lists", "nowhere.yaml"], "no file of themes of your own"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_nothing_is_written(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    words: list[str], said: str,
) -> None:  # fmt: skip
    assert run(monkeypatch, file, "--out", tmp_path / "out", *words) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
