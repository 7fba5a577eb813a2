"""Few units that began: starts are dealt again."""

import numpy as np
import pytest
from change_panels import design_of, drawn, panel_of, starts_of

from bothways.change import study
from bothways.change.chance import deal
from bothways.change.scales import measure


def dealt(values, starts, **options):
    design = design_of(values, starts, **options)
    return deal(design, measure(design), alpha=0.05, horizon=None, seed=0)


def test_all_ways_to_deal_are_tried_where_they_are_few() -> None:
    values, starts = drawn(1, units=12, began=2)
    assert dealt(values, starts).smallest_p == pytest.approx(1 / 66)  # 12 * 11 / 2


def test_two_starts_are_dealt_apart() -> None:
    values, _ = drawn(1, units=6, began=0)
    assert dealt(values, [4, 6, None, None, None, None]).smallest_p == pytest.approx(1 / 30)


def test_p_is_the_share_of_deals_that_lie_as_far_out() -> None:
    # changes 5, 1, 0, 0, -1: five deals of one start
    # each less the mean of the other four: 5, 0, -1.25, -1.25, -2.5
    values = np.array([[0, 5], [0, 1], [0, 0], [0, 0], [0, -1]], dtype=float)
    assert dealt(values, [1, None, None, None, None]).p_overall == pytest.approx(1 / 5)
    assert dealt(values, [None, None, 1, None, None]).p_overall == pytest.approx(4 / 5)


def test_the_interval_holds_what_is_not_excluded_and_moves_with_the_effect() -> None:
    values, starts = drawn(2, units=30, began=3)
    plain = dealt(values, starts)
    moved = np.array(values)
    moved[:3, 6:] += 2.0
    shifted = dealt(moved, starts)
    assert plain.low < plain.high
    assert shifted.low == pytest.approx(plain.low + 2, abs=1e-6)
    assert shifted.high == pytest.approx(plain.high + 2, abs=1e-6)


def test_where_nothing_can_be_excluded_the_interval_is_open() -> None:
    values, starts = drawn(2, units=8, began=1)
    result = dealt(values, starts)
    assert (result.low, result.high) == (float("-inf"), float("inf"))


def test_p_and_interval_agree() -> None:
    for seed in range(20):
        values, starts = drawn(seed, units=24, began=3, effect=0.8)
        result = dealt(values, starts)
        assert (result.p_overall <= 0.05) == (result.low > 0 or result.high < 0)


def test_a_noisy_unit_alone_does_not_look_like_a_difference() -> None:
    # the unit that began is by far the noisiest: what it does by chance is measured against its own noise
    rng = np.random.default_rng(4)
    noise = np.full((40, 12), 0.1)
    noise[0] = 25.0
    hits = 0
    for _ in range(60):
        values = rng.standard_normal((40, 12)) + np.sqrt(noise) * rng.standard_normal((40, 12))
        hits += dealt(values, [6] + [None] * 39, noise=noise).p_overall <= 0.05
    assert hits <= 9  # 5 % of 60 is 3; without regard to noise about 40


def test_the_same_seed_gives_the_same_answer() -> None:
    values, starts = drawn(5, began=6, effect=0.7)
    panel, begun = panel_of(values), starts_of(starts)
    assert study(panel, "nps", begun).difference == study(panel, "nps", begun).difference
    assert study(panel, "nps", begun).difference.method == "deals"


def test_few_on_the_other_side_are_few_as_well() -> None:
    values, starts = drawn(5, began=36, effect=0.7)
    assert study(panel_of(values), "nps", starts_of(starts)).difference.method == "deals"


def test_the_infinite_ends_are_null_in_json() -> None:
    values, starts = drawn(2, units=8, began=1)
    result = study(panel_of(values), "nps", starts_of(starts))
    assert '"low": null' in result.to_json()


def test_where_everybody_began_in_the_end_the_last_to_begin_stand_beside_nobody() -> None:
    values, _starts = drawn(4, units=8, began=1)
    result = study(panel_of(values), "nps", starts_of([4] * 4 + [8] * 4))
    assert result.difference.method == "deals"
    assert 0 < result.difference.p <= 1
    assert result.difference.low < result.difference.effect < result.difference.high
