"""Nothing depends on how the data happen to be written down."""

import numpy as np
import pytest

from bothways.linkage.likelihood.dense import DenseEngine
from bothways.linkage.likelihood.estimate import estimate, fit_model
from bothways.linkage.likelihood.filter import FilterEngine
from bothways.linkage.likelihood.fit import maximise
from bothways.linkage.likelihood.inference import infer
from bothways.linkage.likelihood.model import Model
from bothways.linkage.likelihood.problem import pose
from bothways.linkage.likelihood.start import starting_values
from bothways.simulate import draw_world

UNITS, PERIODS = 60, 8
VARIANTS = [Model(PERIODS), Model(PERIODS, free_start=False), Model(PERIODS, free_start=False, varying=True)]


@pytest.fixture(scope="module")
def world():
    rng = np.random.default_rng(41)
    return draw_world(rng, units=UNITS, periods=PERIODS, effect=(0.3, 0.1), holes=0.1, noise_r=0.4, n_sd=0.5)


def both_directions(values, noise, model):
    """Standardised effect, standard error, df, two-way p, each for both directions; log-likelihood."""
    engine, fit = fit_model(pose(values, noise), model, compiled=False)
    found = infer(engine, fit)
    parts = (found.employee_to_customer, found.customer_to_employee)
    figures = [
        [c.estimate * c.to_standard, *np.array(c.two_way) * [c.to_standard, 1], c.p(), c.p("wide")]
        for c in parts
    ]
    return np.array(figures), found.covariance * parts[0].to_standard * parts[1].to_standard, fit


@pytest.mark.parametrize("model", VARIANTS)
def test_the_unit_of_measurement_changes_nothing(world, model):
    factor = np.array([250.0, 0.004])
    before, covariance, fit = both_directions(world.values, world.noise, model)
    after, other, again = both_directions(
        world.values * factor, world.noise * np.outer(factor, factor), model
    )
    np.testing.assert_allclose(after, before, rtol=1e-7)
    np.testing.assert_allclose(again.theta, fit.theta, rtol=1e-6, atol=1e-9)
    assert other == pytest.approx(covariance, rel=1e-7)


@pytest.mark.parametrize("model", VARIANTS)
def test_turning_a_metric_round_turns_the_effects_round(world, model):
    before, covariance, _ = both_directions(world.values, world.noise, model)
    sign = np.array([1.0, -1.0])
    after, other, _ = both_directions(world.values * sign, world.noise * np.outer(sign, sign), model)
    np.testing.assert_allclose(after[:, 0], -before[:, 0], rtol=1e-7)
    np.testing.assert_allclose(after[:, 1:], before[:, 1:], rtol=1e-7)
    assert other == pytest.approx(covariance, rel=1e-7)


@pytest.mark.parametrize("model", VARIANTS)
def test_the_order_of_the_units_changes_nothing(world, model):
    order = np.random.default_rng(1).permutation(UNITS)
    before, covariance, _ = both_directions(world.values, world.noise, model)
    after, other, _ = both_directions(world.values[order], world.noise[order], model)
    np.testing.assert_allclose(after, before, rtol=1e-7)
    assert other == pytest.approx(covariance, rel=1e-7)


@pytest.mark.parametrize("model", VARIANTS)
def test_swapping_the_metrics_swaps_the_directions(world, model):
    before, covariance, _ = both_directions(world.values, world.noise, model)
    after, other, _ = both_directions(world.values[..., ::-1], world.noise[..., ::-1, ::-1], model)
    np.testing.assert_allclose(after[::-1], before, rtol=1e-7)
    assert other == pytest.approx(covariance, rel=1e-7)


@pytest.mark.parametrize("model", VARIANTS)
def test_what_all_units_share_in_a_period_changes_nothing(world, model):
    shift = np.random.default_rng(2).normal(0, 20, (PERIODS, 2))
    before, _, _ = both_directions(world.values, world.noise, model)
    after, _, _ = both_directions(world.values + shift, world.noise, model)
    np.testing.assert_allclose(after, before, rtol=1e-7)


def test_a_constant_of_each_unit_is_no_free_lunch(world):
    """The likelihood uses levels between units: a shift by unit is information and does change the fit."""
    shift = np.random.default_rng(3).normal(0, 2, (UNITS, 1, 2))
    before, _, _ = both_directions(world.values, world.noise, VARIANTS[1])
    after, _, _ = both_directions(world.values + shift, world.noise, VARIANTS[1])
    assert np.abs(after[:, 0] - before[:, 0]).max() > 1e-4


def test_input_is_not_changed(world):
    values, noise = world.values.copy(), world.noise.copy()
    estimate(pose(values, noise), compiled=False)
    np.testing.assert_array_equal(values, world.values)
    np.testing.assert_array_equal(noise, world.noise)


@pytest.mark.parametrize("model", VARIANTS)
def test_both_engines_end_at_the_same_maximum(world, model):
    """Given the period means; those are updated on the way only, so that they keep a trace of the way."""
    problem = pose(world.values, world.noise)
    start = starting_values(problem, model)
    one, other = (
        maximise(engine(problem, model), start, profile=False, limit=300, tolerance=1e-14)
        for engine in (DenseEngine, FilterEngine)
    )
    assert one.converged
    assert other.converged
    np.testing.assert_allclose(other.theta, one.theta, atol=1e-6)
    assert other.loglik == pytest.approx(one.loglik, rel=1e-12)
