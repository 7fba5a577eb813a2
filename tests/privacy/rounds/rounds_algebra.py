"""Exact search for combinations that touch too few columns, by elimination modulo a prime."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

P = 2_147_483_647
IntArray = npt.NDArray[np.int64]


def ranks(stack: IntArray) -> IntArray:
    """Rank modulo P of each matrix of a stack, (matrices, rows, columns)."""
    left = stack.copy() % P
    count, rows, columns = left.shape
    rank, each = np.zeros(count, np.int64), np.arange(count)
    for column in range(columns):
        usable = (left[:, :, column] != 0) & (np.arange(rows) >= rank[:, None])
        has = usable.any(1)
        if not has.any():
            continue
        at, row = each[has], usable[has].argmax(1)
        target = rank[has]
        left[at, row], left[at, target] = left[at, target].copy(), left[at, row].copy()
        inverse = np.array([pow(int(pivot), -1, P) for pivot in left[at, target, column]], np.int64)
        left[at, target] = left[at, target] * inverse[:, None] % P
        factor = left[at, :, column].copy()
        factor[np.arange(len(at)), target] = 0
        left[at] = (left[at] - factor[:, :, None] * left[at, target][:, None, :] % P) % P
        rank[has] += 1
        if (rank == rows).all():
            break
    return rank


def isolates(sets: Sequence[tuple[int, ...]], *, k: int) -> bool:
    """Whether some combination of the sets touches 1 to k - 1 columns.

    It does exactly if leaving out some k - 1 columns lowers the rank. A rank modulo P is never above the true one, so
    "no" is certain as soon as the whole matrix has its full rank, which `independent` rows have.
    """
    rows = independent(sets)
    if not len(rows):
        return False
    columns = np.nonzero(rows.any(0))[0]
    dense = rows[:, columns]
    if dense.shape[1] < k:
        return True
    stack = np.repeat(dense[None], _choose(dense.shape[1], k - 1), 0)
    for at, gone in enumerate(combinations(range(dense.shape[1]), k - 1)):
        stack[at][:, list(gone)] = 0
    return bool((ranks(stack) < len(rows)).any())


def independent(sets: Sequence[tuple[int, ...]]) -> IntArray:
    """Rows of distinct sets, those that depend on earlier ones left out."""
    width = max((max(one) for one in sets), default=-1) + 1
    kept: list[IntArray] = []
    for one in dict.fromkeys(sets):
        row = np.zeros(width, np.int64)
        row[list(one)] = 1
        if ranks(np.array([[*kept, row]]))[0] == len(kept) + 1:
            kept.append(row)
    return np.array(kept, np.int64).reshape(len(kept), width)


def _choose(n: int, r: int) -> int:
    return sum(1 for _ in combinations(range(n), r))
