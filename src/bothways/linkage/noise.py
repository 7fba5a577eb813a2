"""Noise of the metrics that state only how many people answered (E13)."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace

import numpy as np

from bothways.linkage.series import KNOWN, N_ONLY, UNKNOWN, Series


@dataclass(frozen=True)
class ResolvedNoise:
    """A series whose noise is known or declared unknown, the relative error of it, and what to tell."""

    series: Series
    relative_error: float = 0.0
    note: str = ""


def resolve(one: Series) -> ResolvedNoise:
    """Estimate the variance of one answer from how much more small cells jump than large ones.

    Where that cannot be told from the data (the number of answers hardly varies) the noise stays unknown.
    """
    if one.noise != N_ONLY:
        note = (
            ""
            if one.noise == KNOWN
            else f"{one.name}: sampling noise is not known; results hold if up to 60 % of what moves is noise."
        )
        return ResolvedNoise(one, note=note)
    from bothways.linkage.noise_scale import noise_scale

    scale = noise_scale(one.values, one.n, unit_effects=False)
    within = noise_scale(one.values, one.n, unit_effects=True)
    if abs(scale.kappa - within.kappa) > 2 * np.hypot(scale.se, within.se):
        scale = within  # small units move more than their size explains
    kappa, se = float(scale.kappa), float(scale.se)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # periods without a cell
        room = float(np.nanvar(one.values - np.nanmean(one.values, axis=0)))
    usable = np.isfinite(kappa) and np.isfinite(se) and kappa > 0 and kappa > 2 * se
    if usable:
        with np.errstate(divide="ignore", invalid="ignore"):
            variance = np.where(np.isfinite(one.values), kappa / one.n, np.nan)
        usable = bool(np.isfinite(variance[np.isfinite(one.values)]).all()) and np.nanmean(variance) < room
    if not usable:
        note = (
            f"{one.name}: the number of answers is given but not their spread, and the data cannot tell it; "
            "results hold if up to 60 % of what moves is noise."
        )
        return ResolvedNoise(replace(one, noise=UNKNOWN, noise_variance=np.zeros_like(one.values)), note=note)
    note = (
        f"{one.name}: the variance of one answer was estimated from the data as {kappa:.3g} "
        f"(standard error {se:.2g}); its uncertainty is part of the intervals."
    )
    return ResolvedNoise(replace(one, noise=KNOWN, noise_variance=variance), se / kappa, note)
