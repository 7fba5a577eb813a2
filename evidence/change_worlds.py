"""Worlds in which some units begin something, and what it brings is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bothways.change.design import NEVER, Design, Floats

#: Commit at which the rules of verdicts were frozen; every world below is drawn from seeds made of it.
FROZEN = "36c3b780"
SEED = int(FROZEN, 16)
EFFECT, NONE = 0.6, 0.0


@dataclass(frozen=True)
class Cell:
    """One kind of world at one size: ``runs`` draws with an effect and as many with none."""

    kind: str
    text: str
    units: int
    periods: int
    began: int
    runs: int
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Recipe:
    """How a world is drawn; one unit of everything is the sd of what moves within a unit.

    Attributes
    ----------
    staggered : bool
        Three starts instead of one in the middle.
    growing : bool
        The effect grows from 0 to twice its mean instead of being constant.
    memory : float
        Own lag of what moves within a unit.
    noise : float
        Sampling variance of a typical value.
    unequal : float
        sd of the log of noise over units.
    after_noise : float
        Factor on noise from the start on, of units that began.
    told : bool
        Is the noise known?
    holes, closing : float
        Share of values missing; share of units that end early.
    drift : float
        By how much a period units that begin move away from the others anyway.
    unit_drift : float
        sd of trends that every unit has by itself.
    early : float
        Share of the effect that comes one period before the start; in worlds without effect, a passing ``early``.
    dip : float
        How much lower than usual units are in the last period before they begin.
    mood : float
        sd over units of how differently they respond.
    """

    staggered: bool = False
    growing: bool = False
    memory: float = 0.3
    noise: float = 0.5
    unequal: float = 0.0
    after_noise: float = 1.0
    told: bool = True
    holes: float = 0.0
    closing: float = 0.0
    drift: float = 0.0
    unit_drift: float = 0.0
    early: float = 0.0
    dip: float = 0.0
    mood: float = 0.2


def draw_design(rng: np.random.Generator, cell: Cell, effect: float) -> tuple[Design, Floats]:
    """A world, and the mean effect by periods since the start."""
    recipe = Recipe(**cell.options)
    n, periods = cell.units, cell.periods
    starts = _starts(rng, recipe, cell)
    values = (
        2 * rng.standard_normal((n, 1)) + 0.5 * rng.standard_normal(periods) + _moves(rng, recipe, n, periods)
    )
    since = np.arange(periods) - starts[:, None]
    began = starts < periods
    path = _path(recipe, periods - int(starts[began].min()), effect)
    size = np.where(since >= 0, path[np.clip(since, 0, len(path) - 1)], 0.0)
    spread = 1 + recipe.mood * rng.standard_normal((n, 1)) if effect else 1.0
    values = values + np.where(began[:, None], size * spread, 0.0)
    if recipe.early:
        values = values + np.where(since == -1, recipe.early * (effect or 0.5), 0.0)
    values = values - np.where(since == -1, recipe.dip, 0.0)
    slope = recipe.drift * began + recipe.unit_drift * rng.standard_normal(n)
    values = values + slope[:, None] * np.arange(periods)
    noise = recipe.noise * np.exp(recipe.unequal * rng.standard_normal((n, 1))) * np.ones((n, periods))
    noise = np.where(since >= 0, noise * recipe.after_noise, noise)
    values = values + np.sqrt(noise) * rng.standard_normal((n, periods))
    values[rng.random((n, periods)) < recipe.holes] = np.nan
    ends = np.where(rng.random(n) < recipe.closing, rng.integers(periods // 2 + 1, periods, n), periods)
    values[np.arange(periods) >= ends[:, None]] = np.nan
    keep = _usable(values, starts)
    told = noise if recipe.told else np.zeros_like(noise)
    names = tuple(f"u{i}" for i in np.flatnonzero(keep))
    labels = tuple(str(t) for t in range(periods))
    return Design(names, labels, values[keep], told[keep], starts[keep], 0, 1, ()), path


def _starts(rng: np.random.Generator, recipe: Recipe, cell: Cell) -> np.ndarray:
    half = cell.periods // 2
    when = [half - half // 3, half, half + half // 3] if recipe.staggered else [half]
    starts = np.full(cell.units, NEVER, dtype=np.int64)
    starts[: cell.began] = np.array(when)[np.arange(cell.began) % len(when)]
    return np.asarray(rng.permutation(starts))


def _moves(rng: np.random.Generator, recipe: Recipe, n: int, periods: int) -> Floats:
    moves = rng.standard_normal((n, periods))
    for t in range(1, periods):
        moves[:, t] = recipe.memory * moves[:, t - 1] + np.sqrt(1 - recipe.memory**2) * moves[:, t]
    return moves


def _path(recipe: Recipe, after: int, effect: float) -> Floats:
    if not recipe.growing or after < 2:
        return np.full(max(after, 1), effect)
    return 2 * effect * np.arange(after) / (after - 1)


def _usable(values: Floats, starts: np.ndarray) -> np.ndarray:
    there, periods = np.isfinite(values), np.arange(values.shape[1])
    began = starts < values.shape[1]
    before = (there & (periods < starts[:, None])).any(1)
    after = (there & (periods >= starts[:, None])).any(1)
    return np.where(began, before & after, there.sum(1) >= 2)


SIZES = ((20, 12, 10), (60, 6, 30), (60, 12, 30), (60, 24, 30), (130, 6, 65), (130, 12, 65), (130, 24, 65))
FEWER = ((20, 12, 1), (60, 12, 1), (20, 12, 3), (60, 12, 3), (60, 12, 6), (130, 12, 6))
KINDS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("staggered", "three starts", {"staggered": True}),
    ("growing", "the effect grows", {"growing": True, "staggered": True}),
    ("low noise", "reliability .95", {"noise": 0.05}),
    ("high noise", "reliability .33", {"noise": 2.0}),
    ("unequal noise", "log sd 1 over units", {"noise": 1.0, "unequal": 1.0}),
    ("noisier after", "noise doubles from the start on", {"after_noise": 2.0}),
    ("noise unknown", "nobody says how much", {"told": False, "unequal": 1.0}),
    ("holes", "25 % missing, 20 % end early", {"holes": 0.25, "closing": 0.2, "staggered": True}),
    ("memory", "own lag .7", {"memory": 0.7}),
    ("anticipation", "half of it a period early", {"early": 0.5}),
    ("dip", "lower by .5 just before", {"dip": 0.5}),
    ("own trends", "sd .05 a period, unit by unit", {"unit_drift": 0.05}),
    ("modest drift", ".03 a period", {"drift": 0.03}),
    ("clear drift", ".1 a period", {"drift": 0.1}),
    ("strong drift", ".25 a period", {"drift": 0.25}),
)  # fmt: skip
KIND_SIZES = ((20, 12, 10), (60, 12, 30), (130, 12, 65))


def size_cells(runs: int) -> list[Cell]:
    """The plain world at many sizes."""
    return [Cell("plain", "", n, t, b, runs) for n, t, b in SIZES]


def few_cells(runs: int) -> list[Cell]:
    """One, three and six units that begin; noise unequal over units in half of them."""
    plain = [Cell("few", f"{b} of {n}", n, t, b, runs) for n, t, b in FEWER]
    uneven = {"unequal": 1.0, "noise": 1.0}
    return plain + [
        Cell("few, unequal noise", f"{b} of {n}", n, t, b, runs, uneven) for n, t, b in FEWER if b > 1
    ]


def kind_cells(runs: int) -> list[Cell]:
    """Every kind of world at three sizes."""
    return [
        Cell(kind, text, n, t, b, runs, options) for kind, text, options in KINDS for n, t, b in KIND_SIZES
    ]
