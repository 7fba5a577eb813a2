"""The likelihood by dense covariances: plain NumPy, any extension, no compilation.

Serves small panels and extended models, and checks the filter kernel. Batched over blocks of units.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from bothways.linkage.likelihood.model import Model, components, grid_covariance
from bothways.linkage.likelihood.problem import Floats, Problem

BLOCK_BYTES = 32e6  # one (units, 2T, 2T) array of a block


@dataclass(frozen=True)
class Evaluation:
    """Log-likelihood, score (p,) and information (p, p) at one point; ``loglik`` is -inf outside the domain."""

    loglik: float
    score: Floats
    information: Floats


@dataclass(frozen=True)
class UnitScores:
    """Scores by unit (N, p) and average information (p, p)."""

    scores: Floats
    information: Floats


@dataclass(frozen=True)
class CellScores:
    """Scores by cell (N, T, p), information by unit (N, p, p), and the whitened innovations (N, T, 2) behind them."""

    scores: Floats
    information: Floats
    innovations: Floats


class OutsideDomainError(ArithmeticError):
    """The covariance at this point is not positive definite."""


@dataclass(frozen=True)
class _Grid:
    """Everything at one theta that all units share."""

    theta: Floats
    covariance: Floats
    derivatives: Floats


@dataclass(frozen=True)
class OwnDerivative:
    """A derivative by noise: spread x spread' on the diagonals ``lag`` periods off the main one, for each unit.

    Attributes
    ----------
    spread : ndarray, shape (N, 2T)
        Noise standard deviation of one metric, 0 for the other and where nothing is observed.
    lag : int
        Periods.
    """

    spread: Floats
    lag: int

    def matrix(self) -> Floats:
        """The whole of it, shape (N, 2T, 2T)."""
        n, off = self.spread.shape[1], 2 * self.lag
        where = np.eye(n) if not off else np.eye(n, k=off) + np.eye(n, k=-off)
        return np.asarray(self.spread[:, :, None] * self.spread[:, None, :] * where)

    def trace_with(self, other: Floats) -> Floats:
        """Trace of the product with symmetric matrices (N, 2T, 2T), by unit."""
        if not self.lag:
            return np.asarray(np.einsum("ia,iaa->i", self.spread**2, other))
        off = 2 * self.lag
        band = np.einsum("iaa->ia", other[:, :-off, off:])
        return np.asarray(2 * np.einsum("ia,ia,ia->i", self.spread[:, :-off], self.spread[:, off:], band))

    def times(self, vectors: Floats) -> Floats:
        """Product with vectors (N, 2T), by unit."""
        if not self.lag:
            return np.asarray(self.spread**2 * vectors)
        off, spread = 2 * self.lag, self.spread
        out = np.zeros_like(vectors)
        out[:, :-off] = spread[:, :-off] * spread[:, off:] * vectors[:, off:]
        out[:, off:] += spread[:, off:] * spread[:, :-off] * vectors[:, :-off]
        return out


class _Block:
    """Some units of a problem."""

    def __init__(self, problem: Problem, model: Model) -> None:
        self.problem, self.model = problem, model
        self.seen = problem.observed.reshape(problem.units, -1)

    @cached_property
    def noise(self) -> Floats:
        """Known noise on the grid, shape (N, 2T, 2T)."""
        N, T = self.problem.units, self.problem.periods
        out = np.zeros((N, T, 2, T, 2))
        index = np.arange(T)
        out[:, index, :, index, :] = self.problem.noise.transpose(1, 0, 2, 3)
        return out.reshape(N, 2 * T, 2 * T)

    @cached_property
    def own(self) -> list[OwnDerivative]:
        """Derivatives that differ by unit: noise scale and noise at lag one, each for both metrics."""
        spread = np.sqrt(np.maximum(np.einsum("itkk->itk", self.problem.noise), 0.0))
        lags = [0] * self.model.noise_scale + [1] * self.model.noise_lag
        out = []
        for lag in lags:
            for metric in range(2):
                only = np.zeros_like(spread)
                only[..., metric] = spread[..., metric]
                out.append(OwnDerivative(only.reshape(self.seen.shape), lag))
        return out

    def whiten(self, grid: _Grid) -> Floats:
        """Inverse Cholesky factors, shape (N, 2T, 2T), 0 where not observed."""
        full = grid.covariance[None] + self.noise
        for size, change in zip(grid.theta[self.model.shared :], self.own, strict=True):
            if size:
                full = full + size * change.matrix()
        both = self.seen[:, :, None] & self.seen[:, None, :]
        full = np.where(both, full, np.eye(full.shape[1]))
        try:
            inverse = _triangular_inverse(np.asarray(np.linalg.cholesky(full), dtype=float))
        except np.linalg.LinAlgError as error:
            raise OutsideDomainError from error
        return np.where(both, inverse, 0.0)

    def by_unit(self, grid: _Grid, means: Floats) -> tuple[float, UnitScores]:
        """Log-likelihood; score -tr(S_p (W - e e'))/2; average information (S_p e)' W (S_q e)/2."""
        inverse = self.whiten(grid)
        N, n = self.seen.shape
        r = self.problem.residuals(means).reshape(N, n)
        z = np.einsum("iab,ib->ia", inverse, r)
        e = np.einsum("iab,ia->ib", inverse, z)
        diagonal = np.einsum("iaa->ia", inverse)
        loglik = float(np.log(diagonal[self.seen]).sum() - 0.5 * (z**2).sum())
        curvature = inverse.transpose(0, 2, 1) @ inverse - e[:, :, None] * e[:, None, :]
        count = len(grid.derivatives)
        scores = -0.5 * curvature.reshape(N, -1) @ grid.derivatives.reshape(count, -1).T
        moved = (e @ grid.derivatives.reshape(-1, n).T).reshape(N, count, n)
        if len(self.own):
            own_scores = [-0.5 * change.trace_with(curvature) for change in self.own]
            scores = np.concatenate([scores, np.stack(own_scores, axis=1)], axis=1)
            moved = np.concatenate(
                [moved, np.stack([change.times(e) for change in self.own], axis=1)], axis=1
            )
        half = (moved @ inverse.transpose(0, 2, 1)).transpose(1, 0, 2).reshape(scores.shape[1], -1)
        return loglik, UnitScores(scores, 0.5 * half @ half.T)

    def mean_equations(self, grid: _Grid) -> tuple[Floats, Floats]:
        """Normal equations of the period means."""
        inverse = self.whiten(grid)
        precision = inverse.transpose(0, 2, 1) @ inverse
        values = self.problem.values.reshape(self.seen.shape)
        return precision.sum(axis=0), np.einsum("iab,ib->a", precision, values)

    def by_cell(self, grid: _Grid, means: Floats) -> CellScores:
        """Innovation scores and information by unit, from M_p = L^-1 S_p L^-T (F5, F6)."""
        inverse = self.whiten(grid)
        N, n = self.seen.shape
        T, p = n // 2, self.model.size
        z = np.einsum("iab,ib->ia", inverse, self.problem.residuals(means).reshape(N, n))
        z2 = z.reshape(N, T, 2)
        scores, root = np.empty((N, T, p)), np.empty((N, p, 5 * T))
        earlier = np.kron(np.tril(np.ones((T, T)), k=-1), np.ones((2, 2)))
        for k in range(p):
            own = k - self.model.shared
            change = grid.derivatives[k] if own < 0 else self.own[own].matrix()
            M = inverse @ change @ inverse.transpose(0, 2, 1)
            drift = -np.einsum("iab,ib->ia", M * earlier, z)  # whitened derivative of the innovations
            block = np.einsum("itatb->itab", M.reshape(N, T, 2, T, 2))
            scores[:, :, k] = (
                -0.5 * np.einsum("itaa->it", block)
                - (z2 * drift.reshape(N, T, 2)).sum(axis=2)
                + 0.5 * np.einsum("ita,itab,itb->it", z2, block, z2)
            )
            diagonal = np.einsum("itaa->ita", block).reshape(N, n) / np.sqrt(2)
            root[:, k] = np.concatenate([drift, diagonal, block[..., 0, 1]], axis=1)
        return CellScores(scores, root @ root.transpose(0, 2, 1), z2)


class DenseEngine:
    """Evaluates one model on one problem.

    Parameters
    ----------
    problem : Problem
    model : Model
    """

    def __init__(self, problem: Problem, model: Model) -> None:
        self.problem, self.model = problem, model
        self._linear = components(model)
        step = max(1, int(BLOCK_BYTES / (8 * (2 * problem.periods) ** 2)))
        self._blocks = [
            _Block(_some(problem, slice(at, at + step)), model)
            for at in range(0, max(problem.units, 1), step)
        ]

    def _grid(self, theta: Floats) -> _Grid:
        with np.errstate(all="ignore"):
            covariance, derivatives = grid_covariance(self.model, theta, self._linear)
        if not (np.isfinite(covariance).all() and np.isfinite(derivatives).all()):
            raise OutsideDomainError
        return _Grid(theta, covariance, derivatives)

    def evaluate(self, theta: Floats, means: Floats) -> Evaluation:
        """Log-likelihood with exact score and average information (its expectation is Fisher's)."""
        p = self.model.size
        try:
            grid = self._grid(theta)
            parts = [block.by_unit(grid, means) for block in self._blocks]
        except OutsideDomainError:
            return Evaluation(-np.inf, np.zeros(p), np.zeros((p, p)))
        score = np.sum([units.scores.sum(axis=0) for _, units in parts], axis=0)
        information = np.sum([units.information for _, units in parts], axis=0)
        return Evaluation(float(sum(loglik for loglik, _ in parts)), score, information)

    def unit_scores(self, theta: Floats, means: Floats) -> UnitScores:
        """Scores by unit and average information: all that score tests of extensions need."""
        grid = self._grid(theta)
        parts = [block.by_unit(grid, means)[1] for block in self._blocks]
        information = np.sum([part.information for part in parts], axis=0)
        return UnitScores(np.concatenate([part.scores for part in parts]), information)

    def means(self, theta: Floats) -> Floats | None:
        """Period means by generalised least squares, shape (T, 2); None outside the domain."""
        try:
            grid = self._grid(theta)
            parts = [block.mean_equations(grid) for block in self._blocks]
        except OutsideDomainError:
            return None
        left, right = np.sum([part[0] for part in parts], axis=0), np.sum([part[1] for part in parts], axis=0)
        empty = np.diag(left) <= 0
        left[empty, empty] = 1.0
        return np.asarray(np.linalg.solve(left, right)).reshape(-1, 2)

    def cell_scores(self, theta: Floats, means: Floats) -> CellScores:
        """Scores of the innovations (a martingale difference by period) and information by unit."""
        grid = self._grid(theta)
        parts = [block.by_cell(grid, means) for block in self._blocks]
        return CellScores(
            np.concatenate([part.scores for part in parts]),
            np.concatenate([part.information for part in parts]),
            np.concatenate([part.innovations for part in parts]),
        )


def _triangular_inverse(lower: Floats) -> Floats:
    """Inverses of lower triangular matrices (N, n, n), by halves: half the time of a general inverse."""
    n = lower.shape[1]
    if n == 1:
        return np.asarray(1.0 / lower)
    half = n // 2
    first = _triangular_inverse(lower[:, :half, :half])
    second = _triangular_inverse(lower[:, half:, half:])
    out = np.zeros_like(lower)
    out[:, :half, :half], out[:, half:, half:] = first, second
    out[:, half:, :half] = -second @ (lower[:, half:, :half] @ first)
    return out


def _some(problem: Problem, units: slice) -> Problem:
    return replace(
        problem,
        values=problem.values[units],
        observed=problem.observed[units],
        noise=problem.noise[units],
    )
