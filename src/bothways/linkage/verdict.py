"""The six verdicts, from two standardised effects and their adjusted p values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from bothways.linkage.findings import Verdict
from bothways.linkage.pair import DirectionEstimate, PairEstimate

YES, NEGLIGIBLE, OPEN = "yes", "negligible", "open"


@dataclass(frozen=True)
class Judgement:
    """A verdict with the state of each direction: "yes", "negligible" or "open"."""

    verdict: Verdict
    states: tuple[str, str]


def state(direction: DirectionEstimate, q: float, *, alpha: float, negligible: float) -> str:
    """Is a direction claimed, shown to be negligible (two one-sided tests), or neither?

    Where several lags were tested together, what is shown is claimed first; negligible is only what is small one period
    later, at every lag and in sum.
    """
    reach = float(stats.t.ppf(1 - alpha, direction.df)) * direction.se
    small = abs(direction.effect) + reach < negligible
    lags = direction.lags
    if lags is not None:
        small = small and q > alpha and lags.small(alpha=alpha, negligible=negligible)
    if small:
        return NEGLIGIBLE
    return YES if q <= alpha else OPEN


def judge(
    pair: PairEstimate, q: tuple[float, float], *, alpha: float = 0.05, negligible: float = 0.10
) -> Judgement:
    """Turn two directions into one verdict.

    ``both_ways``: both claimed. ``no_link``: both negligible. One claimed leads where the other is negligible or
    smaller by a one-sided test at ``alpha``; where what comes first takes longer than one period, it is their sizes
    over all lags that are compared. Everything else cannot be told. Where noise is unknown, the verdict must be the
    same under every share of noise assumed.
    """
    if pair.directions is None:
        return Judgement("not_estimable", (OPEN, OPEN))
    if pair.band:
        each = [judge(one, q, alpha=alpha, negligible=negligible) for one in pair.band]
        if len({one.verdict for one in each}) == 1:
            return each[0]
        return Judgement(
            "cannot_tell", (_common([e.states[0] for e in each]), _common([e.states[1] for e in each]))
        )
    first, second = pair.directions
    states = (
        state(first, q[0], alpha=alpha, negligible=negligible),
        state(second, q[1], alpha=alpha, negligible=negligible),
    )
    if states == (YES, YES):
        return Judgement("both_ways", states)
    if states == (NEGLIGIBLE, NEGLIGIBLE):
        return Judgement("no_link", states)
    if YES in states:
        employee_first = states[0] == YES
        other = states[1] if employee_first else states[0]
        if other == NEGLIGIBLE or _larger(pair, employee_first, alpha):
            return Judgement("employee_leads" if employee_first else "customer_leads", states)
    return Judgement("cannot_tell", states)


def _common(states: list[str]) -> str:
    """The state under every share of noise, or open."""
    return states[0] if len(set(states)) == 1 else OPEN


def _larger(pair: PairEstimate, employee_first: bool, alpha: float) -> bool:
    """Is the claimed effect larger in size than the other, one-sided?"""
    if pair.directions is None:
        return False
    first, second = pair.directions
    if pair.delayed and pair.joint is not None:
        t, df = pair.joint.larger_first()
        return bool((t if employee_first else -t) > stats.t.ppf(1 - alpha, df))
    gap = abs(first.effect) - abs(second.effect)
    sign = np.sign(first.effect * second.effect)
    spread = np.sqrt(max(first.se**2 + second.se**2 - 2 * sign * pair.covariance, 1e-12))
    return bool((gap if employee_first else -gap) / spread > stats.t.ppf(1 - alpha, min(first.df, second.df)))
