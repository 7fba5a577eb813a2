"""Standard errors from the influence of units and of periods: E9, E10, E11."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.moments.design import Design
from bothways.linkage.moments.equations import Equations, evaluate
from bothways.linkage.moments.unit_moments import UnitMoments, own_cells

Array = NDArray[np.float64]


@dataclass(frozen=True)
class UnitErrors:
    """Influence of each unit on vec Phi, with two covariances made of it.

    Attributes
    ----------
    scores, influence, leave_out : ndarray, (U, 4)
        g_i; J^-1 g_i; (J - J_i)^-1 g_i.
    cr1, cr3 : ndarray, (4, 4)
        Covariance of vec Phi by E9 and by E10.
    """

    scores: Array
    influence: Array
    leave_out: Array
    cr1: Array
    cr3: Array


@dataclass(frozen=True)
class TwoWayErrors:
    """Influence of each cell on vec Phi, with the two-way covariance made of it.

    Attributes
    ----------
    influence : ndarray, (U, n, 4)
    two_way : ndarray, (4, 4)
        V_team + V_period - V_cell; its diagonal raised to V_team or V_period where one is larger.
    """

    influence: Array
    two_way: Array


def unit_errors(phi: Array, jacobian: Array, units: Equations, design: Design) -> UnitErrors:
    """CR1 (E9) and CR3-like (E10) covariance of vec Phi."""
    scores, slopes = evaluate(phi, units)
    influence: Array = np.asarray(np.linalg.solve(jacobian, scores.T).T, dtype=float)
    left = jacobian - slopes
    singular = ~np.isfinite(left).all() or bool((np.abs(np.linalg.det(left)) < 1e-300).any())
    leave_out: Array = np.full_like(scores, np.nan)
    if not singular:
        leave_out = np.asarray(np.linalg.solve(left, scores[:, :, None])[:, :, 0], dtype=float)
    cr1 = influence.T @ influence * design.small_sample
    cr3 = leave_out.T @ leave_out * (design.units - 1) / design.units
    return UnitErrors(scores, influence, leave_out, cr1, cr3)


def two_way_errors(
    phi: Array,
    jacobian: Array,
    moments: UnitMoments,
    scores: Array,
    innovations: Array,
    design: Design,
    *,
    estimated: Array | None = None,
) -> TwoWayErrors:
    """Team and period clustered covariance of vec Phi (E11).

    Parameters
    ----------
    phi, jacobian : ndarray, (2, 2) and (4, 4)
    moments : UnitMoments
    scores : ndarray, (U, 4)
        g_i, which the cells of a unit must add up to.
    innovations : ndarray, (U, n, 2, 2)
        Innovation variance of each transition: S_i at all of them where it does not change.
    design : Design
    estimated : ndarray, (U, n, 2, 2), optional
        What each cell adds through estimated innovation variances (centred).
    """
    cells = design.weights[:, None, None, None] * (
        cell_products(phi, moments, design) + cell_centring(phi, innovations, design)
    )
    if estimated is not None:
        cells = cells + estimated
    cells = cells.reshape(design.units, -1, 4)
    spread = design.used / design.used.sum(1, keepdims=True)
    cells = cells + (scores - cells.sum(1))[:, None] * spread[:, :, None]
    influence = np.linalg.solve(jacobian, cells.reshape(-1, 4).T).T.reshape(cells.shape)
    return TwoWayErrors(influence, _two_way_covariance(influence, design))


def _two_way_covariance(influence: Array, design: Design) -> Array:
    by_unit, by_period = influence.sum(1), influence.sum(0)
    periods = int((design.used.sum(0) > 0).sum())
    team = by_unit.T @ by_unit * design.small_sample
    period = by_period.T @ by_period * periods / (periods - 1)
    cell = np.einsum("ijp,ijq->pq", influence, influence)
    both = team + period - cell
    wider = np.maximum.reduce([np.diag(team), np.diag(period), np.diag(both)])
    both[np.diag_indices(4)] = wider
    return np.asarray(both)


def cell_products(phi: Array, moments: UnitMoments, design: Design) -> Array:
    """L_ij r_ij' with its noise taken out, r = F - L Phi' (U, n, 2, 2)."""
    residual = moments.lead - moments.lag @ phi.T
    products = np.einsum("ija,ijb->ijab", moments.lag, residual)
    if moments.noise is None:
        return np.asarray(products)
    lag_lead, lag_lag = own_cells(moments.noise.lag_lead, design), own_cells(moments.noise.lag_lag, design)
    return np.asarray(products - (lag_lead - lag_lag @ phi.T))


def cell_centring(phi: Array, innovations: Array, design: Design) -> Array:
    """K_ij S: minus the mean of L_ij r_ij', - sum_(t>s) Q[j, t] Q[j, s] Phi^(t-1-s) S_s (U, n, 2, 2)."""
    used, n = design.used, design.used.shape[1]
    count = design.counts[:, :, None, None]
    near = np.zeros_like(innovations)
    pairs = np.zeros_like(innovations)
    power = np.eye(2)
    for k in range(n - 1):
        ahead, behind = slice(k + 1, n), slice(0, n - k - 1)
        both = used[:, ahead] * used[:, behind] * np.diagonal(design.same, -(k + 1))
        part = both[:, :, None, None] * (power @ innovations[:, behind])
        near[:, ahead] += part
        near[:, behind] += part
        pairs[:, ahead] += part
        power = phi @ power
    total = np.einsum("jk,ikab->ijab", design.same, pairs)
    return np.asarray(near / count - used[:, :, None, None] * total / count**2)
