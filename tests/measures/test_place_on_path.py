"""Placing a group on a path of levels: hand-worked cases, ends, and what can never be said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.errors import InputError
from bothways.measures import place_on_path, points_to_levels

PATH = range(1, 6)


@pytest.mark.parametrize(("value", "low", "high", "levels", "word"), [
    (2.0, 1.6, 2.4, (2,), "one"),
    (2.6, 2.3, 2.9, (2, 3), "between"),
    (2.6, 2.55, 2.65, (3,), "one"),
    (3.0, 2.2, 3.8, (2, 3, 4), "several"),
    (1.1, 1.0, 1.4, (1,), "one"),  # "at most": the range begins at the end of the path
    (5.0, 4.6, 5.0, (5,), "one"),
    (1.0, 1.0, 5.0, (1, 2, 3, 4, 5), "several"),
    (0.4, 0.2, 0.9, (1,), "one"),  # beyond the path there is nothing else
    (5.8, 5.6, 6.0, (5,), "one"),
])  # fmt: skip
def test_it_names_every_level_that_the_range_is_nearest_to(value, low, high, levels, word):
    found = place_on_path(value, low, high, PATH)
    assert (found.levels, found.word) == (levels, word)


def test_a_range_that_only_touches_a_border_counts_for_both_sides():
    assert place_on_path(2.0, 1.8, 2.5, PATH).levels == (2, 3)
    assert place_on_path(2.8, 2.5, 3.2, PATH).levels == (2, 3)


def test_the_ends_are_cut_at_the_path():
    found = place_on_path(1.2, 0.7, 1.7, PATH)
    assert (found.value, found.low, found.high) == (1.2, 1.0, 1.7)


@given(st.floats(1, 5), st.floats(0, 3), st.floats(0, 3), st.floats(0, 1))
def test_where_the_range_holds_the_truth_the_level_of_the_truth_is_told(value, down, up, part):
    low, high = value - down, value + up
    truth = min(max(low + part * (high - low), 1.0), 5.0)
    found = place_on_path(value, low, high, PATH)
    nearest = min(PATH, key=lambda level: (abs(level - truth), level))
    assert nearest in found.levels
    assert found.levels == tuple(range(found.levels[0], found.levels[-1] + 1))
    assert found.word == {1: "one", 2: "between"}.get(len(found.levels), "several")


@given(st.floats(1, 5), st.floats(0, 2), st.floats(0, 2))
def test_a_wider_range_never_names_fewer_levels(value, half, more):
    narrow = place_on_path(value, value - half, value + half, PATH).levels
    wide = place_on_path(value, value - half - more, value + half + more, PATH).levels
    assert set(narrow) <= set(wide)


@pytest.mark.parametrize("numbers", [
    (float("nan"), 1, 2), (2, float("nan"), 3), (2, 1, float("inf")), (3, 1, 2), (1, 2, 3),
])  # fmt: skip
def test_numbers_that_do_not_fit_together_are_refused(numbers):
    with pytest.raises(InputError, match="do not fit"):
        place_on_path(*numbers, PATH)


@pytest.mark.parametrize("levels", [(), (1,), (1, 3), (5, 4, 3), (1, 2, 2)])
def test_what_is_no_path_is_refused(levels):
    with pytest.raises(InputError, match="no path"):
        place_on_path(1, 1, 1, levels)


def test_a_score_is_put_back_on_the_levels():
    assert [points_to_levels(points, PATH) for points in (0, 25, 60, 100)] == [1.0, 2.0, 3.4, 5.0]
