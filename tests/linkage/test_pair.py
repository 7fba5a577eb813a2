"""One pair: what is refused and with which sentence, what the data add to the model, what comes out."""

import numpy as np
import pytest
from linkage_panels import drawn

from bothways.linkage.band import SHARES, estimate_band
from bothways.linkage.enough import joint_transitions, too_little
from bothways.linkage.pair import estimate_pair


def estimated(world, **options):
    return estimate_pair(world.values, world.noise, compiled=False, **options)


def refused(values, noise=None):
    found = estimate_pair(values, np.zeros((*values.shape, 2)) if noise is None else noise, compiled=False)
    assert found.directions is None
    assert found.refused is not None
    assert found.refused.endswith(".")
    return found.refused


def only(world, units, periods):
    return world.values[:units, :periods], world.noise[:units, :periods]


WORLD = drawn(1, units=60, periods=12, effect=(0.3, 0.0), reliability=0.8)


@pytest.mark.parametrize(
    ("units", "periods", "sentence"),
    [
        (19, 12, "Only 19 units have both metrics in two periods or more; at least 20 are needed."),
        (39, 6, "With 6 periods at least 40 units are needed, and there are 39"),
        (39, 3, "With 3 periods at least 40 units are needed"),
        (60, 2, "share 2 periods: that shows association only"),
        (60, 1, "share 1 period: that shows association only"),
    ],
)
def test_too_little_is_refused_with_a_sentence(units, periods, sentence):
    assert sentence in refused(*only(WORLD, units, periods))


@pytest.mark.parametrize(("units", "periods"), [(20, 7), (40, 6), (40, 4)])
def test_just_enough_is_tried(units, periods):
    assert too_little(only(WORLD, units, periods)[0]) is None


def test_metrics_that_never_meet_are_refused():
    values = WORLD.values.copy()
    values[:, ::2, 0] = np.nan
    values[:, 1::2, 1] = np.nan
    assert "never observed in the same unit and period" in refused(values, WORLD.noise)


def test_periods_that_do_not_touch_show_no_step():
    values = WORLD.values.copy()
    values[:, [1, 3, 5, 7, 9, 11]] = np.nan
    assert joint_transitions(values) == 0
    assert "Fewer than two steps" in refused(values, WORLD.noise)


def test_steps_are_counted_where_any_unit_makes_them():
    values = np.full((3, 5, 2), np.nan)
    values[0, :2] = values[1, 3:] = 1.0
    assert joint_transitions(values) == 2


def test_units_without_both_metrics_do_not_count_as_units():
    values = WORLD.values.copy()
    values[19:, :, 0] = np.nan
    assert "Only 19 units" in refused(values, WORLD.noise)


@pytest.mark.parametrize("metric", [0, 1])
@pytest.mark.parametrize(
    "level",
    [
        0.0,
        3.3,
        1e6,
        123456.7,
    ],
)
def test_a_metric_that_never_varies_is_refused(metric, level):
    values = WORLD.values.copy()
    values[..., metric] = level
    assert "never varies" in refused(values, WORLD.noise)


def test_a_metric_in_very_large_units_varies():
    factor = np.array([1e-13, 1.0])
    found = estimate_pair(WORLD.values * factor, WORLD.noise * np.outer(factor, factor), compiled=False)
    assert found.refused is None


@pytest.mark.parametrize(("before", "after"), [(10, 0), (0, 10)])
def test_a_longer_calendar_of_other_metrics_changes_nothing(before, after):
    wide = ((0, 0), (before, after), (0, 0))
    values = np.pad(WORLD.values, wide, constant_values=np.nan)
    found = estimate_pair(values, np.pad(WORLD.noise, (*wide, (0, 0))), compiled=False)
    for one, other in zip(found.directions, estimated(WORLD).directions, strict=True):
        assert (one.effect, one.se, one.p) == pytest.approx((other.effect, other.se, other.p), rel=1e-6)


def test_a_metric_that_varies_between_units_only_makes_no_claim():
    values = WORLD.values.copy()
    values[..., 0] = values[:, :1, 0]
    found = estimate_pair(values, np.zeros_like(WORLD.noise), compiled=False)
    assert found.refused or all(d.p > 0.001 or not np.isfinite(d.p) for d in found.directions)


@pytest.mark.parametrize(("units", "periods"), [(20, 12), (20, 7), (40, 3), (40, 4), (60, 3), (60, 6)])
@pytest.mark.parametrize("noisy", [True, False])
def test_small_panels_are_estimated_or_refused_and_nothing_else(units, periods, noisy):
    for seed in range(3):
        world = drawn(seed, units=units, periods=periods, reliability=0.6 if noisy else 1.0, holes=0.15)
        found = estimated(world)
        if found.directions is None:
            assert found.refused
            continue
        for one in found.directions:
            assert np.isfinite([one.effect, one.se, one.df, one.p, one.to_natural, *one.interval()]).all()
            assert 0 <= one.p <= 1
            assert one.se > 0
            assert one.df >= 1


def test_zero_noise_is_a_known_noise():
    found = estimated(drawn(3, units=100, reliability=1.0, effect=(0.3, 0.0)))
    assert found.refused is None
    assert found.reliability == (1.0, 1.0)
    assert found.extensions == ()


def test_the_reliability_is_the_share_that_is_not_noise():
    found = estimated(drawn(3, units=300, reliability=(0.8, 0.5)))
    assert found.reliability == pytest.approx((0.8, 0.5), abs=0.06)


def test_noise_that_was_estimated_widens_the_interval():
    world = drawn(3, units=150, reliability=0.6, effect=(0.3, 0.0))
    sure, unsure = estimated(world), estimated(world, noise_error=(0.3, 0.3))
    for one, other in zip(sure.directions, unsure.directions, strict=True):
        assert other.effect == one.effect
        assert other.se > one.se


def test_an_effect_in_natural_units_follows_the_units_of_both_metrics():
    world = drawn(3, units=100, effect=(0.3, 0.0), reliability=0.8)
    factor = np.array([10.0, 0.5])
    other = estimate_pair(world.values * factor, world.noise * np.outer(factor, factor), compiled=False)
    first, second = estimated(world).directions
    assert other.directions[0].effect == pytest.approx(first.effect, rel=1e-6)
    assert other.directions[0].to_natural == pytest.approx(first.to_natural * 0.5 / 10, rel=1e-6)
    assert other.directions[1].to_natural == pytest.approx(second.to_natural * 10 / 0.5, rel=1e-6)
    assert first.effect * first.to_natural == pytest.approx(found_phi(estimated(world)), rel=1e-9)


def found_phi(pair):
    problem, theta = pair.estimate.problem, pair.estimate.fit.theta
    return theta[2] * problem.scale[1] / problem.scale[0]


@pytest.mark.parametrize(
    ("extension", "options", "seasons"),
    [
        ("seasons", {"season_sd": 0.8, "cycle": 4}, 4),
        ("trends", {"trend_sd": 0.2}, 0),
        ("noise_scale", {"noise_declared": 0.4, "reliability": 0.5, "n_sd": 0.8}, 0),
    ],
)
def test_the_model_is_widened_by_what_the_data_ask_for(extension, options, seasons):
    found = estimated(drawn(21, units=120, periods=12, effect=(0.3, 0.0), **options), seasons=seasons)
    assert found.refused is None
    assert extension in found.extensions
    low, high = found.directions[0].interval(0.99)
    truth = drawn(21, units=120, periods=12, effect=(0.3, 0.0), **options).truth.effect[0]
    assert low < truth < high


def test_a_plain_world_is_not_widened():
    assert estimated(drawn(21, units=120, periods=12, effect=(0.3, 0.0)), seasons=4).extensions == ()


def test_noise_that_carries_over_is_refused():
    world = drawn(21, units=120, periods=10, effect=(0.3, 0.0), noise_lag=0.7, reliability=0.5)
    assert "carries over from one period to the next" in refused(world.values, world.noise)


def test_an_effect_of_three_tenths_is_found_with_its_direction_and_sign():
    for seed in range(5):
        first, second = estimated(
            drawn(seed, units=150, periods=14, effect=(0.3, 0.0), reliability=0.8)
        ).directions
        assert first.p < 0.01
        assert first.effect > 0
        assert abs(second.effect) < abs(first.effect)
    first, second = estimated(drawn(9, units=150, periods=14, effect=(0.0, -0.3), reliability=0.8)).directions
    assert second.p < 0.01
    assert second.effect < 0


def test_where_nothing_leads_hardly_any_p_is_small():
    """Sixteen directions: more than three under .05 by chance has probability .007."""
    p = [
        one.p
        for seed in range(8)
        for one in estimated(drawn(seed + 60, units=100, periods=8, effect=(0.0, 0.0))).directions or ()
    ]
    assert len(p) >= 12
    assert sum(value < 0.05 for value in p) <= 3


def test_unknown_noise_gives_a_band_that_holds_every_assumed_share():
    world = drawn(4, units=100, periods=10, effect=(0.3, 0.0), reliability=0.8)
    silent = np.zeros_like(world.noise)
    band = estimate_band(world.values, silent, (True, True), compiled=False)
    assert band.refused is None
    inside = estimate_pair(world.values, silent, compiled=False)
    for wide, narrow in zip(band.directions, inside.directions, strict=True):
        low, high = wide.interval()
        assert low <= narrow.interval()[0] + 1e-9
        assert high >= narrow.interval()[1] - 1e-9
        assert wide.p >= narrow.p
        assert wide.coefficient is None  # nothing to borrow from a family
    assert SHARES[0] == 0


def test_a_band_over_one_unknown_metric_keeps_the_known_noise_of_the_other():
    world = drawn(4, units=120, periods=10, effect=(0.3, 0.0), reliability=0.7)
    half = world.noise.copy()
    half[..., 0, 0] = half[..., 0, 1] = half[..., 1, 0] = 0.0
    band = estimate_band(world.values, half, (True, False), compiled=False)
    assert band.refused is None
    assert band.reliability[1] == pytest.approx(0.7, abs=0.1)


def test_a_band_is_refused_for_what_a_pair_is_refused_for():
    few = estimate_band(WORLD.values[:15], WORLD.noise[:15], (True, True), compiled=False)
    assert "Only 15 units" in few.refused
    flat = WORLD.values.copy()
    flat[..., 1] = 7.0
    assert "never varies" in estimate_band(flat, WORLD.noise, (True, True), compiled=False).refused


def test_input_is_not_changed():
    values, noise = WORLD.values.copy(), WORLD.noise.copy()
    estimate_pair(values, noise, compiled=False)
    estimate_band(values, noise, (True, True), compiled=False)
    np.testing.assert_array_equal(values, WORLD.values)
    np.testing.assert_array_equal(noise, WORLD.noise)
