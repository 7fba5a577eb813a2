"""What the groups that a round tells say of one another, so that none of them tells of an earlier round's people."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bothways.privacy.certificate.plain import P
from bothways.privacy.roster import Roster

IntArray = npt.NDArray[np.int64]


class ToldNow:
    """Units whose people can be combined out of what a round tells so far.

    Parameters
    ----------
    roster : Roster
        The respondents of the round; every group is a union of units.

    Examples
    --------
    >>> from bothways.privacy.roster import make_roster
    >>> from bothways.privacy.tree import make_tree
    >>> tree = make_tree(["top", "a", "b"], [None, "top", "top"])
    >>> told = ToldNow(make_roster(tree, ["a", "a", "b"]))
    >>> told.take([0, 1, 2]), told.holds([2]), told.take([0, 1]), told.holds([2])
    (True, False, True, True)
    """

    def __init__(self, roster: Roster) -> None:
        units, self._unit = np.unique(roster.unit, return_inverse=True)
        self._width = len(units)
        self._rows: list[tuple[int, IntArray]] = []

    def holds(self, people: npt.ArrayLike) -> bool:
        """Return whether a group is a combination of those that were taken."""
        return not self._left(people).any()

    def take(self, people: npt.ArrayLike) -> bool:
        """Take a group that is told; return whether it was no combination of the others."""
        left = self._left(people)
        if not left.any():
            return False
        pivot = int(left.nonzero()[0][0])
        self._rows.append((pivot, left * pow(int(left[pivot]), -1, P) % P))
        return True

    def _left(self, people: npt.ArrayLike) -> IntArray:
        """Return what no combination of the groups so far makes up, by unit."""
        left = np.zeros(self._width, np.int64)
        left[self._unit[np.asarray(people, np.int64)]] = 1
        for pivot, row in self._rows:
            if left[pivot]:
                left = (left - left[pivot] * row) % P
        return left
