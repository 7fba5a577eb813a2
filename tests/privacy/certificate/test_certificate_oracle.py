"""The certificate against trying every group of people, exactly, in tiny worlds."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from exhaustive import in_span, is_safe, lightest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_worlds import Members, TinyWorld, decide, draw_tiny_world, those

from bothways.privacy.certificate import Certificate

WORLDS = 150  # for each of 4 floors and 1 to 4 blocks: 2,400 in all


@pytest.mark.parametrize("blocks", [1, 2, 3, 4])
@pytest.mark.parametrize("k", [2, 3, 4, 5])
def test_none_of_2400_tiny_worlds_has_an_unsafe_admission_or_a_false_implication(k: int, blocks: int) -> None:
    rng = np.random.default_rng([k, blocks])
    unsafe = false = admitted = implied = 0
    for _ in range(WORLDS):
        world = draw_tiny_world(rng, blocks=blocks)
        decisions = decide(world, k=k, opened=int(rng.integers(1, 4)))
        kept = those(world, decisions, "admitted")
        unsafe += not is_safe(world.people, kept, k)
        follows = [members for members in those(world, decisions, "implied") if len(members)]
        false += sum(not in_span(world.people, kept, members) for members in follows)
        admitted += len(kept)
        implied += len(follows)
    assert (unsafe, false) == (0, 0)
    assert admitted > WORLDS
    assert implied > WORLDS / 10


def test_the_oracle_sees_a_light_difference_of_two_sets() -> None:
    assert lightest(8, [np.arange(8), np.arange(6)], 5) == 2
    assert not is_safe(8, [np.arange(8), np.arange(6)], 5)
    assert is_safe(8, [np.arange(8), np.arange(3)], 3)


def test_the_oracle_sees_a_light_combination_of_four_sets() -> None:
    sets = [np.array(s) for s in ([0, 1, 2, 3, 8], [4, 5, 6, 7, 8], [0, 1, 4, 5], [2, 3, 6, 7])]
    assert all(is_safe(9, [a, b], 2) for a, b in pairwise(sets))
    assert lightest(9, sets, 5) == 1


@pytest.mark.parametrize("k", [2, 3, 4, 5])
def test_what_follows_from_admitted_sets_is_never_withheld_in_tiny_worlds(k: int) -> None:
    rng = np.random.default_rng(k)
    for _ in range(60):
        world = draw_tiny_world(rng, blocks=int(rng.integers(1, 4)))
        certificate = Certificate(world.people, k=k, blocks=world.blocks, budget=1.0)
        kept: list[Members] = []
        for members in world.sets:
            follows = in_span(world.people, kept, members)
            decision = certificate.offer(members)
            assert (decision == "implied") == follows
            if decision == "admitted":
                kept.append(members)


@st.composite
def worlds(draw: st.DrawFn) -> TinyWorld:
    people = draw(st.integers(6, 11))
    blocks = draw(st.lists(st.integers(0, 2), min_size=people, max_size=people))
    member = st.lists(st.integers(0, people - 1), unique=True, min_size=2).map(sorted)
    sets = [np.array(s, np.int64) for s in draw(st.lists(member, min_size=1, max_size=12))]
    return TinyWorld(people, np.array(blocks) if draw(st.booleans()) else None, sets)


@settings(max_examples=150, deadline=None)
@given(worlds(), st.integers(2, 5), st.integers(1, 3))
def test_every_combination_has_none_or_at_least_k_people(world: TinyWorld, k: int, opened: int) -> None:
    kept = those(world, decide(world, k=k, opened=opened), "admitted")
    assert is_safe(world.people, kept, k)


@settings(max_examples=80, deadline=None)
@given(worlds(), st.integers(2, 5), st.randoms(use_true_random=False))
def test_another_order_may_decide_otherwise_but_never_unsafely(
    world: TinyWorld, k: int, random: object
) -> None:
    sets = list(world.sets)
    random.shuffle(sets)  # type: ignore[attr-defined]
    shuffled = TinyWorld(world.people, world.blocks, sets)
    assert is_safe(world.people, those(shuffled, decide(shuffled, k=k), "admitted"), k)


@settings(max_examples=80, deadline=None)
@given(worlds(), st.integers(2, 5))
def test_the_same_offers_meet_the_same_decisions_however_they_are_grouped(world: TinyWorld, k: int) -> None:
    first = decide(world, k=k)
    assert decide(world, k=k) == first
    certificate = Certificate(world.people, k=k, blocks=world.blocks, budget=1.0)
    certificate._space.border._opened = 2
    half = len(world.sets) // 2
    split = certificate.offer_many(world.sets[:half]) + [certificate.offer(s) for s in world.sets[half:]]
    assert split == first


@settings(max_examples=60, deadline=None)
@given(worlds(), st.integers(2, 5))
def test_a_second_offer_of_a_shown_set_is_implied(world: TinyWorld, k: int) -> None:
    certificate = Certificate(world.people, k=k, blocks=world.blocks, budget=1.0)
    shown = [s for s in world.sets if certificate.offer(s) != "withheld"]
    assert [certificate.offer(s) for s in shown] == ["implied"] * len(shown)
