"""Side by side with a rough first version of the likelihood, on fresh worlds of the generator that it was made on."""

from __future__ import annotations

import importlib
import os
import sys
import warnings
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any

import numpy as np

from bothways.linkage.pair import estimate_pair
from evidence.paired import Floats, difference_at_equal_alarms, paired_difference, power_at
from evidence.pairs import Row, Steps
from evidence.worlds import NONE, ONE_WAY, SEED

ROOT = Path(__file__).resolve().parent.parent
FEW_UNITS, SHORT = 100, 6  # where the first version takes its restricted start
WHO = ("ours", "units", "two_way")  # Bothways, and the first version with p by units and two-way p


@dataclass(frozen=True)
class FirstCell:
    """``runs`` worlds with a link and as many without; the options are those of the first version's generator."""

    text: str
    units: int
    periods: int
    runs: int
    options: dict[str, Any] = field(default_factory=dict)


CELLS = (
    FirstCell("base", 40, 12, 600),
    FirstCell("base", 130, 6, 600),
    FirstCell("base", 130, 8, 600),
    FirstCell("base", 130, 12, 800),
    FirstCell("base", 130, 18, 400),
    FirstCell("base", 300, 8, 800),
    FirstCell("base", 300, 12, 400),
    FirstCell("base", 1000, 8, 200),
    FirstCell("unequal loadings", 130, 12, 400, {"hload": 0.5}),
    FirstCell("unequal loadings", 300, 12, 300, {"hload": 0.5}),
)


def folder() -> Path:
    """Where the first version lies, beside the real data."""
    shared = Path(os.environ.get("BOTHWAYS_SHARED") or ROOT.parent / "shared")
    return shared / "prototypes" / "linkage" / "statespace"


@cache
def first_version() -> tuple[Any, Any]:
    """Its worlds and its estimator."""
    sys.path[:0] = [str(folder()), str(folder().parent / "unbalanced")]
    return importlib.import_module("worlds"), importlib.import_module("grid")


def steps(pool: Pool) -> Steps:
    """Both estimators on the same worlds, cell by cell; nothing where the first version is not at hand."""
    return {repr(cell): partial(run_cell, pool, cell) for cell in CELLS} if folder().exists() else {}


def run_cell(pool: Pool, cell: FirstCell) -> Row:
    """Draw the worlds of one cell, estimate them twice and compare."""
    jobs = [(cell, effect, run) for effect in (ONE_WAY, NONE) for run in range(cell.runs)]
    return summary(cell, pool.map(one, jobs, chunksize=4))


def summary(cell: FirstCell, rows: list[Row]) -> Row:
    """Power, false alarms, and their differences over the same worlds."""
    p = {who: _by_world(rows, who) for who in WHO}
    null = {who: np.concatenate([p[who][0][:, 1], p[who][1].ravel()]) for who in WHO}
    found = {who: np.nan_to_num(p[who][0][:, 0], nan=1.0) < 0.05 for who in WHO}
    out: Row = {"kind": cell.text, "units": cell.units, "periods": cell.periods, "runs": cell.runs}
    for who in WHO:
        estimable = null[who][np.isfinite(null[who])]
        out[f"{who}_power"] = float(found[who].mean())
        out[f"{who}_alarms"], out[f"{who}_tests"] = float((estimable < 0.05).mean()), len(estimable)
        out[f"{who}_adjusted"] = power_at(p[who][0][:, 0], null[who])
        out[f"{who}_refused"] = float(np.isnan(p[who][0][:, 0]).mean())
    for who in WHO[1:]:
        rng = np.random.default_rng([SEED, cell.units, cell.periods])
        out[f"{who}_gap"] = asdict(paired_difference(found["ours"], found[who]))
        out[f"{who}_gap_adjusted"] = asdict(difference_at_equal_alarms(p["ours"], p[who], rng=rng))
    return out


def _by_world(rows: list[Row], who: str) -> tuple[Floats, Floats]:
    """P values of both directions, of worlds with a link and of worlds without; NaN where there is no estimate."""
    return (
        np.array([row[who] for row in rows if row["linked"]]),
        np.array([row[who] for row in rows if not row["linked"]]),
    )


def one(job: tuple[FirstCell, tuple[float, float], int]) -> Row:
    """One world; NaN stands for no estimate."""
    cell, effect, run = job
    worlds, grid = first_version()
    linked = effect[0] > 0
    loadings = int(bool(cell.options))
    rng = np.random.default_rng([SEED, 11, cell.units, cell.periods, loadings, int(linked), run])
    values, noise, _ = worlds.gen(rng, cell.units, cell.periods, b=effect, **cell.options)
    start = "ri" if cell.units < FEW_UNITS or cell.periods <= SHORT else "free"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            rough = grid.ml(values, noise, cell.periods, init=start)
        except np.linalg.LinAlgError:
            rough = {"fail": True}
    found = estimate_pair(values, noise, compiled=True).directions
    nothing = [float("nan")] * 2
    return {
        "linked": linked,
        "units": nothing if rough["fail"] else [rough["pu_xy"], rough["pu_yx"]],
        "two_way": nothing if rough["fail"] else [rough["pt_xy"], rough["pt_yx"]],
        "ours": nothing if found is None else [found[0].p, found[1].p],
    }
