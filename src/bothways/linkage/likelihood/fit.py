"""Damped Fisher scoring to the maximum of the likelihood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from bothways.linkage.likelihood.dense import CellScores, Evaluation
from bothways.linkage.likelihood.model import PHI, Model, spectral_radius
from bothways.linkage.likelihood.problem import Floats, Problem

TOLERANCE = 1e-4  # decrement g'step: every estimate within .01 standard errors of the maximum
GOOD_ENOUGH = 1e-2  # decrement at which a fit that ran out of steps still counts
LARGEST_LAG_STEP = 0.5
PROFILE_AFTER = (1, 3)  # period means are updated after these steps; they are orthogonal to the rest


class Engine(Protocol):
    """What evaluates the likelihood: the dense engine or the filter kernel."""

    problem: Problem
    model: Model

    def evaluate(self, theta: Floats, means: Floats) -> Evaluation:
        """Log-likelihood, score and information."""

    def means(self, theta: Floats) -> Floats | None:
        """Period means by generalised least squares."""

    def cell_scores(self, theta: Floats, means: Floats) -> CellScores:
        """Innovation scores by cell and information by unit."""


@dataclass(frozen=True)
class Fit:
    """Where the search ended.

    Attributes
    ----------
    theta : ndarray, shape (p,)
    means : ndarray, shape (T, 2)
    loglik : float
    converged : bool
    steps : int
    radius : float
        Spectral radius of the process, 1 and more where it explodes.
    """

    theta: Floats
    means: Floats
    loglik: float
    converged: bool
    steps: int
    radius: float = np.inf

    @property
    def usable(self) -> bool:
        """True when converged to a stationary process."""
        return self.converged and self.radius < 1.0


@dataclass
class _Search:
    theta: Floats
    means: Floats
    at: Evaluation
    damping: float = 1e-2


def maximise(
    engine: Engine,
    start: Floats,
    *,
    means: Floats | None = None,
    fixed: tuple[int, ...] = (),
    profile: bool = True,
    limit: int = 60,
    tolerance: float = TOLERANCE,
) -> Fit:
    """Maximise the likelihood from ``start``.

    Parameters
    ----------
    engine : Engine
    start : ndarray, shape (p,)
    means : ndarray, shape (T, 2), optional
        Period means to begin with; zeros (the period averages) by default.
    fixed : tuple of int
        Parameters held at their start.
    profile : bool
        Update the period means on the way.
    limit : int
        Most scoring steps.
    tolerance : float
        Decrement at which to stop.
    """
    free = np.setdiff1d(np.arange(len(start)), np.array(fixed, dtype=int))
    centre = np.zeros((engine.problem.periods, 2)) if means is None else means
    search = _Search(start.copy(), centre, engine.evaluate(start, centre))
    if not np.isfinite(search.at.loglik):
        return Fit(start, centre, -np.inf, False, 0)
    decrement = np.inf
    for step in range(limit):
        moved = _step(engine, search, free)
        if moved is None:
            return _finish(engine, search, decrement < GOOD_ENOUGH, step)
        decrement = moved
        if profile and step in PROFILE_AFTER:
            _reprofile(engine, search)
        elif decrement < tolerance and step > max(PROFILE_AFTER) * profile:
            return _finish(engine, search, True, step + 1)
    return _finish(engine, search, decrement < GOOD_ENOUGH, limit)


def _finish(engine: Engine, search: _Search, converged: bool, steps: int) -> Fit:
    radius = spectral_radius(engine.model, search.theta)
    return Fit(search.theta, search.means, search.at.loglik, bool(converged), steps, radius)


def _reprofile(engine: Engine, search: _Search) -> None:
    """Update the period means. The step that follows still uses the old score: they are orthogonal to the rest."""
    means = engine.means(search.theta)
    if means is not None:
        search.means = means


def _step(engine: Engine, search: _Search, free: np.ndarray) -> float | None:
    """One accepted step; returns the decrement, or None where no step climbs."""
    information = search.at.information[np.ix_(free, free)]
    gradient, size = search.at.score[free], np.diag(information)
    lags = free < PHI.stop
    for _ in range(12):
        try:
            step = np.linalg.solve(information + np.diag(search.damping * size + 1e-8 * size.max()), gradient)
        except np.linalg.LinAlgError:
            search.damping *= 10
            continue
        if lags.any():
            step = step * min(1.0, LARGEST_LAG_STEP / max(float(np.abs(step[lags]).max()), 1e-12))
        theta = search.theta.copy()
        theta[free] += step
        at = engine.evaluate(theta, search.means)
        if np.isfinite(at.loglik) and at.loglik >= search.at.loglik - 1e-9:
            search.theta, search.at = theta, at
            search.damping = search.damping * 0.2 if search.damping > 1e-7 else 0.0
            return float(gradient @ step)
        search.damping = max(search.damping * 6, 1e-3)
    return None
