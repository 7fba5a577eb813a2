"""Variances pooled within units and shrunk between them."""

from __future__ import annotations

import numpy as np
import pytest

from bothways.panel.moments_noise import pooled_correlation, pooled_variance


def cells(rng: np.random.Generator, sd: np.ndarray, periods: int, n: int) -> tuple[np.ndarray, ...]:
    """Sample variances of ``periods`` cells of ``n`` answers for each unit."""
    answers = rng.normal(size=(len(sd), periods, n)) * sd[:, None, None]
    variance = answers.var(axis=2, ddof=1).ravel()
    return variance, np.full(variance.shape, float(n)), np.repeat(np.arange(len(sd)), periods)


def test_units_alike_get_one_variance() -> None:
    variance, n, unit = cells(np.random.default_rng(1), np.ones(50), 4, 5)
    pooled = pooled_variance(variance, n, unit)
    assert np.ptp(pooled) < 0.25
    assert np.ptp(variance) > 3


def test_units_that_differ_keep_their_own() -> None:
    sd = np.repeat([1.0, 3.0], 25)
    variance, n, unit = cells(np.random.default_rng(2), sd, 30, 12)
    pooled = pooled_variance(variance, n, unit)
    np.testing.assert_allclose(pooled, sd[unit] ** 2, rtol=0.25)


def test_it_is_closer_to_the_truth_than_a_cell_or_the_whole() -> None:
    rng = np.random.default_rng(3)
    sd = np.exp(0.3 * rng.normal(size=80))
    variance, n, unit = cells(rng, sd, 4, 6)
    truth = sd[unit] ** 2

    def error(guess: np.ndarray) -> float:
        return float(((guess - truth) ** 2).mean())

    own = error(variance)
    whole = error(np.full_like(truth, variance.mean()))
    assert error(pooled_variance(variance, n, unit)) < min(own, whole)


def test_a_unit_of_two_equal_answers_leans_on_the_others() -> None:
    variance, n, unit = cells(np.random.default_rng(4), np.repeat([0.5, 4.0], 20), 10, 10)
    pooled = pooled_variance(np.append(variance, 0.0), np.append(n, 2.0), np.append(unit, 40))
    assert pooled[-1] > 0.5 * variance.mean()


def test_single_answers_say_nothing_about_noise() -> None:
    pooled = pooled_variance(np.full(3, np.nan), np.ones(3), np.arange(3))
    assert np.isnan(pooled).all()


def test_single_answers_among_others_borrow_the_variance_of_the_metric() -> None:
    pooled = pooled_variance(np.array([2.0, np.nan]), np.array([9.0, 1.0]), np.array([0, 1]))
    np.testing.assert_allclose(pooled, 2.0)


def test_nothing_varies_so_nothing_is_noisy() -> None:
    assert (pooled_variance(np.zeros(4), np.full(4, 5.0), np.arange(4)) == 0).all()


def test_the_correlation_is_that_of_persons_inside_cells() -> None:
    rng = np.random.default_rng(5)
    people = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], (300, 8))
    shared = np.array([np.cov(cell.T)[0, 1] for cell in people])
    variance = people.var(axis=1, ddof=1)
    found = pooled_correlation(shared, np.full(300, 8.0), variance, np.full((300, 2), 8.0))
    assert found == pytest.approx(0.6, abs=0.05)


@pytest.mark.parametrize(("shared", "both"), [(0.0, 1.0), (1.0, 0.0)])
def test_no_correlation_is_told_where_nobody_answered_both(shared: float, both: float) -> None:
    two = np.array([[1.0, 1.0]])
    assert pooled_correlation(np.array([shared]), np.array([both]), two, np.array([[5.0, 5.0]])) == 0
