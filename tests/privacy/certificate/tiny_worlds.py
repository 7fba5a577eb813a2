"""Tiny companies: blocks, and sets inside and across them, for trying everything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.privacy.certificate import Certificate, Decision

Members = NDArray[np.int64]


@dataclass(frozen=True)
class TinyWorld:
    """People in blocks and the sets on offer."""

    people: int
    blocks: NDArray[np.int64] | None
    sets: list[Members]


def draw_tiny_world(rng: np.random.Generator, *, blocks: int, offers: int = 18) -> TinyWorld:
    """Eight to thirteen people; random sets inside and across blocks, or a tree with two attributes, shuffled."""
    people = int(rng.integers(8, 14))
    block = rng.integers(0, blocks, people)
    sets = []
    for _ in range(offers):
        inside = rng.random() < 0.6
        kept = rng.random(people) < rng.choice([0.35, 0.55, 0.75] if not inside else [0.7, 0.9])
        sets.append(np.flatnonzero(kept & ((block == rng.integers(0, blocks)) | (not inside))))
    if rng.random() < 0.5:
        attributes = [rng.integers(0, 3, people) for _ in range(2)]
        sets += [np.flatnonzero(a == value) for a in [block, *attributes] for value in range(3)]
        sets += [np.arange(people)]
        sets = [sets[i] for i in rng.permutation(len(sets))]
    return TinyWorld(people, block if blocks > 1 else None, sets)


def decide(
    world: TinyWorld, *, k: int, budget: float = 1.0, opened: int = 2, compiled: bool = False
) -> list[Decision]:
    """Offer every set; a narrow window makes the certificate compute what it does not keep."""
    certificate = Certificate(world.people, k=k, blocks=world.blocks, budget=budget, compiled=compiled)
    certificate._space.border._opened = opened
    return certificate.offer_many(world.sets)


def those(world: TinyWorld, decisions: list[Decision], decision: Decision) -> list[Members]:
    """The sets that met a decision."""
    return [members for members, d in zip(world.sets, decisions, strict=True) if d == decision]
