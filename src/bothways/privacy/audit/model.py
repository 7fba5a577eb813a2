"""Published numbers as linear conditions on whole numbers, for programming."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.privacy.audit.owners import take_together
from bothways.privacy.audit.publications import (
    Adds,
    IntArray,
    Link,
    Publication,
    Published,
    cut_scale,
    mean_of,
)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Answer:
    """One kind of person, one metric: where the model keeps one person's answer.

    Attributes
    ----------
    owner : int
        Row of ``Model.owner_of``: people whom nothing published tells apart.
    metric : str
    counts : numpy.ndarray of int64, shape (pieces,)
        Variables that are 1 for the piece of the scale the answer lies on; -1 where there is one piece only.
    extras : numpy.ndarray of int64, shape (pieces,)
        Variables with the steps above the lowest level of the piece; -1 for pieces of one level.
    lowest : tuple of int, shape (pieces,)
        Lowest level of each piece.
    levels : int
        Of the scale.
    size : int
        People it speaks of: 1, or the others of the kind together.
    """

    owner: int
    metric: str
    counts: IntArray
    extras: IntArray
    lowest: tuple[int, ...]
    levels: int
    size: int


@dataclass(frozen=True)
class Model:
    """Everything published about some metrics as low <= matrix @ x <= high over whole numbers x.

    Attributes
    ----------
    matrix : scipy.sparse.csr_array, shape (conditions, variables)
    low, high : numpy.ndarray of float64, shape (conditions,)
    upper : numpy.ndarray of float64, shape (variables,)
        Variables lie between 0 and these.
    answers : tuple of Answer
        One for each owner and metric: the answer of one person of that kind. The others of the kind are counted
        together; whatever one of them can have answered, each of them can.
    others : tuple of (Answer or None)
        For each of these, the others of the kind; None where there are none.
    owner_of : numpy.ndarray of int64, shape (people,)
        -1 for people about whom nothing was published.
    whole : bool
        Whether every whole-number solution stands for answers that people can have given.
    """

    matrix: Any
    low: Floats
    high: Floats
    upper: Floats
    answers: tuple[Answer, ...]
    others: tuple[Answer | None, ...]
    owner_of: IntArray
    whole: bool


def build_model(published: Published, metrics: Sequence[str]) -> Model:
    """Write what was published about metrics that hang together as linear conditions.

    Parameters
    ----------
    published : Published
    metrics : sequence of str
        Metrics to take jointly, with all links among them.

    Returns
    -------
    Model

    Notes
    -----
    The scale of a metric is cut where a published kind of number bends (at the favourable line, between detractors
    and promoters, at each bar of a distribution). On each piece every kind is linear, so counts of people and steps
    above the lowest level of a piece describe all numbers exactly: no choice of answers is lost and none is added.

    Examples
    --------
    >>> from bothways.privacy.audit.publications import exact
    >>> calm = np.array([4, 3, 4])
    >>> shown = exact("calm", [0, 1, 2], calm, mean_of(5))
    >>> model = build_model(Published(3, (shown,), {"calm": calm}, {"calm": 5}), ["calm"])
    >>> model.matrix.shape, len(model.answers)
    ((1, 2), 1)
    """
    shown = [one for one in published.publications if one.metric in metrics and len(one.members)]
    links = [link for link in published.links if link.whole in metrics]
    sets = [members for one in shown for members in (one.atoms or (one.members,))]
    sets += [np.flatnonzero(published.answers[metric] >= 0) for metric in metrics]
    owner_of, weights = take_together(sets, people=published.people)
    rows = _Rows()
    answers: list[Answer] = []
    places: dict[tuple[str, int], list[Answer]] = {}
    for metric in metrics:
        pieces = cut_scale((one.adds for one in shown if one.metric == metric), published.levels[metric])
        owners = np.unique(owner_of[published.answers[metric] >= 0])
        for owner in owners:
            kinds = [rows.add_kind(int(owner), metric, pieces, size, published.levels[metric])
                     for size in (1, int(weights[owner]) - 1) if size]  # fmt: skip
            answers.append(kinds[0])
            places[metric, int(owner)] = kinds
    clipped: dict[tuple[object, ...], int] = {}
    for one in shown:
        atoms = one.atoms or (one.members,)
        of_atom = [
            [kind for owner in np.unique(owner_of[atom]) for kind in places[one.metric, int(owner)]]
            for atom in atoms
        ]
        if one.atoms:
            terms = [
                (_clipped(rows, one, atom, several, clipped), 1.0)
                for atom, several in zip(atoms, of_atom, strict=True)
            ]
            least = sum(_ends(one, atom)[0] for atom in atoms)  # clipped totals are kept as what is above it
            rows.condition(terms, one.low_total - least, one.high_total - least)
        else:
            terms = [term for kind in of_atom[0] for term in _terms(kind, one.adds)]
            known = _constant(of_atom[0], one.adds)
            rows.condition(terms, one.low_total - known, one.high_total - known)
    for link in links:
        _add_link(rows, link, places)
    if not rows.low:  # nothing was published: one empty condition keeps the shapes
        rows.condition([(0, 0.0)], -np.inf, np.inf)
    matrix, low, high = rows.table()
    whole = all(link.factor == 1 for link in links)
    others = tuple(next(iter(places[one.metric, one.owner][1:]), None) for one in answers)
    upper = np.asarray(rows.upper, np.float64)
    return Model(matrix, low, high, upper, tuple(answers), others, owner_of, whole)


class _Rows:
    """Conditions while they are collected."""

    def __init__(self) -> None:
        self.upper: list[int] = []
        self.entries: list[tuple[int, int, float]] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def variable(self, upper: int) -> int:
        self.upper.append(upper)
        return len(self.upper) - 1

    def condition(self, terms: Sequence[tuple[int, float]], low: float, high: float) -> None:
        self.entries += [(len(self.low), variable, factor) for variable, factor in terms if factor]
        self.low.append(low)
        self.high.append(high)

    def add_kind(
        self, owner: int, metric: str, pieces: Sequence[tuple[int, int]], size: int, levels: int
    ) -> Answer:
        """Add counts and steps of ``size`` people of one kind."""
        if len(pieces) == 1:  # steps above the lowest level say it all
            extra = self.variable(size * (levels - 1))
            return Answer(owner, metric, np.array([-1]), np.array([extra]), (0,), levels, size)
        counts = [self.variable(size) for _ in pieces]
        extras = [self.variable(size * (last - first)) if last > first else -1 for first, last in pieces]
        self.condition([(count, 1) for count in counts], size, size)
        for count, extra, (first, last) in zip(counts, extras, pieces, strict=True):
            if extra >= 0:
                self.condition([(count, last - first), (extra, -1)], 0, np.inf)
        lowest = tuple(first for first, _ in pieces)
        return Answer(owner, metric, np.asarray(counts), np.asarray(extras), lowest, levels, size)

    def table(self) -> tuple[Any, Floats, Floats]:
        """Return the conditions as a sparse matrix with its bounds."""
        from scipy.sparse import csr_array

        entries = self.entries or [(0, 0, 0.0)]
        row, column, factor = (np.asarray(part) for part in zip(*entries, strict=True))
        shape = (len(self.low), max(1, len(self.upper)))
        matrix = csr_array((factor.astype(np.float64), (row, column)), shape=shape)
        return matrix, np.asarray(self.low, np.float64), np.asarray(self.high, np.float64)


def _terms(kind: Answer, adds: Adds) -> list[tuple[int, float]]:
    """Return what people of a kind add to a total, as multiples of their variables; see :func:`_constant`."""
    terms: list[tuple[int, float]] = []
    for count, extra, first in zip(kind.counts, kind.extras, kind.lowest, strict=True):
        if count >= 0:
            terms.append((int(count), adds[first]))
        if extra >= 0:
            terms.append((int(extra), adds[first + 1] - adds[first]))
    return terms


def _constant(kinds: Sequence[Answer], adds: Adds) -> int:
    """Return what people add to a total whatever they answer, where counts are left out."""
    return sum(kind.size * adds[0] for kind in kinds if kind.counts[0] < 0)


def _ends(one: Publication, atom: IntArray) -> tuple[int, int]:
    """Return the lowest and highest clipped total of an atom."""
    return min(one.adds) * len(atom) + one.clip, max(one.adds) * len(atom) - one.clip


def _clipped(
    rows: _Rows,
    one: Publication,
    atom: IntArray,
    kinds: Sequence[Answer],
    known: dict[tuple[object, ...], int],
) -> int:
    """Return the variable of an atom's clipped total; other numbers of the same atom share it."""
    key = (one.metric, tuple(one.adds), one.clip, atom.tobytes())
    if key in known:
        return known[key]
    bottom, top = _ends(one, atom)
    total = known[key] = rows.variable(top - bottom)
    above, below = rows.variable(one.clip), rows.variable(one.clip)
    high, low = rows.variable(1), rows.variable(1)  # is something cut off at this end?
    terms = [term for kind in kinds for term in _terms(kind, one.adds)]
    offset = bottom - _constant(kinds, one.adds)
    rows.condition([*terms, (total, -1), (above, -1), (below, 1)], offset, offset)
    rows.condition([(above, 1), (high, -one.clip)], -np.inf, 0)
    rows.condition([(below, 1), (low, -one.clip)], -np.inf, 0)
    rows.condition([(total, 1), (high, bottom - top)], 0, np.inf)
    rows.condition([(total, 1), (low, top - bottom)], -np.inf, top - bottom)
    return total


def _add_link(rows: _Rows, link: Link, places: dict[tuple[str, int], list[Answer]]) -> None:
    """Add, for each kind of person with all parts, that the whole follows from them."""
    for (metric, owner), kinds in places.items():
        if metric != link.whole or any((part, owner) not in places for part, _ in link.parts):
            continue
        for place, kind in enumerate(kinds):
            terms = [(at, link.factor * by) for at, by in _terms(kind, mean_of(kind.levels))]
            for part, weight in link.parts:
                other = places[part, owner][place]
                terms += [(at, -weight * by) for at, by in _terms(other, mean_of(other.levels))]
            rows.condition(terms, 0, 0)
