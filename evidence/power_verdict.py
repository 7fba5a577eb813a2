"""Rules on trial for the step from one claimed direction to "comes first", on normal deviates of both directions.

Each rule gives a score of how clearly the claimed direction is the larger one, and calls it first above a cut. So that
rules can be compared, each cut is set in theory (independent normal deviates of unit variance) to call one of two
equal effects first as often as the rule in force, at the size at which that happens most; or, where said, to give each
of the two wrong names in 5 %.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from bothways.linkage.pair import PairEstimate
from evidence.power_errors import effects, p_values
from evidence.power_family import scores

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Score = Callable[[Floats, Floats], Floats]
OTHER_WEIGHS = 1.25  # in the steeper gap
EACH_NAME = 0.05
GAP_CUT = float(stats.norm.ppf(0.95))
STEP = 0.1
GRID = np.arange(-8.0, 9.0, STEP) + STEP / 2
SIZES = np.arange(0.25, 6.01, 0.25)  # of two equal effects, in standard errors
PRIOR = np.arange(0.5, 8.01, 0.25)  # sizes of an effect that is there, weighted about 3
WEIGHT = stats.norm.pdf(PRIOR, 3.0, 1.5) / stats.norm.pdf(PRIOR, 3.0, 1.5).sum()
PRIOR_SD = 2.75


def gap(first: Floats, second: Floats) -> Floats:
    """Difference of sizes in its standard errors: the rule in force."""
    return np.asarray((np.abs(first) - np.abs(second)) / np.sqrt(2))


def steeper_gap(first: Floats, second: Floats) -> Floats:
    """Size of the claimed one less 1.25 times that of the other: asks less where both are small."""
    return np.asarray(np.abs(first) - OTHER_WEIGHS * np.abs(second))


def smallness(_first: Floats, second: Floats) -> Floats:
    """How small the other one is, whatever the size of the claimed one."""
    return np.asarray(-np.abs(second))


def likelihood_ratio(first: Floats, second: Floats) -> Floats:
    """Log likelihood of "the other is nothing" over "both are equal in size", sizes averaged over the prior."""
    size, other = np.abs(first)[..., None], second[..., None]
    one = np.exp(-0.5 * (size - PRIOR) ** 2)
    nothing = (one @ WEIGHT) * np.exp(-0.5 * second**2)
    equal = 0.5 * (np.exp(-0.5 * (other - PRIOR) ** 2) + np.exp(-0.5 * (other + PRIOR) ** 2))
    return np.asarray(np.log(nothing + 1e-300) - np.log((one * equal) @ WEIGHT + 1e-300))


def posterior(first: Floats, second: Floats) -> Floats:
    """Probability that the claimed one is larger in size, both drawn from a normal of sd 2.75 standard errors."""
    shrink = np.sqrt(PRIOR_SD**2 / (1 + PRIOR_SD**2) / 2)
    above, below = stats.norm.cdf((first - second) * shrink), stats.norm.cdf((first + second) * shrink)
    return np.asarray(above * below + (1 - above) * (1 - below))


SCORES: dict[str, Score] = {
    "size of the gap (in force)": gap,
    "the other is small": smallness,
    "likelihood ratio": likelihood_ratio,
    "posterior of the larger": posterior,
    "steeper gap": steeper_gap,
    "steeper gap, each wrong name in 5 %": steeper_gap,
}


def density(first: float, second: float) -> Floats:
    """Probability of every cell of the grid for two true sizes."""
    one, other = (stats.norm.pdf(GRID - size) * STEP for size in (first, second))
    return np.asarray(np.outer(one, other))


@cache
def claimed_alone() -> Flags:
    """Cells in which the first direction alone is claimed, the pair being its own family."""
    p = 2 * stats.norm.sf(np.abs(GRID))
    return np.asarray((p[:, None] <= 0.025) & (p[None, :] > 0.05))


def worst_of_equals(region: Flags) -> float:
    """How often one of two equal effects is called first, at the size and sign at which that happens most."""
    both = [2 * float((density(m, s * m) * region).sum()) for m in SIZES for s in (1, -1)]
    return max(both)


@cache
def cut(name: str) -> float:
    """Cut of a rule at which two equal effects fare as under the rule in force."""
    if SCORES[name] is gap:
        return GAP_CUT
    first, second = np.meshgrid(GRID, GRID, indexing="ij")
    goal = worst_of_equals(claimed_alone() & (gap(first, second) > GAP_CUT))
    goal = 2 * EACH_NAME if name.endswith("5 %") else goal
    score = SCORES[name](first, second)
    low, high = float(score.min()), float(score.max())
    for _ in range(40):
        middle = (low + high) / 2
        if worst_of_equals(claimed_alone() & (score > middle)) > goal:
            low = middle
        else:
            high = middle
    return high


def first_of(pairs: list[PairEstimate], name: str) -> tuple[Flags, Flags]:
    """Which pairs are called employees first, and which customers first, by one rule."""
    p = p_values(pairs)
    z = scores(p, effects(pairs))
    score = SCORES[name]
    out = []
    for k in (0, 1):
        claimed = (p[:, k] <= 0.025) & (p[:, 1 - k] > 0.05)
        larger = _gap(pairs, k) if score is gap else score(z[:, k], z[:, 1 - k])
        out.append(claimed & (np.nan_to_num(larger, nan=-np.inf) > cut(name)))
    return out[0], out[1]


def _gap(pairs: list[PairEstimate], k: int) -> Floats:
    """The gap of effects as the verdict measures it, as a normal deviate."""
    out = np.full(len(pairs), np.nan)
    for i, pair in enumerate(pairs):
        if pair.directions is not None:
            one, other = pair.directions[k], pair.directions[1 - k]
            sign = np.sign(one.effect * other.effect)
            spread = np.sqrt(max(one.se**2 + other.se**2 - 2 * sign * pair.covariance, 1e-12))
            t = (abs(one.effect) - abs(other.effect)) / spread
            out[i] = stats.norm.isf(stats.t.sf(t, min(one.df, other.df)))
    return out
