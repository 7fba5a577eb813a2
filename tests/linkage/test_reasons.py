"""Sentences behind a verdict: what was seen, what would settle it, by hand."""

import math

import pytest
from linkage_panels import direction, pair_of
from scipy import stats

from bothways.linkage.findings import Check
from bothways.linkage.likelihood.misfit import EXTENSIONS
from bothways.linkage.pair import PairEstimate
from bothways.linkage.reasons import _at_least, reasons
from bothways.linkage.verdict import judge


def told(pair, q, checks=(), *, periods=12, every="month", family=2, negligible=0.1):
    return reasons(
        pair,
        judge(pair, q, negligible=negligible),
        checks,
        names=("trust", "waits"),
        periods=periods,
        every=every,
        family=family,
        alpha=0.05,
        negligible=negligible,
    )


LARGE, SMALL = direction(0.30, 0.05), direction(0.01, 0.03)


def test_a_refusal_is_its_own_reason():
    assert told(PairEstimate("Only 12 units."), (math.nan, math.nan)) == ("Only 12 units.",)


def test_a_claim_is_told_with_both_directions_and_their_intervals():
    first, second = told(pair_of(LARGE, SMALL), (0.001, 0.8))
    assert first == "Changes in trust come before changes in waits: +0.30 (+0.20 to +0.40)."
    assert second.startswith(
        "waits before trust: +0.01 (-0.05 to +0.07), smaller than the 0.1 agreed to matter"
    )


def test_a_negative_effect_keeps_its_sign():
    assert "-0.30 (-0.40 to -0.20)" in told(pair_of(direction(-0.30, 0.05), SMALL), (0.001, 0.8))[0]


def test_an_open_verdict_says_how_many_more_periods_would_settle_it():
    """Effect .20, se .09: (.09 (z(.05/4) + z(.2)) / .20)^2 = 1.92 times 12 months: 11.04 more, told as 12."""
    pair = pair_of(direction(0.20, 0.09), SMALL)
    factor = (0.09 * (stats.norm.isf(0.05 / 4) + stats.norm.ppf(0.8)) / 0.20) ** 2
    assert factor == pytest.approx(1.92, abs=0.01)
    sentence = told(pair, (0.06, 0.8))[-1]
    assert sentence == "To settle it: about 12 more months of the same quality may settle it."


def test_a_small_effect_may_be_settled_by_showing_that_it_is_small():
    """Effect 0, se .05: (.05 (z(.05) + z(.2)) / .10)^2 = 1.55 is cheaper than finding .10: 3 times."""
    factor = (0.05 * (stats.norm.ppf(0.95) + stats.norm.ppf(0.8)) / 0.10) ** 2
    sentence = told(pair_of(direction(0.0, 0.065), direction(0.0, 0.05)), (0.9, 0.9), periods=20)[-1]
    wider = (0.065 / 0.05) ** 2 * factor
    assert 24 < 20 * (wider - 1) < 36
    assert "about 36 more months" in sentence


@pytest.mark.parametrize(("count", "told"), [(0.2, 1), (4, 6), (48, 48), (49, 50), (131, 200)])
def test_waiting_is_told_in_steps(count, told):
    assert _at_least(count) == told


def test_a_larger_family_needs_more():
    pair = pair_of(direction(0.25, 0.10), SMALL)
    few, many = (told(pair, (0.06, 0.8), family=family)[-1] for family in (2, 400))
    assert few != many


def test_where_waiting_is_pointless_that_is_said():
    far = told(pair_of(direction(0.09, 0.30), direction(0.09, 0.30)), (0.9, 0.9))[-1]
    assert "far from telling; more of the same will not settle it" in far
    sentence = told(pair_of(direction(0.09, 0.10), direction(0.09, 0.10)), (0.9, 0.9))[-1]
    assert "times the data at hand would be needed, so waiting alone will hardly settle it" in sentence


def test_one_direction_that_stands_out_is_told_as_such():
    sentence = told(pair_of(direction(0.25, 0.08), direction(0.12, 0.08)), (0.01, 0.2))[-1]
    assert sentence.startswith(
        "One direction stands out, but the other is neither excluded nor clearly smaller: "
    )


@pytest.mark.parametrize(
    ("reliability", "named"), [((0.4, 0.9), True), ((0.9, 0.9), False), ((math.nan, 0.9), False)]
)
def test_more_answers_are_advised_where_noise_is_most_of_it(reliability, named):
    sentence = told(pair_of(direction(0.20, 0.09), SMALL, reliability=reliability), (0.06, 0.8))[-1]
    assert ("More answers per cell would help" in sentence) is named


def test_periods_are_called_by_their_frequency_and_one_is_singular():
    pair = pair_of(direction(0.25, 0.085), SMALL)
    assert " quarter" in told(pair, (0.06, 0.8), every="quarter")[-1]
    assert "about 1 more year of" in told(pair, (0.06, 0.8), every="year", periods=5)[-1]


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_what_was_added_to_the_model_is_told(extension):
    sentences = told(pair_of(LARGE, SMALL, extensions=(extension,)), (0.001, 0.8))
    assert f"The model was widened because {EXTENSIONS[extension]}." in sentences


def test_failed_and_missing_checks_are_named():
    checks = (
        Check("placebo lead", False, ""),
        Check("noise x0.5", None, ""),
        Check("leave one period out", True, ""),
    )
    sentences = told(pair_of(LARGE, SMALL), (0.001, 0.8), checks)
    assert "Only likely, because a check failed: placebo lead." in sentences
    assert "Could not be checked: noise x0.5." in sentences


def test_no_sentence_uses_a_causal_word():
    pairs = [
        pair_of(LARGE, SMALL),
        pair_of(direction(0.2, 0.09), SMALL),
        pair_of(direction(0.1, 0.3), direction(0.1, 0.3)),
    ]
    text = " ".join(
        sentence for pair in pairs for q in ((0.001, 0.8), (0.5, 0.5)) for sentence in told(pair, q)
    )
    for word in ("cause", "drive", "because of", "leads to", "effect of", "impact"):
        assert word not in text
