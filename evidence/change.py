"""Studies of worlds whose effect is known: how often each way to judge is right."""

from __future__ import annotations

from functools import partial
from multiprocessing.pool import Pool
from zlib import crc32

import numpy as np

from bothways.change.ahead import plan_of
from bothways.change.estimate import Options, appraise, estimate_effects
from bothways.change.peers import before_after, two_way_fixed_effects
from bothways.change.power import default_bound, expected_alone, expected_share
from bothways.change.scales import measure
from evidence.change_worlds import EFFECT, NONE, SEED, Cell, draw_design, few_cells, kind_cells, size_cells
from evidence.pairs import Row, Steps, share

RUNS, FEW_RUNS = 200, 200
OPTIONS = Options(0.05, None, 0, False, None)
CLAIMS = ("helped", "hurt")


def steps(pool: Pool) -> Steps:
    """Every cell: drawn, judged and summed up when it is called."""
    cells = [*size_cells(RUNS), *few_cells(FEW_RUNS), *kind_cells(RUNS)]
    return {repr(cell): partial(run_cell, pool, cell) for cell in cells}


def run_cell(pool: Pool, cell: Cell) -> Row:
    """Draw, judge and sum up one cell."""
    jobs = [(cell, effect, run) for effect in (EFFECT, NONE) for run in range(cell.runs)]
    return summary(cell, pool.map(one, jobs, chunksize=8))


def one(job: tuple[Cell, float, int]) -> Row:
    """One world, judged by Bothways and by the familiar ways."""
    cell, effect, run = job
    rng = np.random.default_rng(
        [SEED, crc32(cell.kind.encode()), cell.units, cell.periods, cell.began, int(effect > 0), run]
    )
    design, path = draw_design(rng, cell, effect)
    scales = measure(design)
    bound = default_bound(scales)
    row: Row = {"effect": effect, "verdict": "cannot_tell", "held": ()}
    row["fixed"], row["alone"] = two_way_fixed_effects(design).p, before_after(design).p
    estimate = estimate_effects(design, scales, OPTIONS)
    if estimate is None:
        return row
    seen = appraise(design, scales, OPTIONS, estimate, bound)
    truth = float(estimate.overall[estimate.found.since >= 0][: len(path)] @ path)
    difference = estimate.difference
    row |= {
        "p": difference.p, "covered": difference.low <= truth <= difference.high,
        "verdict": seen.judgement.verdict, "held": seen.judgement.held, "error": difference.effect - truth,
        "se": difference.se, "bound": bound, "trend": seen.trend.p,
        "expected": expected_share(scales, plan_of(design), EFFECT, bound=bound),
        "expected_plain": expected_alone(scales, plan_of(design), EFFECT),
    }  # fmt: skip
    return row


def summary(cell: Cell, rows: list[Row]) -> Row:
    """Shares over the runs of a cell."""
    planted = [row for row in rows if row["effect"]]
    null = [row for row in rows if not row["effect"]]
    judged = [row for row in rows if "p" in row]
    verdicts, idle = [row["verdict"] for row in planted], [row["verdict"] for row in null]
    return {
        "kind": cell.kind, "text": cell.text, "units": cell.units, "periods": cell.periods, "began": cell.began,
        "runs": cell.runs, "judged": len(judged) / len(rows),
        "coverage": share(row["covered"] for row in judged),
        "false_alarms": share(row.get("p", 1.0) <= 0.05 for row in null),
        "power": share(row.get("p", 1.0) <= 0.05 for row in planted),
        "helped": verdicts.count("helped") / len(planted), "wrong_way": verdicts.count("hurt") / len(planted),
        "missed": verdicts.count("no_difference") / len(planted),
        "false_claims": share(one in CLAIMS for one in idle), "no_difference": idle.count("no_difference") / len(null),
        "expected": share(row["expected"] for row in judged),
        "expected_plain": share(row["expected_plain"] for row in judged),
        "bias": float(np.mean([row["error"] for row in judged])) if judged else float("nan"),
        "fixed": share(row["fixed"] <= 0.05 for row in null), "alone": share(row["alone"] <= 0.05 for row in null),
        "fixed_power": share(row["fixed"] <= 0.05 for row in planted),
        "held": {
            word: share(word in row["held"] for row in planted) for word in ("late", "trend", "drift", "open")
        },
    }  # fmt: skip
