"""What the mask, the seasons and the unit weights alone decide: E1 to E5."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: A unit with (almost) no two-way residual space of its own says nothing about its innovation variance.
LEAST_TRACE = 0.25


@dataclass(frozen=True)
class Design:
    """Two-way annihilator of one mask, unit by unit, without ever holding an n x n matrix per unit.

    Transition j = 0..n-1 goes from period j to period j+1; n = T - 1; U units are kept.

    Attributes
    ----------
    rows : ndarray of int, (U,)
        Index of each kept unit in the panel.
    used : ndarray, (U, n)
        p_ij of E1: 1 where both ends of the transition are observed, else 0.
    same : ndarray, (n, n)
        1 where two transitions lead into the same season (all ones without seasons).
    counts : ndarray, (U, n)
        Used transitions of the unit in the season of j; 1 where there is none.
    weights : ndarray, (U,)
        w_i.
    inverse : ndarray, (n, n)
        G^+ of E3.
    rank : int
        Rank of G: period effects that can be told apart.
    row_mean, season_mean : ndarray, (U, n)
        Means of G^+ over the used transitions of j's season: of row j, and of all its rows.
    trace : ndarray, (U,)
        m_i of E4.
    lag_counts : ndarray, (U, n)
        h_ik of E5.
    """

    rows: NDArray[np.intp]
    used: Array
    same: Array
    counts: Array
    weights: Array
    inverse: Array
    rank: int
    row_mean: Array
    season_mean: Array
    trace: Array
    lag_counts: Array

    @property
    def units(self) -> int:
        """Units kept."""
        return len(self.rows)

    @property
    def transitions(self) -> int:
        """Used transitions over all units."""
        return int(self.used.sum())

    @property
    def informative(self) -> NDArray[np.bool_]:
        """Units whose own innovation variance S_i is used (U,)."""
        return np.asarray(self.trace > LEAST_TRACE)

    @property
    def lag_shares(self) -> Array:
        """h_ik / m_i, zero for units that are not informative (U, n)."""
        trace = np.where(self.informative, self.trace, 1.0)
        return np.asarray(np.where(self.informative[:, None], self.lag_counts / trace[:, None], 0.0))

    @property
    def small_sample(self) -> float:
        """Factor c of E9."""
        free = max(self.transitions - 4 - self.rank, 1)
        return (self.transitions - 1) / free * self.units / (self.units - 1)

    def within(self, values: Array) -> Array:
        """Q_i v of E2 for values (U, n, m)."""
        masked = values * self.used[:, :, None]
        means = np.einsum("jk,ikm->ijm", self.same, masked) / self.counts[:, :, None]
        return np.asarray(masked - means * self.used[:, :, None])

    def residuals(self, values: Array) -> Array:
        """Two-way residuals Q_i (v_i - g), g = G^+ sum_i w_i Q_i v_i, for values (U, n, m)."""
        within = self.within(values)
        period = self.inverse @ np.einsum("i,ijm->jm", self.weights, within)
        return within - self.within(np.broadcast_to(period, within.shape))

    def band(self, offset: int) -> Array:
        """M_i[j + offset, j] of E4 for j = 0..n-1-offset (U, n - offset)."""
        n = self.used.shape[1]
        low, high = slice(0, n - offset), slice(offset, n)
        both = self.used[:, high] * self.used[:, low] * np.diagonal(self.same, -offset)
        projected = (
            np.diagonal(self.inverse, -offset)
            - self.row_mean[:, high]
            - self.row_mean[:, low]
            + self.season_mean[:, low]
        )
        own = float(offset == 0) - 1.0 / self.counts[:, low]
        return np.asarray(both * (own - self.weights[:, None] * projected))


def lay_out(
    mask: NDArray[np.bool_], *, season: NDArray[np.int_] | None = None, weights: Array | None = None
) -> Design:
    """Build the :class:`Design` of a joint mask.

    Parameters
    ----------
    mask : ndarray of bool, (N, T)
        True where both metrics are observed.
    season : ndarray of int, (T,), optional
        Season of each period; unit effects are then unit-by-season effects.
    weights : ndarray, (N,), optional
        w_i > 0; 1 if not given.
    """
    design = outline(mask, season=season, weights=weights)
    lag_counts = np.zeros_like(design.used)
    for k in range(lag_counts.shape[1] - 1):
        lag_counts[:, k] = -design.band(k + 1).sum(1)
    return replace(design, lag_counts=lag_counts, trace=design.band(0).sum(1))


def outline(
    mask: NDArray[np.bool_], *, season: NDArray[np.int_] | None = None, weights: Array | None = None
) -> Design:
    """Build a :class:`Design` whose ``trace`` and ``lag_counts`` are still zero (E1 to E3)."""
    later = None if season is None else np.asarray(season)[1:]
    return outline_used(mask[:, :-1] & mask[:, 1:], season=later, weights=weights)


def outline_used(
    transitions: NDArray[np.bool_], *, season: NDArray[np.int_] | None = None, weights: Array | None = None
) -> Design:
    """Build a :class:`Design` as :func:`outline`, of transitions (N, n) with the season of each one's end (n,)."""
    used = transitions.astype(float)
    label = np.zeros(used.shape[1], dtype=int) if season is None else np.asarray(season)
    same = (label[:, None] == label[None, :]).astype(float)
    if season is not None:  # a unit-season with one transition is absorbed by its own effect
        used = np.where(used @ same == 1, 0.0, used)
    counts = used @ same
    traces = (used * (1 - 1 / np.maximum(counts, 1))).sum(1)
    rows = np.flatnonzero(traces >= 1 - 1e-9)
    used, counts = used[rows], np.maximum(counts[rows], 1)
    w = np.ones(len(rows)) if weights is None else np.asarray(weights, float)[rows]
    inverse, rank = _invert(_period_graph(used, counts, w, same))
    row_mean = used @ (inverse * same) / counts
    season_mean = (used * row_mean) @ same / counts
    return Design(
        rows, used, same, counts, w, inverse, rank, row_mean, season_mean,
        trace=np.zeros(len(rows)), lag_counts=np.zeros_like(used),
    )  # fmt: skip


def _period_graph(used: Array, counts: Array, weights: Array, same: Array) -> Array:
    """G = sum_i w_i Q_i of E3."""
    scaled = used * np.sqrt(weights[:, None] / counts)
    graph = -(scaled.T @ scaled) * same
    graph[np.diag_indices_from(graph)] += weights @ used
    return np.asarray(graph)


def _invert(graph: Array) -> tuple[Array, int]:
    """Pseudo-inverse of a Laplacian; its null space is one constant per connected component."""
    values, vectors = np.linalg.eigh(graph)
    kept = values > 1e-10 * max(values.max(initial=0.0), 1e-300)
    return (vectors[:, kept] / values[kept]) @ vectors[:, kept].T, int(kept.sum())
