"""Small companies in which everything happens that happens to staff."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bothways.privacy.rounds import PanelState, ShownRound, advance, start_panels
from bothways.privacy.tree import UnitTree


@dataclass(frozen=True)
class Month:
    """What one month handed in, what came out, and the state after it."""

    month: int
    roster: dict[int, str]
    answered: frozenset[int]
    state: PanelState
    shown: tuple[ShownRound, ...]


def plant(*edges: str) -> UnitTree:
    """A tree from "child<parent" texts; a text without "<" is a root."""
    pairs = [edge.split("<") for edge in edges]
    units = tuple(pair[0] for pair in pairs)
    return UnitTree(units=units, parents=tuple(pair[1] if pair[1:] else None for pair in pairs), names=units)


TWO_LEVELS = plant("all", "a<all", "b<all", "c<all")
THREE_LEVELS = plant("all", "x<all", "y<all", "a<x", "b<x", "c<y", "d<y")


def live(
    seed: int,
    *,
    tree: UnitTree = THREE_LEVELS,
    k: int = 3,
    months: int = 12,
    people: int = 14,
    leave: float = 0.08,
    move: float = 0.04,
    answering: float = 0.75,
) -> Iterator[Month]:
    """A company of so many people ever: they join, leave, come back, move, fall silent, sit in inner units."""
    draw = np.random.default_rng([20, seed])
    seats = [unit for unit in tree.units if unit != "all"]
    weight = draw.dirichlet(np.ones(len(seats)))
    sits: dict[int, str] = {}
    silent: dict[int, int] = {}
    state = start_panels(k=k, settle=int(draw.integers(1, 4)), stale=int(draw.integers(2, 7)))
    closed = (str(draw.choice(seats)), int(draw.integers(3, months))) if draw.random() < 0.3 else ("", 0)
    month = 0
    for _ in range(months):
        month += 1 + int(draw.random() < 0.1)
        for person in range(people):
            if person in sits and draw.random() < leave:
                del sits[person]
            elif person not in sits and draw.random() < (0.7 if month < 3 else 0.15):
                sits[person] = str(draw.choice(seats, p=weight))
            elif person in sits and draw.random() < move:
                sits[person] = str(draw.choice(seats))
            if draw.random() < 0.02:
                silent[person] = month + int(draw.integers(3, 12))
            if month >= closed[1] and sits.get(person) == closed[0]:
                sits[person] = str(draw.choice([unit for unit in seats if unit != closed[0]]))
        answered = frozenset(
            person for person in sits if silent.get(person, 0) <= month and draw.random() < answering
        )
        state, shown = advance(state, month, dict(sits), answered, tree=tree)
        yield Month(month, dict(sits), answered, state, shown)
