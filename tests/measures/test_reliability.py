"""Alpha, omega, Spearman-Brown and item-rest: by hand, at the edges, and their words."""

import math

import numpy as np
import pandas as pd
import pytest

from bothways.errors import InputError, NotEnoughData
from bothways.measures import cronbach_alpha, item_rest, omega_total, spearman_brown

# item variances 2.5, 1.7, 2.3; sums 4 7 13 10 14 with variance 17.3
FIVE = np.array([[1, 2, 1], [2, 2, 3], [4, 5, 4], [3, 3, 4], [5, 4, 5]], dtype=float)


def one_factor(n, loadings, seed=4):
    rng = np.random.default_rng(seed)
    loadings = np.asarray(loadings)
    noise = rng.normal(size=(n, loadings.size)) * np.sqrt(1 - loadings**2)
    return rng.normal(size=(n, 1)) * loadings + noise


def test_alpha_by_hand():
    assert cronbach_alpha(FIVE).value == pytest.approx(1.5 * (1 - 6.5 / 17.3))


def test_alpha_of_equal_items_is_one():
    assert cronbach_alpha(np.tile(np.arange(5.0)[:, None], 4)).value == pytest.approx(1)


def test_alpha_of_items_that_contradict_is_negative():
    table = one_factor(200, [0.8, 0.8, 0.8]) * [1, -1, 1]
    result = cronbach_alpha(table)
    assert result.value < 0
    assert result.word == "weak"


def test_alpha_does_not_care_for_the_origin_or_unit_of_the_scale():
    assert cronbach_alpha(25 * FIVE - 25).value == pytest.approx(cronbach_alpha(FIVE).value)


def test_people_with_a_blank_are_left_out_and_counted():
    holed = np.vstack([FIVE, [1, np.nan, 5]])
    result = cronbach_alpha(holed)
    assert (result.n, result.left_out) == (5, 1)
    assert result.value == cronbach_alpha(FIVE).value


def test_the_bootstrap_is_repeatable_and_near_feldt_for_normal_answers():
    table = one_factor(400, [0.7] * 5)
    first = cronbach_alpha(table, interval="bootstrap", seed=7)
    again = cronbach_alpha(table, interval="bootstrap", seed=7)
    exact = cronbach_alpha(table)
    assert first == again
    assert first.method == "bootstrap, percentile"
    # both are about .06 wide; the ends differ by the method and by the chance of 2,000 rounds
    assert (first.low, first.high) == pytest.approx((exact.low, exact.high), abs=0.01)


def test_the_feldt_interval_covers_as_often_as_it_says():
    loadings = np.full(4, 0.7)
    truth = 4 / 3 * (1 - 4 / (4 + 12 * 0.49))
    hits = [
        (r := cronbach_alpha(one_factor(40, loadings, seed))).low <= truth <= r.high for seed in range(600)
    ]
    # 600 runs: standard error .009
    assert np.mean(hits) == pytest.approx(0.95, abs=0.03)


@pytest.mark.parametrize(
    ("n", "items", "word"), [(99, 4, "cannot tell"), (100, 4, "good"), (100, 2, "cannot tell")]
)
def test_alpha_needs_a_hundred_people_and_three_items(n, items, word):
    assert cronbach_alpha(one_factor(n, [0.8] * items)).word == word


def test_comparing_groups_asks_more_of_alpha():
    table = one_factor(300, [0.6] * 5, seed=1)
    assert 0.70 < cronbach_alpha(table).value < 0.80
    assert cronbach_alpha(table).word == "good"
    assert cronbach_alpha(table, use="comparing groups").word == "weak"


def test_answers_that_never_vary_tell_nothing():
    flat = np.full((200, 3), 4.0)
    assert math.isnan(cronbach_alpha(flat).value)
    assert cronbach_alpha(flat).word == "cannot tell"
    assert math.isnan(cronbach_alpha(flat, interval="bootstrap").low)
    assert math.isnan(omega_total(flat).value)
    assert np.isnan(item_rest(flat).r).all()
    assert math.isnan(spearman_brown(flat[:, :2]).value)


def test_one_item_or_one_person_is_refused():
    with pytest.raises(InputError, match="two items"):
        cronbach_alpha(FIVE[:, :1])
    with pytest.raises(NotEnoughData):
        cronbach_alpha(FIVE[:1])


def test_spearman_brown_by_hand():
    # r = .8 gives 1.6 / 1.8
    assert spearman_brown(np.array([[1, 2], [2, 1], [3, 3], [4, 5], [5, 4.0]])).value == pytest.approx(8 / 9)


def test_spearman_brown_of_opposed_items_is_negative():
    result = spearman_brown(one_factor(150, [0.8, 0.8]) * [1, -1])
    assert result.value < 0
    assert result.low < result.value < result.high < 0
    assert result.word == "weak"


def test_spearman_brown_refuses_three_items():
    with pytest.raises(InputError, match="two items"):
        spearman_brown(FIVE)


def test_omega_recovers_the_truth():
    loadings = np.array([0.9, 0.8, 0.6, 0.5])
    truth = loadings.sum() ** 2 / (loadings.sum() ** 2 + (1 - loadings**2).sum())
    result = omega_total(one_factor(20_000, loadings))
    assert result.value == pytest.approx(truth, abs=4 * result.se)
    assert result.se < 0.004


def test_the_omega_interval_covers_about_as_often_as_it_says():
    loadings = np.array([0.8, 0.7, 0.6, 0.5])
    truth = loadings.sum() ** 2 / (loadings.sum() ** 2 + (1 - loadings**2).sum())
    found = [omega_total(one_factor(150, loadings, seed)) for seed in range(300)]
    hits = [r.low <= truth <= r.high for r in found]
    # 300 runs: standard error .013
    assert np.mean(hits) == pytest.approx(0.95, abs=0.04)


def test_omega_of_three_items_solves_the_three_equations():
    table = one_factor(500, [0.8, 0.7, 0.6])
    s = np.cov(table, rowvar=False, bias=True)
    loadings = np.sqrt(
        [s[0, 1] * s[0, 2] / s[1, 2], s[0, 1] * s[1, 2] / s[0, 2], s[0, 2] * s[1, 2] / s[0, 1]]
    )
    common = loadings.sum() ** 2
    assert omega_total(table).value == pytest.approx(common / (common + (np.diag(s) - loadings**2).sum()))


def test_omega_equals_alpha_where_items_are_parallel_and_falls_below_one_otherwise():
    table = one_factor(50_000, [0.7] * 4)
    assert omega_total(table).value == pytest.approx(cronbach_alpha(table).value, abs=1e-3)


@pytest.mark.parametrize(
    "correlations",
    [
        [[1, 0.8, 0.8], [0.8, 1, 0.4], [0.8, 0.4, 1]],  # the first loading would be the root of 1.6
        [[1, 1, 0], [1, 1, 0], [0, 0, 1]],  # two items that are one and the same
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],  # nothing in common
    ],
)
def test_omega_without_a_proper_solution_cannot_be_told(correlations):
    rng = np.random.default_rng(2)
    plain = rng.normal(size=(300, 3))
    plain -= plain.mean(axis=0)
    white = plain @ np.linalg.inv(np.linalg.cholesky(np.cov(plain.T, bias=True))).T
    values, vectors = np.linalg.eigh(np.array(correlations, dtype=float))
    result = omega_total(white @ (vectors * np.sqrt(np.maximum(values, 0))).T)
    assert math.isnan(result.value)
    assert math.isnan(result.high)
    assert result.word == "cannot tell"


def test_omega_refuses_two_items_and_waits_for_150_people():
    with pytest.raises(InputError, match="spearman_brown"):
        omega_total(FIVE[:, :2])
    assert omega_total(one_factor(149, [0.8] * 4)).word == "cannot tell"
    assert omega_total(one_factor(150, [0.8] * 4)).word == "good"


def test_a_wrong_key_shows_as_a_negative_item():
    table = pd.DataFrame(one_factor(300, [0.7] * 4), columns=list("abcd"))
    table["c"] = -table["c"]
    result = item_rest(table)
    assert result.negative == ("c",)
    assert result.words[2] == "weak"
    assert result.inter_item_low < 0 < result.inter_item_high


def test_answers_are_not_changed():
    before = FIVE.copy()
    cronbach_alpha(FIVE, interval="bootstrap")
    omega_total(FIVE)
    item_rest(FIVE)
    np.testing.assert_array_equal(FIVE, before)
