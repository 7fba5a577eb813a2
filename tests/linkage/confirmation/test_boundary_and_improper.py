"""Variances at the boundary, and solutions that no data could come from."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from bothways.linkage.confirmation import boundary_tests, improper
from bothways.linkage.confirmation.boundary import half_and_half, two_variances
from bothways.linkage.likelihood.estimate import estimate
from bothways.linkage.likelihood.fit import Fit
from bothways.linkage.likelihood.problem import pose
from bothways.simulate import draw_world


def fitted(seed, **options):
    world = draw_world(np.random.default_rng(seed), **{"units": 120, "periods": 6, **options})
    return estimate(pose(world.values, world.noise), compiled=False)


def by_name(found):
    return {test.what: test for test in boundary_tests(found)}


def test_levels_that_are_there_are_shown():
    tests = by_name(fitted(1, units=400, reliability=1.0))
    assert tests["intercept of the employee metric"].p < 1e-4
    assert tests["intercept of the customer metric"].p < 1e-4


def test_without_levels_the_mixture_keeps_its_level():
    """Of 40 panels without any level, about 2 have p under .05, and 10 under .25."""
    p = []
    for seed in range(40):
        options = {"intercept_sd": 1e-6, "start": "stationary", "reliability": 1.0}
        found = fitted(300 + seed, units=80, periods=5, **options)
        test = by_name(found).get("intercept of the employee metric")
        if found.fit.usable and test is not None:
            p.append(test.p)
    p = np.array(p)
    assert len(p) >= 34
    for level in (0.05, 0.25, 0.5):
        few, many = stats.binom.ppf([1e-3, 0.9999], len(p), [0.6 * level, level])
        assert few <= (p < level).sum() <= many


def test_noise_is_looked_for_where_none_is_stated():
    noisy = draw_world(np.random.default_rng(2), units=400, periods=8, reliability=0.5, own_lag=(0.7, 0.7))
    assert by_name(estimate(pose(noisy.values), compiled=False))["noise"].p < 1e-3
    assert "noise" not in by_name(estimate(pose(noisy.values, noisy.noise), compiled=False))
    clean = by_name(fitted(3, units=200, periods=8, reliability=1.0))
    assert clean["noise"].p > 0.01


def test_the_mixtures_are_those_of_projections():
    """Squared length of normal draws projected onto a half space and onto a quadrant."""
    rng = np.random.default_rng(1)
    r, draws = 0.6, 200_000
    z = rng.standard_normal((draws, 2))
    half = z[:, 0] ** 2 + np.maximum(z[:, 1], 0) ** 2
    cut = np.quantile(half, 0.95)
    assert half_and_half(cut, 1) == pytest.approx(0.05, abs=0.002)
    angle = np.arccos(-r)
    edge = np.array([np.cos(angle), np.sin(angle)])
    normal = np.array([-np.sin(angle), np.cos(angle)])
    inside = (z[:, 1] >= 0) & (z @ normal <= 0)
    length = np.where(
        inside, (z**2).sum(axis=1), np.maximum(np.maximum(z[:, 0], 0), np.maximum(z @ edge, 0)) ** 2
    )
    assert two_variances(np.quantile(length, 0.95), r) == pytest.approx(0.05, abs=0.002)


def with_theta(found, **places):
    theta = found.fit.theta.copy()
    for place, value in places.items():
        theta[int(place[1:])] = value
    return replace(found, fit=replace(found.fit, theta=theta))


def test_a_proper_solution_has_no_flag():
    assert improper(fitted(1)) == ()


@pytest.mark.parametrize(
    ("places", "says"),
    [
        ({"_7": -0.01}, "the variance of levels of units is not positive in the employee metric"),
        ({"_9": 0.0}, "the variance of levels of units is not positive in the customer metric"),
        ({"_8": 5.0}, "the correlation of levels of units is 1 or beyond"),
        ({"_5": 5.0}, "the correlation of changes is 1 or beyond"),
        ({"_10": -0.2}, "the variance of first states is not positive in the employee metric"),
    ],
)
def test_each_flag_is_raised_by_what_it_names(places, says):
    assert improper(with_theta(fitted(1), **places)) == (says,)


def test_a_process_near_a_unit_root_is_flagged():
    found = fitted(1)
    near = replace(found, fit=Fit(found.fit.theta, found.fit.means, 0.0, True, 1, 0.97))
    assert improper(near) == ("the process is close to a unit root (spectral radius 0.97)",)


def test_factors_under_zero_are_flagged():
    from bothways.linkage.likelihood.estimate import extended

    found = fitted(4, reliability=0.6)
    wide = extended(found, replace(found.model, noise_scale=True))
    at = wide.model.blocks["noise_scale"].start
    assert "the noise of the customer metric would be negative" in improper(
        with_theta(wide, **{f"_{at + 1}": -1.2})
    )
