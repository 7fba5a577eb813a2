"""bothways sweep, from files to a table."""

import sys

import numpy as np
import pandas as pd
import pytest

from bothways.cli import main


def run(monkeypatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["bothways", "sweep", *words])
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.fixture
def files(tmp_path):
    rng = np.random.default_rng(1)
    for name, metrics in (("employees", ["trust", "rest"]), ("customers", ["nps"])):
        rows = [
            (f"u{i}", f"2024-{t + 1:02}", metric, rng.normal())
            for metric in metrics
            for i in range(25)
            for t in range(6)
        ]
        table = pd.DataFrame(rows, columns=["unit", "period", "metric", "value"])
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    return str(tmp_path / "employees.csv"), str(tmp_path / "customers.csv")


def test_it_writes_a_row_for_each_pair_lag_and_direction(files, monkeypatch, tmp_path, capsys) -> None:
    assert run(monkeypatch, *files, "--lags", "1-2,4", "--out", str(tmp_path / "out")) == 0
    out = capsys.readouterr().out
    assert "12 regressions, 12 of them could be estimated; a lag is one month." in out
    assert "not what leads what" in out
    table = pd.read_csv(tmp_path / "out" / "sweep.csv")
    assert sorted(table["lag"].unique()) == [1, 2, 4]
    parquet = pd.read_parquet(tmp_path / "out" / "sweep.parquet")
    assert parquet["estimate"].tolist() == pytest.approx(table["estimate"].tolist(), rel=1e-12)


@pytest.mark.parametrize("words", ["0", "3-1", "one", "", "1-", "-2", "1.5"])
def test_lags_that_are_none_are_refused_with_what_to_write(
    files, monkeypatch, tmp_path, capsys, words
) -> None:
    assert run(monkeypatch, *files, f"--lags={words}", "--out", str(tmp_path / "out")) == 2
    assert "--lags" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_lag_as_long_as_the_panel_is_refused(files, monkeypatch, tmp_path, capsys) -> None:
    assert run(monkeypatch, *files, "--lags", "1-6", "--out", str(tmp_path / "out")) == 2
    assert "6 periods" in capsys.readouterr().err


def test_quiet_prints_nothing(files, monkeypatch, tmp_path, capsys) -> None:
    assert run(monkeypatch, *files, "--quiet", "--out", str(tmp_path / "out")) == 0
    out = capsys.readouterr()
    assert out.out + out.err == ""
