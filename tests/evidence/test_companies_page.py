"""The page says what companies showed, what it leaves undecided, and which goals are missed beyond chance."""

from __future__ import annotations

import math
from typing import Any

from evidence.companies_goals import misses
from evidence.companies_page import sections


def verdicts(helped: float, hurt: float, no_difference: float) -> dict[str, float]:
    left = 1 - helped - hurt - no_difference
    return {"helped": helped, "hurt": hurt, "no_difference": no_difference, "cannot_tell": left}


def company(units: int = 60, helped: float = 0.5, **other: Any) -> dict[str, Any]:
    row = {
        "units": units, "periods": 12, "runs": 500, "planted": verdicts(helped, 0.0, 0.02),
        "useless": verdicts(0.01, 0.02, 0.2), "coverage": 0.95, "coverage_useless": 0.946, "power": 0.7,
        "false_alarms": 0.05, "expected": helped, "truth": 5.0, "bias": 0.1, "width": 8.0,
        "fixed": 0.06, "fixed_power": 0.7, "alone": 0.4, "alone_power": 0.9,
    }  # fmt: skip
    return row | other


def watched(**other: Any) -> dict[str, Any]:
    row = {
        "units": 60, "periods": 18, "runs": 500, "planted_runs": 250,
        "planted": {"helped": [0.1, 0.2, 0.3, 0.4], "hurt": [0.0] * 4, "no_difference": [0.0, 0.0, 0.1, 0.1]},
        "useless": {"helped": [0.01] * 4, "hurt": [0.01] * 4, "no_difference": [0.1, 0.2, 0.3, 0.4]},
        "false_claims": [0.02] * 4, "false_anywhere": 0.03, "careless": [0.02, 0.03, 0.04, 0.05],
        "careless_anywhere": 0.06, "coverage": 0.97,
    }  # fmt: skip
    return row | other


def test_shares_stand_beside_what_chance_leaves_open_and_what_was_decided() -> None:
    text = sections([company()], [watched()])
    assert "| 60 | .500 (.46 to .54) | .50 | .000 (.00 to .01) | .02 | .48 | .52 |" in text
    assert "| 60 | .030 (.02 to .05) | .01 | .02 | .200 (.17 to .24) | .77 | .23 |" in text
    assert "at levels .03, .01, .005 and .0025, which" in text
    assert "looks\n3, 6, 9 and 12 rounds after it" in text
    assert "| 60 | .02 | .02 | .02 | .020 (.01 to .04) | .030 (.02 to .05) | .40 | .58 |" in text
    assert "(habits.md)" in text
    assert "(cascade.md)" in text


def test_goals_that_are_met_are_not_listed() -> None:
    assert misses([company(60, 0.5), company(130, 0.7), company(20, 0.2)], [watched()]) == []


def test_a_miss_that_chance_explains_is_listed_without_a_flag() -> None:
    [line] = misses([company(coverage=0.928)], [watched()])
    assert line == "- companies, 60 teams: coverage where it helps .928 (.90 to .95)"
    [line] = misses([company()], [watched(false_anywhere=0.06)])
    assert line == "- looks, 60 teams: false verdicts at any look .060 (.04 to .08)"


def test_a_miss_beyond_chance_is_flagged() -> None:
    flagged = misses(
        [
            company(
                coverage_useless=0.8,
                useless=verdicts(0.05, 0.05, 0),
                planted=verdicts(0.4, 0.04, 0),
                expected=0.6,
            )
        ],
        [watched(coverage=0.9)],
    )
    assert len(flagged) == 5
    assert all(line.endswith("**more than chance**") for line in flagged)


def test_being_far_off_what_was_foretold_is_told_and_whether_chance_explains_it() -> None:
    [line] = misses([company(helped=0.7, expected=0.6)], [watched()])
    assert "foretold .60, helped .700 (.66 to .74), **more than chance**" in line
    [line] = misses([company(helped=0.7, expected=0.64)], [watched()])
    assert "foretold .64, helped .700 (.66 to .74)" in line
    assert "chance" not in line
    [line] = misses([company(helped=0.7, expected=0.8)], [watched()])
    assert "foretold .80" in line
    assert misses([company(helped=0.7, expected=0.73)], [watched()]) == []


def test_a_share_that_does_not_grow_with_size_is_told() -> None:
    assert misses([company(130, 0.4), company(20, 0.5)], [watched()]) == [
        "- companies, 20 to 130 teams: helped does not grow"
    ]


def test_open_intervals_are_told_as_such() -> None:
    assert "± inf" in sections([company(width=math.inf)], [watched()])
