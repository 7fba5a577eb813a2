"""Roots, errors and information of a block of pairs: compiled twin of the single fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.moments.block import UNITS_AT_ONCE, Block, Products, Side

Array = NDArray[np.float64]
Index = NDArray[np.intp]


@dataclass(frozen=True)
class Scaled:
    """Summed moments in units of the observed within-unit sd: a, b, c (K, 2, 2), lagged (K, 3, n, 2, 2)."""

    a: Array
    b: Array
    c: Array
    lagged: Array
    x: Array
    y: Array


@dataclass(frozen=True)
class Roots:
    """phi (K, 2, 2), its Jacobian (K, 4, 4), ok (K): all in scaled units."""

    phi: Array
    jacobian: Array
    ok: NDArray[np.bool_]

    @property
    def inverse(self) -> Array:
        """Rows of J^-1 for x to y and y to x (K, 2, 4)."""
        return np.ascontiguousarray(np.linalg.inv(self.jacobian)[:, [2, 1]])


@dataclass(frozen=True)
class BlockErrors:
    """Per pair (K, 3): variance of x to y, of y to x, covariance; sums of squares (K) of E12."""

    cr1: Array
    cr3: Array
    two_way: Array
    strength: Array


def scale_block(held: Products, block: Block, flat_x: Array, flat_y: Array) -> Scaled:
    """Sum the moments over units and bring them to one scale; metrics with an sd under ``flat`` get NaN."""
    d = block.design
    p, q = held.own_x.shape[2], held.own_y.shape[2]
    within = (d.weights * d.trace).sum()
    sx, sy = _scale(held.raw_x / within, flat_x), _scale(held.raw_y / within, flat_y)
    own_x, own_y = (np.einsum("i,isv->sv", d.weights, own) for own in (held.own_x, held.own_y))
    lag_weights = (d.lag_shares * d.weights[:, None]).T
    n = lag_weights.shape[0]
    alike = bool((d.lag_shares == d.lag_shares[:1]).all())
    if alike:  # one mask row for all: the lagged sums are multiples of the sums
        share = d.lag_shares[0]
        cross = share[:, None, None] * held.total
        lag_x, lag_y = (share[:, None, None] * own for own in (own_x, own_y))
    else:
        cross = (lag_weights @ held.products.reshape(d.units, -1)).reshape(n, 2 * p, 2 * q)
        lag_x, lag_y = (
            (lag_weights @ own.reshape(d.units, -1)).reshape(n, 3, -1) for own in (held.own_x, held.own_y)
        )
    now = _pairs(held.total[None], own_x[None], own_y[None], sx, sy)[:, :, 0]
    lagged = np.ascontiguousarray(_pairs(cross, lag_x, lag_y, sx, sy))
    a, b, c = (np.ascontiguousarray(now[:, part]) for part in range(3))
    return Scaled(a, b, c, lagged, sx, sy)


def _scale(variance: Array, flat: Array) -> Array:
    sd = np.sqrt(np.maximum(variance, 0.0))
    return 1 / np.where(sd > flat, sd, np.nan)


def _pairs(cross: Array, own_x: Array, own_y: Array, sx: Array, sy: Array) -> Array:
    """Arrange sums (n, ...) as a, b, c of each pair (K, 3, n, 2, 2)."""
    n, p, q = len(cross), len(sx), len(sy)
    out = np.empty((p, q, 3, n, 2, 2))
    out[..., 0, 0] = np.moveaxis(own_x * sx**2, -1, 0).swapaxes(1, 2)[:, None]
    out[..., 1, 1] = np.moveaxis(own_y * sy**2, -1, 0).swapaxes(1, 2)[None]
    corners = (
        (cross[:, :p, :q], cross[:, :p, :q]),
        (cross[:, :p, q:], cross[:, p:, :q]),
        (cross[:, p:, q:], cross[:, p:, q:]),
    )
    both = sx[:, None] * sy
    for part, (above, below) in enumerate(corners):
        out[:, :, part, :, 0, 1] = np.moveaxis(above * both, 0, -1)
        out[:, :, part, :, 1, 0] = np.moveaxis(below * both, 0, -1)
    return out.reshape(p * q, 3, n, 2, 2)


def find_block_roots(scaled: Scaled, block: Block) -> Roots:
    """Newton's method for every pair of the block (E8)."""
    from bothways.linkage.moments.kernel_roots import find_roots

    pairs = len(scaled.a)
    with np.errstate(all="ignore"):
        phi = _starts(scaled)
    jacobian, ok = np.zeros((pairs, 4, 4)), np.zeros(pairs, dtype=np.bool_)
    find_roots(scaled.a, scaled.b, scaled.c, scaled.lagged, phi, jacobian, ok, 0, pairs)
    ok &= np.isfinite(jacobian).all((1, 2)) & np.isfinite(phi).all((1, 2))
    jacobian[~ok] = np.eye(4)
    ok &= np.linalg.cond(jacobian) < 1e14
    jacobian[~ok], phi[~ok] = np.eye(4), 0.0
    return Roots(phi, jacobian, ok)


def _starts(scaled: Scaled) -> Array:
    """Least squares, drawn towards zero to a spectral radius of at most .7."""
    usable = np.isfinite(scaled.a).all((1, 2)) & np.isfinite(scaled.b).all((1, 2))
    a, b = (np.where(usable[:, None, None], part, np.eye(2)) for part in (scaled.a, scaled.b))
    ridge = 1e-9 * np.abs(a).max((1, 2))[:, None, None] * np.eye(2)
    phi = np.swapaxes(np.linalg.solve(a + ridge, b), 1, 2)
    radius = np.abs(np.linalg.eigvals(phi)).max(1)
    phi = phi * np.minimum(1, 0.7 / np.maximum(radius, 1e-9))[:, None, None]
    return np.ascontiguousarray(np.where(usable[:, None, None], phi, np.nan))


@dataclass(frozen=True)
class Task:
    """All that the error kernels read; weakest (K, 2) and mean_share (K) belong to E12."""

    x: Side
    y: Side
    shared: Array
    shared_at: Index
    held: Products
    scaled: Scaled
    roots: Roots
    block: Block
    inverse: Array
    weakest: Array
    mean_share: Array


@dataclass(frozen=True)
class Shares:
    """Lag shares times powers of Phi (rows, K, 2 or 6) of units low..high; unit i reads row at[i] - first."""

    values: Array
    at: Index
    first: int
    low: int
    high: int


def set_task(
    x: Side, y: Side, shared: dict[tuple[int, int], Array], held: Products, scaled: Scaled, roots: Roots,
    block: Block,
) -> Task:  # fmt: skip
    """Bring together what :func:`block_errors` needs."""
    pairs, q = len(roots.phi), y.values.shape[2]
    values, vectors = np.linalg.eigh(np.where(roots.ok[:, None, None], scaled.a, np.eye(2)))
    at = np.full(pairs, -1, dtype=np.intp)
    for place, (u, v) in enumerate(shared):
        at[u * q + v] = place
    covariances = np.zeros((1, 1, 1, 1))
    if shared:
        covariances = np.ascontiguousarray(np.stack(list(shared.values()))[:, :, :, None])
    return Task(
        x, y, covariances, at, held, scaled, roots, block, roots.inverse,
        weakest=np.ascontiguousarray(vectors[:, :, 0]), mean_share=values[:, 0] / block.design.units,
    )  # fmt: skip


def block_errors(task: Task, *, leave_out: bool, two_way: bool) -> BlockErrors:
    """E9 to E11 and the denominator of E12 for every pair of the block."""
    from bothways.linkage.moments.kernel_units import power_tables

    block, pairs = task.block, len(task.roots.phi)
    d, n = block.design, block.design.used.shape[1]
    tables = np.zeros((n, pairs, 6 if leave_out else 2))
    power_tables(task.roots.phi, tables)
    sums = np.zeros((block.threads, pairs, 7))
    periods, cells = np.zeros((block.threads, pairs, n, 2)), np.zeros((block.threads, pairs, 3))

    def work(part: int, start: int, stop: int) -> None:
        for shares in _shares(d.lag_shares, tables, start, stop):
            _add_units(task, shares, sums[part], leave_out=leave_out)
            if two_way:
                _add_periods(task, shares, periods[part], cells[part])

    block.over_units(work)
    total = sums.sum(0)
    cr1 = total[:, :3] * d.small_sample
    cr3 = total[:, 3:6] * (d.units - 1) / d.units if leave_out else np.full((pairs, 3), np.nan)
    crossed = np.full((pairs, 3), np.nan)
    if two_way:
        crossed = _two_way(cr1, periods.sum(0), cells.sum(0), d.used)
    return BlockErrors(cr1, cr3, crossed, total[:, 6])


def _shares(lag_shares: Array, tables: Array, start: int, stop: int) -> Iterator[Shares]:
    """Multiply out H_i, some units at a time; once where all units have the same lag shares."""
    n, pairs, parts = tables.shape
    flat, units = tables.reshape(n, -1), len(lag_shares)
    if bool((lag_shares == lag_shares[:1]).all()):
        once = (lag_shares[:1] @ flat).reshape(1, pairs, parts)
        yield Shares(once, np.zeros(units, dtype=np.intp), 0, start, stop)
        return
    at = np.arange(units)
    for low in range(start, stop, UNITS_AT_ONCE):
        high = min(low + UNITS_AT_ONCE, stop)
        yield Shares((lag_shares[low:high] @ flat).reshape(high - low, pairs, parts), at, low, low, high)


def _add_units(task: Task, shares: Shares, sums: Array, *, leave_out: bool) -> None:
    from bothways.linkage.moments.kernel_units import unit_influence

    held, roots = task.held, task.roots
    unit_influence(
        held.products, held.own_x, held.own_y, task.scaled.x, task.scaled.y, task.block.design.weights,
        shares.values, shares.at, shares.first, roots.phi, roots.jacobian, task.inverse, task.weakest,
        task.mean_share, leave_out, shares.low, shares.high, sums,
    )  # fmt: skip


def _add_periods(task: Task, shares: Shares, periods: Array, cells: Array) -> None:
    from bothways.linkage.moments.kernel_periods import period_influence

    held, block, d = task.held, task.block, task.block.design
    none = np.zeros((0, 1, 1))
    x_noise, y_noise = (none if side.noise is None else side.noise for side in (task.x, task.y))
    period_influence(
        task.x.values, task.y.values, held.x_period, held.y_period, x_noise, y_noise, task.shared,
        task.shared_at, task.scaled.x, task.scaled.y, d.rows, d.used, block.season, block.seasons, d.counts,
        d.weights, d.trace, task.roots.phi, task.inverse, held.products, held.own_x, held.own_y,
        shares.values, shares.at, shares.first, shares.low, shares.high, periods, cells,
    )  # fmt: skip


def _two_way(cr1: Array, periods: Array, cells: Array, used: Array) -> Array:
    """V_team + V_period - V_cell, never below V_team or V_period (K, 3)."""
    count = int((used.sum(0) > 0).sum())
    left, right = periods[:, :, [0, 1, 0]], periods[:, :, [0, 1, 1]]
    period = (left * right).sum(1) * count / (count - 1)
    both = cr1 + period - cells
    both[:, :2] = np.maximum.reduce([both[:, :2], cr1[:, :2], period[:, :2]])
    return np.asarray(both)
