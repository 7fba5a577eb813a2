"""The field's random-intercept cross-lagged panel model with its fit, as structural equation programs give it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bothways.errors import InputError, NotEnoughData
from bothways.linkage.confirmation.measures import FitMeasures, measure, raw_variances
from bothways.linkage.confirmation.normal import maximise_structure
from bothways.linkage.confirmation.patterns import on_the_grid, patterns
from bothways.linkage.confirmation.structures import Paths, riclpm

Floats = NDArray[np.float64]
FEWEST_PERIODS = 3
OWN, LEVEL, STATE = 0.3, 0.3, 0.6  # where the search begins: own lags, shares of the variance


@dataclass(frozen=True)
class TextbookFit:
    """A fitted random-intercept cross-lagged panel model.

    Attributes
    ----------
    lags, lag_errors : ndarray, shape (T - 1, 2, 2)
        Effects of one period on the next and standard errors from expected information, in the metrics' own
        units: [t, 1, 0] is employee -> customer. Equal over t where lags are constant.
    intercepts : ndarray, shape (2, 2)
        Covariance of the random intercepts.
    residuals : ndarray, shape (T, 2, 2)
        Covariance of the first state, then of each period's residuals.
    means : ndarray, shape (T, 2)
    fit : FitMeasures or None
        None where the unrestricted model cannot be had.
    """

    lags: Floats
    lag_errors: Floats
    intercepts: Floats
    residuals: Floats
    means: Floats
    fit: FitMeasures | None


def fit_textbook(values: Floats, noise: Floats | None = None, *, free_lags: bool = False) -> TextbookFit:
    """Fit by full-information maximum likelihood, with every hole taken as it is.

    Parameters
    ----------
    values : ndarray, shape (N, T, 2)
        Employee metric, customer metric; NaN where not observed.
    noise : ndarray, shape (N, T, 2, 2), optional
        Known sampling covariance; without it sampling noise is taken for change, which gives false leads.
    free_lags : bool
        Lags of their own in every period; else constant. Residual covariances are free in every period.

    Returns
    -------
    TextbookFit
        Equal to lavaan where noise is zero (`tests/reference/confirmation`).

    Raises
    ------
    InputError
        If ``values`` has another shape.
    NotEnoughData
        Under 3 periods (4 with free lags), not more units than columns, a column that never varies, or no
        convergence.

    Examples
    --------
    >>> from bothways.simulate import draw_world
    >>> world = draw_world(np.random.default_rng(2), units=400, periods=5, effect=(0.3, 0.0), reliability=1.0)
    >>> found = fit_textbook(world.values)
    >>> bool(found.lags[0, 1, 0] > 0.15), found.fit.df
    (True, 33)
    """
    values = np.asarray(values, dtype=float)
    if values.ndim != 3 or values.shape[2] != 2:
        raise InputError(f"values has shape {values.shape}.", remedy="Hand in units x periods x 2.")
    N, T, _ = values.shape
    fewest = FEWEST_PERIODS + free_lags
    if fewest > T or 2 * T >= N:
        raise NotEnoughData(
            f"This model needs at least {fewest} periods and more units than columns; N={N}, T={T}."
        )
    scale = np.nanstd(values, axis=(0, 1))
    known = None if noise is None else on_the_grid(np.nan_to_num(noise) / np.outer(scale, scale))
    data = patterns((values / scale).reshape(N, 2 * T), known)
    if not (raw_variances(data) > 0).all():
        raise NotEnoughData("One of the metrics is missing or never varies in some period.")
    structure = riclpm(T, free_lags=free_lags)
    found = maximise_structure(data, structure, _start(structure, raw_variances(data)))
    if found is None or not found.converged:
        raise NotEnoughData("The model does not settle on one answer.")
    errors = np.sqrt(np.maximum(np.diag(np.linalg.pinv(found.information, hermitian=True)), 0.0))
    size = scale[:, None] / scale
    moments = found.theta[len(structure.paths) :].reshape(-1, 3)[:, [0, 1, 1, 2]].reshape(-1, 2, 2)
    moments = moments * np.outer(scale, scale)
    return TextbookFit(
        lags=_by_period(structure, found.theta, T) * size,
        lag_errors=_by_period(structure, errors, T) * size,
        intercepts=moments[0],
        residuals=moments[1:],
        means=found.means.reshape(T, 2) * scale,
        fit=_in_own_units(measure(data, structure, found), values, scale),
    )


def _start(structure: Paths, variances: Floats) -> Floats:
    paths = [OWN if places[0][0] - places[0][1] == 2 else 0.0 for places in structure.paths]
    moments = [
        0.0 if i != j else LEVEL * variances[i] if i < 2 else STATE * variances[i - 2]
        for i, j in structure.moments
    ]
    return np.array([*paths, *moments])


def _by_period(structure: Paths, values: Floats, periods: int) -> Floats:
    """One value a lag of each period, shape (T - 1, 2, 2)."""
    out = np.empty((periods - 1, 2, 2))
    for value, places in zip(values, structure.paths, strict=False):
        for i, j in places:
            out[(j - 2) // 2, i % 2, j % 2] = value
    return out


def _in_own_units(fit: FitMeasures | None, values: Floats, scale: Floats) -> FitMeasures | None:
    """Log-likelihoods of the values themselves: those of scaled ones less log(scale) a cell."""
    if fit is None:
        return None
    less = float(np.isfinite(values).sum(axis=(0, 1)) @ np.log(scale))
    return replace(fit, loglik=fit.loglik - less, saturated_loglik=fit.saturated_loglik - less)
