"""Many pairs that share one mask: X metrics times Y metrics, by compiled kernels."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.moments.design import Design, outline

Array = NDArray[np.float64]
Index = NDArray[np.intp]

#: Units whose lag shares are multiplied out at a time.
UNITS_AT_ONCE = 128


@dataclass(frozen=True)
class Side:
    """Metrics of one side that are missing together: values (N, T, p), noise (N, T, p) or None."""

    values: Array
    noise: Array | None


@dataclass(frozen=True)
class Products:
    """Moments of a block of pairs, noise taken out, natural units.

    products (U, 2 p, 2 q): lags then leads of x, by lags then leads of y; own_x (U, 3, p), own_y (U, 3, q);
    total (2 p, 2 q) the weighted sum of products; raw_x (p), raw_y (q) weighted lag sums of squares before
    noise; x_period (n, 2 p), y_period (n, 2 q) period effects.
    """

    products: Array
    own_x: Array
    own_y: Array
    total: Array
    raw_x: Array
    raw_y: Array
    x_period: Array
    y_period: Array


@dataclass(frozen=True)
class Block:
    """A design with what kernels need of it: M's diagonal and the one below (U, n), seasons from 0."""

    design: Design
    diagonal: Array
    below: Array
    season: Index
    seasons: int
    threads: int

    def over_units(self, work: Callable[[int, int, int], None]) -> None:
        """Run ``work(part, start, stop)`` over all units, one part a thread."""
        edges = np.linspace(0, self.design.units, self.threads + 1).astype(int)
        parts = list(zip(range(self.threads), edges[:-1].tolist(), edges[1:].tolist(), strict=True))
        if self.threads == 1:
            work(*parts[0])
            return
        with ThreadPoolExecutor(self.threads) as pool:
            for done in [pool.submit(work, *part) for part in parts]:
                done.result()


def lay_out_block(
    mask: NDArray[np.bool_], season: NDArray[np.int_] | None, weights: Array | None, threads: int
) -> Block:
    """Design of a joint mask with its bands, compiled."""
    from bothways.linkage.moments.kernel_products import fill_bands

    design = outline(mask, season=season, weights=weights)
    n = design.used.shape[1]
    label = np.zeros(n, dtype=np.intp)
    if season is not None:
        label = np.unique(np.asarray(season)[1:], return_inverse=True)[1].astype(np.intp)
    lag_counts, diagonal, below = (np.zeros_like(design.used) for _ in range(3))
    block = Block(design, diagonal, below, label, int(label.max()) + 1, threads)
    block.over_units(
        lambda _, start, stop: fill_bands(
            design.used, label, design.counts, design.weights, design.inverse, design.row_mean,
            design.season_mean, start, stop, lag_counts, diagonal, below,
        )
    )  # fmt: skip
    return replace(block, design=replace(design, lag_counts=lag_counts, trace=diagonal.sum(1)))


def multiply_block(x: Side, y: Side, shared: dict[tuple[int, int], Array], block: Block) -> Products:
    """Cross products of all pairs of a block, noise taken out (E3 to E7).

    ``shared`` maps (x, y) to the noise covariance (N, T) of that pair.
    """
    from bothways.linkage.moments.kernel_products import multiply, subtract_noise

    d, threads = block.design, block.threads
    p, q = x.values.shape[2], y.values.shape[2]
    x_period, y_period = _period_effects(x.values, block), _period_effects(y.values, block)
    products = np.empty((d.units, 2 * p, 2 * q))
    own_x, own_y = np.empty((d.units, 3, p)), np.empty((d.units, 3, q))
    totals = np.zeros((threads, 2 * p, 2 * q))

    def work(part: int, start: int, stop: int) -> None:
        multiply(
            x.values, y.values, x_period, y_period, d.rows, d.used, block.season, block.seasons, d.counts,
            d.weights, start, stop, products, own_x, own_y, totals[part],
        )  # fmt: skip

    block.over_units(work)
    raw_x, raw_y = (np.einsum("i,iv->v", d.weights, own[:, 0]) for own in (own_x, own_y))
    for side, own in ((x, own_x), (y, own_y)):
        if side.noise is not None:
            subtract_noise(side.noise, d.rows, block.diagonal, block.below, 0, d.units, own)
    total = totals.sum(0)
    for (u, v), covariance in shared.items():
        _subtract_shared(u, v, covariance, products, total, block)
    return Products(products, own_x, own_y, total, raw_x, raw_y, x_period, y_period)


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


def _subtract_shared(u: int, v: int, covariance: Array, products: Array, total: Array, block: Block) -> None:
    d = block.design
    p, q = products.shape[1] // 2, products.shape[2] // 2
    noise = np.where(d.used > 0, covariance[d.rows, :-1], 0.0)
    ahead = np.where(d.used > 0, covariance[d.rows, 1:], 0.0)
    parts = {
        (u, v): (block.diagonal * noise).sum(1),
        (u, q + v): (block.below * ahead).sum(1),
        (p + u, v): (block.below * ahead).sum(1),
        (p + u, q + v): (block.diagonal * ahead).sum(1),
    }
    for (row, column), part in parts.items():
        products[:, row, column] -= part
        total[row, column] -= d.weights @ part
