"""Where the search for the maximum begins."""

from __future__ import annotations

import numpy as np

from bothways.linkage.likelihood.model import INNOVATION, INTERCEPT, START, Model
from bothways.linkage.likelihood.problem import Floats, Problem


def starting_values(problem: Problem, model: Model, *, own_lag: float = 0.4) -> Floats:
    """Moment-based start: intercepts from the longest lags, the rest split by the own lag.

    Parameters
    ----------
    problem : Problem
    model : Model
    own_lag : float
        Starting value of both own lags, in (0, 1).

    Returns
    -------
    ndarray, shape (model.size,)
    """
    T = problem.periods
    r, seen = problem.residuals(np.zeros((T, 2))), problem.observed.astype(float)

    def lagged(k: int) -> Floats:
        pairs = np.einsum("ita,itb->ab", seen[:, k:], seen[:, : T - k])
        return np.asarray(np.einsum("ita,itb->ab", r[:, k:], r[:, : T - k]) / np.maximum(pairs, 1.0))

    both = np.einsum("ita,itb->ab", seen, seen)
    noise = problem.noise.sum(axis=(0, 1)) / np.maximum(both, 1.0)
    raw = lagged(0)
    signal = np.abs(np.diag(raw - noise))
    first = max(T - 3, 1)
    far = 0.8 * sum((lagged(k) for k in range(first, T)), np.zeros((2, 2))) / (T - first)
    intercept = np.clip(np.diag(far), 0.05 * signal, 0.8 * signal)
    cross = 0.5 * np.clip(0.5 * (far[0, 1] + far[1, 0]), -0.7, 0.7)
    cross = float(np.clip(cross, -0.9, 0.9) * min(1.0, np.sqrt(intercept.prod()) / 0.7))
    state = np.maximum(signal - intercept, 0.15 * np.diag(raw))
    theta = np.zeros(model.size)
    theta[[0, 3]] = own_lag
    theta[INNOVATION] = [state[0] * (1 - own_lag**2), 0.0, state[1] * (1 - own_lag**2)]
    theta[INTERCEPT] = [intercept[0], cross, intercept[1]]
    theta[START] = [state[0], 0.0, state[1]]
    return theta
