"""Differences of two published sets, one inside the other."""

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


def subtract_pairs(sets: Sequence[IntArray], *, people: int, k: int = 5) -> Differences:
    """Subtract each published set from each that holds it.

    Parameters
    ----------
    sets : sequence of numpy.ndarray of int64
        Members, sorted; each set once.
    people : int
    k : int
        Differences of fewer people expose.

    Returns
    -------
    Differences
        Complete for pairs at any number of sets.

    Examples
    --------
    >>> found = subtract_pairs([np.arange(8), np.arange(6)], people=8)
    >>> found.pairs, sorted(found.exposed)
    (1, [6, 7])
    """
    holders: list[list[int]] = [[] for _ in range(people)]
    exposed: set[int] = set()
    for place, members in enumerate(sets):
        for person in members:
            holders[person].append(place)
        if 0 < len(members) < k:
            exposed.update(members.tolist())
    pairs = 0
    for place, members in enumerate(sets):
        if not len(members):
            continue
        rarest = min(members, key=lambda person: len(holders[person]))
        for other in holders[rarest]:
            larger = sets[other]
            if other == place or not len(members) < len(larger) < len(members) + k:
                continue
            rest = np.setdiff1d(larger, members, assume_unique=True)
            if len(rest) == len(larger) - len(members):
                pairs += 1
                exposed.update(rest.tolist())
    return Differences(pairs, frozenset(exposed))
