"""The oracle: the lightest combination of sets by trying every group of people, in whole numbers."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray


def rows_of(people: int, sets: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """The sets as rows of 0 and 1."""
    rows = np.zeros((len(sets), people), np.int64)
    for i, members in enumerate(sets):
        rows[i, members] = 1
    return rows


def ranks(matrices: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rational rank of each matrix of 0 and 1, by fraction-free elimination (Bareiss 1968).

    Every entry met on the way is a minor; those of matrices of 0 and 1 with up to 15 rows are at most 131,072
    (Hadamard), so that their products stay exact in 64 bits.
    """
    work = matrices.copy()
    batch, height, width = work.shape
    rank, previous = np.zeros(batch, np.int64), np.ones(batch, np.int64)
    every = np.arange(batch)
    for c in range(width):
        below = (np.arange(height) >= rank[:, None]) & (work[:, :, c] != 0)
        some = below.any(axis=1)
        at = np.where(some, below.argmax(axis=1), 0)
        b = every[some]
        if not len(b):
            continue
        top = rank[b]
        swapped = work[b, at[b]].copy()
        work[b, at[b]] = work[b, top]
        work[b, top] = swapped
        pivot = swapped[:, c]
        lower = np.arange(height) > top[:, None]
        part = work[b]
        new = part * pivot[:, None, None] - part[:, :, c][:, :, None] * swapped[:, None, :]
        work[b] = np.where(lower[:, :, None], new // previous[b][:, None, None], part)
        previous[b] = pivot
        rank[b] += 1
    return rank


def lightest(people: int, sets: list[NDArray[np.int64]], k: int, *, exact: bool = True) -> int:
    """People in the lightest non-zero combination of the sets, counted up to k; not exact, only whether below k."""
    rows = rows_of(people, sets)
    if not len(rows):
        return k
    if len(rows) > 15:
        raise ValueError("The oracle is exact up to 15 sets.")
    whole = ranks(rows[None])[0]
    sizes = range(1, k)
    for size in sizes if exact else sizes[-1:]:
        groups = np.array(list(combinations(range(people), size)))
        without = np.repeat(rows[None], len(groups), axis=0)
        without[np.arange(len(groups))[:, None], :, groups] = 0
        if (ranks(without) < whole).any():
            return size
    return k


def is_safe(people: int, sets: list[NDArray[np.int64]], k: int) -> bool:
    """Whether no non-zero combination of the sets has fewer than k people."""
    return lightest(people, sets, k, exact=False) == k


def in_span(people: int, sets: list[NDArray[np.int64]], members: NDArray[np.int64]) -> bool:
    """Whether a set is a rational combination of sets."""
    rows = rows_of(people, [*sets, members])
    return bool(ranks(rows[None])[0] == (ranks(rows[None, :-1])[0] if sets else 0))
