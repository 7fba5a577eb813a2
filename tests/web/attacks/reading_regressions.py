"""What somebody who brings columns can read from regressions on them: solving for the cells behind a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from bothways.linkage.sweeps.many import regress_many

Array = NDArray[np.float64]


def columns(units: int, periods: int, more: int, seed: int = 1) -> Array:
    """Return columns to bring, (N, T, J): 1 for one team in one period, 0 elsewhere; and ``more`` drawn ones."""
    single = np.eye(units * periods).reshape(units, periods, -1)
    drawn = np.random.default_rng(seed).normal(size=(units, periods, more))
    return np.concatenate([single, drawn], axis=2)


def without_effects(cells: Array) -> Array:
    """Take out means of units and of periods, axes 0 and 1."""
    return cells - cells.mean(0) - cells.mean(1, keepdims=True) + cells.mean((0, 1))


def scaled(cells: Array) -> Array:
    """Return cells without means of units and periods, with a spread of 1: all that such regressions hold."""
    left = without_effects(cells)
    return left / left.std()


@dataclass(frozen=True)
class Reader:
    """Solves for cells (N, T) from the regressions of one metric on known columns some periods before."""

    brought: Array
    lags: tuple[int, ...]

    def told(self, cells: Array) -> dict[int, Array]:
        """Return the standardised estimates that the library tells, (J) by lag."""
        found = regress_many(cells[:, :, None], self.brought, self.lags, compiled=False)
        return {lag: found[lag][1].standardised[0] for lag in self.lags}

    def read(self, told: Mapping[int, Array], start: Array) -> Array:
        """Return cells that give what is told, less means of units and periods, their spread taken as 1.

        ``start`` is a first guess.
        """
        units, periods, _columns = self.brought.shape
        parts = {lag: without_effects(self.brought[:, :-lag]) for lag in self.lags}
        seen = {lag: np.isfinite(told[lag]) for lag in self.lags}

        def misses(flat: Array) -> Array:
            cells = flat.reshape(units, periods)
            off = [(self._predict(cells, parts[lag], lag) - told[lag])[seen[lag]] for lag in self.lags]
            return np.concatenate([*off, [cells.std() - 1]])

        found = least_squares(misses, start.ravel() / start.std(), max_nfev=100).x
        return scaled(found.reshape(units, periods))

    def _predict(self, cells: Array, drivers: Array, lag: int) -> Array:
        now, later = without_effects(cells[:, :-lag]), without_effects(cells[:, lag:])
        own, past = np.einsum("itj,it->j", drivers, later), np.einsum("itj,it->j", drivers, now)
        square, memory = np.einsum("it,it", now, now), np.einsum("it,it", now, later)
        driver = np.einsum("itj,itj->j", drivers, drivers)
        with np.errstate(invalid="ignore"):
            slope = (square * own - past * memory) / (square * driver - past**2)
        return slope * np.sqrt(driver / np.einsum("it,it", later, later))
