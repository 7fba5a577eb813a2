"""Errors and information of a block of pairs: E9 to E12."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.moments.block_roots import Roots, Scaled
from bothways.linkage.moments.stream import Chunk, Stream

Array = NDArray[np.float64]
Index = NDArray[np.intp]


@dataclass(frozen=True)
class BlockErrors:
    """Per pair (K, 3): variance of x to y, of y to x, covariance; squares (K) and eigenvalue (K) of E12.

    left_out tells whether ``cr3`` was asked for.
    """

    cr1: Array
    cr3: Array
    two_way: Array
    strength_squares: Array
    smallest: Array
    left_out: bool


@dataclass(frozen=True)
class Task:
    """What the error kernels read besides the chunk.

    inverse (K, 2, 4): rows of J^-1 for x to y and y to x; weakest (K, 2), mean_share (K): smallest
    eigenvector of the lag moments and its eigenvalue over U; tables (n, 2 or 6, K): powers of Phi.
    """

    stream: Stream
    scaled: Scaled
    roots: Roots
    inverse: Array
    weakest: Array
    mean_share: Array
    tables: Array


def block_errors(
    stream: Stream, scaled: Scaled, roots: Roots, *, leave_out: bool, two_way: bool
) -> BlockErrors:
    """Second pass over all units: E9, and E10 and E11 where asked for."""
    task = _set_task(stream, scaled, roots, leave_out=leave_out)
    block, pairs = stream.block, len(roots.phi)
    d, n = block.design, block.design.used.shape[1]
    squares, left_out = np.zeros((block.threads, 4, pairs)), np.zeros((block.threads, 3, pairs))
    periods, cells = np.zeros((block.threads, pairs, n, 2)), np.zeros((block.threads, pairs, 3))
    lag_shares = d.lag_shares
    once = (lag_shares[:1] @ task.tables.reshape(n, -1)).reshape(1, -1, pairs) if block.alike else None

    def work(part: int, start: int, stop: int) -> None:
        for chunk in stream.chunks(start, stop):
            count = chunk.high - chunk.low
            at = np.arange(count) if once is None else np.zeros(count, dtype=np.intp)
            shares = once
            if shares is None:
                shares = (lag_shares[chunk.low : chunk.high] @ task.tables.reshape(n, -1)).reshape(
                    count, -1, pairs
                )
            _add_squares(task, chunk, shares, at, squares[part])
            if leave_out:
                _add_left_out(task, chunk, shares, at, left_out[part])
            if two_way:
                _add_periods(task, chunk, shares, at, periods[part], cells[part])

    block.over_units(work)
    total = squares.sum(0)
    cr1 = total[:3].T * d.small_sample
    cr3 = left_out.sum(0).T * (d.units - 1) / d.units if leave_out else np.full((pairs, 3), np.nan)
    crossed = np.full((pairs, 3), np.nan)
    if two_way:
        crossed = _two_way(cr1, periods.sum(0), cells.sum(0), d.used)
    return BlockErrors(cr1, cr3, crossed, total[3], task.mean_share * d.units, leave_out)


def _set_task(stream: Stream, scaled: Scaled, roots: Roots, *, leave_out: bool) -> Task:
    from bothways.linkage.moments.kernel_units import power_tables

    tables = np.zeros((stream.block.design.used.shape[1], 6 if leave_out else 2, len(roots.phi)))
    power_tables(roots.phi, tables)
    values, vectors = np.linalg.eigh(np.where(roots.ok[:, None, None], scaled.a, np.eye(2)))
    mean_share = np.ascontiguousarray(values[:, 0] / stream.block.design.units)
    return Task(stream, scaled, roots, roots.inverse, vectors[:, :, 0], mean_share, tables)


def _across(array: Array) -> Array:
    """Pairs last, everything else flattened, for kernels that work on several pairs at once."""
    return np.ascontiguousarray(array.reshape(len(array), -1).T)


def _add_squares(task: Task, chunk: Chunk, shares: Array, at: Index, sums: Array) -> None:
    from bothways.linkage.moments.kernel_units import add_unit_squares

    add_unit_squares(
        chunk.cross, chunk.own_x, chunk.own_y, task.scaled.x, task.scaled.y, task.stream.block.design.weights,
        shares, at, _across(task.roots.phi), _across(task.inverse), _across(task.weakest), task.mean_share,
        chunk.low, chunk.high, sums,
    )  # fmt: skip


def _add_left_out(task: Task, chunk: Chunk, shares: Array, at: Index, sums: Array) -> None:
    from bothways.linkage.moments.kernel_units import add_leave_out

    add_leave_out(
        chunk.cross, chunk.own_x, chunk.own_y, task.scaled.x, task.scaled.y, task.stream.block.design.weights,
        shares, at, task.roots.phi, task.roots.jacobian, chunk.low, chunk.high, sums,
    )  # fmt: skip


def _add_periods(task: Task, chunk: Chunk, shares: Array, at: Index, periods: Array, cells: Array) -> None:
    from bothways.linkage.moments.kernel_periods import period_influence

    stream, block, d = task.stream, task.stream.block, task.stream.block.design
    none = np.zeros((0, 1, 1))
    x_noise, y_noise = (none if side.noise is None else side.noise for side in (stream.x, stream.y))
    period_influence(
        stream.x.values, stream.y.values, stream.x_period, stream.y_period, x_noise, y_noise, stream.shared,
        stream.shared_at, task.scaled.x, task.scaled.y, d.rows, d.used, block.season, block.seasons, d.counts,
        d.weights, d.trace, task.roots.phi, task.inverse, chunk.cross, chunk.own_x, chunk.own_y, shares, at,
        chunk.low, chunk.high, periods, cells,
    )  # fmt: skip


def _two_way(cr1: Array, periods: Array, cells: Array, used: Array) -> Array:
    """V_team + V_period - V_cell, never below V_team or V_period (K, 3)."""
    count = int((used.sum(0) > 0).sum())
    left, right = periods[:, :, [0, 1, 0]], periods[:, :, [0, 1, 1]]
    period = (left * right).sum(1) * count / (count - 1)
    both = cr1 + period - cells
    both[:, :2] = np.maximum.reduce([both[:, :2], cr1[:, :2], period[:, :2]])
    return np.asarray(both)
