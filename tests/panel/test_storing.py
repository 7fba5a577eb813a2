"""A folder of answers by period: what is put in is whole or not there, and only its partitions are made anew."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bothways.errors import CellError, ColumnError, FileError, InputError
from bothways.panel import partitioned, storing
from bothways.panel.moments import Moments, answers_to_moments
from bothways.panel.storing import put_answers, take_out
from bothways.tables import read_table
from bothways.tables.partitions import open_partitions

ITEMS = ["q1", "q2"]


def answers(periods: list[str], seed: int = 1, rows: int = 300) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "respondent": [f"p{n}" for n in range(rows)],
            "unit": rng.choice(["a", "b", "Ü 007"], rows),
            "period": rng.choice(periods, rows),
            "q1": rng.integers(1, 6, rows),
            "q2": rng.choice([1.0, 2.5, np.nan], rows),
        }
    )


def moments(source: object) -> Moments:
    return answers_to_moments(source, items=ITEMS, side="customer")


def same(one: Moments, other: Moments) -> None:
    pd.testing.assert_frame_equal(one.moments, other.moments, check_dtype=False, rtol=1e-12)
    pd.testing.assert_frame_equal(one.co_moments, other.co_moments, check_dtype=False, rtol=1e-12)


def read_partitions(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Which partitions are read from here on, in groups as they are read."""
    seen: list[list[str]] = []
    there = partitioned._opened
    monkeypatch.setattr(
        partitioned,
        "_opened",
        lambda state, backend, periods: seen.append(list(periods)) or there(state, backend, periods),
    )
    return seen


def test_the_moments_of_a_folder_are_those_of_the_table(tmp_path: Path) -> None:
    whole = answers(["2024-01", "2024-02", "2024-03"])
    stored = put_answers(whole, tmp_path / "folder")
    assert stored.added == ("2024-01", "2024-02", "2024-03")
    same(moments(tmp_path / "folder"), moments(whole))
    same(moments(tmp_path / "folder"), moments(whole))  # now of kept cells


def test_a_new_round_reads_its_own_partition_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = answers(["2024-01", "2024-02"]), answers(["2024-03"], seed=2)
    put_answers(first, tmp_path / "folder")
    moments(tmp_path / "folder")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "folder").rglob("*.parquet")}
    put_answers(second, tmp_path / "folder")
    seen = read_partitions(monkeypatch)
    same(moments(tmp_path / "folder"), moments(pd.concat([first, second], ignore_index=True)))
    assert seen == [["2024-03"]]
    assert all(path.stat().st_mtime_ns == then for path, then in before.items())
    moments(tmp_path / "folder")
    assert seen == [["2024-03"]]


def test_a_late_correction_rewrites_one_partition_and_its_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = answers(["2024-01", "2024-02"])
    put_answers(whole, tmp_path / "folder")
    old = moments(tmp_path / "folder")
    late = whole[whole["period"] == "2024-01"].assign(q1=3)
    seen = read_partitions(monkeypatch)
    stored = put_answers(late, tmp_path / "folder", again=True)
    assert (stored.added, stored.replaced) == ((), ("2024-01",))
    corrected = pd.concat([late, whole[whole["period"] == "2024-02"]], ignore_index=True)
    same(moments(tmp_path / "folder"), moments(corrected))
    assert seen == [["2024-01"]]
    with pytest.raises(AssertionError):
        same(moments(tmp_path / "folder"), old)


def test_other_scores_of_the_same_answers_are_made_anew(tmp_path: Path) -> None:
    whole = answers(["2024-01"])
    put_answers(whole, tmp_path / "folder")
    moments(tmp_path / "folder")
    other = answers_to_moments(tmp_path / "folder", items={"both": ITEMS}, side="customer")
    expected = answers_to_moments(whole, items={"both": ITEMS}, side="customer")
    pd.testing.assert_frame_equal(other.moments, expected.moments, check_dtype=False)


def test_damaged_cells_are_made_again_and_a_lost_file_is_named(tmp_path: Path) -> None:
    whole = answers(["2024-01"])
    put_answers(whole, tmp_path / "folder")
    expected = moments(tmp_path / "folder")
    [kept] = (tmp_path / "folder" / "cells").glob("*/*.parquet")
    kept.write_bytes(b"half")
    same(moments(tmp_path / "folder"), expected)
    kept.unlink()
    [lost] = (tmp_path / "folder" / "answers").glob("*/*.parquet")
    lost.unlink()
    with pytest.raises(FileError, match="gone or damaged"):
        moments(tmp_path / "folder")


def test_a_period_that_is_there_is_not_replaced_by_accident(tmp_path: Path) -> None:
    put_answers(answers(["2024-01"]), tmp_path / "folder")
    before = moments(tmp_path / "folder")
    with pytest.raises(InputError, match=r"'2024-01' is in folder already\. Say --replace"):
        put_answers(answers(["2024-01", "2024-02"], seed=5), tmp_path / "folder")
    same(moments(tmp_path / "folder"), before)


@pytest.mark.parametrize(
    ("frame", "error", "said"),
    [
        (pd.DataFrame({"unit": ["a"], "q1": [1]}), ColumnError, "no column 'period'"),
        (pd.DataFrame({"unit": list("ab"), "period": ["2024", " "], "q1": 1}), CellError, "row 3, column 'period'"),
        (pd.DataFrame({"unit": [], "period": [], "q1": []}), FileError, "no rows"),
    ],
    ids=["no period", "blank period", "no rows"],
)  # fmt: skip
def test_what_has_no_period_is_refused_and_nothing_is_left(
    frame: pd.DataFrame, error: type[Exception], said: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=said):
        put_answers(frame, tmp_path / "folder")
    assert not (tmp_path / "folder").exists()


def test_another_column_a_strange_folder_and_a_newer_one_are_refused(tmp_path: Path) -> None:
    put_answers(answers(["2024-01"]), tmp_path / "folder")
    with pytest.raises(InputError, match="divided by 'period', not by 'unit'"):
        put_answers(answers(["2024-02"]), tmp_path / "folder", period="unit")
    with pytest.raises(FileError, match="divided by 'period'"):
        answers_to_moments(tmp_path / "folder", items=ITEMS, side="customer", period="unit", unit="period")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").touch()
    with pytest.raises(FileError, match="holds other things"):
        put_answers(answers(["2024-01"]), tmp_path / "photos")
    manifest = tmp_path / "folder" / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 2}))
    with pytest.raises(FileError, match="newer Bothways"):
        moments(tmp_path / "folder")
    manifest.write_text("{")
    with pytest.raises(FileError, match="cannot be read"):
        moments(tmp_path / "folder")


def test_a_wrong_answer_names_its_partition(tmp_path: Path) -> None:
    put_answers(answers(["2024-01"]), tmp_path / "folder")
    put_answers(
        pd.DataFrame({"unit": "a", "period": "2024-02", "q1": ["4", "many"], "q2": 1}), tmp_path / "folder"
    )
    with pytest.raises(CellError, match=r"folder/2024-02, row 3, column 'q1'"):
        moments(tmp_path / "folder")


def test_what_is_taken_out_is_gone_from_the_disk(tmp_path: Path) -> None:
    whole = answers(["2024-01", "2024-02"])
    put_answers(whole, tmp_path / "folder")
    moments(tmp_path / "folder")
    left = take_out(tmp_path / "folder", ["2024-01"])
    assert list(left.parts) == ["2024-02"]
    assert [path.parent.name for path in (tmp_path / "folder" / "answers").rglob("*.parquet")] == [
        left.parts["2024-02"].token
    ]
    assert [path.stem for path in (tmp_path / "folder" / "cells").rglob("*.parquet")] == [
        left.parts["2024-02"].token
    ]
    with pytest.raises(InputError, match="no period '2024-01'"):
        take_out(tmp_path / "folder", ["2024-01"])


def test_a_reader_keeps_the_state_that_was_opened(tmp_path: Path) -> None:
    put_answers(answers(["2024-01"]), tmp_path / "folder")
    table = read_table(tmp_path / "folder")
    before = table.to_pandas()
    put_answers(answers(["2024-01"], seed=9), tmp_path / "folder", again=True)
    put_answers(answers(["2024-02"], seed=9), tmp_path / "folder")
    pd.testing.assert_frame_equal(table.to_pandas(), before)
    assert set(read_table(tmp_path / "folder").to_pandas()["period"]) == {"2024-01", "2024-02"}


def test_what_nobody_lists_goes_after_a_day(tmp_path: Path) -> None:
    put_answers(answers(["2024-01"]), tmp_path / "folder")
    [old] = (tmp_path / "folder" / "answers").iterdir()
    put_answers(answers(["2024-01"], seed=2), tmp_path / "folder", again=True)
    assert old.exists()
    long_ago = time.time() - storing.KEEP_SECONDS - 1
    os.utime(old, (long_ago, long_ago))
    put_answers(answers(["2024-02"]), tmp_path / "folder")
    assert not old.exists()
    assert len(list((tmp_path / "folder" / "answers").iterdir())) == 2


def test_columns_and_types_of_rounds_may_differ(tmp_path: Path) -> None:
    first = answers(["2024-01"]).drop(columns="q2")
    second = answers(["2024-02"], seed=2).astype({"q1": float})
    third = answers(["2024-03"], seed=3).astype({"q1": str})
    for one in (first, second, third):
        put_answers(one, tmp_path / "folder")
    numbers = [first, second, third.astype({"q1": float})]
    same(moments(tmp_path / "folder"), moments(pd.concat(numbers, ignore_index=True)))
    table = read_table(tmp_path / "folder").to_pandas()
    assert table["q2"].isna().sum() >= len(first)
    assert len(read_table(tmp_path / "folder", only=["2024-02"]).to_pandas()) == len(second)
    assert len(read_table(tmp_path / "folder", only=["2024-02", "else"]).to_pandas()) == len(table)


WRITER = """
import sys
import pyarrow.parquet as pq
from bothways.panel.storing import put_answers
for turn in range(1000):
    put_answers(pq.read_table(sys.argv[3 - turn % 2]), sys.argv[1], again=True)
    print("done", flush=True)
"""


def test_a_rewrite_that_is_killed_anywhere_leaves_one_whole_state(tmp_path: Path) -> None:
    """Two states take turns; whoever reads, during and after each kill, sees one of them and no mixture."""
    folder = tmp_path / "folder"
    states, files = [], []
    for value in (1, 5):
        frame = answers(["2024-01", "2024-02"], rows=20_000).assign(q1=value)
        files.append(tmp_path / f"{value}.parquet")
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), files[-1])
        states.append(value)
    other = answers(["2023-12"])
    put_answers(other, folder)
    put_answers(pq.read_table(files[0]), folder)
    seen: list[set[int]] = []
    ended = threading.Event()

    def read() -> None:
        while not ended.is_set():
            table = read_table(folder).to_pandas(["period", "q1"])
            assert len(table) == 20_000 + len(other)
            seen.append(set(table[table["period"] != "2023-12"]["q1"]))

    failures: list[BaseException] = []
    reader = threading.Thread(target=lambda: _keep_failure(read, failures))
    reader.start()
    chance = random.Random(5)
    versions = []
    for _ in range(5):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), *map(str, files)], stdout=subprocess.PIPE
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(chance.uniform(0.3, 1.5))
        writer.kill()
        writer.wait()
        writer.stdout.close()
        versions.append(open_partitions(folder).version)
        values = answers_to_moments(folder, items=["q1"], side="customer").moments
        assert len(set(values[values["period"] != "2023-12"]["mean"])) == 1
    ended.set()
    reader.join()
    assert not failures, failures[0]
    assert {frozenset(one) for one in seen} <= {frozenset({value}) for value in states}
    assert versions[-1] > 2  # something was rewritten
    put_answers(
        pq.read_table(files[1]), folder, again=True
    )  # and whoever comes next is not stopped by what is left
    assert answers_to_moments(folder, items=["q1"], side="customer").moments["mean"].max() == 5


def _keep_failure(run: object, failures: list[BaseException]) -> None:
    try:
        run()  # type: ignore[operator]
    except BaseException as problem:
        failures.append(problem)
