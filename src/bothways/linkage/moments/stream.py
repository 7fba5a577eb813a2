"""Cross products of a block of pairs, some units at a time and never all at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.moments.block import CHUNK_BYTES, Block, Side

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Chunk:
    """Noise-corrected moments of units low..high: cross (., 2 p, 2 q), own_x (., 3, p), own_y (., 3, q)."""

    low: int
    high: int
    cross: Array
    own_x: Array
    own_y: Array


@dataclass(frozen=True)
class Stream:
    """All pairs of two sides on one block.

    x_period (n, 2 p), y_period (n, 2 q): period effects of lags, then of leads. shared (M, N, T, 1): noise
    covariances of pairs of metrics, shared_at (p q) the place of each pair in it or -1; shared_parts: by
    (x, y), its part in each unit's moments (3, U): lag with lag, lag with lead, lead with lead.
    """

    x: Side
    y: Side
    block: Block
    x_period: Array
    y_period: Array
    shared: Array
    shared_at: NDArray[np.intp]
    shared_parts: dict[tuple[int, int], Array]

    def chunks(self, start: int, stop: int) -> Iterator[Chunk]:
        """Moments of units start..stop; a chunk's arrays are written over by the next."""
        from bothways.linkage.moments.kernel_products import multiply, subtract_noise

        d, p, q = self.block.design, self.x.values.shape[2], self.y.values.shape[2]
        size = max(min(CHUNK_BYTES // (32 * p * q), stop - start), 1)
        cross, own_x, own_y = np.empty((size, 2 * p, 2 * q)), np.empty((size, 3, p)), np.empty((size, 3, q))
        for low in range(start, stop, size):
            high = min(low + size, stop)
            multiply(
                self.x.values, self.y.values, self.x_period, self.y_period, d.rows, d.used, self.block.season,
                self.block.seasons, d.counts, low, high, cross, own_x, own_y,
            )  # fmt: skip
            for side, own in ((self.x, own_x), (self.y, own_y)):
                if side.noise is not None:
                    subtract_noise(side.noise, d.rows, self.block.diagonal, self.block.below, low, high, own)
            count = high - low
            self._subtract_shared(low, high, cross)
            yield Chunk(low, high, cross[:count], own_x[:count], own_y[:count])

    def _subtract_shared(self, low: int, high: int, cross: Array) -> None:
        p, q = self.x.values.shape[2], self.y.values.shape[2]
        for (u, v), parts in self.shared_parts.items():
            part = parts[:, low:high]
            held = cross[: high - low]
            held[:, u, v] -= part[0]
            held[:, u, q + v] -= part[1]
            held[:, p + u, v] -= part[1]
            held[:, p + u, q + v] -= part[2]


@dataclass(frozen=True)
class Sums:
    """Weighted sums over units: cross (2 p, 2 q), own_x (3, p), own_y (3, q), and lagged (n, ...) of each.

    raw_x (p), raw_y (q): lag sums of squares before noise is taken out.
    """

    cross: Array
    own_x: Array
    own_y: Array
    lagged_cross: Array
    lagged_x: Array
    lagged_y: Array
    raw_x: Array
    raw_y: Array


def open_stream(x: Side, y: Side, shared: dict[tuple[int, int], Array], block: Block) -> Stream:
    """Take period effects out of both sides and prepare the shared noise (E3, E7)."""
    d = block.design
    parts = {}
    for pair, covariance in shared.items():
        now = np.where(d.used > 0, covariance[d.rows, :-1], 0.0)
        ahead = np.where(d.used > 0, covariance[d.rows, 1:], 0.0)
        weights = ((block.diagonal, now), (block.below, ahead), (block.diagonal, ahead))
        parts[pair] = np.stack([(weight * noise).sum(1) for weight, noise in weights])
    at = np.full(x.values.shape[2] * y.values.shape[2], -1, dtype=np.intp)
    for place, (u, v) in enumerate(shared):
        at[u * y.values.shape[2] + v] = place
    stacked = np.zeros((1, 1, 1, 1))
    if shared:
        stacked = np.ascontiguousarray(np.stack(list(shared.values()))[:, :, :, None])
    x_period, y_period = _period_effects(x.values, block), _period_effects(y.values, block)
    return Stream(x, y, block, x_period, y_period, stacked, at, parts)


def _period_effects(values: Array, block: Block) -> Array:
    """G^+ sum_i w_i Q_i v_i of lags, then of leads (n, 2 p)."""
    from bothways.linkage.moments.kernel_products import sum_periods

    d = block.design
    totals = np.zeros((block.threads, d.used.shape[1], 2 * values.shape[2]))

    def work(part: int, start: int, stop: int) -> None:
        sum_periods(
            values,
            d.rows,
            d.used,
            block.season,
            block.seasons,
            d.counts,
            d.weights,
            start,
            stop,
            totals[part],
        )

    block.over_units(work)
    return np.ascontiguousarray(d.inverse @ totals.sum(0))


def sum_stream(stream: Stream) -> Sums:
    """One pass over all units (E6 to E8)."""
    block, d = stream.block, stream.block.design
    p, q, n = stream.x.values.shape[2], stream.y.values.shape[2], stream.block.design.used.shape[1]
    width = 4 * p * q + 3 * p + 3 * q
    plain, lagged = np.zeros((block.threads, width)), np.zeros((block.threads, n, width))
    lag_weights = (d.lag_shares * d.weights[:, None]).T
    alike = block.alike

    def work(part: int, start: int, stop: int) -> None:
        for chunk in stream.chunks(start, stop):
            flat = [held.reshape(len(held), -1) for held in (chunk.cross, chunk.own_x, chunk.own_y)]
            at = slice(chunk.low, chunk.high)
            edges = np.cumsum([0] + [held.shape[1] for held in flat])
            for held, first, last in zip(flat, edges[:-1], edges[1:], strict=True):
                plain[part, first:last] += d.weights[at] @ held
                if not alike:
                    lagged[part, :, first:last] += lag_weights[:, at] @ held

    block.over_units(work)
    total = plain.sum(0)
    all_lags = d.lag_shares[0][:, None] * total if alike else lagged.sum(0)
    cut = [4 * p * q, 4 * p * q + 3 * p]
    cross, own_x, own_y = np.split(total, cut)
    lag_cross, lag_x, lag_y = np.split(all_lags, cut, axis=1)
    own_x, own_y = own_x.reshape(3, p), own_y.reshape(3, q)
    raw = [_add_noise(own[0], side.noise, block) for own, side in ((own_x, stream.x), (own_y, stream.y))]
    return Sums(
        cross.reshape(2 * p, 2 * q), own_x, own_y, lag_cross.reshape(n, 2 * p, 2 * q),
        lag_x.reshape(n, 3, p), lag_y.reshape(n, 3, q), *raw,
    )  # fmt: skip


def _add_noise(corrected: Array, noise: Array | None, block: Block) -> Array:
    """Lag sums of squares with their noise put back."""
    from bothways.linkage.moments.kernel_products import subtract_noise

    if noise is None:
        return corrected
    d = block.design
    taken = np.zeros((d.units, 3, noise.shape[2]))
    subtract_noise(noise, d.rows, block.diagonal, np.zeros_like(block.below), 0, d.units, taken)
    return np.asarray(corrected - d.weights @ taken[:, 0])
