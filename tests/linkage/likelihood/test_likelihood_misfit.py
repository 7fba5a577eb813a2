"""Score tests of what the model leaves out: by hand, quiet where nothing is left out, loud where something is."""

import numpy as np
import pytest
from scipy import stats

from bothways.linkage.likelihood.dense import DenseEngine
from bothways.linkage.likelihood.estimate import estimate, extended
from bothways.linkage.likelihood.fit import maximise
from bothways.linkage.likelihood.misfit import (
    EXTENSIONS,
    candidates,
    drift_test,
    extend,
    misfits,
    next_lags,
    score_test,
    sensitivity_to_noise,
)
from bothways.linkage.likelihood.model import Model, embed
from bothways.linkage.likelihood.problem import pose
from bothways.linkage.likelihood.start import starting_values
from bothways.simulate import draw_world

UNITS, PERIODS = 100, 12


def fitted(seed, **options):
    world = draw_world(np.random.default_rng(seed), units=UNITS, periods=PERIODS, **options)
    return estimate(pose(world.values, world.noise), compiled=False)


def p_of(tests, extension):
    return {test.extension: test.p for test in tests}[extension]


def test_the_score_test_of_one_parameter_by_hand():
    """Nothing is fitted: (sum s)^2 / sum s^2 on 1 and N - 1, with N - 1 over N in front."""
    scores = np.array([[1.0], [2.0], [-1.0], [2.0], [1.0], [0.0], [1.0]])
    p, statistic = score_test(scores, np.eye(1), np.array([], dtype=int), np.array([0]))
    assert statistic == pytest.approx(36 / 12 * 6 / 7)
    assert p == pytest.approx(stats.f.sf(36 / 12 * 6 / 7, 1, 6))


def test_what_fitted_parameters_explain_is_taken_out_first():
    """The new score is half the base score plus its own part; only the own part counts."""
    base, own = np.array([1.0, -1, 2, -2, 1, -1, 0, 0]), np.array([1.0, 1, 0, 1, -1, 1, 1, 1])
    information = np.array([[2.0, 1.0], [1.0, 3.0]])
    scores = np.column_stack([base, 0.5 * base + own])
    p, statistic = score_test(scores, information, np.array([0]), np.array([1]))
    assert statistic == pytest.approx(own.sum() ** 2 / (own**2).sum() * 7 / 8)
    assert 0 < p < 1


def test_the_drift_test_by_hand():
    """Nothing is fitted. Together: sums 1 and 1 and 1 by unit; opposite: t of the difference."""
    scores = np.array([[2.0, 1, 1], [1, -1, 2], [0, 2, 1], [-1, 1, 1], [3, 0, 0], [1, 1, 0], [0, 0, -1]])
    nothing, new = np.array([], dtype=int), np.arange(3)
    p, statistic = drift_test(scores, np.eye(3), nothing, new)
    together = scores @ [
        1.0,
        1,
        1,
    ]  # 4, 2, 3, 1, 3, 2, -1: 14 over the root of 44; opposite: 6 over the root of 30
    assert list(together) == [4, 2, 3, 1, 3, 2, -1]
    t = 14 / np.sqrt(44) * np.sqrt(6 / 7)
    assert statistic == pytest.approx(t**2)
    assert p == pytest.approx(2 * stats.t.sf(t, 6))
    assert drift_test(scores[:6], np.eye(3), nothing, new) == (1.0, 0.0)


def test_slopes_that_vary_less_than_nothing_are_no_drift():
    rng = np.random.default_rng(4)
    scores = rng.normal(size=(80, 3)) - [1.0, 0.0, 1.0]
    assert score_test(scores, np.eye(3), np.array([], dtype=int), np.arange(3))[0] < 1e-6
    assert drift_test(scores, np.eye(3), np.array([], dtype=int), np.arange(3))[0] == 1.0


@pytest.mark.parametrize("trend_r", [0.8, -0.8])
def test_drift_is_seen_whether_slopes_go_together_or_opposite_ways(trend_r):
    found = fitted(31, trend_sd=0.15, trend_r=trend_r)
    assert p_of(misfits(found), "trends") < 0.01


def test_too_few_units_for_a_test_is_no_evidence():
    assert score_test(np.ones((5, 1)), np.eye(1), np.array([], dtype=int), np.array([0])) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("extension", "options", "seasons"),
    [
        ("seasons", {"season_sd": 0.7, "cycle": 4}, 4),
        ("trends", {"trend_sd": 0.3}, 0),
        ("noise_lag", {"rolling": 3}, 0),
        ("noise_lag", {"noise_lag": 0.6, "reliability": 0.5}, 0),
        ("noise_scale", {"noise_declared": 0.4, "reliability": 0.5, "n_sd": 0.8}, 0),
        ("varying", {"volatility": 0.6}, 0),
        ("memory", {"own_lag": (0.1, 0.1), "own_lag_later": (0.4, 0.4), "reliability": 0.9}, 0),
    ],
)
def test_what_is_there_is_seen(extension, options, seasons):
    found = fitted(31, **options)
    assert p_of(misfits(found, seasons=seasons), extension) < 0.001


def test_unstated_noise_is_seen_where_none_was_stated():
    world = draw_world(
        np.random.default_rng(31), units=300, periods=PERIODS, reliability=0.5, own_lag=(0.7, 0.7)
    )
    found = estimate(pose(world.values), compiled=False)
    assert p_of(misfits(found), "white") < 0.001


def test_a_model_that_holds_is_left_alone():
    """Six tests in each of 5 worlds, 30 in all, at .001 each: .03 expected."""
    smallest = [misfits(fitted(seed, effect=(0.2, 0.0)), seasons=4)[0].p for seed in range(100, 105)]
    assert min(smallest) > 0.001


def test_the_tests_come_smallest_p_first():
    found = misfits(fitted(5), seasons=4)
    assert [test.p for test in found] == sorted(test.p for test in found)
    assert {test.extension for test in found} <= set(EXTENSIONS)


def test_only_what_the_panel_can_tell_is_tested():
    world = draw_world(np.random.default_rng(1), units=60, periods=12)
    problem, silent = pose(world.values, world.noise), pose(world.values)
    model = Model(12)
    assert candidates(problem, model, seasons=0) == [
        "trends",
        "memory",
        "noise_lag",
        "noise_scale",
        "varying",
    ]
    assert candidates(problem, model, seasons=4)[0] == "seasons"
    assert candidates(silent, model, seasons=0) == ["trends", "memory", "white", "varying"]
    assert "trends" not in candidates(problem, Model(12, trends=True), seasons=0)
    few = pose(world.values[:40], world.noise[:40])
    assert "varying" not in candidates(few, model, seasons=0)  # under four units a period
    short = pose(world.values[:, :4], world.noise[:, :4])
    assert candidates(short, Model(4), seasons=0) == []
    assert next_lags(estimate(short, compiled=False)) == {}


@pytest.mark.parametrize("extension", ["seasons", "trends", "white", "noise_scale"])
def test_a_wider_model_starts_where_the_smaller_one_ended(extension):
    found = fitted(8)
    wide = extend(found.model, extension, seasons=4)
    theta = embed(found.fit.theta, found.model, wide)
    at = DenseEngine(found.problem, wide).evaluate(theta, found.fit.means)
    assert at.loglik == pytest.approx(found.fit.loglik, rel=1e-10)
    assert extended(found, wide).fit.loglik >= found.fit.loglik - 1e-6


def test_a_wider_model_is_fitted_as_well_as_from_a_fresh_start():
    """Strong drift makes the smaller model stick (own lags near 1); the wider one has its maximum far from there."""
    world = draw_world(np.random.default_rng(21), units=120, periods=12, effect=(0.3, 0.0), trend_sd=0.3)
    problem = pose(world.values, world.noise)
    found = estimate(problem, compiled=False)
    wide = extend(found.model, "trends", seasons=0)
    fresh = maximise(DenseEngine(problem, wide), starting_values(problem, wide))
    assert extended(found, wide).fit.loglik > fresh.loglik - 0.1


def test_a_second_lag_is_seen_in_its_own_direction_only():
    p = next_lags(fitted(3, effect=(0.2, 0.0), effect_later=(0.35, 0.0), reliability=0.9))
    assert p[2] < 0.001  # employee -> customer
    assert p[1] > 0.01


def test_how_far_estimates_move_with_the_noise_equals_refitting_with_other_noise():
    world = draw_world(
        np.random.default_rng(9), units=UNITS, periods=PERIODS, reliability=0.7, effect=(0.3, 0.0)
    )
    problem = pose(world.values, world.noise)
    found = estimate(problem, compiled=False)
    slopes = sensitivity_to_noise(found)
    for metric in range(2):
        ends = []
        for sign in (1, -1):
            noise = problem.noise.copy()
            noise[..., metric, metric] *= 1 + sign * 0.02
            changed = type(problem)(**{**vars(problem), "noise": noise})
            engine = DenseEngine(changed, found.model)
            ends.append(
                maximise(engine, found.fit.theta, means=found.fit.means, profile=False, tolerance=1e-12).theta
            )
        refitted = (ends[0] - ends[1]) / 0.04
        np.testing.assert_allclose(
            slopes[:4, metric], refitted[:4], rtol=0.25, atol=0.02
        )  # average information
