"""Solutions that no data could come from: negative variances, correlations beyond 1, a process near a unit root."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.likelihood.estimate import Estimate
from bothways.linkage.likelihood.model import INNOVATION, INTERCEPT, START, symmetric

Floats = NDArray[np.float64]
NEAR_ROOT = 0.95
WHO = ("the employee metric", "the customer metric")
BLOCKS = ((INTERCEPT, "levels of units"), (INNOVATION, "changes"), (START, "first states"))


def improper(found: Estimate) -> tuple[str, ...]:
    """What is improper about a solution, as parts of a sentence; nothing where it is proper.

    Parameters
    ----------
    found : Estimate
        Variances are estimated without bounds, so that one that is really 0 comes out negative half of the
        time: that alone says nothing against the model. What it says of the intercepts is tested by
        :func:`boundary_tests`.

    Returns
    -------
    tuple of str
        Variances of levels, changes and first states at or under 0, correlations at or beyond 1, factors and
        extra variances under 0, the process within .05 of a unit root.
    """
    theta, model = found.fit.theta, found.model
    out: list[str] = []
    for block, what in BLOCKS:
        out += _of_matrix(symmetric(theta[block]), what)
    for name, what in (("season", "seasons of units"), ("trend", "trends of units")):
        if model.blocks[name].stop > model.blocks[name].start:
            start = model.blocks[name].start
            out += _of_matrix(symmetric(theta[start : start + 3]), what)
    for k, value in enumerate(theta[model.blocks["white"]]):
        if value <= 0:
            out.append(f"the extra noise of {WHO[k]} is not positive")
    for k, value in enumerate(theta[model.blocks["noise_scale"]]):
        if 1 + value <= 0:
            out.append(f"the noise of {WHO[k]} would be negative")
    if found.fit.radius > NEAR_ROOT:
        out.append(f"the process is close to a unit root (spectral radius {found.fit.radius:.2f})")
    return tuple(out)


def _of_matrix(matrix: Floats, what: str) -> list[str]:
    """A 2 x 2 covariance: each variance, then the correlation where both are positive."""
    out = [f"the variance of {what} is not positive in {WHO[k]}" for k in range(2) if matrix[k, k] <= 0]
    if not out and matrix[0, 1] ** 2 >= matrix[0, 0] * matrix[1, 1]:
        out.append(f"the correlation of {what} is 1 or beyond")
    return out
