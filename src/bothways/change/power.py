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
from bothways.change.verdict import MODEST, UNSEEN
from bothways.errors import InputError, NotEnoughData
from bothways.panel import Panel

POWER = 0.8
FARTHEST = 36
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
    memory^|s-t|. Smallest effect: (q + t_.80) se, q the critical value that leaves room for a modest drift
    (``docs/reference/change.md``).

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
    se = expected_se(scales, _typical(design), n1, n0, before, periods_after)
    df = max(float(n1 + n0 - 2), 1.0)
    room = MODEST * matters * (1.0 if before >= 3 else UNSEEN)
    plain, effect = seen_from(se, df, 0.0, alpha), seen_from(se, df, room, alpha)
    sentence = (
        f"With {n1} units that begin and {n0} that do not, {before} {panel.frequency}s before and {periods_after} "
        f"after, a difference of {effect:.2g} would be seen in four of five such studies."
    )
    return SmallestEffect(effect, plain, se, n1, n0, before, periods_after, sentence)


def default_bound(scales: Scales) -> float:
    """What matters where nobody says: a share of the spread from period to period, noise taken out."""
    return MATTERS * math.sqrt(scales.within)


def seen_from(se: float, df: float, room: float, alpha: float) -> float:
    """Smallest effect that is called in four of five studies, with room for a drift that moves it so far."""
    if not se > 0:
        return room
    return se * (off_centre(room / se, alpha, df) + float(stats.t.ppf(POWER, df)))


def expected_se(scales: Scales, noise: float, n1: int, n0: int, before: int, after: int) -> float:
    """Standard error of a complete study with so many units and periods."""
    weights = np.concatenate([np.full(before, -1 / before), np.full(after, 1 / after)])
    apart = np.abs(np.subtract.outer(np.arange(before + after), np.arange(before + after)))
    one = float(weights @ (scales.within * scales.memory**apart) @ weights + noise * (weights**2).sum())
    return math.sqrt(one * (1 / n1 + 1 / n0))


def reach_of(
    design: Design,
    scales: Scales,
    *,
    se: float,
    df: float,
    effect: float,
    bound: float,
    room: float,
    after: int,
    n0: int,
    alpha: float,
    open_case: bool,
) -> Reach:
    """What the study could see before, can see now, and what would settle it."""
    n1 = int(design.began.sum())
    before = max(int(np.median(design.starts[design.began])) - design.anticipation, 1)
    noise = _typical(design)
    model = expected_se(scales, noise, n1, max(n0, 1), before, after)
    planned = seen_from(model, max(n1 + n0 - 2.0, 1.0), room, alpha)
    now = seen_from(se, df, room, alpha)
    if not open_case:
        return Reach(planned, now)
    wanted = _wanted(abs(effect), bound, room, df, alpha)
    if wanted <= 0:
        return Reach(planned, now)
    more = None
    for extra in range(1, FARTHEST + 1):
        if se * expected_se(scales, noise, n1, max(n0, 1), before, after + extra) / model <= wanted:
            more = extra
            break
    factor = (se / wanted) ** 2
    units = math.ceil((n1 + n0) * (factor - 1)) if 1 < factor <= 20 else None
    return Reach(planned, now, more, units)


def _wanted(size: float, bound: float, room: float, df: float, alpha: float) -> float:
    """The standard error that would settle it: by a claim where the effect seen is large, else by excluding it."""
    side = float(stats.t.ppf(1 - alpha, df) + stats.t.ppf(POWER, df))
    claim, exclude = (size - room) / side, (bound - size) / side
    return max(claim, exclude)


def _typical(design: Design) -> float:
    """Noise of a typical value."""
    return float(design.noise[np.isfinite(design.values)].mean())


def expected_share(design: Design, scales: Scales, effect: float, room: float, alpha: float) -> float:
    """Share of such studies in which an effect is called, from the spread before the start alone."""
    n1, n0 = int(design.began.sum()), int((~design.began).sum())
    if not n0:
        return 0.0
    before, after = _middle_periods(design)
    se = expected_se(scales, _typical(design), n1, n0, before, after)
    df = max(n1 + n0 - 2.0, 1.0)
    return float(stats.t.cdf(abs(effect) / se - off_centre(room / se, alpha, df), df))


def _middle_periods(design: Design) -> tuple[int, int]:
    """Periods before and from the middle start on."""
    middle = int(np.median(design.starts[design.began]))
    return max(middle - design.anticipation, 1), len(design.periods) - middle
