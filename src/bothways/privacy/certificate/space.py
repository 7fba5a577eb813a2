"""All admitted sets together: what a new set does to every row of every basis."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bothways.privacy.certificate.block import Block
from bothways.privacy.certificate.border import OPENED, WIDEST, Border, Own
from bothways.privacy.certificate.exchange import find_path
from bothways.privacy.certificate.plain import IntArray, P
from bothways.privacy.certificate.relation import in_span
from bothways.privacy.certificate.rows import inverse

Decision = Literal["admitted", "implied", "withheld"]

CROWD = 16  # people of a block for each border pivot of a basis before other blocks are asked
SPARED = 1_000  # rows; a block takes a pivot from the window only when nobody else is free


class Undo:
    """Steps back, to be taken in reverse."""

    def __init__(self) -> None:
        self._steps: list[Callable[[], object]] = []

    def add(self, step: Callable[..., object], *arguments: object) -> None:
        """Remember how to take one step back."""
        self._steps.append(lambda: step(*arguments))

    def run(self) -> Decision:
        """Take all steps back."""
        while self._steps:
            self._steps.pop()()
        return "withheld"


class Space:
    """Blocks and border with ceil(k/2) bases whose pivots are all different people."""

    def __init__(
        self, blocks: list[Block], people: int, k: int, kernels: ModuleType, *, opened: int = OPENED
    ) -> None:
        self.blocks, self._k, self._kernels = blocks, k, kernels
        self._bases = range((k + 1) // 2)
        self.border = Border(blocks, len(self._bases), kernels, opened=opened)
        self._used = np.zeros(people, bool)
        self._sizes = np.array([len(block.people) for block in blocks])
        self.rank = 0

    def offer_inside(self, d: int, members: IntArray, *, room: bool) -> Decision:
        """Decide on a set inside block d, given by columns; without room it is implied or withheld."""
        block, border = self.blocks[d], self.border
        vector = np.zeros(len(block.people), np.int64)
        vector[members] = 1
        lefts = [block.reduce(t, vector) for t in self._bases]
        if not lefts[0].any():
            return "implied" if in_span(block, vector) else "withheld"
        if not border.rank:
            light = min(np.count_nonzero(left) for left in lefts) < self._k
            return "withheld" if light or not room else self._insert_alone(d, members, vector, lefts)
        seen = [border.see_inside(t, d, left) for t, left in enumerate(lefts)]
        weights = [self._weight(t, *seen[t], {d: left}) for t, left in enumerate(lefts)]
        if weights[0] == 0:
            return self._absorb(d, members, vector)
        if not room or min(weights) < self._k:
            return "withheld"
        return self._insert_inside(d, members, lefts, seen)

    def offer_across(self, own: Own, *, room: bool) -> Decision:
        """Decide on a set that crosses blocks: block to 0 or 1 for each of its people."""
        border = self.border
        member = np.zeros(len(self._used), np.uint8)
        for d, vector in own.items():
            member[self.blocks[d].people] = vector
            if not border.window.widths[d]:
                border.open_more(d, self._used)
        left, mixture = border.see(0, member)
        if not left.any() and border.is_combination(mixture, own):
            return "implied"
        if not room:
            return "withheld"
        for t in self._bases:
            left, mixture = border.see(t, member)
            if np.count_nonzero(left) < self._k:
                reduced = {d: self.blocks[d].reduce(t, vector) for d, vector in own.items()}
                if border.weigh(t, mixture, reduced, self._k) < self._k:
                    return "withheld"
        return self._insert_across(member, own)

    def _weight(self, t: int, left: IntArray, mixture: IntArray, own: Own) -> int:
        """People in a reduced row, counted up to k."""
        seen = int(np.count_nonzero(left))
        return self._k if seen >= self._k else self.border.weigh(t, mixture, own, self._k, seen=seen)

    def _pivot(self, t: int, d: int, left: IntArray) -> int | None:
        """The free person of a reduced set who is in the fewest rows."""
        block = self.blocks[d]
        free = ((left != 0) & ~self._used[block.people]).nonzero()[0]
        cost = block.bases[t].fill[free] + SPARED * block.kept[free]
        return int(free[np.argmin(cost)]) if len(free) else None

    def _mark(self, person: int, undo: Undo) -> None:
        undo.add(self._used.__setitem__, person, bool(self._used[person]))
        self._used[person] = True

    def _insert_alone(self, d: int, members: IntArray, vector: IntArray, lefts: list[IntArray]) -> Decision:
        """Insert a set into block d while nothing crosses blocks."""
        block, undo, moved = self.blocks[d], Undo(), False
        for t in sorted(self._bases, key=lambda t: np.count_nonzero(lefts[t])):
            left = block.reduce(t, vector) if moved else lefts[t]
            pivot = self._pivot(t, d, left)
            if pivot is None:
                path = find_path(block, t, left, self._used[block.people])
                if path is None:
                    return undo.run()
                steps, pivot = path
                moved = True
                for u, row, column in steps:
                    old = block.move(u, row, column)
                    undo.add(block.move, u, row, old)
                    self._mark(int(block.people[column]), undo)
                left = block.reduce(t, vector)
            factors = block.place(t, members, left, pivot)
            undo.add(block.take_back, t, factors)
            self._mark(int(block.people[pivot]), undo)
            if block.bases[t].are_light(factors.nonzero()[0], self._k).any():
                return undo.run()
        if moved and any(rows.are_light(np.arange(rows.count), self._k).any() for rows in block.bases):
            return undo.run()
        self.border.window.refresh(d)
        self.rank += 1
        return "admitted"

    def _insert_inside(
        self, d: int, members: IntArray, lefts: list[IntArray], views: list[tuple[IntArray, IntArray]]
    ) -> Decision:
        """Insert a set into block d and into the border rows that reach its pivots."""
        block, border, undo = self.blocks[d], self.border, Undo()
        undo.add(border.look_again, len(border.window.home))
        undo.add(border.window.refresh, d)
        for t in self._bases:
            left = lefts[t]
            seen, mixture = views[t]
            if len(seen) < len(border.window.home):  # weighing has opened the window since
                seen, mixture = border.see_inside(t, d, left)
            found = self._pivot_inside(t, d, left, mixture)
            if found is None:
                undo.run()
                return self._insert_outside(d, members)
            pivot, column, entry = found
            factors = block.place(t, members, left, pivot)
            undo.add(block.take_back, t, factors)
            border.mixes[t].take(mixture * inverse(entry) % P, column)
            undo.add(border.mixes[t].take, mixture * inverse(entry) % P, (P - column) % P)
            border.bases[t].take(seen * inverse(entry) % P, column)
            undo.add(border.bases[t].take, seen * inverse(entry) % P, (P - column) % P)
            self._mark(int(block.people[pivot]), undo)
            border.window.refresh(d, t)
            if self._is_unsafe(t, column.nonzero()[0], d, factors.nonzero()[0]):
                return undo.run()
        self.rank += 1
        return "admitted"

    def _insert_outside(self, d: int, members: IntArray) -> Decision:
        """Insert a set of block d whose free people are elsewhere: as a border set that the block then takes over."""
        block = self.blocks[d]
        vector = np.zeros(len(block.people), np.int64)
        vector[members] = 1
        member = np.zeros(len(self._used), np.uint8)
        member[block.people[members]] = 1
        if not self.border.window.widths[d]:
            self.border.open_more(d, self._used)
        decision = self._insert_across(member, {d: vector})
        if decision == "admitted":
            self._absorb(d, members, vector, proven=True)
        return decision

    def _pivot_inside(
        self, t: int, d: int, left: IntArray, mixture: IntArray
    ) -> tuple[int, IntArray, int] | None:
        """A free person where the fully reduced set is not zero, with the border's column and that entry."""
        block = self.blocks[d]
        full = left
        if mixture.any():
            full = (block.reduce(t, block.touched_by(mixture)) + left) % P
        pivot = self._pivot(t, d, np.where(left != 0, full, 0))
        return None if pivot is None else (pivot, self.border.column(t, d, pivot), int(full[pivot]))

    def _insert_across(self, member: NDArray[np.uint8], own: Own) -> Decision:
        """Insert a set as border rows."""
        border, undo = self.border, Undo()
        for t in self._bases:
            self._open_last(t, border.see(t, member)[0])
        border.admit(own)
        undo.add(border.dismiss)
        for t in self._bases:
            left, mixture = border.see(t, member)
            while (pivot := self._pivot_across(t, left)) is None:
                reduced = {d: self.blocks[d].reduce(t, vector) for d, vector in own.items()}
                if not border.open_support(t, mixture, reduced, self._used):
                    return undo.run()
                left, mixture = border.see(t, member)
            mixture[-1] = 1
            factors = border.place(t, left, mixture, pivot)
            undo.add(border.take_back, t, factors)
            self._mark(int(border.window.person[pivot]), undo)
            if self._is_unsafe(t, np.append(factors.nonzero()[0], len(factors)), -1, np.zeros(0, np.int64)):
                return undo.run()
        self.rank += 1
        return "admitted"

    def _pivot_across(self, t: int, left: IntArray) -> int | None:
        """A free column of the window, if possible in the last block that is not yet crowded, and in few rows.

        Sets inside blocks usually come in the order of the blocks, so that the last one of a border row is implied
        and can take the row over; a pivot in an earlier block would have to move when that block's set comes.
        """
        window = self.border.window
        free = ((left != 0) & ~self._used[window.person]).nonzero()[0]
        if not len(free):
            return None
        home = window.home[free]
        best = free[home == home[np.argmax(np.where(self._crowded(t)[home], -1 - home, home))]]
        d = window.home[best[0]]
        fill = np.count_nonzero(window.glimpse[t][d, : window.counts[d]][:, window.slot[best]], axis=0)
        return int(best[np.argmin(fill)])

    def _crowded(self, t: int) -> NDArray[np.bool_]:
        """Blocks with many border pivots for their size."""
        crowd = np.bincount(self.border.window.home[self.border.pivots[t]], minlength=len(self.blocks))
        return np.asarray(crowd > self._sizes // CROWD)

    def _open_last(self, t: int, left: IntArray) -> None:
        """Open the window further in the block that should hold the next pivot, if nobody is free there."""
        window = self.border.window
        seen = left != 0
        wanted = np.unique(window.home[seen & ~self._crowded(t)[window.home]])
        wanted = wanted[window.widths[wanted] < WIDEST]
        if len(wanted) and not (seen & (window.home == wanted[-1]) & ~self._used[window.person]).any():
            self.border.open_more(int(wanted[-1]), self._used)

    def _is_unsafe(self, t: int, changed: IntArray, d: int, own_changed: IntArray) -> bool:
        """Whether a changed border row, a changed row of block d or a row that holds a border pivot got light."""
        border, window = self.border, self.border.window
        rows, mix = border.bases[t], border.mixes[t]
        for i in changed[rows.are_light(changed, self._k)].tolist():
            if border.weigh(t, mix.values[i, : border.rank].astype(np.int64), {}, self._k) < self._k:
                return True
        flags = np.zeros(rows.count, bool)
        flags[changed] = True
        forced = np.zeros(window.glimpse[t].shape[1], bool)
        if len(own_changed):
            base = self.blocks[d].bases[t]
            _, columns = window.inside(t, d)
            coupled = base.values[np.ix_(own_changed, columns)].any(axis=1)
            if base.are_light(own_changed[~coupled], self._k).any():
                return True
            forced[own_changed[coupled]] = True
        suspects = self._kernels.coupled_light(
            window.glimpse[t], window.counts, window.place, window.widths, window.anchor[t],
            rows.values, flags, d, forced, window.home, window.slot, self._k,
        )  # fmt: skip
        return any(self._row_weight(t, int(b), int(i)) < self._k for b, i in suspects)

    def _row_weight(self, t: int, d: int, i: int) -> int:
        """People in row i of block d, freed of border pivots, counted up to k."""
        border, base = self.border, self.blocks[d].bases[t]
        rows, columns = border.window.inside(t, d)
        mixture = np.zeros(border.rank, np.int64)
        for row, held in zip(rows, base.values[i, columns].astype(np.int64), strict=True):
            mixture = (mixture - held * border.mixes[t].values[row, : border.rank]) % P
        return border.weigh(t, mixture, {d: base.values[i, : base.width].astype(np.int64)}, self._k)

    def _absorb(self, d: int, members: IntArray, vector: IntArray, *, proven: bool = False) -> Decision:
        """Let an implied set inside a block take the place of a border set; every row stays what it is."""
        block, border = self.blocks[d], self.border
        lefts = [block.reduce(t, vector) for t in self._bases]
        mixture = border.see_inside(0, d, lefts[0])[1]
        if not proven and not border.is_combination(mixture, {d: vector}):
            return "withheld"
        slot = int(mixture.nonzero()[0][-1])
        for t, left in enumerate(lefts):
            rows, columns = border.window.inside(t, d)
            number = int(left[columns].nonzero()[0][0])
            row, mix = int(rows[number]), border.mixes[t]
            border.replace(t, row)
            factors = mix.column(slot) * inverse(mixture[slot]) % P
            mix.take(mixture, factors)
            block.place(t, members, left, int(columns[number]))
        border.forget(slot)
        border.window.refresh(d)
        return "implied"
