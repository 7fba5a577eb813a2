"""How much the noise-corrected data tell: E12, with the unit weights that follow from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.moments.design import Design
from bothways.linkage.moments.unit_moments import UnitMoments

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Information:
    """Reliability (2,), strength and true within-unit variance (2,) of one pair."""

    reliability: Array
    strength: float
    variance: Array


def information(moments: UnitMoments, design: Design) -> Information:
    """Reliability A_xx / A_xx(raw), strength lambda_min(A) / se, within-unit variance A_xx / sum w m."""
    w = design.weights
    corrected = np.einsum("i,iab->ab", w, moments.a)
    raw = np.einsum("i,iaa->a", w, moments.raw)
    values, vectors = np.linalg.eigh(corrected)
    weakest = vectors[:, 0]
    share = w * np.einsum("a,iab,b->i", weakest, moments.a, weakest)
    se = np.sqrt(((share - share.mean()) ** 2).sum() * design.units / (design.units - 1))
    strength = float(values[0] / se) if se > 0 else np.nan
    diagonal = np.diag(corrected)
    known = np.nan if moments.noise is None else 1.0
    return Information(known * diagonal / raw, strength, diagonal / (w * design.trace).sum())


def noise_weights(noise: Array, variance: Array, mask: NDArray[np.bool_]) -> Array:
    """w_i = (1 + vbar_i / sd_w^2)^-2, the ratio averaged over the two metrics.

    Parameters
    ----------
    noise : ndarray, (N, T, 2, 2)
    variance : ndarray, (2,)
        sd_w^2 of each metric from an unweighted fit. One that is not positive leaves all weights at 1.
    mask : ndarray of bool, (N, T)
    """
    if not (variance > 0).all():
        return np.ones(len(mask))
    own = np.where(mask[:, :, None], np.einsum("itaa->ita", noise), 0.0)
    mean = own.sum(1) / np.maximum(mask.sum(1), 1)[:, None]
    return np.asarray((1 + (mean / variance).mean(1)) ** -2)
