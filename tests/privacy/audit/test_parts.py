"""A large organisation is attacked in parts: what is found is true, and what is missed is said."""

from dataclasses import replace

import numpy as np
import pytest

from bothways.privacy.audit import Link, Publication, Published, attack, exact, mean_of
from bothways.privacy.audit.links import find_links
from bothways.privacy.audit.parts import choose_blocks, divide
from bothways.privacy.audit.shown import total_of_mean, total_of_share
from bothways.privacy.audit.stand_in import stand_in


def organisation(teams: int, *, small: int = 0, unanimous: int = 0, seed: int = 0) -> Published:
    """Teams of ten with exact means, ten teams to a department; some with a hidden rest, some of one mind."""
    people = 10 * teams
    calm = np.random.default_rng(seed).integers(0, 5, people)
    team, department = np.arange(people) // 10, np.arange(people) // 100
    groups = [np.flatnonzero(department == number) for number in range(department.max() + 1)]
    for number in range(teams):
        inside = np.flatnonzero(team == number)
        groups.append(inside)
        if number < small:
            groups.append(inside[1:])
        elif number < small + unanimous:
            calm[inside] = 4
    shown = tuple(exact("calm", group, calm, mean_of(5)) for group in groups)
    return Published(people, shown, {"calm": calm}, {"calm": 5})


def test_what_is_planted_in_a_large_organisation_is_found_and_nothing_else() -> None:
    found = attack(organisation(70, small=3, unanimous=2))
    assert (found.people, found.isolated, found.small_differences) == (700, 3, 3)
    assert found.bounded == found.answers == 700
    assert found.pinned >= 3 + 20


def test_parts_agree_with_everything_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    world = organisation(20, small=2, unanimous=2)
    at_once = attack(world)
    monkeypatch.setitem(attack.__globals__, "BOUNDED", 10)
    monkeypatch.setitem(attack.__globals__, "COMBINED", 10)
    in_parts = attack(world)
    assert not in_parts.algebra_complete
    assert replace(in_parts, algebra_complete=True) == at_once


def test_a_small_harmless_organisation_is_proven_open_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(attack.__globals__, "BOUNDED", 10)
    found = attack(organisation(12))
    assert found.bounds_complete
    assert not found.exposed


def test_every_person_is_in_one_part() -> None:
    sets = [np.arange(30), np.arange(10), np.arange(10, 20)]
    blocks = choose_blocks(sets, ((), (0,), (0,)), people=37, most=12)
    assert sorted(np.concatenate(blocks).tolist()) == list(range(37))


def test_a_clipped_total_of_people_on_both_sides_is_not_split() -> None:
    calm = np.array([0, 1, 4, 4, 2, 3])
    one = Publication("calm", np.arange(6), (0, 0, 0, 1, 1), 3, 3, (np.arange(3), np.arange(3, 6)), 1)
    world = Published(6, (one,), {"calm": calm}, {"calm": 5})
    parts = list(divide(world, [np.array([0, 1]), np.array([2, 3, 4, 5])]))
    assert [part.known for part in parts] == [None, None]


def test_a_number_that_the_ledger_moved_is_taken_at_its_word() -> None:
    calm = np.zeros(6, np.int64)
    moved = Publication("calm", np.arange(6), mean_of(5), 9, 11, moved=True)
    world = Published(6, (moved,), {"calm": calm}, {"calm": 5})
    fitting = stand_in(world)
    assert fitting is not None
    assert 9 <= fitting.answers["calm"].sum() <= 11
    found = attack(world)
    assert (found.bounded, found.narrowed) == (6, 0)
    told = attack(replace(world, publications=(replace(moved, low_total=23, high_total=23),)))
    assert (told.bounded, told.narrowed) == (6, 6)


def test_a_total_that_follows_from_its_domains_is_noticed() -> None:
    rng = np.random.default_rng(1)
    calm, fair, other = (rng.integers(0, 5, 60) for _ in range(3))
    answers = {"calm": calm, "fair": fair, "other": other, "whole": 2 * calm + 3 * fair}
    levels = {"calm": 5, "fair": 5, "other": 5, "whole": 21}
    assert find_links(answers, levels) == (Link("whole", 1, (("calm", 2), ("fair", 3))),)
    copy = {"calm": calm, "percent": 25 * calm}
    assert find_links(copy, {"calm": 5, "percent": 101}) == (Link("percent", 1, (("calm", 25),)),)
    few = {metric: values[:6] for metric, values in answers.items()}
    assert find_links(few, levels) == ()


@pytest.mark.parametrize("n", [5, 9, 30])
def test_rounded_numbers_are_read_back_as_all_totals_that_round_to_them(n: int) -> None:
    for total in range(4 * n + 1):
        first, last = total_of_mean(f"{1 + total / n:.1f}", n, low=1, step=1, levels=5)
        assert first <= total <= last
        assert last - first <= 0.1 * n + 1
    for count in range(n + 1):
        first, last = total_of_share(f"{100 * count / n:.0f}", n, (0, 1))
        assert first <= count <= last
