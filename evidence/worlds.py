"""The worlds that the rules are judged on, and how many of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: Commit at which estimator, tests and decision rules were frozen; every world below is drawn from seeds made of it.
FROZEN = "cbc10c28"
SEED = int(FROZEN, 16)
ONE_WAY, NONE = (0.15, 0.0), (0.0, 0.0)

#: Uneven on purpose: skewed, a fresh start, unequal sizes, holes by metric, late entry.
BASE: dict[str, Any] = {
    "tails": "skewed", "start": "fresh", "n_sd": 1.0, "n_period_sd": 0.4, "holes": 0.15, "late": 0.2,
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One kind of world at one size: ``runs`` draws with a one-way effect and as many with none."""

    kind: str
    text: str
    units: int
    periods: int
    runs: int
    options: dict[str, Any] = field(default_factory=dict)
    cycle: int = 12


SIZES = (
    (40, 12, 300), (40, 24, 200), (130, 6, 300), (130, 8, 300), (130, 12, 300), (130, 18, 200), (130, 24, 120),
    (300, 8, 240), (300, 12, 120), (300, 18, 80), (1000, 8, 60),
)  # fmt: skip

KINDS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("balanced", "complete, equal cells, normal", {"tails": "normal", "start": "stationary", "n_sd": 0.0,
     "n_period_sd": 0.0, "holes": 0.0, "late": 0.0}),
    ("noisy", "reliability .4", {"reliability": 0.4}),
    ("same people", "noise correlation .5", {"noise_r": 0.5}),
    ("sticky", "own lag .75", {"own_lag": (0.75, 0.75)}),
    ("long memory", "own effect of .2 two periods later", {"own_lag": (0.3, 0.3), "own_lag_later": (0.2, 0.2)}),
    ("unlike memories", "own lags differ by unit, sd .2", {"own_lag_sd": 0.2}),
    ("heavy tails", "t(4)", {"tails": "heavy"}),
    ("same-period link", "innovation correlation .6", {"innovation_r": 0.6}),
    ("strong levels", "unit means 3 times as far apart, correlation .9", {"intercept_sd": 3.0, "intercept_r": 0.9}),
    ("unequal loadings", "common shocks felt unequally, sd .5", {"loading_sd": 0.5}),
    ("two factors", "the same with two shocks", {"loading_sd": 0.5, "factors": 2}),
    ("changing size", "innovation sd exp(.4 N) by period", {"volatility": 0.4}),
    ("unlike sizes", "innovation sd exp(.4 N) by unit", {"unit_volatility": 0.4}),
    ("unit seasons", "sd .6, four a year", {"season_sd": 0.6, "cycle": 4}),
    ("unit trends", "sd .1 a period", {"trend_sd": 0.1}),
    ("drifting means", "random walks, sd .3", {"walk_sd": 0.3}),
    ("noise understated", "declared half", {"noise_declared": 0.5}),
    ("noise overstated", "declared 1.6 times", {"noise_declared": 1.6}),
    ("noise carries over", "noise lag .5", {"noise_lag": 0.5}),
    ("rolling windows", "means of two periods", {"rolling": 2}),
    ("low values missing", "odds by state, .7 per sd", {"missing_by_state": (0.7, 0.7)}),
)  # fmt: skip
KIND_SIZES = ((130, 12, 300), (300, 12, 300))
#: Few of these worlds are estimable, and false alarms are a share of those.
MORE_RUNS = {("noise carries over", 130): 3000}


def size_cells() -> list[Cell]:
    """The base world at many sizes."""
    return [Cell("base", "", n, t, runs, BASE) for n, t, runs in SIZES]


def kind_cells() -> list[Cell]:
    """Every kind of world at two sizes."""
    return [
        Cell(kind, text, n, t, MORE_RUNS.get((kind, n), runs), {**BASE, **options}, options.get("cycle", 12))
        for kind, text, options in KINDS
        for n, t, runs in KIND_SIZES
    ]
