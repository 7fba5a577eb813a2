"""An adversary of small worlds: exact rational algebra, and linear programming over bounded answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np
from scipy.optimize import linprog

Vector = list[Fraction]


def reduced(rows: Iterable[Sequence[int]]) -> list[Vector]:
    """Return a reduced basis of the row space, over the rationals."""
    basis: list[Vector] = []
    for row in rows:
        left = [Fraction(int(entry)) for entry in row]
        for known in basis:
            at = next(place for place, entry in enumerate(known) if entry)
            left = [a - left[at] * b for a, b in zip(left, known, strict=True)] if left[at] else left
        at = next((place for place, entry in enumerate(left) if entry), None)
        if at is None:
            continue
        left = [entry / left[at] for entry in left]
        basis = [
            [a - known[at] * b for a, b in zip(known, left, strict=True)] if known[at] else known
            for known in basis
        ]
        basis.append(left)
    return basis


def lightest_combination(sets: Iterable[np.ndarray], people: int, *, below: int = 5) -> int:
    """Return the fewest people in any combination of the sets, or ``below`` where none has fewer.

    A combination that speaks of the people T alone exists where the rows, restricted to all others, lose rank.
    """
    rows = [np.isin(np.arange(people), one).astype(int) for one in sets]
    basis = reduced(rows)
    for size in range(1, below):
        for few in combinations(range(people), size):
            others = [[entry for place, entry in enumerate(row) if place not in few] for row in basis]
            if _rank(others) < len(basis):
                return size
    return below


def _rank(rows: list[Vector]) -> int:
    left, rank = [list(row) for row in rows], 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((row for row in range(rank, len(left)) if left[row][column]), None)
        if pivot is None:
            continue
        left[rank], left[pivot] = left[pivot], left[rank]
        for row in range(rank + 1, len(left)):
            if left[row][column]:
                times = left[row][column] / left[rank][column]
                left[row] = [a - times * b for a, b in zip(left[row], left[rank], strict=True)]
        rank += 1
    return rank


def bounds_on_answers(
    sets: Sequence[np.ndarray], totals: Sequence[tuple[float, float]], people: int, *, low: float, high: float
) -> np.ndarray:
    """Return the least and the largest answer of each person that fits everything shown, shape (people, 2)."""
    rows = np.array([np.isin(np.arange(people), one) for one in sets], dtype=float)
    upper = np.array([top for _, top in totals])
    lower = np.array([bottom for bottom, _ in totals])
    found = np.empty((people, 2))
    for person in range(people):
        for side, sign in enumerate((1.0, -1.0)):
            aim = np.zeros(people)
            aim[person] = sign
            solved = linprog(
                aim, A_ub=np.vstack([rows, -rows]), b_ub=np.concatenate([upper, -lower]), bounds=(low, high)
            )
            assert solved.status == 0
            found[person, side] = sign * solved.fun
    return found
