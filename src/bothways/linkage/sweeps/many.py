"""All pairs, lags and directions: :func:`regress_many`."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise, product
from math import isqrt
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from bothways.errors import InputError
from bothways.linkage.sweeps.plain import regress_pair
from bothways.linkage.sweeps.regress import Regressions, regress_block

Array = NDArray[np.float64]
Both = tuple[Regressions, Regressions]
#: Parts done, parts in all, and what they are.
Progress = Callable[[int, int, str], None]
#: Values times pairs up to which plain matrices are done before kernels are loaded.
SMALL = 4_000_000
#: Products by unit and pair that one block may hold, so that many metrics do not fill the memory.
HELD = 1_000_000
#: Blocks of employee metrics that are laid out at a time: jobs go from one to the next.
KEPT = 2


def regress_many(
    x: Array,
    y: Array,
    lags: Sequence[int],
    *,
    compiled: bool | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> dict[int, Both]:
    """Regress each y on each x some periods before, and each x on each y, with unit and period effects.

    An outcome's own value ``lag`` periods before stands beside the driver. Each pair is computed on the transitions
    that it has itself, exactly. Metrics that are missing in the same cells share the work; where each is missing in
    cells of its own, time grows with N T^2 a pair.

    Parameters
    ----------
    x, y : ndarray, (N, T, p) and (N, T, q)
        Employee and customer metrics of N units in T periods; NaN where there is no value.
    lags : sequence of int
        Periods from driver to outcome, each from 1 to T - 1.
    compiled : bool, optional
        Compiled kernels, or plain NumPy; by default what is done first.
    threads : int, optional
        All processors if not given.
    progress : callable, optional
        Called by the caller's own thread, so that it may write or raise.

    Returns
    -------
    dict of int to tuple of Regressions
        For each lag: of y on x, and of x on y; both (p, q). NaN where there is nothing to estimate.

    Raises
    ------
    InputError
        Shapes that do not fit, infinite values, no lag or one that is too long.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> found = regress_many(rng.normal(size=(50, 10, 2)), rng.normal(size=(50, 10, 3)), [1, 2])
    >>> found[2][0].slope.shape, found[2][0].cells[0, 0].item()
    ((2, 3), 400)
    """
    x, y = _check(x, y, lags)
    if not (x.size * y.shape[2] * len(lags) > SMALL if compiled is None else compiled):
        done = {}
        for at, lag in enumerate(lags, start=1):
            done[lag] = _plainly(x, y, lag)
            _tell(progress, at, len(lags))
        return done
    employee, customer = _Side(x, kept=KEPT), _Side(y, kept=None)
    out = {
        lag: (Regressions.empty(x.shape[2], y.shape[2]), Regressions.empty(x.shape[2], y.shape[2]))
        for lag in lags
    }
    pairs = max(1, HELD // len(x))
    groups = customer.groups(isqrt(pairs))
    most = max(1, pairs // max(part.stop - part.start for part in groups))
    jobs = [(lag, *block) for block in product(employee.groups(most), groups) for lag in lags]

    def run(job: tuple[int, slice, slice]) -> None:
        lag, rows, columns = job
        (left, there_left), (right, there_right) = employee.take(rows), customer.take(columns)
        found = regress_block(left, right, there_left, there_right, lag)
        for table, one in zip(out[lag], found, strict=True):
            table.put(employee.order[rows], customer.order[columns], one)

    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool, threadpool_limits(1):
        for at, _nothing in enumerate(pool.map(run, jobs), start=1):
            _tell(progress, at, len(jobs))
    return out


def _tell(progress: Progress | None, done: int, of: int) -> None:
    if progress is not None:
        progress(done, of, "Comparing pairs")


class _Side:
    """Metrics of one side (N, T, p), ordered so that those that are missing in the same cells stand beside each other.

    ``order`` is where each stood; ``edges`` is where a new pattern begins. ``kept`` blocks are laid out at a time, all
    without a number.
    """

    def __init__(self, values: Array, *, kept: int | None) -> None:
        patterns: dict[bytes, list[int]] = {}
        for v in range(values.shape[2]):
            patterns.setdefault(np.packbits(np.isfinite(values[:, :, v])).tobytes(), []).append(v)
        self.values = values
        self.order = np.array([v for group in patterns.values() for v in group])
        self.edges: list[int] = np.cumsum([0, *map(len, patterns.values())]).tolist()
        self.there = [np.isfinite(values[:, :, group[0]]).astype(float) for group in patterns.values()]
        self.kept = kept
        self._one_at_a_time = Lock()
        self._blocks: dict[tuple[int, int], Array] = {}

    def groups(self, most: int | None = None) -> list[slice]:
        """Return runs of metrics that are missing in the same cells, of ``most`` metrics at the longest."""
        return [
            slice(at, min(at + (most or stop), stop))
            for start, stop in pairwise(self.edges)
            for at in range(start, stop, most or stop)
        ]

    def take(self, part: slice) -> tuple[Array, Array]:
        """Return the metrics of a run (p, N, T), 0 standing in holes, and where they are there (N, T)."""
        pattern = int(np.searchsorted(self.edges, part.start, side="right")) - 1
        key = part.start, part.stop
        with self._one_at_a_time:
            if key not in self._blocks:
                if self.kept is not None and len(self._blocks) >= self.kept:
                    del self._blocks[next(iter(self._blocks))]
                self._blocks[key] = self._lay_out(*key)
            return self._blocks[key], self.there[pattern]

    def _lay_out(self, start: int, stop: int) -> Array:
        block = np.empty((stop - start, *self.values.shape[:2]))
        for at, v in enumerate(self.order[start:stop]):
            block[at] = self.values[:, :, v]
        block[np.isnan(block)] = 0.0
        return block


def _plainly(x: Array, y: Array, lag: int) -> Both:
    """Return every pair by matrices, one after the other."""
    both = Regressions.empty(x.shape[2], y.shape[2]), Regressions.empty(x.shape[2], y.shape[2])
    for i, j in np.ndindex(x.shape[2], y.shape[2]):
        both[0].put(np.array([i]), np.array([j]), regress_pair(x[:, :, i], y[:, :, j], lag))
        both[1].put(np.array([i]), np.array([j]), regress_pair(y[:, :, j], x[:, :, i], lag))
    return both


def _check(x: Array, y: Array, lags: Sequence[int]) -> tuple[Array, Array]:
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.ndim != 3 or y.ndim != 3 or x.shape[:2] != y.shape[:2] or not x.size or not y.size:
        raise InputError(
            f"x has shape {x.shape}, y has {y.shape}.",
            remedy="Hand in units x periods x metrics twice, with the same units and periods.",
        )
    if np.isinf(x).any() or np.isinf(y).any():
        raise InputError("A value is infinite.", remedy="Put NaN where there is no value.")
    wrong = [lag for lag in lags if not 1 <= lag < x.shape[1]]
    if wrong or not lags:
        raise InputError(
            f"A lag of {wrong[0]} does not fit {x.shape[1]} periods." if wrong else "No lag is given.",
            remedy=f"Hand in lags from 1 to {x.shape[1] - 1}.",
        )
    return x, y
