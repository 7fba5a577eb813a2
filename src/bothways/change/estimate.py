"""Effects with their intervals, the checks of them, and the verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from bothways.change.chance import Dealt, deal
from bothways.change.contrasts import (
    Cohort,
    Effects,
    cohorts,
    comparisons,
    effects,
    overall_contrast,
)
from bothways.change.design import Design, Floats, Integers
from bothways.change.features import adjusted_effects
from bothways.change.result import Difference
from bothways.change.scales import Scales
from bothways.change.spread import Spread, leave_out
from bothways.change.trends import (
    Drift,
    EarlierTrend,
    drifts,
    earlier_trend,
    slope_contrast,
    span_of,
)
from bothways.change.verdict import Judgement, judge, room_for_drift

FEW = 10
NAN = float("nan")


@dataclass(frozen=True)
class Estimate:
    """Effects, how far chance may move them, and the overall one with its intervals."""

    groups: tuple[Cohort, ...]
    found: Effects
    spread: Spread
    overall: Floats
    difference: Difference
    inner: tuple[float, float]


@dataclass(frozen=True)
class Options:
    """What was asked, read once."""

    alpha: float
    horizon: int | None
    seed: int
    last_only: bool
    features: Floats | None


def estimate_effects(design: Design, scales: Scales, options: Options, *, skip: int = 0) -> Estimate | None:
    """Estimate all effects; None where nobody can be compared after the start."""
    groups = cohorts(design, scales, last_only=options.last_only, skip=skip)
    run = _runner(design, groups, options, skip)
    found = run(design.starts[None], np.ones((1, len(design.units))))
    after = (found.since >= 0) & (found.since <= (10**6 if options.horizon is None else options.horizon))
    if not found.weight[0, after].sum():
        return None
    overall = overall_contrast(found, options.horizon)
    effect = float(np.nan_to_num(found.effect[0]) @ overall)
    if min(int(design.began.sum()), int(comparisons(design, groups).sum())) < FEW:
        dealt = deal(
            design, scales, alpha=options.alpha, horizon=options.horizon, seed=options.seed,
            last_only=options.last_only, skip=skip,
        )  # fmt: skip
        difference = Difference(effect, dealt.low, dealt.high, dealt.p_overall, dealt.se(overall), "deals")
        return Estimate(groups, found, dealt, overall, difference, (dealt.inner_low, dealt.inner_high))
    left = leave_out(design, groups, run, horizon=options.horizon, seed=options.seed)
    reach, inner = left.reach(overall, options.alpha), left.reach(overall, 2 * options.alpha)
    difference = Difference(
        effect, effect - reach, effect + reach, left.p(overall, effect), left.se(overall), "leave one out"
    )
    return Estimate(groups, found, left, overall, difference, (effect - inner, effect + inner))


def _runner(
    design: Design, groups: tuple[Cohort, ...], options: Options, skip: int
) -> Callable[[Integers, Floats], Effects]:
    if options.features is None:
        return partial(effects, design, groups, horizon=options.horizon, skip=skip)
    return partial(adjusted_effects, design, groups, features=options.features, skip=skip)


@dataclass(frozen=True)
class Appraisal:
    """Checks of an estimate, and the verdict.

    Attributes
    ----------
    room : float
        How far the modest drift may move the effect.
    late_p : float
        p with the last period before the start left out of "before"; NaN where there is none to spare.
    """

    trend: EarlierTrend
    drift: Drift
    room: float
    late_p: float
    judgement: Judgement


def appraise(
    design: Design, scales: Scales, options: Options, estimate: Estimate, matters: float
) -> Appraisal:
    """Check an estimate and judge it."""
    trend, drift, room = _trends(design, estimate, options, matters)
    late = estimate_effects(design, scales, options, skip=1)
    late_p, late_effect = (late.difference.p, late.difference.effect) if late else (NAN, NAN)
    judgement = judge(
        estimate.difference, estimate.inner, bound=matters, sign=design.sign, trend=trend, drift=drift,
        late_p=late_p, late_effect=late_effect, alpha=options.alpha,
    )  # fmt: skip
    return Appraisal(trend, drift, room, late_p, judgement)


def _trends(
    design: Design, estimate: Estimate, options: Options, matters: float
) -> tuple[EarlierTrend, Drift, float]:
    """The earlier trend, bounds under drifts, and the room for a modest one."""
    spread, difference = estimate.spread, estimate.difference
    trend, earlier = earlier_trend(
        estimate.found, spread, anticipation=design.anticipation, alpha=options.alpha
    )
    since, k = estimate.found.since, design.anticipation
    _inside, free = slope_contrast(since, estimate.found.weight[0], (since < -k, since >= 0))
    room = room_for_drift(matters, free)
    drift = drifts(
        difference.effect, (difference.low, difference.high), found=estimate.found,
        anticipation=design.anticipation, span=span_of(design, estimate.groups, estimate.found, options.horizon),
        allowance=room, alpha=options.alpha, spread=spread, overall=estimate.overall,
        earlier=earlier, trend=trend, exact=isinstance(spread, Dealt),
    )  # fmt: skip
    return trend, drift, room
