"""The likelihood by the compiled filter: the plain model, large panels."""

from __future__ import annotations

import numpy as np

from bothways.linkage.likelihood import kernel
from bothways.linkage.likelihood.dense import CellScores, Evaluation
from bothways.linkage.likelihood.model import INNOVATION, INTERCEPT, PHI, START, Model, symmetric
from bothways.linkage.likelihood.problem import Floats, Problem

STATE = [(2, 2), (2, 3), (3, 3), (0, 0), (0, 1), (1, 1), (0, 2), (0, 3), (1, 2), (1, 3)]


class FilterEngine:
    """Evaluates the plain model (no extensions) on one problem.

    Parameters
    ----------
    problem : Problem
    model : Model
        Without extensions; anything else raises ``ValueError``.
    """

    def __init__(self, problem: Problem, model: Model) -> None:
        if not model.plain:
            raise ValueError("the filter kernel knows the plain model only; use DenseEngine")
        self.problem, self.model = problem, model
        self._corner = np.array(STATE[: 10 if model.free_start else 6])
        nothing = np.zeros((1, 1, 1))
        self._nothing = CellScores(nothing, nothing, nothing)

    def _matrices(self, theta: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        phi = np.ascontiguousarray(theta[PHI].reshape(2, 2))
        omega = np.zeros((4, 4))
        omega[2:, 2:], omega[:2, :2] = symmetric(theta[INTERCEPT]), symmetric(theta[START])
        if self.model.free_start:
            cross = theta[self.model.blocks["start_intercept"]].reshape(2, 2)
            omega[:2, 2:], omega[2:, :2] = cross, cross.T
        return phi, symmetric(theta[INNOVATION]), self.model.factors(theta), omega

    def _run(self, theta: Floats, means: Floats, full: bool, cells: CellScores) -> Evaluation:
        problem = self.problem
        varying = self.model.blocks["varying"]
        loglik, score, total = kernel.filter_pass(
            problem.residuals(means), problem.observed, problem.noise, *self._matrices(theta), self._corner,
            varying.stop - varying.start, full, cells.scores, cells.innovations, cells.information,
        )  # fmt: skip
        return Evaluation(float(loglik), score, total)

    def evaluate(self, theta: Floats, means: Floats) -> Evaluation:
        """Log-likelihood with exact score and the filter's information (F3, F5)."""
        return self._run(theta, means, False, self._nothing)

    def means(self, theta: Floats) -> Floats | None:
        """Period means by generalised least squares, shape (T, 2)."""
        problem = self.problem
        left, right = kernel.mean_equations(
            problem.values, problem.observed, problem.noise, *self._matrices(theta)
        )
        empty = np.diag(left) <= 0
        left[empty, empty] = 1.0
        return np.asarray(np.linalg.solve(left, right)).reshape(-1, 2)

    def cell_scores(self, theta: Floats, means: Floats) -> CellScores:
        """Scores of the innovations by cell and information by unit (F5, F6)."""
        N, T, p = self.problem.units, self.problem.periods, self.model.size
        cells = CellScores(np.zeros((N, T, p)), np.zeros((N, p, p)), np.zeros((N, T, 2)))
        self._run(theta, means, True, cells)
        return cells
