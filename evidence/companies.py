"""Whole companies with a planted programme, from people's answers to the verdict of a study."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.pool import Pool
from typing import Any
from zlib import crc32

import numpy as np

from bothways.change import study
from bothways.change.ahead import plan_of
from bothways.change.design import Design, lay_out
from bothways.change.peers import two_way_fixed_effects
from bothways.change.power import expected_share
from bothways.change.result import Study
from bothways.change.scales import measure
from bothways.panel import Panel
from bothways.panel.moments import answers_to_moments
from bothways.panel.moments_panel import moments_to_panel
from bothways.simulate import ProgrammeCompany, draw_programme
from evidence.change_worlds import EFFECT, NONE, SEED
from evidence.pairs import Row, Steps, share

#: Commit at which the power analysis was frozen; companies are drawn from seeds made of it.
FROZEN = "fa8bcd00"
RUNS, ROUNDS = 1000, 12
SIZES = (20, 60, 130)
VERDICTS = ("helped", "hurt", "no_difference", "cannot_tell")
CLAIMS = ("helped", "hurt")
#: One domain of two items is raised; customers are asked something too, as a panel has two sides.
ASKED = ("learning", "nps")


@dataclass(frozen=True)
class Size:
    """Companies of so many teams and rounds: ``runs`` with a programme that helps and as many with a useless one."""

    units: int
    periods: int
    runs: int


def steps(pool: Pool) -> Steps:
    """Every size: drawn, judged and summed up when it is called."""
    sizes = [Size(units, ROUNDS, RUNS) for units in SIZES]
    return {repr(size): partial(run_size, pool, size) for size in sizes}


def run_size(pool: Pool, size: Size) -> Row:
    """Draw, judge and sum up one size."""
    jobs = [(size, effect, run) for effect in (EFFECT, NONE) for run in range(size.runs)]
    return summary(size, pool.map(one, jobs, chunksize=5))


def one(job: tuple[Size, float, int]) -> Row:
    """One company, judged by Bothways and by the familiar ways."""
    size, effect, run = job
    company = draw_company("companies", size.units, size.periods, effect, run, seed=int(FROZEN, 16))
    panel = panel_of(company, size.periods)
    found = study(panel, company.metric, company.starts)
    design = lay_out(panel, company.metric, company.starts)
    told = found.difference
    return {
        "effect": effect, "truth": company.truth, "verdict": found.verdict, "p": told.p,
        "covered": covered(found, company), "error": told.effect - company.truth, "width": told.high - told.low,
        "expected": foretold(design, company.truth),
        "fixed": two_way_fixed_effects(design).p, "alone": found.before_after.p,
    }  # fmt: skip


def draw_company(
    kind: str, units: int, periods: int, effect: float, run: int, *, seed: int = SEED, **options: Any
) -> ProgrammeCompany:
    """Draw the company of a run; those of another kind, size or effect are other companies."""
    rng = np.random.default_rng([seed, crc32(kind.encode()), units, periods, int(effect > 0), run])
    return draw_programme(rng, units=units, periods=periods, effect=effect, asked=ASKED, **options)


def panel_of(company: ProgrammeCompany, rounds: int) -> Panel:
    """Return the panel after so many rounds, made from the answers given until then."""
    import ibis
    import pyarrow.compute as pc

    last = company.months[rounds - 1]
    sides = (
        ("employee", company.employee_answers, company.employee_scores),
        ("customer", company.customer_answers, company.customer_scores),
    )
    engine = ibis.duckdb.connect(threads=1)
    try:
        employee, customer = (
            answers_to_moments(
                answers.filter(pc.less_equal(answers["period"], last)), items=scores, side=side, engine=engine
            )
            for side, answers, scores in sides
        )
    finally:
        engine.disconnect()  # else it keeps all answers of thousands of companies
    return moments_to_panel(employee, customer)


def covered(found: Study, company: ProgrammeCompany) -> bool:
    """Does the interval hold what the programme brought?"""
    return bool(found.difference.low <= company.truth <= found.difference.high)


def foretold(design: Design, effect: float) -> float:
    """Share of such studies that would call an effect, from the rounds before the first start alone; NaN for none."""
    if not effect:
        return float("nan")
    first, periods = int(design.starts.min()), len(design.periods)
    early = replace(
        design, periods=design.periods[:first], values=design.values[:, :first], noise=design.noise[:, :first]
    )
    return expected_share(measure(early), plan_of(early, periods - first), effect, bound=None)


def summary(size: Size, rows: list[Row]) -> Row:
    """Shares over the companies of a size."""
    planted, idle = [r for r in rows if r["effect"]], [r for r in rows if not r["effect"]]
    return {
        "text": "companies", "units": size.units, "periods": size.periods, "runs": size.runs,
        "planted": shares(row["verdict"] for row in planted), "useless": shares(row["verdict"] for row in idle),
        "coverage": share(row["covered"] for row in planted), "coverage_useless": share(row["covered"] for row in idle),
        "power": share(row["p"] <= 0.05 for row in planted), "false_alarms": share(row["p"] <= 0.05 for row in idle),
        "expected": share(row["expected"] for row in planted), "truth": share(row["truth"] for row in planted),
        "bias": share(row["error"] for row in rows), "width": float(np.median([row["width"] for row in rows])),
        "fixed": share(row["fixed"] <= 0.05 for row in idle), "alone": share(row["alone"] <= 0.05 for row in idle),
        "fixed_power": share(row["fixed"] <= 0.05 for row in planted),
        "alone_power": share(row["alone"] <= 0.05 for row in planted),
    }  # fmt: skip


def shares(verdicts: Any) -> dict[str, float]:
    """Share of each verdict."""
    told = list(verdicts)
    return {verdict: told.count(verdict) / len(told) for verdict in VERDICTS}
