"""Both engines equal the slow likelihood on random masks, models and points.

Tolerances: 1e-9 relative for values that both sides compute in closed form; 1e-6 where the slow side is a numerical
derivative.
"""

import numpy as np
import oracle
import pytest
from drawn_problems import VARIANTS, draw_case, name_of

from bothways.linkage.likelihood.dense import DenseEngine
from bothways.linkage.likelihood.filter import FilterEngine
from bothways.linkage.likelihood.model import Model, components, grid_covariance

PLAIN = [variant for variant in VARIANTS if Model(4, **variant).plain]


@pytest.mark.parametrize("variant", VARIANTS, ids=name_of)
def test_the_dense_likelihood_is_the_one_written_down_entry_by_entry(variant):
    for seed in range(22):
        periods = (4, 3, 5)[seed % 3]
        problem, model, theta, means = draw_case(seed, variant, periods=periods, noise=seed % 5 > 0)
        slow = oracle.log_likelihood(problem, model, theta, means)
        fast = DenseEngine(problem, model).evaluate(theta, means).loglik
        assert fast == pytest.approx(slow, rel=1e-9, abs=1e-9), seed


@pytest.mark.parametrize("variant", PLAIN, ids=name_of)
def test_the_filtered_likelihood_is_the_one_written_down_entry_by_entry(variant):
    for seed in range(100, 160):
        periods = (4, 3, 6)[seed % 3]
        problem, model, theta, means = draw_case(seed, variant, periods=periods, noise=seed % 5 > 0)
        slow = oracle.log_likelihood(problem, model, theta, means)
        fast = FilterEngine(problem, model).evaluate(theta, means).loglik
        assert fast == pytest.approx(slow, rel=1e-9, abs=1e-9), seed


@pytest.mark.parametrize("variant", VARIANTS, ids=name_of)
def test_the_grid_covariance_and_its_derivatives_are_the_models(variant):
    problem, model, theta, _ = draw_case(7, variant, units=1, holes=False, noise=False)
    covariance, derivatives = grid_covariance(model, theta, components(model))
    np.testing.assert_allclose(covariance, oracle.unit_covariances(problem, model, theta)[0], rtol=1e-10)
    for k in range(model.shared):
        slow = oracle.derivative(lambda point: oracle.unit_covariances(problem, model, point)[0], theta, k)
        np.testing.assert_allclose(derivatives[k], slow, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("variant", VARIANTS, ids=name_of)
def test_the_score_is_the_derivative_of_the_slow_likelihood(variant):
    for seed in (1, 2):
        problem, model, theta, means = draw_case(seed, variant)

        def likelihood(point, case=(problem, model, means)):
            return oracle.log_likelihood(case[0], case[1], point, case[2])

        slow = [oracle.derivative(likelihood, theta, k) for k in range(model.size)]
        fast = DenseEngine(problem, model).evaluate(theta, means).score
        np.testing.assert_allclose(fast, slow, rtol=1e-6, atol=1e-6)
        if model.plain:
            np.testing.assert_allclose(
                FilterEngine(problem, model).evaluate(theta, means).score, slow, rtol=1e-6, atol=1e-6
            )


@pytest.mark.parametrize("variant", VARIANTS, ids=name_of)
def test_a_cells_score_is_the_derivative_of_its_density_given_the_past(variant):
    problem, model, theta, means = draw_case(11, variant, units=3)
    fast = DenseEngine(problem, model).cell_scores(theta, means).scores
    for k in range(model.size):
        slow = oracle.derivative(
            lambda point: oracle.log_densities_by_cell(problem, model, point, means), theta, k
        )
        np.testing.assert_allclose(fast[:, :, k], slow, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("variant", VARIANTS, ids=name_of)
def test_the_period_means_maximise_the_slow_likelihood(variant):
    """The one without the small-sample factor, which stands for the means being estimated."""
    problem, model, theta, _ = draw_case(5, variant, units=6)
    best = DenseEngine(problem, model).means(theta)
    assert best is not None
    for t in range(model.periods):
        for a in range(2):

            def along(shift, t=t, a=a):
                means = best.copy()
                means[t, a] += shift[0]
                return oracle.log_likelihood(problem, model, theta, means, corrected=False)

            assert abs(oracle.derivative(along, [0.0], 0)) < 1e-6


def test_the_slow_likelihood_is_right_on_a_case_done_by_hand():
    """One unit, two periods, Phi = diag(.5, 0): Var(x_1) = 1 + 2, Cov(x_1, x_2) = .5 + 2, Var(x_2) = .25 + .75 + 2."""
    problem, model, _, _ = draw_case(1, {"free_start": False}, units=1, periods=2, holes=False, noise=False)
    theta = np.array([0.5, 0, 0, 0, 0.75, 0, 1, 2, 0, 1, 1, 0, 1])
    covariance = oracle.unit_covariances(problem, model, theta)[0]
    np.testing.assert_allclose(covariance, [[3, 0, 2.5, 0], [0, 2, 0, 1], [2.5, 0, 3, 0], [0, 1, 0, 2]])
    x1, y1, x2, y2 = problem.values.ravel()
    by_hand = -0.5 * (np.log(3 * 3 - 2.5**2) + (3 * x1**2 - 2 * 2.5 * x1 * x2 + 3 * x2**2) / (9 - 6.25))
    by_hand += -0.5 * (np.log(2 * 2 - 1) + (2 * y1**2 - 2 * y1 * y2 + 2 * y2**2) / 3)
    slow = oracle.log_likelihood(problem, model, theta, np.zeros((2, 2)))
    assert slow == pytest.approx(by_hand, rel=1e-12)


def test_a_point_outside_the_domain_has_no_likelihood():
    problem, model, theta, means = draw_case(3, {}, holes=False)
    theta[4] = -5.0
    assert oracle.log_likelihood(problem, model, theta, means) == -np.inf
    for engine in (DenseEngine, FilterEngine):
        assert engine(problem, model).evaluate(theta, means).loglik == -np.inf


def test_a_slightly_negative_variance_is_a_legal_point():
    """The domain is a positive definite covariance of what is observed, not positive variances."""
    problem, model, theta, means = draw_case(3, {"free_start": False}, holes=False)
    theta[7:10] = [-0.02, 0.0, -0.01]
    slow = oracle.log_likelihood(problem, model, theta, means)
    assert np.isfinite(slow)
    for engine in (DenseEngine, FilterEngine):
        assert engine(problem, model).evaluate(theta, means).loglik == pytest.approx(slow, rel=1e-9)
