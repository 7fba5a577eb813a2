"""Helped, hurt, no difference, or cannot tell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bothways.change.result import Difference, Verdict
from bothways.change.trends import Drift, EarlierTrend

#: One-sided level at which a drift in the direction of a claim makes it suspicious.
SUSPICIOUS = 0.40
#: A drift that may move the effect by this share of what matters must not take a claim away; twice that where there
#: are too few periods to look for one.
MODEST, UNSEEN = 0.5, 2.0
ENOUGH_TO_LOOK = 2


def room_for_drift(matters: float, free: int) -> float:
    """How far a modest drift may move the effect; ``free`` counts periods beyond one in each window."""
    return MODEST * matters * (1.0 if free >= ENOUGH_TO_LOOK else UNSEEN)


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

    A claim takes an interval that leaves 0 out, the same one-sided with the last period before the start left out,
    and one of three: an interval that leaves 0 out under a modest drift with no drift of that direction in sight; or
    one after the drift within "before" and "after" is taken off; or one after the drift before the start is. No
    difference takes the interval of two one-sided tests (``inner``) inside the bound, and no drift seen before the
    start.
    """
    way = float(np.sign(difference.effect))
    if difference.p <= alpha and _leaves_out(difference.low, difference.high, way):
        against = _against(drift, late_p, late_effect, way, alpha)
        if not against:
            return Judgement("helped" if way * sign > 0 else "hurt", ())
        return Judgement("cannot_tell", against)
    if max(abs(inner[0]), abs(inner[1])) < bound:
        if trend.could_run and trend.p < 0.05:
            return Judgement("cannot_tell", ("trend",))
        return Judgement("no_difference", ())
    return Judgement("cannot_tell", ("open",))


def _against(drift: Drift, late_p: float, late_effect: float, way: float, alpha: float) -> tuple[str, ...]:
    """What stands in the way of a claim."""
    out = []
    if np.isfinite(late_p) and (late_p > 2 * alpha or late_effect * way <= 0):
        out.append("late")
    for low, high in (
        (drift.straight_low, drift.straight_high),
        (drift.earlier_low, drift.earlier_high),
    ):
        if _leaves_out(low, high, way):
            return tuple(out)
    if drift.could_run and drift.inside * way > 0 and drift.inside_p / 2 < SUSPICIOUS:
        out.append("trend")
    if not _leaves_out(drift.low, drift.high, way):
        out.append("drift")
    return tuple(out)


def _leaves_out(low: float, high: float, way: float) -> bool:
    """Does an interval lie on one side of 0, the side that ``way`` says?"""
    return bool(low > 0 if way > 0 else high < 0)
