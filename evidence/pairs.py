"""Worlds of one pair: how often each method is right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from multiprocessing.pool import Pool
from typing import Any
from zlib import crc32

import numpy as np

from bothways.linkage.family import adjusted
from bothways.linkage.pair import estimate_pair
from bothways.linkage.peers import lagged_correlation, lagged_fixed_effects, pooled_correlation
from bothways.linkage.verdict import judge
from bothways.simulate import draw_world
from evidence.worlds import NONE, ONE_WAY, SEED, Cell

Row = dict[str, Any]
Steps = dict[str, Callable[[], Row]]  # what identifies a row, and how it is computed
CLAIMS = ("employee_leads", "customer_leads", "both_ways")


def steps(pool: Pool, cells: list[Cell]) -> Steps:
    """Every cell: drawn, estimated and summed up when it is called."""
    return {repr(cell): partial(run_cell, pool, cell) for cell in cells}


def run_cell(pool: Pool, cell: Cell) -> Row:
    """Draw, estimate and sum up one cell."""
    jobs = [(cell, effect, run) for effect in (ONE_WAY, NONE) for run in range(cell.runs)]
    return summary(cell, pool.map(one, jobs, chunksize=4))


def one(job: tuple[Cell, tuple[float, float], int]) -> Row:
    """One world: Bothways and the familiar methods on the same numbers."""
    cell, effect, run = job
    key = [SEED, crc32(cell.kind.encode()), cell.units, cell.periods, int(effect[0] > 0), run]
    rng = np.random.default_rng(key)
    world = draw_world(rng, units=cell.units, periods=cell.periods, **{**cell.options, "effect": effect})
    seasons = cell.cycle if 3 * cell.cycle <= cell.periods else 0
    pair = estimate_pair(world.values, world.noise, seasons=seasons, compiled=True)
    row: Row = {"linked": effect[0] > 0, "refused": pair.refused, "extensions": pair.extensions}
    q = np.full(2, np.nan)
    for k, direction in enumerate(pair.directions or ()):
        low, high = direction.interval()
        row[f"p{k}"], row[f"covered{k}"] = direction.p, low <= world.truth.effect[k] <= high
        q[k] = direction.p
    row["verdict"] = judge(pair, tuple(adjusted(q))).verdict
    x, y = world.values[..., 0], world.values[..., 1]
    row["pooled"] = pooled_correlation(x, y).p
    row["lagged"] = lagged_correlation(x, y).p
    row["fixed"] = lagged_fixed_effects(x, y).p
    row["fixed_back"] = lagged_fixed_effects(y, x).p
    return row


def summary(cell: Cell, rows: list[Row]) -> Row:
    """Shares over the runs of a cell."""
    linked = [row for row in rows if row["linked"]]
    null = [row for row in rows if not row["linked"]]
    verdicts = [row["verdict"] for row in linked]
    false = [row["p1"] for row in linked if "p1" in row]
    false += [row[k] for row in null for k in ("p0", "p1") if k in row]
    estimable = [row for row in rows if "p0" in row]
    return {
        "kind": cell.kind,
        "text": cell.text,
        "units": cell.units,
        "periods": cell.periods,
        "runs": cell.runs,
        "estimable": len(estimable) / len(rows),
        "false_alarms": share(p < 0.05 for p in false),
        "tests": len(false),
        "coverage": share(row[f"covered{k}"] for row in estimable for k in (0, 1)),
        "power": share(row.get("p0", 1.0) < 0.05 for row in linked),
        "leads": verdicts.count("employee_leads") / len(linked),
        "wrong_way": verdicts.count("customer_leads") / len(linked),
        "both_ways": verdicts.count("both_ways") / len(linked),
        "claimed_none": share(row["verdict"] in CLAIMS for row in null),
        "pooled": share(row["pooled"] < 0.05 for row in null),
        "lagged": share(row["lagged"] < 0.05 for row in null),
        "fixed": share(p < 0.05 for row in null for p in (row["fixed"], row["fixed_back"])),
        "fixed_power": share(row["fixed"] < 0.05 for row in linked),
        "extended": share(bool(row["extensions"]) for row in estimable),
    }  # fmt: skip


def share(flags: Any) -> float:
    """Mean of yes and no; NaN of nothing."""
    values = np.array(list(flags), dtype=float)
    return float(values.mean()) if len(values) else float("nan")
