"""Standard errors, degrees of freedom and the period part, from innovation scores (F6 to F8)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from bothways.linkage.likelihood.common_shocks import common_shock_p
from bothways.linkage.likelihood.dense import CellScores
from bothways.linkage.likelihood.fit import Engine, Fit
from bothways.linkage.likelihood.model import (
    CUSTOMER_TO_EMPLOYEE,
    EMPLOYEE_TO_CUSTOMER,
    PHI,
    within_spread,
)
from bothways.linkage.likelihood.problem import Floats

TARGETS = (EMPLOYEE_TO_CUSTOMER, CUSTOMER_TO_EMPLOYEE)
SHOCK_ALPHA = 0.05  # level of the test for common shocks at which a single pair counts as hit by them
RATIO_ALPHA = (
    0.002  # the same of the ratio of period to cell variance, which rejects too often with few periods
)


@dataclass(frozen=True)
class Coefficient:
    """One cross-lagged coefficient in scaled units.

    Attributes
    ----------
    estimate : float
    unit_variance : float
        CR3 variance over units (F6).
    unit_df : float
        Satterthwaite degrees of freedom: effective number of units less one (F7).
    period_variance, cell_variance : float
        v_T and v_C of F8.
    ratio, ratio_df : float
        Period over cell variance, averaged over the four entries of Phi: 1 where units are independent within
        periods; and its degrees of freedom, T - 1: under common shocks the four entries move together.
    shock_p : float
        P that units share no shocks which they feel unequally, in [0, 1].
    periods : int
    to_standard : float
        Factor from scaled to standardised units: sd_w(driver) / sd_w(outcome).
    """

    estimate: float
    unit_variance: float
    unit_df: float
    period_variance: float
    cell_variance: float
    ratio: float
    ratio_df: float
    shock_p: float
    periods: int
    to_standard: float

    @property
    def shown(self) -> bool:
        """Does the pair on its own show that units share something within periods?"""
        df = (PHI.stop - PHI.start) * self.ratio_df  # without common shocks the entries are independent
        return bool(self.shock_p < SHOCK_ALPHA or stats.chi2.sf(self.ratio * df, df) < RATIO_ALPHA)

    @property
    def two_way(self) -> tuple[float, float]:
        """Satterthwaite two-way standard error and degrees of freedom; those of units where nothing is shared."""
        ratio = self.ratio if self.shown else 1.0
        return two_way_error(self.unit_variance, self.unit_df, self.cell_variance, ratio, self.ratio_df)

    @property
    def wide(self) -> tuple[float, float]:
        """Widest two-way standard error and its degrees of freedom T - 2."""
        own = max(self.period_variance - self.cell_variance, 0.0)
        variance = max(self.unit_variance, self.period_variance, self.unit_variance + own)
        return float(np.sqrt(variance)), float(max(self.periods - 2, 1))

    def p(self, kind: str = "two_way") -> float:
        """Two-sided p by "unit", "two_way" or "wide" (the larger of unit and wide)."""
        unit = _p(self.estimate, float(np.sqrt(self.unit_variance)), self.unit_df)
        if kind == "unit":
            return unit
        if kind == "two_way":
            return _p(self.estimate, *self.two_way)
        return max(unit, _p(self.estimate, *self.wide))


@dataclass(frozen=True)
class Inference:
    """Both directions of one fit and the joint covariance of their estimates (scaled units)."""

    employee_to_customer: Coefficient
    customer_to_employee: Coefficient
    covariance: float
    influence: Floats


def infer(engine: Engine, fit: Fit, *, cells: CellScores | None = None) -> Inference:
    """Errors of both directions at the maximum.

    One-step jackknife over units with the information each unit carries (CR3), and two-way clustering by unit and
    period from innovation scores, which have mean zero in every period.
    """
    cells = engine.cell_scores(fit.theta, fit.means) if cells is None else cells
    inverse = stable_inverse(cells.information.sum(axis=0))
    left = left_out(cells)
    N = len(left)
    spread = within_spread(engine.model, fit.theta)
    shared = _shared_ratio(cells, inverse), common_shock_p(cells.innovations)
    parts = [_coefficient(k, fit, cells, inverse, left, spread, shared) for k in TARGETS]
    first, second = left[:, TARGETS[0]], left[:, TARGETS[1]]
    covariance = float((first * second).sum() * (N - 1) / N)
    return Inference(parts[0], parts[1], covariance, left[:, TARGETS])


def left_out(cells: CellScores) -> Floats:
    """How far each unit moves the parameters by one step of a jackknife, (I - I_i)^-1 g_i (N, p)."""
    total = cells.information.sum(axis=0)
    by_unit = cells.scores.sum(axis=1)
    ridge = np.diag(1e-10 * np.diag(total))
    try:
        return np.asarray(
            np.linalg.solve(total[None] - cells.information + ridge, by_unit[:, :, None])[:, :, 0]
        )
    except np.linalg.LinAlgError:
        return np.asarray(by_unit @ stable_inverse(total))


def _periods(cells: CellScores) -> int:
    """Periods that say anything."""
    return max(int(cells.scores.any(axis=(0, 2)).sum()), 2)


def _shared_ratio(cells: CellScores, inverse: Floats) -> float:
    """Period over cell variance, averaged over the entries of Phi: a shock that units share shows in all four."""
    by_cell = cells.scores @ inverse[:, PHI]
    period, cell = (by_cell.sum(axis=0) ** 2).sum(axis=0), (by_cell**2).sum(axis=(0, 1))
    T = _periods(cells)
    known = cell > 0
    return float((period[known] / cell[known]).mean() * T / (T - 1)) if known.any() else 1.0


def _coefficient(
    k: int,
    fit: Fit,
    cells: CellScores,
    inverse: Floats,
    left: Floats,
    spread: Floats,
    shared: tuple[float, float],
) -> Coefficient:
    """``shared``: ratio of period to cell variance, and p that units share no shocks."""
    N = len(cells.scores)
    T = _periods(cells)
    weight = inverse[k]
    by_cell = cells.scores @ weight
    leverage = np.einsum("p,ipq,q->i", weight, cells.information, weight)
    return Coefficient(
        estimate=float(fit.theta[k]),
        unit_variance=float((left[:, k] ** 2).sum() * (N - 1) / N),
        unit_df=float(max(leverage.sum() ** 2 / (leverage**2).sum() - 1, 2.0)),
        period_variance=float((by_cell.sum(axis=0) ** 2).sum() * T / (T - 1)),
        cell_variance=float((by_cell**2).sum()),
        ratio=shared[0],
        ratio_df=float(T - 1),
        shock_p=shared[1],
        periods=T,
        to_standard=float(spread[k % 2] / spread[k // 2]),
    )


def two_way_error(
    unit_variance: float, unit_df: float, cell_variance: float, ratio: float, ratio_df: float
) -> tuple[float, float]:
    """Standard error and Satterthwaite degrees of freedom of the unit part and of what units share.

    The shared part is (ratio - 1) times the cell variance: as uncertain as the ratio itself, not as its excess over 1.
    """
    excess = (ratio - 1.0) * cell_variance
    variance = unit_variance + excess
    if excess <= 0 or variance <= 0:
        return float(np.sqrt(max(unit_variance, 0.0))), unit_df
    spread = (ratio * cell_variance) ** 2 / max(ratio_df, 1) + unit_variance**2 / unit_df
    return float(np.sqrt(variance)), float(max(min(unit_df, variance**2 / spread), 1.0))


def stable_inverse(matrix: Floats) -> Floats:
    """Pseudo-inverse after scaling to a unit diagonal."""
    size = np.sqrt(np.maximum(np.diag(matrix), 1e-12))
    scaled = np.linalg.pinv(matrix / np.outer(size, size), rcond=1e-9, hermitian=True)
    return np.asarray(scaled / np.outer(size, size))


def _p(estimate: float, se: float, df: float) -> float:
    return float(2 * stats.t.sf(abs(estimate) / se, df)) if se > 0 else float("nan")
