"""Second moments of each unit with the sampling noise taken out: E6, E7, E7'."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.moments.design import Design

Array = NDArray[np.float64]
#: Covariance of the noise of lag j with that of the other end of transition j - d, by d: (U, n, 2, 2).
Bands = dict[int, Array]


@dataclass(frozen=True)
class NoiseBands:
    """Noise covariances between transitions: lag with lag, lag with lead, lead with lead."""

    lag_lag: Bands
    lag_lead: Bands
    lead_lead: Bands


@dataclass(frozen=True)
class UnitMoments:
    """a_i, b_i, c_i of E6 with the noise of E7 taken out, and the residuals they come from.

    Attributes
    ----------
    a, b, c : ndarray, (U, 2, 2)
        Lag with lag, lag with lead, lead with lead.
    raw : ndarray, (U, 2, 2)
        Lag with lag before the noise is taken out.
    lag, lead : ndarray, (U, n, 2)
        Two-way residuals L_i, F_i.
    noise : NoiseBands or None
    """

    a: Array
    b: Array
    c: Array
    raw: Array
    lag: Array
    lead: Array
    noise: NoiseBands | None


def unit_moments(values: Array, noise: Array | None, lags: Array | None, design: Design) -> UnitMoments:
    """Noise-corrected moments of every kept unit.

    Parameters
    ----------
    values : ndarray, (N, T, 2)
    noise : ndarray, (N, T, 2, 2), or None
    lags : ndarray, (L, N, T, 2, 2), or None
        E u_t u_(t-l)' at [l - 1, i, t].
    design : Design
    """
    panel = np.where(np.isfinite(values[design.rows]), values[design.rows], 0.0)
    lag, lead = design.residuals(panel[:, :-1]), design.residuals(panel[:, 1:])
    a, b, c = (np.einsum("ija,ijb->iab", *two) for two in ((lag, lag), (lag, lead), (lead, lead)))
    if noise is None and lags is None:
        return UnitMoments(a, b, c, a, lag, lead, None)
    bands = noise_bands(noise, lags, design)
    return UnitMoments(
        a - own_block(bands.lag_lag, design),
        b - own_block(bands.lag_lead, design),
        c - own_block(bands.lead_lead, design),
        a, lag, lead, bands,
    )  # fmt: skip


def noise_bands(noise: Array | None, lags: Array | None, design: Design) -> NoiseBands:
    """Arrange E u_s u_t' by the distance of the two transitions it connects."""
    reach = 0 if lags is None else len(lags)
    by_lag = {lag: _autocovariance(lag, noise, lags, design.rows) for lag in range(-reach, reach + 1)}
    return NoiseBands(
        lag_lag={d: gamma[:, :-1] for d, gamma in by_lag.items()},
        lag_lead={d + 1: gamma[:, :-1] for d, gamma in by_lag.items()},
        lead_lead={d: gamma[:, 1:] for d, gamma in by_lag.items()},
    )


def _autocovariance(lag: int, noise: Array | None, lags: Array | None, rows: NDArray[np.intp]) -> Array:
    """E u_t u_(t-lag)' at t (U, T, 2, 2), zero where t - lag lies outside the panel."""
    if lag == 0 and noise is not None:
        return np.asarray(np.nan_to_num(noise[rows]))
    source = np.asarray(lags)[max(abs(lag) - 1, 0), rows]
    out: Array = np.zeros(source.shape)
    if lag > 0:
        out[:, lag:] = np.nan_to_num(source[:, lag:])
    elif lag < 0:
        out[:, :lag] = np.nan_to_num(np.swapaxes(source[:, -lag:], -1, -2))
    return out


def own_block(bands: Bands, design: Design) -> Array:
    """Sum over j, k of M_i[j, k] times the noise covariance of j and k (U, 2, 2): E7 and E7'."""
    total = np.zeros((design.units, 2, 2))
    n = design.used.shape[1]
    for d, covariance in bands.items():
        if abs(d) >= n:
            continue
        rows = slice(d, n) if d >= 0 else slice(0, n + d)
        total += np.einsum("ij,ijab->iab", design.band(abs(d)), covariance[:, rows])
    return total


def own_cells(bands: Bands, design: Design) -> Array:
    """Noise in each cell's product: sum_st Q_i[j, s] Q_i[j, t] times their covariance (U, n, 2, 2)."""
    n = design.used.shape[1]
    used, count = design.used[:, :, None, None], design.counts[:, :, None, None]
    by_row = np.zeros((design.units, n, 2, 2))
    by_column = np.zeros_like(by_row)
    for d, covariance in bands.items():
        if abs(d) >= n:
            continue
        rows, columns = (slice(d, n), slice(0, n - d)) if d >= 0 else (slice(0, n + d), slice(-d, n))
        both = design.used[:, rows] * design.used[:, columns] * np.diagonal(design.same, -d)
        part = both[:, :, None, None] * covariance[:, rows]
        by_row[:, rows] += part
        by_column[:, columns] += part
    total = np.einsum("jk,ikab->ijab", design.same, by_row)
    own = used * bands[0] if 0 in bands else 0.0
    return np.asarray(own - used * (by_row + by_column) / count + used * total / count**2)
