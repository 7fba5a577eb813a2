"""Helped, hurt, no difference, or cannot tell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bothways.change.result import Difference, Verdict
from bothways.change.trends import Drift, EarlierTrend

#: One-sided level at which a drift before the start speaks against a claim in its own direction.
SUSPICIOUS = 0.10
#: A drift that may move the effect by this share of what matters must not take a claim away.
MODEST = 0.5
#: Twice that where the time before the start is too short to look for drifts.
UNSEEN = 2.0


@dataclass(frozen=True)
class Judgement:
    """A verdict and which checks decided it.

    Attributes
    ----------
    verdict : Verdict
    held : tuple of str
        What stood in the way of a claim, or what carried it: words that :mod:`bothways.change.words` tells.
    """

    verdict: Verdict
    held: tuple[str, ...]


def judge(
    difference: Difference,
    inner: tuple[float, float],
    *,
    bound: float,
    sign: int,
    trend: EarlierTrend,
    drift: Drift,
    late_p: float,
    late_effect: float,
    alpha: float,
) -> Judgement:
    """Judge one effect.

    A claim takes an interval that leaves 0 out, the same with the last period before the start left out, and either
    a drift check that sees nothing with an interval that leaves 0 out under a modest drift, or an interval that
    leaves 0 out after the earlier trend is taken off. No difference takes the interval of two one-sided tests
    (``inner``) inside the bound, and no drift seen.
    """
    way = float(np.sign(difference.effect))
    if difference.p <= alpha and _leaves_out(difference.low, difference.high, way):
        against = _against(trend, drift, late_p, late_effect, way, alpha)
        if not against:
            return Judgement("helped" if way * sign > 0 else "hurt", ())
        return Judgement("cannot_tell", against)
    if max(abs(inner[0]), abs(inner[1])) < bound:
        if trend.could_run and trend.p < 0.05:
            return Judgement("cannot_tell", ("trend",))
        return Judgement("no_difference", ())
    return Judgement("cannot_tell", ("open",))


def _against(
    trend: EarlierTrend, drift: Drift, late_p: float, late_effect: float, way: float, alpha: float
) -> tuple[str, ...]:
    """What stands in the way of a claim."""
    out = []
    if np.isfinite(late_p) and (late_p > alpha or late_effect * way <= 0):
        out.append("late")
    if trend.could_run and _leaves_out(drift.straight_low, drift.straight_high, way):
        return tuple(out)
    if trend.contradicts(way, SUSPICIOUS):
        out.append("trend")
    if not _leaves_out(drift.low, drift.high, way):
        out.append("drift")
    return tuple(out)


def _leaves_out(low: float, high: float, way: float) -> bool:
    """Does an interval lie on one side of 0, the side that ``way`` says?"""
    return bool(low > 0 if way > 0 else high < 0)
