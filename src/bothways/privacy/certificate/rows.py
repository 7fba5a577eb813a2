"""Rows modulo P that grow and can take their last growth back."""

from __future__ import annotations

from types import ModuleType

import numpy as np

from bothways.privacy.certificate import plain
from bothways.privacy.certificate.plain import IntArray, P


def inverse(value: int) -> int:
    """The number that times value is 1 modulo P.

    >>> inverse(3) * 3 % (2**31 - 1)
    1
    """
    return pow(int(value), -1, P)


class Rows:
    """Residues, one row a vector; columns may be added, the last row may be taken back."""

    def __init__(self, width: int, kernels: ModuleType = plain) -> None:
        self._kernels = kernels
        self._store = np.zeros((0, width), np.int32)
        self.fill = np.zeros(width, np.int32)
        self.count, self.width = 0, width

    @property
    def values(self) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
        """The rows in use; the columns may be more than `width`."""
        return self._store[: self.count]

    def _resize(self, height: int, width: int) -> None:
        store = np.zeros((height, width), np.int32)
        store[: self.count, : self.width] = self._store[: self.count, : self.width]
        self._store = store

    def column(self, c: int) -> IntArray:
        """One column."""
        return self._store[: self.count, c].astype(np.int64)

    def widen(self, columns: IntArray | None = None) -> None:
        """Add one column on the right, zero unless given."""
        if self.width == self._store.shape[1]:
            self._resize(len(self._store), self.width + 16 + self.width // 8)
            self.fill = np.append(self.fill, np.zeros(self._store.shape[1] - len(self.fill), np.int32))
        if columns is not None:
            self._store[: self.count, self.width] = columns
            self.fill[self.width] = np.count_nonzero(columns)
        self.width += 1

    def overwrite(self, c: int, column: IntArray) -> None:
        """Give a column other entries."""
        self._store[: self.count, c] = column
        self.fill[c] = np.count_nonzero(column)

    def subtract(self, vector: IntArray, factors: IntArray) -> None:
        """Take factors[i] times row i from the vector, in place."""
        self._kernels.subtract(vector, factors, self.values)

    def place(self, first: IntArray, factors: IntArray) -> None:
        """Take factors[i] times `first` from row i, then append `first`."""
        support = first.nonzero()[0]
        self._kernels.eliminate(self.values, factors, first, support, self.fill)
        if self.count == len(self._store):
            self._resize(self.count + 4 + self.count // 8, self._store.shape[1])
        self._store[self.count, : len(first)] = first
        self.fill[support] += 1
        self.count += 1

    def take(self, first: IntArray, factors: IntArray) -> None:
        """Take factors[i] times `first` from row i."""
        self._kernels.eliminate(self.values, factors, first, first.nonzero()[0], self.fill)

    def take_back(self, factors: IntArray) -> None:
        """Undo the last `place` with the same factors."""
        self.count -= 1
        first = self._store[self.count, : self.width].astype(np.int64)
        self._store[self.count] = 0
        support = first.nonzero()[0]
        self.fill[support] -= 1
        self._kernels.eliminate(self.values, (P - factors) % P, first, support, self.fill)

    def scale_out(self, i: int, factors: IntArray, scale: int) -> None:
        """Multiply row i by scale, then take factors[j] times it from each row j; factors[i] must be 0."""
        first = self._store[i, : self.width] * np.int64(scale) % P
        self._store[i, : self.width] = first
        self._kernels.eliminate(self.values, factors, first, first.nonzero()[0], self.fill)

    def are_light(self, chosen: IntArray, k: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Tell which of the chosen rows have fewer than k entries that are not zero."""
        light: np.ndarray[tuple[int], np.dtype[np.bool_]] = self._kernels.are_light(self.values, chosen, k)
        return light

    def remove(self, i: int) -> None:
        """Drop row i; the last row takes its place."""
        self.count -= 1
        self.fill -= self._store[i] != 0
        self._store[i] = self._store[self.count]
        self._store[self.count] = 0

    def drop_column(self, c: int) -> None:
        """Drop column c; the last column takes its place."""
        self.width -= 1
        self._store[: self.count, c] = self._store[: self.count, self.width]
        self._store[: self.count, self.width] = 0
        self.fill[c], self.fill[self.width] = self.fill[self.width], 0
