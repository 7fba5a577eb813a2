"""Admits sets of people as long as every combination of them has none or at least k people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bothways.errors import InputError

Decision = Literal["admitted", "implied", "withheld"]
IntArray = NDArray[np.int64]
P = 2**31 - 1


class Certificate:
    """Decides which sets of people may be shown together.

    Parameters
    ----------
    people : int
        Number of people; a set is an array of numbers 0 to people - 1.
    k : int
        Least number of people in any combination of what is admitted, at least 2.
    blocks : array of int, shape (people,), optional
        Block, such as the department, of each person. Changes the speed, never the safety.
    budget : float
        At most this share of people is spent on independent sets, above 0 and at most 1.

    Examples
    --------
    >>> certificate = Certificate(12, k=5)
    >>> certificate.offer([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    'admitted'
    >>> certificate.offer([0, 1, 2, 3, 4, 5, 6])
    'admitted'
    >>> certificate.offer([7, 8, 9, 10, 11])
    'implied'
    >>> certificate.offer([0, 1, 2, 3, 4, 5, 6, 7])
    'withheld'
    """

    def __init__(
        self, people: int, *, k: int = 5, blocks: ArrayLike | None = None, budget: float = 1 / 3
    ) -> None:
        if people < 0 or k < 2 or not 0 < budget <= 1:
            raise InputError(
                "A certificate needs people >= 0, k >= 2 and a budget above 0 and at most 1.",
                remedy="Give such numbers.",
            )
        self._people, self._k, self._budget = people, k, budget
        self._bases = [np.zeros((0, people), np.int64) for _ in range((k + 1) // 2)]
        self._pivots = np.zeros((len(self._bases), 0), np.int64)
        self._sets = np.zeros((0, people), np.int64)

    def offer(self, members: ArrayLike) -> Decision:
        """Decide on one set, for good.

        Parameters
        ----------
        members : array of int
            Numbers of the people in the set.

        Returns
        -------
        {"admitted", "implied", "withheld"}
            Implied: a combination of admitted sets, so it tells nothing new.

        Raises
        ------
        InputError
            A number is not a person's.
        """
        chosen = np.unique(np.asarray(members, dtype=np.int64))
        if len(chosen) and not (chosen[0] >= 0 and chosen[-1] < self._people):
            raise InputError(
                f"A set names a person outside 0 to {self._people - 1}.", remedy="Number people from 0."
            )
        row = np.zeros(self._people, np.int64)
        row[chosen] = 1
        if not len(chosen):
            return "implied"
        if len(chosen) < self._k:
            return "withheld"
        residuals = [
            (row - basis[row[pivots] == 1].sum(0)) % P
            for basis, pivots in zip(self._bases, self._pivots, strict=True)
        ]
        if not residuals[0].any():
            return "implied" if self._is_combination(row) else "withheld"
        if len(self._sets) + 1 > self._budget * self._people:
            return "withheld"
        return self._insert(row, residuals)

    def offer_many(
        self, sets: Iterable[ArrayLike], *, progress: Callable[[int], None] | None = None
    ) -> list[Decision]:
        """Decide on sets in their order, for good; progress hears how many are decided."""
        decisions = []
        for done, members in enumerate(sets, start=1):
            decisions.append(self.offer(members))
            if progress is not None:
                progress(done)
        return decisions

    def _insert(self, row: IntArray, residuals: list[IntArray]) -> Decision:
        used = np.zeros(self._people, bool)
        used[self._pivots.ravel()] = True
        new_bases, new_pivots = [], []
        for basis, residual in sorted(
            zip(self._bases, residuals, strict=True), key=lambda pair: np.count_nonzero(pair[1])
        ):
            free = np.flatnonzero((residual != 0) & ~used)
            if np.count_nonzero(residual) < self._k or not len(free):
                return "withheld"
            pivot = int(free[np.argmin(np.count_nonzero(basis[:, free], axis=0))])
            used[pivot] = True
            first = residual * pow(int(residual[pivot]), -1, P) % P
            rows = np.vstack([(basis - basis[:, [pivot]] * first) % P, first])
            if np.count_nonzero(rows, axis=1).min() < self._k:
                return "withheld"
            new_bases.append(rows)
            new_pivots.append(pivot)
        order = sorted(range(len(residuals)), key=lambda t: np.count_nonzero(residuals[t]))
        for t, rows in zip(order, new_bases, strict=True):
            self._bases[t] = rows
        placed = np.zeros((len(order), 1), np.int64)
        placed[order, 0] = new_pivots
        self._pivots = np.hstack([self._pivots, placed])
        self._sets = np.vstack([self._sets, row])
        return "admitted"

    def _is_combination(self, row: IntArray) -> bool:
        """Is it one over the rationals too? By exact elimination over fractions."""
        from fractions import Fraction

        rows: list[tuple[int, list[Fraction]]] = []
        for vector in [*self._sets.tolist(), row.tolist()]:
            left = [Fraction(value) for value in vector]
            for pivot, known in rows:
                if left[pivot]:
                    times = left[pivot]
                    left = [a - times * b if b else a for a, b in zip(left, known, strict=True)]
            pivot = next((i for i, value in enumerate(left) if value), -1)
            if pivot < 0:
                return True
            rows.append((pivot, [value / left[pivot] for value in left]))
        return False
