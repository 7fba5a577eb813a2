"""The best that any rule can do on two deviates: a linear programme over all regions of them.

Two independent normal deviates of unit variance; a rule is a region in which the first direction is called first,
and its mirror image for the second. Of all regions that make mistakes no oftener than the rule in force, which calls
a true one-way effect first most often?
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import linprog

from evidence.power_verdict import GAP_CUT

Floats = NDArray[np.float64]
STEP = 0.2
FIRST, SECOND = np.arange(0.0, 8.0, STEP) + STEP / 2, np.arange(-6.0, 8.0, STEP) + STEP / 2
SIZES = np.arange(0.25, 6.01, 0.25)
FRACTIONS = (0.5, 0.25)  # of a claimed effect to one that is larger
LARGER, WRONG = 0.05, 0.02
SPENT_ON_EQUALS, SPENT_ON_NOTHING = 0.10, 0.05


@dataclass(frozen=True)
class Bound:
    """How often a one-way effect of some size, in standard errors, is called first.

    ``in_force``: by the rule in force; ``best``: at most, with its errors; ``spent``: at most, if one of two equals may
    be called first in 10 % (each name in 5 %) and anything where nothing leads in 5 %.
    """

    size: float
    in_force: float
    best: float
    spent: float


def cells(first: float, second: float) -> Floats:
    """Probability of the cells of the half plane, each with its mirror image through 0."""

    def part(centres: Floats, size: float) -> Floats:
        edge = STEP / 2
        return np.asarray(stats.norm.cdf(centres + edge - size) - stats.norm.cdf(centres - edge - size))

    return (
        np.outer(part(FIRST, first), part(SECOND, second))
        + np.outer(part(FIRST, -first), part(SECOND, -second))
    ).ravel()


def in_force() -> Floats:
    """The region of the rule in force: one claimed, and larger by a one-sided test."""
    z, other = (side.ravel() for side in np.meshgrid(FIRST, SECOND, indexing="ij"))
    p, q = 2 * stats.norm.sf(z), 2 * stats.norm.sf(np.abs(other))
    return np.asarray(
        ((p <= 0.025) & (q > 0.05) & ((z - np.abs(other)) / np.sqrt(2) > GAP_CUT)).astype(float)
    )


def equals(region: Floats) -> float:
    """How often one of two equal effects is called first, at the worst size and sign."""
    return max(float(_equal(m, sign) @ region) for m in SIZES for sign in (1, -1))


def none(region: Floats) -> float:
    """How often anything is called first where nothing leads."""
    return float(2 * cells(0.0, 0.0) @ region)


def best(size: float, *, equal: float, nothing: float) -> float:
    """Most that a region can call a one-way effect of ``size`` first, with errors at most those given."""
    rows, most = [2 * cells(0.0, 0.0)], [nothing]
    for m in SIZES:
        rows += [_equal(m, sign) for sign in (1, -1)] + [cells(0.0, m)]
        most += [equal, equal, WRONG]
        for f in FRACTIONS:
            rows += [cells(f * m, m), cells(-f * m, m)]
            most += [LARGER, LARGER]
    found = linprog(-cells(size, 0.0), A_ub=np.array(rows), b_ub=most, bounds=(0, 1), method="highs")
    return -float(found.fun or 0.0)


def bounds(sizes: tuple[float, ...] = (2.0, 2.5, 3.0, 3.5, 4.0)) -> list[Bound]:
    """The rule in force and the best possible, for one-way effects of some sizes."""
    region = in_force()
    equal, nothing = equals(region), none(region)
    return [
        Bound(
            m,
            float(cells(m, 0.0) @ region),
            best(m, equal=equal, nothing=nothing),
            best(m, equal=SPENT_ON_EQUALS, nothing=SPENT_ON_NOTHING),
        )
        for m in sizes
    ]


def _equal(size: float, sign: int) -> Floats:
    return cells(size, sign * size) + cells(sign * size, size)
