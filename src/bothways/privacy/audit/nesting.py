"""Published sets inside other published sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bothways.privacy.audit.publications import IntArray


@dataclass(frozen=True)
class Differences:
    """Pairs of nested sets whose difference is small.

    Attributes
    ----------
    pairs : int
    exposed : frozenset of int
        People in such a difference, or in a published set of fewer than k itself.
    """

    pairs: int
    exposed: frozenset[int]


def find_holders(sets: Sequence[IntArray], *, people: int) -> tuple[tuple[int, ...], ...]:
    """Find for each set all others that hold it.

    Parameters
    ----------
    sets : sequence of numpy.ndarray of int64
        Members; each set once.
    people : int

    Returns
    -------
    tuple of tuple of int
        Places of the sets that hold all its members, in order; empty for a set without members.

    Examples
    --------
    >>> find_holders([np.arange(8), np.arange(6), np.arange(5, 8)], people=8)
    ((), (0,), (0,))
    """
    around: list[set[int]] = [set() for _ in range(people)]
    for place, members in enumerate(sets):
        for person in members.tolist():
            around[person].add(place)
    found = []
    for place, members in enumerate(sets):
        holding: set[int] | None = None
        for person in members.tolist():
            holding = set(around[person]) if holding is None else holding & around[person]
            if len(holding) == 1:  # itself
                break
        found.append(tuple(sorted((holding or set()) - {place})))
    return tuple(found)


def subtract_pairs(sets: Sequence[IntArray], holders: Sequence[Sequence[int]], *, k: int = 5) -> Differences:
    """Subtract each published set from each that holds it.

    Parameters
    ----------
    sets : sequence of numpy.ndarray of int64
        Members, sorted; each set once.
    holders : sequence of sequence of int
        From :func:`find_holders`.
    k : int
        Differences of fewer people expose.

    Returns
    -------
    Differences
        Complete for pairs at any number of sets.

    Examples
    --------
    >>> sets = [np.arange(8), np.arange(6)]
    >>> found = subtract_pairs(sets, find_holders(sets, people=8))
    >>> found.pairs, sorted(found.exposed)
    (1, [6, 7])
    """
    exposed: set[int] = set()
    pairs = 0
    for members, around in zip(sets, holders, strict=True):
        if 0 < len(members) < k:
            exposed.update(members.tolist())
        for other in around:
            if len(sets[other]) < len(members) + k:
                pairs += 1
                exposed.update(np.setdiff1d(sets[other], members, assume_unique=True).tolist())
    return Differences(pairs, frozenset(exposed))
