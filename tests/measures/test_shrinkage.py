"""Shrinkage of unit means: by hand, at the edges, and how often its intervals cover."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.errors import InputError, NotEnoughData
from bothways.measures import between_variance, shrink


def test_two_units_by_hand():
    # V 1 and 4, A 4: w 1/5 and 1/8, mean 1.25/.325, B .2 and .5
    result = shrink([0, 10], [1, 4], between=4)
    mean = 1.25 / 0.325
    assert result.mean == pytest.approx(mean)
    assert result.values == pytest.approx([0.2 * mean, 10 - 0.5 * (10 - mean)])
    assert result.own_weight == pytest.approx([0.8, 0.5])
    assert result.sd**2 == pytest.approx([1 * 0.8 + 0.04 / 0.325, 4 * 0.5 + 0.25 / 0.325])
    assert result.high - result.values == pytest.approx(1.959964 * result.sd, rel=1e-6)


def test_between_variance_of_equal_noise_is_the_spread_less_the_noise():
    values = [0.0, 4.0, 8.0]
    for method in ("reml", "paule_mandel"):
        assert between_variance(values, [3.0] * 3, method=method) == pytest.approx(13)


def test_between_variance_is_0_where_units_differ_less_than_their_noise():
    for method in ("reml", "paule_mandel"):
        assert between_variance([5.0, 5.1, 4.9], [1.0, 2.0, 1.0], method=method) == 0


UNITS = st.lists(st.tuples(st.floats(-50, 50), st.floats(0.01, 100)), min_size=4, max_size=12)


@settings(deadline=None, max_examples=60)
@given(UNITS)
def test_a_value_moves_towards_the_others_and_never_past_all_of_them(units):
    values, noise = map(np.array, zip(*units, strict=True))
    result = shrink(values, noise)
    slack = 1e-9 * (1 + np.ptp(values))
    assert (result.values >= values.min() - slack).all()
    assert (result.values <= values.max() + slack).all()
    assert ((result.own_weight >= 0) & (result.own_weight <= 1)).all()
    assert (result.sd >= 0).all()


@settings(deadline=None, max_examples=40)
@given(UNITS, st.floats(-100, 100), st.floats(0.1, 10))
def test_shrinking_does_not_care_for_origin_or_unit(units, shift, scale):
    values, noise = map(np.array, zip(*units, strict=True))
    plain, moved = shrink(values, noise), shrink(shift + scale * values, scale**2 * noise)
    np.testing.assert_allclose(moved.values, shift + scale * plain.values, atol=1e-4, rtol=1e-6)
    np.testing.assert_allclose(moved.sd, scale * plain.sd, rtol=1e-5)


def test_noisier_units_are_shrunken_more():
    result = shrink([60, 60, 40, 50, 45, 55], [1, 25, 4, 4, 4, 4])
    assert abs(60 - result.values[1]) > abs(60 - result.values[0])
    assert result.own_weight[1] < result.own_weight[0]


def coverage(units, between, runs, seed):
    rng, hits, total = np.random.default_rng(seed), 0, 0
    for _ in range(runs):
        noise = np.exp(rng.normal(np.log(4), 0.8, units))
        truth = 50 + rng.normal(0, math.sqrt(between), units)
        result = shrink(truth + rng.normal(0, np.sqrt(noise)), noise)
        hits += int(((result.low <= truth) & (truth <= result.high)).sum())
        total += units
    return hits / total


@pytest.mark.parametrize(("units", "between"), [(8, 8.0), (12, 4.0), (40, 4.0), (40, 30.0)])
def test_intervals_cover_about_as_often_as_they_say(units, between):
    runs = 2400 // units
    # 2,400 intervals in clusters: standard error about .006
    assert coverage(units, between, runs, seed=units) == pytest.approx(0.955, abs=0.025)


def test_intervals_are_cautious_where_units_hardly_differ():
    assert coverage(30, 0.0, 60, seed=1) > 0.97


def test_a_plugged_in_variance_covers_less_than_the_integral():
    rng, plugged, integrated = np.random.default_rng(3), [], []
    for _ in range(150):
        noise = np.exp(rng.normal(np.log(4), 0.8, 8))
        truth = rng.normal(0, 1, 8)
        values = truth + rng.normal(0, np.sqrt(noise))
        for found, result in (
            (plugged, shrink(values, noise, between=between_variance(values, noise))),
            (integrated, shrink(values, noise)),
        ):
            found.append(((result.low <= truth) & (truth <= result.high)).mean())
    assert np.mean(plugged) < 0.92 < 0.94 < np.mean(integrated)


def test_with_nothing_between_units_all_get_the_mean():
    result = shrink([1.0, 2.0, 6.0], [1.0, 1.0, 2.0], between=0)
    assert result.values == pytest.approx([2.4] * 3)
    assert result.sd**2 == pytest.approx([0.4] * 3)
    assert result.own_weight.tolist() == [0, 0, 0]


def test_full_counts_stay_as_they_are():
    result = shrink([1.0, 5.0, 9.0, 2.0, 7.0], [0.0, 4.0, 4.0, 0.0, 4.0])
    assert result.values[[0, 3]].tolist() == [1, 2]
    assert result.sd[[0, 3]].tolist() == [0, 0]
    assert (result.sd[[1, 2, 4]] > 0).all()
    nothing_noisy = shrink([1.0, 5.0, 9.0, 2.0], [0.0] * 4)
    assert nothing_noisy.values.tolist() == [1, 5, 9, 2]
    assert nothing_noisy.between_variance == pytest.approx(np.var([1, 5, 9, 2], ddof=1))


def test_units_that_agree_exactly_are_no_trouble():
    result = shrink([5.0] * 6, [1.0, 2.0, 3.0, 1.0, 2.0, 3.0])
    assert result.values == pytest.approx([5] * 6)
    assert (result.sd > 0).all()


def test_full_counts_that_agree_exactly_are_no_trouble():
    result = shrink([5.0, 5.0, 5.0, 5.0, 6.0], [0.0, 0.0, 0.0, 0.0, 1.0])
    assert result.values[:4].tolist() == [5] * 4
    assert 5 <= result.values[4] < 6


@pytest.mark.parametrize("units", [1, 2, 3])
def test_too_few_units_are_handed_back_as_they_are(units):
    values, noise = np.arange(units, dtype=float), np.full(units, 4.0)
    result = shrink(values, noise)
    assert result.method == "none: fewer than 4 units"
    assert result.values.tolist() == values.tolist()
    assert result.sd.tolist() == [2.0] * units
    assert math.isnan(result.between_variance)


def test_units_without_value_or_noise_stay_out():
    values, noise = [1.0, np.nan, 5.0, 9.0, 2.0, 7.0], [4.0, 4.0, 4.0, np.nan, 4.0, 4.0]
    result = shrink(values, noise)
    assert result.units == 4
    assert np.isnan(result.values[[1, 3]]).all()
    assert result.values[0] == shrink([1.0, 5.0, 2.0, 7.0], [4.0] * 4).values[0]


def test_a_large_spread_is_left_alone():
    values = np.array([0.0, 1000.0, 2000.0, 3000.0, 4000.0])
    result = shrink(values, np.full(5, 1.0))
    np.testing.assert_allclose(result.values, values, atol=0.01)
    np.testing.assert_allclose(result.sd, 1.0, atol=1e-3)


def test_the_variance_between_units_is_found_in_many_units():
    rng = np.random.default_rng(9)
    noise = np.exp(rng.normal(size=5000))
    values = rng.normal(0, 2, 5000) + rng.normal(size=5000) * np.sqrt(noise)
    result = shrink(values, noise)
    assert result.between_low < 4 < result.between_high
    assert result.between_variance == pytest.approx(between_variance(values, noise), rel=0.01)


@pytest.mark.parametrize(
    ("values", "noise", "between"),
    [([1, 2], [1], None), ([1, 2], [1, -1], None), ([1, 2], [1, 1], -1), ([1, np.inf], [1, 1], None)],
)
def test_what_makes_no_sense_is_refused(values, noise, between):
    with pytest.raises(InputError):
        shrink(values, noise, between=between)


def test_nothing_known_is_refused():
    with pytest.raises(NotEnoughData):
        shrink([np.nan], [1.0])
    with pytest.raises(NotEnoughData):
        between_variance([1.0], [1.0])
    with pytest.raises(InputError):
        between_variance([1.0, 2.0], [1.0, 0.0])
