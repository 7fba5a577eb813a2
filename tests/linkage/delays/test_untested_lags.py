"""Where longer delays cannot be tested: no answer, no degrees of freedom, or not under every share of noise."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from bothways.linkage import pair as pairs
from bothways.linkage.band import _merge
from bothways.linkage.checks import _Claim, _holds
from bothways.linkage.delays.joint import Lags
from bothways.linkage.pair import PairEstimate, estimate_pair
from bothways.linkage.reasons import reasons
from bothways.linkage.verdict import judge
from bothways.simulate import draw_world

UNTESTED = "Delays of more than one period could not be tested: the model with all of them has no answer."


def drawn(seed, *, units=70, periods=24, **options):
    return draw_world(np.random.default_rng(seed), units=units, periods=periods, **options)


@pytest.fixture(scope="module")
def slow():
    return drawn(2, effect=(0.0, 0.0), effect_later=(0.45, 0.0))


@pytest.fixture(scope="module")
def pair(slow):
    return estimate_pair(slow.values, slow.noise, compiled=False)


def told(pair):
    q = tuple(direction.p for direction in pair.directions)
    return reasons(
        pair, judge(pair, q), (), names=("x", "y"), periods=24, every="month", family=2, alpha=0.05, negligible=0.1
    )  # fmt: skip


def test_periods_count_in_which_both_metrics_are_seen(slow):
    values = slow.values.copy()
    values[:, 5, 0] = np.nan
    found = estimate_pair(values, slow.noise, compiled=False)
    assert found.estimate.problem.joint_periods == 23
    assert found.joint is None
    assert not found.lags_untested


def test_a_longer_model_that_is_refused_leaves_the_pair_with_one_lag(slow, pair, monkeypatch):
    assert pair.delayed
    standardised = pairs._standardised
    monkeypatch.setattr(
        pairs,
        "_standardised",
        lambda found, *rest: (
            PairEstimate("Too wide.") if found.model.lags > 1 else standardised(found, *rest)
        ),
    )
    found = estimate_pair(slow.values, slow.noise, compiled=False)
    assert found.refused is None
    assert found.lags_untested
    assert not found.delayed
    assert [direction.lags for direction in found.directions] == [None, None]
    assert UNTESTED in told(found)


def test_one_direction_without_degrees_of_freedom_is_named(pair):
    few = replace(pair.joint.second, unit_df=4.0, shared=False)
    half = replace(pair, extensions=()).with_lags(replace(pair.joint, second=few))
    said = "Delays of more than one period could not be tested for y before x: too few units carry it."
    assert said in told(half)
    assert UNTESTED not in told(half)
    assert not any("could not be tested" in one for one in told(pair))


def test_a_band_tells_of_longer_delays_only_if_every_share_of_noise_does(pair):
    other = replace(pair, joint=None, lags_untested=True)
    merged = _merge([pair, other])
    assert merged.lags_untested
    assert merged.joint is None
    assert not merged.delayed
    assert "delays" in merged.band[0].extensions
    assert [direction.lags for direction in merged.directions] == [None, None]
    assert UNTESTED in told(merged)


def test_the_sum_of_a_band_holds_the_sums_of_every_share(pair):
    lags = pair.directions[0].lags
    moved = replace(lags, effects=lags.effects + 0.1, unit=lags.unit * 4)
    other = replace(pair, employee_to_customer=replace(pair.directions[0], lags=moved))
    merged = _merge([pair, other])
    low, high = merged.directions[0].lags.interval()
    assert low == min(lags.interval()[0], moved.interval()[0])
    assert high == max(lags.interval()[1], moved.interval()[1])
    assert merged.directions[0].lags.total == lags.total
    assert merged.directions[0].lags.interval(0.5) == lags.interval(0.5)
    assert not merged.lags_untested
    assert merged.delayed


def test_a_claim_of_lags_that_cancel_is_compared_lag_by_lag():
    """Weights are the same, so that the share left is b_again'b / b'b; its mirror does not hold."""
    b = np.array([0.3, -0.3, 0.0, 0.0])
    claim = _Claim(0.0, 0.05, Lags(b, np.eye(4) * 0.01, np.eye(4), 60.0))
    assert claim.by_lags
    assert claim.size(b) == pytest.approx(1.0)
    assert claim.size(0.6 * b) == pytest.approx(0.6)
    assert claim.size(np.array([0.3, 0.0, 0.5, 0.5])) == pytest.approx(0.5)
    assert [_holds(claim.size(share * b), claim) for share in (0.6, 0.4, -1.0, 2.0)] == [
        True,
        False,
        False,
        True,
    ]
    assert claim.told(0.61) == "0.61 of the effects at all delays is left"


def test_a_claim_whose_sum_is_shown_is_compared_by_the_sum():
    b = np.array([0.3, 0.3, 0.0, 0.0])
    claim = _Claim(0.6, 0.05, Lags(b, np.eye(4) * 1e-4, np.eye(4), 60.0))
    assert not claim.by_lags
    assert claim.size(np.array([0.0, 0.0, 0.2, 0.2])) == pytest.approx(0.4)
    assert _holds(0.4, claim)
    assert not _holds(0.2, claim)
    assert claim.told(0.2, 0.4) == "the effect lies between +0.20 and +0.40"


def test_what_would_settle_a_gap_is_told_by_the_gap_over_all_lags(pair):
    """Half of a t takes four times the data."""
    from bothways.linkage.reasons import _factor_for_gap

    t, _ = pair.joint.larger_first()
    assert _factor_for_gap(pair, 0.05) == pytest.approx(((1.6449 + 0.8416) / t) ** 2, rel=1e-3)
    one = replace(pair, extensions=())
    assert _factor_for_gap(one, 0.05) != _factor_for_gap(pair, 0.05)


def test_longer_delays_are_left_alone_where_nobody_asks_for_them(slow, pair):
    plain = estimate_pair(slow.values, slow.noise, compiled=False, longer=False)
    assert plain.joint is None
    assert not plain.lags_untested
    own = 2 * stats.t.sf([abs(d.effect) / d.se for d in plain.directions], [d.df for d in plain.directions])
    assert [d.p for d in plain.directions] == pytest.approx(list(own))
