"""Free a pivot by letting other rows move: augmenting paths of the matroid union (Edmonds 1968)."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from bothways.privacy.certificate.block import Block
from bothways.privacy.certificate.plain import IntArray

Step = tuple[int, int, int]  # basis, row, column that becomes the row's pivot


def find_path(block: Block, t: int, left: IntArray, used: NDArray[np.bool_]) -> tuple[list[Step], int] | None:
    """A shortest chain of moves that makes a person free who can be a pivot of a reduced set.

    Parameters
    ----------
    block : Block
        With all its bases.
    t : int
        The basis that needs a pivot.
    left : array of int
        The set as basis t reduced it.
    used : array of bool
        Columns that are pivots of any basis.

    Returns
    -------
    (list of (basis, row, column), int) or None
        Moves, to be made in this order, and the pivot they set free. No path of moves: None.
    """
    came_from: dict[int, tuple[int, int, int] | None] = {int(c): None for c in np.flatnonzero(~used)}
    waiting = deque(came_from)
    while waiting:
        column = waiting.popleft()
        if left[column]:
            return _walk_back(came_from, column), column
        for u, rows in enumerate(block.bases):
            for row in np.flatnonzero(rows.values[:, column]).tolist():
                freed = int(block.pivots[u][row])
                if freed not in came_from and freed != column:
                    came_from[freed] = (column, u, row)
                    waiting.append(freed)
    return None


def _walk_back(came_from: dict[int, tuple[int, int, int] | None], column: int) -> list[Step]:
    """Moves from the far end to the first: only in this order does a shortest path keep every pivot a pivot."""
    steps = []
    before = came_from[column]
    while before is not None:
        column, u, row = before
        steps.append((u, row, column))
        before = came_from[column]
    return steps
