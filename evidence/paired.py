"""Two methods on the same worlds: the difference of their power, as it is and at equal false alarms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
Z = float(stats.norm.ppf(0.975))


@dataclass(frozen=True)
class Difference:
    """A difference of two shares, first less second, with its 95 % interval."""

    value: float
    low: float
    high: float


def paired_difference(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> Difference:
    """Difference of two shares of the same worlds (Bonett and Price 2012: one more in each discordant cell)."""
    n = len(first)
    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    a, b = (only_first + 1) / (n + 2), (only_second + 1) / (n + 2)
    reach = Z * np.sqrt((a + b - (a - b) ** 2) / (n + 2))
    return Difference((only_first - only_second) / n, float(a - b - reach), float(a - b + reach))


def power_at(true: Floats, null: Floats, level: float = 0.05) -> float:
    """Share of true directions under the p that calls ``level`` of the null directions.

    ``true`` holds one p a linked world, ``null`` one p a direction in which nothing leads; NaN where a method
    refused: a miss in ``true``, left out of ``null``.
    """
    critical = np.nanquantile(null, level)
    return float((np.nan_to_num(true, nan=1.0) < critical).mean())


def difference_at_equal_alarms(
    first: tuple[Floats, Floats],
    second: tuple[Floats, Floats],
    *,
    rng: np.random.Generator,
    draws: int = 1000,
    level: float = 0.05,
) -> Difference:
    """Difference of power, both at ``level`` false alarms; the interval draws worlds again with replacement.

    Each method gives p values of linked worlds (n, 2), the true direction first, and of worlds without a link (m, 2).
    """

    def gap(linked: NDArray[np.int_], none: NDArray[np.int_]) -> float:
        power = [
            power_at(a[linked, 0], np.concatenate([a[linked, 1], b[none].ravel()]), level)
            for a, b in (first, second)
        ]
        return power[0] - power[1]

    n, m = len(first[0]), len(first[1])
    drawn = [gap(rng.integers(0, n, n), rng.integers(0, m, m)) for _ in range(draws)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Difference(gap(np.arange(n), np.arange(m)), float(low), float(high))
