"""Information and scores have the expectations that theory gives them, computed exactly and not by drawing.

Score and information are quadratic in the data, so their expectation is a sum over columns of a root of the covariance,
and the covariance of two quadratic forms r'Ar, r'Br of a normal r is 2 tr(A S B S).
"""

import numpy as np
import oracle
import pytest
from drawn_problems import VARIANTS, draw_case, exactly, name_of

from bothways.linkage.likelihood.dense import DenseEngine
from bothways.linkage.likelihood.filter import FilterEngine
from bothways.linkage.likelihood.model import Model

PLAIN = [variant for variant in VARIANTS if Model(4, **variant).plain]


def one_unit(seed, variant):
    """A single unit with the mask of the draw, its observed cells, and its covariance on them."""
    problem, model, theta, _ = draw_case(seed, variant, units=1, periods=4)
    seen = problem.observed.ravel()
    covariance = oracle.unit_covariances(problem, model, theta)[0][np.ix_(seen, seen)]
    return problem, model, theta, seen, covariance


def expectation(by_unit, seen, covariance):
    """E f(r) of a quadratic f without linear part, from f(0) and f at the columns of a root of the covariance.

    ``by_unit`` takes residuals, one unit a row, and gives one array a unit.
    """
    points = np.zeros((1 + len(covariance), len(seen)))
    points[1:, seen] = np.linalg.cholesky(covariance).T
    values = by_unit(points)
    return values[0] + (values[1:] - values[0]).sum(axis=0)


@pytest.mark.parametrize("variant", VARIANTS, ids=name_of)
@pytest.mark.parametrize("seed", [1, 6])
def test_the_score_has_mean_zero_in_every_period(variant, seed):
    problem, model, theta, seen, covariance = one_unit(seed, variant)

    def scores(points):
        given = exactly(problem, points)
        return DenseEngine(given, model).cell_scores(theta, np.zeros((4, 2))).scores

    np.testing.assert_allclose(expectation(scores, seen, covariance), 0, atol=1e-9)


@pytest.mark.parametrize("variant", VARIANTS, ids=name_of)
@pytest.mark.parametrize("seed", [1, 6])
def test_the_information_of_a_unit_has_fishers_as_its_expectation(variant, seed):
    problem, model, theta, seen, covariance = one_unit(seed, variant)
    fisher = oracle.expected_information(problem, model, theta)
    engines = [DenseEngine, FilterEngine] if model.plain else [DenseEngine]
    for engine in engines:

        def information(points, engine=engine):
            return engine(exactly(problem, points), model).cell_scores(theta, np.zeros((4, 2))).information

        np.testing.assert_allclose(
            expectation(information, seen, covariance), fisher, rtol=1e-6, atol=1e-7 * np.abs(fisher).max()
        )


@pytest.mark.parametrize("variant", VARIANTS, ids=name_of)
def test_the_average_information_has_fishers_as_its_expectation(variant):
    problem, model, theta, seen, covariance = one_unit(2, variant)

    def information(points):
        return np.array(
            [
                DenseEngine(exactly(problem, r), model).evaluate(theta, np.zeros((4, 2))).information
                for r in points
            ]
        )

    fisher = oracle.expected_information(problem, model, theta)
    np.testing.assert_allclose(
        expectation(information, seen, covariance), fisher, rtol=1e-6, atol=1e-7 * np.abs(fisher).max()
    )


@pytest.mark.parametrize("variant", VARIANTS, ids=name_of)
def test_the_expected_outer_product_of_scores_is_fishers_information(variant):
    problem, model, theta, seen, covariance = one_unit(2, variant)
    m = len(covariance)
    pairs = [(j, k) for j in range(m) for k in range(j, m)]
    points = np.zeros((1 + len(pairs), len(seen)))
    where = np.flatnonzero(seen)
    for row, (j, k) in enumerate(pairs, start=1):
        points[row, where[j]] += 1.0
        points[row, where[k]] += 1.0
    scores = DenseEngine(exactly(problem, points), model).unit_scores(theta, np.zeros((4, 2))).scores
    quadratic = scores[1:] - scores[0]
    forms = np.zeros((model.size, m, m))
    alone = {j: quadratic[row] / 4 for row, (j, k) in enumerate(pairs) if j == k}
    for row, (j, k) in enumerate(pairs):
        forms[:, j, k] = forms[:, k, j] = alone[j] if j == k else (quadratic[row] - alone[j] - alone[k]) / 2
    moved = forms @ covariance
    outer = 2 * np.einsum("pij,qji->pq", moved, moved)
    fisher = oracle.expected_information(problem, model, theta)
    np.testing.assert_allclose(outer, fisher, rtol=1e-6, atol=1e-7 * np.abs(fisher).max())
