"""False discovery and power over families, and power where realised false discovery is the same."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evidence.paired import Difference
from evidence.pairs import Row, share

Order = NDArray[np.float64]
Truth = NDArray[np.int_]
Flags = NDArray[np.bool_]
CUTS = 400
MOST_CLAIMED = 0.25  # of all directions: no cut beyond is looked at
LEVEL = 0.05


def told(flags: list[Flags], truth: list[Truth]) -> Row:
    """Mean false discovery, its standard error, share of families with any false claim, share of links claimed."""
    false = np.array([int((f & (t == 0)).sum()) for f, t in zip(flags, truth, strict=True)])
    right = np.array([int((f & (t == 1)).sum()) for f, t in zip(flags, truth, strict=True)])
    links = sum(int((t == 1).sum()) for t in truth)
    shares = false / np.maximum(false + right, 1)
    return {
        "fdr": float(shares.mean()),
        "fdr_se": float(shares.std(ddof=1) / np.sqrt(len(shares))),
        "any_false": share(false > 0),
        "power": float(right.sum() / links) if links else float("nan"),
    }


def power_at_discovery(orders: list[Order], truth: list[Truth]) -> float:
    """Most links under any one cut over all families whose mean false discovery is at most .05."""
    false, right = _under_cuts(orders, truth)
    return _best(false, right, sum(int((t == 1).sum()) for t in truth))


def discovery_difference(
    first: list[Order], second: list[Order], truth: list[Truth], *, rng: np.random.Generator, draws: int = 500
) -> Difference:
    """Difference of power at equal false discovery; the interval draws families again with replacement."""
    sides = [_under_cuts(first, truth), _under_cuts(second, truth)]
    links = np.array([int((t == 1).sum()) for t in truth])

    def gap(chosen: NDArray[np.int_]) -> float:
        power = [_best(false[chosen], right[chosen], int(links[chosen].sum())) for false, right in sides]
        return power[0] - power[1]

    n = len(truth)
    drawn = [gap(rng.integers(0, n, n)) for _ in range(draws)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Difference(gap(np.arange(n)), float(low), float(high))


def _under_cuts(orders: list[Order], truth: list[Truth]) -> tuple[Order, Order]:
    """False and right claims of each family under each cut, (families, cuts)."""
    pooled = np.concatenate([one[np.isfinite(one)] for one in orders])
    cuts = np.quantile(pooled, np.linspace(0, MOST_CLAIMED, CUTS))
    counted = [
        [((one[t == kind][:, None] <= cuts).sum(axis=0)) for one, t in zip(orders, truth, strict=True)]
        for kind in (0, 1)
    ]
    return np.array(counted[0], dtype=float), np.array(counted[1], dtype=float)


def _best(false: Order, right: Order, links: int) -> float:
    shares = (false / np.maximum(false + right, 1)).mean(axis=0)
    allowed = shares <= LEVEL
    return float(right.sum(axis=0)[allowed].max(initial=0.0) / max(links, 1))
