"""Common shocks that units feel unequally: shown to exist in a wide family, then taken out.

After unit and period means are removed, a shock that every unit feels in proportion to its own loading leaves a
cross-section pattern shared by many metrics and periods. Whether it exists is tested by shifting each unit's
series round the calendar between its first and last period, all metrics together: that keeps what belongs to the
unit and breaks what units share.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.association import two_way_deviation

Floats = NDArray[np.float64]
FEWEST_METRICS = 8  # the loadings of a pair are read from the others alone
FEWEST_UNITS = 60
FEWEST_PERIODS = 6
DRAWS = 99
MOST_FACTORS = 3
PERIODS_A_FACTOR = 5  # each factor takes a share of every unit's changes: no more than the calendar can bear
REFINEMENTS = 10


@dataclass(frozen=True)
class CommonFactors:
    """How many factors were shown, and the centred and scaled values they are estimated from.

    Attributes
    ----------
    count : int
        0 where none was shown.
    deviations : ndarray, shape (N, T, M)
        0 where not observed.
    observed : ndarray of bool, shape (N, T, M)
    """

    count: int
    deviations: Floats
    observed: NDArray[np.bool_]


def find_factors(values: Floats, *, rng: np.random.Generator) -> CommonFactors:
    """Count the common factors of a family of metrics by parallel analysis.

    Parameters
    ----------
    values : ndarray, shape (N, T, M)
        All metrics of both sides, NaN where not observed. Under 8 metrics, 60 units or 6 periods no factor is
        looked for: stripping one that is badly estimated does more harm than leaving it in.
    rng : numpy.random.Generator
    """
    N, T, M = values.shape
    deviations = two_way_deviation(values, sweeps=20)
    with warnings.catch_warnings(), np.errstate(invalid="ignore", divide="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)  # periods in which a metric is missing
        deviations = deviations / np.nanstd(deviations, axis=0)  # by period: noise may shrink as surveys grow
    observed = np.isfinite(deviations)
    filled = np.where(observed, deviations, 0.0)
    if M < FEWEST_METRICS or N < FEWEST_UNITS or T < FEWEST_PERIODS:
        return CommonFactors(0, filled, observed)
    count, current = 0, filled
    most = min(MOST_FACTORS, (T - 2) // PERIODS_A_FACTOR)
    while count < most and _shared(current, observed, rng):
        count += 1
        known = loadings(CommonFactors(count, filled, observed), without=())
        current = np.where(observed, strip(np.where(observed, filled, np.nan), known), 0.0)
    return CommonFactors(count, filled, observed)


def _shared(filled: Floats, observed: NDArray[np.bool_], rng: np.random.Generator) -> bool:
    """Is the leading pattern over units stronger than in any draw that shifts each unit round its own calendar?"""
    T = filled.shape[1]
    held: NDArray[np.bool_] = np.asarray(observed.any(axis=2))
    first, last = held.argmax(axis=1)[:, None], T - 1 - held[:, ::-1].argmax(axis=1)[:, None]
    period, length = np.arange(T)[None, :], last - first + 1
    inside = (period >= first) & (
        period <= last
    )  # late units stay late: shared gaps look like a shared shock
    rows, highest = np.arange(len(filled))[:, None], 0.0
    for _ in range(DRAWS):
        shift = rng.integers(0, length)
        source = np.where(inside, first + (period - first + shift) % length, period)
        highest = max(highest, _leading(filled[rows, source], observed[rows, source]))
    return _leading(filled, observed) > highest


def _leading(filled: Floats, observed: NDArray[np.bool_]) -> float:
    """Largest eigenvalue of the unit by unit correlations, after period means are taken out again."""
    held = np.maximum(observed.sum(axis=0), 1)
    centred = np.where(observed, filled - filled.sum(axis=0) / held, 0.0)
    wide = centred.reshape(len(centred), -1)
    wide = wide / np.maximum(np.sqrt((wide**2).sum(axis=1, keepdims=True)), 1e-12)
    return float(np.linalg.eigvalsh(wide @ wide.T)[-1])


def loadings(factors: CommonFactors, *, without: tuple[int, ...]) -> Floats:
    """Unit loadings from all metrics but those named, shape (N, count): alternating least squares with holes."""
    keep = np.setdiff1d(np.arange(factors.deviations.shape[2]), without)
    Z = factors.deviations[:, :, keep].reshape(len(factors.deviations), -1)
    seen = factors.observed[:, :, keep].reshape(len(Z), -1).astype(float)
    _, vectors = np.linalg.eigh(Z @ Z.T)
    out = vectors[:, ::-1][:, : factors.count]
    for _ in range(REFINEMENTS):
        shocks = _least_squares(Z.T, seen.T, out)
        out = _least_squares(Z, seen, shocks)
        out = np.linalg.qr(out)[0]
    return np.asarray(out)


def _least_squares(Z: Floats, seen: Floats, by: Floats) -> Floats:
    """Row by row regression of Z on ``by`` over observed entries."""
    gram = np.einsum("rc,ca,cb->rab", seen, by, by) + 1e-9 * np.eye(by.shape[1])
    return np.asarray(np.linalg.solve(gram, ((Z * seen) @ by)[:, :, None])[:, :, 0])


def strip(values: Floats, unit_loadings: Floats) -> Floats:
    """Residuals of each metric in each period on the loadings, over units.

    Parameters
    ----------
    values : ndarray, shape (N, T, m)
    unit_loadings : ndarray, shape (N, K)

    Returns
    -------
    ndarray, shape (N, T, m)
        Period means kept; cells with too few units to regress are returned as they are.
    """
    out = values.copy()
    centred = unit_loadings - unit_loadings.mean(axis=0)
    for t in range(values.shape[1]):
        for k in range(values.shape[2]):
            seen = np.isfinite(values[:, t, k])
            if seen.sum() > 5 * (1 + centred.shape[1]):
                X = np.column_stack([np.ones(int(seen.sum())), centred[seen]])
                slope = np.linalg.lstsq(X, values[seen, t, k], rcond=None)[0][1:]
                out[seen, t, k] -= centred[seen] @ slope
    return out
