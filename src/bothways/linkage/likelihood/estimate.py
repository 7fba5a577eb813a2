"""Which variant of the model is fitted to a pair, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bothways.linkage.likelihood.dense import DenseEngine
from bothways.linkage.likelihood.fit import Engine, Fit, maximise
from bothways.linkage.likelihood.inference import Inference, infer
from bothways.linkage.likelihood.model import Model, embed
from bothways.linkage.likelihood.problem import Problem
from bothways.linkage.likelihood.start import starting_values

FEW_UNITS = 100  # below, a free start is never estimated
STICKY = 0.7  # own lag above which the restricted start has smaller errors


@dataclass(frozen=True)
class Estimate:
    """A fitted pair.

    Attributes
    ----------
    problem : Problem
    engine : Engine
    fit : Fit
    inference : Inference or None
        None where the fit is not usable.
    """

    problem: Problem
    engine: Engine
    fit: Fit
    inference: Inference | None

    @property
    def model(self) -> Model:
        """The variant that was fitted."""
        return self.engine.model


def choose_engine(problem: Problem, model: Model, *, compiled: bool = True) -> Engine:
    """The filter where it can be used, else the dense engine."""
    if compiled and model.plain:
        from bothways.linkage.likelihood.filter import FilterEngine

        return FilterEngine(problem, model)
    return DenseEngine(problem, model)


def fit_model(problem: Problem, model: Model, *, compiled: bool = True) -> tuple[Engine, Fit]:
    """Fit one variant; a second start with sticky own lags where the first does not end well."""
    engine = choose_engine(problem, model, compiled=compiled)
    fit = maximise(engine, starting_values(problem, model), limit=40)
    if not fit.converged or fit.radius > 0.999:
        again = maximise(engine, starting_values(problem, model, own_lag=0.75), limit=40)
        if np.isfinite(again.loglik) and (again.converged, again.loglik) > (fit.converged, fit.loglik):
            fit = again
    return engine, fit


def estimate(problem: Problem, *, compiled: bool = True) -> Estimate:
    """Fit a pair, the first state taken as uncorrelated with the unit's level.

    That start has smaller errors and fewer failures than a free one at every size that was tried; where it is
    wrong, tests of the model show it, see :func:`freed`.
    """
    engine, fit = fit_model(problem, Model(problem.periods, free_start=False), compiled=compiled)
    return Estimate(problem, engine, fit, infer(engine, fit) if fit.usable else None)


def freed(found: Estimate, *, compiled: bool = True) -> Estimate:
    """The same with the first state free to go with the intercepts; as it was where that cannot be estimated.

    Where a restricted start is wrong, it looks like drift or like noise that carries over.
    """
    if found.model.free_start or max(found.fit.theta[0], found.fit.theta[3]) > STICKY:
        return found
    engine, fit = fit_model(found.problem, replace(found.model, free_start=True), compiled=compiled)
    if not fit.usable or max(fit.theta[0], fit.theta[3]) > STICKY:
        return found
    inference = infer(engine, fit)
    return found if inference is None else Estimate(found.problem, engine, fit, inference)


def extended(found: Estimate, model: Model) -> Estimate:
    """Refit with extensions, from where the smaller model ended and afresh; the better of the two.

    What the smaller model could not describe often pushed it to a bad corner, such as a unit root.
    """
    engine = DenseEngine(found.problem, model)
    start = embed(found.fit.theta, found.model, model)
    fit = maximise(engine, start, means=found.fit.means, limit=40)
    afresh = maximise(engine, starting_values(found.problem, model), means=found.fit.means, limit=40)
    if (afresh.usable, afresh.loglik) > (fit.usable, fit.loglik):
        fit = afresh
    return Estimate(found.problem, engine, fit, infer(engine, fit) if fit.usable else None)
