"""What an attacker sees: each published number as bounds on a sum over known people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError

IntArray = npt.NDArray[np.int64]
Adds = range | tuple[int, ...]


@dataclass(frozen=True)
class Publication:
    """One published number.

    Attributes
    ----------
    metric : str
    members : numpy.ndarray of int64, shape (n,)
        Column numbers of the people whose answers it is made of: sorted, each once.
    adds : range or tuple of int, shape (levels,)
        What an answer at each level of the scale adds to the total: 0, 1, 2, ... for a mean; 0 or 1 for a share;
        -1, 0 or 1 for an NPS.
    low_total, high_total : int
        The total of ``adds`` over the members lies between these, both included.
    atoms : tuple of numpy.ndarray of int64
        Where the total is added up from clipped totals of disjoint groups: these groups, together the members.
    clip : int
        How far each group's total is kept from its extremes.
    moved : bool
        Whether the truth may lie outside: the ledger moves a mean where coded means side by side would tell
        too much. An attacker takes the number for what it says.
    """

    metric: str
    members: IntArray
    adds: Adds
    low_total: int
    high_total: int
    atoms: tuple[IntArray, ...] = ()
    clip: int = 0
    moved: bool = False

    def fits(self, levels: IntArray) -> bool:
        """Return whether given levels of all people could be behind the number."""
        return self.low_total <= self.total(levels) <= self.high_total

    def total(self, levels: IntArray) -> int:
        """Return the total behind the number, for given levels of all people."""
        adds = np.asarray(self.adds, np.int64)
        if not self.atoms:
            return int(adds[levels[self.members]].sum())
        lowest, highest = int(adds.min()), int(adds.max())
        return sum(
            min(
                max(int(adds[levels[atom]].sum()), lowest * len(atom) + self.clip),
                highest * len(atom) - self.clip,
            )
            for atom in self.atoms
        )


@dataclass(frozen=True)
class Link:
    """A metric that follows from others, in steps of each scale: factor x whole = sum of weight x part.

    Attributes
    ----------
    whole : str
    factor : int
    parts : tuple of (str, int)
        Metric and its weight.
    """

    whole: str
    factor: int
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Published:
    """Everything of one round that an attacker holds side by side.

    Attributes
    ----------
    people : int
        Respondents, numbered 0 to people - 1.
    publications : tuple of Publication
    answers : mapping of str to numpy.ndarray of int64, shape (people,)
        Metric -> level of each person's true answer, 0 the lowest; -1 where there is none. The attacker does not
        know it: it serves to check the reading, and to prove that something cannot be told.
    levels : mapping of str to int
        Metric -> number of levels of its scale.
    links : tuple of Link
        Metrics that follow from others, known from the questionnaire.
    """

    people: int
    publications: tuple[Publication, ...]
    answers: Mapping[str, IntArray]
    levels: Mapping[str, int]
    links: tuple[Link, ...] = field(default=())


def cut_scale(directions: Iterable[Adds], levels: int) -> tuple[tuple[int, int], ...]:
    """Return the first and last level of each piece of a scale on which all directions are linear.

    Parameters
    ----------
    directions : iterable of (range or tuple of int)
        Ranges are linear everywhere.
    levels : int

    Returns
    -------
    tuple of (int, int)

    Examples
    --------
    >>> cut_scale([mean_of(5), share_of(5, start=3)], 5)
    ((0, 2), (3, 4))
    """
    bent = {tuple(adds) for adds in directions if not isinstance(adds, range)}
    if not bent:
        return ((0, levels - 1),)
    pieces, first = [], 0
    for level in range(1, levels + 1):
        if level == levels or any(
            adds[level] - adds[level - 1] != adds[first + 1] - adds[first] for adds in bent
        ):
            pieces.append((first, level - 1))
            first = level
    return tuple(pieces)


def mean_of(levels: int) -> range:
    """Return what an answer adds to the total behind a mean: its level.

    Examples
    --------
    >>> list(mean_of(5))
    [0, 1, 2, 3, 4]
    """
    return range(levels)


def share_of(levels: int, *, start: int) -> tuple[int, ...]:
    """Return what an answer adds to the count behind a favourable share: 1 from level ``start`` on.

    Examples
    --------
    >>> share_of(5, start=3)
    (0, 0, 0, 1, 1)
    """
    return tuple(int(level >= start) for level in range(levels))


def nps_of() -> tuple[int, ...]:
    """Return what an answer from 0 to 10 adds to promoters less detractors.

    Examples
    --------
    >>> nps_of()
    (-1, -1, -1, -1, -1, -1, -1, 0, 0, 1, 1)
    """
    return (-1,) * 7 + (0, 0, 1, 1)


def level_of(levels: int, *, at: int) -> tuple[int, ...]:
    """Return what an answer adds to the count behind one bar of a distribution.

    Examples
    --------
    >>> level_of(5, at=2)
    (0, 0, 1, 0, 0)
    """
    return tuple(int(level == at) for level in range(levels))


def exact(metric: str, members: Sequence[int] | IntArray, answers: IntArray, adds: Adds) -> Publication:
    """Return the publication of an exact total, as files with unrounded numbers have it.

    Parameters
    ----------
    metric : str
    members : sequence of int, shape (n,)
    answers : numpy.ndarray of int64, shape (people,)
        Levels.
    adds : range or tuple of int

    Returns
    -------
    Publication

    Examples
    --------
    >>> shown = exact("calm", [0, 2], np.array([4, 1, 2]), mean_of(5))
    >>> shown.low_total, shown.high_total
    (6, 6)
    """
    who = np.unique(np.asarray(members, np.int64))
    total = int(np.asarray(adds, np.int64)[answers[who]].sum())
    return Publication(metric, who, adds, total, total)


def refuse_misfits(published: Published) -> None:
    """Raise where a number does not fit the answers: then an attack would prove nothing.

    Parameters
    ----------
    published : Published

    Raises
    ------
    InputError
        Names the metric and how many people the number is about in a band, never a person or an answer.

    Examples
    --------
    >>> calm = np.array([0, 4])
    >>> good = exact("calm", [0, 1], calm, mean_of(5))
    >>> refuse_misfits(Published(2, (good,), {"calm": calm}, {"calm": 5}))
    """
    for place, shown in enumerate(published.publications):
        levels = published.answers[shown.metric][shown.members]
        if (levels < 0).any():
            raise InputError(
                f"Number {place + 1}, of {shown.metric!r}, counts somebody without an answer.",
                remedy="Hand in the answers that the numbers were made of.",
            )
        if not shown.moved and not shown.fits(published.answers[shown.metric]):
            raise InputError(
                f"Number {place + 1}, of {shown.metric!r}, does not fit the answers.",
                remedy="Hand in the answers that the numbers were made of.",
            )
