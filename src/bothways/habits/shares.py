"""Two shares and their difference where people of one unit answer alike."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Share:
    """A share with what is needed for its interval.

    Attributes
    ----------
    value : float
        In [0, 1].
    n : int
        Answers.
    weight : float
        Answers of people who share nothing that would be worth as much: n over the design effect.
    df : float
        Degrees of freedom of its interval: units less one; infinite for people who share nothing.
    pulls : (units,) float
        What each unit adds to ``value`` beyond what it should: its deviation, over n.
    """

    value: float
    n: int
    weight: float
    df: float
    pulls: Floats

    @property
    def variance(self) -> float:
        """Sampling variance of ``value``."""
        return self.value * (1 - self.value) / self.weight

    def interval(self, level: float, df: float | None = None) -> tuple[float, float]:
        """Return Wilson's score interval (1927) with ``weight`` for n and Student's quantile for the normal one."""
        quantile = float(stdtrit(self.df if df is None else df, (1 + level) / 2))
        z2, n, p = quantile**2, self.weight, self.value
        centre = (p + z2 / (2 * n)) / (1 + z2 / n)
        margin = quantile * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(centre - margin, 0.0), min(centre + margin, 1.0)


def share_alone(good: Floats) -> Share:
    """Return a share of people who have nothing in common, for Wilson's own interval."""
    n = len(good)
    return Share(float(good.mean()), n, n, math.inf, np.zeros(0))


def share_by_unit(good: Floats, unit: Ints, units: int, *, otherwise: float = 1.0) -> Share:
    """Return a share whose interval allows for units that differ.

    The variance of the share comes from sums over units, Var = U/(U-1) sum_u (sum_i (y_i - p) / n)^2, as for a ratio
    of sums; the design effect is that over p (1 - p) / n.

    Parameters
    ----------
    good : (n,) float
        1 for a good answer, 0 for another; at least one answer.
    unit : (n,) int
        Unit of each answer, numbered 0 to ``units - 1``.
    units : int
    otherwise : float
        Design effect where the group cannot tell its own: one unit, or all answers alike.
    """
    n, p = len(good), float(good.mean())
    pulls = np.bincount(unit, weights=good - p, minlength=units) / n
    there = len(np.unique(unit))
    alone = p * (1 - p) / n
    effect = there / (there - 1) * float(pulls @ pulls) / alone if there > 1 and alone > 0 else otherwise
    return Share(p, n, n / max(effect, 1.0), max(there - 1, 1), pulls)


def newcombe(most: Share, least: Share, *, level: float) -> tuple[float, float]:
    """Return the interval of ``most.value - least.value``.

    Newcombe's hybrid score interval (Statistics in Medicine 17, 1998, methods 10 of the paired and of the independent
    paper), where the correlation of the two shares is that of what units add to both. Both intervals have the degrees
    of freedom of the difference, after Welch and Satterthwaite.
    """
    df = _together(most, least)
    (l1, u1), (l0, u0) = most.interval(level, df), least.interval(level, df)
    p1, p0 = most.value, least.value
    size = math.sqrt(float(most.pulls @ most.pulls) * float(least.pulls @ least.pulls))
    r = float(np.clip(most.pulls @ least.pulls / size, -1, 1)) if size > 0 else 0.0
    down = (p1 - l1) ** 2 - 2 * r * (p1 - l1) * (u0 - p0) + (u0 - p0) ** 2
    up = (u1 - p1) ** 2 - 2 * r * (u1 - p1) * (p0 - l0) + (p0 - l0) ** 2
    return p1 - p0 - math.sqrt(max(down, 0.0)), p1 - p0 + math.sqrt(max(up, 0.0))


def _together(most: Share, least: Share) -> float:
    """Return the degrees of freedom of a difference; the fewer of both where neither varies."""
    above = (most.variance + least.variance) ** 2
    below = most.variance**2 / most.df + least.variance**2 / least.df
    return above / below if below > 0 else min(most.df, least.df)
