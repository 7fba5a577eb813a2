"""Joint test of all lags up to four by the likelihood: does x come before y, one to four periods back?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from bothways.linkage.likelihood.dense import CellScores, DenseEngine
from bothways.linkage.likelihood.estimate import Estimate
from bothways.linkage.likelihood.fit import maximise
from bothways.linkage.likelihood.inference import TARGETS, infer, left_out, stable_inverse, two_way_error
from bothways.linkage.likelihood.model import embed, within_spread
from bothways.linkage.likelihood.problem import Floats
from bothways.linkage.shared_part import SharedPart

Places = NDArray[np.int_]
#: Periods from which on longer delays are looked for, and how many of them: set before any data are seen.
FEWEST_PERIODS = 24
LAGS = 4
STEPS = 40


@dataclass(frozen=True)
class Lags:
    """Effects of one direction one to :data:`LAGS` periods later, estimated together, standardised as b~.

    Attributes
    ----------
    effects : ndarray, (p,)
    unit, cell : ndarray, (p, p)
        Covariance over units (CR3), and what a shared part of errors is measured in.
    unit_df : float
        Satterthwaite degrees of freedom of the lag that has fewest.
    ratio, ratio_df : float
        Period over cell variance, 1 where units share nothing, and its degrees of freedom.
    shared : bool
        Whether errors count a shared part.
    most_df : float
        Degrees of freedom are at most this.
    floor : float
        P is never below; for noise that is an assumption.
    ends : tuple of float or None
        A 95 % interval of the sum that holds those of several assumptions about noise.
    """

    effects: Floats
    unit: Floats
    cell: Floats
    unit_df: float
    ratio: float = 1.0
    ratio_df: float = 1.0
    shared: bool = False
    most_df: float = np.inf
    floor: float = 0.0
    ends: tuple[float, float] | None = None

    @property
    def covariance(self) -> Floats:
        """Covariance of the effects, the part that units share included (p, p)."""
        return np.asarray(self.unit + max(self._ratio - 1.0, 0.0) * self.cell)

    @property
    def df(self) -> float:
        """Degrees of freedom of the lag that has fewest."""
        each = [
            two_way_error(unit, self.unit_df, cell, self._ratio, self.ratio_df)[1]
            for unit, cell in zip(np.diag(self.unit), np.diag(self.cell), strict=True)
        ]
        return float(min(*each, self.most_df))

    @property
    def testable(self) -> bool:
        """Are there more degrees of freedom than lags?"""
        return self.df > len(self.effects)

    @property
    def p(self) -> float:
        """P that nothing comes before at any of the lags, in [0, 1]; NaN where that cannot be tested."""
        return max(self._wald(slice(None)), self.floor) if self.testable else float("nan")

    @property
    def later_p(self) -> float:
        """P that nothing comes before later than after one period, in [0, 1]; NaN where that cannot be tested."""
        return self._wald(slice(1, None)) if self.testable else float("nan")

    @property
    def total(self) -> tuple[float, float]:
        """Sum of the effects and its standard error."""
        return float(self.effects.sum()), float(np.sqrt(self.covariance.sum()))

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Two-sided interval of the sum of the effects; at 95 % the stated ends where there are some."""
        if self.ends is not None and level == 0.95:
            return self.ends
        total, se = self.total
        reach = float(stats.t.ppf(0.5 + level / 2, self.df)) * se
        return total - reach, total + reach

    def small(self, *, alpha: float, negligible: float) -> bool:
        """Are every lag and their sum shown to be smaller than what matters?

        All tests must pass, so that no correction is due.
        """
        total, se = self.total
        reach = float(stats.t.ppf(1 - alpha, self.df)) * np.append(np.sqrt(np.diag(self.covariance)), se)
        return bool((np.abs(np.append(self.effects, total)) + reach < negligible).all())

    def moderated(self, part: SharedPart) -> Lags:
        """The same with the shared part of its errors borrowed from the family."""
        if not part.prior_df or np.isfinite(self.most_df):
            return self
        ratio, ratio_df = part.moderate(self.ratio, self.ratio_df)
        return replace(self, ratio=ratio, ratio_df=ratio_df, shared=True)

    @property
    def _ratio(self) -> float:
        return self.ratio if self.shared else 1.0

    def _wald(self, lags: slice) -> float:
        """Hotelling's F of some of the lags: W (df - q + 1) / (q df) on q and df - q + 1 degrees of freedom."""
        b, covariance = self.effects[lags], self.covariance[lags, lags]
        q, df = len(b), self.df
        statistic = float(b @ np.linalg.pinv(covariance, hermitian=True) @ b)
        return float(stats.f.sf(statistic * (df - q + 1) / (q * df), q, df - q + 1))


@dataclass(frozen=True)
class Joint:
    """Both directions, employee -> customer first.

    Attributes
    ----------
    estimate : Estimate
        The model with all lags.
    first, second : Lags
    covariance : ndarray, (p, p)
        Between the effects of the first (rows) and of the second direction.
    """

    estimate: Estimate
    first: Lags
    second: Lags
    covariance: Floats

    def moderated(self, part: SharedPart) -> Joint:
        """Both directions with the shared part of their errors borrowed from the family."""
        return replace(self, first=self.first.moderated(part), second=self.second.moderated(part))

    def larger_first(self) -> tuple[float, float]:
        """How much more the first direction holds, and its degrees of freedom.

        t of D = |b_1|^2 - tr V_1 - |b_2|^2 + tr V_2 (squares over all lags, what chance adds taken out), with
        Var D = 4 (b_1' V_1 b_1 + b_2' V_2 b_2 - 2 b_1' C b_2) + 2 tr(V_1^2 + V_2^2 - 2 C C').
        """
        (b, V), (c, W) = ((one.effects, one.covariance) for one in (self.first, self.second))
        C = self.covariance
        gap = float(b @ b - np.trace(V) - c @ c + np.trace(W))
        variance = 4 * float(b @ V @ b + c @ W @ c - 2 * b @ C @ c)
        variance += 2 * float((V**2).sum() + (W**2).sum() - 2 * (C**2).sum())
        return gap / float(np.sqrt(max(variance, 1e-12))), min(self.first.df, self.second.df)


def joint_lags(found: Estimate, *, cautious: bool = False, extra: Floats | None = None) -> Joint | None:
    """Fit all lags up to :data:`LAGS` of both metrics on both, and test each direction's together.

    Parameters
    ----------
    found : Estimate
        The fitted model with one lag and what it was widened by; noise and holes are taken as they are.
    cautious : bool
        Count a shared part of errors whether it is shown or not, with T - 2 degrees of freedom at most.
    extra : ndarray, (2,), optional
        Squared relative standard errors of the noise of both metrics, where it was estimated.

    Returns
    -------
    Joint or None
        None where the wider model cannot be estimated.

    Notes
    -----
    s_it = Phi_1 s_i,t-1 + ... + Phi_p s_i,t-p + e_it; Wald statistic of the p crossed effects of a direction with CR3
    errors over units, b' V^-1 b, referred to Hotelling's F. Periods before the first count as level: their states are
    taken as zero.
    """
    model = replace(found.model, lags=LAGS, memory=False)
    engine = DenseEngine(found.problem, model)
    start = embed(found.fit.theta, found.model, model)
    fit = maximise(engine, start, means=found.fit.means, limit=STEPS)
    if not fit.usable:
        return None
    cells = engine.cell_scores(fit.theta, fit.means)
    inference = infer(engine, fit, cells=cells)
    wide = Estimate(found.problem, engine, fit, inference)
    places = [np.array([model.lag_places(lag).start + k for lag in range(1, LAGS + 1)]) for k in TARGETS]
    left = left_out(cells)
    scale = _standardisers(wide)
    coefficient = inference.employee_to_customer
    parts = [
        replace(
            _lags(at, wide, cells, left, one, extra),
            ratio=coefficient.ratio,
            ratio_df=coefficient.ratio_df,
            shared=coefficient.shown or cautious,
            most_df=float(max(coefficient.periods - 2, 1)) if cautious else np.inf,
        )
        for at, one in zip(places, scale, strict=True)
    ]
    if not all(np.isfinite(part.covariance).all() and (np.diag(part.unit) > 0).all() for part in parts):
        return None
    moved = [left[:, at] * one for at, one in zip(places, scale, strict=True)]
    N = len(left)
    return Joint(wide, parts[0], parts[1], moved[0].T @ moved[1] * (N - 1) / N)


def _standardisers(found: Estimate) -> tuple[float, float]:
    """sd_w(driver) / sd_w(outcome) of both directions."""
    spread = within_spread(found.model, found.fit.theta)
    return float(spread[0] / spread[1]), float(spread[1] / spread[0])


def _lags(
    at: Places, wide: Estimate, cells: CellScores, left: Floats, scale: float, extra: Floats | None
) -> Lags:
    """The effects at these places of the parameters."""
    inverse = stable_inverse(cells.information.sum(axis=0))
    N = len(left)
    unit = left[:, at].T @ left[:, at] * (N - 1) / N
    if extra is not None and extra.any() and not wide.model.noise_scale:
        from bothways.linkage.likelihood.misfit import sensitivity_to_noise

        slopes = sensitivity_to_noise(wide)[at]
        unit = unit + (slopes * extra) @ slopes.T
    by_cell = cells.scores @ inverse[:, at]
    weights = np.einsum("pk,ipq,qk->ik", inverse[:, at], cells.information, inverse[:, at], optimize=True)
    df = weights.sum(axis=0) ** 2 / (weights**2).sum(axis=0) - 1
    return Lags(
        effects=wide.fit.theta[at] * scale,
        unit=unit * scale**2,
        cell=np.einsum("itp,itq->pq", by_cell, by_cell) * scale**2,
        unit_df=float(max(df.min(), 2.0)),
    )
