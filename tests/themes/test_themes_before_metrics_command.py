"""bothways themes --customers: what themes of employees come before, in files and on the terminal."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from said import ANYBODY, TOPICS
from said_over_time import company

from bothways import cli
from bothways.reports.precedence import FILES, precedence_document, precedence_lines, precedence_table
from bothways.themes import Precedence, precede


def run(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr(sys, "argv", ["bothways", "themes", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def written(topics: list[str], rng: np.random.Generator) -> list[str]:
    texts = []
    for topic in topics:
        words = list(rng.choice(TOPICS[topic], 3, replace=False)) if topic else []
        texts.append(", ".join([*map(str, words), *map(str, rng.choice(ANYBODY, 3, replace=False))]))
    return texts


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Comments of 30 units over 12 months: printers are a matter of employees, queues of both sides."""
    place, rng = tmp_path_factory.mktemp("said"), np.random.default_rng(2)
    made, themes, metrics = company(2, 0.5, units=30, periods=12, people=10, customers=360)
    on = np.zeros(made.records, bool)
    on[themes.assignment.record] = True
    other = np.where(rng.random(made.records) < 0.5, "queue", "")
    table = pd.DataFrame(
        {
            "text": written(np.where(on, "printer", other).tolist(), rng),
            "side": np.where(made.side == 0, "employee", "customer"),
            **{name: np.array(one.names)[one.codes] for name, one in made.columns.items()},
        }
    )
    table.to_csv(place / "comments.csv", index=False)
    metrics.to_csv(place / "customers.csv", index=False)
    metrics.rename(columns={"unit": "place"}).to_csv(place / "places.csv", index=False)
    metrics.assign(period="2015-Q1").drop_duplicates("unit").to_csv(place / "quarters.csv", index=False)
    return place


def test_it_writes_what_themes_come_before_and_says_how_sure(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = (
        folder / "comments.csv",
        "--out",
        tmp_path,
        "--number",
        2,
        "--customers",
        folder / "customers.csv",
    )
    assert run(monkeypatch, *words) == 0
    told = capsys.readouterr()
    assert {*FILES} < {path.name for path in tmp_path.iterdir()}
    unknown = pd.read_csv(tmp_path / "unknown.csv")
    alone = unknown.loc[unknown["state"] == "employees only", "theme"].tolist()
    table = pd.read_csv(tmp_path / "precedes.csv")
    assert table["theme"].tolist() == alone
    assert len(alone) == 1
    assert table.loc[0, "customer_metric"] == "y"
    document = json.loads((tmp_path / "precedes.json").read_text("utf-8"))
    assert [one["theme"] for one in document["themes"]] == alone
    assert document["findings"]["pairs"][0]["verdict"] == table.loc[0, "verdict"]
    assert document["sentence"] in told.out
    assert "no privacy ledger" in told.out
    assert "pairs estimated: 1 of 1" in told.err
    assert "Reading the employees table" in told.err


def test_columns_of_the_metrics_can_be_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = (folder / "comments.csv", "--out", tmp_path, "--number", 2, "--customers", folder / "places.csv")
    assert run(monkeypatch, *words, "--customer-columns", "unit=place", "--quiet") == 0
    assert capsys.readouterr().out == ""
    assert (tmp_path / "precedes.csv").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--customers", "nowhere.csv"], "nowhere.csv"),
        (["--customers", "{folder}/places.csv"], "unit"),
        (["--customers", "{folder}/quarters.csv"], "The frequencies differ"),
        (["--customer-columns", "unit=place"], "Name the file with --customers"),
    ],
)
def test_what_is_wrong_is_said_before_themes_are_looked_for(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    words: list[str], said: str,
) -> None:  # fmt: skip
    monkeypatch.setattr("bothways.themes.fit_themes", lambda *given, **more: pytest.fail("looked for themes"))
    out = tmp_path / "out"
    asked = [word.format(folder=folder) for word in words]
    assert run(monkeypatch, folder / "comments.csv", "--out", out, *asked) == 2
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_comments_without_periods_are_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "timeless.csv"
    pd.read_csv(folder / "comments.csv").drop(columns="period").to_csv(path, index=False)
    assert run(monkeypatch, path, "--out", tmp_path / "out", "--customers", folder / "customers.csv") == 2
    assert "No column of the comments is the period" in capsys.readouterr().err


def test_a_claim_is_told_with_range_and_how_sure_and_without_causes() -> None:
    comments, themes, metrics = company(3, 0.4)
    lines = precedence_lines(precede(comments, themes, metrics))
    text = "\n".join(lines)
    assert "Likely: Employees first." in text or "Clear: Employees first." in text
    assert "When “late parts” (t1) is higher than usual, y tends to be higher one month later." in text
    assert " to +" in text
    assert "false alarm" in text
    assert lines[-1] == "This shows what came first, not what caused it."
    assert "(named by software)" in text


def test_no_claim_is_told_with_its_reason_and_nothing_steers_the_terminal() -> None:
    comments, themes, metrics = company(3, 0.0)
    lines = precedence_lines(precede(comments, themes, metrics.assign(metric="y\x1b[2J")))
    assert "we cannot tell yet" in "\n".join(lines)
    assert "settle it" in "\n".join(lines)
    assert all(line.isprintable() for line in lines)
    assert not any("came first" in line for line in lines)


def test_no_theme_is_told_and_written_as_none() -> None:
    none = Precedence(None, (), "employees only")
    assert precedence_lines(none) == [none.sentence]
    assert list(precedence_table(none)) == ["theme", "label", "named_by", "rank"]
    assert precedence_document(none)["findings"] is None
