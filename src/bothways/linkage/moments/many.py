"""Bias-corrected moments of many pairs at once: :func:`fit_many`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.moments.block import Side, lay_out_block
from bothways.linkage.moments.block_errors import block_errors
from bothways.linkage.moments.block_roots import find_block_roots, scale_sums
from bothways.linkage.moments.estimate import too_little
from bothways.linkage.moments.information import noise_weights
from bothways.linkage.moments.intake import check_many, refuse_infinite, refuse_noise
from bothways.linkage.moments.plain import fit_plainly, is_small
from bothways.linkage.moments.stream import open_stream, sum_stream
from bothways.linkage.moments.table import MomentsTable, Pairs

Array = NDArray[np.float64]
Weights = Array | Literal["noise"] | None


def fit_many(
    x: Array,
    y: Array,
    *,
    x_noise: Array | None = None,
    y_noise: Array | None = None,
    noise_covariance: Mapping[tuple[int, int], Array] | None = None,
    season: NDArray[np.int_] | None = None,
    weights: Weights = None,
    leave_out: bool = True,
    two_way: bool = True,
    threads: int | None = None,
    compiled: bool | None = None,
) -> MomentsTable:
    """Estimate every pair of an employee metric with a customer metric, as :func:`fit_moments` would.

    Work is shared by pairs whose metrics are missing in the same cells; others run by themselves, in time
    N T^2 and memory N T. Equal to :func:`fit_moments` within 1e-10.

    Parameters
    ----------
    x, y : ndarray, (N, T, p) and (N, T, q)
        Employee and customer metrics of N units in T periods; NaN where there is no value.
    x_noise, y_noise : ndarray of the same shapes, optional
        Sampling variance of each value. Needed wherever a pair has a cell, if given at all; a side without
        it counts as exact.
    noise_covariance : mapping, optional
        (i, j) to the sampling covariances (N, T) of x[:, :, i] with y[:, :, j], where the same people
        answered both. NaN counts as 0; pairs that are not listed have none.
    season, weights
        As in :func:`fit_moments`; one rule for all pairs.
    leave_out, two_way : bool
        Whether to compute CR3-like and two-way errors, which cost most of the time on large panels. They are
        NaN otherwise (small panels have them anyway).
    threads : int, optional
        Threads to use; all cores if not given.
    compiled : bool, optional
        Compiled kernels, or plain NumPy. By default whatever is done first: kernels take some ten seconds to
        compile where they are used for the first time.

    Returns
    -------
    MomentsTable

    Raises
    ------
    InputError
        As :func:`fit_moments`.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> table = fit_many(rng.normal(size=(50, 10, 2)), rng.normal(size=(50, 10, 3)))
    >>> table.phi.shape, bool(table.ok.all())
    ((2, 3, 2, 2), True)
    """
    x, y, x_noise, y_noise = check_many(x, y, x_noise, y_noise, season, weights)
    shared = dict(noise_covariance or {})
    out = Pairs.empty(x.shape[2], y.shape[2])
    small = is_small(x.shape[2] * y.shape[2], *x.shape[:2]) if compiled is None else not compiled
    if small:
        fit_plainly(x, y, x_noise, y_noise, shared, season, weights, out)
        return out.table(periods=x.shape[1])
    n_threads = threads or (os.cpu_count() or 1)
    left, right = (_take_in(*side, n_threads) for side in ((x, x_noise), (y, y_noise)))
    job = _Job(left, right, shared, season, weights, leave_out=leave_out, two_way=two_way)
    blocks = job.blocks()
    if len(blocks) >= 2 * n_threads:
        with ThreadPoolExecutor(n_threads) as pool:
            for done in [pool.submit(job.run, *block, out, 1) for block in blocks]:
                done.result()
    else:
        for block in blocks:
            job.run(*block, out, n_threads)
    return out.table(periods=x.shape[1])


@dataclass(frozen=True)
class _Metrics:
    """All metrics of one side, with a digest of where each is missing (p)."""

    side: Side
    digest: NDArray[np.uint64]

    def groups(self, *, alone: bool) -> list[list[int]]:
        """Metrics that are missing in the same cells, as groups of indices."""
        groups: dict[int, list[int]] = {}
        for v, digest in enumerate(self.digest.tolist()):
            groups.setdefault(v if alone else digest, []).append(v)
        return list(groups.values())

    def take(self, which: list[int]) -> Side:
        """The metrics of a block, contiguous; no copy where it is all of them."""
        if len(which) == self.side.values.shape[2]:
            return self.side
        noise = None if self.side.noise is None else np.ascontiguousarray(self.side.noise[:, :, which])
        values = np.ascontiguousarray(self.side.values[:, :, which])
        return Side(values, noise, self.side.largest[which])


def _take_in(values: Array, noise: Array | None, threads: int) -> _Metrics:
    """Scan one side: what is missing where (by a random key for each cell), how large, is it sound."""
    from bothways.linkage.moments.kernel_products import noise_is_sound, scan_side

    if noise is not None and not noise_is_sound(values, noise):
        refuse_noise()
    keys = np.random.default_rng(0).integers(1, 2**63, values.shape[:2], dtype=np.uint64)
    digests = np.zeros((threads, values.shape[2]), dtype=np.uint64)
    largest = np.zeros((threads, values.shape[2]))
    edges = np.linspace(0, len(values), threads + 1).astype(int).tolist()
    with ThreadPoolExecutor(threads) as pool:
        parts = zip(edges[:-1], edges[1:], digests, largest, strict=True)
        for done in [pool.submit(scan_side, values, keys, *part) for part in parts]:
            done.result()
    highest = largest.max(0)
    if np.isinf(highest).any():
        refuse_infinite()
    return _Metrics(Side(values, noise, highest), np.bitwise_xor.reduce(digests, axis=0))


@dataclass(frozen=True)
class _Job:
    """The data and the options of one call."""

    x: _Metrics
    y: _Metrics
    shared: dict[tuple[int, int], Array]
    season: NDArray[np.int_] | None
    weights: Weights
    leave_out: bool
    two_way: bool

    def blocks(self) -> list[tuple[list[int], list[int]]]:
        """Metrics of both sides that share a mask; single pairs where weights differ."""
        alone = isinstance(self.weights, str)
        right = self.y.groups(alone=alone)
        return [(one, other) for one in self.x.groups(alone=alone) for other in right]

    def run(self, left: list[int], right: list[int], out: Pairs, threads: int) -> None:
        """Fit one block into ``out``."""
        x, y = self.x.take(left), self.y.take(right)
        mask = np.isfinite(x.values[:, :, 0]) & np.isfinite(y.values[:, :, 0])
        shared = {
            (u, v): np.nan_to_num(self.shared[i, j])
            for u, i in enumerate(left)
            for v, j in enumerate(right)
            if (i, j) in self.shared
        }
        at = np.ix_(left, right)
        weights = self.weights
        if isinstance(weights, str):
            weights = None
            if x.noise is not None or y.noise is not None:
                first = Pairs.empty(1, 1)
                self._fit(x, y, shared, mask, None, first, np.ix_([0], [0]), threads, errors=False)
                weights = _noise_weights(x, y, first, mask)
        self._fit(x, y, shared, mask, weights, out, at, threads, errors=True)

    def _fit(
        self,
        x: Side,
        y: Side,
        shared: dict[tuple[int, int], Array],
        mask: NDArray[np.bool_],
        weights: Array | None,
        out: Pairs,
        at: tuple[NDArray[np.intp], ...],
        threads: int,
        *,
        errors: bool,
    ) -> None:
        block = lay_out_block(mask, self.season, weights, threads)
        reason = too_little(block.design, "steady")
        if reason:
            out.refuse(at, block.design, reason)
            return
        stream = open_stream(x, y, shared, block)
        scaled = scale_sums(sum_stream(stream), stream)
        roots = find_block_roots(scaled)
        leave_out, two_way = errors and self.leave_out, errors and self.two_way
        told = block_errors(stream, scaled, roots, leave_out=leave_out, two_way=two_way)
        out.fill(at, stream, scaled, roots, told)


def _noise_weights(x: Side, y: Side, first: Pairs, mask: NDArray[np.bool_]) -> Array | None:
    if not first.ok[0, 0]:
        return None
    noise = np.zeros((*mask.shape, 2, 2))
    for k, side in enumerate((x, y)):
        if side.noise is not None:
            noise[:, :, k, k] = side.noise[:, :, 0]
    return noise_weights(noise, first.sd_within[0, 0] ** 2, mask)
