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

#: Bytes of cross products held at a time: they stay in the processor's cache.
CHUNK_BYTES = 2_000_000


@dataclass(frozen=True)
class Side:
    """Metrics of one side that are missing together.

    values (N, T, p); noise (N, T, p) or None; largest (p): largest absolute value of each metric.
    """

    values: Array
    noise: Array | None
    largest: Array


@dataclass(frozen=True)
class Block:
    """A design with what kernels need of it: M's diagonal and the one below (U, n), seasons from 0."""

    design: Design
    diagonal: Array
    below: Array
    season: Index
    seasons: int
    threads: int

    @property
    def alike(self) -> bool:
        """Whether all units have the same lag shares, as in a panel without holes."""
        shares = self.design.lag_shares
        return bool((shares == shares[:1]).all())

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
