"""HonestDiD: how bent may trends be until the effect cannot be told from nothing?"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from bothways.change.contrasts import Effects
from bothways.change.design import Floats
from bothways.change.spread import LeftOut

NEEDS = "Bounds under bent trends need diff-diff: pip install bothways[change]."
SHARES = (0.25, 0.5, 1.0)
FINEST = 0.01


@dataclass(frozen=True)
class Bounds:
    """Bounds of Rambachan and Roth under violated trends, of the mean effect over periods since the start.

    Attributes
    ----------
    share : tuple of float
        How large each step of the violation after the start may be, as a share of the largest step before it.
    low, high : tuple of float
        Interval of the effect under each.
    smooth_low, smooth_high : float
        Interval where the trend goes on in a straight line (smoothness with M = 0).
    breakdown : float
        The largest share at which the interval leaves 0 out; 0 where it never does.
    """

    share: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    smooth_low: float
    smooth_high: float
    breakdown: float


def available() -> bool:
    """Is diff-diff installed?"""
    try:
        import diff_diff.honest_did  # noqa: F401
    except ImportError:
        return False
    return True


def bounds(
    found: Effects, spread: LeftOut, overall: Floats, *, anticipation: int, alpha: float
) -> Bounds | None:
    """Bounds by diff-diff; None where the effects around the start have gaps, or none lies before.

    Effects are first made relative to the last period before the start, as HonestDiD takes them.
    """
    from diff_diff.honest_did import HonestDiD

    made = _event_study(found, spread, overall, anticipation, alpha)
    if made is None:
        return None
    results, weights = made
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        each = [
            HonestDiD(method="relative_magnitude", M=share, alpha=alpha, l_vec=weights).fit(results)
            for share in (0.0, *SHARES)
        ]
        smooth = HonestDiD(method="smoothness", M=0.0, alpha=alpha, l_vec=weights).fit(results)
    still = each[0]
    step = (each[-1].ub - each[-1].lb) / 2
    room = max(float(still.ci_lb), -float(still.ci_ub), 0.0)
    return Bounds(
        SHARES,
        tuple(float(one.ci_lb) for one in each[1:]),
        tuple(float(one.ci_ub) for one in each[1:]),
        float(smooth.ci_lb),
        float(smooth.ci_ub),
        room / step if step > 0 else 0.0,
    )


def _event_study(
    found: Effects, spread: LeftOut, overall: Floats, anticipation: int, alpha: float
) -> tuple[Any, Floats] | None:
    """The event study as diff-diff holds it, and the weights of the overall effect."""
    from diff_diff.results import MultiPeriodDiDResults, PeriodEffect

    reference = int(np.flatnonzero(found.since == -1 - anticipation)[0])
    there = (found.weight[0] > 0) & (np.abs(spread.moved).max(0) > 0)
    before = _run(there, reference - 1, -1)[::-1]
    after = _run(there, int(np.flatnonzero(found.since == 0)[0]), 1)
    if not before or not after or not there[reference]:
        return None
    chosen = before + after
    contrasts = np.zeros((len(chosen), len(found.since)))
    contrasts[np.arange(len(chosen)), chosen] = 1.0
    contrasts[:, reference] = -1.0
    value = contrasts @ np.nan_to_num(found.effect[0])
    covariance = spread.covariance(contrasts)
    weights = overall[after] / overall[after].sum()
    each = {
        int(found.since[place]): PeriodEffect(
            int(found.since[place]), float(v), float(se), 0.0, 1.0, (0.0, 0.0)
        )
        for place, v, se in zip(chosen, value, np.sqrt(np.diag(covariance)), strict=True)
    }
    results = MultiPeriodDiDResults(
        each, 0.0, 1.0, 0.0, 1.0, (0.0, 0.0), 0, 0, 0,
        [int(found.since[p]) for p in before], [int(found.since[p]) for p in after],
        alpha=alpha, vcov=covariance, interaction_indices={e: i for i, e in enumerate(each)},
    )  # fmt: skip
    results.df_inference = spread.df  # where diff-diff looks for t instead of normal
    return results, weights


def _run(there: Floats, first: int, step: int) -> list[int]:
    """Indices without a gap from one on."""
    out = []
    while 0 <= first < len(there) and there[first]:
        out.append(first)
        first += step
    return out
