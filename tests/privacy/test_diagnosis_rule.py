"""The rule behind the groups of need, by hand: positions, composites, standings, change."""

from __future__ import annotations

import math

import pytest
from diagnosis_worlds import BURDEN, DOMAINS, shown

from bothways.privacy.diagnosis import Comparison, Position, compare, standings
from bothways.privacy.diagnosis.comparison import composite, position
from bothways.privacy.diagnosis.profile import change_since

TALK = DOMAINS[0]


def test_a_p_is_that_of_the_normal_distribution() -> None:
    assert compare(Position(50, 5), Position(59.8, 1)).p == pytest.approx(0.05, abs=5e-4)
    assert compare(Position(60, 5), Position(60, 1)).p == 1.0


def test_the_error_is_half_the_interval_by_1_96() -> None:
    assert position(shown("60", 40.4, 79.6), TALK).error == pytest.approx(10, abs=1e-3)


def test_an_interval_cut_at_the_end_of_the_scale_keeps_its_longer_half() -> None:
    assert position(shown("90", 70.4, 100), TALK).error == pytest.approx(10, abs=1e-3)


def test_a_bound_takes_the_half_on_its_open_side() -> None:
    assert position(shown("<=20", 0, 29.8), TALK).error == pytest.approx(5, abs=1e-3)
    assert position(shown(">=80", 70.2, 100), TALK).error == pytest.approx(5, abs=1e-3)


def test_a_domain_where_lower_is_better_is_turned() -> None:
    turned = position(shown("<=20", 0, 29.8, metric="load"), BURDEN)
    assert (turned.value, turned.at_least, turned.at_most) == (80, True, False)


def test_a_composite_takes_the_mean_of_errors_not_their_root() -> None:
    whole = composite([Position(50, 6), Position(60, 6), Position(70, 6)])
    assert (whole.value, whole.error) == (60, 6)


def test_at_least_80_is_not_worse_than_90() -> None:
    assert compare(Position(80, 2, at_least=True), Position(90, 1)).p == 1.0
    assert compare(Position(80, 2, at_least=True), Position(70, 1)).p < 0.001
    assert compare(Position(20, 2, at_most=True), Position(10, 1)).p == 1.0


def test_standings_are_benjamini_and_hochberg_in_each_direction() -> None:
    # Ten units: below at p .004, .009, .016 (limits .005, .010, .015) and above at .004, .02 (.005, .010).
    found = [
        *(Comparison(-9.0, -20.0, 2.0, p) for p in (0.016, 0.004, 0.009, 0.9, 0.9)),
        *(Comparison(9.0, -2.0, 20.0, p) for p in (0.02, 0.004, 0.9, 0.9, 0.9)),
    ]
    assert standings(found) == [
        "level",
        "worse",
        "worse",
        "level",
        "level",
        "level",
        "better",
        *["level"] * 3,
    ]


def test_a_larger_p_is_told_where_a_later_limit_holds_it() -> None:
    # Step-up: .03 is above its own limit .0125, and .037 below the third one, .0375.
    found = [Comparison(-9.0, -20.0, 2.0, p) for p in (0.03, 0.036, 0.037)]
    assert standings([*found, Comparison(1.0, -9.0, 11.0, 0.9)]) == ["worse", "worse", "worse", "level"]


def test_units_that_do_better_do_not_make_others_need_help() -> None:
    better = [Comparison(30.0, 20.0, 40.0, 1e-9)] * 50
    assert standings([*better, *[Comparison(-9.0, -18.0, 0.0, 0.02)] * 2])[-2:] == ["level", "level"]


def test_nothing_to_compare_is_an_empty_answer() -> None:
    assert standings([]) == []


# Change


def test_a_change_whose_interval_holds_nothing_cannot_be_told() -> None:
    now, then = shown("62", 52.2, 71.8), shown("60", 50.2, 69.8, name="r0")
    change = change_since(now, then, TALK)
    assert (change.word, change.difference) == ("cannot_tell", 2)
    assert change.high - change.difference == pytest.approx(9.8 * math.sqrt(2), abs=1e-6)


def test_a_change_says_better_by_what_is_good() -> None:
    now, then = shown("40", 35.1, 44.9), shown("60", 55.1, 64.9, name="r0")
    assert change_since(now, then, TALK).word == "worse"
    assert change_since(now, then, BURDEN).word == "better"


def test_two_bounds_on_the_same_side_tell_no_change() -> None:
    now, then = shown(">=80", 75, 100), shown(">=90", 88, 100, name="r0")
    change = change_since(now, then, TALK)
    assert (change.word, change.low, change.high) == ("cannot_tell", -100, 100)


def test_a_bound_tells_a_change_on_its_closed_side() -> None:
    change = change_since(shown(">=80", 75, 100), shown("40", 35, 45, name="r0"), TALK)
    assert (change.word, change.high) == ("better", 100)
