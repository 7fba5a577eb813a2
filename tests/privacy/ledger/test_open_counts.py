"""Counts of people who left: near to the truth, and nobody is settled by all of them together."""

import itertools

import numpy as np
import pytest

from bothways.privacy.ledger.leavers import open_counts


def worlds(sizes: list[int]):
    """All ways in which people of atoms can have left, with each person by place."""
    people = sum(sizes)
    return (np.array(one, bool) for one in itertools.product((False, True), repeat=people))


SHAPES = {
    "two teams": ([5, 5], [(0, 1), (0,), (1,)]),
    "one team is not told": ([5, 5], [(0, 1), (0,)]),
    "a division of two and a team": ([5, 5, 4], [(0, 1, 2), (0, 1), (0,), (1,), (2,)]),
    "a division of which one team is told": ([5, 5, 4], [(0, 1, 2), (0, 1), (0,)]),
    "the whole alone": ([6, 6], [(0, 1)]),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_all_counts_together_leave_open_who_left_and_who_stayed(shape):
    """Every text that can be shown: among all worlds with this text each person left in one and stayed in another."""
    sizes, groups = SHAPES[shape]
    atom = np.repeat(np.arange(len(sizes)), sizes)
    sets = [np.flatnonzero(np.isin(atom, group)) for group in groups]
    seen: dict[tuple[int, ...], tuple[np.ndarray, np.ndarray]] = {}
    for left in worlds(sizes):
        shown = open_counts(sets, atom, left)
        some, every = seen.get(shown, (np.zeros(len(left), bool), np.ones(len(left), bool)))
        seen[shown] = (some | left, every & left)
    assert seen
    assert all(some.all() and not every.any() for some, every in seen.values())


def test_a_large_group_of_small_teams_is_told_as_it_is():
    atom = np.repeat(np.arange(80), 25)
    left = np.zeros(2000, bool)
    left[::33] = True  # 61 people, none or one in each team
    sets = [np.arange(2000), *(np.flatnonzero(atom == one) for one in range(80))]
    assert open_counts(sets, atom, left)[0] == left.sum() == 61


def test_nobody_and_everybody_are_never_told():
    atom = np.repeat([0, 1], 6)
    sets = [np.arange(12), np.arange(6), np.arange(6, 12)]
    assert open_counts(sets, atom, np.zeros(12, bool)) == (1, 1, 1)
    assert open_counts(sets, atom, np.ones(12, bool)) == (11, 5, 5)


def test_groups_are_told_alike_in_whatever_order_they_come():
    rng = np.random.default_rng(3)
    atom = np.repeat(np.arange(6), 7)
    sets = [
        np.flatnonzero(np.isin(atom, one)) for one in ([0, 1, 2, 3, 4, 5], [0, 1, 2], [3, 4], [0], [1], [4])
    ]
    left = rng.random(42) < 0.2
    forwards = open_counts(sets, atom, left)
    assert open_counts(sets[::-1], atom, left)[::-1] == forwards
