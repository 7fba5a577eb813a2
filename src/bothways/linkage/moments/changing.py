"""Innovation variance that changes from period to period.

With Var(e_it) = Sig_t the score needs sum_t C_it(Phi) Sig_t, C_it = -sum_(s>t) M_i[s, t] Phi^(s-1-t), where
E8 puts H_i(Phi) S_i. S_i estimates the mean of Sig_t with weights M_i[t, t] / m_i, so what is missing is

    sum_t (C_it - M_i[t, t] / m_i H_i) Sig_t.

Sig_t solves sum_s D[t, s] Sig_s = sum_i w_i (r_it r_it' - noise), D[t, s] = sum_i w_i M_i[t, s]^2, where
r = F - L Phi'.
D keeps the unit's own block and is scaled so that it is exact where Sig does not change. Both sides are
linear in products of lag and lead, so the correction only changes the lagged moments of the equations, and
each unit's share in the estimate of Sig_t enters its influence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.moments.design import Design
from bothways.linkage.moments.equations import Equations
from bothways.linkage.moments.unit_moments import Bands, UnitMoments, own_cells

Array = NDArray[np.float64]


@dataclass(frozen=True)
class CellMoments:
    """Lag with lag, lag with lead, lead with lead in each cell, noise taken out (U, n, 2, 2) each."""

    a: Array
    b: Array
    c: Array

    def residual(self, phi: Array) -> Array:
        """r_it r_it' - noise (U, n, 2, 2)."""
        cross = phi @ self.b
        return self.c - cross - np.swapaxes(cross, -1, -2) + phi @ self.a @ phi.T


def changing_equations(
    steady: Equations, moments: UnitMoments, design: Design
) -> tuple[Equations, CellMoments]:
    """Unit equations with the correction added, and the cell moments it is made of."""
    cells = cell_moments(moments, design)
    weight = _lag_weights(design) @ _inverse_spread(design)  # (n powers, n periods)
    added = [
        np.einsum("kt,i,itab->ikab", weight, design.weights, part, optimize=True)
        for part in (cells.a, cells.b, cells.c)
    ]
    lagged = (steady.lagged_a, steady.lagged_b, steady.lagged_c)
    parts = (old + new for old, new in zip(lagged, added, strict=True))
    return Equations(steady.a, steady.b, steady.c, *parts), cells


def cell_moments(moments: UnitMoments, design: Design) -> CellMoments:
    """Products of residuals, cell by cell, with the noise of the cell taken out."""
    bands = moments.noise
    w = design.weights
    shrink = (w @ design.band(0)) / np.maximum(w @ (design.used * (1 - 1 / design.counts)), 1e-12)

    def product(left: Array, right: Array, noise: Bands | None) -> Array:
        cell = np.einsum("ija,ijb->ijab", left, right)
        return np.asarray(cell if noise is None else cell - shrink[:, None, None] * own_cells(noise, design))

    lag, lead = moments.lag, moments.lead
    return CellMoments(
        product(lag, lag, None if bands is None else bands.lag_lag),
        product(lag, lead, None if bands is None else bands.lag_lead),
        product(lead, lead, None if bands is None else bands.lead_lead),
    )


def innovation_variances(phi: Array, cells: CellMoments, design: Design) -> Array:
    """Sig_t at the estimate (n, 2, 2)."""
    pooled = np.einsum("i,itab->tab", design.weights, cells.residual(phi))
    return np.asarray(np.einsum("ts,sab->tab", _inverse_spread(design), pooled))


def unit_innovations(steady: Array, changing: Array, design: Design) -> Array:
    """S_i + Sig_t - its mean over the unit's transitions (U, n, 2, 2)."""
    share = design.band(0) / np.where(design.informative, design.trace, 1.0)[:, None]
    mean = np.einsum("it,tab->iab", share, changing)
    used = (design.used * design.informative[:, None])[:, :, None, None]
    return np.asarray(used * (steady[:, None] + changing[None] - mean[:, None]))


def estimated_part(phi: Array, cells: CellMoments, innovations: Array, design: Design) -> Array:
    """What each cell adds to the score through the estimate of Sig_t, centred (U, n, 2, 2)."""
    n = design.used.shape[1]
    weight = _lag_weights(design) @ _inverse_spread(design)
    powers = np.stack([np.linalg.matrix_power(phi, k) for k in range(n)])
    slope = np.einsum("kt,kab->tab", weight, powers)
    used, count = design.used[:, :, None, None], design.counts[:, :, None, None]
    total = np.einsum("jk,ikab->ijab", design.same, used * innovations)
    mean = used * ((1 - 2 / count) * innovations + total / count**2)
    deviation = cells.residual(phi) - mean
    return np.asarray(np.einsum("i,tab,itbc->itac", design.weights, slope, deviation))


def _lag_weights(design: Design) -> Array:
    """Coefficient of Phi^k Sig_t in the missing part, summed over units (n powers, n periods)."""
    n = design.used.shape[1]
    w = design.weights * design.informative
    weights = -(design.lag_shares * w[:, None]).T @ design.band(0)
    for k in range(n - 1):
        weights[k, : n - k - 1] -= w @ design.band(k + 1)
    return np.asarray(weights)


def _spread(design: Design) -> Array:
    """D[t, s], scaled so that its rows add up to sum_i w_i M_i[t, t] (n, n)."""
    n = design.used.shape[1]
    spread = np.zeros((n, n))
    for k in range(n):
        below = design.weights @ design.band(k) ** 2
        index = np.arange(n - k)
        spread[index + k, index] = below
        spread[index, index + k] = below
    rows = spread.sum(1)
    return np.asarray(spread * ((design.weights @ design.band(0)) / np.where(rows > 0, rows, 1.0))[:, None])


def _inverse_spread(design: Design) -> Array:
    """D^-1; periods without transitions are left out."""
    return np.asarray(np.linalg.pinv(_spread(design), rcond=1e-8))
