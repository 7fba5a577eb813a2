"""Looking at a study more than once: levels are spent look by look, and the first look that decides counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.pool import Pool

from bothways.change import study
from bothways.change.design import lay_out
from bothways.change.estimate import Options, appraise, estimate_effects
from bothways.change.power import default_bound
from bothways.change.scales import measure
from bothways.panel import Panel
from bothways.simulate import ProgrammeCompany
from evidence.change_worlds import EFFECT, NONE
from evidence.companies import CLAIMS, covered, draw_company, panel_of
from evidence.pairs import Row, Steps, share

#: Levels of the first, second, third and fourth look; together under .05.
LEVELS = (0.03, 0.01, 0.005, 0.0025)
#: Rounds since the middle start at each look.
SINCE = (3, 6, 9, 12)
FIRST, WAVES = 5, 3
MIDDLE = FIRST + WAVES // 2
DECIDES = ("helped", "hurt", "no_difference")
CARELESS = Options(0.05, None, 0, False, None)
USELESS_RUNS, PLANTED_RUNS = 500, 250
SIZES = (60,)


@dataclass(frozen=True)
class Watched:
    """Companies of so many teams whose programme is looked at four times."""

    units: int
    planted: int
    useless: int


def steps(pool: Pool) -> Steps:
    """Every size: drawn, judged and summed up when it is called."""
    sizes = [Watched(units, PLANTED_RUNS, USELESS_RUNS) for units in SIZES]
    return {repr(size): partial(run_size, pool, size) for size in sizes}


def run_size(pool: Pool, size: Watched) -> Row:
    """Draw, judge and sum up one size."""
    jobs = [(size.units, EFFECT, run) for run in range(size.planted)]
    jobs += [(size.units, NONE, run) for run in range(size.useless)]
    return summary(size, pool.map(one, jobs, chunksize=5))


def one(job: tuple[int, float, int]) -> Row:
    """One company and what each look says: at its own level, and at .05 as if it were the only one."""
    units, effect, run = job
    company = draw_company("looks", units, MIDDLE + SINCE[-1], effect, run, first=FIRST, waves=WAVES)
    row: Row = {"effect": effect, "verdicts": [], "careless": [], "covered": []}
    for level, since in zip(LEVELS, SINCE, strict=True):
        panel = panel_of(company, MIDDLE + since)
        found = study(panel, company.metric, company.starts, alpha=level)
        row["verdicts"].append(found.verdict)
        row["covered"].append(covered(found, company))
        if not effect:
            row["careless"].append(careless(panel, company))
    return row


def careless(panel: Panel, company: ProgrammeCompany) -> str:
    """Return the verdict at .05, whatever was looked at before; that of `study`, without all it tells besides."""
    design = lay_out(panel, company.metric, company.starts)
    scales = measure(design)
    estimate = estimate_effects(design, scales, CARELESS)
    if estimate is None:
        return "cannot_tell"
    return appraise(design, scales, CARELESS, estimate, default_bound(scales)).judgement.verdict


def first_decided(verdicts: Sequence[str]) -> tuple[int, str]:
    """Return the first look that decides, from 0, and what it says; one look too many where none does."""
    return next(
        ((look, verdict) for look, verdict in enumerate(verdicts) if verdict in DECIDES),
        (len(verdicts), "cannot_tell"),
    )


def by_look(rows: list[Row], which: str, verdicts: Sequence[str]) -> list[float]:
    """Share of companies in which, by each look, one of these verdicts stands."""
    decided = [first_decided(row[which]) for row in rows]
    return [share(at <= look and told in verdicts for at, told in decided) for look in range(len(LEVELS))]


def at_any(rows: list[Row], which: str, verdicts: Sequence[str]) -> float:
    """Share of companies in which some look says one of these, whatever an earlier look decided."""
    return share(any(told in verdicts for told in row[which]) for row in rows)


def summary(size: Watched, rows: list[Row]) -> Row:
    """Shares over the companies of a size, by look."""
    planted, idle = [r for r in rows if r["effect"]], [r for r in rows if not r["effect"]]
    return {
        "text": "looks", "units": size.units, "periods": MIDDLE + SINCE[-1], "runs": size.useless,
        "planted_runs": size.planted,
        "planted": {told: by_look(planted, "verdicts", [told]) for told in DECIDES},
        "useless": {told: by_look(idle, "verdicts", [told]) for told in DECIDES},
        "false_claims": by_look(idle, "verdicts", CLAIMS), "false_anywhere": at_any(idle, "verdicts", CLAIMS),
        "careless": by_look(idle, "careless", CLAIMS), "careless_anywhere": at_any(idle, "careless", CLAIMS),
        "coverage": share(all(row["covered"]) for row in rows),
    }  # fmt: skip
