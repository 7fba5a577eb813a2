"""Compiled: sums by period, cross products of residuals, and squared influences, unit by unit.

Metrics come as (p, N, T), so that the periods of a metric lie side by side; 0 stands where there is no value.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.moments.compiled import compiled

Array = NDArray[np.float64]


@compiled
def mark_usable(now_x: Array, now_y: Array, later: Array, begin: int, used: Array) -> tuple[Array, Array]:
    """Mark the transitions in which all three are there; those alone in their unit or period are left out.

    Returns how many are left by unit (N) and by period (n).
    """
    units, n = used.shape
    rows, columns = np.zeros(units), np.zeros(n)
    for i in range(units):
        row = 0.0
        for t in range(n):
            m = now_x[i, t] * now_y[i, t] * later[i, begin + t]
            used[i, t] = m
            row += m
            columns[t] += m
        rows[i] = row
    alone = True
    while alone:
        alone = False
        for i in range(units):
            if rows[i] == 1:
                for t in range(n):
                    if used[i, t] > 0:
                        used[i, t] = 0.0
                        rows[i] -= 1
                        columns[t] -= 1
                        alone = True
        for t in range(n):
            if columns[t] == 1:
                for i in range(units):
                    if used[i, t] > 0:
                        used[i, t] = 0.0
                        rows[i] -= 1
                        columns[t] -= 1
                        alone = True
    return rows, columns


@compiled
def sum_by_period(values: Array, begin: int, used: Array, sums: Array, raw: Array) -> None:
    """Add up used values less the unit's mean, by period; ``sums`` (p, n) for periods ``begin`` on.

    ``raw`` (p) takes the sums of squares of the values themselves.
    """
    n = used.shape[1]
    for v in range(len(values)):
        total = np.zeros(n)
        squares = 0.0
        for i in range(len(used)):
            count, mean = 0.0, 0.0
            for t in range(n):
                count += used[i, t]
                mean += used[i, t] * values[v, i, begin + t]
                squares += used[i, t] * values[v, i, begin + t] * values[v, i, begin + t]
            if count > 0:
                mean /= count
                for t in range(n):
                    total[t] += used[i, t] * (values[v, i, begin + t] - mean)
        sums[v] = total
        raw[v] = squares


@compiled
def product_of(one: Array, other: Array) -> float:
    """Return the sum of products of two rows."""
    total = 0.0
    for t in range(len(one)):
        total += one[t] * other[t]
    return total


@compiled
def products_of(rows: Array, others: Array, out: Array) -> None:
    """Multiply each row with each other one; few of them are done here, many by the library for matrices."""
    if len(rows) * len(others) > 3:
        np.dot(rows, others.T, out)
    else:
        for a in range(len(rows)):
            for b in range(len(others)):
                out[a, b] = product_of(rows[a], others[b])


@compiled
def residuals_of(values: Array, i: int, begin: int, used: Array, effects: Array, out: Array) -> None:
    """Write unit i's residuals (p, n): values less its mean and the periods' effects, 0 where not used."""
    n = used.shape[1]
    count = 0.0
    for t in range(n):
        count += used[i, t]
    for v in range(len(values)):
        mean = 0.0
        for t in range(n):
            mean += used[i, t] * (values[v, i, begin + t] - effects[v, t])
        mean /= count
        for t in range(n):
            out[v, t] = used[i, t] * (values[v, i, begin + t] - effects[v, t] - mean)


@compiled
def multiply(
    x: Array, y: Array, lag: int, used: Array, effects_x: Array, effects_y: Array, ahead_x: Array, ahead_y: Array,
    forward: bool, backward: bool, start: int, stop: int, cross: Array, to_y: Array, to_x: Array,
    squares_x: Array, squares_y: Array, own_x: Array, own_y: Array, later_x: Array, later_y: Array,
) -> None:  # fmt: skip
    """Fill the cross products of units ``start`` to ``stop``.

    ``cross`` (N, p, q) is x with y, ``to_y`` x with y ``lag`` periods later, ``to_x`` y with x later; ``squares`` and
    ``own`` (N, p or q) a metric with itself and with itself later; ``later`` (p or q) sums of squares of outcomes.
    """
    n, p, q = used.shape[1], len(x), len(y)
    now_x, next_x, now_y, next_y = np.empty((p, n)), np.empty((p, n)), np.empty((q, n)), np.empty((q, n))
    product = np.empty((p, q))
    for i in range(start, stop):
        if not used[i].any():
            cross[i] = 0.0
            to_y[i if forward else 0] = 0.0
            to_x[i if backward else 0] = 0.0
            squares_x[i] = 0.0
            squares_y[i] = 0.0
            own_x[i] = 0.0
            own_y[i] = 0.0
            continue
        residuals_of(x, i, 0, used, effects_x, now_x)
        residuals_of(y, i, 0, used, effects_y, now_y)
        products_of(now_x, now_y, product)
        cross[i] = product
        for v in range(p):
            squares_x[i, v] = product_of(now_x[v], now_x[v])
        for v in range(q):
            squares_y[i, v] = product_of(now_y[v], now_y[v])
        if forward:
            residuals_of(y, i, lag, used, ahead_y, next_y)
            products_of(now_x, next_y, product)
            to_y[i] = product
            for v in range(q):
                own_y[i, v] = product_of(now_y[v], next_y[v])
                later_y[v] += product_of(next_y[v], next_y[v])
        if backward:
            residuals_of(x, i, lag, used, ahead_x, next_x)
            products_of(next_x, now_y, product)
            to_x[i] = product
            for v in range(p):
                own_x[i, v] = product_of(now_x[v], next_x[v])
                later_x[v] += product_of(next_x[v], next_x[v])


@compiled
def square_influences(
    cross: Array, ahead: Array, drivers: Array, outcomes: Array, own: Array, driver_first: bool,
    sums_cross: Array, sums_outcomes: Array, slope: Array, own_slope: Array, start: int, stop: int, total: Array,
) -> None:  # fmt: skip
    """Add squares of the units' influences on the slope, times the determinant: ``total`` (p, q).

    A unit's scores are s = x' e and o = y_past' e; its influence times the determinant is A_oo s - A_do o.
    """
    p, q = cross.shape[1], cross.shape[2]
    for i in range(start, stop):
        for a in range(p):
            for b in range(q):
                d, o = (a, b) if driver_first else (b, a)
                m, rho, beta = cross[i, a, b], own_slope[a, b], slope[a, b]
                score = ahead[i, a, b] - rho * m - beta * drivers[i, d]
                own_score = own[i, o] - rho * outcomes[i, o] - beta * m
                influence = sums_outcomes[o] * score - sums_cross[a, b] * own_score
                total[a, b] += influence * influence
