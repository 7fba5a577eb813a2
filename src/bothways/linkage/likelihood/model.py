"""The parameters of the model and the covariance they imply on the full grid of periods.

    w_it = d_t + a_i + s_it + u_it,   s_it = Phi s_i,t-1 + e_it,   Var(e_it) = Q g_t,   Var(u_it) = V_it known

On the stacked grid (x_1, y_1, x_2, y_2, ...) the within-unit part is s = B s + e, so Var(s) = C Psi C' with
C = (I - B)^-1, and every derivative is a short product (Joreskog's LISREL form). Extensions add components that
are linear in their parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bothways.linkage.likelihood.problem import Floats

PHI = slice(0, 4)  # row by row: [0, 1] is customer -> employee, [1, 0] employee -> customer
INNOVATION = slice(4, 7)
INTERCEPT = slice(7, 10)
START = slice(10, 13)
EMPLOYEE_TO_CUSTOMER, CUSTOMER_TO_EMPLOYEE = 2, 1
SYMMETRIC = ((0, 0), (0, 1), (1, 1))


@dataclass(frozen=True)
class Model:
    """Which parameters there are.

    Attributes
    ----------
    periods : int
    free_start : bool
        Covariance of the first state with the intercepts is estimated (else 0: the usual RI-CLPM).
    varying : bool
        One innovation variance factor g_t per period from the third on (else 1).
    seasons : int
        Periods per cycle for unit-by-season effects; 0 for none.
    trends : bool
        Unit-specific linear trends.
    noise_scale : bool
        One factor per metric by which its declared noise variance is wrong: V_kk (1 + kappa_k); covariances stay.
    noise_lag : bool
        One correlation per metric of the noise of neighbouring periods.
    white : bool
        One extra white-noise variance per metric, the same in every cell.
    memory : bool
        Own effects two periods later.
    lags : int
        Effects, both own and crossed, up to so many periods later.
    free_innovations : bool
        Innovation covariances of their own in every period from the third on.
    """

    periods: int
    free_start: bool = True
    varying: bool = False
    seasons: int = 0
    trends: bool = False
    noise_scale: bool = False
    noise_lag: bool = False
    white: bool = False
    memory: bool = False
    lags: int = 1
    free_innovations: bool = False

    def __post_init__(self) -> None:
        if self.varying and self.free_innovations:
            raise ValueError("varying factors and free innovation covariances describe the same thing twice")
        if self.memory and self.lags > 1:
            raise ValueError("memory is part of the second lag")

    @cached_property
    def blocks(self) -> dict[str, slice]:
        """Where each extension's parameters stand."""
        sizes = {
            "start_intercept": 4 if self.free_start else 0,
            "varying": max(self.periods - 2, 0) if self.varying else 0,
            "free_innovations": 3 * max(self.periods - 2, 0) if self.free_innovations else 0,
            "memory": 2 if self.memory else 0,
            "later_lags": 4 * (self.lags - 1),
            "season": 3 if self.seasons else 0,
            "trend": 7 if self.trends else 0,
            "white": 2 if self.white else 0,
            "noise_scale": 2 if self.noise_scale else 0,
            "noise_lag": 2 if self.noise_lag else 0,
        }
        at, out = 13, {}
        for name, size in sizes.items():
            out[name] = slice(at, at + size)
            at += size
        return out

    @cached_property
    def size(self) -> int:
        """Number of parameters."""
        return max(int(block.stop) for block in self.blocks.values())

    @property
    def shared(self) -> int:
        """Number of parameters whose covariance derivative is the same for every unit."""
        return int(self.blocks["noise_scale"].start)

    @property
    def delays(self) -> bool:
        """Whether there are effects later than one period."""
        return self.lags > 1

    def lag_places(self, lag: int) -> slice:
        """Where the effects so many periods later stand, row by row as in Phi."""
        at = PHI.start if lag == 1 else self.blocks["later_lags"].start + 4 * (lag - 2)
        return slice(at, at + 4)

    @property
    def plain(self) -> bool:
        """True without extensions: the model that the filter kernel knows."""
        return bool(self.size == self.blocks["varying"].stop)

    def factors(self, theta: Floats) -> Floats:
        """Innovation variance factors g_t, shape (T,); the first is unused."""
        out = np.ones(self.periods)
        if self.varying:
            out[2:] = np.exp(theta[self.blocks["varying"]])
        return out


def symmetric(parts: Floats) -> Floats:
    """2 x 2 matrix of (00, 01, 11)."""
    return np.array([[parts[0], parts[1]], [parts[1], parts[2]]])


def unit_matrices(count: int) -> Floats:
    """Derivatives of a symmetric 2 x 2 matrix by its parts, shape (3, 2, 2)."""
    out = np.zeros((count, 2, 2))
    for k, (a, b) in enumerate(SYMMETRIC[:count]):
        out[k, a, b] = out[k, b, a] = 1.0
    return out


def time_axis(periods: int) -> Floats:
    """Centred and scaled time, shape (T,), mean 0 and mean square 1."""
    time = np.arange(periods) - (periods - 1) / 2
    return np.asarray(time / np.sqrt((time**2).mean()))


def same_season(periods: int, seasons: int) -> Floats:
    """1 where two periods fall in the same season, shape (T, T)."""
    label = np.arange(periods) % seasons
    return np.asarray(label[:, None] == label[None, :], dtype=float)


def components(model: Model) -> Floats:
    """Grid covariances of the extensions that are linear in shared parameters, shape (k, 2T, 2T)."""
    T = model.periods
    sym = unit_matrices(3)
    parts: list[Floats] = []
    if model.seasons:
        parts += [np.kron(same_season(T, model.seasons), s) for s in sym]
    if model.trends:
        parts += trend_components(T)
    if model.white:
        parts += [np.asarray(np.kron(np.eye(T), np.diag(d)), dtype=float) for d in np.eye(2)]
    return np.array(parts) if parts else np.zeros((0, 2 * T, 2 * T))


def trend_components(periods: int) -> list[Floats]:
    """Slope variances (3) and intercept-by-slope covariances (4)."""
    time, ones = time_axis(periods), np.ones(periods)
    parts = [np.kron(np.outer(time, time), s) for s in unit_matrices(3)]
    for a in range(2):
        for b in range(2):
            unit = np.zeros((2, 2))
            unit[a, b] = 1.0
            cross = np.kron(np.outer(ones, time), unit)
            parts.append(cross + cross.T)
    return parts


def grid_covariance(model: Model, theta: Floats, linear: Floats) -> tuple[Floats, Floats]:
    """Covariance on the full grid and its derivatives by the shared parameters.

    Parameters
    ----------
    model : Model
    theta : ndarray, shape (model.size,)
    linear : ndarray, shape (k, 2T, 2T)
        :func:`components` of the model.

    Returns
    -------
    covariance : ndarray, shape (2T, 2T)
    derivatives : ndarray, shape (model.shared, 2T, 2T)
    """
    T = model.periods
    factors = model.factors(theta)
    C = _response(model, theta)
    psi = innovation_covariance(model, theta, factors)
    within = C @ psi @ C.T
    between = np.zeros_like(within)
    if model.free_start:
        cross = C[:, :2] @ theta[model.blocks["start_intercept"]].reshape(2, 2)
        between = np.tile(cross, (1, T))
    total = within + between + between.T + np.tile(symmetric(theta[INTERCEPT]), (T, T))
    out = np.empty((model.shared, 2 * T, 2 * T))
    _lag_derivatives(out[PHI], C, within + between, 1)
    for lag in range(2, model.lags + 1):
        _lag_derivatives(out[model.lag_places(lag)], C, within + between, lag)
    if model.memory:
        _lag_derivatives(out[model.blocks["memory"]], C, within + between, 2, places=(0, 3))
    later = np.r_[0.0, factors[1:]]
    out[INNOVATION] = _symmetric_products(C[:, 0::2] * later, C[:, 1::2] * later, C)
    out[START] = _symmetric_products(C[:, :1], C[:, 1:2], C[:, :2])
    for k, unit in enumerate(unit_matrices(3)):
        out[INTERCEPT][k] = np.tile(unit, (T, T))
    _start_derivatives(out, model, C)
    _factor_derivatives(out, model, C, psi)
    if len(linear):
        at = model.blocks["season"].start  # season, trend and white stand side by side
        out[at : at + len(linear)] = linear
        total = total + np.tensordot(theta[at : at + len(linear)], linear, 1)
    return total, out


def _response(model: Model, theta: Floats) -> Floats:
    """C = (I - B)^-1: response of every period to every innovation, block by block Phi^(t - u)."""
    T = model.periods
    phi, *later = lag_matrices(model, theta)
    powers = [np.zeros((2, 2))] * len(later) + [np.eye(2)]
    for _ in range(T - 1):
        moved = phi @ powers[-1]
        for lag, matrix in enumerate(later, start=2):
            moved = moved + matrix @ powers[-lag]
        powers.append(moved)
    out = np.zeros((2 * T, 2 * T))
    column = np.concatenate(powers[len(later) :])
    for t in range(T):
        out[2 * t :, 2 * t : 2 * t + 2] = column[: 2 * (T - t)]
    return out


def innovation_covariance(model: Model, theta: Floats, factors: Floats) -> Floats:
    """Psi: the first state, then Q g_t, block by block."""
    T = model.periods
    blocks = symmetric(theta[INNOVATION]) * factors[:, None, None]
    blocks[0] = symmetric(theta[START])
    if model.free_innovations:
        parts = theta[model.blocks["free_innovations"]].reshape(-1, 3)
        blocks[2:] += parts[:, [0, 1, 1, 2]].reshape(-1, 2, 2)
    psi = np.zeros((T, 2, T, 2))
    index = np.arange(T)
    psi[index, :, index, :] = blocks
    return psi.reshape(2 * T, 2 * T)


def _symmetric_products(first: Floats, second: Floats, right: Floats) -> Floats:
    """C S C' for the three unit matrices S of a 2 x 2 covariance; first and second are weighted columns of C."""
    cross = first @ right[:, 1::2].T
    return np.array([first @ right[:, 0::2].T, cross + cross.T, second @ right[:, 1::2].T])


def _lag_derivatives(
    out: Floats, C: Floats, state: Floats, lag: int, places: tuple[int, ...] = (0, 1, 2, 3)
) -> None:
    """By the effects at one lag: with s = C e, d Cov(s, s + a) = C dB Cov(s, s + a) + transpose."""
    for k, place in enumerate(places):
        row, column = place // 2, place % 2
        half = C[:, 2 * lag + row :: 2] @ state[column : len(C) - 2 * lag : 2]
        out[k] = half + half.T


def _start_derivatives(out: Floats, model: Model, C: Floats) -> None:
    if model.free_start:
        for k in range(4):
            unit = np.zeros((2, 2))
            unit[k // 2, k % 2] = 1.0
            half = np.tile(C[:, :2] @ unit, (1, model.periods))
            out[model.blocks["start_intercept"]][k] = half + half.T


def _factor_derivatives(out: Floats, model: Model, C: Floats, psi: Floats) -> None:
    if model.varying:
        for k in range(model.periods - 2):
            at = slice(2 * k + 4, 2 * k + 6)
            out[model.blocks["varying"]][k] = C[:, at] @ psi[at, at] @ C[:, at].T
    if model.free_innovations:
        block = out[model.blocks["free_innovations"]]
        for k in range(model.periods - 2):
            at = slice(2 * k + 4, 2 * k + 6)
            block[3 * k : 3 * k + 3] = _symmetric_products(C[:, at][:, :1], C[:, at][:, 1:], C[:, at])


def within_spread(model: Model, theta: Floats) -> Floats:
    """Model-implied within-unit standard deviations sd_w, shape (2,): root mean over periods of Var(s_it)."""
    C = _response(model, theta)
    psi = innovation_covariance(model, theta, model.factors(theta))
    variance = np.einsum("ab,ab->a", C @ psi, C).reshape(-1, 2).mean(axis=0)
    return np.asarray(np.sqrt(np.maximum(variance, 1e-12)))


def spectral_radius(model: Model, theta: Floats) -> float:
    """Largest modulus of the eigenvalues of the process, all lags taken together."""
    lags = lag_matrices(model, theta)
    companion = np.vstack([np.hstack(lags), np.eye(2 * len(lags) - 2, 2 * len(lags))])
    return float(np.abs(np.linalg.eigvals(companion)).max())


def lag_matrices(model: Model, theta: Floats) -> list[Floats]:
    """Effects one period later, two periods later and so on, 2 x 2 each; the second is there in every model."""
    first = theta[PHI].reshape(2, 2)
    if model.lags > 1:
        return [first, *theta[model.blocks["later_lags"]].reshape(-1, 2, 2)]
    return [first, np.diag(theta[model.blocks["memory"]]) if model.memory else np.zeros((2, 2))]


def embed(theta: Floats, source: Model, target: Model) -> Floats:
    """Carry the parameters of one model into another; parameters it lacks start at 0.

    Own effects two periods later (memory) are carried into a model with all effects of that lag.
    """
    out = np.zeros(target.size)
    out[:13] = theta[:13]
    for name in source.blocks:
        here, there = source.blocks[name], target.blocks[name]
        if here.stop - here.start == there.stop - there.start:
            out[there] = theta[here]
    if target.lags > 1 and (source.lags > 1 or source.memory):
        known = np.concatenate([matrix.ravel() for matrix in lag_matrices(source, theta)[1 : target.lags]])
        at = target.blocks["later_lags"].start
        out[at : at + len(known)] = known
    return out
