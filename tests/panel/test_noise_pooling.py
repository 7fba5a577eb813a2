"""Sampling noise is pooled over cells: no cell is weighted by its own luck."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.panel.noise import cell_noise
from bothways.panel.scale import Scale

PERCENT, COUNT, MEAN = Scale("percent", 0, 100), Scale("count", 0), Scale("mean", 1, 5)
SHAPE = (3, 2)  # units, periods


def table(each):
    """A strategy for one number a cell."""
    cells = SHAPE[0] * SHAPE[1]
    return st.lists(each, min_size=cells, max_size=cells).map(
        lambda numbers: np.array(numbers, dtype=float).reshape(SHAPE)
    )


ANSWERS = table(st.integers(2, 500))
SHARES = table(st.floats(0, 100))
SPREADS = table(st.floats(0.01, 2))
COUNTS = table(st.integers(0, 1000))
CELL = st.tuples(st.integers(0, SHAPE[0] - 1), st.integers(0, SHAPE[1] - 1))
NO_N = np.full(SHAPE, np.nan)


def of_shares(value, n):
    return cell_noise("x", PERCENT, value, n=n).variance


def of_spreads(sd, n):
    return cell_noise("x", MEAN, np.full(SHAPE, 3.0), n=n, sd=sd).variance


def of_counts(value):
    return cell_noise("x", COUNT, value, n=NO_N).variance


@given(SHARES, ANSWERS)
def test_one_answer_is_as_noisy_in_every_cell_of_a_percentage(value, n):
    one = of_shares(value, n) * n
    np.testing.assert_allclose(one, one[0, 0])


@given(SPREADS, ANSWERS)
def test_one_answer_is_as_noisy_in_every_period_of_a_unit(sd, n):
    one = of_spreads(sd, n) * n
    np.testing.assert_allclose(one[:, 0], one[:, 1])


@given(COUNTS)
def test_every_count_of_a_metric_is_as_noisy(value):
    variance = of_counts(value)
    assert (variance == variance[0, 0]).all()


@given(table(st.floats(5, 95)), ANSWERS, CELL, st.floats(5, 95))
def test_a_share_moves_the_noise_by_its_part_of_the_pool_alone(value, n, cell, other):
    changed = value.copy()
    changed[cell] = other
    part = n[cell] * (other * (100 - other) - value[cell] * (100 - value[cell])) / (n - 1).sum()
    np.testing.assert_allclose((of_shares(changed, n) - of_shares(value, n)) * n, part, atol=1e-8)


@given(table(st.integers(1, 1000)), CELL, st.integers(1, 1000))
def test_a_count_moves_the_noise_by_its_part_of_the_mean_alone(value, cell, other):
    changed = value.copy()
    changed[cell] = other
    part = (other - value[cell]) / value.size
    np.testing.assert_allclose(of_counts(changed) - of_counts(value), part, atol=1e-9)


@given(table(st.sampled_from([0.0, 100.0]) | st.floats(0, 100)), ANSWERS)
def test_no_share_is_free_of_noise_nor_noisier_than_half_and_half(value, n):
    one = of_shares(value, n) * n
    assert (one > 0).all()
    assert (one <= 1e4 * 0.25 * n.sum() / (n - 1).sum() * (1 + 1e-12)).all()


@given(SPREADS, ANSWERS, COUNTS)
def test_noise_of_means_and_counts_is_never_negative_nor_none(sd, n, value):
    assert (of_spreads(sd, n) > 0).all()
    assert (of_counts(value) >= 0.5).all()


@given(SHARES, SPREADS, ANSWERS, CELL)
def test_fewer_answers_in_a_cell_are_noisier_than_more_in_the_same_unit(value, sd, n, cell):
    fewer = n.copy()
    fewer[cell[0]] = [2, 400]
    for variance in (of_shares(value, fewer), of_spreads(sd, fewer)):
        few, many = variance[cell[0]]
        assert few == pytest.approx(200 * many)


@given(st.integers(2, 500), st.sampled_from([0.0, 100.0]))
def test_a_lone_cell_that_agrees_has_the_variance_of_half_an_answer(n, value):
    lone = cell_noise("x", PERCENT, np.array([[value]]), n=np.array([[float(n)]]))
    share = 0.5 / n
    assert lone.variance[0, 0] == pytest.approx(1e4 * share * (1 - share) / (n - 1))


@given(ANSWERS, CELL, st.booleans())
def test_half_an_answer_is_less_than_any_answer_that_differs(n, cell, all_but_one):
    value = np.zeros(SHAPE)
    agreed = of_shares(value, n)
    value[cell] = 100 - 100 / n[cell] if all_but_one else 100 / n[cell]
    assert (of_shares(value, n) > agreed).all()


@pytest.mark.parametrize("shares", [(0.3, 0.3), (0.1, 0.9), (0.5, 0.98)])
def test_the_share_rule_is_right_on_average(shares):
    rng = np.random.default_rng(3)
    n, p = 40, rng.uniform(*shares, size=(4000, 1))
    value = 100 * rng.binomial(n, p) / n
    variance = cell_noise("x", PERCENT, value, n=np.full(value.shape, float(n))).variance
    assert variance.mean() == pytest.approx(1e4 * (p * (1 - p)).mean() / n, rel=0.02)  # 2 %: 4000 draws


def test_noise_does_not_go_with_luck():
    rng = np.random.default_rng(5)
    n = rng.integers(5, 40, size=(2000, 4)).astype(float)
    value = 100 * rng.binomial(n.astype(int), 0.8) / n
    weight = 1 / of_shares(value, n)
    weighted = (weight * value).sum() / weight.sum()
    error = 100 * np.sqrt(0.8 * 0.2 / n.sum())
    assert abs(weighted - 80) < 4 * error
