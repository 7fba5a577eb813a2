"""Normal likelihood of a covariance structure, means free, with holes and known noise (full information).

A unit has the covariance Sigma(theta) + V_i on the cells that it has. Means are profiled by generalised
least squares, theta by damped Fisher scoring: with W = (Sigma + V_i)^-1 and R = S_g + d d' around the means,

    score_p = sum_g n_g tr(D_p (W R W - W)) / 2,    information_pq = sum_g n_g tr(W D_p W D_q) / 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.confirmation.patterns import Patterns

Floats = NDArray[np.float64]
TOLERANCE = 1e-11  # decrement: chi-square within 1e-8 or so of its minimum where scoring converges fast
GOOD_ENOUGH = 1e-5
MEMORY = 8  # steps that are looked back on


class Structure(Protocol):
    """A covariance as a function of parameters."""

    @property
    def size(self) -> int:
        """Number of parameters."""

    def covariance(self, theta: Floats) -> Floats:
        """Sigma, shape (n, n)."""

    def score(self, theta: Floats, pull: Floats) -> Floats:
        """<D_p, pull> for every parameter and a symmetric (n, n)."""

    def curvature(self, theta: Floats, weight: Floats) -> Floats:
        """D_p' weight D_q for all parameters; weight (n n, n n)."""

    def unit_scores(self, theta: Floats, pulls: Floats) -> Floats:
        """<D_p, pull> for many pulls (N, n, n): shape (N, p)."""


@dataclass(frozen=True)
class Point:
    """The likelihood at one theta: log-likelihood with its constant, means (n,), inverses by pattern (G, n, n)."""

    loglik: float
    means: Floats
    inverse: Floats


@dataclass(frozen=True)
class Maximum:
    """Where the search ended.

    Attributes
    ----------
    theta : ndarray, shape (p,)
    means : ndarray, shape (n,)
    covariance : ndarray, shape (n, n)
        Without known noise.
    loglik : float
        With the constant -k log(2 pi) / 2.
    converged : bool
    information : ndarray, shape (p, p)
        Expected, at ``theta``.
    steps : int
    """

    theta: Floats
    means: Floats
    covariance: Floats
    loglik: float
    converged: bool
    information: Floats
    steps: int


def point(data: Patterns, covariance: Floats) -> Point | None:
    """Evaluate; None where a unit's covariance is not positive definite or means are not determined."""
    both = data.seen[:, :, None] & data.seen[:, None, :]
    full = np.where(both, covariance + data.noise, np.eye(data.columns))
    try:
        root = np.linalg.cholesky(full)
        inverse = np.where(both, np.linalg.inv(full), 0.0)
    except np.linalg.LinAlgError:
        return None
    left = np.einsum("g,gab->ab", data.count, inverse)
    right = np.einsum("g,gab,gb->a", data.count, inverse, data.mean)
    try:
        means = np.linalg.solve(left, right)
    except np.linalg.LinAlgError:
        return None
    off = np.where(data.seen, data.mean - means, 0.0)
    logs = 2 * np.log(np.einsum("gaa->ga", root)).sum(axis=1) + data.seen.sum(axis=1) * np.log(2 * np.pi)
    squares = np.einsum("gab,gba->g", inverse, data.scatter) + np.einsum("ga,gab,gb->g", off, inverse, off)
    return Point(float(-0.5 * data.count @ (logs + squares)), means, inverse)


def _pull(data: Patterns, at: Point) -> Floats:
    """Half the sum over units of W R W - W, shape (n, n)."""
    off = np.where(data.seen, data.mean - at.means, 0.0)
    spread = data.scatter + off[:, :, None] * off[:, None, :]
    inner = at.inverse @ spread @ at.inverse - at.inverse
    return np.asarray(0.5 * np.einsum("g,gab->ab", data.count, inner))


def _weight(data: Patterns, at: Point) -> Floats:
    """Half the sum over units of W (x) W, arranged so that D_p' weight D_q is the information."""
    n = data.columns
    flat = at.inverse.reshape(len(at.inverse), n * n)
    product = (flat * data.count[:, None]).T @ flat
    return np.asarray(0.5 * product.reshape(n, n, n, n).transpose(1, 2, 3, 0).reshape(n * n, n * n))


def maximise_structure(
    data: Patterns, structure: Structure, start: Floats, *, limit: int = 300
) -> Maximum | None:
    """Maximise from ``start``; None where the start lies outside the domain.

    Parameters
    ----------
    data : Patterns
    structure : Structure
    start : ndarray, shape (p,)
    limit : int
        Most steps.
    """
    theta = np.array(start, dtype=float)
    at = point(data, structure.covariance(theta))
    if at is None:
        return None
    damping, decrement, steps = 1e-3, np.inf, 0
    past: list[tuple[Floats, Floats]] = []
    for _ in range(limit):
        gradient = structure.score(theta, _pull(data, at))
        information = structure.curvature(theta, _weight(data, at))
        moved = _climb(data, structure, theta, at, gradient, information, damping)
        if moved is None:
            break
        after, at, decrement, damping = moved
        past = [*past[-MEMORY:], (theta, after - theta)]
        theta, at = _further(data, structure, past, after, at)
        steps += 1
        if decrement < TOLERANCE:
            break
    information = structure.curvature(theta, _weight(data, at))
    covariance = structure.covariance(theta)
    converged = decrement < GOOD_ENOUGH
    return Maximum(theta, at.means, covariance, at.loglik, bool(converged), information, steps)


def _further(
    data: Patterns, structure: Structure, past: list[tuple[Floats, Floats]], after: Floats, at: Point
) -> tuple[Floats, Point]:
    """Where the last steps together point, if it is higher: scoring alone creeps where a model fits badly."""
    if len(past) < 2:
        return after, at
    last = past[-1]
    moves = np.array([last[0] - theta for theta, _ in past[:-1]]).T
    turns = np.array([last[1] - step for _, step in past[:-1]]).T
    mix = np.linalg.lstsq(turns, last[1], rcond=1e-10)[0]
    theta = last[0] + last[1] - (moves + turns) @ mix
    other = point(data, structure.covariance(theta))
    if other is not None and other.loglik > at.loglik:
        return theta, other
    return after, at


def _climb(
    data: Patterns,
    structure: Structure,
    theta: Floats,
    at: Point,
    gradient: Floats,
    information: Floats,
    damping: float,
) -> tuple[Floats, Point, float, float] | None:
    """One accepted step with its decrement and the damping that follows; None where no step climbs."""
    size = np.maximum(np.diag(information), 1e-12 * np.diag(information).max())
    for _ in range(25):
        try:
            step = np.linalg.solve(information + np.diag(damping * size), gradient)
            other = point(data, structure.covariance(theta + step))
        except np.linalg.LinAlgError:
            other = None
        if other is not None and other.loglik >= at.loglik - 1e-10 * abs(at.loglik):
            return theta + step, other, float(gradient @ step), damping * 0.1 if damping > 1e-9 else 0.0
        damping = max(damping * 5, 1e-6)
    return None


def unrestricted_scores(data: Patterns, entries: Structure, found: Maximum) -> tuple[Floats, Floats]:
    """Scores by unit and information of all entries of a covariance, at the maximum of a restricted one."""
    at = point(data, found.covariance)
    if at is None:
        raise ArithmeticError("the maximum lies outside the domain")
    nothing = np.zeros(entries.size)
    return entries.unit_scores(nothing, _unit_pulls(data, at)[0]), entries.curvature(
        nothing, _weight(data, at)
    )


def scores_of_units(data: Patterns, structure: Structure, found: Maximum) -> tuple[Floats, Floats]:
    """Scores by unit of theta (N, p) and of the means (N, n) at the maximum."""
    at = point(data, found.covariance)
    if at is None:
        raise ArithmeticError("the maximum lies outside the domain")
    pulls, pulled = _unit_pulls(data, at)
    return structure.unit_scores(found.theta, pulls), pulled


def _unit_pulls(data: Patterns, at: Point) -> tuple[Floats, Floats]:
    """Half of W r r' W - W by unit (N, n, n), and W r (N, n)."""
    inverse = at.inverse[data.of_unit]
    off = np.where(data.seen[data.of_unit], data.values - at.means, 0.0)
    pulled = np.einsum("iab,ib->ia", inverse, off)
    return 0.5 * (pulled[:, :, None] * pulled[:, None, :] - inverse), pulled


def information_of_means(data: Patterns, found: Maximum) -> Floats:
    """Information of the means, shape (n, n)."""
    at = point(data, found.covariance)
    if at is None:
        raise ArithmeticError("the maximum lies outside the domain")
    return np.asarray(np.einsum("g,gab->ab", data.count, at.inverse))
