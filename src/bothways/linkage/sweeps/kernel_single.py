"""Compiled: one pair in one direction, missing where no other pair is; two passes over the units.

Arrays are (N, T), with 0 where there is no value. The same steps as in ``kernels``, without products by block.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.moments.compiled import compiled

Array = NDArray[np.float64]


@compiled
def take_out_units(
    driver: Array,
    outcome: Array,
    lag: int,
    used: Array,
    left: Array,
    weighted: Array,
    sums: Array,
    raw: Array,
) -> None:
    """Fill ``left`` (N, 3, n) with driver, past and outcome less the unit's means, 0 where not used.

    ``weighted`` (N, n) takes the used cells over the root of their number in the unit, ``sums`` (3, n) what is left by
    period, ``raw`` (2) the squares of driver and past themselves.
    """
    n = used.shape[1]
    for i in range(len(used)):
        count, a, b, c, squares_a, squares_b = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        for t in range(n):
            m, x, y, later = used[i, t], driver[i, t], outcome[i, t], outcome[i, lag + t]
            count += m
            a += m * x
            b += m * y
            c += m * later
            squares_a += m * x * x
            squares_b += m * y * y
        if count == 0:
            left[i] = 0.0
            weighted[i] = 0.0
            continue
        raw[0] += squares_a
        raw[1] += squares_b
        share = 1 / np.sqrt(count)
        a, b, c = a / count, b / count, c / count
        for t in range(n):
            m = used[i, t]
            weighted[i, t] = m * share
            left[i, 0, t] = m * (driver[i, t] - a)
            left[i, 1, t] = m * (outcome[i, t] - b)
            left[i, 2, t] = m * (outcome[i, lag + t] - c)
    for i in range(len(used)):
        for v in range(3):
            for t in range(n):
                sums[v, t] += left[i, v, t]


@compiled
def take_out_periods(used: Array, effects: Array, left: Array, products: Array) -> None:
    """Take the periods' ``effects`` (3, n) out of ``left``, less their mean in the unit; sum up ``products`` (3, 3)."""
    n = used.shape[1]
    for i in range(len(used)):
        count, a, b, c = 0.0, 0.0, 0.0, 0.0
        for t in range(n):
            m = used[i, t]
            count += m
            a += m * effects[0, t]
            b += m * effects[1, t]
            c += m * effects[2, t]
        if count == 0:
            continue
        a, b, c = a / count, b / count, c / count
        xx, xo, oo, xy, oy, yy = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        for t in range(n):
            m = used[i, t]
            x = left[i, 0, t] - m * (effects[0, t] - a)
            o = left[i, 1, t] - m * (effects[1, t] - b)
            y = left[i, 2, t] - m * (effects[2, t] - c)
            left[i, 0, t], left[i, 1, t], left[i, 2, t] = x, o, y
            xx += x * x
            xo += x * o
            oo += o * o
            xy += x * y
            oy += o * y
            yy += y * y
        products[0, 0] += xx
        products[0, 1] += xo
        products[1, 1] += oo
        products[0, 2] += xy
        products[1, 2] += oy
        products[2, 2] += yy


@compiled
def square_influences_of_one(left: Array, slope: float, own: float, xo: float, oo: float) -> float:
    """Return the sum of squares of the units' influences on the slope, times the determinant."""
    total = 0.0
    for i in range(len(left)):
        score, own_score = 0.0, 0.0
        for t in range(left.shape[2]):
            rest = left[i, 2, t] - slope * left[i, 0, t] - own * left[i, 1, t]
            score += left[i, 0, t] * rest
            own_score += left[i, 1, t] * rest
        influence = oo * score - xo * own_score
        total += influence * influence
    return total
