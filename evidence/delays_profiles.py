"""Pictures by delay: does the band hold the truth at all delays at once, and where is the highest mark?"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from multiprocessing.pool import Pool
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.delays.profile import profile
from bothways.simulate import draw_world
from bothways.simulate.recipe import Recipe, stationary
from evidence.pairs import Row, Steps, share

Floats = NDArray[np.float64]
#: Commit at which projections and their band were frozen: they did not change when the test did.
FROZEN = "b9ab44a"
SEED = int(f"{FROZEN}0", 16)
LAGS = {1: "effect", 2: "effect_later", 3: "effect_third"}


@dataclass(frozen=True)
class Profiles:
    """Worlds in which x leads y by ``delay`` periods (0: not at all), and how many."""

    text: str
    units: int
    periods: int
    delay: int
    runs: int = 80
    options: dict[str, Any] = field(default_factory=dict)


PROFILES = tuple(
    Profiles(text, units, periods, delay, options=options)
    for text, units, periods, options in (
        ("complete cells", 130, 24, {}),
        ("complete cells", 130, 36, {}),
        (
            "holes (5 %), unequal n, late entry",
            130,
            36,
            {"holes": 0.05, "n_sd": 1.0, "n_period_sd": 0.4, "late": 0.2},
        ),
    )
    for delay in (0, 1, 2, 3)
)


def steps(pool: Pool) -> Steps:
    """Every row of pictures and how it is computed."""
    return {repr(one): partial(profile_row, pool, one) for one in PROFILES}


def profile_row(pool: Pool, wanted: Profiles) -> Row:
    """Draw, project and sum up."""
    jobs = [(wanted, run) for run in range(wanted.runs)]
    rows = pool.map(_one, jobs, chunksize=10)
    told = [row for row in rows if "held" in row]
    return {
        "kind": f"profile, {wanted.text}", "text": wanted.text, "units": wanted.units, "periods": wanted.periods,
        "delay": wanted.delay, "runs": wanted.runs, "drawn": len(told) / len(rows),
        "held": share(row["held"] for row in told),
        "each": share(held for row in told for held in row["each"]),
        "peak": share(row["peak"] == row["truth"] for row in told) if wanted.delay else float("nan"),
        "shown": share(row["shown"] for row in told),
    }  # fmt: skip


def _one(job: tuple[Profiles, int]) -> Row:
    wanted, run = job
    effects = {name: (0.15 if wanted.delay == lag else 0.0, 0.0) for lag, name in LAGS.items()}
    rng = np.random.default_rng([SEED, wanted.units, wanted.periods, wanted.delay, len(wanted.text), run])
    world = draw_world(rng, units=wanted.units, periods=wanted.periods, **{**wanted.options, **effects})
    found = profile(world.values, world.noise, employee_first=True)
    if found.reason:
        return {}
    truth = projections(world.truth.recipe, len(found.delays))
    each = (found.low <= truth) & (truth <= found.high)
    return {
        "held": bool(each.all()), "each": each.tolist(), "truth": int(np.abs(truth).argmax()),
        "peak": int(np.abs(found.estimate).argmax()), "shown": bool(((found.low > 0) | (found.high < 0)).any()),
    }  # fmt: skip


def projections(recipe: Recipe, delays: int) -> Floats:
    """Coefficient of x_t in the projection of y_t+h on x_t, y_t, x_t-1, y_t-1, h = 1, ..., by autocovariances."""
    companion, size = recipe.companion, len(recipe.companion)
    now = stationary(companion, recipe.innovation)
    regressors = now[:4, :4]
    out, ahead = [], np.eye(size)
    for _ in range(delays):
        ahead = companion @ ahead
        out.append(np.linalg.solve(regressors, (ahead @ now)[1, :4])[0])
    return np.array(out)
