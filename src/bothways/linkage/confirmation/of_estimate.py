"""Fit of the model that a pair was estimated with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.confirmation.measures import FitMeasures, measure
from bothways.linkage.confirmation.normal import maximise_structure
from bothways.linkage.confirmation.patterns import on_the_grid, patterns
from bothways.linkage.confirmation.score_fit import ScoreFit, score_fit
from bothways.linkage.confirmation.structures import OfModel
from bothways.linkage.likelihood.estimate import Estimate

Floats = NDArray[np.float64]
MOST_COLUMNS = 48


@dataclass(frozen=True)
class Fit:
    """Fit of an estimate.

    Attributes
    ----------
    score : ScoreFit
        Against an unrestricted covariance, by its scores.
    measures : FitMeasures or None
        By likelihood ratio, with CFI, TLI and SRMR; None where the unrestricted covariance cannot be fitted.
    why_not : str
        Why ``measures`` is None, as a sentence; blank where it is there.
    """

    score: ScoreFit
    measures: FitMeasures | None
    why_not: str = ""


def fit_of_estimate(found: Estimate) -> Fit | str:
    """Fit of the model as it was chosen, extensions included, against the unrestricted covariance.

    Parameters
    ----------
    found : Estimate

    Returns
    -------
    Fit or str
        A sentence where it cannot run: more than 48 columns, two columns that no two units have both of.

    Notes
    -----
    The model is fitted again without the small-sample factor of the likelihood, so that both models are
    maxima of one likelihood; estimates differ by the order of 1 / N. Noise whose amount was estimated counts
    as known, and two degrees of freedom less.
    """
    problem, model = found.problem, found.model
    kept = np.flatnonzero(problem.observed.any(axis=0).reshape(-1))
    if len(kept) > MOST_COLUMNS:
        return (
            f"It is not tried with more than {MOST_COLUMNS // 2} periods: too many covariances to leave free."
        )
    seen = problem.observed.reshape(problem.units, -1)[:, kept].astype(float)
    if (seen.T @ seen).min() < 2:
        return (
            "Some columns are not observed together in any two units, so that their covariance is not known."
        )
    values = np.where(problem.observed, problem.values, np.nan).reshape(problem.units, -1)[:, kept]
    noise = _noise(found)[:, kept[:, None], kept[None, :]]
    data, structure = patterns(values, noise), OfModel(model, kept)
    again = maximise_structure(data, structure, found.fit.theta[: model.shared])
    more = model.size - model.shared
    score = None if again is None else score_fit(data, structure, again, more_parameters=more)
    if again is None or not again.converged or score is None:
        return "The model could not be fitted again without the small-sample factor."
    why_not = _no_ratio(noise, seen)
    ratio = None if why_not else measure(data, structure, again, more_parameters=more)
    if ratio is None and not why_not:
        why_not = "The unrestricted covariance could not be estimated from these cells."
    return Fit(score, ratio, why_not)


def _no_ratio(noise: Floats, seen: Floats) -> str:
    """Why the unrestricted covariance has no maximum; blank where it has one."""
    N, n = seen.shape
    if n >= N:
        return f"The unrestricted covariance of {n} columns needs more than {n} units, and there are {N}."
    both = (seen[:, :, None] * seen[:, None, :]) > 0
    largest = np.where(both, noise, -np.inf).max(axis=0)
    smallest = np.where(both, noise, np.inf).min(axis=0)
    if not np.allclose(largest, smallest, rtol=1e-9, atol=1e-12):
        return "Noise differs by unit, so that an unrestricted covariance has no maximum of the likelihood."
    return ""


def _noise(found: Estimate) -> Floats:
    """Known noise on the grid, its diagonal times the factor that was estimated where there is one."""
    noise = found.problem.noise
    if found.model.noise_scale:
        factor = 1 + found.fit.theta[found.model.blocks["noise_scale"]]
        noise = noise * np.where(np.eye(2, dtype=bool), factor, 1.0)
    return on_the_grid(noise)
