"""The picture of two voices over time: what it draws of shares, and of those that are not told."""

from __future__ import annotations

import math
import re

from bothways.reports.charts.shares import Share, shares_over_time


def drawn(*shares: Share) -> str:
    return shares_over_time(shares, begin="January <1>", end="May")


def places(svg: str, kind: str) -> list[float]:
    """Return where the marks of a kind stand, from left to right."""
    return [
        float(found) for found in re.findall(rf'<(?:circle|rect) [cx]+="([\d.]+)"[^>]*class="{kind}"', svg)
    ]


def told(voice, at, place, value=20.0):
    return Share(voice, at, value, max(value - 9, 0), value + 11, place)


def few(voice, at, place):
    return Share(voice, at, math.nan, 0, 10, place)


def test_a_share_that_is_not_told_is_an_open_mark_and_joined_to_nothing():
    svg = drawn(told("emp", 1, 0), few("emp", 2, 1), told("emp", 3, 2))
    assert svg.count('class="mark emp few"') == 1
    assert svg.count('class="mark emp"') == 2
    assert "way" not in svg
    assert "nan" not in svg


def test_shares_are_joined_from_round_to_round_and_not_over_one_that_says_nothing():
    assert drawn(told("emp", 1, 0), told("emp", 2, 1)).count("way emp") == 1
    assert drawn(told("emp", 1, 0), told("emp", 3, 2)).count("way emp") == 0
    assert drawn(told("emp", 1, 0), told("cust", 3, 1)).count("way") == 0


def test_marks_stand_where_their_time_is():
    svg = drawn(
        told("emp", 0, 0), told("cust", 10, 0), told("emp", 20, 1), told("emp", 40, 2), told("cust", 20, 1)
    )
    first, middle, last = places(svg, "mark emp")
    assert math.isclose(middle - first, last - middle, abs_tol=0.2)
    early, late = places(svg, "mark cust")
    assert first < early < middle < late + 4  # side by side where both are of one time
    assert late != middle


def test_the_scale_holds_every_range_and_all_stays_inside_the_picture():
    for value in (2.0, 20.0, 50.0, 89.0):
        svg = drawn(told("emp", 1, 0, value), told("emp", 2, 1, value))
        top = max(float(one) for one in re.findall(r">(\d+)</text>", svg))
        assert top >= value + 11 or top == 100
        heights = [float(one) for one in re.findall(r'y[12]?="([\d.]+)"', svg)]
        assert 0 <= min(heights) <= max(heights) <= 190


def test_one_time_is_not_drawn_and_words_are_escaped():
    assert drawn(told("emp", 1, 0), told("cust", 1, 0)) == ""
    assert drawn() == ""
    assert "January &lt;1&gt;" in drawn(told("emp", 1, 0), told("emp", 2, 1))
