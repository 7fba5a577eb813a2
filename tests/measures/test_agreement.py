"""rwg, rwg(j), average deviation and ICC: by hand, at the edges, and their words."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.errors import InputError, NotEnoughData
from bothways.measures import average_deviation, icc1, icc2, rwg, rwg_j

NINE, THREE = [1, 2, 2, 4, 5, 4, 3, 3, 2.0], ["a"] * 3 + ["b"] * 3 + ["c"] * 3


def test_rwg_by_hand():
    result = rwg([4, 4, 5, 4, 3], options=5)  # variance .5 against 2 and 1.34
    assert result.value == pytest.approx([0.75])
    assert result.skewed == pytest.approx([1 - 0.5 / 1.34])


def test_rwg_j_by_hand():
    answers = [[4, 5, 4], [4, 4, 4], [5, 4, 4], [4, 4, 3], [3, 4, 4]]  # mean item variance .3
    result = rwg_j(answers, options=5)
    assert result.value == pytest.approx([3 * 0.85 / (3 * 0.85 + 0.15)])
    ratio = 0.3 / 1.34
    assert result.skewed == pytest.approx([3 * (1 - ratio) / (3 * (1 - ratio) + ratio)])


def test_seven_steps_have_their_own_nulls():
    result = rwg([4, 4, 5, 4, 3], options=7)
    assert (result.value[0], result.skewed[0]) == pytest.approx((1 - 0.5 / 4, 1 - 0.5 / 2.9))


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(1, 5), min_size=3, max_size=3), min_size=2, max_size=9))
def test_setting_what_leaves_0_to_1_to_0_is_the_same_as_capping_the_variance(answers):
    table = np.array(answers, dtype=float)
    ratio = table.var(axis=0, ddof=1).mean() / 2
    down = 3 * (1 - ratio) + ratio
    plain = 3 * (1 - ratio) / down if down else math.inf
    wanted = plain if 0 <= plain <= 1 else 0.0
    assert rwg_j(answers, options=5).value == pytest.approx([wanted], abs=1e-12)


@settings(deadline=None)
@given(st.lists(st.integers(1, 5), min_size=2, max_size=12))
def test_rwg_is_rwg_j_of_one_item(answers):
    one = rwg_j(np.array(answers, dtype=float)[:, None], options=5)
    np.testing.assert_allclose(rwg(answers, options=5).value, one.value)


def test_split_teams_get_0_and_united_teams_1():
    result = rwg([1, 5, 1, 5, 4, 4, 4, 4], ["x"] * 4 + ["y"] * 4, options=5)
    assert result.teams == ("x", "y")
    assert result.value.tolist() == [0, 1]


def test_good_needs_both_nulls():
    result = rwg([4, 4, 5, 4, 3], options=5)
    assert result.value[0] >= 0.70 > result.skewed[0]
    assert result.words == ("weak",)


def test_four_people_cannot_tell():
    result = rwg([4, 4, 4, 4, 3, 3, 3, 3, 3], ["four"] * 4 + ["five"] * 5, options=5)
    assert dict(zip(result.teams, result.words, strict=True)) == {"four": "cannot tell", "five": "good"}


def test_one_person_has_no_agreement():
    result = rwg([4, 4, 5], ["alone", "pair", "pair"], options=5)
    assert math.isnan(result.value[0])
    assert math.isnan(average_deviation([4, 4, 5], ["alone", "pair", "pair"], options=5).value[0])


def test_a_null_that_is_not_known_cannot_tell_until_it_is_given():
    answers = [7, 7, 8, 7, 7, 8]
    assert rwg(answers, options=11).words == ("cannot tell",)
    assert math.isnan(rwg(answers, options=11).skewed[0])
    assert rwg(answers, options=11, skewed_variance=7.31).words == ("good",)


def test_scores_on_0_to_100_are_refused():
    with pytest.raises(InputError, match="span more than 5 steps"):
        rwg([0, 25, 100], options=5)


def test_people_with_a_blank_or_without_a_team_are_left_out():
    result = rwg_j([[4, 4], [4, np.nan], [5, 4], [1, 1]], ["a", "a", "a", None], options=5)
    assert result.left_out == 2
    assert result.n.tolist() == [2]


def test_lengths_must_agree_and_somebody_must_be_left():
    with pytest.raises(InputError, match="differ in length"):
        rwg([1, 2, 3], ["a", "b"], options=5)
    with pytest.raises(NotEnoughData):
        rwg([np.nan], options=5)


def test_rwg_refuses_several_items():
    with pytest.raises(InputError, match="rwg_j"):
        rwg([[1, 2], [2, 3]], options=5)


def test_average_deviation_by_hand():
    result = average_deviation([[1, 4], [2, 4], [2, 5], [5, 4], [2, 4]], options=5)
    assert result.value == pytest.approx([(4 / 5 + 1 / 5) / 2])  # medians 2 and 4
    assert result.words == ("good",)
    assert average_deviation([1, 1, 3, 5, 5], options=5).words == ("weak",)


def test_the_table_has_a_row_a_team():
    table = rwg([4, 4, 5, 1], ["a", "a", "b", "b"], options=5).table
    assert list(table) == ["team", "value", "skewed", "n", "word"]
    assert table["team"].tolist() == ["a", "b"]


def test_icc_by_hand():
    # MSB 49/9, MSW 1/3
    one, two = icc1(NINE, THREE), icc2(NINE, THREE)
    assert one.f == pytest.approx(49 / 3)
    assert one.value == pytest.approx((49 / 9 - 1 / 3) / (49 / 9 + 2 / 3))
    assert two.value == pytest.approx(1 - 3 / 49)


def test_icc2_is_icc1_stepped_up_at_the_same_size():
    one, two = icc1(NINE[:-1], THREE[:-1], size="mean"), icc2(NINE[:-1], THREE[:-1])
    assert two.value == pytest.approx(one.k * one.value / (1 + (one.k - 1) * one.value))


def test_both_team_sizes_by_hand():
    answers, teams = [1, 2, 3, 5, 4, 4.0], ["a", "a", "a", "a", "b", "b"]
    assert icc1(answers, teams, size="mean").k == 3
    assert icc1(answers, teams).k == pytest.approx(6 - (16 + 4) / 6)
    assert icc1(answers, teams).variant == "unequal size"


def test_mixed_icc_of_equal_teams_is_that_of_the_anova():
    for variant in ("mixed, each team", "mixed, mean size"):
        assert icc2(NINE, THREE, variant=variant).value == pytest.approx(icc2(NINE, THREE).value, abs=1e-7)


def test_mixed_icc_of_teams_that_do_not_differ_is_0():
    answers, teams = [1, 5, 1, 5, 1, 5.0], ["a", "a", "b", "b", "c", "c"]
    assert icc1(answers, teams).value == pytest.approx(-1)
    assert icc2(answers, teams, variant="mixed, each team").value == 0


def test_the_icc1_interval_covers_as_often_as_it_says_in_unequal_teams():
    rng = np.random.default_rng(11)
    teams = np.repeat(np.arange(25), rng.integers(3, 15, 25))
    hits = []
    for _ in range(500):
        answers = rng.normal(size=25)[teams] * np.sqrt(0.2) + rng.normal(size=teams.size) * np.sqrt(0.8)
        result = icc1(answers, teams)
        hits.append(result.low <= 0.2 <= result.high)
    # 500 runs: standard error .010; the interval is approximate where sizes differ
    assert np.mean(hits) == pytest.approx(0.95, abs=0.035)


def test_icc_is_good_only_over_twenty_teams_and_above_0():
    rng = np.random.default_rng(5)

    def result(count, spread):
        teams = np.repeat(np.arange(count), 8)
        return icc1(rng.normal(size=count)[teams] * spread + rng.normal(size=teams.size), teams)

    assert result(19, 1.0).word == "cannot tell"
    assert result(40, 1.0).word == "good"
    assert result(40, 0.0).word == "weak"


def test_icc_at_its_edges():
    teams = ["a", "a", "b", "b"]
    assert icc1([1, 1, 2, 2], teams).value == 1
    assert icc2([1, 1, 2, 2], teams).value == 1
    assert math.isnan(icc1([3, 3, 3, 3], teams).value)
    assert icc1([3, 3, 3, 3], teams).word == "cannot tell"
    for variant in ("anova", "mixed, each team"):
        assert math.isnan(icc2([3, 3, 3, 3], teams, variant=variant).value)


def test_icc_needs_two_teams_and_a_pair():
    with pytest.raises(NotEnoughData):
        icc1([1, 2, 3], ["a"] * 3)
    with pytest.raises(NotEnoughData):
        icc1([1, 2, 3], ["a", "b", "c"])


def test_icc_counts_who_is_left_out():
    result = icc1([*NINE, np.nan, 4], [*THREE, "a", None])
    assert (result.n, result.left_out) == (9, 2)
    assert result.value == icc1(NINE, THREE).value
