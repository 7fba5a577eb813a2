"""The sets that cross blocks: rows modulo the blocks, kept in a window of columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from bothways.privacy.certificate.block import Block
from bothways.privacy.certificate.plain import IntArray, P
from bothways.privacy.certificate.relation import centred, in_span, whole_numbers
from bothways.privacy.certificate.rows import Rows, inverse
from bothways.privacy.certificate.window import Window

Own = dict[int, IntArray]  # block to an entry for each of its people
OPENED = 6  # columns of a block when the window first opens on it
WIDEST = 64  # a block of more columns in the window gets no more for the sake of weighing


class Border:
    """Border sets and, in each basis, their reduced rows: `bases` in the window, `mixes` in terms of the sets.

    Row i of basis t is mixes[t][i] times the border sets, minus what the pivots of the blocks take away; so any
    column outside the window can be computed when it is needed.
    """

    def __init__(
        self, blocks: Sequence[Block], bases: int, kernels: ModuleType, *, opened: int = OPENED
    ) -> None:
        self._blocks, self._kernels, self._opened = blocks, kernels, opened
        self.window = Window(blocks, bases)
        self.bases = [Rows(0, kernels) for _ in range(bases)]
        self.mixes = [Rows(0, kernels) for _ in range(bases)]
        self.pivots = [np.zeros(0, np.int64) for _ in range(bases)]
        self.touched: list[list[int]] = []

    @property
    def rank(self) -> int:
        """Number of border sets."""
        return len(self.touched)

    def column(self, t: int, d: int, c: int) -> IntArray:
        """Column c of block d of all border rows of basis t."""
        values = self._blocks[d].border_column(t, c)
        touching = self._blocks[d].touching
        used = values.nonzero()[0]
        out: IntArray = self._kernels.combine(self.mixes[t].values, touching[used], values[used])
        return out

    def open(self, d: int, column: int) -> None:
        """Keep one more column."""
        self.window.add(d, column)
        for t, rows in enumerate(self.bases):
            rows.widen(self.column(t, d, column))

    def look_again(self, start: int) -> None:
        """Compute the columns of the window from number `start` on anew."""
        window = self.window
        for w in range(start, len(window.home)):
            d = int(window.home[w])
            for t, rows in enumerate(self.bases):
                rows.overwrite(w, self.column(t, d, window.columns[d][window.slot[w]]))

    def open_more(self, d: int, used: NDArray[np.bool_], count: int | None = None) -> bool:
        """Open the window on the block's columns that make the best pivots; says whether there were any."""
        block = self._blocks[d]
        free = ((block.kept == 0) & ~used[block.people]).nonzero()[0]
        fill = np.sum([rows.fill[free] for rows in block.bases], axis=0)
        chosen = free[np.argsort(fill, kind="stable")[: count or self._opened]]
        for column in chosen.tolist():
            self.open(d, column)
        return len(chosen) > 0

    def see(self, t: int, member: NDArray[np.uint8]) -> tuple[IntArray, IntArray]:
        """Reduce a set by basis t: its residue in the window, and what border sets it takes, itself left out."""
        window = self.window
        out = member[window.person].astype(np.int64)
        self._kernels.seen(
            member, window.pivots[t], window.counts, window.glimpse[t], window.place, window.widths, out
        )
        return self._free(t, out)

    def see_inside(self, t: int, d: int, left: IntArray) -> tuple[IntArray, IntArray]:
        """The same for a vector of block d that the block has reduced already."""
        out = np.zeros(len(self.window.home), np.int64)
        out[self.window.place[d, : self.window.widths[d]]] = left[self.window.columns[d]]
        return self._free(t, out)

    def _free(self, t: int, out: IntArray) -> tuple[IntArray, IntArray]:
        factors = out[self.pivots[t]]
        mixture = np.zeros(self.rank, np.int64)
        self.bases[t].subtract(out, factors)
        self.mixes[t].subtract(mixture, factors)
        return out, mixture

    def spread(self, t: int, mixture: IntArray, own: Own) -> Iterator[tuple[int, IntArray]]:
        """A row in full, block by block: a combination of border sets plus reduced vectors of single blocks."""
        slots = mixture.nonzero()[0]
        reached = sorted(
            set(own).union(*(self.touched[slot] for slot in slots)), key=lambda d: (d not in own, d)
        )
        for d in reached:
            vector = self._blocks[d].reduce(t, self._blocks[d].touched_by(mixture))
            if d in own:
                vector = (vector + own[d]) % P
            yield d, vector

    def open_support(self, t: int, mixture: IntArray, own: Own, used: NDArray[np.bool_]) -> bool:
        """Open the window on free people of a row, some of each of a few blocks; says whether there were any."""
        opened = 0
        for d, vector in self.spread(t, mixture, own):
            block = self._blocks[d]
            free = ((vector != 0) & ~used[block.people] & (block.kept == 0)).nonzero()[0]
            for c in free[np.argsort(block.bases[t].fill[free], kind="stable")[:2]].tolist():
                self.open(d, c)
                opened += 1
            if opened >= 3 * len(self.bases):
                break
        return opened > 0

    def weigh(self, t: int, mixture: IntArray, own: Own, k: int, *, seen: int = 0) -> int:
        """People in a row, counted up to k; opens the window where some more than those seen there were found."""
        if not mixture.any():
            return min(sum(int(np.count_nonzero(vector)) for vector in own.values()), k)
        weight, found = 0, []
        for d, vector in self.spread(t, mixture, own):
            columns = vector.nonzero()[0]
            weight += len(columns)
            found += [(d, c) for c in columns[:k].tolist() if not self._blocks[d].kept[c]]
            if weight >= k:
                break
        for d, c in found[: k - seen] if not own else []:
            if self.window.widths[d] < WIDEST:
                self.open(d, c)
        return min(weight, k)

    def is_combination(self, mixture: IntArray, own: Own) -> bool:
        """Whether a set is a rational combination of what is admitted; `mixture` as found by the first basis.

        Parameters
        ----------
        mixture : array of int
            What border sets it takes.
        own : dict of int to array of int
            The set itself: block to 0 or 1 for each of its people.
        """
        lifted = whole_numbers(mixture.tolist(), P)
        signed = centred(mixture) if lifted is None else np.array(lifted[0], np.int64)
        if lifted is None or (np.abs(signed) > 2**31).any() or lifted[1] > 2**31:
            return False
        slots = signed.nonzero()[0]
        for d in sorted(set(own).union(*(self.touched[slot] for slot in slots))):
            block = self._blocks[d]
            target = lifted[1] * own[d] if d in own else np.zeros(len(block.people), np.int64)
            used = signed[block.touching].nonzero()[0]
            target = target + signed[block.touching[used]] @ block.marks[used].astype(np.int64)
            if not in_span(block, target):
                return False
        return True

    def admit(self, own: Own) -> None:
        """Make room for one more border set: block to 0 or 1 for each of its people."""
        for d, vector in own.items():
            self._blocks[d].touch(self.rank, vector)
        for mix in self.mixes:
            mix.widen()
        self.touched.append(sorted(own))

    def dismiss(self) -> None:
        """Forget the border set admitted last; its rows must be gone."""
        for d in self.touched.pop():
            self._blocks[d].untouch(self.rank)
        for mix in self.mixes:
            mix.drop_column(mix.width - 1)

    def place(self, t: int, seen: IntArray, mixture: IntArray, pivot: int) -> IntArray:
        """Add a reduced row with a pivot of the window; returns what `take_back` needs."""
        scale = inverse(seen[pivot])
        factors = self.bases[t].column(pivot)
        self.mixes[t].place(mixture * scale % P, factors)
        self.bases[t].place(seen * scale % P, factors)
        self.window.anchor[t][self.window.home[pivot], self.window.slot[pivot]] = len(self.pivots[t])
        self.pivots[t] = np.append(self.pivots[t], pivot)
        return factors

    def take_back(self, t: int, factors: IntArray) -> None:
        """Undo the last `place` in basis t."""
        pivot = self.pivots[t][-1]
        self.window.anchor[t][self.window.home[pivot], self.window.slot[pivot]] = -1
        self.pivots[t] = self.pivots[t][:-1]
        self.bases[t].take_back(factors)
        self.mixes[t].take_back(factors)

    def replace(self, t: int, row: int) -> int:
        """Give up a border row whose pivot a block takes over; returns that pivot's column of the window."""
        pivot, last = int(self.pivots[t][row]), len(self.pivots[t]) - 1
        anchor, window = self.window.anchor[t], self.window
        anchor[window.home[pivot], window.slot[pivot]] = -1
        if row != last:
            moved = self.pivots[t][last]
            self.pivots[t][row] = moved
            anchor[window.home[moved], window.slot[moved]] = row
        self.pivots[t] = self.pivots[t][:-1]
        self.bases[t].remove(row)
        self.mixes[t].remove(row)
        return pivot

    def forget(self, slot: int) -> None:
        """Take a border set out that no row uses any more; the last set gets its number."""
        last = self.rank - 1
        for d in self.touched[slot]:
            self._blocks[d].untouch(slot)
        if slot != last:
            for d in self.touched[last]:
                touching = self._blocks[d].touching
                touching[touching == last] = slot
            self.touched[slot] = self.touched[last]
        self.touched.pop()
        for mix in self.mixes:
            mix.drop_column(slot)
