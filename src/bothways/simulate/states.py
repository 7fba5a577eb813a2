"""What lies under the values of a world: states, unit means, common shocks, seasons."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bothways.simulate.recipe import Floats, Recipe

BURN_IN = 60


def standard(rng: np.random.Generator, shape: tuple[int, ...], tails: str) -> Floats:
    """Draw numbers of mean 0 and variance 1: normal, skewed (chi-square 3) or heavy-tailed (t 4)."""
    if tails == "skewed":
        drawn: Floats = (rng.chisquare(3, shape) - 3) / np.sqrt(6)
    elif tails == "heavy":
        drawn = rng.standard_t(4, shape) / np.sqrt(2)
    else:
        drawn = rng.standard_normal(shape)
    return drawn


def correlated(rng: np.random.Generator, shape: tuple[int, ...], r: float, tails: str = "normal") -> Floats:
    """Draw pairs (..., 2) of variance 1 and correlation r, which may be 1 or -1."""
    first, second = np.moveaxis(standard(rng, (*shape, 2), tails), -1, 0)
    return np.stack([first, r * first + np.sqrt(1 - r**2) * second], axis=-1)


def draw_states(rng: np.random.Generator, recipe: Recipe, intercepts: Floats) -> Floats:
    """Draw s_it = Phi1 s_i,t-1 + Phi2 s_i,t-2 + Phi3 s_i,t-3 + e_it, as (units, periods + rolling - 1, 2).

    Parameters
    ----------
    rng : numpy.random.Generator
    recipe : Recipe
    intercepts : (units, 2) float
        A fresh start leans on them.
    """
    length = recipe.periods + recipe.rolling - 1 + abs(recipe.recorded)
    fresh = recipe.start == "fresh"
    burn = 0 if fresh else BURN_IN
    one, *later = recipe.lags
    own = np.repeat(one[None], recipe.units, 0)
    if recipe.own_lag_sd:
        drawn = np.diag(one) + recipe.own_lag_sd * rng.standard_normal((recipe.units, 2))
        own[:, [0, 1], [0, 1]] = drawn.clip(-0.2, 0.95)
    period_sd = np.exp(recipe.volatility * rng.standard_normal(burn + length))
    unit_sd = np.exp(recipe.unit_volatility * rng.standard_normal((recipe.units, 1)))
    shape = (recipe.units,)
    now = 0.5 * correlated(rng, shape, recipe.innovation_r, recipe.tails) + fresh * 0.4 * intercepts
    before = [np.zeros_like(now) for _ in later]
    states = np.empty((recipe.units, burn + length, 2))
    for t in range(burn + length):
        if t or burn:
            innovation = period_sd[t] * unit_sd * correlated(rng, shape, recipe.innovation_r, recipe.tails)
            moved = np.einsum("uij,uj->ui", own, now)
            for state, lag in zip(before, later, strict=True):
                moved = moved + state @ lag.T
            now, before = moved + innovation, [now, *before[:-1]]
        states[:, t] = now
    return states[:, burn:]


def draw_intercepts(rng: np.random.Generator, recipe: Recipe) -> Floats:
    """Draw the unit means, (units, 2); heavy tails belong to innovations only."""
    tails = "skewed" if recipe.tails == "skewed" else "normal"
    scale = recipe.intercept_sd * np.sqrt(np.diag(recipe.within))
    intercepts: Floats = scale * correlated(rng, (recipe.units,), recipe.intercept_r, tails)
    return intercepts


def draw_drift(rng: np.random.Generator, recipe: Recipe, length: int) -> Floats:
    """Draw how unit means move: linear trends about the middle plus random walks, (units, length, 2)."""
    time = np.arange(length) - (length - 1) / 2
    slopes = recipe.trend_sd * correlated(rng, (recipe.units,), recipe.trend_r)
    steps = recipe.walk_sd * correlated(rng, (recipe.units, length), recipe.walk_r)
    drift: Floats = slopes[:, None, :] * time[None, :, None] + steps.cumsum(axis=1)
    return drift


def draw_shocks(rng: np.random.Generator, recipe: Recipe, length: int) -> Floats:
    """Draw common shocks times the loadings of the units, (units, length, 2)."""
    shocks = rng.standard_normal((recipe.factors, length, 2))
    for t in range(1, length):
        fresh = np.sqrt(1 - recipe.shock_lag**2) * shocks[:, t]
        shocks[:, t] = recipe.shock_lag * shocks[:, t - 1] + fresh
    loadings = 1 + recipe.loading_sd * rng.standard_normal((recipe.units, recipe.factors))
    scale = recipe.shock / np.sqrt(recipe.factors)
    common: Floats = scale * np.einsum("uf,ftm->utm", loadings, shocks)
    return common


def draw_seasons(rng: np.random.Generator, recipe: Recipe, length: int) -> Floats:
    """Draw the season of each unit and repeat it, (units, length, 2)."""
    season = recipe.season_sd * correlated(rng, (recipe.units, recipe.cycle), recipe.season_r)
    when: npt.NDArray[np.intp] = np.arange(length) % recipe.cycle
    return season[:, when]
