"""A third opinion that uses nothing of how units differ: maximum likelihood with a predetermined driver.

    y_t = own y_t-1 + lead x_t-1 + alpha_i + d_t + e_t,   t = 2 ... T

The unit effect alpha_i goes freely with the driver's whole history and with the first outcome, so that
levels say nothing. The driver is not modelled: its values go freely with each other, and with earlier and
same-period errors of the outcome, so that feedback is allowed; only x_s, s < t, is free of e_t (Allison,
Williams and Moral-Benito 2017). The variance of e_t is free in every period.

Known noise enters by its mean over the units that have a cell: with noise that differs by unit an
unrestricted covariance of the driver has no maximum of the likelihood, and on average the score is 0 with
the mean as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.confirmation.measures import raw_variances
from bothways.linkage.confirmation.normal import (
    Maximum,
    maximise_structure,
    scores_of_units,
)
from bothways.linkage.confirmation.patterns import Patterns, on_the_grid, patterns
from bothways.linkage.confirmation.structures import Paths

Floats = NDArray[np.float64]
FEWEST_PERIODS = 4
MOST_PERIODS = 16
STEPS = 100
UNITS_A_PARAMETER = 1.5
OWN, LEAD = 0, 1


@dataclass(frozen=True)
class Opinion:
    """What the likelihood with a predetermined driver says of one direction.

    Attributes
    ----------
    effect : float
        ``lead``: outcome units one period later per unit of the driver.
    own : float
        The outcome's own lag.
    se : float
        Standard error of ``lead``: the larger of the two below, times sqrt(N / (N - parameters)). With so
        many parameters those two are too small by a fifth to a half at 130 to 300 units.
    se_normal, se_unit : float
        From expected information, right for many units and normal values; from scores by unit (sandwich),
        right for many units.
    maximum : Maximum
    parameters : int
    """

    effect: float
    own: float
    se: float
    se_normal: float
    se_unit: float
    maximum: Maximum
    parameters: int


def predetermined(periods: int) -> Paths:
    """The structure: columns y_1 ... y_T, x_1 ... x_T-1; parameters own, lead, then variances and covariances."""
    T = periods
    y = np.arange(1, T + 1)  # in the model: alpha, y_1 ... y_T, x_1 ... x_T-1, e_2 ... e_T
    x, e = T + 1 + np.arange(T - 1), 2 * T - 1 + np.arange(T)  # e[t] belongs to y[t], t = 1 ... T - 1
    m = 3 * T - 1
    fixed = np.zeros((m, m))
    fixed[y[1:], 0] = 1.0
    fixed[y[1:], e[1:]] = 1.0
    own = tuple((int(y[t]), int(y[t - 1])) for t in range(1, T))
    lead = tuple((int(y[t]), int(x[t - 1])) for t in range(1, T))
    outside = [0, int(y[0]), *(int(k) for k in x)]
    moments = [(a, b) for k, a in enumerate(outside) for b in outside[: k + 1]]
    for t in range(1, T):
        moments.append((int(e[t]), int(e[t])))
        moments += [(int(e[t]), int(x[s])) for s in range(t, T - 1)]
    shown = np.zeros((2 * T - 1, m))
    shown[np.arange(T), y] = 1.0
    shown[T + np.arange(T - 1), x] = 1.0
    return Paths(shown, fixed, (own, lead), tuple(moments))


def third_opinion(
    values: Floats, noise: Floats | None = None, *, employee_first: bool = True
) -> Opinion | str:
    """Estimate one direction without any information between units.

    Parameters
    ----------
    values : ndarray, shape (N, T, 2)
        Employee metric, customer metric; NaN where not observed.
    noise : ndarray, shape (N, T, 2, 2), optional
        Sampling covariance; none by default.
    employee_first : bool
        Whether the employee metric is the driver.

    Returns
    -------
    Opinion or str
        A sentence where it cannot run: under 4 or over 16 periods, fewer than 1.5 units a parameter, a period
        in which one of the metrics is missing, no convergence.
    """
    N, T = values.shape[:2]
    if T < FEWEST_PERIODS:
        return f"It needs at least {FEWEST_PERIODS} periods."
    if T > MOST_PERIODS:
        return f"It is not tried with more than {MOST_PERIODS} periods: it has a parameter for every pair of them."
    structure = predetermined(T)
    fewest = int(np.ceil(UNITS_A_PARAMETER * structure.size))
    if fewest > N:
        return f"It needs at least {fewest} units with {T} periods, for its {structure.size} parameters."
    if not np.isfinite(values).any(axis=0).all():
        return "One of the metrics is missing in some period."
    data = _arranged(values, noise, employee_first)
    found = maximise_structure(data, structure, _start(data, structure, T), limit=STEPS)
    if found is None or not found.converged:
        return "It does not settle on one answer."
    return _opinion(data, structure, found)


def _arranged(values: Floats, noise: Floats | None, employee_first: bool) -> Patterns:
    N, T = values.shape[:2]
    driver, outcome = (0, 1) if employee_first else (1, 0)
    columns = np.r_[2 * np.arange(T) + outcome, 2 * np.arange(T - 1) + driver]
    flat = values.reshape(N, 2 * T)[:, columns]
    if noise is None:
        return patterns(flat)
    known = on_the_grid(noise)[:, columns[:, None], columns[None, :]]
    return patterns(flat, np.broadcast_to(_mean_noise(known, np.isfinite(flat)), known.shape))


def _mean_noise(noise: Floats, seen: NDArray[np.bool_]) -> Floats:
    """Mean of each entry over the units that have both columns, shape (n, n)."""
    both = seen[:, :, None] & seen[:, None, :]
    return np.asarray(np.where(both, noise, 0.0).sum(axis=0) / np.maximum(both.sum(axis=0), 1))


def _start(data: Patterns, structure: Paths, periods: int) -> Floats:
    """Own lag .3, no lead, a fifth of the outcome's variance in the unit effect, variances alone."""
    spread = raw_variances(data)
    noise = np.einsum("g,gaa->a", data.count, data.noise) / np.einsum("g,ga->a", data.count, data.seen)
    signal = np.maximum(spread - noise, 0.2 * spread)
    T, level = periods, signal[:periods].mean()
    size = {0: 0.2 * level, 1: signal[0]}
    size.update({T + 1 + s: signal[T + s] for s in range(T - 1)})
    size.update({2 * T - 1 + t: 0.5 * signal[t] for t in range(1, T)})
    moments = [size[a] if a == b else 0.0 for a, b in structure.moments]
    return np.array([0.3, 0.0, *moments])


def _opinion(data: Patterns, structure: Paths, found: Maximum) -> Opinion | str:
    try:
        inverse = np.linalg.inv(found.information)
    except np.linalg.LinAlgError:
        return "It does not settle on one answer."
    if not inverse[LEAD, LEAD] > 0:
        return "It does not settle on one answer."
    scores, _ = scores_of_units(data, structure, found)
    influence = scores @ inverse[:, LEAD]
    N = data.units
    normal, unit = np.sqrt(inverse[LEAD, LEAD]), np.sqrt((influence**2).sum() * N / (N - 1))
    return Opinion(
        effect=float(found.theta[LEAD]),
        own=float(found.theta[OWN]),
        se=float(max(normal, unit) * np.sqrt(N / (N - structure.size))),
        se_normal=float(normal),
        se_unit=float(unit),
        maximum=found,
        parameters=structure.size,
    )
