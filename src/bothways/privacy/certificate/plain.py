"""Arithmetic modulo P on rows of echelon forms, in NumPy: the meaning of each function of `compiled`.

Rows hold residues 0 to P - 1; `factors` has one residue a row in use.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

P = 2**31 - 1
IntArray = NDArray[np.int64]
RowArray = NDArray[np.int32]


def subtract(vector: IntArray, factors: IntArray, rows: RowArray) -> None:
    """Take factors[i] times row i from the vector, in place."""
    used = np.flatnonzero(factors)
    if len(used):
        products = factors[used, None] * rows[used, : len(vector)] % P
        vector[:] = (vector - products.sum(axis=0)) % P


def eliminate(
    rows: RowArray, factors: IntArray, first: IntArray, support: IntArray, fill: NDArray[np.int32]
) -> None:
    """Take factors[i] times `first` from row i, in place; fill counts the rows that are not zero in a column."""
    changed = np.flatnonzero(factors)
    if not len(changed) or not len(support):
        return
    where = np.ix_(changed, support)
    old = rows[where].astype(np.int64)
    new = (old - factors[changed, None] * first[support] % P) % P
    rows[where] = new
    fill[support] += np.count_nonzero(new, axis=0) - np.count_nonzero(old, axis=0)


def are_light(rows: RowArray, chosen: IntArray, k: int) -> NDArray[np.bool_]:
    """Tell which of the chosen rows have fewer than k entries that are not zero."""
    return np.asarray(np.count_nonzero(rows[chosen], axis=1) < k)


def combine(rows: RowArray, columns: IntArray, values: IntArray) -> IntArray:
    """Multiply the rows, in these columns, with a vector."""
    products = rows[:, columns].astype(np.int64) * values % P
    return np.asarray(products.sum(axis=1) % P)


def seen(
    member: NDArray[np.uint8],
    pivots: IntArray,
    counts: IntArray,
    glimpse: NDArray[np.int32],
    place: IntArray,
    widths: IntArray,
    out: IntArray,
) -> None:
    """Reduce a set by the rows of every block, in the columns of the window; `out` starts as the set itself."""
    for d in range(len(counts)):
        hit = np.flatnonzero(member[pivots[d, : counts[d]]])
        columns = place[d, : widths[d]]
        out[columns] = (out[columns] - glimpse[d, hit, : widths[d]].sum(axis=0, dtype=np.int64)) % P


def coupled_light(
    glimpse: NDArray[np.int32],
    counts: IntArray,
    place: IntArray,
    widths: IntArray,
    anchor: IntArray,
    border: RowArray,
    changed: NDArray[np.bool_],
    forced_block: int,
    forced: NDArray[np.bool_],
    home: IntArray,
    slot: IntArray,
    k: int,
) -> IntArray:
    """Find block rows that may be light now: (block, row) pairs with fewer than k entries seen in the window.

    A row of a block has to be freed of the border pivots it holds (`anchor`: border row of a column of the window,
    or -1). Looked at are the rows that hold a pivot of a changed border row, and the forced rows of one block.
    """
    found = []
    for d in range(len(counts)):
        columns = np.flatnonzero(anchor[d, : widths[d]] >= 0)
        for i in range(counts[d]):
            held = [j for j in columns if glimpse[d, i, j]]
            due = (d == forced_block and len(columns) > 0 and forced[i]) or any(
                changed[anchor[d, j]] for j in held
            )
            if not due:
                continue
            row = np.zeros(len(home), np.int64)
            row[place[d, : widths[d]]] = glimpse[d, i, : widths[d]]
            for j in held:
                row = (row - int(glimpse[d, i, j]) * border[anchor[d, j], : len(home)].astype(np.int64)) % P
            if np.count_nonzero(row) < k:
                found.append((d, i))
    return np.array(found, np.int64).reshape(-1, 2)
