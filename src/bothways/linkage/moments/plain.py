"""Many pairs one by one in plain NumPy: where compiling kernels would take longer than the work."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.moments.estimate import fit_moments
from bothways.linkage.moments.fit import CROSS, MomentsFit
from bothways.linkage.moments.table import Pairs

Array = NDArray[np.float64]

#: Seconds of plain work that are worth waiting for rather than compile.
PATIENCE = 4.0


def is_small(pairs: int, units: int, periods: int) -> bool:
    """Whether plain NumPy is done within about :data:`PATIENCE`."""
    return pairs * (0.006 + 4e-7 * units * periods**2) < PATIENCE


def fit_plainly(
    x: Array,
    y: Array,
    x_noise: Array | None,
    y_noise: Array | None,
    shared: dict[tuple[int, int], Array],
    season: NDArray[np.int_] | None,
    weights: Array | Literal["noise"] | None,
    out: Pairs,
) -> None:
    """Fit every pair into ``out``; arguments as in :func:`fit_many`."""
    for i in range(x.shape[2]):
        for j in range(y.shape[2]):
            values = np.stack([x[:, :, i], y[:, :, j]], axis=2)
            noise = _pair_noise(x_noise, y_noise, i, j, shared.get((i, j)), values.shape[:2])
            _write(fit_moments(values, noise, season=season, weights=weights), (i, j), out)


def _pair_noise(
    x_noise: Array | None, y_noise: Array | None, i: int, j: int, shared: Array | None, shape: tuple[int, ...]
) -> Array | None:
    if x_noise is None and y_noise is None and shared is None:
        return None
    noise = np.zeros((*shape, 2, 2))
    if x_noise is not None:
        noise[:, :, 0, 0] = x_noise[:, :, i]
    if y_noise is not None:
        noise[:, :, 1, 1] = y_noise[:, :, j]
    if shared is not None:
        noise[:, :, 0, 1] = noise[:, :, 1, 0] = np.nan_to_num(shared)
    return noise


def _write(fit: MomentsFit, at: tuple[int, int], out: Pairs) -> None:
    out.ok[at], out.reason[at] = fit.ok, fit.reason
    out.units[at], out.transitions[at] = fit.units, fit.transitions
    out.phi[at], out.reliability[at], out.sd_within[at] = fit.phi, fit.reliability, fit.sd_within
    out.strength[at], out.spectral_radius[at] = fit.strength, fit.spectral_radius
    sources = (fit.covariance, fit.covariance_cr3, fit.covariance_two_way)
    for target, source in zip((out.cr1, out.cr3, out.two_way), sources, strict=True):
        forward, reverse = CROSS
        target[at] = (source[forward, forward], source[reverse, reverse], source[forward, reverse])
