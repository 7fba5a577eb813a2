"""How far chance may move any contrast of effects: leaving units out, or dealing the starts again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from bothways.change.contrasts import Cohort, Effects, comparisons, overall_contrast
from bothways.change.design import Design, Floats, Integers

SIMULATED = 4000
Run = Callable[[Integers, Floats], Effects]


class Spread(Protocol):
    """What the checks need to know about chance."""

    @property
    def df(self) -> float:
        """Degrees of freedom of the overall effect."""

    def se(self, contrast: Floats) -> float:
        """Standard error of a contrast of event-time effects."""

    def reach(self, contrast: Floats, alpha: float) -> float:
        """Half the width of its 1 - alpha interval."""

    def p(self, contrast: Floats, value: float) -> float:
        """Two-sided p of a value of it."""

    def band(self, contrasts: Floats, alpha: float) -> float:
        """How many standard errors a band over all rows of ``contrasts`` takes."""


@dataclass(frozen=True)
class LeftOut:
    """Spread by leaving one unit out at a time (jackknife by side, t with Welch's degrees of freedom).

    Attributes
    ----------
    began : (units,) bool
    moved : (units, events) float
        Effect without a unit less effect with all; 0 where it cannot be had.
    sizes : (float, float)
        Effective units that began, and that stand on the other side.
    df : float
        Of the overall effect.
    seed : int
    """

    began: NDArray[np.bool_]
    moved: Floats
    sizes: tuple[float, float]
    df: float
    seed: int

    def _parts(self, contrast: Floats) -> tuple[float, float]:
        moved = self.moved @ contrast
        return _side(moved[self.began]), _side(moved[~self.began])

    def se(self, contrast: Floats) -> float:
        return float(np.sqrt(max(sum(self._parts(contrast)), 0.0)))

    def reach(self, contrast: Floats, alpha: float) -> float:
        return float(stats.t.ppf(1 - alpha / 2, welch(self._parts(contrast), self.sizes))) * self.se(contrast)

    def p(self, contrast: Floats, value: float) -> float:
        se = self.se(contrast)
        if se <= 0:
            return 1.0 if value == 0 else 0.0
        return float(2 * stats.t.sf(abs(value) / se, welch(self._parts(contrast), self.sizes)))

    def covariance(self, contrasts: Floats) -> Floats:
        """Covariance of several contrasts, one a row."""
        moved = self.moved @ contrasts.T
        return _cross(moved[self.began]) + _cross(moved[~self.began])

    def band(self, contrasts: Floats, alpha: float) -> float:
        """The 1 - alpha quantile of the largest of correlated t (simulated, seeded)."""
        covariance = self.covariance(contrasts)
        size = np.sqrt(np.maximum(np.diag(covariance), 0))
        fine = size > 0
        if not fine.any():
            return float(stats.t.ppf(1 - alpha / 2, self.df))
        correlation = covariance[np.ix_(fine, fine)] / np.outer(size[fine], size[fine])
        rng = np.random.default_rng(self.seed)
        values, vectors = np.linalg.eigh(correlation)
        root = vectors * np.sqrt(np.maximum(values, 0))
        normal = rng.standard_normal((SIMULATED, int(fine.sum()))) @ root.T
        scale = np.sqrt(rng.chisquare(self.df, SIMULATED) / self.df)
        return float(np.quantile(np.abs(normal).max(1) / scale, 1 - alpha))


def leave_out(
    design: Design, groups: tuple[Cohort, ...], run: Run, *, horizon: int | None, seed: int
) -> LeftOut:
    """Leave every unit out once; ``run`` makes the effects of assignments."""
    units = len(design.units)
    full = run(design.starts[None], np.ones((1, units)))
    without = run(np.broadcast_to(design.starts, (units, units)), 1.0 - np.eye(units)).effect
    fine = np.isfinite(without) & np.isfinite(full.effect)
    moved = np.where(fine, without, 0.0) - np.where(fine, full.effect, 0.0)
    sizes = _effective(design, groups)
    first = LeftOut(design.began, moved, sizes, 1.0, seed)
    return replace(first, df=welch(first._parts(overall_contrast(full, horizon)), sizes))


def welch(parts: tuple[float, float], sizes: tuple[float, float]) -> float:
    """Degrees of freedom of a sum of two variances."""
    total = sum(parts)
    below = sum(part**2 / max(size - 1, 0.5) for part, size in zip(parts, sizes, strict=True))
    return float(np.clip(total**2 / below, 1.0, 1e6)) if below > 0 else 1.0


def _effective(design: Design, groups: tuple[Cohort, ...]) -> tuple[float, float]:
    """Effective numbers of units on both sides: fewer where weights are unequal."""
    own = np.zeros(len(design.units))
    other = np.zeros(len(design.units))
    used = comparisons(design, groups)
    for one in groups:
        mass = one.weights[:, one.start :].sum(1)
        own += np.where(design.starts == one.start, mass, 0.0)
        other += np.where(used & (design.starts > one.start), mass, 0.0)
    return _kish(own), _kish(np.where(design.began, 0.0, other))


def _kish(weights: Floats) -> float:
    square = float((weights**2).sum())
    return float(weights.sum() ** 2 / square) if square > 0 else 0.0


def _side(moved: Floats) -> float:
    return float(_cross(moved[:, None])[0, 0])


def _cross(moved: Floats) -> Floats:
    n = len(moved)
    if n < 2:
        return np.zeros((moved.shape[1],) * 2)
    centred = moved - moved.mean(0)
    return np.asarray((n - 1) / n * centred.T @ centred, dtype=float)
