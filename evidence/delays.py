"""Longer delays: how often the joint test is right, beside one lag alone and half panels, and what ranges hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from multiprocessing.pool import Pool
from typing import Any
from zlib import crc32

import numpy as np

from bothways.linkage.delays.half_panels import half_panel_test
from bothways.linkage.family import adjusted
from bothways.linkage.pair import PairEstimate, estimate_pair
from bothways.linkage.verdict import judge
from bothways.simulate import World, draw_world
from evidence.pairs import Row, Steps, share
from evidence.worlds import BASE

#: Commit at which the test and the rule were frozen; the worlds are drawn from seeds made of it.
FROZEN = "94e6eda2"
SEED = int(FROZEN, 16)
EFFECT = 0.15
DELAYS = (0, 1, 2, 3)


@dataclass(frozen=True)
class Cell:
    """One kind of world at one size and one delay of x before y (0: nothing leads)."""

    text: str
    units: int
    periods: int
    delay: int
    runs: int
    options: dict[str, Any] = field(default_factory=dict)


KINDS: tuple[tuple[str, int, int, tuple[int, ...], dict[str, Any]], ...] = (
    ("base", 130, 24, (360, 480, 360, 240), BASE),
    ("complete cells", 130, 24, (120, 120, 120, 120), {}),
)


def cells() -> list[Cell]:
    """All kinds, each at every delay."""
    return [
        Cell(text, units, periods, delay, count, options)
        for text, units, periods, runs, options in KINDS
        for delay, count in zip(DELAYS, runs, strict=True)
    ]


def steps(pool: Pool) -> Steps:
    """Every row of worlds and how it is computed."""
    return {repr(cell): partial(run_cell, pool, cell) for cell in cells()}


def run_cell(pool: Pool, cell: Cell) -> Row:
    """Draw, estimate and sum up one cell."""
    return summary(cell, pool.map(one, [(cell, run) for run in range(cell.runs)], chunksize=2))


def drawn(cell: Cell, run: int) -> World:
    """One world of a cell."""
    at = {1: "effect", 2: "effect_later", 3: "effect_third"}
    effects = {name: (EFFECT if cell.delay == lag else 0.0, 0.0) for lag, name in at.items()}
    key = [SEED, crc32(cell.text.encode()), cell.units, cell.periods, cell.delay, run]
    return draw_world(
        np.random.default_rng(key), units=cell.units, periods=cell.periods, **{**cell.options, **effects}
    )


def one(job: tuple[Cell, int]) -> Row:
    """One world: p of one lag alone, of all lags, of the rule and of half panels, what ranges hold, and the verdict."""
    cell, run = job
    world = drawn(cell, run)
    pair = estimate_pair(world.values, world.noise, compiled=True)
    row: Row = {"refused": pair.refused is not None, "untested": pair.lags_untested, "delayed": pair.delayed}
    alone = estimate_pair(world.values, world.noise, compiled=True, longer=False)
    if alone.directions is not None:
        row["one lag"] = [direction.p for direction in alone.directions]
    if pair.directions is not None:
        row["rule"] = [direction.p for direction in pair.directions]
        row["all lags"] = [d.lags.p if d.lags else float("nan") for d in pair.directions]
        row |= covered(pair, world)
    row["half panels"] = [
        half_panel_test(world.values, world.noise, employee_first=first).p for first in (True, False)
    ]
    row["half panels, noise ignored"] = [
        half_panel_test(world.values, None, employee_first=first).p for first in (True, False)
    ]
    row["verdict"] = verdict(pair)
    return row


def covered(pair: PairEstimate, world: World) -> Row:
    """Do ranges hold the effect one period later and the sum over all delays, direction by direction?

    The truth is standardised by the stationary spread within units.
    """
    recipe = world.truth.recipe
    sd = np.sqrt(np.diag(recipe.within))
    sums = [
        float(
            sum(each[k] for each in (recipe.effect, recipe.effect_later, recipe.effect_third))
            * sd[k]
            / sd[1 - k]
        )
        for k in range(2)
    ]
    out: Row = {"one period": [], "sum": []}
    for direction, effect, total in zip(pair.directions or (), world.truth.effect, sums, strict=True):
        out["one period"].append(holds(direction.interval(), effect))
        out["sum"].append(holds(direction.lags.interval(), total) if direction.lags else None)
    return out


def holds(interval: tuple[float, float], truth: float) -> bool:
    """Whether an interval holds the truth."""
    return interval[0] <= truth <= interval[1]


def verdict(pair: PairEstimate) -> str:
    """The pair on its own being the family."""
    q = adjusted(np.array([d.p for d in pair.directions or ()], dtype=float))
    return judge(pair, tuple(q) if len(q) else (np.nan, np.nan)).verdict


RANGES = ("one period", "sum")
WAYS = ("x before y", "y before x")
METHODS = ("one lag", "all lags", "rule", "half panels", "half panels, noise ignored")


def summary(cell: Cell, rows: list[Row]) -> Row:
    """Shares over the runs of a cell; false alarms are among what a method estimates, power among all worlds."""
    verdicts = [row["verdict"] for row in rows]
    out: Row = {
        "text": cell.text, "units": cell.units, "periods": cell.periods, "delay": cell.delay, "runs": cell.runs,
        "refused": share(row["refused"] for row in rows),
        "delayed": share(row["delayed"] for row in rows if not row["refused"]),
        "right": verdicts.count("employee_leads") / len(rows),
        "wrong way": verdicts.count("customer_leads") / len(rows),
        "both ways": verdicts.count("both_ways") / len(rows), "no link": verdicts.count("no_link") / len(rows),
        "untested": share(row["untested"] for row in rows),
    }  # fmt: skip
    for what in RANGES:
        for k, way in enumerate(WAYS):
            told = [row[what][k] for row in rows if what in row and row[what][k] is not None]
            out[f"{what}: {way}"], out[f"{what}: {way}, worlds"] = share(told), len(told)
    false = (0, 1) if cell.delay == 0 else (1,)
    for method in METHODS:
        told = [row.get(method, [float("nan")] * 2) for row in rows]
        tests = [p[k] for p in told for k in false if p[k] == p[k]]
        out[f"{method}: false"] = share(p < 0.05 for p in tests)
        out[f"{method}: tests"] = len(tests)
        out[f"{method}: power"] = share(p[0] < 0.05 for p in told) if cell.delay else float("nan")
    return out
