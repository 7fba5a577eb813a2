"""Pairs at the least cost."""

import itertools
import math
import random
from collections import Counter

import numpy as np
import pytest

from bothways.allocation import pair
from bothways.errors import InputError


def best_by_hand(
    left: list[str], right: list[str], cost: np.ndarray, forbidden: set[tuple[str, str]], at_most: int
) -> tuple[int, float, float]:
    """Most pairs, least cost, most even: over every way to pair."""
    found = []
    for chosen in itertools.product([None, *range(len(right))], repeat=len(left)):
        made = [(row, at) for row, at in enumerate(chosen) if at is not None]
        times = Counter(at for _, at in made)
        if (
            any((left[row], right[at]) in forbidden for row, at in made)
            or max(times.values(), default=0) > at_most
        ):
            continue
        found.append(
            (
                -len(made),
                float(sum(cost[row, at] for row, at in made)),
                sum(n * (n - 1) / 2 for n in times.values()),
            )
        )
    return min(found)


def test_no_way_to_pair_is_better() -> None:
    draw = random.Random(3)
    for seed in range(120):
        left, right = (
            [f"l{at}" for at in range(draw.randint(1, 5))],
            [f"r{at}" for at in range(draw.randint(1, 3))],
        )
        cost = np.array([[float(draw.randint(0, 4)) for _ in right] for _ in left])
        forbidden = {(one, other) for one in left for other in right if draw.random() < 0.25}
        at_most = draw.randint(1, 3)
        pairs = pair(left, right, cost, forbidden=forbidden, at_most=at_most, seed=seed)
        made = [one for one in pairs if one.right is not None]
        times = Counter(one.right for one in made)
        found = (-len(made), sum(one.cost for one in made), sum(n * (n - 1) / 2 for n in times.values()))
        assert found == best_by_hand(left, right, cost, forbidden, at_most)
        assert not forbidden & {(one.left, one.right) for one in made}
        assert max(times.values(), default=0) <= at_most
        assert [one.left for one in pairs] == left
        assert all(one.cost == cost[left.index(one.left), right.index(one.right)] for one in made)


def test_no_way_is_better_where_each_has_room_of_its_own_and_later_places_cost() -> None:
    draw = random.Random(5)
    for seed in range(120):
        left, right = (
            [f"l{at}" for at in range(draw.randint(1, 5))],
            [f"r{at}" for at in range(draw.randint(1, 3))],
        )
        cost = np.array([[float(draw.randint(0, 4)) for _ in right] for _ in left])
        forbidden = {(one, other) for one in left for other in right if draw.random() < 0.2}
        room, later = [draw.randint(0, 3) for _ in right], draw.choice([0.0, 0.5, 2.0])
        pairs = pair(left, right, cost, forbidden=forbidden, at_most=room, later=later, seed=seed)
        times = Counter(one.right for one in pairs if one.right is not None)
        dearer = later * sum(n * (n - 1) / 2 for n in times.values())
        found = (-times.total(), sum(one.cost for one in pairs if one.right is not None) + dearer)
        every = []
        for chosen in itertools.product([None, *range(len(right))], repeat=len(left)):
            made = [(row, at) for row, at in enumerate(chosen) if at is not None]
            taken = Counter(at for _, at in made)
            if all(number <= room[at] for at, number in taken.items()) and not any(
                (left[row], right[at]) in forbidden for row, at in made
            ):
                dear = later * sum(n * (n - 1) / 2 for n in taken.values())
                every.append((-len(made), float(sum(cost[row, at] for row, at in made)) + dear))
        assert found == pytest.approx(min(every), abs=1e-4)
        assert all(number <= room[right.index(name)] for name, number in times.items())


def test_who_is_left_over_is_told() -> None:
    ana, ben = pair(["ana", "ben"], ["eva"], [[1], [2]], seed=1)
    assert (ana.right, ben.right) == ("eva", None)
    assert math.isnan(ben.cost)


def test_the_order_of_names_does_not_matter() -> None:
    draw = random.Random(4)
    left, right = [f"l{at}" for at in range(6)], [f"r{at}" for at in range(4)]
    for seed in range(40):
        cost = {(one, other): draw.randint(0, 2) for one in left for other in right}
        found = pair(left, right, [[cost[a, b] for b in right] for a in left], at_most=2, seed=seed)
        draw.shuffle(left)
        draw.shuffle(right)
        again = pair(left, right, [[cost[a, b] for b in right] for a in left], at_most=2, seed=seed)
        assert {(one.left, one.right) for one in again} == {(one.left, one.right) for one in found}


def test_ties_are_shared_evenly_and_settled_by_lot() -> None:
    left, right = ["ana", "ben", "cem"], ["eva", "fay", "gil"]
    pairs = [pair(left, right, np.zeros((3, 3)), at_most=3, seed=seed) for seed in range(600)]
    assert all(len({one.right for one in made}) == 3 for made in pairs)
    of_ana = Counter(made[0].right for made in pairs)
    # each 200 expected, standard deviation 11.5: four of them
    assert all(abs(of_ana[name] - 200) < 47 for name in right)


def test_one_forbidden_to_everybody_stays_alone() -> None:
    ana, ben = pair(["ana", "ben"], ["eva"], [[1], [9]], forbidden={("ana", "eva")}, at_most=2, seed=1)
    assert (ana.right, ben.right) == (None, "eva")


def test_huge_and_tiny_costs_are_told_apart() -> None:
    for size in (1e-9, 1e12):
        made = pair(["a", "b"], ["x", "y"], [[size, 2 * size], [size, 3 * size]], seed=1)
        assert [one.right for one in made] == ["y", "x"]


def test_no_evenness_outweighs_the_least_step_of_cost() -> None:
    """By hand: all with x costs nothing; a with y is more even and costs a millionth of the span."""
    made = pair(["a", "b", "c"], ["x", "y"], [[0, 1e-6], [0, 1], [0, 1]], at_most=3, seed=1)
    assert [one.right for one in made] == ["x", "x", "x"]


def test_more_places_than_there_are_to_pair_do_no_harm() -> None:
    made = pair(["a", "b"], ["x"], [[1], [2]], at_most=10**12, seed=1)
    assert [one.right for one in made] == ["x", "x"]


def test_nobody_to_pair_with_is_no_error() -> None:
    assert pair([], ["eva"], [], seed=1) == ()
    assert [one.right for one in pair(["ana"], [], [[]], seed=1)] == [None]


@pytest.mark.parametrize(
    "cost", [[[1]], [[1, 2, 3]], [1, 2], [["a", "b"]], [[1, math.nan]], [[1, math.inf]], None]
)
def test_costs_that_do_not_fit_are_refused(cost: object) -> None:
    with pytest.raises(InputError):
        pair(["ana"], ["eva", "fay"], cost, seed=1)


def test_at_most_none_is_refused() -> None:
    with pytest.raises(InputError, match="no pair at all"):
        pair(["ana"], ["eva"], [[1]], at_most=0, seed=1)


@pytest.mark.parametrize("room", [[1], [1, -1], [1, 1, 1]])
def test_room_that_does_not_fit_the_right_is_refused(room: list[int]) -> None:
    with pytest.raises(InputError, match="do not fit"):
        pair(["ana"], ["eva", "fay"], [[1, 2]], at_most=room, seed=1)


def test_nobody_with_room_is_no_error() -> None:
    assert [one.right for one in pair(["ana"], ["eva"], [[1]], at_most=[0], seed=1)] == [None]


def test_costs_of_later_places_that_dwarf_all_others_keep_loads_even() -> None:
    made = pair(["a", "b"], ["x", "y"], [[0, 1e-3], [0, 1e-3]], at_most=2, later=1e6, seed=1)
    assert {one.right for one in made} == {"x", "y"}


def test_doubled_names_are_refused_on_either_side() -> None:
    with pytest.raises(InputError, match="left have the same key"):
        pair(["ana", "ana"], ["eva"], [[1], [1]], seed=1)
    with pytest.raises(InputError, match="right have the same key"):
        pair(["ana"], ["eva", "eva"], [[1, 1]], seed=1)


def test_three_hundred_newcomers_are_paired() -> None:
    draw = np.random.default_rng(1)
    left, right = [f"l{at}" for at in range(300)], [f"r{at}" for at in range(60)]
    made = pair(left, right, draw.random((300, 60)), at_most=5, seed=1)
    assert dict.fromkeys(right, 5) == Counter(one.right for one in made)


def test_too_many_to_be_exact_are_refused() -> None:
    left, right = [f"l{at}" for at in range(2500)], [f"r{at}" for at in range(50)]
    with pytest.raises(InputError, match="too many"):
        pair(left, right, np.zeros((2500, 50)), at_most=50, seed=1)
