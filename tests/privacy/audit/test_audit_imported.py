"""The audit says of imported aggregates that nobody knows who is behind them."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import bothways.cli.audit
import bothways.cli.release  # noqa: F401  (importing a command adds it)
from bothways.cli.app import app
from bothways.errors import FileError
from bothways.privacy import (
    ImportedCell,
    ImportedMetric,
    Ledger,
    Metric,
    RoundAnswers,
    make_roster,
    read_units,
)
from bothways.privacy.audit import audit, read_folder
from bothways.privacy.ledger import Choices

UNITS = "unit,parent\nshop,\nday,shop\nnight,shop\n"


def aggregates(folder: Path) -> Ledger:
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    ledger = Ledger(folder / "out", read_units(folder / "units.csv"))
    for metric in (ImportedMetric("calm", "percent"), ImportedMetric("late", "rate")):
        ledger.release_imported("before", metric, [ImportedCell("day", 30, 12), ImportedCell("night", 7, 9)])
    ledger.write_tables(folder / "out")
    return ledger


def test_rows_of_aggregates_are_counted_and_named(tmp_path: Path) -> None:
    aggregates(tmp_path)
    pd.DataFrame(
        {
            "respondent": [f"p{n}" for n in range(12)],
            "unit": ["day"] * 6 + ["night"] * 6,
            "round": "r1",
            "calm": 3,
        }
    ).to_csv(tmp_path / "answers.csv", index=False)
    words = ["release", tmp_path / "answers.csv", "--units", tmp_path / "units.csv", "--items", "calm"]
    words += ["--scale", "1..5", "--out", tmp_path / "out"]
    assert CliRunner().invoke(app, [str(word) for word in words]).exit_code == 0
    result = CliRunner().invoke(
        app, ["audit", str(tmp_path / "out"), "--answers", str(tmp_path / "answers.csv")]
    )
    assert result.exit_code == 0, result.output
    found = json.loads((tmp_path / "out" / "audit.json").read_text(encoding="utf-8"))
    reason = "imported as an aggregate (nobody knows who is behind it)"
    assert found["not_attacked"] == {f"share {reason}": 2, f"rate {reason}": 2}
    assert [one["round"] for one in found["rounds"]] == ["r1"]


def test_a_folder_of_nothing_else_says_so(tmp_path: Path) -> None:
    aggregates(tmp_path)
    with pytest.raises(FileError, match="imported as an aggregate, and nobody knows"):
        read_folder(tmp_path / "out")


def test_shares_of_an_additional_question_are_counted_and_named(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    tree = read_units(tmp_path / "units.csv")
    ledger = Ledger(tmp_path / "out", tree)
    calm = Metric("calm", "mean", 1, 5, 1, ("calm",))
    units, names = ["day"] * 30 + ["night"] * 30, tuple(f"p{number}" for number in range(60))
    made = RoundAnswers("r1", names, make_roster(tree, units), (calm,), {"calm": np.full(60, 3.0)})
    ledger.release(made)
    assert ledger.release_choices(made, Choices("cause", np.eye(3, dtype=bool)[np.arange(60) % 3]))
    ledger.write_tables(tmp_path / "out")
    folder = read_folder(tmp_path / "out")
    assert {row.kind for row in folder.rows} == {"mean"}
    assert folder.others == {"distribution of an additional question": 1}
    assert not audit(folder, [made], seconds=5).found
