"""Regression within units and periods, with known sampling noise taken out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
SWEEPS, CLOSE = 200, 1e-9


@dataclass(frozen=True)
class Sums:
    """What a regression adds up to.

    Attributes
    ----------
    moments : (rows, k, k) float
        Products of drivers of each row, less what is noise.
    products : (rows, k) float
        Products of drivers with the outcome, less what is noise.
    drivers : (k, rows, times) float
        Without unit and period means; 0 where not used.
    outcome : (rows, times) float
        Likewise.
    mask : (rows, times) bool
    """

    moments: Floats
    products: Floats
    drivers: Floats
    outcome: Floats
    mask: Mask

    @property
    def slopes(self) -> Floats:
        """Coefficients, one a driver; NaN where the drivers hold nothing but noise."""
        whole = self.moments.sum(axis=0)
        if not np.isfinite(whole).all() or np.linalg.eigvalsh(_scaled(whole))[0] < 1e-3:
            return np.full(len(whole), np.nan)
        solved: Floats = np.linalg.solve(whole, self.products.sum(axis=0))
        return solved

    def without_each_row(self) -> Floats:
        """Coefficients with one row left out at a time, less those of all; (rows, k)."""
        left = self.moments.sum(axis=0) - self.moments
        products = self.products.sum(axis=0) - self.products
        solved: Floats = np.linalg.solve(left, products[..., None])[..., 0] - self.slopes
        return solved

    def residuals(self) -> Floats:
        """The outcome less what the drivers say; (rows, times)."""
        out: Floats = self.outcome - np.tensordot(self.slopes, self.drivers, axes=1)
        return out


def _scaled(moments: Floats) -> Floats:
    size = np.sqrt(np.maximum(np.diag(moments), 0))
    if not (size > 0).all():
        return np.diag(np.full(len(size), -1.0))
    scaled: Floats = moments / np.outer(size, size)
    return scaled


def demeaned(values: Floats, mask: Mask) -> Floats:
    """Return values (k, rows, times) without unit and period means over the mask, by alternating sweeps."""
    rows, times = np.maximum(mask.sum(axis=1), 1)[:, None], np.maximum(mask.sum(axis=0), 1)
    out: Floats = np.where(mask, values, 0.0)
    if mask.all():  # one sweep is exact
        out = out - out.mean(axis=2, keepdims=True)
        level: Floats = out - out.mean(axis=1, keepdims=True)
        return level
    for _ in range(SWEEPS):
        out = out - mask * (out.sum(axis=2, keepdims=True) / rows)
        change = out.sum(axis=1, keepdims=True) / times
        out = out - mask * change
        if np.abs(change).max(initial=0.0) <= CLOSE * max(float(np.abs(out).max(initial=0.0)), 1e-300):
            break
    return out


def sums(outcome: Floats, drivers: Floats, noise: Floats, mask: Mask, *, own: int | None) -> Sums:
    """Return the sums of a regression of an outcome on drivers one period earlier.

    Parameters
    ----------
    outcome : (rows, times) float
        One period after the drivers.
    drivers, noise : (k, rows, times) float
        Values and their sampling variances; the noise of different drivers is independent.
    mask : (rows, times) bool
        Cells that are used; the others may be NaN.
    own : int or None
        Which driver is the outcome one period earlier: its noise is also in the outcome.

    Notes
    -----
    Taking a mean over n periods out leaves (1 - 1/n) of the noise in a driver, and puts -1/n of the noise that
    a value has as a driver against the same value as an outcome.
    """
    mask = mask & (mask.sum(axis=1, keepdims=True) > 1)
    n = np.maximum(mask.sum(axis=1), 1)
    flat = demeaned(np.concatenate([drivers, outcome[None]]), mask)
    z, y = flat[:-1], flat[-1]
    by_row = z.transpose(1, 0, 2)
    moments = by_row @ by_row.transpose(0, 2, 1)
    products = (by_row @ y[:, :, None])[:, :, 0]
    used = np.where(mask, noise, 0.0)
    for k in range(len(z)):
        moments[:, k, k] -= used[k].sum(axis=1) * (1 - 1 / n)
    if own is not None:
        twice = mask[:, 1:] & mask[:, :-1]
        products[:, own] += np.where(twice, used[own][:, 1:], 0.0).sum(axis=1) / n
    return Sums(moments, products, z, y, mask)
