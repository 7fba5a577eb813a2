"""One block of people: the echelon forms of the sets inside it, one a basis."""

from __future__ import annotations

from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from bothways.privacy.certificate.plain import IntArray, P
from bothways.privacy.certificate.rows import Rows, inverse


class Block:
    """The sets admitted inside one block.

    Each basis is a reduced echelon form modulo P of the same sets; `mix` writes the rows of the first basis as
    combinations of the sets. `marks` holds, for the border sets that touch the block, who is in them.
    """

    def __init__(self, people: IntArray, bases: int, kernels: ModuleType) -> None:
        self.people = people
        self.bases = [Rows(len(people), kernels) for _ in range(bases)]
        self.pivots = [np.zeros(0, np.int64) for _ in range(bases)]
        self.mix = Rows(0, kernels)
        self.sets: list[NDArray[np.int32]] = []
        self.kept = np.zeros(len(people), np.int64)  # 1: a column of the window, better left to border rows
        self.touching = np.zeros(0, np.int64)
        self._marks = np.zeros((0, len(people)), np.uint8)

    @property
    def rank(self) -> int:
        """Number of independent sets inside the block."""
        return len(self.sets)

    def reduce(self, t: int, vector: IntArray) -> IntArray:
        """What basis t leaves of a vector of residues; a new array."""
        left = vector.copy()
        self.bases[t].subtract(left, vector[self.pivots[t]])
        return left

    def place(self, t: int, members: IntArray, left: IntArray, pivot: int) -> IntArray:
        """Add a set to basis t.

        Parameters
        ----------
        t : int
            The basis; the first one also keeps the set.
        members : array of int
            Columns of the set.
        left : array of int
            The set as basis t reduced it.
        pivot : int
            A column where `left` is not zero.

        Returns
        -------
        array of int
            What `take_back` needs: entry at the pivot of each row there was.
        """
        factors, scale = self.bases[t].column(pivot), inverse(left[pivot])
        self.bases[t].place(left * scale % P, factors)
        if t == 0:
            vector = np.zeros(len(self.people), np.int64)
            vector[members] = 1
            held = vector[self.pivots[0]]
            self.mix.widen()
            mixture = np.zeros(self.mix.width, np.int64)
            mixture[-1] = 1
            self.mix.subtract(mixture, held)
            self.mix.place(mixture * scale % P, factors)
            self.sets.append(members.astype(np.int32))
        self.pivots[t] = np.append(self.pivots[t], pivot)
        return factors

    def take_back(self, t: int, factors: IntArray) -> None:
        """Undo the last `place` in basis t."""
        self.bases[t].take_back(factors)
        self.pivots[t] = self.pivots[t][:-1]
        if t == 0:
            self.mix.take_back(factors)
            self.mix.drop_column(self.mix.width - 1)
            self.sets.pop()

    def move(self, t: int, row: int, column: int) -> int:
        """Give a row of basis t another pivot; returns the old one."""
        old = int(self.pivots[t][row])
        factors = self.bases[t].column(column)
        scale = inverse(int(factors[row]))
        factors[row] = 0
        self.bases[t].scale_out(row, factors, scale)
        if t == 0:
            self.mix.scale_out(row, factors, scale)
        self.pivots[t][row] = column
        return old

    @property
    def marks(self) -> NDArray[np.uint8]:
        """Who of the block is in each touching border set."""
        return self._marks[: len(self.touching)]

    def touch(self, number: int, vector: IntArray) -> None:
        """Note who of the block is in border set `number`."""
        count = len(self.touching)
        if count == len(self._marks):
            self._marks = _taller(self._marks)
        self._marks[count] = vector
        self.touching = np.append(self.touching, number)

    def untouch(self, number: int) -> None:
        """Forget a border set."""
        at = int((self.touching == number).nonzero()[0][0])
        self.touching[at] = self.touching[-1]
        self._marks[at] = self._marks[len(self.touching) - 1]
        self.touching = self.touching[:-1]

    def touched_by(self, mixture: IntArray) -> IntArray:
        """The part inside the block of a combination of border sets, modulo P."""
        used = mixture[self.touching].nonzero()[0]
        factors = mixture[self.touching[used]]
        return np.asarray(factors @ self.marks[used].astype(np.int64) % P)

    def border_column(self, t: int, c: int) -> IntArray:
        """Entry at column c of each touching border set, reduced by basis t."""
        column = self.bases[t].column(c)
        used = column.nonzero()[0]
        held = self.marks[:, self.pivots[t][used]].astype(np.int64) @ column[used]
        return np.asarray((self.marks[:, c] - held) % P)


def _taller(store: NDArray[np.uint8]) -> NDArray[np.uint8]:
    higher = np.zeros((8 + len(store) + len(store) // 4, store.shape[1]), store.dtype)
    higher[: len(store)] = store
    return higher
