"""bothways store, moments and release on a folder of answers by period."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bothways.cli import main
from bothways.tables import read_table

UNITS = "unit,parent,name\nshop,,The shop\nday,shop,Day\nnight,shop,Night\n"


class Folder:
    """The commands, run beside a folder of answers."""

    def __init__(
        self, place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.place, self.capsys, self.monkeypatch = place, capsys, monkeypatch
        (place / "units.csv").write_text(UNITS)

    def run(self, *words: str) -> tuple[int, str, str]:
        self.monkeypatch.chdir(self.place)
        self.monkeypatch.setattr(sys, "argv", ["bothways", *words])
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        return code, *self.capsys.readouterr()

    def answers(self, period: str, seed: int) -> None:
        rng = np.random.default_rng(seed)
        said = pd.DataFrame(
            {
                "respondent": [f"p{n}" for n in range(60)],
                "unit": ["day", "night"] * 30,
                "period": period,
                "q1": rng.integers(1, 6, 60),
                "q2": rng.integers(1, 6, 60),
            }
        )
        said.to_parquet(self.place / "answers.parquet", index=False)

    def release(self) -> tuple[int, str]:
        asked = ["--items", "q1,q2", "--scale", "1..5", "--out", "out", "--round", "2024-01"]
        code, _, err = self.run("release", "folder", "--units", "units.csv", *asked)
        return code, err


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Folder:
    made = Folder(tmp_path, capsys, monkeypatch)
    for seed, period in enumerate(("2024-01", "2024-02")):
        made.answers(period, seed)
        assert made.run("store", "answers.parquet", "--into", "folder")[0] == 0
    return made


def test_what_was_released_stays_though_raw_answers_are_corrected(folder: Folder) -> None:
    assert folder.release()[0] == 0
    released = (folder.place / "out" / "released.csv").read_text()
    before = read_table(folder.place / "folder").to_pandas()
    folder.answers("2024-01", 77)
    assert folder.run("store", "answers.parquet", "--into", "folder", "--replace")[0] == 0
    assert not read_table(folder.place / "folder").to_pandas().equals(before)
    folder.release()
    assert (folder.place / "out" / "released.csv").read_text() == released


def test_moments_of_a_folder_are_tables_that_link_reads(folder: Folder) -> None:
    code, _, err = folder.run(
        "moments", "folder", "--side", "customer", "--items", "q1,q2", "--scale", "1..5"
    )
    assert code == 0, err
    assert "They passed no ledger" in err
    metrics = pd.read_csv(folder.place / "moments" / "metrics.csv")
    assert sorted(set(metrics["period"])) == ["2024-01", "2024-02"]
    assert (metrics["n"] == 30).all()
    assert len(pd.read_csv(folder.place / "moments" / "covariance.csv")) == 4


def test_cells_under_the_floor_are_not_written(folder: Folder) -> None:
    code, _, err = folder.run("moments", "folder", "--side", "customer", "--items", "q1", "--k", "31")
    assert (code, "not" if "No unit has enough answers" in err else err) == (1, "not")
    assert folder.run("moments", "folder", "--side", "customer", "--items", "q1", "--k", "4")[0] == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("store", "--into", "folder"), "Either answers are put in or periods are taken out"),
        (("store", "answers.parquet", "--into", "folder"), "'2024-02' is in folder already"),
        (("store", "--into", "folder", "--take-out", "1999"), "no period '1999'"),
        (("store", "--into", "nowhere", "--take-out", "1999"), "no folder of answers by period"),
        (("moments", "folder", "--side", "staff", "--items", "q1"), "--side 'staff' is not known"),
        (("moments", "folder", "--side", "customer"), "Either an instrument or items are named"),
    ],
    ids=["nothing", "twice", "unknown period", "no folder", "side", "no items"],
)
def test_a_mistake_is_one_sentence(folder: Folder, words: tuple[str, ...], said: str) -> None:
    code, _, err = folder.run(*words)
    assert code == 2
    assert said in err
    assert "Traceback" not in err


def test_a_period_is_taken_out_by_the_command(folder: Folder) -> None:
    code, out, _ = folder.run("store", "--into", "folder", "--take-out", "2024-01")
    assert code == 0
    assert "Left: 2024-02" in out
    assert set(read_table(folder.place / "folder").to_pandas()["period"]) == {"2024-02"}
