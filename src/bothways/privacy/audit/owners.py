"""People whom no published set tells apart, taken together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bothways.privacy.audit.publications import IntArray


def take_together(sets: Sequence[IntArray], *, people: int) -> tuple[IntArray, IntArray]:
    """Number people by the sets they are in.

    Parameters
    ----------
    sets : sequence of numpy.ndarray of int64
        Members of each set.
    people : int

    Returns
    -------
    owner_of : numpy.ndarray of int64, shape (people,)
        The same number for people who are in the same sets; -1 for those in none.
    weights : numpy.ndarray of int64, shape (owners,)
        People behind each number.

    Examples
    --------
    >>> owner_of, weights = take_together([np.array([0, 1, 2]), np.array([2])], people=4)
    >>> owner_of.tolist(), weights.tolist()
    ([0, 0, 1, -1], [2, 1])
    """
    label = np.zeros(people, np.int64)
    inside = np.zeros(people, bool)
    for members in sets:
        inside[members] = True
        flag = np.zeros(people, np.int64)
        flag[members] = 1
        _, label = np.unique(label * 2 + flag, return_inverse=True) if people else (None, label)
    owner_of = np.full(people, -1, np.int64)
    if inside.any():
        _, owner_of[inside] = np.unique(label[inside], return_inverse=True)
    weights = np.bincount(owner_of[inside]).astype(np.int64) if inside.any() else np.zeros(0, np.int64)
    return owner_of, weights


def membership(sets: Sequence[IntArray], owner_of: IntArray, owners: int) -> IntArray:
    """Return a matrix with 1 where an owner's people are in a set; shape (sets, owners).

    Examples
    --------
    >>> sets = [np.array([0, 1, 2]), np.array([2])]
    >>> membership(sets, np.array([0, 0, 1]), 2).tolist()
    [[1, 1], [0, 1]]
    """
    out = np.zeros((len(sets), owners), np.int64)
    for place, members in enumerate(sets):
        out[place, owner_of[members]] = 1
    return out
