"""Small organisations whose customers' numbers were made elsewhere, for the tests of imports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations, product

import numpy as np
from hypothesis import strategies as st
from ledger_rounds import TREE

from bothways.privacy import ImportedCell, ImportedMetric, Ledger, UnitTree
from bothways.privacy.ledger import MemoryStore

CSAT = ImportedMetric("csat", "percent")
CALM = ImportedMetric("calm", "mean", 1, 5)
NPS = ImportedMetric("nps", "nps")


def shown_of(
    metric: ImportedMetric, cells: Iterable[tuple[object, ...]], *, tree: UnitTree = TREE, k: int = 5
) -> dict[str, str]:
    """Group -> text of what a new ledger shows of one period."""
    ledger = Ledger(MemoryStore(), tree, k=k)
    rows = ledger.release_imported("2026-10", metric, [ImportedCell(*cell) for cell in cells])
    return {row.group: row.text for row in rows}


@st.composite
def trees(draw: st.DrawFn, *, most: int = 7) -> list[int]:
    """Place above each place, -1 at the top."""
    size = draw(st.integers(1, most))
    return [-1, *(draw(st.integers(0, place - 1)) for place in range(1, size))]


def people_below(above: Sequence[int], direct: Sequence[int]) -> list[set[tuple[int, int]]]:
    """The people in and below each place, as (place, number)."""
    inside = [{(place, number) for number in range(count)} for place, count in enumerate(direct)]
    for place in range(len(above) - 1, 0, -1):
        inside[above[place]] |= inside[place]
    return inside


def lightest(sets: Sequence[set[tuple[int, int]]], *, below: int) -> int:
    """Fewest people of any combination with any coefficients, or ``below`` where none has fewer."""
    everybody = sorted(set().union(*sets))
    columns: dict[tuple[bool, ...], int] = {}
    for person in everybody:
        kind = tuple(person in one for one in sets)
        columns[kind] = columns.get(kind, 0) + 1
    rows = np.array([list(kind) for kind in columns], dtype=float).T
    weights = np.array(list(columns.values()))
    whole = np.linalg.matrix_rank(rows) if rows.size else 0
    found = below
    for size in range(1, len(weights) + 1):
        for few in combinations(range(len(weights)), size):
            others = np.delete(rows, few, axis=1)
            rank = np.linalg.matrix_rank(others) if others.size else 0
            if rank < whole:
                found = min(found, int(weights[list(few)].sum()))
    return found


def lightest_of_integers(sets: Sequence[set[tuple[int, int]]], *, below: int) -> int:
    """The same by trying all coefficients from -2 to 2."""
    found = below
    for factors in product(range(-2, 3), repeat=len(sets)):
        total: dict[tuple[int, int], int] = {}
        for factor, one in zip(factors, sets, strict=True):
            for person in one:
                total[person] = total.get(person, 0) + factor
        touched = sum(value != 0 for value in total.values())
        found = min(found, touched or below)
    return found
