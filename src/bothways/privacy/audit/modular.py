"""Row reduction modulo a prime, with the combination that made each row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bothways.privacy.audit.publications import IntArray

#: 2**31 - 1: products of two residues fit into 64 bits.
PRIME = 2_147_483_647


@dataclass(frozen=True)
class Basis:
    """A reduced row-echelon basis modulo ``PRIME``.

    Attributes
    ----------
    rows : numpy.ndarray of int64, shape (rank, columns)
        1 at the row's own pivot, 0 at those of the others.
    made_of : numpy.ndarray of int64, shape (rank, given rows)
        Multiples of the given rows that add up to each row.
    pivots : numpy.ndarray of int64, shape (rank,)
    """

    rows: IntArray
    made_of: IntArray
    pivots: IntArray


def reduce_rows(matrix: IntArray, *, order: IntArray) -> Basis:
    """Reduce rows modulo ``PRIME``, taking pivots from the columns named first.

    Parameters
    ----------
    matrix : numpy.ndarray of int64, shape (given rows, columns)
    order : numpy.ndarray of int64
        Columns in the order in which they may become pivots; others never do.

    Returns
    -------
    Basis
        The pivots are the first columns in ``order`` that are independent of those before them.

    Examples
    --------
    >>> basis = reduce_rows(np.array([[1, 1, 1], [1, 1, 0]]), order=np.array([2, 0, 1]))
    >>> basis.pivots.tolist(), basis.rows.tolist()
    ([2, 0], [[0, 0, 1], [1, 1, 0]])
    """
    given, columns = matrix.shape
    work = np.concatenate([matrix % PRIME, np.eye(given, dtype=np.int64)], axis=1)
    free = np.ones(given, bool)
    rows, pivots = [], []
    for column in order:
        found = np.flatnonzero((work[:, column] != 0) & free)
        if not len(found):
            continue
        row = int(found[0])
        _clear(work, row, int(column))
        free[row] = False
        rows.append(row)
        pivots.append(int(column))
        if not free.any():
            break
    chosen = work[rows] if rows else work[:0]
    return Basis(chosen[:, :columns], chosen[:, columns:], np.asarray(pivots, np.int64))


def _clear(work: IntArray, row: int, column: int) -> None:
    """Scale a row to 1 at a column and take it out of all other rows, in place."""
    work[row] = work[row] * pow(int(work[row, column]), -1, PRIME) % PRIME
    others = np.flatnonzero(work[:, column])
    others = others[others != row]
    at = np.flatnonzero(work[row])
    if len(others):
        part = work[np.ix_(others, at)] - work[others, column][:, None] * work[row, at][None, :] % PRIME
        work[np.ix_(others, at)] = part % PRIME


def to_fraction(residue: int) -> tuple[int, int] | None:
    """Return the fraction with small numerator and denominator that a residue stands for, or None.

    Wang's rational reconstruction: both ends below the square root of half the prime.

    Examples
    --------
    >>> to_fraction(pow(3, -1, PRIME) * 2 % PRIME), to_fraction(PRIME - 5)
    ((2, 3), (-5, 1))
    """
    bound = 32_767
    before, now = PRIME, residue % PRIME
    first, second = 0, 1
    while now > bound:
        quotient = before // now
        before, now = now, before - quotient * now
        first, second = second, first - quotient * second
    if second == 0 or abs(second) > bound:
        return None
    return (now, second) if second > 0 else (-now, -second)
