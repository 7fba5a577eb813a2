"""Bias-corrected moments of one pair: :func:`fit_moments`."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.moments.changing import (
    changing_equations,
    estimated_part,
    innovation_variances,
    unit_innovations,
)
from bothways.linkage.moments.design import Design, lay_out
from bothways.linkage.moments.equations import solve, unit_equations
from bothways.linkage.moments.errors import TwoWayErrors, UnitErrors, two_way_errors, unit_errors
from bothways.linkage.moments.fit import MomentsFit, no_fit
from bothways.linkage.moments.information import information, noise_weights
from bothways.linkage.moments.intake import check_pair
from bothways.linkage.moments.unit_moments import UnitMoments, unit_moments

Array = NDArray[np.float64]
Innovations = Literal["steady", "changing"]


def fit_moments(
    values: Array,
    noise: Array | None = None,
    *,
    season: NDArray[np.int_] | None = None,
    weights: Array | Literal["noise"] | None = None,
    noise_lags: Array | None = None,
    innovations: Innovations = "steady",
) -> MomentsFit:
    """Estimate what leads what in one pair by bias-corrected moments, with noise known cell by cell.

    w_it = a_i + d_t + s_it + u_it,  s_it = Phi s_i,t-1 + e_it,  Var(u_it) = V_it known. Unit effects (by
    season, if asked) and period effects of any size; nothing is assumed about where a unit starts. Exact for
    few periods and any holes; holes must not depend on e.

    Parameters
    ----------
    values : ndarray, (N, T, 2)
        x and y of N units in T periods. NaN where there is no cell; a cell of the pair needs both metrics,
        and only transitions between two neighbouring cells are used.
    noise : ndarray, (N, T, 2, 2), optional
        Sampling covariance V_it of each cell, in squared units of the metrics; the off-diagonal belongs to
        people who gave both answers. Ignored where there is no cell. Without it, values count as exact.
    season : ndarray of int, (T,), optional
        Season of each period (month of the year, say): unit effects become unit-by-season effects. Needs
        three cycles to be of use.
    weights : ndarray, (N,), or "noise", optional
        Unit weights > 0, not made from ``values``. "noise": (1 + vbar_i / sd_w^2)^-2 after a first fit.
    noise_lags : ndarray, (L, N, T, 2, 2), optional
        Noise that carries over, as in rolling windows: E u_it u_i,t-l' at [l - 1, i, t] for l = 1..L. NaN
        counts as 0.
    innovations : {"steady", "changing"}
        Whether Var(e_it) is constant over time within a unit or has a profile common to all units.

    Returns
    -------
    MomentsFit
        With ``ok`` False, and the reason, where too little is observed or the equations have no root.

    Raises
    ------
    InputError
        Shapes that do not fit, noise missing or negative in an observed cell, weights that are not positive.

    Notes
    -----
    Solves sum_i w_i [b_i - a_i Phi' + H_i(Phi) S_i(Phi)] = 0 (E8), where H_i counts lags by the mask (E5).
    After Breitung, Kripfganz and Hayakawa (2022); feedback, holes and known noise are our extension.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> z, truth = np.zeros((400, 2)), np.array([[0.4, 0.0], [0.3, 0.4]])
    >>> values = np.empty((400, 12, 2))
    >>> for t in range(12):
    ...     z = z @ truth.T + rng.normal(size=(400, 2))
    ...     values[:, t] = z
    >>> fit = fit_moments(values)
    >>> fit.ok, bool(abs(fit.phi[1, 0] - 0.3) < 3 * fit.se_cr3[1, 0])
    (True, True)
    """
    pair = check_pair(values, noise, season, weights, noise_lags)
    if isinstance(weights, str):
        first = _fit(pair.values, pair.noise, season, None, noise_lags, pair.mask, "steady")
        variance = first.sd_within**2
        known = first.ok and pair.noise is not None
        w = noise_weights(np.asarray(pair.noise), variance, pair.mask) if known else None
        return _fit(pair.values, pair.noise, season, w, noise_lags, pair.mask, innovations)
    return _fit(pair.values, pair.noise, season, weights, noise_lags, pair.mask, innovations)


def _fit(
    values: Array,
    noise: Array | None,
    season: NDArray[np.int_] | None,
    weights: Array | None,
    noise_lags: Array | None,
    mask: NDArray[np.bool_],
    innovations: Innovations,
) -> MomentsFit:
    design = lay_out(mask, season=season, weights=weights)
    reason = too_little(design, innovations)
    if reason:
        return no_fit(reason, mask, units=design.units, transitions=design.transitions)
    natural = unit_moments(values, noise, noise_lags, design)
    scale = np.sqrt(
        np.einsum("i,iaa->a", design.weights, natural.raw) / (design.weights * design.trace).sum()
    )
    if not (scale > 1e-9 * np.abs(np.nan_to_num(values)).max(initial=0.0)).all():
        return no_fit(
            "One of the two never varies within units beyond what all units share.",
            mask,
            units=design.units,
            transitions=design.transitions,
        )
    moments = unit_moments(
        values / scale,
        None if noise is None else noise / np.outer(scale, scale),
        None if noise_lags is None else noise_lags / np.outer(scale, scale),
        design,
    )
    return _root(moments, design, scale, mask, innovations)


def _root(
    moments: UnitMoments, design: Design, scale: Array, mask: NDArray[np.bool_], innovations: Innovations
) -> MomentsFit:
    steady = unit_equations(moments.a, moments.b, moments.c, design.weights, design.lag_shares)
    units, cells = (steady, None) if innovations == "steady" else changing_equations(steady, moments, design)
    phi, jacobian, ok = solve(units.total())
    if not ok:
        return no_fit(
            "The moment equations have no solution: too few periods, or too persistent a series.",
            mask,
            units=design.units,
            transitions=design.transitions,
        )
    by_unit = unit_errors(phi, jacobian, units, design)
    own = own_innovations(phi, moments, design)
    spread, extra = np.repeat(own[:, None], design.used.shape[1], axis=1), None
    if cells is not None:
        spread = unit_innovations(own, innovation_variances(phi, cells, design), design)
        extra = estimated_part(phi, cells, spread, design)
    cross = two_way_errors(phi, jacobian, moments, by_unit.scores, spread, design, estimated=extra)
    return _in_natural_units(phi, by_unit, cross, moments, design, scale, mask)


def own_innovations(phi: Array, moments: UnitMoments, design: Design) -> Array:
    """S_i(Phi) of E8, zero for units that are not informative (U, 2, 2)."""
    cross = phi @ moments.b
    total = moments.c - cross - np.swapaxes(cross, -1, -2) + phi @ moments.a @ phi.T
    share = design.informative / np.where(design.informative, design.trace, 1.0)
    return np.asarray(share[:, None, None] * total)


def too_little(design: Design, innovations: Innovations) -> str:
    """Why the mask alone rules an estimate out; "" if it does not."""
    if design.units < 2:
        return "Fewer than two units have two transitions of both metrics."
    periods = int((design.used.sum(0) > 0).sum())
    if periods < 2:
        return "Fewer than two periods have transitions of both metrics."
    if not design.informative.any():
        return "No unit has anything left once unit and period effects are taken out."
    if innovations == "changing" and periods < 4:
        return "A changing innovation variance needs at least four periods with transitions."
    return ""


def _in_natural_units(
    phi: Array,
    by_unit: UnitErrors,
    cross: TwoWayErrors,
    moments: UnitMoments,
    design: Design,
    scale: Array,
    mask: NDArray[np.bool_],
) -> MomentsFit:
    told = information(moments, design)
    turn = (scale[:, None] / scale[None, :]).ravel()
    covariances = [matrix * np.outer(turn, turn) for matrix in (by_unit.cr1, by_unit.cr3, cross.two_way)]
    se = [np.sqrt(np.diag(matrix)).reshape(2, 2) for matrix in covariances]
    variance = np.where(told.variance > 0, told.variance, np.nan)

    def to_panel(part: Array) -> Array:
        whole = np.zeros((len(mask), *part.shape[1:]))
        whole[design.rows] = part
        return whole

    finite = bool(np.isfinite(by_unit.leave_out).all())
    return MomentsFit(
        ok=finite, reason="" if finite else "One unit alone decides whether there is a solution.",
        units=design.units, periods=mask.shape[1], transitions=design.transitions,
        phi=phi * turn.reshape(2, 2), se_unit=se[0], se_cr3=se[1], se_two_way=se[2],
        covariance=covariances[0], covariance_cr3=covariances[1], covariance_two_way=covariances[2],
        reliability=told.reliability, strength=told.strength, sd_within=np.sqrt(variance) * scale,
        spectral_radius=float(np.abs(np.linalg.eigvals(phi)).max()),
        used_units=to_panel(np.ones(design.units)) > 0, influence=to_panel(by_unit.influence * turn),
        influence_cr3=to_panel(by_unit.leave_out * turn), cell_influence=to_panel(cross.influence * turn),
        weights=to_panel(design.weights),
    )  # fmt: skip
