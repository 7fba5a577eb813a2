"""Counts of people who left, near to the truth in large groups and open for everybody in small ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]


class Told(NamedTuple):
    """A count as it is told, and the true counts that are told like this."""

    shown: int
    least: int
    most: int


def open_counts(sets: Sequence[npt.ArrayLike], atom: npt.ArrayLike, left: npt.ArrayLike) -> tuple[int, ...]:
    """Return how many people of nested groups are told to have left.

    A share of answers is added up from clipped atoms: each small unit counts one person at least. Where few people
    leave and there are many small units, that tells of far too many leavers. Here each group is counted by itself,
    and moved only as far as its parts need it.

    Parameters
    ----------
    sets : sequence of array of int
        People of each group, by place; any two are apart, or one holds the other. Each is a union of atoms.
    atom : array of int, shape (people,)
        Smallest group of units of each person; five people or more.
    left : array of bool, shape (people,)

    Returns
    -------
    tuple of int
        One a group.

    Notes
    -----
    Of an atom of n people 1 to n - 1 are told. A group is made of the largest told groups below it and of atoms that
    are not told. Each part leaves counts from ``least`` to ``most`` open; over all parts these add up to L and M. Its
    count is told within [L + 1, M - 1], as it is where it lies there. Where M - L is 1, M is told; where it is 0,
    nothing is left to hide. So beside all counts together each person may have left, and may have stayed.

    Examples
    --------
    >>> atom = [0] * 5 + [1] * 5 + [2] * 5
    >>> open_counts([range(15), range(5), range(5, 10), range(10, 15)], atom, [False] * 15)
    (1, 1, 1, 1)
    """
    atoms, gone = np.asarray(atom, np.int64), np.asarray(left, bool)
    groups = [np.sort(np.asarray(one, np.int64)) for one in sets]
    told: dict[int, Told] = {}
    inside: dict[int, list[int]] = {}  # the largest told group of each atom so far, by its first member
    for place in sorted(range(len(groups)), key=lambda at: len(groups[at])):
        people = groups[place]
        of_atoms = np.unique(atoms[people]).tolist()
        told[place] = _told(people, of_atoms, atoms, gone, told, inside)
        for one in of_atoms:
            inside.setdefault(one, []).append(place)
    return tuple(told[place].shown for place in range(len(groups)))


def _told(
    people: IntArray,
    of_atoms: Sequence[int],
    atoms: IntArray,
    gone: npt.NDArray[np.bool_],
    told: dict[int, Told],
    inside: dict[int, list[int]],
) -> Told:
    count, size = int(gone[people].sum()), len(people)
    below = {inside[one][-1] for one in of_atoms if one in inside}
    if len(of_atoms) == 1 and not below:
        return _of_atom(count, size)
    hidden = sum(int((atoms == one).sum()) for one in of_atoms if one not in inside)
    least = sum(told[place].least for place in below)
    most = sum(told[place].most for place in below) + hidden
    return _within(count, least, most)


def _of_atom(count: int, size: int) -> Told:
    if count <= 1:
        return Told(1, 0, 1)
    if count >= size - 1:
        return Told(size - 1, size - 1, size)
    return Told(count, count, count)


def _within(count: int, least: int, most: int) -> Told:
    """Return a count kept within what its parts leave open."""
    if most - least < 2:
        return Told(most, least, most)
    shown = min(max(count, least + 1), most - 1)
    return Told(shown, least if shown == least + 1 else shown, most if shown == most - 1 else shown)
