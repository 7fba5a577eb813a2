"""Executors of their own, and one of them killed midway: the numbers stay what they are."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from bothways.panel.moments import answers_to_moments
from bothways.panel.storing import put_answers


def executors_of(spark: Any) -> set[int]:
    """Processes of executors that this session started: children of its own Java alone."""
    gateway = spark._session.sparkContext._gateway.proc.pid
    parents, named = {}, set()
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            if b"CoarseGrainedExecutorBackend" in (place / "cmdline").read_bytes():
                named.add(int(place.name))

    def is_ours(pid: int) -> bool:
        while pid in parents:
            if pid == gateway:
                return True
            pid = parents[pid]
        return False

    return {pid for pid in named if is_ours(pid)}


def wait_for_executors(spark: Any, number: int) -> set[int]:
    until = time.monotonic() + 120
    while len(found := executors_of(spark)) < number and time.monotonic() < until:
        time.sleep(0.5)
    return found


def test_two_executors_are_processes_of_their_own(spark: Any) -> None:
    assert len(wait_for_executors(spark, 2)) == 2
    assert os.getpid() not in executors_of(spark)


def test_an_executor_that_is_killed_midway_changes_nothing(spark: Any, tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    rows = 400_000
    table = pa.table(
        {
            "respondent": [f"p{n}" for n in range(rows)],
            "unit": [f"u{n}" for n in rng.integers(0, 500, rows)],
            "period": [f"2024-{n:02d}" for n in rng.integers(1, 7, rows)],
            **{f"q{k}": rng.integers(1, 6, rows) for k in range(6)},
        }
    )
    items = [f"q{k}" for k in range(6)]
    file = tmp_path / "answers.parquet"
    pq.write_table(table, file)
    expected = answers_to_moments(file, items=items, side="customer", engine=ibis.duckdb.connect())
    before = wait_for_executors(spark, 2)
    killed: list[int] = []

    def kill() -> None:
        tracker = spark._session.sparkContext.statusTracker()
        until = time.monotonic() + 60
        while not tracker.getActiveStageIds() and time.monotonic() < until:
            time.sleep(0.01)
        for pid in sorted(before)[:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)

    killer = threading.Thread(target=kill)
    killer.start()
    stored = put_answers(file, tmp_path / "folder", engine=spark)
    made = answers_to_moments(tmp_path / "folder", items=items, side="customer", engine=spark)
    killer.join()
    assert len(killed) == 1
    assert sum(part.rows for part in stored.state.parts.values()) == rows
    for one, other in ((made.moments, expected.moments), (made.co_moments, expected.co_moments)):
        pd.testing.assert_frame_equal(one, other, check_dtype=False, rtol=1e-9, atol=1e-9)
    assert killed[0] not in executors_of(spark)
