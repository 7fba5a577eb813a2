"""Worlds of answers: Bothways forms the sampling noise itself, from shares, standard deviations or n alone."""

from __future__ import annotations

from functools import partial
from multiprocessing.pool import Pool
from typing import Any

import numpy as np
import pandas as pd

from bothways import link, read_panel
from bothways.simulate import draw_world
from evidence.pairs import CLAIMS, Row, Steps, share
from evidence.worlds import NONE, ONE_WAY, SEED

UNITS, PERIODS, RUNS = 130, 12, 40
KINDS = (
    ("percent", "shares of about 20 answers, kind percent", 20),
    ("percent", "shares of about 50 answers, kind percent", 50),
    ("sd", "means of about 10 answers on 1 to 5, sd given", 10),
    ("n only", "the same with n alone", 10),
    ("unknown", "the same with nothing", 10),
)


def steps(pool: Pool) -> Steps:
    """Every kind: drawn, linked and summed up when it is called."""
    return {f"{number} {kind} {RUNS}": partial(run_kind, pool, number) for number, kind in enumerate(KINDS)}


def run_kind(pool: Pool, number: int) -> Row:
    """Draw, link and sum up one kind."""
    kind, text, answers = KINDS[number]
    jobs = [(number, effect, run) for effect in (ONE_WAY, NONE) for run in range(RUNS)]
    rows = pool.map(one, jobs, chunksize=2)
    linked, null = [r for r in rows if r["linked"]], [r for r in rows if not r["linked"]]
    false = [r["p"][1] for r in linked] + [p for r in null for p in r["p"]]
    return {
        "kind": kind, "text": text, "units": UNITS, "periods": PERIODS, "runs": RUNS, "answers": answers,
        "estimable": share(np.isfinite(r["p"][0]) for r in rows),
        "false_alarms": share(p < 0.05 for p in false if np.isfinite(p)),
        "power": share(r["p"][0] < 0.05 for r in linked),
        "leads": share(r["verdict"] == "employee_leads" for r in linked),
        "wrong_way": share(r["verdict"] == "customer_leads" for r in linked),
        "claimed_none": share(r["verdict"] in CLAIMS for r in null),
    }  # fmt: skip


def one(job: tuple[int, tuple[float, float], int]) -> Row:
    """One world through the public door; the innovations of x and y correlate .6, so that noise matters."""
    number, effect, run = job
    kind, _, answers = KINDS[number]
    rng = np.random.default_rng([SEED, 11, number, int(effect[0] > 0), run])
    scaled = (2 * effect[0], effect[1])
    world = draw_world(rng, units=UNITS, periods=PERIODS, effect=scaled, reliability=1.0, innovation_r=0.6,
                       holes=0.1, late=0.2, shock=0.3)  # fmt: skip
    sides = [frame(rng, world.values[..., k], name, kind, answers) for k, name in enumerate("xy")]
    row = link(read_panel(*sides), jobs=1).table.iloc[0]
    p = (float(row["employee_to_customer_p"]), float(row["customer_to_employee_p"]))
    return {"linked": effect[0] > 0, "p": p, "verdict": row["verdict"]}


def frame(rng: np.random.Generator, state: Any, name: str, kind: str, answers: int) -> pd.DataFrame:
    """Draw the answers behind each value and publish what this kind publishes."""
    seen = np.isfinite(state)
    unit, period = np.nonzero(seen)
    n = rng.poisson(answers * np.exp(0.4 * rng.standard_normal(len(state))))[unit] + 3
    level = state[seen]
    columns: dict[str, Any] = {
        "unit": [f"u{i:04d}" for i in unit],
        "period": [f"{2015 + t // 12}-{t % 12 + 1:02d}" for t in period],
        "metric": name,
    }
    if kind == "percent":
        chance = np.clip(0.7 + 0.07 * level, 0.02, 0.98)
        return pd.DataFrame(
            {**columns, "value": 100 * rng.binomial(n, chance) / n, "n": n, "kind": "percent"}
        )
    scores = [
        np.clip(np.round(rng.normal(3.6 + 0.3 * m, 0.9, size=k)), 1, 5) for m, k in zip(level, n, strict=True)
    ]
    columns["value"] = [s.mean() for s in scores]
    if kind != "unknown":
        columns["n"] = n
    if kind == "sd":
        columns["sd"] = [s.std(ddof=1) for s in scores]
    return pd.DataFrame(columns)
