"""Few units that began: deal the starts to units again, and see how often chance looks like this."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from math import factorial, prod

import numpy as np
from scipy import stats

from bothways.change.contrasts import Cohort, Effects, cohorts, effects
from bothways.change.design import NEVER, Design, Floats, Integers
from bothways.change.scales import Scales

ALL_UP_TO, DEALS = 2000, 1999
SLACK = 1e-9


@dataclass(frozen=True)
class Dealt:
    """Spread by dealing the starts again.

    Attributes
    ----------
    drawn : (deals, events) float
        Event-time effects of each deal where the effect found is taken out; the first is the deal that was.
    p_overall, low, high : float
        p of no effect at all, and the interval of constant effects that are not excluded.
    inner_low, inner_high : float
        The same at twice the level, for two one-sided tests.
    smallest_p : float
        No p can be smaller: one in so many deals.
    df : float
        Infinite: quantiles are those of the deals.
    """

    drawn: Floats
    p_overall: float
    low: float
    high: float
    inner_low: float
    inner_high: float
    smallest_p: float
    df: float = float("inf")

    def _values(self, contrast: Floats) -> Floats:
        return np.asarray(self.drawn @ contrast, dtype=float)

    def se(self, contrast: Floats) -> float:
        return float(np.sqrt((self._values(contrast)[1:] ** 2).mean()))

    def reach(self, contrast: Floats, alpha: float) -> float:
        """The normal reach, or that of the deals where it is wider."""
        normal = float(stats.norm.ppf(1 - alpha / 2)) * self.se(contrast)
        return max(normal, float(np.quantile(np.abs(self._values(contrast)[1:]), 1 - alpha)))

    def p(self, contrast: Floats, value: float) -> float:
        values = np.abs(self._values(contrast)[1:])
        return float((1 + (values >= abs(value) - SLACK).sum()) / (1 + len(values)))

    def band(self, contrasts: Floats, alpha: float) -> float:
        values = np.abs(self.drawn[1:] @ contrasts.T)
        size = np.sqrt((values**2).mean(0))
        fine = size > 0
        return float(np.quantile((values[:, fine] / size[fine]).max(1), 1 - alpha)) if fine.any() else 0.0


def deal(
    design: Design,
    scales: Scales,
    *,
    alpha: float,
    horizon: int | None,
    seed: int,
    last_only: bool = False,
    skip: int = 0,
) -> Dealt:
    """Deal the starts in all ways, or in `DEALS` random ones where there are more than `ALL_UP_TO`.

    A constant effect of size d is excluded where, with d taken off, the overall effect of the deal that was lies
    farther out than those of all but a share alpha of deals. Each is divided by what its own units' noise lets expect.
    """
    starts = _deals(design.starts, np.random.default_rng(seed))
    still = replace(scales, period_means=np.zeros_like(scales.period_means))
    shift = _began_cells(design)
    groups = cohorts(design, scales, last_only=last_only, skip=skip)
    moved = cohorts(_with(design, shift), still, last_only=last_only, skip=skip)

    def dealt(changes: tuple[Cohort, ...]) -> Effects:
        return effects(design, changes, starts, np.ones(starts.shape), horizon=horizon, skip=skip)

    a, b, s = dealt(groups).overall, dealt(moved).overall, _expected(groups, starts)
    fine = np.isfinite(a) & np.isfinite(b) & np.isfinite(s)
    a, b, s = a[fine], b[fine], s[fine]
    left = cohorts(_with(design, design.values - a[0] * shift), scales, last_only=last_only, skip=skip)
    drawn = np.nan_to_num(dealt(left).effect[fine])
    return Dealt(
        drawn,
        _share(a, b, s, 0.0),
        *_not_excluded(a, b, s, alpha),
        *_not_excluded(a, b, s, 2 * alpha),
        1 / len(a),
    )


def _with(design: Design, values: Floats) -> Design:
    return replace(design, values=np.where(np.isfinite(design.values), values, np.nan))


def _deals(starts: Integers, rng: np.random.Generator) -> Integers:
    """All ways to deal the starts, the one that was first; or that one with random ones."""
    sizes = Counter(starts.tolist())
    ways = factorial(len(starts)) // prod(factorial(size) for size in sizes.values())
    if ways > ALL_UP_TO:
        return np.array([starts, *(rng.permutation(starts) for _ in range(DEALS))])
    when = [(start, size) for start, size in sorted(sizes.items()) if start < NEVER]
    every = [row for row in _every(len(starts), when) if not np.array_equal(row, starts)]
    return np.array([starts, *every])


def _every(units: int, when: list[tuple[int, int]]) -> Iterator[Integers]:
    if not when:
        yield np.full(units, NEVER, dtype=np.int64)
        return
    (start, size), rest = when[0], when[1:]
    for row in _every(units, rest):
        for chosen in combinations(np.flatnonzero(row == NEVER).tolist(), size):
            out = row.copy()
            out[list(chosen)] = start
            yield out


def _began_cells(design: Design) -> Floats:
    return (np.arange(len(design.periods)) >= design.starts[:, None]).astype(float)


def _expected(groups: tuple[Cohort, ...], starts: Integers) -> Floats:
    """Spread of the overall effect that noise and within-unit spread let expect in each deal, up to a factor."""
    total = np.zeros(len(starts))
    cells = np.zeros(len(starts))
    for one in groups:
        after = one.weights[:, one.start :]
        count = (after > 0).sum(1)
        precision = np.divide(after.sum(1), count, out=np.zeros(len(after)), where=count > 0)
        treated = (starts == one.start).astype(float)
        waiting = (starts > one.start).astype(float)
        others = waiting @ precision
        size = np.where(others > 0, treated @ count, 0.0)  # the last to begin have nobody left beside them
        with np.errstate(divide="ignore", invalid="ignore"):
            each = size**2 * (1 / (treated @ precision) + 1 / others)
        total += np.where(others > 0, each, 0.0)
        cells += size
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.sqrt(total) / cells, dtype=float)


def _share(a: Floats, b: Floats, s: Floats, d: float) -> float:
    """Share of deals that lie at least as far out as the one that was, with d taken off."""
    return float((np.abs(a - d * b) / s >= abs(a[0] - d * b[0]) / s[0] * (1 - SLACK) - 1e-300).mean())


def _not_excluded(a: Floats, b: Floats, s: Floats, alpha: float) -> tuple[float, float]:
    """The widest constant effects that are not excluded; infinite where none is."""
    ratio = s / s[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        turning = np.concatenate(
            [(a - ratio * a[0]) / (b - ratio * b[0]), (a + ratio * a[0]) / (b + ratio * b[0])]
        )
    points = np.unique(turning[np.isfinite(turning)])
    if not len(points):
        return float("-inf"), float("inf")
    width = max(float(points[-1] - points[0]), 1.0)
    edges = np.concatenate([[points[0] - width], points, [points[-1] + width]])
    middles = (edges[1:] + edges[:-1]) / 2
    top = int(np.searchsorted(middles, a[0]).clip(1, len(middles) - 1))
    first = _edge(lambda k: _share(a, b, s, float(middles[k])) > alpha, 0, top)
    last = _edge(lambda k: _share(a, b, s, float(middles[k])) > alpha, len(middles) - 1, top)
    low = float("-inf") if first == 0 else float(edges[first])
    high = float("inf") if last == len(middles) - 1 else float(edges[last + 1])
    return min(low, float(a[0])), max(high, float(a[0]))


def _edge(kept: Callable[[int], bool], outside: int, inside: int) -> int:
    """The outermost index that is kept, between one far outside and one inside; halving."""
    if kept(outside):
        return outside
    while abs(outside - inside) > 1:
        between = (outside + inside) // 2
        if kept(between):
            inside = between
        else:
            outside = between
    return inside
