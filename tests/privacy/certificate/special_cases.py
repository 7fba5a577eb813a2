"""Exact answers for companies of a special shape: the lightest combination, without trying everything."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

Members = NDArray[np.int64]


def least_remainder(people: int, nested: list[Members]) -> int:
    """Nested sets: the lightest combination is the smallest non-empty remainder, a set minus those inside it."""
    cell = _smallest_around(people, nested)
    counts = np.bincount(cell[cell >= 0])
    return int(counts[counts > 0].min())


def least_cut(people: int, first: list[Members], second: list[Members]) -> int:
    """Two nested families: people are edges between their remainders, combinations are cuts.

    The unshown remainders of both families are one ground vertex, so that the lightest combination is the smallest
    of the minimum cuts of the connected parts.
    """
    a, b = _smallest_around(people, first) + 1, _smallest_around(people, second) + 1
    b[b > 0] += len(first)
    size = 1 + len(first) + len(second)
    weights = np.zeros((size, size), np.int32)
    np.add.at(weights, (a, b), 1)
    weights = weights + weights.T
    np.fill_diagonal(weights, 0)
    flows = [
        maximum_flow(csr_array(weights), s, t).flow_value for s in range(size) for t in range(s + 1, size)
    ]
    return int(min(flow for flow in flows if flow > 0))


def smallest_cell(people: int, sets: list[Members]) -> int:
    """The smallest group of people who are in the same sets, those in none left out: no combination is lighter."""
    rows = np.zeros((people, len(sets)), np.int64)
    for i, members in enumerate(sets):
        rows[members, i] = 1
    cells, counts = np.unique(rows, axis=0, return_counts=True)
    return int(counts[cells.any(axis=1)].min())


def _smallest_around(people: int, nested: list[Members]) -> NDArray[np.int64]:
    """Number of the smallest set around each person, or -1."""
    cell = np.full(people, -1)
    for i in sorted(range(len(nested)), key=lambda i: -len(nested[i])):
        cell[nested[i]] = i
    return cell
