"""Side by side with a rough first version of the likelihood, on the worlds of its own that the bar was read from."""

from __future__ import annotations

import importlib
import os
import sys
import warnings
from collections.abc import Iterator
from functools import cache
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any

import numpy as np

from bothways.linkage.pair import estimate_pair
from evidence.pairs import Row, share
from evidence.worlds import NONE, ONE_WAY

ROOT = Path(__file__).resolve().parent.parent
SIZES = (
    (40, 12, 100), (130, 6, 120), (130, 8, 120), (130, 12, 160), (130, 18, 120), (300, 8, 160), (300, 12, 60),
    (1000, 8, 24),
)  # fmt: skip
FEW_UNITS, SHORT = 100, 6  # where the first version takes its restricted start


def folder() -> Path:
    """Where the first version lies, beside the real data."""
    shared = Path(os.environ.get("BOTHWAYS_SHARED") or ROOT.parent / "shared")
    return shared / "prototypes" / "linkage" / "statespace"


@cache
def first_version() -> tuple[Any, Any]:
    """Its worlds and its estimator."""
    sys.path[:0] = [str(folder()), str(folder().parent / "unbalanced")]
    return importlib.import_module("worlds"), importlib.import_module("grid")


def run_first_version(pool: Pool) -> Iterator[Row]:
    """Both estimators on the same worlds, size by size; nothing where the first version is not at hand."""
    if not folder().exists():
        return
    for units, periods, runs in SIZES:
        jobs = [(units, periods, effect, run) for effect in (ONE_WAY, NONE) for run in range(runs)]
        rows = pool.map(one, jobs, chunksize=4)
        linked = [row for row in rows if row["linked"]]
        yield {
            "kind": "first version",
            "units": units,
            "periods": periods,
            "runs": runs,
            **{f"{who}_power": share(row[who][0] < 0.05 for row in linked) for who in WHO},
            **{f"{who}_alarms": share(p < 0.05 for row in rows for p in _null(row, who)) for who in WHO},
        }


WHO = ("units", "two_way", "ours")


def _null(row: Row, who: str) -> list[float]:
    """P values of directions in which nothing leads, of worlds that this estimator could estimate."""
    values = row[who][1:] if row["linked"] else row[who]
    return [p for p in values if p < 2]


def one(job: tuple[int, int, tuple[float, float], int]) -> Row:
    """One world; p = 2 stands for no estimate."""
    units, periods, effect, run = job
    worlds, grid = first_version()
    rng = np.random.default_rng(run * 7919 + units * 13 + periods * 7 + 1)  # its own seeds
    values, noise, _ = worlds.gen(rng, units, periods, b=effect)
    start = "ri" if units < FEW_UNITS or periods <= SHORT else "free"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            rough = grid.ml(values, noise, periods, init=start)
        except np.linalg.LinAlgError:
            rough = {"fail": True}
    found = estimate_pair(values, noise, compiled=True).directions
    nothing = [2.0, 2.0]
    return {
        "linked": effect[0] > 0,
        "units": nothing if rough["fail"] else [rough["pu_xy"], rough["pu_yx"]],
        "two_way": nothing if rough["fail"] else [rough["pt_xy"], rough["pt_yx"]],
        "ours": nothing if found is None else [found[0].p, found[1].p],
    }
