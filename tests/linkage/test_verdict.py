"""The six verdicts: each reachable, each for the reason it gives."""

from dataclasses import replace

import pytest
from linkage_panels import direction, pair_of
from scipy import stats

from bothways.linkage.pair import PairEstimate
from bothways.linkage.verdict import NEGLIGIBLE, OPEN, YES, Judgement, judge, state

LARGE, SMALL, WIDE = direction(0.30, 0.05), direction(0.01, 0.03), direction(0.05, 0.15)


@pytest.mark.parametrize(
    ("first", "second", "q", "verdict"),
    [
        (LARGE, SMALL, (0.001, 0.9), "employee_leads"),
        (SMALL, LARGE, (0.9, 0.001), "customer_leads"),
        (LARGE, LARGE, (0.001, 0.001), "both_ways"),
        (SMALL, SMALL, (0.8, 0.9), "no_link"),
        (WIDE, WIDE, (0.8, 0.9), "cannot_tell"),
        (SMALL, WIDE, (0.8, 0.9), "cannot_tell"),
    ],
)
def test_every_verdict_can_be_reached(first, second, q, verdict):
    assert judge(pair_of(first, second), q).verdict == verdict


def test_a_refused_pair_is_not_estimable():
    judged = judge(PairEstimate("Too short."), (float("nan"), float("nan")))
    assert judged.verdict == "not_estimable"
    assert judged.states == (OPEN, OPEN)


def test_a_claim_rests_on_q_and_not_on_p():
    assert state(direction(0.3, 0.05), 0.051, alpha=0.05, negligible=0.1) == OPEN
    assert state(direction(0.3, 0.05), 0.05, alpha=0.05, negligible=0.1) == YES


def test_negligible_is_the_effect_plus_its_one_sided_reach_by_hand():
    """.02 + 1.6706 x .03 = .0701: under .10 but not under .07."""
    one = direction(0.02, 0.03, 60)
    assert 0.02 + stats.t.ppf(0.95, 60) * 0.03 == pytest.approx(0.0701, abs=1e-4)
    assert state(one, 0.5, alpha=0.05, negligible=0.1) == NEGLIGIBLE
    assert state(one, 0.5, alpha=0.05, negligible=0.07) == OPEN
    assert state(direction(-0.02, 0.03, 60), 0.5, alpha=0.05, negligible=0.1) == NEGLIGIBLE


def test_a_sure_effect_that_is_too_small_to_matter_is_no_link():
    tiny = direction(0.03, 0.005)
    assert tiny.p < 1e-6
    assert judge(pair_of(tiny, tiny), (1e-6, 1e-6)).verdict == "no_link"


def test_one_claim_leads_where_the_other_is_smaller_by_a_one_sided_test():
    """Gap .25 - .05 = .20 on sqrt(2) x .08 = .113: t = 1.77 against 1.67 at 60 df; at .10 apart, 1.33 is not enough."""
    judged = judge(pair_of(direction(0.25, 0.08), direction(0.05, 0.08)), (0.01, 0.6))
    assert judged.states == (YES, OPEN)
    assert judged.verdict == "employee_leads"
    near = judge(pair_of(direction(0.25, 0.08), direction(0.10, 0.08)), (0.01, 0.6))
    assert near.verdict == "cannot_tell"
    assert near.states == (YES, OPEN)


def test_the_gap_counts_the_covariance_of_both_estimates_with_their_signs():
    """Positive covariance makes the gap of two positive effects sharper, and blurs that of opposite ones."""
    first, second = direction(0.25, 0.08), direction(0.10, 0.08)
    assert judge(pair_of(first, second, covariance=0.005), (0.01, 0.6)).verdict == "employee_leads"
    turned = direction(-0.10, 0.08)
    assert judge(pair_of(first, turned, covariance=0.005), (0.01, 0.6)).verdict == "cannot_tell"
    assert judge(pair_of(first, turned, covariance=-0.005), (0.01, 0.6)).verdict == "employee_leads"


def test_the_gap_uses_the_smaller_degrees_of_freedom():
    """t = 1.77 passes 1.67 at 60 df and fails 1.94 at 6."""
    assert (
        judge(pair_of(direction(0.25, 0.08), direction(0.05, 0.08, 6)), (0.01, 0.6)).verdict == "cannot_tell"
    )


def test_sizes_are_compared_and_not_signs():
    assert judge(pair_of(direction(-0.4, 0.05), SMALL), (0.001, 0.9)).verdict == "employee_leads"


def test_swapping_the_metrics_swaps_the_verdict():
    swapped = {"employee_leads": "customer_leads", "customer_leads": "employee_leads"}
    for first in (LARGE, SMALL, WIDE, direction(0.25, 0.08)):
        for second in (LARGE, SMALL, WIDE, direction(0.10, 0.08)):
            for q in ((0.01, 0.6), (0.6, 0.01), (0.01, 0.01), (0.6, 0.6)):
                there = judge(pair_of(first, second), q).verdict
                back = judge(pair_of(second, first), q[::-1]).verdict
                assert back == swapped.get(there, there)


def test_a_direction_that_could_not_be_judged_is_never_claimed():
    assert state(LARGE, float("nan"), alpha=0.05, negligible=0.1) == OPEN


def test_where_shares_of_noise_disagree_nothing_is_told_and_what_differs_is_open():
    small, large = direction(0.0, 0.01), direction(0.3, 0.2)
    pair = replace(pair_of(small, small), band=(pair_of(small, small), pair_of(large, small)))
    assert judge(pair, (0.5, 0.5)) == Judgement("cannot_tell", ("open", "negligible"))
    agreed = replace(pair, band=(pair_of(small, small), pair_of(small, small)))
    assert judge(agreed, (0.5, 0.5)).verdict == "no_link"
