"""Rules on trial for the claims of a family: adaptive, weighted, by pairs first, by local false discovery."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from bothways.linkage.family import adjusted

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
TAIL = 0.5  # p above it are taken to come from directions in which nothing leads
PRIOR_TESTS = 10.0  # weight of the whole family in what a part of it says
SPREADS = np.array([0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0])  # of true effects in standard errors
NULL_WEIGHT = 10.0  # penalty that keeps the share of nulls from being told too small
STEPS = 200


def benjamini_hochberg(p: Floats, alpha: float = 0.05) -> Flags:
    """Claims at false discovery rate ``alpha``; p (k, 2), over 1 where weighted, NaN where refused."""
    q = adjusted(p.ravel()).reshape(p.shape)
    return np.asarray(np.nan_to_num(q, nan=1.0) <= alpha)


def share_of_nulls(p: Floats) -> float:
    """Storey's share: those over .5, doubled, at most 1; 1 of no p."""
    known = p[np.isfinite(p)]
    return float(min(1.0, (1 + (known > TAIL).sum()) / (len(known) * (1 - TAIL)))) if len(known) else 1.0


def storey(p: Floats, alpha: float = 0.05) -> Flags:
    """Benjamini-Hochberg with p times the estimated share of nulls (Storey 2002)."""
    return benjamini_hochberg(p * share_of_nulls(p), alpha)


def two_stage(p: Floats, alpha: float = 0.05) -> Flags:
    """Two-stage rule of Benjamini, Krieger and Yekutieli (2006)."""
    level, tests = alpha / (1 + alpha), max(int(np.isfinite(p).sum()), 1)
    first = benjamini_hochberg(p, level)
    if not first.any():
        return first
    return benjamini_hochberg(p * max(tests - int(first.sum()), 1) / tests, level)


def weighted(p: Floats, groups: list[NDArray[np.int_]]) -> Floats:
    """P over weights that the other pairs of each pair's groups speak for, its own p left out.

    Parameters
    ----------
    p : ndarray, (k, 2)
    groups : list of ndarray, (k,)
        Group of each pair, one array a kind of group; directions are told apart within each.

    Returns
    -------
    ndarray, (k, 2)
        p / w with w in proportion to (1 - pi) / pi and mean 1, pi the share of nulls among the others.
    """
    known = np.isfinite(p)
    tail = np.where(known, (np.nan_to_num(p) > TAIL) / (1 - TAIL), 0.0)
    whole = min(1.0, float(tail.sum() / max(known.sum(), 1)))
    shares = []
    for group in groups:
        same = (group[:, None] == group[None, :]) & ~np.eye(len(group), dtype=bool)
        share = (same @ tail + PRIOR_TESTS * whole) / (same @ known.astype(float) + PRIOR_TESTS)
        shares.append(np.minimum(share, 1.0))
    null = np.clip(np.mean(shares, axis=0), 0.05, 0.99)
    weight = (1 - null) / null
    return np.asarray(p / (weight / weight[known].mean()))


def pairs_first(p: Floats, alpha: float = 0.05) -> Flags:
    """Pairs by Simes, then the directions within at what is left (Benjamini and Bogomolov 2014)."""
    ordered = np.sort(p, axis=1)
    simes = np.minimum(2 * ordered[:, 0], ordered[:, 1])
    chosen = np.nan_to_num(adjusted(simes), nan=1.0) <= alpha
    level = alpha * chosen.sum() / max(int(np.isfinite(simes).sum()), 1)
    within = np.array([adjusted(one) for one in p])
    return np.asarray(chosen[:, None] & (np.nan_to_num(within, nan=1.0) <= level))


def scores(p: Floats, effects: Floats) -> Floats:
    """Signed normal deviates of two-sided p."""
    return np.asarray(np.sign(effects) * stats.norm.isf(np.clip(p, 1e-300, 1.0) / 2))


def local_discovery(p: Floats, effects: Floats) -> Floats:
    """Probability that nothing leads, from a mixture of normals about 0 fitted to the family; NaN stays."""
    z = scores(p, effects)
    known = np.isfinite(z)
    likelihood = stats.norm.pdf(z[known][:, None], 0.0, np.sqrt(1 + SPREADS**2))
    share = np.full(len(SPREADS), 1 / len(SPREADS))
    penalty = np.r_[NULL_WEIGHT - 1, np.zeros(len(SPREADS) - 1)]
    for _ in range(STEPS):
        part = likelihood * share
        share = (part / part.sum(axis=1, keepdims=True)).sum(axis=0) + penalty
        share = share / share.sum()
    part = likelihood * share
    out = np.full(p.shape, np.nan)
    out[known] = part[:, 0] / part.sum(axis=1)
    return out


def by_local_discovery(local: Floats, alpha: float = 0.05) -> Flags:
    """The largest set whose mean local false discovery is at most ``alpha``."""
    order = np.argsort(np.where(np.isfinite(local), local, np.inf), axis=None)
    known = int(np.isfinite(local).sum())
    mean = np.cumsum(local.ravel()[order][:known]) / np.arange(1, known + 1)
    out = np.zeros(local.size, dtype=bool)
    out[order[: int((mean <= alpha).sum())]] = True
    return out.reshape(local.shape)


def shrunken(p: Floats, effects: Floats, employee: NDArray[np.int_], customer: NDArray[np.int_]) -> Floats:
    """P of deviates shrunk toward what other pairs of the same metrics say: good for their order alone.

    The deviate z becomes m + (z - m) t / (1 + t), m the sum of the means of the other pairs with the same employee
    metric and of those with the same customer metric, t the variance of z beyond 1, at least .1; directions apart.
    """
    z = scores(p, effects)
    known = np.isfinite(z)
    filled = np.where(known, z, 0.0)
    centre = np.zeros(z.shape)
    for group in (employee, customer):
        same = (group[:, None] == group[None, :]) & ~np.eye(len(group), dtype=bool)
        centre += (same @ filled) / (same @ known.astype(float) + PRIOR_TESTS)
    excess = max(float(z[known].var()) - 1, 0.1)
    return np.asarray(2 * stats.norm.sf(np.abs(centre + (z - centre) * excess / (1 + excess))))
