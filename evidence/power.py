"""Power: rules on trial beside those in force, on the same estimates of fresh worlds."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from multiprocessing.pool import Pool

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.pair import PairEstimate
from evidence import power_errors, power_family
from evidence.paired import difference_at_equal_alarms, power_at
from evidence.pairs import Row, Steps, share
from evidence.power_bound import bounds
from evidence.power_discovery import Order, discovery_difference, power_at_discovery, told
from evidence.power_verdict import SCORES, first_of
from evidence.power_worlds import (
    BOTH,
    FROZEN,
    FROZEN_VERDICTS,
    PAIR_CELLS,
    REPORT_CELLS,
    VERDICT_CELLS,
    Fitted,
    PairCell,
    ReportCell,
    fitted_family,
    fitted_pair,
)
from evidence.worlds import NONE, ONE_WAY

Floats = NDArray[np.float64]
Worlds = dict[tuple[float, float], list[PairEstimate]]
IN_FORCE = "in force"
LENT = {IN_FORCE: 0.0, "20 df lent by cells": 20.0, "1000 df lent by cells": 1000.0}


def steps(pool: Pool) -> Steps:
    """The bound, then every cell: drawn, estimated and judged by every rule when it is called."""
    verdicts: Steps = {f"verdicts {cell!r}": partial(run_verdicts, pool, cell) for cell in VERDICT_CELLS}
    errors: Steps = {repr(cell): partial(run_errors, pool, cell) for cell in PAIR_CELLS}
    reports: Steps = {repr(cell): partial(run_reports, pool, cell) for cell in REPORT_CELLS}
    return {"bound": bound_row, **verdicts, **errors, **reports}


def bound_row() -> Row:
    """What the best rule could do on two normal deviates."""
    rows = [asdict(one) for one in bounds()]
    return {"part": "bound", "kind": "bound", "units": 0, "periods": 0, "sizes": rows}


def run_verdicts(pool: Pool, cell: PairCell) -> Row:
    """Draw the worlds of one cell and take the last step by every rule."""
    drawn = drawn_worlds(pool, FROZEN_VERDICTS, cell, (ONE_WAY, NONE, *BOTH))
    return {**described("verdicts", cell), "verdicts": verdict_rows(drawn)}


def run_errors(pool: Pool, cell: PairCell) -> Row:
    """Draw the worlds of one cell and test them with every error."""
    return {
        **described("pairs", cell),
        "errors": error_rows(drawn_worlds(pool, FROZEN, cell, (ONE_WAY, NONE))),
    }


def drawn_worlds(pool: Pool, frozen: str, cell: PairCell, effects: tuple[tuple[float, float], ...]) -> Worlds:
    """All worlds of a cell, by their effects."""
    return {
        effect: pool.map(fitted_pair, [(frozen, cell, effect, run) for run in range(cell.runs)], chunksize=4)
        for effect in effects
    }


def described(part: str, cell: PairCell | ReportCell) -> Row:
    """What a row is of."""
    return {
        "part": part, "kind": cell.text, "units": cell.units, "periods": cell.periods, "runs": cell.runs,
    }  # fmt: skip


def error_rows(drawn: Worlds) -> list[Row]:
    """False alarms, power, and power at equal false alarms under each error."""
    p: dict[str, tuple[Floats, Floats]] = {}
    for name, df in LENT.items():
        linked, none = (
            power_errors.p_values([power_errors.lent(pair, df=df) if df else pair for pair in drawn[effect]])
            for effect in (ONE_WAY, NONE)
        )
        p[name] = linked, none
    out = []
    for name, (linked, none) in p.items():
        null = np.concatenate([linked[:, 1], none.ravel()])
        known = null[np.isfinite(null)]
        rng = np.random.default_rng([int(FROZEN, 16), len(known)])
        out.append({
            "rule": name, "tests": len(known), "alarms": share(known < 0.05),
            "power": float((np.nan_to_num(linked[:, 0], nan=1.0) < 0.05).mean()),
            "equal": power_at(linked[:, 0], null),
            "gain": asdict(difference_at_equal_alarms((linked, none), p[IN_FORCE], rng=rng)),
        })  # fmt: skip
    return out


def verdict_rows(drawn: Worlds) -> list[Row]:
    """How often each rule calls a direction first: rightly, the wrong way, of two equal effects, of none."""
    out = []
    for name in SCORES:
        right, wrong = first_of(drawn[ONE_WAY], name)
        equal = [sum(float(side.mean()) for side in first_of(drawn[effect], name)) for effect in BOTH]
        nothing = sum(float(side.mean()) for side in first_of(drawn[NONE], name))
        out.append({
            "rule": name, "right": float(right.mean()), "wrong": float(wrong.mean()),
            "equal": equal, "none": nothing,
        })  # fmt: skip
    return out


def run_reports(pool: Pool, cell: ReportCell) -> Row:
    """Draw the families of one cell and judge them by every rule."""
    families = pool.map(fitted_family, [(cell, run) for run in range(cell.runs)], chunksize=1)
    return {
        **described("reports", cell),
        "links": sum(int((one.truth == 1).sum()) for one in families),
        "rules": report_rows(families),
    }  # fmt: skip


def report_rows(families: list[Fitted]) -> list[Row]:
    """False discovery and power of each rule, and power where false discovery is .05."""
    truth = [one.truth for one in families]
    orders = [order_of(one) for one in families]
    base = [one[IN_FORCE][0] for one in orders]
    out = []
    for name in orders[0]:
        kept = [one[name] for one in orders]
        values = [order for order, _flags in kept]
        rng = np.random.default_rng([int(FROZEN, 16), len(families)])
        row: Row = {
            "rule": name,
            "equal": power_at_discovery(values, truth),
            "gain": asdict(discovery_difference(values, base, truth, rng=rng)),
        }
        flags = [flag for _order, flag in kept if flag is not None]
        out.append({**row, **(told(flags, truth) if flags else {})})
    return out


def order_of(one: Fitted) -> dict[str, tuple[Order, NDArray[np.bool_] | None]]:
    """By each rule: what directions are put in order by, and which are claimed; None where it is an order alone."""
    pairs = power_errors.moderated(one.pairs)
    p, effect = power_errors.p_values(pairs), power_errors.effects(pairs)
    borrowed = power_errors.p_values(power_errors.lent_by_family(one.pairs))
    forward = power_family.weighted(p, [np.zeros(len(p), dtype=int)])
    related = power_family.weighted(p, [one.employee, one.customer])
    local = power_family.local_discovery(p, effect)
    step_up = power_family.benjamini_hochberg
    return {
        IN_FORCE: (p, step_up(p)),
        "share of nulls (Storey)": (p * power_family.share_of_nulls(p), power_family.storey(p)),
        "two stages": (p, power_family.two_stage(p)),
        "pairs first": (p, power_family.pairs_first(p)),
        "weights by direction": (forward, step_up(forward)),
        "weights by metric": (related, step_up(related)),
        "local false discovery": (local, power_family.by_local_discovery(local)),
        "effects shrunk to related": (power_family.shrunken(p, effect, one.employee, one.customer), None),
        "unit part lent by the family": (borrowed, step_up(borrowed)),
        "the same, two stages": (borrowed, power_family.two_stage(borrowed)),
    }
