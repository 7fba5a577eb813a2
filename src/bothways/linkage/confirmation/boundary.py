"""Is a variance 0? Likelihood ratios at the boundary, against mixtures of chi-square.

A variance that is 0 stands at the edge of what it can be, and the likelihood ratio then is no chi-square. A
random intercept of one metric beside that of the other has its variance and q covariances: half a chi-square
of q, half one of q + 1 (Self and Liang 1987, Stram and Lee 1994). Extra noise of both metrics: P of 0, 1 and
2 positive ones by the correlation of the two estimates.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from bothways.linkage.likelihood.estimate import Estimate, extended
from bothways.linkage.likelihood.fit import maximise
from bothways.linkage.likelihood.inference import stable_inverse

Floats = NDArray[np.float64]
STEPS = 60


@dataclass(frozen=True)
class BoundaryTest:
    """One variance, or two, at the boundary.

    Attributes
    ----------
    what : str
        "intercept of the employee metric", "intercept of the customer metric", "noise".
    statistic : float
        Likelihood ratio, at least 0.
    p : float
        P of a larger one where the variance is 0, in [0, 1].
    """

    what: str
    statistic: float
    p: float


def boundary_tests(found: Estimate) -> tuple[BoundaryTest, ...]:
    """Test whether units have levels of their own in each metric, and whether there is noise where none was
    stated.

    Parameters
    ----------
    found : Estimate

    Returns
    -------
    tuple of BoundaryTest
        The two intercepts; noise from 5 periods on, where none is stated of either metric. What could not be
        fitted is left out.
    """
    out = [_intercept(found, k) for k in range(2)]
    stated = np.einsum("itkk->k", found.problem.noise) > 0
    if not stated.any() and not found.model.white and found.problem.periods >= 5:
        out.append(_noise(found))
    return tuple(test for test in out if test is not None)


def _intercept(found: Estimate, metric: int) -> BoundaryTest | None:
    """Likelihood ratio of one metric's random intercept, its covariances included."""
    model, theta = found.model, found.fit.theta
    at = model.blocks["start_intercept"].start
    own = [8] + ([at + metric, at + 2 + metric] if model.free_start else [])
    if model.trends:
        trend = model.blocks["trend"].start + 3
        own += [trend + 2 * metric, trend + 2 * metric + 1]
    variance = 7 + 2 * metric
    none = _loglik_without(found, (variance, *own))
    best = found.fit.loglik if theta[variance] > 0 else _loglik_without(found, (variance,))
    if none is None or best is None:
        return None
    name = ("employee", "customer")[metric]
    statistic = max(2 * (best - none), 0.0)
    p = half_and_half(statistic, len(own))
    return BoundaryTest(f"intercept of the {name} metric", statistic, p)


def _loglik_without(found: Estimate, zero: tuple[int, ...]) -> float | None:
    """Log-likelihood with some parameters held at 0; None where it could not be fitted."""
    start = found.fit.theta.copy()
    start[list(zero)] = 0.0
    fit = maximise(found.engine, start, means=found.fit.means, fixed=zero, limit=STEPS, tolerance=1e-6)
    return fit.loglik if fit.converged else None


def _noise(found: Estimate) -> BoundaryTest | None:
    """Likelihood ratio of white noise of both metrics on top of the model."""
    wide = extended(found, replace(found.model, white=True))
    if not wide.fit.converged:
        return None
    at = np.arange(*wide.model.blocks["white"].indices(wide.model.size))
    best = max(
        (_at_boundary(wide, at, negative) for negative in _faces(wide.fit.theta[at])),
        default=None,
    )
    if best is None or not np.isfinite(best):
        return None
    information = wide.engine.evaluate(wide.fit.theta, wide.fit.means).information
    covariance = stable_inverse(information)[np.ix_(at, at)]
    r = covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])
    statistic = max(2 * (best - found.fit.loglik), 0.0)
    return BoundaryTest("noise", statistic, two_variances(statistic, float(r)))


def _faces(values: Floats) -> list[tuple[int, ...]]:
    """Which of the two to hold at 0: none where both are positive, else each of them alone and both."""
    return [()] if (values > 0).all() else [(0,), (1,), (0, 1)]


def _at_boundary(wide: Estimate, at: NDArray[np.int_], held: tuple[int, ...]) -> float:
    """Log-likelihood with some variances held at 0; -inf where another of them is negative there."""
    if not held:
        return wide.fit.loglik
    fixed = tuple(int(at[k]) for k in held)
    start = wide.fit.theta.copy()
    start[at] = np.maximum(start[at], 0.0)
    start[list(fixed)] = 0.0
    fit = maximise(wide.engine, start, means=wide.fit.means, fixed=fixed, limit=STEPS, tolerance=1e-6)
    return fit.loglik if fit.converged and (fit.theta[at] >= 0).all() else -np.inf


def half_and_half(statistic: float, covariances: int) -> float:
    """P under half a chi-square of ``covariances`` and half one of one more, in [0, 1].

    Examples
    --------
    >>> round(half_and_half(5.14, 1), 3)
    0.05
    """
    first = float(stats.chi2.sf(statistic, covariances)) if covariances else float(statistic <= 0)
    return 0.5 * first + 0.5 * float(stats.chi2.sf(statistic, covariances + 1))


def two_variances(statistic: float, r: float) -> float:
    """P under the mixture for two variances at 0 whose estimates correlate r: weights by the angle of the
    quadrant.

    Examples
    --------
    >>> round(two_variances(4.231, 0.0), 3)
    0.05
    """
    both = float(np.arccos(-np.clip(r, -1.0, 1.0)) / (2 * np.pi))
    out = 0.5 * stats.chi2.sf(statistic, 1) + both * stats.chi2.sf(statistic, 2)
    return float(out + (0.5 - both) * (statistic <= 0))
