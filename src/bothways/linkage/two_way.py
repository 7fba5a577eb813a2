"""Unit and period effects taken out exactly, whichever cells are missing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
#: Eigenvalues of the graph of periods below this share of the largest count as none: periods that no unit links.
LOOSE = 1e-10
#: Squared pivots above which all periods are linked beyond doubt, and the equations are solved as they stand.
FIRM = 1e-6


def graph_of_periods(used: Array) -> Array:
    """Return how periods are linked by units: diag(n_t) - M' diag(1 / n_i) M, for used cells M (N, T) of 0 and 1."""
    count = np.maximum(used.sum(1), 1)
    return graph_from_weights(used.sum(0), used / np.sqrt(count)[:, None])


def graph_from_weights(counts: Array, weighted: Array) -> Array:
    """Return the same from units by period (T), and used cells over the root of their number in the unit (N, T)."""
    return np.asarray(np.diag(counts) - weighted.T @ weighted)


def period_effects(graph: Array, sums: Array) -> Array:
    """Solve for the period effects of one or several variables.

    Parameters
    ----------
    graph : ndarray, (T, T)
        Of :func:`graph_of_periods`.
    sums : ndarray, (T, m)
        Sums over units of values less the unit's mean, on the used cells.

    Returns
    -------
    ndarray, (T, m)
        The smallest effects that solve it: free constants, one for each set of linked periods, are left at zero.
    """
    periods = len(graph)
    largest = float(np.abs(graph).max(initial=0.0))
    if largest == 0.0:
        return np.zeros_like(sums)
    pinned = graph / largest + 1.0 / periods
    if _is_firm(pinned):
        return np.asarray(np.linalg.solve(pinned, sums / largest))
    values, vectors = np.linalg.eigh(pinned)
    kept = values > LOOSE
    inverse = np.where(kept, 1 / np.where(kept, values, 1.0), 0.0)
    return np.asarray(vectors @ (inverse[:, None] * (vectors.T @ (sums / largest))))


def _is_firm(pinned: Array) -> bool:
    try:
        return bool(np.diag(np.linalg.cholesky(pinned)).min() ** 2 > FIRM)
    except np.linalg.LinAlgError:
        return False


def without_effects(values: Array, used: Array) -> Array:
    """Return values less unit and period effects.

    Parameters
    ----------
    values : ndarray, (N, T, m)
        Finite everywhere; what stands in cells that are not used does not count.
    used : ndarray, (N, T)
        1 where a cell is used, 0 elsewhere.

    Returns
    -------
    ndarray, (N, T, m)
        Residuals of least squares on unit and period effects; 0 in cells that are not used.
    """
    count = np.maximum(used.sum(1), 1)[:, None]

    def within(part: Array) -> Array:
        means = np.einsum("it,itm->im", used, part) / count
        return np.asarray(used[:, :, None] * (part - means[:, None]))

    effects = period_effects(graph_of_periods(used), within(values).sum(0))
    return within(np.broadcast_to(values - effects, values.shape))
