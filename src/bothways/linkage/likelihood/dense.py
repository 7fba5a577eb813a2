"""The likelihood by dense covariances: plain NumPy, any extension, no compilation.

Serves small panels and extended models, and checks the filter kernel. Everything is batched over units.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bothways.linkage.likelihood.model import Model, components, grid_covariance
from bothways.linkage.likelihood.problem import Floats, Problem

FAILED = -np.inf


@dataclass(frozen=True)
class Evaluation:
    """Log-likelihood, score (p,) and information (p, p) at one point; ``loglik`` is -inf outside the domain."""

    loglik: float
    score: Floats
    information: Floats


@dataclass(frozen=True)
class CellScores:
    """Innovation scores by cell (N, T, p) and information by unit (N, p, p)."""

    scores: Floats
    information: Floats


class DenseEngine:
    """Evaluates one model on one problem.

    Parameters
    ----------
    problem : Problem
    model : Model
    """

    def __init__(self, problem: Problem, model: Model) -> None:
        self.problem, self.model = problem, model
        N, T = problem.units, problem.periods
        self._seen = problem.observed.reshape(N, 2 * T)
        self._linear = components(model)

    @cached_property
    def _noise(self) -> Floats:
        """Known noise on the grid, shape (N, 2T, 2T)."""
        N, T = self.problem.units, self.problem.periods
        out = np.zeros((N, T, 2, T, 2))
        index = np.arange(T)
        out[:, index, :, index, :] = self.problem.noise.transpose(1, 0, 2, 3)
        return out.reshape(N, 2 * T, 2 * T)

    @cached_property
    def _own(self) -> Floats:
        """Derivatives that differ by unit: noise scale and noise at lag one, shape (k, N, 2T, 2T)."""
        N, T, model = self.problem.units, self.problem.periods, self.model
        spread = np.sqrt(np.maximum(np.einsum("itkk->itk", self.problem.noise), 0.0))
        parts = []
        for metric in range(2):
            only = np.zeros((N, T, 2))
            only[..., metric] = spread[..., metric]
            flat = only.reshape(N, 2 * T)
            outer = flat[:, :, None] * flat[:, None, :]
            parts.append((outer * np.eye(2 * T), outer * (np.eye(2 * T, k=2) + np.eye(2 * T, k=-2))))
        wanted = [p[0] for p in parts] * model.noise_scale + [p[1] for p in parts] * model.noise_lag
        return np.array(wanted) if wanted else np.zeros((0, N, 2 * T, 2 * T))

    def _whiten(self, theta: Floats) -> tuple[Floats, Floats] | None:
        """Inverse Cholesky factors (N, 2T, 2T), 0 where not observed, and shared derivatives; None if not definite."""
        with np.errstate(all="ignore"):
            grid, derivatives = grid_covariance(self.model, theta, self._linear)
        if not (np.isfinite(grid).all() and np.isfinite(derivatives).all()):
            return None
        full = grid[None] + self._noise
        if len(self._own):
            full = full + np.tensordot(theta[self.model.shared :], self._own, 1)
        both = self._seen[:, :, None] & self._seen[:, None, :]
        full = np.where(both, full, np.eye(full.shape[1]))
        try:
            factor = np.linalg.cholesky(full)
            inverse = np.linalg.inv(factor)
        except np.linalg.LinAlgError:
            return None
        return np.where(both, inverse, 0.0), derivatives

    def evaluate(self, theta: Floats, means: Floats) -> Evaluation:
        """Log-likelihood with exact score and average information (its expectation is Fisher's)."""
        p = self.model.size
        whitened = self._whiten(theta)
        if whitened is None:
            return Evaluation(FAILED, np.zeros(p), np.zeros((p, p)))
        inverse, derivatives = whitened
        r = self.problem.residuals(means).reshape(self._seen.shape)
        z = np.einsum("iab,ib->ia", inverse, r)
        e = np.einsum("iab,ia->ib", inverse, z)
        precision = inverse.transpose(0, 2, 1) @ inverse
        diagonal = np.einsum("iaa->ia", inverse)
        loglik = float(np.log(diagonal[self._seen]).sum() - 0.5 * (z**2).sum())
        shared = derivatives.reshape(len(derivatives), -1)
        curvature = precision.reshape(len(e), -1) - (e[:, :, None] * e[:, None, :]).reshape(len(e), -1)
        score = -0.5 * shared @ curvature.sum(axis=0)
        moved = np.einsum("pab,ib->ipa", derivatives, e, optimize=True)
        if len(self._own):
            extra = -0.5 * np.einsum("kiab,iab->k", self._own, curvature.reshape(precision.shape))
            score = np.r_[score, extra]
            moved = np.concatenate([moved, np.einsum("kiab,ib->ika", self._own, e)], axis=1)
        half = moved @ inverse.transpose(0, 2, 1)
        flat = half.transpose(1, 0, 2).reshape(p, -1)
        return Evaluation(loglik, score, 0.5 * flat @ flat.T)

    def means(self, theta: Floats) -> Floats | None:
        """Period means by generalised least squares, shape (T, 2); None outside the domain."""
        whitened = self._whiten(theta)
        if whitened is None:
            return None
        inverse, _ = whitened
        precision = inverse.transpose(0, 2, 1) @ inverse
        values = self.problem.values.reshape(self._seen.shape)
        left, right = precision.sum(axis=0), np.einsum("iab,ib->a", precision, values)
        empty = np.diag(left) <= 0
        left[empty, empty] = 1.0
        return np.asarray(np.linalg.solve(left, right)).reshape(-1, 2)

    def cell_scores(self, theta: Floats, means: Floats) -> CellScores:
        """Scores of the innovations (a martingale difference by period) and information by unit (F5, F6)."""
        whitened = self._whiten(theta)
        if whitened is None:
            raise ValueError("scores are asked for outside the domain of the likelihood")
        inverse, derivatives = whitened
        N, n = self._seen.shape
        T, p = n // 2, self.model.size
        z = np.einsum("iab,ib->ia", inverse, self.problem.residuals(means).reshape(N, n))
        scores, root = np.empty((N, T, p)), np.empty((N, p, 5 * T))
        earlier = np.kron(np.tril(np.ones((T, T)), k=-1), np.ones((2, 2)))
        for k in range(p):
            change = derivatives[k] if k < self.model.shared else self._own[k - self.model.shared]
            M = inverse @ change @ inverse.transpose(0, 2, 1)
            drift = -np.einsum("iab,ib->ia", M * earlier, z)  # whitened derivative of the innovations
            block = np.einsum("itatb->itab", M.reshape(N, T, 2, T, 2))
            z2 = z.reshape(N, T, 2)
            scores[:, :, k] = (
                -0.5 * np.einsum("itaa->it", block)
                - (z2 * drift.reshape(N, T, 2)).sum(axis=2)
                + 0.5 * np.einsum("ita,itab,itb->it", z2, block, z2)
            )
            root[:, k] = np.concatenate(
                [
                    drift,
                    block[..., 0, 0] / np.sqrt(2),
                    block[..., 1, 1] / np.sqrt(2),
                    block[..., 0, 1],
                ],
                axis=1,
            )
        return CellScores(scores, root @ root.transpose(0, 2, 1))
