"""Noise that nobody knows: a sensitivity band instead of a correction."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bothways.linkage.association import two_way_deviation
from bothways.linkage.delays.joint import Lags
from bothways.linkage.enough import too_little
from bothways.linkage.pair import DirectionEstimate, PairEstimate, estimate_pair

Floats = np.ndarray
SHARES = (0.0, 0.2, 0.4, 0.6)  # of the within-unit variance taken as sampling noise
NEEDED = 2  # the pair must be estimable up to this one
SHOWN = 1  # the share whose estimate is shown; its interval is widened to hold the others


def estimate_band(
    values: Floats, noise: Floats, unknown: tuple[bool, bool], *, seasons: int = 0, compiled: bool = True
) -> PairEstimate:
    """Estimate a pair under several assumed shares of noise; p is the largest, the interval holds all.

    Parameters
    ----------
    values : ndarray, shape (N, T, 2)
    noise : ndarray, shape (N, T, 2, 2)
        Known parts; zero where unknown.
    unknown : tuple of bool
        Which of the two metrics has unknown noise.
    """
    reason = too_little(values)
    if reason:
        return PairEstimate(reason)
    deviation = two_way_deviation(values)
    variance = np.nanvar(deviation, axis=(0, 1))
    results = []
    for share in sorted(SHARES, key=lambda share: abs(share - SHARES[SHOWN])):
        assumed = noise.copy()
        for k in range(2):
            if unknown[k]:
                assumed[..., k, k] = share * variance[k]
        most = np.sqrt(assumed[..., 0, 0] * assumed[..., 1, 1])  # a covariance cannot exceed what is assumed
        assumed[..., 0, 1] = assumed[..., 1, 0] = np.clip(assumed[..., 0, 1], -0.9 * most, 0.9 * most)
        results.append(estimate_pair(values, assumed, seasons=seasons, compiled=compiled, noise_stated=False))
        if results[-1].refused:
            if share <= SHARES[NEEDED]:
                return results[-1]
            results.pop()
    return _merge(results)


def _merge(results: list[PairEstimate]) -> PairEstimate:
    """The shown estimate with the largest p, an interval that holds all, and every estimate for the verdict.

    Longer delays are told only if they could be tested under every share of noise.
    """
    shown = results[0]
    untested = any(r.lags_untested for r in results)
    first = _widest([r.directions[0] for r in results if r.directions])
    second = _widest([r.directions[1] for r in results if r.directions])
    if untested:
        first, second = replace(first, lags=None), replace(second, lags=None)
    return replace(
        shown,
        employee_to_customer=first,
        customer_to_employee=second,
        band=tuple(results),
        extensions=tuple(name for name in shown.extensions if name != "delays" or not untested),
        joint=None if untested else shown.joint,
        lags_untested=untested,
    )


def _widest(band: list[DirectionEstimate]) -> DirectionEstimate:
    return replace(
        band[0],
        p=max(d.p for d in band),
        ends=_hull([d.interval() for d in band]),
        coefficient=None,
        lags=_widest_lags([d.lags for d in band if d.lags is not None]),
    )


def _widest_lags(band: list[Lags]) -> Lags | None:
    if not band:
        return None
    return replace(band[0], floor=max(one.p for one in band), ends=_hull([one.interval() for one in band]))


def _hull(intervals: list[tuple[float, float]]) -> tuple[float, float]:
    ends = np.array(intervals)
    return float(ends[:, 0].min()), float(ends[:, 1].max())
