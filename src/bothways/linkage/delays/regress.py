"""Two-way fixed-effects regressions on any lags of both metrics, sampling noise taken out of their moments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.moments.design import Design, outline_used

Array = NDArray[np.float64]
#: A column: which metric (0 employees, 1 customers), and how many periods before the end of the transition.
Column = tuple[int, int]
FEWEST_UNITS = 20
#: Smallest eigenvalue of the regressors' moments over its error: below, they say too little (E12).
WEAK = 4.0


@dataclass(frozen=True)
class Regression:
    """Slopes of one outcome on several lags.

    Attributes
    ----------
    slopes : ndarray, (k,)
        Natural units.
    influence, leave_out : ndarray, (N, k)
        A^-1 g_i and (A - A_i)^-1 g_i of each unit of the panel, natural units; 0 for units that say nothing.
    strength : float
        Smallest eigenvalue of A, in a scale that makes its diagonal 1, over its error by unit.
    units, transitions, rank : int
        Units and transitions used, and period effects taken out.
    """

    slopes: Array
    influence: Array
    leave_out: Array
    strength: float
    units: int
    transitions: int
    rank: int

    @property
    def covariance(self) -> Array:
        """Clustered by unit, (n - 1) / (n - k - rank) G / (G - 1) times the sum over units (k, k)."""
        n, k = self.transitions, len(self.slopes)
        factor = (n - 1) / max(n - k - self.rank - 1, 1) * self.units / (self.units - 1)
        return np.asarray(self.influence.T @ self.influence * factor)


def transitions_with(
    seen: NDArray[np.bool_], columns: list[Column], ends: NDArray[np.int_]
) -> NDArray[np.bool_]:
    """Return the transitions (N, n) of which every column is there; ``seen`` is (N, T, 2), ``ends`` their periods."""
    return np.asarray(np.stack([seen[:, ends - lag, metric] for metric, lag in columns]).all(axis=0))


def regress(
    values: Array,
    noise: Array | None,
    columns: list[Column],
    ends: NDArray[np.int_],
    *,
    season: NDArray[np.int_] | None = None,
) -> Regression:
    """Regress the last column on the others, with unit and period effects, exactly under any holes.

    Parameters
    ----------
    values : ndarray, (N, T, 2)
        NaN where not observed.
    noise : ndarray, (N, T, 2, 2) or None
        Known sampling covariance of the cells.
    columns : list of (metric, lag)
        Regressors, then the outcome.
    ends : ndarray of int, (n,)
        Periods at which lag 0 stands, all at least the longest lag.
    season : ndarray of int, (T,), optional
        Season of each period: unit effects are then unit-by-season effects.

    Returns
    -------
    Regression
        NaN with a strength of 0 where fewer than two units are left, or moments without noise are not positive
        definite.

    Notes
    -----
    A = sum over units of R_i' R_i, R two-way residuals, less the noise that two columns share: lag k at end t + k - l
    is the same cell as lag l at end t, so that sum_t M_i[t, t + k - l] V_i of that cell is taken off, M_i the unit's
    own block of the two-way annihilator (E4, E7 for any lags). Slopes A^-1 b. Without noise they are those of least
    squares.
    """
    design = outline_used(
        transitions_with(np.isfinite(values), columns, ends), season=None if season is None else season[ends]
    )
    nothing = Regression(
        slopes=np.full(len(columns) - 1, np.nan),
        influence=np.full((len(values), len(columns) - 1), np.nan),
        leave_out=np.full((len(values), len(columns) - 1), np.nan),
        strength=0.0,
        units=design.units,
        transitions=design.transitions,
        rank=design.rank,
    )
    if design.units < 2 or design.rank < 1:
        return nothing
    products = _products(values, noise, columns, ends, design)
    by_unit, total = products[:, :-1, :-1], products[:, :-1, :-1].sum(0)
    size = np.sqrt(np.maximum(np.diag(total), 0.0))
    if not (size > 0).all() or np.linalg.eigvalsh(total / np.outer(size, size)).min() <= 1e-10:
        return nothing
    slopes = np.linalg.solve(total, products[:, :-1, -1].sum(0))
    scores = products[:, :-1, -1] - by_unit @ slopes
    try:
        leave_out = np.linalg.solve(total[None] - by_unit, scores[:, :, None])[:, :, 0]
    except np.linalg.LinAlgError:
        return nothing
    return Regression(
        slopes,
        _to_panel(np.linalg.solve(total, scores.T).T, design, len(values)),
        _to_panel(leave_out, design, len(values)),
        _strength(by_unit / np.outer(size, size)),
        design.units,
        design.transitions,
        design.rank,
    )


def _products(
    values: Array, noise: Array | None, columns: list[Column], ends: NDArray[np.int_], design: Design
) -> Array:
    """Products of two-way residuals of all columns by unit, their noise taken out (U, k, k)."""
    cells = np.stack([values[:, ends - lag, metric] for metric, lag in columns], axis=2)[design.rows]
    residuals = design.residuals(np.where(design.used[:, :, None] > 0, cells, 0.0))
    products = np.einsum("ijk,ijl->ikl", residuals, residuals)
    if noise is None:
        return np.asarray(products)
    known = np.nan_to_num(noise[design.rows])
    n = len(ends)
    bands = {
        offset: design.band(offset) for offset in range(max(lag for _, lag in columns) + 1) if offset < n
    }
    for a, (first, near) in enumerate(columns):
        for b, (second, far) in enumerate(columns):
            offset = far - near
            if 0 <= offset < n:
                shared = known[:, ends[: n - offset] - near, first, second]
                part = (bands[offset] * shared).sum(axis=1)
                products[:, a, b] -= part
                if offset:
                    products[:, b, a] -= part
    return np.asarray(products)


def _strength(by_unit: Array) -> float:
    total = by_unit.sum(0)
    smallest, vector = (part[..., 0] for part in np.linalg.eigh(total))
    each = np.einsum("k,ikl,l->i", vector, by_unit, vector) - smallest / len(by_unit)
    spread = float(np.sqrt((each**2).sum()))
    return float(smallest) / spread if spread > 0 else np.inf


def _to_panel(part: Array, design: Design, units: int) -> Array:
    whole = np.zeros((units, part.shape[1]))
    whole[design.rows] = part
    return whole
