"""The joint test of all lags by the likelihood, how it enters a pair, and what findings tell of it."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from bothways import link
from bothways.linkage.delays.combine import cauchy
from bothways.linkage.delays.joint import LAGS, Joint, Lags, joint_lags
from bothways.linkage.pair import estimate_pair
from bothways.linkage.shared_part import SharedPart
from bothways.linkage.verdict import NEGLIGIBLE, OPEN, YES, judge, state
from bothways.panel import read_panel
from bothways.simulate import draw_world, world_to_tidy


def drawn(seed=1, *, units=70, periods=24, **options):
    return draw_world(np.random.default_rng(seed), units=units, periods=periods, **options)


@pytest.fixture(scope="module")
def slow():
    """A lead of two periods, nothing back."""
    return drawn(2, effect=(0.0, 0.0), effect_later=(0.45, 0.0), holes=0.05)


@pytest.fixture(scope="module")
def pair(slow):
    return estimate_pair(slow.values, slow.noise, compiled=False)


def lags(effects, se=0.05, df=60.0, **options):
    size = len(effects)
    return Lags(np.array(effects), np.eye(size) * se**2, np.eye(size) * se**2, df, **options)


def test_under_24_periods_nothing_is_tested():
    short = drawn(3, periods=23)
    found = estimate_pair(short.values, short.noise, compiled=False)
    assert found.joint is None
    assert not found.lags_untested
    assert [direction.lags for direction in found.directions] == [None, None]


def test_a_lead_of_two_periods_is_seen_where_it_is(pair):
    first, second = pair.directions
    assert pair.delayed
    assert first.lags.p < 1e-4
    assert first.lags.later_p < 1e-4
    assert second.lags.p > 0.05
    assert np.abs(first.lags.effects).argmax() == 1
    assert judge(pair, (first.p, second.p)).verdict == "employee_leads"


def test_p_is_that_of_one_period_and_of_all_together(pair):
    for direction in pair.directions:
        own = 2 * stats.t.sf(abs(direction.effect) / direction.se, direction.df)
        assert direction.p == pytest.approx(cauchy(own, direction.lags.p))


def test_the_model_with_all_lags_stands_only_where_a_later_one_is_shown():
    quick = drawn(5, effect=(0.3, 0.0))
    found = estimate_pair(quick.values, quick.noise, compiled=False)
    assert not found.delayed
    assert min(d.lags.later_p for d in found.directions) >= 0.05
    assert found.estimate.model.lags == 1
    assert found.joint.estimate.model.lags == LAGS


def test_wald_is_hotellings_with_the_errors_of_units():
    one = lags([0.1, -0.05, 0.02, 0.0], df=40.0)
    w = (0.1**2 + 0.05**2 + 0.02**2) / 0.05**2
    assert one.p == pytest.approx(stats.f.sf(w * 37 / (4 * 40), 4, 37))
    later = (0.05**2 + 0.02**2) / 0.05**2
    assert one.later_p == pytest.approx(stats.f.sf(later * 38 / (3 * 40), 3, 38))
    assert one.total == pytest.approx((0.07, 0.1))
    assert replace(one, floor=0.9).p == 0.9


def test_without_degrees_of_freedom_nothing_is_tested_and_the_p_of_one_period_stands_alone(pair):
    for df in (3.0, 4.0):
        few = lags([0.1] * 4, df=df)
        assert np.isnan([few.p, few.later_p, replace(few, floor=0.5).p]).all()
    one = pair.directions[0]
    own = 2 * stats.t.sf(abs(one.effect) / one.se, one.df)
    alone = one.with_lags(lags([0.1] * 4, df=4.0))
    assert alone.lags is None
    assert alone.p == pytest.approx(own)
    joint = replace(pair.joint, second=lags([0.1] * 4, df=4.0))
    half = pair.with_lags(joint)
    assert half.lags_untested
    assert [direction.lags is None for direction in half.directions] == [False, True]
    assert not pair.lags_untested


def test_a_family_may_take_the_degrees_of_freedom_of_a_test(pair):
    """What units share weighs ten times what a unit does alone, so that few degrees of freedom are left."""
    first = replace(pair.joint.first, unit=np.eye(4) * 1e-6, cell=np.eye(4) * 1e-4, unit_df=60.0)
    lent = replace(pair, joint=replace(pair.joint, first=first)).moderated(SharedPart(1.05, 2.0))
    assert not lent.joint.first.testable
    assert lent.lags_untested
    assert lent.directions[0].lags is None


def test_what_units_share_widens_and_lowers_degrees_of_freedom():
    one = lags([0.1, 0.0, 0.0, 0.0])
    shared = replace(one, ratio=2.0, ratio_df=23.0, shared=True)
    np.testing.assert_allclose(shared.covariance, 2 * one.covariance)
    assert shared.df < one.df
    assert shared.p > one.p
    lent = replace(shared, shared=False).moderated(SharedPart(2.0, 20.0))
    np.testing.assert_allclose(lent.covariance, shared.covariance)
    cautious = replace(shared, most_df=22.0)
    assert cautious.moderated(SharedPart(3.0, 20.0)) is cautious


def test_small_means_small_at_every_lag_and_in_sum():
    assert lags([0.02, 0.01, 0.0, -0.02], se=0.02).small(alpha=0.05, negligible=0.1)
    assert not lags([0.02, 0.01, 0.09, -0.09], se=0.02).small(alpha=0.05, negligible=0.1)
    assert not lags([0.06] * 4, se=0.02).small(alpha=0.05, negligible=0.1)


def test_what_is_small_after_one_period_but_not_later_or_in_sum_is_not_negligible(pair):
    one = replace(pair.directions[0], effect=0.0, se=0.05)
    later = lags([0.0, 0.1, 0.1, 0.1])
    later = replace(later, unit=np.diag([0.05, 0.09, 0.09, 0.09]) ** 2)
    assert state(replace(one, lags=later), 0.5, alpha=0.05, negligible=0.1) == OPEN
    summed = replace(one, effect=0.06, se=0.02, lags=lags([0.06] * 4, se=0.02))
    assert state(summed, 0.5, alpha=0.05, negligible=0.1) == OPEN
    quiet = replace(one, se=0.02, lags=lags([0.0, 0.02, 0.01, 0.0], se=0.02))
    assert state(quiet, 0.5, alpha=0.05, negligible=0.1) == NEGLIGIBLE


def test_where_all_lags_were_tested_what_is_shown_is_claimed_however_small(pair):
    sure = replace(pair.directions[0], effect=0.01, se=0.001, lags=lags([0.01, 0.0, 0.0, 0.0], se=0.001))
    assert state(sure, 0.001, alpha=0.05, negligible=0.1) == YES
    assert state(sure, 0.2, alpha=0.05, negligible=0.1) == NEGLIGIBLE
    assert state(replace(sure, lags=None), 0.001, alpha=0.05, negligible=0.1) == NEGLIGIBLE


def test_sizes_over_all_lags_are_compared_without_what_chance_adds():
    """t of the gap is standard normal where both sizes are the same, by draws."""
    rng = np.random.default_rng(6)
    V = np.array([[4, 1, 0, 0], [1, 4, 1, 0], [0, 1, 4, 1], [0, 0, 1, 4]]) * 4e-4
    C = 0.2 * V
    truth = np.r_[0.25, 0.1, 0.0, 0.0], np.r_[0.0, 0.0, 0.1, 0.25]
    root = np.linalg.cholesky(np.block([[V, C], [C.T, V]]))
    t = []
    for _ in range(2000):
        b = np.concatenate(truth) + root @ rng.normal(size=8)
        t.append(Joint(None, Lags(b[:4], V, V, 60.0), Lags(b[4:], V, V, 60.0), C).larger_first()[0])
    assert abs(np.mean(t)) < 0.1
    assert np.std(t) == pytest.approx(1.0, abs=0.1)


def test_the_wider_model_is_where_its_own_likelihood_is_highest(pair):
    found = pair.estimate
    engine, fit = found.engine, found.fit
    at = engine.evaluate(fit.theta, fit.means)
    size = np.sqrt(np.diag(at.information))
    assert np.abs(at.score / size).max() < 0.05
    again = joint_lags(found)
    np.testing.assert_allclose(again.first.effects, pair.joint.first.effects, atol=2e-3)


def test_findings_tell_when_and_how_long(slow):
    tidy = world_to_tidy(slow)
    found = link(read_panel(tidy.employees, tidy.customers, covariance=tidy.covariance), compiled=False)
    one = found.pairs[0]
    assert (one.verdict, one.within) == ("employee_leads", 4)
    assert one.sentence == "When x is higher than usual, y tends to be higher within the next 4 periods."
    effect = one.employee_to_customer
    assert effect.joint_p < 1e-4
    assert effect.total_low < effect.total < effect.total_high
    assert [d.delay for d in effect.delays] == list(found.delays["delay"]) == [1, 2, 3, 4, 5, 6]
    assert (found.delays["low"] < found.delays["estimate"]).all()
    assert one.customer_to_employee.delays == ()
    assert "within 4 periods" in one.reasons[0]
    assert found.settings["lags"] == LAGS
    assert {"employee_to_customer_joint_q", "customer_to_employee_total"} <= set(found.table.columns)


def test_worlds_have_leads_of_three_periods():
    world = draw_world(np.random.default_rng(7), units=4000, periods=12, effect=(0.0, 0.0), effect_third=(0.0, 0.3),
                       reliability=1.0, shock=0.0, intercept_sd=0.0, own_lag=(0.0, 0.0), innovation_r=0.0)  # fmt: skip
    x, y = world.values[:, :, 0], world.values[:, :, 1]
    slopes = [
        float((y[:, : 12 - lag] * x[:, lag:]).sum() / (y[:, : 12 - lag] ** 2).sum()) for lag in (1, 2, 3, 4)
    ]
    np.testing.assert_allclose(slopes, [0, 0, 0.3, 0], atol=0.02)
    assert world.truth.direction == "customer_leads"
