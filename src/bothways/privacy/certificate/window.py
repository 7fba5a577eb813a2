"""The columns of the border rows that are kept: a few people of every block."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bothways.privacy.certificate.block import Block
from bothways.privacy.certificate.plain import IntArray


class Window:
    """Some columns of each block, and the block rows as seen there.

    `home` and `slot` say of each column of the window its block and its number there, `place` the way back;
    `glimpse[t][d, i, j]` is row i of block d in basis t at the block's column number j of the window.
    """

    def __init__(self, blocks: Sequence[Block], bases: int) -> None:
        self._blocks = blocks
        count = len(blocks)
        self.home, self.slot, self.person = (np.zeros(0, np.int64) for _ in range(3))
        self.counts, self.widths = np.zeros(count, np.int64), np.zeros(count, np.int64)
        self.place = np.zeros((count, 1), np.int64)
        self.anchor = [np.full((count, 1), -1, np.int64) for _ in range(bases)]
        self.glimpse = [np.zeros((count, 1, 1), np.int32) for _ in range(bases)]
        self.pivots = [np.zeros((count, 1), np.int64) for _ in range(bases)]
        self.columns: list[list[int]] = [[] for _ in blocks]
        for d in range(count):
            self.refresh(d)

    def add(self, d: int, column: int) -> None:
        """Open the window on one more column of block d."""
        j = int(self.widths[d])
        if j == self.place.shape[1]:
            more = 4 + j // 2
            self.place = np.pad(self.place, ((0, 0), (0, more)))
            self.anchor = [np.pad(a, ((0, 0), (0, more)), constant_values=-1) for a in self.anchor]
            self.glimpse = [np.pad(g, ((0, 0), (0, 0), (0, more))) for g in self.glimpse]
        block = self._blocks[d]
        self.place[d, j] = len(self.home)
        self.home, self.slot = np.append(self.home, d), np.append(self.slot, j)
        self.person = np.append(self.person, block.people[column])
        self.columns[d].append(column)
        block.kept[column] = 1
        self.widths[d] += 1
        for t, rows in enumerate(block.bases):
            self.glimpse[t][d, : rows.count, j] = rows.column(column)

    def refresh(self, d: int, t: int | None = None) -> None:
        """See the rows of block d as they are now, in one basis or in all."""
        block = self._blocks[d]
        count, width = max(rows.count for rows in block.bases), int(self.widths[d])
        if count > self.pivots[0].shape[1]:
            more = count + 8 + count // 4 - self.pivots[0].shape[1]
            self.pivots = [np.pad(p, ((0, 0), (0, more))) for p in self.pivots]
            self.glimpse = [np.pad(g, ((0, 0), (0, more), (0, 0))) for g in self.glimpse]
        self.counts[d] = count
        for u, rows in enumerate(block.bases):
            self.pivots[u][d, : rows.count] = block.people[block.pivots[u]]
            if width and t in (None, u):
                self.glimpse[u][d, : rows.count, :width] = rows.values[:, self.columns[d]]
            self.glimpse[u][d, rows.count : count] = 0  # a basis that has not got its row yet

    def inside(self, t: int, d: int) -> tuple[IntArray, IntArray]:
        """The border pivots of basis t in block d: their border rows and their columns of the block."""
        rows = self.anchor[t][d, : self.widths[d]]
        held = np.flatnonzero(rows >= 0)
        return rows[held], np.array(self.columns[d], np.int64)[held]
