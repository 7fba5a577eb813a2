"""Two by two, and two starts, worked by hand."""

import numpy as np
import pytest
from change_panels import design_of, drawn, panel_of, starts_of

from bothways.change import study
from bothways.change.contrasts import cohorts, effects
from bothways.change.peers import before_after, two_way_fixed_effects
from bothways.change.scales import measure

NAN = float("nan")


def found(design, **options):
    groups = cohorts(design, measure(design), **options)
    return effects(design, groups, design.starts[None], np.ones((1, len(design.units))))


def at(result, since):
    return result.effect[0, int(np.flatnonzero(result.since == since)[0])]


def test_two_by_two_is_a_difference_of_differences() -> None:
    # began: 1 -> 6 and 3 -> 6 (mean change 4); others: 2 -> 3 and 4 -> 7 (mean change 2)
    design = design_of([[1, 6], [3, 6], [2, 3], [4, 7]], [1, 1, None, None])
    assert found(design).overall[0] == pytest.approx(2)


def test_units_that_begin_later_are_compared_until_they_begin() -> None:
    values = [[0, 5, 6], [0, 1, 9], [0, 1, 2]]  # begin in the 2nd period, the 3rd, never
    result = found(design_of(values, [1, 2, None]))
    # start 2nd: 5 - mean(1, 1) = 4 then 6 - 2 = 4; start 3rd: against its mean of 0 and 1, the other's likewise:
    # (9 - .5) - (2 - .5) = 7
    assert at(result, 0) == pytest.approx((4 + 7) / 2)
    assert at(result, 1) == pytest.approx(4)
    assert result.overall[0] == pytest.approx((4 + 4 + 7) / 3)


def test_the_last_period_alone_may_be_before() -> None:
    values = [[9, 1, 6], [0, 2, 3]]
    assert found(design_of(values, [2, None]), last_only=True).overall[0] == pytest.approx((6 - 1) - (3 - 2))
    assert found(design_of(values, [2, None])).overall[0] == pytest.approx((6 - 5) - (3 - 1))


def test_anticipation_moves_before_back() -> None:
    values = [[1, 7, 6], [0, 0, 0]]
    assert found(design_of(values, [2, None], anticipation=1)).overall[0] == pytest.approx(5)


def test_noisy_values_count_less() -> None:
    values = [[0, 10], [0, 2], [0, 0], [0, 0]]
    noise = np.array([[0, 1e6], [0, 0], [0, 0], [0, 0]], dtype=float)
    assert found(design_of(values, [1, 1, None, None], noise=noise)).overall[0] == pytest.approx(2, abs=1e-3)


def test_a_hole_does_not_let_shared_ups_and_downs_in() -> None:
    # nothing happens but a shared wave; one unit lacks the period in which it was high
    wave = np.array([0, 8, 0, 0, 4, 4], dtype=float)
    values = np.arange(6)[:, None] + wave
    values[0, 1] = NAN
    assert found(design_of(values, [4, 4, 4, None, None, None])).overall[0] == pytest.approx(0, abs=1e-8)


def test_two_way_fixed_effects_of_two_by_two_is_the_same_difference() -> None:
    design = design_of([[1, 6], [3, 6], [2, 3], [4, 7]], [1, 1, None, None])
    assert two_way_fixed_effects(design).effect == pytest.approx(2)
    assert before_after(design).effect == pytest.approx(4)


def test_names_levels_and_shared_shocks_make_no_difference() -> None:
    values, starts = drawn(3, effect=1.5)
    plain = study(panel_of(values), "nps", starts_of(starts))
    rng = np.random.default_rng(5)
    shifted = values + rng.normal(size=(40, 1)) * 10 + rng.normal(size=12) * 5
    order = rng.permutation(40)
    again = study(panel_of(shifted[order]), "nps", starts_of([starts[i] for i in order]))
    assert again.difference.effect == pytest.approx(plain.difference.effect)
    assert again.difference.se == pytest.approx(plain.difference.se)
    assert again.trend.slope == pytest.approx(plain.trend.slope)
    assert again.verdict == plain.verdict == "helped"


def test_another_unit_of_measure_gives_the_same_verdict() -> None:
    values, starts = drawn(3, effect=1.5)
    plain = study(panel_of(values), "nps", starts_of(starts))
    tenfold = study(panel_of(10 * values), "nps", starts_of(starts))
    assert tenfold.difference.effect == pytest.approx(10 * plain.difference.effect)
    assert tenfold.difference.p == pytest.approx(plain.difference.p)
    assert tenfold.verdict == plain.verdict


def test_lower_is_better_turns_the_verdict_and_not_the_number() -> None:
    values, starts = drawn(3, effect=1.5)
    result = study(panel_of(values, better="lower"), "nps", starts_of(starts))
    assert result.verdict == "hurt"
    assert result.difference.effect > 0
    assert "became worse" in result.sentence
