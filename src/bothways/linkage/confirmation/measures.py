"""How well a covariance structure fits: chi-square against the unrestricted model, CFI, TLI, RMSEA, SRMR.

All as lavaan defines them under full-information maximum likelihood with free means. Where noise is known
the unrestricted model is an unrestricted covariance of the noise-free values plus each unit's own noise, and
the baseline their independence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from bothways.linkage.confirmation.normal import (
    Maximum,
    Structure,
    information_of_means,
    maximise_structure,
    scores_of_units,
)
from bothways.linkage.confirmation.patterns import Patterns
from bothways.linkage.confirmation.structures import Entries

Floats = NDArray[np.float64]
CLOSE = 0.05  # RMSEA up to which a fit is called close (Browne and Cudeck 1993)


@dataclass(frozen=True)
class FitMeasures:
    """Fit of one model to one panel.

    Attributes
    ----------
    loglik, saturated_loglik : float
        Of the model and of the unrestricted one, with their constants.
    chi_square, df, p : float
        Twice the difference, its degrees of freedom, P of a larger one under normal values, in [0, 1].
    scaling : float
        By how much values that are not normal raise chi-square on average (Yuan and Bentler 2000); 1 for
        normal values.
    scaled_p : float
        P of chi-square over ``scaling``.
    baseline_chi_square, baseline_df : float
        The same of the model in which all columns are independent.
    cfi, tli : float
        Share of the baseline's misfit that the model removes, CFI in [0, 1].
    rmsea, rmsea_low, rmsea_high : float
        Misfit a degree of freedom, at least 0, and its 90 % interval.
    close_p : float
        P of the scaled chi-square if RMSEA were .05: small where the fit is worse than close.
    srmr : float
        Root mean square of standardised residuals of covariances and means; NaN where a variance is not
        positive.
    units : int
    """

    loglik: float
    saturated_loglik: float
    chi_square: float
    df: int
    p: float
    scaling: float
    scaled_p: float
    baseline_chi_square: float
    baseline_df: int
    cfi: float
    tli: float
    rmsea: float
    rmsea_low: float
    rmsea_high: float
    close_p: float
    srmr: float
    units: int


def saturated(data: Patterns) -> Maximum | None:
    """Unrestricted means and covariance under holes and known noise; None where they cannot be had."""
    return _from_variances(data, Entries.unrestricted(data.columns))


def independence(data: Patterns) -> Maximum | None:
    """Free means and variances, no covariances but those of known noise."""
    return _from_variances(data, Entries.independent(data.columns))


def _from_variances(data: Patterns, structure: Entries) -> Maximum | None:
    variance = raw_variances(data)
    noise = np.einsum("g,gaa->a", data.count, data.noise) / np.einsum("g,ga->a", data.count, data.seen)
    signal = np.maximum(variance - noise, 0.2 * variance)
    start = np.where(structure.rows == structure.cols, signal[structure.rows], 0.0)
    found = maximise_structure(data, structure, start)
    return found if found is not None and found.converged else None


def raw_variances(data: Patterns) -> Floats:
    """Variance of each column over the units that have it, divisor their number, shape (n,)."""
    counts = np.einsum("g,ga->a", data.count, data.seen)
    centre = np.einsum("g,ga->a", data.count, data.mean) / counts
    off = np.where(data.seen, data.mean - centre, 0.0)
    total = np.einsum("g,gaa->a", data.count, data.scatter) + np.einsum("g,ga->a", data.count, off**2)
    return np.asarray(total / counts)


def measure(
    data: Patterns, structure: Structure, found: Maximum, *, more_parameters: int = 0
) -> FitMeasures | None:
    """Compare a fitted structure with the unrestricted model; None where that cannot be had.

    Parameters
    ----------
    data : Patterns
    structure : Structure
    found : Maximum
        Of ``structure`` on ``data``.
    more_parameters : int
        Parameters that were estimated before and stand in the noise of ``data``.
    """
    full, empty = saturated(data), independence(data)
    df = Entries.unrestricted(data.columns).size - structure.size - more_parameters
    if full is None or empty is None or df < 1:
        return None
    n, N = data.columns, data.units
    chi = 2 * (full.loglik - found.loglik)
    scaling = _scaling(data, structure, found, full, df)
    base, base_df = 2 * (full.loglik - empty.loglik), n * (n - 1) // 2
    excess, base_excess = max(chi - df, 0.0), max(base - base_df, chi - df, 0.0)
    low, high = rmsea_interval(chi, df, N)
    return FitMeasures(
        loglik=found.loglik,
        saturated_loglik=full.loglik,
        chi_square=chi,
        df=df,
        p=float(stats.chi2.sf(chi, df)),
        scaling=scaling,
        scaled_p=float(stats.chi2.sf(chi / scaling, df)),
        baseline_chi_square=base,
        baseline_df=base_df,
        cfi=1 - excess / base_excess if base_excess > 0 else 1.0,
        tli=1 - (chi - df) / df * base_df / (base - base_df),
        rmsea=float(np.sqrt(excess / (df * N))),
        rmsea_low=low,
        rmsea_high=high,
        close_p=float(stats.ncx2.sf(chi / scaling, df, N * df * CLOSE**2)),
        srmr=_srmr(full, found),
        units=N,
    )


def rmsea_interval(chi: float, df: int, units: int) -> tuple[float, float]:
    """90 % interval: the noncentralities under which chi-square is the .95 and the .05 quantile."""

    def solve(level: float) -> float:
        def short(lam: float) -> float:
            return float(stats.ncx2.cdf(chi, df, lam) if lam > 0 else stats.chi2.cdf(chi, df)) - level

        if short(0.0) < 0:
            return 0.0
        top = max(chi, df, 1.0)
        while short(top) > 0:
            top *= 2
        return float(np.sqrt(optimize.brentq(short, 0.0, top, xtol=1e-12, rtol=1e-13) / (df * units)))

    return solve(0.95), solve(0.05)


def _srmr(full: Maximum, found: Maximum) -> float:
    """Residuals over the unrestricted standard deviations; Bentler's, with means."""
    variance = np.diag(full.covariance)
    if not (variance > 0).all():
        return float("nan")
    size = np.sqrt(variance)
    lower = np.tril_indices(len(size))
    residual = ((full.covariance - found.covariance) / np.outer(size, size))[lower]
    means = (full.means - found.means) / size
    return float(np.sqrt(((residual**2).sum() + (means**2).sum()) / (len(residual) + len(means))))


def _scaling(data: Patterns, structure: Structure, found: Maximum, full: Maximum, df: int) -> float:
    """(tr B1 A1^-1 - tr B0 A0^-1) / df: scores by unit against expected information, unrestricted less restricted."""
    entries = Entries.unrestricted(data.columns)
    spread = _score_spread(data, entries, full) - _score_spread(data, structure, found)
    return max(float(spread / df), 1e-6)


def _score_spread(data: Patterns, structure: Structure, found: Maximum) -> float:
    """Sum over units of s' A^-1 s, means included."""
    scores, of_means = scores_of_units(data, structure, found)
    inner = np.linalg.lstsq(found.information, scores.T, rcond=1e-12)[0]
    means = np.linalg.solve(information_of_means(data, found), of_means.T)
    return float((scores.T * inner).sum() + (of_means.T * means).sum())
