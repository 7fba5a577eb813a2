"""Worlds of one pair: what second thoughts about a claim say where it is right and where it is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from multiprocessing.pool import Pool
from typing import Any
from zlib import crc32

import numpy as np

from bothways.linkage.checks import checks
from bothways.linkage.confirmation import third_opinion
from bothways.linkage.confirmation.report import CLOSE, LEVELS, PROPER, THIRD, second_thoughts
from bothways.linkage.pair import PairEstimate, estimate_pair
from bothways.simulate import draw_world
from evidence.pairs import Row, Steps, share
from evidence.worlds import BASE, KINDS

#: Commit at which second thoughts were frozen; worlds are drawn from seeds made of it.
FROZEN = "5a7d7060"
SEED = int(FROZEN, 16)
EFFECT = (0.15, 0.0)
SECOND = "second estimator agrees"
TOLD = (THIRD, SECOND, CLOSE, PROPER, LEVELS)
_OPTIONS: dict[str, dict[str, Any]] = {"base": {}, **{kind: options for kind, _, options in KINDS}}


@dataclass(frozen=True)
class Cell:
    """One kind of world at one size: ``runs`` draws in which x leads y."""

    kind: str
    units: int
    periods: int
    runs: int


CELLS = (
    Cell("base", 130, 8, 60),
    Cell("base", 300, 8, 30),
    Cell("strong levels", 300, 8, 25),
    Cell("drifting means", 300, 8, 25),
    Cell("low values missing", 300, 8, 25),
)


def steps(pool: Pool) -> Steps:
    """Every cell: drawn, estimated and summed up when it is called."""
    return {repr(cell): partial(run_cell, pool, cell) for cell in CELLS}


def run_cell(pool: Pool, cell: Cell) -> Row:
    """Draw, estimate and sum up one cell."""
    worlds = pool.map(one, [(cell, run) for run in range(cell.runs)], chunksize=2)
    return summary(cell, [row for world in worlds for row in world])


def one(job: tuple[Cell, int]) -> list[Row]:
    """One world: a row for each estimable direction."""
    cell, run = job
    rng = np.random.default_rng([SEED, crc32(cell.kind.encode()), cell.units, cell.periods, run])
    options = {**BASE, **_OPTIONS[cell.kind], "effect": EFFECT}
    world = draw_world(rng, units=cell.units, periods=cell.periods, **options)
    pair = estimate_pair(world.values, world.noise, compiled=True)
    if pair.directions is None:
        return []
    return [_direction(pair, k, world.truth.effect[k]) for k in range(2)]


def _direction(pair: PairEstimate, k: int, truth: float) -> Row:
    """What is told of one direction; checks where its p is under .05, as if it were claimed."""
    found, estimate = pair.estimate, (pair.directions or ())[k]
    if found is None or found.inference is None:
        raise ValueError("a pair with directions has a fit")
    values = np.where(found.problem.observed, found.problem.values, np.nan)
    other = third_opinion(values, found.problem.noise, employee_first=k == 0)
    row: Row = {"linked": k == 0, "claimed": estimate.p < 0.05}
    if not isinstance(other, str):
        own = (found.inference.employee_to_customer, found.inference.customer_to_employee)[k]
        row["third_z"] = (other.effect * own.to_standard - truth) / (other.se * own.to_standard)
        row["third_se"], row["se"] = other.se * own.to_standard, estimate.se
    if row["claimed"]:
        told = (*checks(pair, employee_first=k == 0), *second_thoughts(pair, employee_first=k == 0))
        row |= {check.name: check.passed for check in told if check.name in TOLD}
    return row


def summary(cell: Cell, rows: list[Row]) -> Row:
    """Shares over the directions of a cell, claims that are right apart from those that are wrong."""
    z = np.array([row["third_z"] for row in rows if "third_z" in row])
    out: Row = {
        "kind": cell.kind,
        "text": cell.kind,
        "units": cell.units,
        "periods": cell.periods,
        "runs": cell.runs,
        "directions": len(rows),
        "third_ran": len(z) / max(len(rows), 1),
        "third_off": share(abs(z) > 1.96),
        "third_se": float(np.median([row["third_se"] for row in rows if "third_se" in row] or [np.nan])),
        "se": float(np.median([row["se"] for row in rows if "se" in row] or [np.nan])),
    }
    for name, linked in (("right", True), ("wrong", False)):
        claims = [row for row in rows if row["claimed"] and row["linked"] == linked]
        out[name] = {"claims": len(claims), **{check: _count(claims, check) for check in TOLD}}
    return out


def _count(claims: list[Row], check: str) -> list[int]:
    """How often a check ran and how often it failed."""
    ran = [row[check] for row in claims if row.get(check) is not None]
    return [len(ran), ran.count(False)]
