"""Linear algebra finds everybody whom sums and differences single out, and nobody else."""

import numpy as np
import pytest
from slow_attacks import exposed_by_hand

from bothways.privacy.audit import Link, Published, combine, exact, level_of, mean_of, share_of, sums_of


@pytest.mark.parametrize("seed", range(4))
def test_it_agrees_with_trying_every_group_in_tiny_worlds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    complete = 0
    for _ in range(40):
        people, k = int(rng.integers(7, 12)), int(rng.choice([3, 4, 5]))
        sets = [
            np.flatnonzero(rng.random(people) < rng.choice([0.4, 0.6, 0.8]))
            for _ in range(rng.integers(2, 8))
        ]
        sets = [members for members in sets if len(members) >= k]
        if not sets:
            continue
        found = sums_of(sets, people=people, k=k)
        isolated, exposed = exposed_by_hand(sets, people, k)
        assert found.isolated == isolated
        assert found.exposed <= exposed
        if found.complete:
            complete += 1
            assert found.exposed == exposed
    assert complete >= 30


def test_a_parent_less_its_children_is_found() -> None:
    children = [np.arange(0, 6), np.arange(6, 13)]
    found = sums_of([np.arange(16), *children], people=16)
    assert found.exposed == {13, 14, 15}
    assert found.complete


def test_a_combination_of_four_is_found_where_no_pair_tells_anything() -> None:
    cells = [np.arange(0, 7), np.arange(7, 14), np.arange(14, 21), np.arange(21, 27)]
    left = np.concatenate([cells[0], cells[1]])
    right = np.concatenate([cells[2], cells[3], [27]])
    up = np.concatenate([cells[0], cells[2]])
    down = np.concatenate([cells[1], cells[3]])
    found = sums_of([left, right, up, down], people=28)
    assert found.isolated == {27}


def test_safe_sets_are_told_to_be_safe_for_sure() -> None:
    found = sums_of([np.arange(30), np.arange(10), np.arange(10, 20)], people=30)
    assert found.complete
    assert not found.exposed


def test_a_search_that_cannot_be_complete_does_not_say_so() -> None:
    rng = np.random.default_rng(5)
    sets = [np.flatnonzero(rng.random(24) < 0.5) for _ in range(20)]
    assert not sums_of(sets, people=24).complete


def published(*shown: tuple[str, list[int], object], **answers: np.ndarray) -> Published:
    levels = {metric: int(values.max()) + 1 for metric, values in answers.items()}
    return Published(
        len(next(iter(answers.values()))),
        tuple(exact(metric, who, answers[metric], adds) for metric, who, adds in shown),
        answers,
        levels,
    )


def test_different_metrics_do_not_cancel() -> None:
    calm = np.array([0, 1, 2, 3, 4, 0, 1, 4])
    world = published(
        ("calm", list(range(8)), mean_of(5)),
        ("fair", list(range(7)), mean_of(5)),
        calm=calm,
        fair=calm[::-1].copy(),
    )
    found = combine(world)
    assert found.complete
    assert not found.exposed


def test_a_mean_and_the_bars_of_a_distribution_cancel() -> None:
    calm = np.array([0, 1, 2, 0, 1, 2, 0, 1, 2, 2])
    bars = [("calm", list(range(9)), level_of(3, at=level)) for level in range(3)]
    found = combine(published(("calm", list(range(10)), mean_of(3)), *bars, calm=calm))
    assert found.isolated == {9}


def test_a_mean_and_a_share_do_not_cancel() -> None:
    calm = np.array([0, 1, 2, 0, 1, 2, 0, 1, 2, 2])
    world = published(
        ("calm", list(range(10)), mean_of(3)), ("calm", list(range(9)), share_of(3, start=2)), calm=calm
    )
    assert not combine(world).exposed


def test_a_total_and_its_domains_cancel() -> None:
    calm, fair = np.array([0, 4, 2, 1, 3, 2, 1, 0]), np.array([1, 3, 2, 0, 4, 4, 2, 1])
    world = published(
        ("whole", list(range(8)), mean_of(9)),
        ("calm", list(range(7)), mean_of(5)),
        ("fair", list(range(7)), mean_of(5)),
        calm=calm,
        fair=fair,
        whole=calm + fair,
    )
    assert not combine(world).exposed
    levels = {"calm": 5, "fair": 5, "whole": 9}
    linked = Published(
        8, world.publications, world.answers, levels, (Link("whole", 1, (("calm", 1), ("fair", 1))),)
    )
    assert combine(linked).isolated == {7}
