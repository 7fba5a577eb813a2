"""Holes of any shape: nothing breaks, nothing is imputed, little moves."""

import numpy as np
import pytest

from bothways.linkage.likelihood.dense import DenseEngine
from bothways.linkage.likelihood.estimate import estimate
from bothways.linkage.likelihood.filter import FilterEngine
from bothways.linkage.likelihood.model import Model
from bothways.linkage.likelihood.problem import pose
from bothways.simulate import draw_world

UNITS, PERIODS = 120, 10


@pytest.fixture(scope="module")
def world():
    return draw_world(
        np.random.default_rng(17), units=UNITS, periods=PERIODS, effect=(0.25, 0.0), reliability=0.8
    )


def figures(values, noise):
    """Standardised effect and its error, both directions."""
    found = estimate(pose(values, noise), compiled=False).inference
    assert found is not None
    parts = (found.employee_to_customer, found.customer_to_employee)
    return np.array([[c.estimate * c.to_standard, c.two_way[0] * c.to_standard] for c in parts])


@pytest.fixture(scope="module")
def whole(world):
    return figures(world.values, world.noise)


def close(found, whole, times=3.0):
    """Within so many times the error that the lost cells alone would make."""
    lost = np.sqrt(np.maximum(found[:, 1] ** 2 - whole[:, 1] ** 2, 0.01 * whole[:, 1] ** 2))
    return bool((np.abs(found[:, 0] - whole[:, 0]) < times * lost).all())


@pytest.mark.parametrize("share", [0.1, 0.3])
def test_cells_lost_at_random_move_the_estimate_by_chance_only(world, whole, share):
    rng = np.random.default_rng(5)
    values = np.where(rng.random(world.values.shape) < share, np.nan, world.values)
    found = figures(values, world.noise)
    assert close(found, whole)
    assert (found[:, 1] > whole[:, 1]).all()  # less data, larger error


def test_late_entry_moves_the_estimate_by_chance_only(world, whole):
    first = np.random.default_rng(6).integers(0, PERIODS - 3, UNITS)
    first[::2] = 0
    late = np.arange(PERIODS) < first[:, None]
    assert close(figures(np.where(late[..., None], np.nan, world.values), world.noise), whole)


@pytest.mark.parametrize("period", [0, 4, PERIODS - 1])
def test_a_period_without_any_cell_does_not_break_it(world, whole, period):
    values = world.values.copy()
    values[:, period] = np.nan
    assert close(figures(values, world.noise), whole)


def test_a_metric_that_is_missing_in_some_periods_does_not_break_it(world, whole):
    values = world.values.copy()
    values[:, ::3, 0] = np.nan
    assert close(figures(values, world.noise), whole)


def test_metrics_that_are_never_seen_together_are_still_linked(world, whole):
    """Employees asked in even periods, customers in odd ones: one period later is all that is seen."""
    values = world.values.copy()
    values[:, 1::2, 0] = np.nan
    values[:, ::2, 1] = np.nan
    found = estimate(pose(values, world.noise), compiled=False)
    assert np.isfinite(found.fit.loglik)


def test_a_unit_without_any_cell_changes_nothing(world, whole):
    values = np.concatenate([world.values[:50], np.full((3, PERIODS, 2), np.nan), world.values[50:]])
    noise = np.concatenate([world.noise[:50], world.noise[:3], world.noise[50:]])
    np.testing.assert_allclose(figures(values, noise), whole, rtol=1e-9)
    assert pose(values, noise).kept.sum() == UNITS


def test_a_unit_seen_in_one_period_only_is_left_out(world, whole):
    single = np.full((1, PERIODS, 2), np.nan)
    single[0, 3] = [100.0, -100.0]
    values, noise = np.concatenate([world.values, single]), np.concatenate([world.noise, world.noise[:1]])
    np.testing.assert_allclose(figures(values, noise), whole, rtol=1e-9)


def test_what_stands_in_a_hole_is_never_read(world):
    """Noise of a missing cell is declared by simulators and files alike; it must not count."""
    values = np.where(np.random.default_rng(5).random(world.values.shape) < 0.2, np.nan, world.values)
    wild = np.where(np.isfinite(values)[..., :, None] & np.isfinite(values)[..., None, :], world.noise, 1e6)
    np.testing.assert_array_equal(figures(values, wild), figures(values, world.noise))


@pytest.mark.parametrize("engine", [DenseEngine, FilterEngine])
def test_the_likelihood_of_a_panel_is_the_sum_over_its_units(world, engine):
    """Up to the small-sample factor, which is put to 1 here."""
    problem, model = pose(world.values, world.noise), Model(PERIODS, free_start=False)
    theta = np.array([0.4, 0.1, 0.2, 0.4, 0.4, 0.1, 0.4, 0.3, 0.1, 0.3, 0.5, 0.1, 0.5])
    parts = []
    for units in (slice(0, 70), slice(70, None), slice(None)):
        some = {name: getattr(problem, name)[units] for name in ("values", "observed", "noise", "kept")}
        smaller = type(problem)(**some, scale=problem.scale, small_sample=np.ones_like(problem.small_sample))
        parts.append(engine(smaller, model).evaluate(theta, np.zeros((PERIODS, 2))).loglik)
    assert parts[2] == pytest.approx(parts[0] + parts[1], rel=1e-12)
