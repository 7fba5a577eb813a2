"""NPS, CSAT, ease and other scores of groups, with their intervals."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.errors import CellError, InputError, NotEnoughData
from bothways.measures import (
    conventional_scores,
    load_instrument,
    mean_score,
    nps,
    nps_variance,
    share,
    share_variance,
)

# promoters, detractors, n, then the interval to one decimal as printed from centre and margin to one decimal
PRINTED = [(50, 20, 100, 14.0, 44.2), (5, 2, 10, -19.0, 65.2), (500, 200, 1000, 25.1, 34.7)]


@pytest.mark.parametrize(("promoters", "detractors", "n", "low", "high"), PRINTED)
def test_the_adjusted_wald_interval_is_the_published_one(promoters, detractors, n, low, high):
    score = nps(promoters, detractors, n)
    assert score.value == pytest.approx(30)
    centre, margin = round(score.centre, 1), round(score.margin, 1)
    assert (round(centre - margin, 1), round(centre + margin, 1)) == (low, high)
    assert (score.low, score.high) == pytest.approx((low, high), abs=0.06)  # rounding twice costs that much


def test_the_interval_of_a_net_score_worked_by_hand():
    # (5.75 - 2.75) / 13 = .230769; (8.5/13 - .230769^2) / 13 = .0461986; root .2149385; times 1.959964
    score = nps(5, 2, 10)
    assert (score.low, score.high) == pytest.approx((-19.0506, 65.2045), abs=1e-4)
    assert score.se == pytest.approx(100 * math.sqrt((0.7 - 0.09) / 10))


COUNTS = st.integers(1, 400).flatmap(
    lambda n: st.tuples(st.integers(0, n), st.just(n)).flatmap(
        lambda pair: st.tuples(st.just(pair[0]), st.integers(0, pair[1] - pair[0]), st.just(pair[1]))
    )
)


@settings(deadline=None)
@given(COUNTS)
def test_the_interval_of_a_net_score_holds_the_value_and_stays_on_the_scale(counts):
    score = nps(*counts)
    assert -100 <= score.low <= score.value <= score.high <= 100
    assert score.low < score.high


@settings(deadline=None)
@given(COUNTS)
def test_turning_promoters_and_detractors_round_turns_the_score_round(counts):
    promoters, detractors, n = counts
    one, other = nps(promoters, detractors, n), nps(detractors, promoters, n)
    assert (one.value, one.low, one.high) == pytest.approx((-other.value, -other.high, -other.low))


def test_the_adjusted_wald_interval_covers_in_small_groups():
    # exact coverage, summed over all outcomes of a multinomial: no simulation
    n, p, d = 12, 0.5, 0.2
    covered = sum(
        math.comb(n, a) * math.comb(n - a, b) * p**a * d**b * (1 - p - d) ** (n - a - b)
        for a in range(n + 1)
        for b in range(n - a + 1)
        if nps(a, b, n).low <= 100 * (p - d) <= nps(a, b, n).high
    )
    assert 0.94 < covered < 0.98


@pytest.mark.parametrize("counts", [(-1, 0, 10), (6, 5, 10), (1.5, 0, 10)])
def test_impossible_counts_are_refused(counts):
    with pytest.raises(InputError):
        nps(*counts)


def test_nobody_has_no_score():
    with pytest.raises(NotEnoughData):
        nps(0, 0, 0)
    with pytest.raises(NotEnoughData):
        share(0, 0)
    with pytest.raises(NotEnoughData):
        mean_score([np.nan])


def test_a_level_outside_0_to_1_is_refused():
    with pytest.raises(InputError, match="between 0 and 1"):
        nps(5, 2, 10, level=95)


def test_the_wilson_interval_is_the_textbook_one():
    # Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29
    wanted = {
        (81, 263): (25.53, 36.62),
        (15, 148): (6.24, 16.05),
        (0, 20): (0, 16.11),
        (1, 29): (0.61, 17.18),
    }
    for (count, n), interval in wanted.items():
        score = share(count, n)
        assert (score.low, score.high) == pytest.approx(interval, abs=0.005)


@settings(deadline=None)
@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_in_its_interval(counts):
    score = share(*counts)
    assert 0 <= score.low <= score.value <= score.high <= 100


def test_a_mean_by_hand():
    score = mean_score([1, 2, 3, 4, np.nan])  # sd 1.29099, se .645497, t(3) 3.182446
    assert (score.value, score.n) == (2.5, 4)
    assert (score.low, score.high) == pytest.approx((0.445739, 4.554261), abs=1e-6)


@pytest.mark.parametrize("answers", [[4], [7, 7, 7]])
def test_one_answer_or_equal_answers_tell_no_interval(answers):
    score = mean_score(answers)
    assert math.isnan(score.low)
    assert math.isnan(score.se)


def test_sampling_variances_are_those_of_the_coded_answers():
    rng = np.random.default_rng(3)
    answers = rng.integers(0, 11, 57)
    coded = 100.0 * (answers >= 9) - 100.0 * (answers <= 6)
    found = nps_variance((answers >= 9).sum(), (answers <= 6).sum(), 57)
    assert found == pytest.approx(coded.var(ddof=1) / 57)
    hits = 100.0 * (answers >= 9)
    assert share_variance((answers >= 9).sum(), 57) == pytest.approx(hits.var(ddof=1) / 57)


def test_sampling_variance_of_one_answer_is_unknown():
    assert np.isnan(nps_variance([1, 0], [0, 0], [1, 0])).all()


def test_csat_and_ease_come_from_the_instrument():
    csat = conventional_scores(
        load_instrument("csat_transactional"),
        pd.DataFrame({"satisfied": [5, 4, 4, 3, 1, None, "No procede"]}),
    )
    assert csat["csat"].value == pytest.approx(60)
    assert csat["csat"].n == 5
    assert csat["csat_mean_1_5"].value == pytest.approx(3.4)
    ease = conventional_scores(
        load_instrument("ces_relational"), pd.DataFrame({"easy_overall": [7, 5, 4, 2]})
    )
    assert ease["ces_relational"].value == pytest.approx(4.5)
    assert ease["ces_relational_easy_pct"].value == pytest.approx(50)


def test_enps_comes_from_the_instrument():
    answers = pd.DataFrame({"recommend": [10] * 5 + [7] * 3 + [6, 0]})
    assert conventional_scores(load_instrument("enps"), answers)["enps"] == nps(5, 2, 10)


def test_a_net_score_refuses_fractions():
    with pytest.raises(InputError, match="whole number"):
        conventional_scores(load_instrument("enps"), pd.DataFrame({"recommend": [8.5, 9]}))


def test_a_wrong_answer_is_refused_in_groups_too():
    with pytest.raises(CellError):
        conventional_scores(load_instrument("enps"), pd.DataFrame({"recommend": [11]}))


def test_favourable_share_counts_reversed_items_from_the_other_end():
    engagement = load_instrument("engagement_short")
    answers = pd.DataFrame({item.id: [2 if item.reversed else 4, 3] for item in engagement.items})
    score = conventional_scores(engagement, answers)["favourable_pct"]
    assert score.value == pytest.approx(50)
    assert score.n == 2


def test_the_interval_over_several_items_takes_a_person_as_one_cluster():
    engagement = load_instrument("engagement_short")
    rng = np.random.default_rng(8)
    same = rng.choice([4, 2], 60)  # everybody answers all items alike: as good as one answer a person
    answers = pd.DataFrame({item.id: 6 - same if item.reversed else same for item in engagement.items})
    score = conventional_scores(engagement, answers)["favourable_pct"]
    assert score.se == pytest.approx(math.sqrt(share_variance((same == 4).sum(), 60)))


def test_persons_often_or_always_worn_out_are_counted_after_reversal():
    burnout = load_instrument("burnout_short")
    answers = pd.DataFrame({item.id: [2 if item.reversed else 4, 3, np.nan] for item in burnout.items})
    score = conventional_scores(burnout, answers)["often_or_always_pct"]
    assert (score.value, score.n) == (50, 2)


def test_the_level_of_a_unit_is_its_lowest_strand():
    culture = load_instrument("culture_maturity")
    answers = pd.DataFrame({item.id: [3, 4, 4, 5] for item in culture.items})
    answers["voice"] = [1, 2, 3, 5]
    score = conventional_scores(culture, answers)["unit_level"]
    assert score.value == 2  # lower median of 1, 2, 3, 5
    assert math.isnan(score.low)


def test_the_total_goes_back_on_its_scale():
    safety = load_instrument("team_psychological_safety")
    answers = pd.DataFrame({item.id: [1 if item.reversed else 5, 3] for item in safety.items})
    assert conventional_scores(safety, answers)["scale_mean_1_5"].value == pytest.approx(4)


def test_what_leavers_say_could_have_been_avoided():
    answers = pd.DataFrame({"avoidable": ["easily", "no", "with_change", "", None], "recommend": 9})
    scores = conventional_scores(load_instrument("exit"), answers)
    assert (scores["avoidable_pct"].value, scores["avoidable_pct"].n) == (pytest.approx(200 / 3), 3)
    assert scores["exit_enps"].value == 100


def test_scores_without_answers_are_left_out():
    assert conventional_scores(load_instrument("enps"), pd.DataFrame({"recommend": [None]})) == {}
