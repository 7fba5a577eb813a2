"""Claims among many: adjusted p values by hand, and the shared part that a family lends."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from linkage_panels import coefficient, direction, pair_of
from scipy import stats

from bothways.linkage.family import adjusted
from bothways.linkage.pair import PairEstimate
from bothways.linkage.shared_part import FEWEST_PAIRS, LARGEST_PRIOR, SharedPart, shared_part


def test_adjusted_p_values_by_hand():
    """Sorted .005 .02 .03 .8, times 4/1 4/2 4/3 1: .02 .04 .04 .8 from the back."""
    q = adjusted(np.array([0.02, 0.8, 0.005, 0.03]))
    np.testing.assert_allclose(q, [0.04, 0.8, 0.02, 0.04])


def test_a_smaller_p_later_pulls_earlier_ones_down():
    """.04 x 2/1 = .08 but .041 x 2/2 = .041."""
    np.testing.assert_allclose(adjusted(np.array([0.04, 0.041])), [0.041, 0.041])


def test_what_is_not_estimable_is_not_part_of_the_family():
    q = adjusted(np.array([np.nan, 0.01, np.nan, 0.04]))
    np.testing.assert_allclose(q, [np.nan, 0.02, np.nan, 0.04])


@pytest.mark.parametrize("p", [[], [np.nan], [np.nan, np.nan]])
def test_a_family_of_nothing_is_nothing(p):
    assert np.isnan(adjusted(np.array(p))).all()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_claiming_by_q_is_the_step_up_rule(p):
    """Claimed at a: all up to the largest i with p_(i) <= a i / m, by a loop."""
    q, alpha = adjusted(np.array(p)), 0.1
    last = {0.0: 0, 1e-12: 0}
    for rounding in last:
        for i, value in enumerate(sorted(p), start=1):
            if value * len(p) / i <= alpha + rounding:
                last[rounding] = i
    assert last[0.0] <= int((q <= alpha).sum()) <= last[1e-12]
    assert (q >= np.array(p) - 1e-12).all()
    assert q.max() <= 1
    assert sorted(q) == [value for _, value in sorted(zip(p, q, strict=True))]


def test_a_small_family_lends_nothing():
    ratios = np.full(FEWEST_PAIRS - 1, 3.0)
    assert shared_part(ratios, np.full(len(ratios), 11.0)) == SharedPart(1.0, 0.0)


def test_only_usable_ratios_count_towards_the_family():
    ratios = np.array([2.0] * (FEWEST_PAIRS - 1) + [np.nan, -1.0, 0.0])
    assert shared_part(ratios, np.full(len(ratios), 11.0)).prior_df == 0


def test_independent_units_give_a_ratio_of_one():
    """Ratios are chi-square over df, no more: nothing differs between directions."""
    rng = np.random.default_rng(4)
    part = shared_part(rng.chisquare(11, 400) / 11, np.full(400, 11.0))
    assert 1.0 <= part.ratio < 1.05
    assert part.prior_df > 50


def test_a_common_level_of_shocks_is_found():
    rng = np.random.default_rng(5)
    part = shared_part(2.5 * rng.chisquare(11, 400) / 11, np.full(400, 11.0))
    assert part.ratio == pytest.approx(2.5, rel=0.1)
    assert part.prior_df > 50


def test_the_spread_between_directions_sets_how_much_is_borrowed():
    """Scaled inverse chi-square levels on 8 df: that is what the prior has to find."""
    rng = np.random.default_rng(6)
    levels = 8 / rng.chisquare(8, 3000)
    part = shared_part(levels * rng.chisquare(11, 3000) / 11, np.full(3000, 11.0))
    assert part.prior_df == pytest.approx(8, rel=0.2)
    assert part.ratio == pytest.approx(1.0, abs=0.1)


def test_borrowing_is_a_weighted_mean_that_never_falls_under_one():
    part = SharedPart(ratio=1.5, prior_df=22.0)
    assert part.moderate(3.0, 11) == (pytest.approx((11 * 3 + 22 * 1.5) / 33), 33)
    assert part.moderate(0.1, 11)[0] == pytest.approx((1.1 + 33) / 33)
    assert SharedPart(1.0, 22.0).moderate(0.5, 11)[0] == 1.0


def test_a_moderated_direction_by_hand():
    """Ratio 3 becomes 2; .0025 of unit variance on 200 df, plus (2 - 1) x .0025, which 2 x .0025 on 33 tell."""
    one = direction(0.2, 0.1, coefficient=coefficient(ratio=3.0, unit_df=200.0), to_natural=4.0)
    after = one.moderated(SharedPart(ratio=1.5, prior_df=22.0))
    assert after.se == pytest.approx(np.sqrt(0.005))
    assert after.df == pytest.approx(0.005**2 / (0.0025**2 / 200 + 0.005**2 / 33))
    assert after.p == pytest.approx(2 * stats.t.sf(0.2 / np.sqrt(0.005), after.df))
    assert (after.effect, after.to_natural) == (0.2, 4.0)


def test_the_moderated_error_is_standardised_like_the_effect():
    one = direction(0.1, 0.1, coefficient=coefficient(to_standard=0.5))
    assert one.moderated(SharedPart(1.0, 20.0)).se == pytest.approx(0.5 * 0.05)


def test_without_a_prior_nothing_is_moderated():
    one = direction(0.2, 0.1, coefficient=coefficient(ratio=3.0))
    assert one.moderated(SharedPart()) is one
    fixed = direction(0.2, 0.1)
    assert fixed.moderated(SharedPart(2.0, 50.0)) is fixed


def test_a_pair_is_moderated_both_ways_and_a_refused_one_not_at_all():
    one = direction(0.2, 0.1, coefficient=coefficient(ratio=3.0))
    after = pair_of(one, one).moderated(SharedPart(1.5, 22.0))
    assert after.directions is not None
    assert after.directions[0].se == after.directions[1].se == pytest.approx(np.sqrt(0.005))
    refused = PairEstimate("Too short.")
    assert refused.moderated(SharedPart(1.5, 22.0)) is refused


def test_the_prior_is_bounded():
    assert shared_part(np.full(50, 1.0), np.full(50, 11.0)).prior_df == LARGEST_PRIOR
