"""The audit says of imported aggregates that nobody knows who is behind them."""

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import bothways.cli.audit
import bothways.cli.release  # noqa: F401  (importing a command adds it)
from bothways.cli.app import app
from bothways.errors import FileError
from bothways.privacy import ImportedCell, ImportedMetric, Ledger, read_units
from bothways.privacy.audit import read_folder

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
