"""Covariance structures: unrestricted, independent, paths, and the model of the likelihood."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.likelihood.model import Model, components, grid_covariance

Floats = NDArray[np.float64]
Places = tuple[tuple[int, int], ...]


class _Dense:
    """Score and curvature from derivatives (p, n, n)."""

    def slopes(self, theta: Floats) -> Floats:
        """Derivatives of the covariance by every parameter, shape (p, n, n)."""
        raise NotImplementedError

    def score(self, theta: Floats, pull: Floats) -> Floats:
        """<D_p, pull>, shape (p,)."""
        return np.asarray(np.einsum("pab,ab->p", self.slopes(theta), pull))

    def curvature(self, theta: Floats, weight: Floats) -> Floats:
        """D_p' weight D_q, shape (p, p)."""
        flat = self.slopes(theta).reshape(-1, len(weight))
        return np.asarray(flat @ weight @ flat.T)

    def unit_scores(self, theta: Floats, pulls: Floats) -> Floats:
        """<D_p, pull> by unit, shape (N, p)."""
        slopes = self.slopes(theta)
        return np.asarray(pulls.reshape(len(pulls), -1) @ slopes.reshape(len(slopes), -1).T)


class Entries:
    """Free variances and covariances at the places of ``lower`` (rows, columns), all others 0.

    Parameters
    ----------
    columns : int
    lower : tuple of ndarray of int
        Rows and columns, each place once.
    """

    def __init__(self, columns: int, lower: tuple[NDArray[np.int_], NDArray[np.int_]]) -> None:
        self.columns, self.rows, self.cols = columns, *lower
        self.size = len(self.rows)
        self._share = np.where(self.rows == self.cols, 0.5, 1.0)

    @classmethod
    def unrestricted(cls, columns: int) -> Entries:
        """Every variance and covariance."""
        return cls(columns, np.tril_indices(columns))

    @classmethod
    def independent(cls, columns: int) -> Entries:
        """Variances alone: the baseline of CFI and TLI."""
        index = np.arange(columns)
        return cls(columns, (index, index))

    def covariance(self, theta: Floats) -> Floats:
        """Sigma, shape (n, n)."""
        out = np.zeros((self.columns, self.columns))
        out[self.rows, self.cols] = out[self.cols, self.rows] = theta
        return out

    def score(self, theta: Floats, pull: Floats) -> Floats:
        """Derivative by each entry, shape (p,)."""
        return np.asarray((pull[self.rows, self.cols] + pull[self.cols, self.rows]) * self._share)

    def curvature(self, theta: Floats, weight: Floats) -> Floats:
        """Information of the entries, shape (p, p)."""
        n = self.columns
        one, other = self.rows * n + self.cols, self.cols * n + self.rows
        half = (weight[one] + weight[other]) * self._share[:, None]
        return np.asarray((half[:, one] + half[:, other]) * self._share)

    def unit_scores(self, theta: Floats, pulls: Floats) -> Floats:
        """Scores by unit, shape (N, p)."""
        both = pulls[:, self.rows, self.cols] + pulls[:, self.cols, self.rows]
        return np.asarray(both * self._share)


@dataclass(frozen=True)
class Paths(_Dense):
    """Sigma = F C Psi C' F' with C = (I - B)^-1.

    Attributes
    ----------
    shown : ndarray, shape (n, m)
        F: how the n observed variables are made of the m variables of the model.
    fixed : ndarray, shape (m, m)
        The part of B that is known.
    paths : tuple of places
        Each parameter of B with the entries it stands at.
    moments : tuple of places
        Each parameter of Psi with the entry it stands at.
    """

    shown: Floats
    fixed: Floats
    paths: tuple[Places, ...]
    moments: Places

    @cached_property
    def size(self) -> int:
        """Number of parameters."""
        return len(self.paths) + len(self.moments)

    @cached_property
    def _at(self) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
        places = np.array(self.moments)
        return places[:, 0], places[:, 1]

    def _parts(self, theta: Floats) -> tuple[Floats, Floats]:
        """F C, and C Psi C' F'."""
        B = self.fixed.copy()
        for value, places in zip(theta, self.paths, strict=False):
            for i, j in places:
                B[i, j] = value
        C = np.linalg.inv(np.eye(len(B)) - B)
        psi = np.zeros_like(B)
        rows, cols = self._at
        psi[rows, cols] = psi[cols, rows] = theta[len(self.paths) :]
        A = self.shown @ C
        return A, C @ psi @ A.T

    def covariance(self, theta: Floats) -> Floats:
        """Sigma, shape (n, n)."""
        _, right = self._parts(theta)
        return np.asarray(self.shown @ right)

    def slopes(self, theta: Floats) -> Floats:
        """Derivatives by every parameter, shape (p, n, n)."""
        A, right = self._parts(theta)
        out = np.zeros((self.size, len(A), len(A)))
        for k, places in enumerate(self.paths):
            half = sum((np.outer(A[:, i], right[j]) for i, j in places), np.zeros((len(A), len(A))))
            out[k] = half + half.T
        rows, cols = self._at
        half = A.T[rows][:, :, None] * A.T[cols][:, None, :]
        out[len(self.paths) :] = np.where((rows == cols)[:, None, None], half, half + half.transpose(0, 2, 1))
        return out


@dataclass(frozen=True)
class OfModel(_Dense):
    """The model of the likelihood, without parameters that differ by unit.

    Attributes
    ----------
    model : Model
    kept : ndarray of int
        Columns of the grid x_1, y_1, x_2, ... that any unit has.
    """

    model: Model
    kept: NDArray[np.int_]

    @cached_property
    def size(self) -> int:
        """Number of parameters."""
        return self.model.shared

    @cached_property
    def _linear(self) -> Floats:
        return components(self.model)

    def covariance(self, theta: Floats) -> Floats:
        """Sigma of the kept columns, shape (n, n)."""
        with np.errstate(all="ignore"):
            whole = grid_covariance(self.model, theta, self._linear)[0]
        return np.asarray(whole[np.ix_(self.kept, self.kept)])

    def slopes(self, theta: Floats) -> Floats:
        """Derivatives, shape (p, n, n)."""
        with np.errstate(all="ignore"):
            whole = grid_covariance(self.model, theta, self._linear)[1]
        return np.asarray(whole[:, self.kept[:, None], self.kept[None, :]])


def riclpm(periods: int, *, free_lags: bool) -> Paths:
    """Random-intercept cross-lagged panel model, residual covariances free in every period.

    Columns x_1, y_1, x_2, ...; parameters: lags row by row (xx, xy, yx, yy; for every period from the second
    on where ``free_lags``), variances and covariance of the intercepts (3), then of the first state and of
    the residuals of each period (3 a period).

    Parameters
    ----------
    periods : int
    free_lags : bool
        Lags of their own in every period; else the same ones throughout.
    """
    n, later = 2 * periods, range(1, periods)
    places = [[(2 + 2 * t + i, 2 * t + j) for t in later] for i in range(2) for j in range(2)]
    by_lag = [tuple(each) for each in places]
    paths = tuple((place,) for each in by_lag for place in each) if free_lags else tuple(by_lag)
    moments = [(0, 0), (0, 1), (1, 1)]
    for t in range(periods):
        a = 2 + 2 * t
        moments += [(a, a), (a, a + 1), (a + 1, a + 1)]
    shown = np.hstack([np.tile(np.eye(2), (periods, 1)), np.eye(n)])
    return Paths(shown, np.zeros((n + 2, n + 2)), paths, tuple(moments))
