"""Subtracting and combining published numbers: who is left over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bothways.privacy.audit.light import find_light
from bothways.privacy.audit.modular import reduce_rows
from bothways.privacy.audit.owners import membership, take_together
from bothways.privacy.audit.publications import (
    Adds,
    IntArray,
    Link,
    Publication,
    Published,
    cut_scale,
    mean_of,
)


@dataclass(frozen=True)
class Algebra:
    """People whom sums and differences of published numbers single out.

    Attributes
    ----------
    isolated, exposed : frozenset of int
        Column numbers: alone in a combination; in a combination of fewer than k people.
    complete : bool
        Whether every other combination describes k people or more.
    """

    isolated: frozenset[int]
    exposed: frozenset[int]
    complete: bool


def combine(published: Published, *, k: int = 5) -> Algebra:
    """Attack with linear algebra, as if the numbers were not rounded.

    Parameters
    ----------
    published : Published
    k : int
        Combinations of fewer people expose.

    Returns
    -------
    Algebra

    Notes
    -----
    Numbers of metrics that have nothing to do with each other cannot cancel. Those of one metric, and of metrics
    that follow from each other, are first taken as if they were all sums of one thing: if even then every
    combination has k people, so it has in truth, since a combination of several things is one in each of them.
    Only otherwise each is taken for what it is.

    Examples
    --------
    >>> from bothways.privacy.audit.publications import exact
    >>> calm = np.array([4, 3, 4, 2, 1, 0])
    >>> both = tuple(exact("calm", who, calm, mean_of(5)) for who in ([0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4]))
    >>> sorted(combine(Published(6, both, {"calm": calm}, {"calm": 5})).isolated)
    [5]
    """
    isolated: set[int] = set()
    exposed: set[int] = set()
    complete = True
    seen: dict[tuple[bytes, ...], Algebra] = {}
    for shown, links in bunches(published):
        sets = distinct_sets(shown)
        key = tuple(members.tobytes() for members in sets)
        if key not in seen:
            seen[key] = sums_of(sets, people=published.people, k=k)
        found = seen[key]
        if (found.exposed or not found.complete) and _mixed(shown):
            found = _apart(shown, links, published, k)
        isolated |= found.isolated
        exposed |= found.exposed
        complete &= found.complete
    return Algebra(frozenset(isolated), frozenset(exposed), complete)


def sums_of(sets: Sequence[IntArray], *, people: int, k: int = 5) -> Algebra:
    """Attack sums of one thing over sets of people.

    Parameters
    ----------
    sets : sequence of numpy.ndarray of int64
    people : int
    k : int

    Returns
    -------
    Algebra

    Examples
    --------
    >>> found = sums_of([np.arange(15), np.arange(8), np.arange(5, 15)], people=15)
    >>> sorted(found.exposed), found.complete
    ([5, 6, 7], True)
    """
    if not sets:
        return Algebra(frozenset(), frozenset(), True)
    owner_of, weights = take_together(sets, people=people)
    light = find_light(membership(sets, owner_of, len(weights))[:, :, None], weights, k=k)
    return Algebra(_people(light.isolated, owner_of), _people(light.exposed, owner_of), light.complete)


def _people(owners: IntArray, owner_of: IntArray) -> frozenset[int]:
    """Return the people behind owners."""
    return frozenset(np.flatnonzero(np.isin(owner_of, owners)).tolist())


def distinct_sets(shown: Iterable[Publication]) -> list[IntArray]:
    """Return the members of each set once, in a fixed order."""
    by_bytes = {one.members.tobytes(): one.members for one in shown if len(one.members)}
    return [by_bytes[key] for key in sorted(by_bytes)]


def bunches(published: Published) -> list[tuple[list[Publication], list[Link]]]:
    """Return publications that may cancel each other, with the links among their metrics."""
    bunch_of = {metric: metric for metric in published.levels}

    def top(metric: str) -> str:
        while bunch_of[metric] != metric:
            metric = bunch_of[metric]
        return metric

    for link in published.links:
        for part, _ in link.parts:
            bunch_of[top(part)] = top(link.whole)
    shown: dict[str, list[Publication]] = {}
    for one in published.publications:
        shown.setdefault(top(one.metric), []).append(one)
    return [
        (several, [link for link in published.links if top(link.whole) == name])
        for name, several in shown.items()
    ]


def _mixed(shown: Sequence[Publication]) -> bool:
    """Return whether the publications are sums of more than one thing."""
    return len({(one.metric, one.adds) for one in shown}) > 1


def _apart(shown: Sequence[Publication], links: Sequence[Link], published: Published, k: int) -> Algebra:
    """Attack sums of several things that hang together, each for what it is."""
    whole = {link.whole: link for link in links}
    directions: dict[str, list[Adds]] = {}
    for one in shown:
        for metric, adds, _ in _parts_of(one, whole, published):
            directions.setdefault(metric, []).append(adds)
    frames = {metric: _frame(adds, published.levels[metric]) for metric, adds in directions.items()}
    starts, width = {}, 0
    for metric, frame in frames.items():
        starts[metric], width = width, width + len(frame)
    owner_of, weights = take_together(distinct_sets(shown), people=published.people)
    matrix = np.zeros((len(shown), len(weights), width), np.int64)
    for place, one in enumerate(shown):
        owners = np.unique(owner_of[one.members])
        for metric, adds, weight in _parts_of(one, whole, published):
            vector = np.array([adds[level] - adds[0] for level in frames[metric]], np.int64)
            matrix[place, owners, starts[metric] : starts[metric] + len(vector)] += weight * vector
    light = find_light(matrix, weights, k=k)
    return Algebra(_people(light.isolated, owner_of), _people(light.exposed, owner_of), light.complete)


def _parts_of(one: Publication, whole: dict[str, Link], published: Published) -> list[tuple[str, Adds, int]]:
    """Return what a publication sums, metrics that follow from others written as those: metric, adds, weight."""
    link = whole.get(one.metric)
    if link is None or one.adds != mean_of(published.levels[one.metric]):
        return [(one.metric, one.adds, 1)]
    return [(part, mean_of(published.levels[part]), weight) for part, weight in link.parts]


def _frame(directions: Sequence[Adds], levels: int) -> IntArray:
    """Return levels that suffice to tell the sums of one metric apart; constants are known anyway."""
    marks = sorted({level for piece in cut_scale(directions, levels) for level in (piece[0], piece[-1])})
    table = np.array([[adds[level] - adds[0] for level in marks] for adds in directions], np.int64)
    return np.asarray(marks, np.int64)[np.sort(reduce_rows(table, order=np.arange(len(marks))).pivots)]
