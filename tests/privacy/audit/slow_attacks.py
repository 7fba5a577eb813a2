"""Small worlds, and slow attacks that cannot miss anything."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from bothways.privacy.audit import Publication, Published


def rank(matrix: np.ndarray) -> int:
    """Rank over the rationals."""
    rows = [[Fraction(int(value)) for value in row] for row in matrix]
    found = 0
    for column in range(matrix.shape[1]):
        at = next((place for place in range(found, len(rows)) if rows[place][column]), None)
        if at is None:
            continue
        rows[found], rows[at] = rows[at], rows[found]
        for place in range(found + 1, len(rows)):
            factor = rows[place][column] / rows[found][column]
            rows[place] = [one - factor * two for one, two in zip(rows[place], rows[found], strict=True)]
        found += 1
    return found


def exposed_by_hand(sets: Sequence[np.ndarray], people: int, k: int) -> tuple[set[int], set[int]]:
    """Isolated and exposed people, by trying every group of fewer than k."""
    matrix = np.array([np.isin(np.arange(people), members) for members in sets], np.int64)
    full = rank(matrix)
    isolated: set[int] = set()
    exposed: set[int] = set()

    def told(group: Sequence[int]) -> bool:
        return rank(np.delete(matrix, list(group), axis=1)) < full

    for size in range(1, k):
        for group in itertools.combinations(range(people), size):
            if set(group) <= exposed or not told(group):
                continue
            if all(not told([one for one in group if one != left]) for left in group):
                exposed |= set(group)
                isolated |= set(group) if size == 1 else set()
    return isolated, exposed


def possible_by_hand(published: Published) -> dict[tuple[str, int], set[int]]:
    """Every level each answer can have, by trying all answers; links are sums of their parts."""
    free = [metric for metric in published.answers if metric not in {link.whole for link in published.links}]
    people = range(published.people)
    found: dict[tuple[str, int], set[int]] = {
        (metric, person): set() for metric in published.answers for person in people
    }
    spans = [range(published.levels[metric]) for metric in free for _ in people]
    for guess in itertools.product(*spans):
        tried = {
            metric: np.array(guess[place * published.people : (place + 1) * published.people])
            for place, metric in enumerate(free)
        }
        for link in published.links:
            tried[link.whole] = sum(weight * tried[part] for part, weight in link.parts) // link.factor
        if all(fits(one, tried[one.metric]) for one in published.publications):
            for metric, levels in tried.items():
                for person in people:
                    found[metric, person].add(int(levels[person]))
    return found


def fits(one: Publication, levels: np.ndarray) -> bool:
    """Whether answers could be behind a number."""
    return one.low_total <= one.total(levels) <= one.high_total
