"""Worlds whose truth is known: one employee metric, one customer metric, many units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.simulate.recipe import Floats, Recipe, pair
from bothways.simulate.states import (
    correlated,
    draw_drift,
    draw_intercepts,
    draw_seasons,
    draw_shocks,
    draw_states,
)

#: No cell is noisier than so many times the median cell, and no value rests on fewer answers.
NOISIEST, FEWEST = 12.0, 2.0


@dataclass(frozen=True)
class Truth:
    """What leads what in a world.

    Attributes
    ----------
    direction : {"employee_leads", "customer_leads", "both_ways", "no_link"}
        By the recipe, before any misrecording; a lead two or three periods later counts.
    effect : (x to y, y to x)
        Standardised within-unit effect one period later, Phi x sd_within(driver) / sd_within(outcome).
    natural : (x to y, y to x)
        Phi.
    reliability : (x, y)
        Share of the variance within units that is not noise, on average over cells; 1 without noise.
    recipe : Recipe
    """

    direction: str
    effect: tuple[float, float]
    natural: tuple[float, float]
    reliability: tuple[float, float]
    recipe: Recipe


@dataclass(frozen=True)
class World:
    """A drawn world.

    Attributes
    ----------
    values : (units, periods, 2) float
        x and y; NaN where missing.
    noise : (units, periods, 2, 2) float
        Declared sampling covariance of each cell, also where values are missing.
    n : (units, periods, 2) float
        Answers behind each value, whole numbers.
    truth : Truth
    """

    values: Floats
    noise: Floats
    n: Floats
    truth: Truth


def draw_world(rng: np.random.Generator, *, units: int, periods: int, **options: Any) -> World:
    """Draw a world of one employee metric and one customer metric.

    w_it = a_i + drift_it + loading_i d_t + season_it + s_it, with s a vector autoregression whose
    off-diagonal is the truth; a value is w_it plus noise of a covariance that is declared. Units are
    independent of each other but for common shocks.

    Parameters
    ----------
    rng : numpy.random.Generator
    units, periods : int
    **options
        Everything else that :class:`bothways.simulate.recipe.Recipe` names: effect, own_lag, reliability,
        holes, late, loading_sd, season_sd, noise_r, rolling, recorded, ...

    Returns
    -------
    World

    Raises
    ------
    InputError
        Where the options contradict each other.

    Examples
    --------
    >>> import numpy as np
    >>> world = draw_world(np.random.default_rng(1), units=50, periods=8, effect=(0.2, 0.0), holes=0.1)
    >>> world.values.shape, world.truth.direction
    ((50, 8, 2), 'employee_leads')
    """
    recipe = Recipe(units=units, periods=periods, **options)
    intercepts = draw_intercepts(rng, recipe)
    states = draw_states(rng, recipe, intercepts)
    length = states.shape[1]
    level = intercepts[:, None] + states
    for draw in (draw_drift, draw_shocks, draw_seasons):
        level = level + draw(rng, recipe, length)
    n = _draw_answers(rng, recipe, length)
    noise = _noise(recipe, n)
    window = recipe.rolling
    published = _rolled(level + _draw_noise(rng, recipe, noise), window)
    n, noise = _rolled(n, window) * window, _rolled(noise, window) / window
    holes = _draw_holes(rng, recipe, _rolled(states, window))
    shift = [_booked(array, recipe) for array in (np.where(holes, np.nan, published), n, noise)]
    values, n, noise = (array[:, -recipe.periods :] for array in shift)
    declared = noise * recipe.noise_declared
    return World(_entered(rng, recipe, values), declared, n, _truth(recipe))


def _truth(recipe: Recipe) -> Truth:
    """Return what the recipe means for a finding."""
    sd = np.sqrt(np.diag(recipe.within))
    forth, back = recipe.effect
    later = [
        effect != 0 or third != 0
        for effect, third in zip(recipe.effect_later, recipe.effect_third, strict=True)
    ]
    leads = forth != 0 or later[0], back != 0 or later[1]
    name = {(True, True): "both_ways", (True, False): "employee_leads", (False, True): "customer_leads"}
    standardised = float(forth * sd[0] / sd[1]), float(back * sd[1] / sd[0])
    return Truth(name.get(leads, "no_link"), standardised, recipe.effect, pair(recipe.reliability), recipe)


def _draw_answers(rng: np.random.Generator, recipe: Recipe, length: int) -> Floats:
    """Draw answers behind each value: large and small units, better and worse periods."""
    size = recipe.n_sd * rng.standard_normal((recipe.units, 1, 1))
    metrics = 1 if recipe.noise_r else 2  # the same people answer both
    wave = recipe.n_period_sd * rng.standard_normal((recipe.units, length, metrics))
    n = np.maximum(np.round(recipe.n_typical * np.exp(size + wave)), FEWEST)
    return np.broadcast_to(n, (recipe.units, length, 2)).copy()


def _noise(recipe: Recipe, n: Floats) -> Floats:
    """Return the true sampling covariance of each cell, scaled to the reliability on average."""
    one = 1 / n
    one = np.minimum(one, NOISIEST * np.median(one, axis=(0, 1)))
    reliability = np.array(pair(recipe.reliability))
    variance = one / one.mean(axis=(0, 1)) * (1 / reliability - 1) * np.diag(recipe.within)
    covariance = recipe.noise_r * np.sqrt(variance[..., 0] * variance[..., 1])
    return np.stack(
        [
            np.stack([variance[..., 0], covariance], axis=-1),
            np.stack([covariance, variance[..., 1]], axis=-1),
        ],
        axis=-2,
    )


def _draw_noise(rng: np.random.Generator, recipe: Recipe, noise: Floats) -> Floats:
    """Draw the noise, (units, length, 2), with its own lag from period to period."""
    drawn = correlated(rng, noise.shape[:2], recipe.noise_r)
    for t in range(1, noise.shape[1]):
        drawn[:, t] = recipe.noise_lag * drawn[:, t - 1] + np.sqrt(1 - recipe.noise_lag**2) * drawn[:, t]
    return drawn * np.sqrt(np.diagonal(noise, axis1=2, axis2=3))


def _rolled(array: Floats, window: int) -> Floats:
    """Return means of the last ``window`` periods; the first ones are shorter and are cut off later."""
    if window == 1:
        return array
    padded = np.concatenate([np.zeros_like(array[:, :1]), array.cumsum(axis=1)], axis=1)
    rolled = array.copy()
    rolled[:, window - 1 :] = (padded[:, window:] - padded[:, :-window]) / window
    return rolled


def _draw_holes(rng: np.random.Generator, recipe: Recipe, states: Floats) -> npt.NDArray[np.bool_]:
    """Draw which values are missing; the odds may follow the state."""
    share = np.array(pair(recipe.holes))
    scaled = states / np.sqrt(np.diag(recipe.within))
    with np.errstate(divide="ignore", over="ignore"):
        odds = share / (1 - share) * np.exp(np.array(recipe.missing_by_state) * scaled)
        missing: npt.NDArray[np.bool_] = rng.random(states.shape) < odds / (1 + odds)
    return missing


def _booked(array: Floats, recipe: Recipe) -> Floats:
    """Return an array over (units, length, metric, ...) with x booked late or early; the ends are cut off."""
    if recipe.recorded == 0:
        return array
    x, y = (array[:, :-1], array[:, 1:]) if recipe.recorded > 0 else (array[:, 1:], array[:, :-1])
    booked = y.copy()
    booked[:, :, 0] = x[:, :, 0]
    if booked.ndim == 4:
        booked[:, :, [0, 1], [1, 0]] = 0.0  # what is booked in different periods shares no respondents
    return booked


def _entered(rng: np.random.Generator, recipe: Recipe, values: Floats) -> Floats:
    """Return values with the time before late units entered missing."""
    late = rng.random(recipe.units) < recipe.late
    first = rng.integers(1, max(2, recipe.periods - 2), recipe.units) * late
    before = np.arange(recipe.periods) < first[:, None]
    return np.where(before[:, :, None], np.nan, values)
