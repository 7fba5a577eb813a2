"""What a study can see: before the start, now, and later."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from bothways.change.ahead import Expected, Plan, expect, plan_of
from bothways.change.claims import POWER, claim_share, seen_from, seen_plainly
from bothways.change.design import NEVER, Design, lay_out
from bothways.change.result import Reach
from bothways.change.scales import Scales, measure
from bothways.change.verdict import room_for_drift
from bothways.errors import InputError, NotEnoughData
from bothways.panel import Panel
from bothways.panel.periods import Form, read_period

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
    planned: Collection[str] | Mapping[str, str | int],
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
        Units that are to begin right after the last period of the panel; or unit to the period in which it is to
        begin, written as the panel writes them or counted from 1, the first after the panel. All others with values
        are compared with them.
    periods_after : int
        Periods that will be observed after the panel, 1 or more.
    bound : float, optional
        Differences smaller than this do not matter, in units of the metric, over 0. Without it .4 of the standard
        deviation of a unit's values from period to period, noise taken out.
    alpha : float

    Returns
    -------
    SmallestEffect
        From the spread, memory and noise before the start. Noise goes on as it is, and so do units, with holes as
        before; those without a value in the last three periods have closed.

    Raises
    ------
    InputError
        Unknown units or metric, periods_after under 1, nobody planned or everybody at once, a start that does not lie
        in the periods after the panel.
    NotEnoughData
        Fewer than two usable periods.

    Notes
    -----
    Errors: :func:`bothways.change.ahead.expect`. The smallest effect is the one that the rule of the verdict calls in
    four of five studies, drifts seen by chance included (``docs/reference/change.md``).

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
    later = _later(panel, planned, periods_after)
    unknown = set(later) - set(panel.units)
    if unknown:
        raise InputError(
            f"Unit {sorted(unknown)[0]!r} is not in the panel.", remedy="Use the names of the panel."
        )
    design = lay_out(panel, metric, {}, planning=True)
    if len(design.units) < 2:
        raise NotEnoughData(f"Fewer than two units have two values of {metric} before the start.")
    began = np.isin(design.units, sorted(later))
    if not began.any() or (began.all() and len(set(later.values())) < 2):
        raise InputError(
            "Nobody could be compared: some units must begin and some must not.",
            remedy="Name the units that begin, and leave others out.",
        )
    scales, before = measure(design), len(design.periods)
    n1, n0 = int(began.sum()), int((~began).sum())
    starts = np.array([before + later[unit] if unit in later else NEVER for unit in design.units])
    plan = plan_of(replace(design, starts=starts), periods_after)
    expected, df = expect(scales, plan), max(float(n1 + n0 - 2), 1.0)
    matters = planned_bound(scales, plan) if bound is None else bound
    room = room_for_drift(matters, before + periods_after - 2)
    plain, effect = seen_plainly(expected.se, df, alpha), seen_from(expected, df, room, alpha)
    sentence = (
        f"With {n1} units that begin and {n0} that do not, {before} {panel.frequency}s before and {periods_after} "
        f"after, a difference of {effect:.2g} would be seen in four of five such studies."
    )
    return SmallestEffect(effect, plain, expected.se, n1, n0, before, periods_after, sentence)


def _later(
    panel: Panel, planned: Collection[str] | Mapping[str, str | int], periods_after: int
) -> dict[str, int]:
    """Unit to the number of periods after the panel in which it begins, from 0."""
    if not isinstance(planned, Mapping):
        return {str(unit): 0 for unit in planned}
    last = read_period(panel.periods[-1])
    form: Form = "date" if panel.frequency == "day" else panel.frequency
    found = {}
    for unit, start in planned.items():
        number = start if isinstance(start, int) else read_period(start).get(form, last[form]) - last[form]
        if not 0 < number <= periods_after:
            raise InputError(
                f"The start of {unit!r}, {start!r}, is none of the {periods_after} periods after the panel.",
                remedy=f"Write a period after {panel.periods[-1]} like that one.",
            )
        found[str(unit)] = number - 1
    return found


def default_bound(scales: Scales) -> float:
    """What matters where nobody says: a share of the spread from period to period, noise taken out."""
    return MATTERS * math.sqrt(scales.within)


def planned_bound(scales: Scales, plan: Plan) -> float:
    """What will be taken to matter once the plan has been carried out.

    A unit that is seen for longer moves farther from its own mean, so the spread then is not the one found by now.
    """
    clean = plan.present & (np.arange(plan.present.shape[1]) < plan.starts[:, None] - plan.anticipation)
    cells = clean.sum(1)
    return MATTERS * math.sqrt(scales.within_over(float(cells[cells > 1].mean())))


def reach_of(
    design: Design,
    scales: Scales,
    *,
    se: float,
    df: float,
    effect: float,
    bound: float,
    room: float,
    n0: int,
    alpha: float,
    open_case: bool,
) -> Reach:
    """What the study could see before, can see now, and what would settle it.

    The errors expected of the plan are stretched to the standard error found, ``se``. More data settle it once the
    difference seen would be called in four of five studies or, where it is smaller than what matters, excluded in as
    many.
    """
    n1 = int(design.began.sum())
    model = expect(scales, plan_of(design))
    planned = seen_from(model, max(n1 + n0 - 2.0, 1.0), room, alpha)
    if not (se > 0 and model.se > 0):
        return Reach(planned, 0.0)
    stretched = se / model.se
    found = model.times(stretched)
    now = seen_from(found, df, room, alpha)
    if not open_case:
        return Reach(planned, now)

    def settled(later: Expected) -> bool:
        side = float(stats.t.ppf(1 - alpha, df) + stats.t.ppf(POWER, df))
        if abs(effect) + side * later.se <= bound:
            return True
        return claim_share(abs(effect), later, df, room, alpha) >= POWER

    def settled_after(extra: int) -> bool:
        return settled(expect(scales, plan_of(design, extra)).times(stretched))

    more = bisect_left(range(1, FARTHEST + 1), True, key=settled_after) + 1
    times = next((k for k in TIMES if settled(found.times(1 / math.sqrt(k)))), None)
    units = None if times is None else math.ceil((n1 + n0) * (times - 1))
    return Reach(planned, now, more if more <= FARTHEST else None, units)


def expected_share(
    scales: Scales, plan: Plan, effect: float, *, bound: float | None, alpha: float = 0.05
) -> float:
    """Share of studies of a plan in which an effect is called, by ``bound`` or by that which the plan would have."""
    df = max(float(sum(plan.sides) - 2), 1.0)
    matters = planned_bound(scales, plan) if bound is None else bound
    room = room_for_drift(matters, plan.present.shape[1] - 2)
    return claim_share(abs(effect), expect(scales, plan), df, room, alpha)


def expected_alone(scales: Scales, plan: Plan, effect: float, alpha: float = 0.05) -> float:
    """Share in which the interval alone leaves 0 out."""
    df = max(float(sum(plan.sides) - 2), 1.0)
    return float(
        stats.t.sf(float(stats.t.ppf(1 - alpha / 2, df)) - abs(effect) / expect(scales, plan).se, df)
    )
