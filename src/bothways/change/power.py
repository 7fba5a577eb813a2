"""What a study can see: before the start, now, and later."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats

from bothways.change.design import Design, lay_out
from bothways.change.result import Reach
from bothways.change.scales import Scales, measure
from bothways.change.trends import off_centre
from bothways.change.verdict import SUSPICIOUS, room_for_drift
from bothways.errors import InputError, NotEnoughData
from bothways.panel import Panel

POWER = 0.8
FARTHEST = 36
TIMES = (1.25, 1.5, 2, 2.5, 3, 4, 6, 8, 10)  # times the units at hand
MATTERS = 0.4  # share of the spread from period to period that is taken to matter where nobody says


@dataclass(frozen=True)
class SmallestEffect:
    """What a study will be able to see.

    Attributes
    ----------
    effect : float
        Smallest true effect that would be called helped or hurt in four of five such studies, in units of the metric.
    difference : float
        Smallest that the interval alone would see, without room for a modest drift.
    se : float
        Standard error to expect.
    began, not_begun, periods_before, periods_after : int
    sentence : str
    """

    effect: float
    difference: float
    se: float
    began: int
    not_begun: int
    periods_before: int
    periods_after: int
    sentence: str


def smallest_effect(
    panel: Panel,
    metric: str,
    planned: Collection[str] | Mapping[str, str],
    *,
    periods_after: int = 6,
    bound: float | None = None,
    alpha: float = 0.05,
) -> SmallestEffect:
    """Tell before the start which effect a study could see.

    Parameters
    ----------
    panel : Panel
        The time before the start.
    metric : str
    planned : collection or mapping of str
        Units that are to begin, taken to begin together right after the last period of the panel. All others with
        values are compared with them.
    periods_after : int
        Periods that will be observed from the start on, 1 or more.
    bound : float, optional
        Differences smaller than this do not matter, in units of the metric, over 0. Without it .4 of the standard
        deviation of a unit's values from period to period, noise taken out.
    alpha : float

    Returns
    -------
    SmallestEffect
        From the spread, memory and noise before the start; units, periods and noise go on as they are. Holes make
        the real study a little less sharp than this says.

    Raises
    ------
    InputError
        Unknown units or metric, periods_after under 1, nobody planned or everybody.
    NotEnoughData
        Fewer than two usable periods.

    Notes
    -----
    Standard error: sqrt(c'(w R + diag(v)) c (1/n1 + 1/n0)), c the weights of "after" less "before", R_st =
    memory^|s-t|. The smallest effect is the one that the rule of the verdict calls in four of five studies, drifts
    seen by chance included (``docs/reference/change.md``).

    Examples
    --------
    >>> import pandas as pd
    >>> from bothways.panel import read_panel
    >>> cells = [(f"u{i:02d}", f"2024-{t:02d}", i + (i * 7 + t * 5) % 11) for i in range(24) for t in range(1, 7)]
    >>> nps = pd.DataFrame(cells, columns=["unit", "month", "value"]).assign(metric="nps", better="higher")
    >>> panel = read_panel(nps.assign(metric="trust"), nps)
    >>> seen = smallest_effect(panel, "nps", [f"u{i:02d}" for i in range(10)], periods_after=6)
    >>> seen.began, seen.not_begun, seen.effect > seen.difference > 0
    (10, 14, True)
    """
    if periods_after < 1:
        raise InputError("A study needs a period after the start.", remedy="Give periods_after of 1 or more.")
    chosen = {str(unit) for unit in planned}
    unknown = chosen - set(panel.units)
    if unknown:
        raise InputError(
            f"Unit {sorted(unknown)[0]!r} is not in the panel.", remedy="Use the names of the panel."
        )
    design = lay_out(panel, metric, {}, planning=True)
    if len(design.units) < 2:
        raise NotEnoughData(f"Fewer than two units have two values of {metric} before the start.")
    began = np.isin(design.units, sorted(chosen))
    if not began.any() or began.all():
        raise InputError(
            "Nobody could be compared: some units must begin and some must not.",
            remedy="Name the units that begin, and leave others out.",
        )
    scales = measure(design)
    matters = default_bound(scales) if bound is None else bound
    before = len(design.periods)
    n1, n0 = int(began.sum()), int((~began).sum())
    expected = expect(scales, _typical(design), n1, n0, before, periods_after)
    df = max(float(n1 + n0 - 2), 1.0)
    room = room_for_drift(matters, before + periods_after - 2)
    plain, effect = seen_plainly(expected.se, df, alpha), seen_from(expected, df, room, alpha)
    sentence = (
        f"With {n1} units that begin and {n0} that do not, {before} {panel.frequency}s before and {periods_after} "
        f"after, a difference of {effect:.2g} would be seen in four of five such studies."
    )
    return SmallestEffect(effect, plain, expected.se, n1, n0, before, periods_after, sentence)


def default_bound(scales: Scales) -> float:
    """What matters where nobody says: a share of the spread from period to period, noise taken out."""
    return MATTERS * math.sqrt(scales.within)


@dataclass(frozen=True)
class Expected:
    """Standard errors of the effect, and of the effect less a straight drift (NaN where none can be taken off)."""

    se: float
    straight: float


def expect(scales: Scales, noise: float, n1: int, n0: int, before: int, after: int) -> Expected:
    """Standard errors of a complete study with so many units and periods."""
    plain = np.concatenate([np.full(before, -1 / before), np.full(after, 1 / after)])
    inside = np.concatenate([np.arange(before) - (before - 1) / 2, np.arange(after) - (after - 1) / 2])
    apart = np.abs(np.subtract.outer(np.arange(before + after), np.arange(before + after)))
    covariance = scales.within * scales.memory**apart + noise * np.eye(before + after)
    share = 1 / n1 + 1 / n0
    se = math.sqrt(float(plain @ covariance @ plain) * share)
    if before + after < 4:
        return Expected(se, float("nan"))
    straight = plain - (before + after) / 2 * inside / (inside**2).sum()
    return Expected(se, math.sqrt(float(straight @ covariance @ straight) * share))


def claim_share(size: float, expected: Expected, df: float, room: float, alpha: float) -> float:
    """Share of studies in which a true difference is called, by the rule of the verdict.

    The drift seen by chance, u, is taken as independent of the effect seen; for each u the effect must exceed the
    smaller of two thresholds: room for a modest drift, unless u is suspicious, or what is left without the drift.
    """
    u = np.asarray(stats.norm.ppf((np.arange(199) + 0.5) / 199))
    plain = float(stats.t.ppf(1 - alpha / 2, df))
    modest = off_centre(room / expected.se, alpha, df)
    if not math.isfinite(expected.straight):
        return float(stats.t.sf(modest - size / expected.se, df))
    ratio = max(expected.straight / expected.se, 1.0)
    line = plain * ratio + u * math.sqrt(ratio**2 - 1)
    calm = u < float(stats.norm.ppf(1 - SUSPICIOUS))
    threshold = np.maximum(plain, np.where(calm, np.minimum(modest, line), line))
    return float(stats.t.sf(threshold - size / expected.se, df).mean())


def seen_plainly(se: float, df: float, alpha: float) -> float:
    """Smallest difference that the interval alone sees in four of five studies."""
    return se * float(stats.t.ppf(1 - alpha / 2, df) + stats.t.ppf(POWER, df))


def seen_from(expected: Expected, df: float, room: float, alpha: float) -> float:
    """Smallest difference that is called in four of five studies."""
    if not expected.se > 0:
        return room
    top = expected.se
    while claim_share(top, expected, df, room, alpha) < POWER:
        top *= 1.5
    low = 0.0
    for _ in range(30):
        middle = (low + top) / 2
        low, top = (middle, top) if claim_share(middle, expected, df, room, alpha) < POWER else (low, middle)
    return top


def reach_of(
    design: Design,
    scales: Scales,
    *,
    found: Expected,
    df: float,
    effect: float,
    bound: float,
    room: float,
    n0: int,
    alpha: float,
    open_case: bool,
) -> Reach:
    """What the study could see before, can see now, and what would settle it.

    More data settle it once the difference seen would be called in four of five studies or, where it is smaller than
    what matters, excluded in as many.
    """
    n1, noise = int(design.began.sum()), _typical(design)
    before, after = middle_periods(design)
    model = expect(scales, noise, n1, max(n0, 1), before, after)
    planned = seen_from(model, max(n1 + n0 - 2.0, 1.0), room, alpha)
    now = seen_from(found, df, room, alpha) if found.se > 0 else 0.0
    if not open_case or not found.se > 0:
        return Reach(planned, now)

    def settled(factor: float) -> bool:
        smaller = Expected(found.se * factor, found.straight * factor)
        side = float(stats.t.ppf(1 - alpha, df) + stats.t.ppf(POWER, df))
        if abs(effect) + side * smaller.se <= bound:
            return True
        return claim_share(abs(effect), smaller, df, room, alpha) >= POWER

    periods = (
        extra
        for extra in range(1, FARTHEST + 1)
        if settled(expect(scales, noise, n1, max(n0, 1), before, after + extra).se / model.se)
    )
    times = next((k for k in TIMES if settled(1 / math.sqrt(k))), None)
    units = None if times is None else math.ceil((n1 + n0) * (times - 1))
    return Reach(planned, now, next(periods, None), units)


def expected_share(design: Design, scales: Scales, effect: float, bound: float | None, alpha: float) -> float:
    """Share of such studies in which an effect is called, from the spread before the start alone.

    Without ``bound``: the share in which the interval alone leaves 0 out.
    """
    n1, n0 = int(design.began.sum()), int((~design.began).sum())
    if not n0:
        return 0.0
    before, after = middle_periods(design)
    model = expect(scales, _typical(design), n1, n0, before, after)
    df = max(n1 + n0 - 2.0, 1.0)
    if bound is None:
        return float(stats.t.sf(float(stats.t.ppf(1 - alpha / 2, df)) - abs(effect) / model.se, df))
    return claim_share(abs(effect), model, df, room_for_drift(bound, before + after - 2), alpha)


def middle_periods(design: Design) -> tuple[int, int]:
    """Periods before and from the middle start on."""
    middle = int(np.median(design.starts[design.began]))
    return max(middle - design.anticipation, 1), len(design.periods) - middle


def _typical(design: Design) -> float:
    """Noise of a typical value."""
    return float(design.noise[np.isfinite(design.values)].mean())
