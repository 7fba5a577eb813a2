"""Small random panels, models and parameter points for the checks of the likelihood."""

import numpy as np

from bothways.linkage.likelihood.model import Model
from bothways.linkage.likelihood.problem import Problem

#: Every extension alone and some together; T is filled in by the test.
VARIANTS = (
    {},
    {"free_start": False},
    {"varying": True},
    {"free_start": False, "varying": True},
    {"free_innovations": True},
    {"seasons": 3},
    {"trends": True},
    {"white": True},
    {"noise_scale": True},
    {"noise_lag": True},
    {"lags": 2},
    {"lags": 3},
    {"memory": True},
    {"seasons": 2, "trends": True, "varying": True, "white": True, "memory": True},
    {
        "free_start": False,
        "noise_scale": True,
        "noise_lag": True,
        "lags": 2,
        "free_innovations": True,
    },
    {
        "seasons": 2,
        "trends": True,
        "white": True,
        "noise_scale": True,
        "noise_lag": True,
        "lags": 2,
        "varying": True,
    },
)


def name_of(variant):
    return "+".join(f"{name}={value}" for name, value in variant.items()) or "plain"


def definite(rng, scale):
    """A positive definite 2 x 2 matrix as (00, 01, 11)."""
    root = rng.normal(size=(2, 2)) * 0.5 + np.eye(2)
    whole = scale * root @ root.T + 0.05 * scale * np.eye(2)
    return [whole[0, 0], whole[0, 1], whole[1, 1]]


def draw_theta(rng, model):
    """A point well inside the domain, far from any maximum."""
    theta = np.zeros(model.size)
    theta[:4] = rng.uniform(-0.5, 0.8, 4)
    theta[4:7], theta[7:10], theta[10:13] = definite(rng, 0.6), definite(rng, 0.8), definite(rng, 0.9)
    blocks = model.blocks
    theta[blocks["start_intercept"]] = rng.uniform(-0.1, 0.1, blocks["start_intercept"].stop - 13)
    if model.varying:
        theta[blocks["varying"]] = rng.normal(0, 0.3, model.periods - 2)
    if model.free_innovations:
        theta[blocks["free_innovations"]] = np.concatenate(
            [definite(rng, 0.3) for _ in range(model.periods - 2)]
        )
    if model.lags > 1:
        theta[blocks["later_lags"]] = rng.uniform(-0.2, 0.3, 4 * (model.lags - 1))
    if model.memory:
        theta[blocks["memory"]] = rng.uniform(-0.2, 0.3, 2)
    if model.seasons:
        theta[blocks["season"]] = definite(rng, 0.3)
    if model.trends:
        theta[blocks["trend"]] = [*definite(rng, 0.3), *rng.uniform(-0.05, 0.05, 4)]
    if model.white:
        theta[blocks["white"]] = rng.uniform(0.1, 0.4, 2)
    if model.noise_scale:
        theta[blocks["noise_scale"]] = rng.uniform(-0.4, 0.8, 2)
    if model.noise_lag:
        theta[blocks["noise_lag"]] = rng.uniform(-0.3, 0.4, 2)
    return theta


def draw_mask(rng, units, periods):
    """Which cells are seen: holes, cells with one metric only, late entry, empty periods and units."""
    seen = rng.random((units, periods, 2)) < rng.uniform(0.4, 1.0)
    if rng.random() < 0.3:
        seen[:, rng.integers(periods)] = False
    if rng.random() < 0.3:
        seen[:, rng.integers(periods), rng.integers(2)] = False
    if rng.random() < 0.3:
        seen[rng.integers(units)] = False
    if rng.random() < 0.3:
        seen[rng.integers(units), : rng.integers(1, periods)] = False
    return seen


def draw_problem(rng, units, periods, *, holes=True, noise=True):
    """A problem as `pose` makes them, from values that follow no model at all."""
    seen = draw_mask(rng, units, periods) if holes else np.ones((units, periods, 2), dtype=bool)
    values = np.where(seen, rng.normal(size=seen.shape) + rng.normal(size=(units, 1, 2)), 0.0)
    known = np.zeros((units, periods, 2, 2))
    if noise:
        for i in range(units):
            for t in range(periods):
                xx, xy, yy = definite(rng, 0.3)
                known[i, t] = [[xx, xy], [xy, yy]]
    known = np.where(seen[..., :, None] & seen[..., None, :], known, 0.0)
    count = seen.sum(axis=0)
    factor = np.where(count > 1, np.sqrt(count / np.maximum(count - 1, 1)), 1.0)
    return Problem(values, seen, known, np.ones(2), np.ones(units, dtype=bool), factor)


def draw_case(seed, variant, *, units=4, periods=4, **options):
    """Problem, model, parameter point, period means."""
    rng = np.random.default_rng(seed)
    model = Model(periods, **variant)
    problem = draw_problem(rng, units, periods, **options)
    return problem, model, draw_theta(rng, model), rng.normal(0, 0.2, (periods, 2))


def exactly(problem, values):
    """The same problem with these residuals and no small-sample factor, one unit a row."""
    values = np.asarray(values).reshape(-1, problem.periods, 2)
    units = len(values)
    return Problem(
        values,
        np.broadcast_to(problem.observed[:1], values.shape).copy(),
        np.broadcast_to(problem.noise[:1], (units, *problem.noise.shape[1:])).copy(),
        problem.scale,
        np.ones(units, dtype=bool),
        np.ones_like(problem.small_sample),
    )
