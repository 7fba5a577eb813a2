"""Combinations of published numbers that describe only a few people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import lcm

import numpy as np
import numpy.typing as npt

from bothways.privacy.audit.modular import PRIME, Basis, reduce_rows, to_fraction
from bothways.privacy.audit.publications import IntArray

#: More bases than these hardly ever find more, and cost as much as the first.
MOST_BASES = 6
#: Bases of parts with more independent rows than this: each takes seconds.
LARGE_RANK, LARGE_BASES = 900, 2
#: Pairs of rows looked at in one basis, at most.
MOST_PAIRS = 500_000


@dataclass(frozen=True)
class Light:
    """What linear algebra tells.

    Attributes
    ----------
    isolated : numpy.ndarray of int64
        Owners who stand alone in a combination: their answer is told exactly.
    exposed : numpy.ndarray of int64
        Owners in any combination of fewer than k people; the isolated among them.
    complete : bool
        Whether there can be no other combination of fewer than k people.
    """

    isolated: IntArray
    exposed: IntArray
    complete: bool


def find_light(matrix: IntArray, weights: IntArray, *, k: int) -> Light:
    """Find the combinations of rows in which fewer than k people remain.

    Parameters
    ----------
    matrix : numpy.ndarray of int64, shape (rows, owners, width)
        Coefficients of the published totals: for each owner as many columns as there are independent things to
        learn about it. An owner stands for one or several people whom no row tells apart.
    weights : numpy.ndarray of int64, shape (owners,)
        People behind each owner, at least 1.
    k : int
        Combinations of fewer people are looked for.

    Returns
    -------
    Light

    Notes
    -----
    Independent parts of the rows are attacked one by one. In each part, all combinations of one or two rows of
    several reduced bases are looked at. Every other combination touches at least three pivots in each basis; pivots
    of one owner are counted in as many bases as it has people, so such a combination has at least
    sum(max(0, 3 - uncounted pivots of the basis)) people. Where that is k or more, the search is complete (the
    argument of Brouwer and Zimmermann). What is found is checked with whole numbers, not modulo a prime.

    Examples
    --------
    >>> rows = np.array([[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 0]])[:, :, None]
    >>> found = find_light(rows, np.ones(6, np.int64), k=5)
    >>> found.isolated.tolist(), found.complete
    ([5], True)
    """
    rows, owners, width = matrix.shape
    isolated, exposed, complete = np.zeros(owners, bool), np.zeros(owners, bool), True
    flat = matrix.reshape(rows, owners * width)
    basis = reduce_rows(flat, order=np.arange(owners * width))
    for row_places, owner_places in _parts(basis, owners, width):
        made = flat[:, (owner_places[:, None] * width + np.arange(width)).ravel()]
        part = basis.rows.reshape(-1, owners, width)[np.ix_(row_places, owner_places)]
        part_made = basis.made_of[row_places]
        sets, whole = _search(part, part_made, made, weights[owner_places], k)
        complete &= whole
        for owner_set in sets:
            exposed[owner_places[owner_set]] = True
            if len(owner_set) == 1 and weights[owner_places[owner_set[0]]] == 1:
                isolated[owner_places[owner_set]] = True
    return Light(np.flatnonzero(isolated), np.flatnonzero(exposed), complete)


def _parts(basis: Basis, owners: int, width: int) -> Iterator[tuple[IntArray, IntArray]]:
    """Yield the rows and owners of each independent part of a basis."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    rank = len(basis.rows)
    if not rank:
        return
    row_at, column_at = np.nonzero(basis.rows)
    graph = coo_array(
        (np.ones(len(row_at), np.int8), (row_at, rank + column_at // width)), (rank + owners, rank + owners)
    )
    count, label = connected_components(graph.tocsr(), directed=False)
    rows_of, owners_of = label[:rank], label[rank:]
    for part in range(count):
        rows = np.flatnonzero(rows_of == part)
        if len(rows):
            yield rows, np.flatnonzero(owners_of == part)


def _search(
    part: IntArray, made_of: IntArray, given: IntArray, weights: IntArray, k: int
) -> tuple[list[IntArray], bool]:
    """Return the owner sets of light combinations in one part, and whether there can be no others."""
    rank, owners, width = part.shape
    flat = part.reshape(rank, -1)
    capacity = weights.copy()
    found: dict[tuple[int, ...], IntArray] = {}
    doubtful: set[tuple[int, ...]] = set()
    reach = 0
    for attempt in range(MOST_BASES if rank <= LARGE_RANK else LARGE_BASES):
        basis = reduce_rows(flat, order=_pivot_order(capacity, weights, width, k, attempt))
        reach += max(0, 3 - _uncounted(basis.pivots // width, capacity, weights, k))
        paired = rank * (rank - 1) // 2 <= MOST_PAIRS
        if not paired:
            reach -= 1
        rows = basis.rows.reshape(rank, owners, width)
        for owner_set, recipe in _light_rows(rows, basis.made_of, weights, k, paired):
            key = tuple(owner_set.tolist())
            if key in found or key in doubtful:
                continue
            if _holds(_times(recipe, made_of), given, owner_set, width):
                found[key] = owner_set
            else:
                doubtful.add(key)
        if reach >= k:
            return list(found.values()), not doubtful
    return list(found.values()), False


def _times(recipe: IntArray, made_of: IntArray) -> IntArray:
    """Return a row of residues times a matrix of residues, modulo the prime."""
    out = np.zeros(made_of.shape[1], np.int64)
    for place in np.flatnonzero(recipe):
        out = (out + recipe[place] * made_of[place] % PRIME) % PRIME
    return out


def _pivot_order(capacity: IntArray, weights: IntArray, width: int, k: int, attempt: int) -> IntArray:
    """Return columns in the order in which they should become pivots: heavy owners, unused ones, the rest."""
    rank = np.where(weights >= k, 0, np.where(capacity > 0, 1, 2))
    tie = np.random.default_rng(attempt).permutation(len(weights))
    owners = np.lexsort((tie, rank))
    # An owner's first column comes before any owner's second: one pivot an owner as long as that is possible.
    order: IntArray = (owners[None, :] * width + np.arange(width)[:, None]).ravel()
    return order


def _uncounted(owners: IntArray, capacity: IntArray, weights: IntArray, k: int) -> int:
    """Use up the capacity of pivots; return how many of them cannot be counted."""
    missing = 0
    for owner in owners:
        if weights[owner] >= k:  # no light combination touches it
            continue
        if capacity[owner] > 0:
            capacity[owner] -= 1
        else:
            missing += 1
    return missing


def _light_rows(
    rows: IntArray, made_of: IntArray, weights: IntArray, k: int, paired: bool
) -> Iterator[tuple[IntArray, IntArray]]:
    """Yield owners, and the multiples of the given rows, of light rows and light sums of two rows."""
    there = (rows != 0).any(axis=2)
    heavy = there @ weights
    for row in np.flatnonzero(heavy < k):
        yield np.flatnonzero(there[row]), made_of[row]
    if not paired or len(rows) < 2:
        return
    size = there.astype(np.float64)
    shared = (size * weights) @ size.T
    apart = heavy[:, None] + heavy[None, :] - 2 * shared
    for first, second in np.argwhere(np.triu((apart < k) & (shared > 0), 1)):
        for factor in _cancelling(rows[first], rows[second]):
            mixed = (rows[first] + factor * rows[second] % PRIME) % PRIME
            left = (mixed != 0).any(axis=1)
            if left.any() and left @ weights < k:
                yield np.flatnonzero(left), (made_of[first] + factor * made_of[second] % PRIME) % PRIME


def _cancelling(first: IntArray, second: IntArray) -> Sequence[int]:
    """Return the multiples of the second row that cancel something of the first."""
    both = (first != 0) & (second != 0)
    pairs = np.unique(np.stack([first[both], second[both]]), axis=1)
    return sorted({-int(one) * pow(int(two), -1, PRIME) % PRIME for one, two in pairs.T})


def _holds(recipe: IntArray, given: IntArray, owners: IntArray, width: int) -> bool:
    """Return whether a combination, read as fractions, is zero outside the owners and not zero, over whole numbers."""
    used = np.flatnonzero(recipe)
    fractions = [to_fraction(int(recipe[place])) for place in used]
    if any(fraction is None for fraction in fractions):
        return False
    read = [fraction for fraction in fractions if fraction is not None]
    common = lcm(*(bottom for _, bottom in read))
    total: npt.NDArray[np.object_] = np.zeros(given.shape[1], object)
    for place, (top, bottom) in zip(used, read, strict=True):
        total = total + given[place].astype(object) * (top * (common // bottom))
    at = np.unique(np.flatnonzero(total != 0) // width)
    return bool(len(at)) and set(at.tolist()) <= set(owners.tolist())
