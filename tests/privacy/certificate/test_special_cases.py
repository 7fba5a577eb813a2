"""The certificate against exact answers for trees, pairs of families and common refinements."""

from __future__ import annotations

import numpy as np
import pytest
from exhaustive import lightest
from special_cases import least_cut, least_remainder, smallest_cell

from bothways.privacy.certificate import Certificate


def draw_tree(rng: np.random.Generator, people: int) -> list[np.ndarray]:
    """A company of departments of teams, in this order; not everyone is in a team."""
    department = np.sort(rng.integers(0, 3, people))
    team = department * 4 + rng.integers(0, 4, people)
    tree = [np.arange(people)]
    tree += [np.flatnonzero(department == d) for d in range(3)]
    tree += [np.flatnonzero(team == t) for t in range(12) if t % 4]
    return [unit for unit in tree if len(unit)]


@pytest.mark.parametrize("k", [3, 5, 10])
def test_a_tree_is_decided_as_its_least_remainder_decides(k: int) -> None:
    rng = np.random.default_rng(k)
    for _ in range(25):
        people = int(rng.integers(8 * k, 16 * k))
        tree = draw_tree(rng, people)
        blocks = rng.integers(0, 3, people) if rng.random() < 0.5 else None
        certificate, kept = Certificate(people, k=k, blocks=blocks), []
        for unit in tree:
            decision = certificate.offer(unit)
            safe = len(unit) >= k and least_remainder(people, [*kept, unit]) >= k
            assert (decision != "withheld") == safe
            if safe:
                kept.append(unit)
        assert len(kept) > 3


def test_what_is_shown_of_two_nested_families_has_no_small_cut() -> None:
    rng = np.random.default_rng(2)
    shown = needless = 0
    for _ in range(15):
        people = 90
        families = [draw_tree(rng, people)[1:4], []]
        role = rng.integers(0, 4, people)
        certificate = Certificate(people, blocks=rng.integers(0, 2, people))
        kept: list[list[np.ndarray]] = [[], []]
        families[1] = [np.flatnonzero(role == value) for value in range(4)]
        for which in (0, 1):
            for members in families[which]:
                trial = [[*kept[0]], [*kept[1]]]
                trial[which].append(members)
                safe = least_cut(people, *trial) >= 5
                decision = certificate.offer(members)
                assert safe or decision == "withheld"
                needless += safe and decision == "withheld"
                if decision != "withheld":
                    kept = trial
                    shown += 1
    assert shown > 60
    print(shown, needless)
    assert needless <= shown / 20


def test_sets_whose_every_cell_has_k_people_are_all_shown() -> None:
    rng = np.random.default_rng(3)
    for k in (4, 5, 8):
        cell = np.repeat(np.arange(9), k)
        sets = [np.flatnonzero(np.isin(cell, rng.choice(9, 4, replace=False))) for _ in range(12)]
        blocks = rng.integers(0, 3, 9 * k)
        decisions = Certificate(9 * k, k=k, budget=1.0).offer_many(sets)
        assert smallest_cell(9 * k, sets) >= k
        assert "withheld" not in decisions
        split = Certificate(9 * k, k=k, budget=1.0, blocks=blocks).offer_many(sets)
        assert sum(a != "withheld" for a in split) >= 10


def test_the_exact_answers_agree_with_trying_everything() -> None:
    rng = np.random.default_rng(4)
    for _ in range(20):
        tree = draw_tree(rng, 13)[1:]
        assert min(least_remainder(13, tree), 5) == lightest(13, tree, 5)
        labels = [rng.integers(0, 3, 13) for _ in range(2)]
        families = [[np.flatnonzero(a == v) for v in range(2) if (a == v).any()] for a in labels]
        assert min(least_cut(13, *families), 5) == lightest(13, families[0] + families[1], 5)
        assert smallest_cell(13, families[0] + families[1]) <= lightest(13, families[0] + families[1], 14)
