"""Nested cells of imported numbers cannot be subtracted to fewer people than the floor."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from imported_worlds import lightest, lightest_of_integers, people_below, trees

from bothways.privacy.ledger.nested import choose_cells, next_below

FLAT = [-1, 0, 0, 0]


def test_a_remainder_of_three_hides_the_smaller_team() -> None:
    assert choose_cells([-1, 0, 0], {0: 26, 1: 10, 2: 13}, floor=5) == (0, 2)


def test_teams_that_hold_everybody_are_all_shown() -> None:
    assert choose_cells(FLAT, {0: 30, 1: 10, 2: 10, 3: 10}, floor=5) == (0, 1, 2, 3)


def test_a_remainder_of_the_floor_itself_is_enough() -> None:
    assert choose_cells(FLAT, {0: 26, 1: 10, 2: 11}, floor=5) == (0, 1, 2)
    assert choose_cells(FLAT, {0: 26, 1: 10, 2: 11}, floor=6) == (0, 2)


def test_a_small_team_hides_what_would_leave_it_over() -> None:
    """All of 24 less 10 less 10 are the four of the third team: of 10, 10 and 24 two may be shown."""
    shown = choose_cells(FLAT, {0: 24, 1: 10, 2: 10, 3: 4}, floor=5)
    assert (len(shown), 0 in shown, 3 in shown) == (2, True, False)


def test_of_equally_many_cells_those_of_more_people_are_shown() -> None:
    """Three of 33, 10, 11 and 9 can be shown: all of them would leave three people."""
    assert choose_cells(FLAT, {0: 33, 1: 10, 2: 11, 3: 9}, floor=5) == (0, 1, 2)


def test_a_level_between_without_a_cell_is_looked_through() -> None:
    assert choose_cells([-1, 0, 1], {0: 12, 2: 9}, floor=5) == (0,)


def test_three_levels_leave_nobody_over_on_any() -> None:
    """0 holds 1, which holds 2: 40, 20 and 18 leave two in the middle."""
    assert choose_cells([-1, 0, 1], {0: 40, 1: 20, 2: 18}, floor=5) == (0, 1)


@pytest.mark.parametrize("n", [{0: 11, 1: 10, 2: 10}, {0: 9, 1: 10}])
def test_where_teams_count_more_than_their_unit_only_the_unit_is_shown(n: dict[int, int | None]) -> None:
    assert choose_cells([-1, 0, 0], n, floor=5) == (0,)


def test_a_wrong_number_above_hides_everything_below_it() -> None:
    assert choose_cells([-1, 0, 0], {0: 3, 1: 10, 2: 10}, floor=5) == ()


def test_a_cell_without_n_is_not_left_over_by_the_others() -> None:
    """All of 30 less 20 would be that very cell: so the total goes, or everything below it."""
    assert choose_cells([-1, 0, 0], {0: 30, 1: 20, 2: None}, floor=5) == (0,)
    assert choose_cells(FLAT, {0: 40, 1: 15, 2: 15, 3: None}, floor=5) == (1, 2)


def test_doubt_in_one_branch_leaves_the_other_as_it_is() -> None:
    above = [-1, -1, 0, 1]
    assert choose_cells(above, {0: 20, 1: 20, 2: None, 3: 10}, floor=5) == (0, 1, 3)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), above=trees(), k=st.integers(5, 9))
def test_no_combination_of_shown_cells_is_about_fewer_than_k(
    data: st.DataObject, above: list[int], k: int
) -> None:
    direct = data.draw(st.lists(st.integers(0, 14), min_size=len(above), max_size=len(above)))
    given_cells = data.draw(st.sets(st.integers(0, len(above) - 1), min_size=1))
    inside = people_below(above, direct)
    n = {place: len(inside[place]) for place in sorted(given_cells)}
    shown = choose_cells(above, n, floor=k)
    sets = [inside[place] for place in shown]
    assert set(shown) <= set(n)
    assert not sets or lightest(sets, below=k) >= k
    assert len(sets) > 4 or lightest_of_integers(sets, below=k) >= k


@settings(max_examples=80, deadline=None)
@given(data=st.data(), above=trees(most=6), k=st.integers(5, 7))
def test_no_other_safe_choice_shows_more_cells(data: st.DataObject, above: list[int], k: int) -> None:
    direct = data.draw(st.lists(st.integers(0, 9), min_size=len(above), max_size=len(above)))
    inside = people_below(above, direct)
    n = {place: len(one) for place, one in enumerate(inside)}
    best = max(
        size
        for size in range(len(n) + 1)
        for some in combinations(n, size)
        if all(n[place] >= k for place in some)
        and (not some or lightest([inside[place] for place in some], below=k) >= k)
    )
    assert len(choose_cells(above, n, floor=k)) == best


@settings(max_examples=200, deadline=None)
@given(data=st.data(), above=trees())
def test_numbers_that_cannot_be_are_never_subtracted(data: st.DataObject, above: list[int]) -> None:
    """Any n, none included: remainders are nobody or k and more, and what is in doubt stands alone."""
    counts = data.draw(
        st.dictionaries(st.integers(0, len(above) - 1), st.none() | st.integers(0, 40), min_size=1)
    )
    n = dict(sorted(counts.items()))
    shown = dict.fromkeys(choose_cells(above, n, floor=5), 0)
    for place, below in next_below(above, shown).items():
        rest = (n[place] or 0) - sum(n[each] or 0 for each in below)
        assert rest == 0 or rest >= 5
        assert not (below and _doubtful(above, n, place))
    assert all((n[place] or 0) >= 5 for place in shown)


def _doubtful(above: list[int], n: dict[int, int | None], top: int) -> bool:
    """Whether in or below a place a number is missing or smaller than what it holds."""
    held = next_below(above, n)
    for place in n:
        at = place
        while at not in (top, -1):
            at = above[at]
        missing = n[place] is None or sum(n[each] or 0 for each in held[place]) > (n[place] or 0)
        if at == top and missing:
            return True
    return False
