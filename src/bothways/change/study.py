"""Did it work? Units that began against units that had not begun."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from bothways.change import honest
from bothways.change.chance import Dealt
from bothways.change.contrasts import comparisons
from bothways.change.design import Design, Floats, lay_out
from bothways.change.dose import dose_gradient
from bothways.change.estimate import FEW, Estimate, Options, appraise, estimate_effects
from bothways.change.features import read_features
from bothways.change.peers import before_after
from bothways.change.power import default_bound, reach_of
from bothways.change.result import Difference, Reach, Study
from bothways.change.scales import Scales, measure
from bothways.change.spread import LeftOut
from bothways.change.trends import EarlierTrend
from bothways.change.words import alone, reasons, sentence
from bothways.errors import InputError
from bothways.panel import Panel

NAN = float("nan")
Before = Literal["all", "last"]


def study(
    panel: Panel,
    metric: str,
    starts: Mapping[str, str | None],
    *,
    features: pd.DataFrame | Mapping[str, Mapping[str, float]] | None = None,
    anticipation: int = 0,
    bound: float | None = None,
    dose: Mapping[str, float] | None = None,
    ends: Mapping[str, str] | None = None,
    reorganised: Collection[str] = (),
    better: str | None = None,
    before: Before = "all",
    alpha: float = 0.05,
    horizon: int | None = None,
    seed: int = 0,
) -> Study:
    """Compare units that began something with units that had not begun, before and after.

    Parameters
    ----------
    panel : Panel
        Values of units over periods. Holes, unequal noise and units that come or go are fine.
    metric : str
        The outcome.
    starts : mapping of str to str
        Unit to the period in which it began, as the panel writes it. Units that are not named, or None: never, or
        not yet. A unit that had begun before the first usable period is left out and counted in ``reasons``.
    features : table, optional
        One row a unit, of what was known before the start. Comparisons are then doubly robust. Takes five units on
        each side for each feature and one more, and ten on each side.
    anticipation : int
        Periods before the start in which things may have begun to move; they are no longer "before".
    bound : float, optional
        Differences smaller than this do not matter, in units of the metric, over 0. Without it .4 of the standard
        deviation of a unit's values from period to period, noise taken out.
    dose : mapping of str to float, optional
        How much of it each unit did, from 0.
    ends : mapping of str to str, optional
        Units that stopped again, and when. They count as having begun to the end: what is judged is beginning.
    reorganised : collection of str
        Units that merged, split or became others meanwhile: left out.
    better : {"higher", "lower"}, optional
        Where the panel does not say it; else higher.
    before : {"all", "last"}
        What changes are measured against: all periods before the start, by their precision, or the last alone
        (Callaway and Sant'Anna's universal base period), which is less sure wherever values bounce.
    alpha : float
        Level of tests and intervals, over 0 and under .5.
    horizon : int, optional
        Periods since the start, from 0, that count in the overall effect. All without it.
    seed : int
        For dealt starts and the simultaneous band.

    Returns
    -------
    Study
        Where every unit begins at once, verdict "cannot_tell" with the change of these units alone.

    Raises
    ------
    InputError
        Unknown metric or unit, a start that is no period, several starts for one unit, options out of range.
    NotEnoughData
        No unit with values before and after its start; too few units for the features.

    Notes
    -----
    Effect at (start g, period t): precision-weighted mean change since before g of units that began at g, less that
    of units that at t had not begun; mean over cells from the start on. Formulas: ``docs/reference/change.md``.

    Examples
    --------
    >>> import pandas as pd
    >>> from bothways.panel import read_panel
    >>> cells = [
    ...     (f"u{i:02d}", f"2024-{t:02d}", i + (i * 7 + t * 5) % 11 + 6.0 * (i < 12 and t >= 7))
    ...     for i in range(24) for t in range(1, 13)
    ... ]
    >>> nps = pd.DataFrame(cells, columns=["unit", "month", "value"]).assign(metric="nps", better="higher")
    >>> panel = read_panel(nps.assign(metric="trust"), nps)
    >>> result = study(panel, "nps", {f"u{i:02d}": "2024-07" for i in range(12)})
    >>> result.verdict, result.began, result.not_begun
    ('helped', 12, 12)
    """
    _check(alpha, bound, horizon, before)
    design = lay_out(
        panel, metric, starts, anticipation=anticipation, ends=ends, reorganised=reorganised, better=better
    )
    scales = measure(design)
    matters = default_bound(scales) if bound is None else bound
    table, told = _features(design, features)
    options = Options(alpha, horizon, seed, before == "last", table)
    settings = {
        "alpha": alpha, "horizon": horizon, "seed": seed, "before": before, "anticipation": anticipation,
        "bound_given": bound is not None,
    }  # fmt: skip
    estimate = estimate_effects(design, scales, options)
    if estimate is None:
        return _nobody_to_compare(design, metric, matters, alpha, panel.frequency, settings)
    return _assemble(
        design, scales, options, estimate, metric=metric, matters=matters, dose=dose,
        every=panel.frequency, remarks=(*told, *design.remarks), settings=settings,
    )  # fmt: skip


def _check(alpha: float, bound: float | None, horizon: int | None, before: str) -> None:
    if not 0 < alpha < 0.5:
        raise InputError("Alpha lies between 0 and .5.", remedy="Leave it out for .05.")
    if bound is not None and not (np.isfinite(bound) and bound > 0):
        raise InputError("What matters is a number over 0.", remedy="Give it in units of the metric.")
    if horizon is not None and horizon < 0:
        raise InputError(
            "The horizon counts periods since the start, from 0.", remedy="Leave it out for all."
        )
    if before not in ("all", "last"):
        raise InputError(
            "Before is 'all' or 'last'.", remedy="Leave it out for all periods before the start."
        )


def _features(design: Design, features: Any) -> tuple[Floats | None, tuple[str, ...]]:
    """Features as numbers; without them where there are too few units to deal with them."""
    if features is None:
        return None, ()
    if min(design.began.sum(), (~design.began).sum()) < FEW:
        return None, (f"Features were left aside: they take {FEW} units on each side.",)
    return read_features(design, features), ()


def _assemble(
    design: Design,
    scales: Scales,
    options: Options,
    estimate: Estimate,
    *,
    metric: str,
    matters: float,
    dose: Mapping[str, float] | None,
    every: str,
    remarks: tuple[str, ...],
    settings: dict[str, Any],
) -> Study:
    """Checks, verdict and words around an estimate."""
    alpha, difference, spread = options.alpha, estimate.difference, estimate.spread
    seen = appraise(design, scales, options, estimate, matters)
    trend, drift, judgement = seen.trend, seen.drift, seen.judgement
    others = int(comparisons(design, estimate.groups).sum())
    reach = reach_of(
        design, scales, se=difference.se, df=spread.df, effect=difference.effect,
        bound=matters, room=seen.room, n0=others, alpha=alpha, open_case=judgement.verdict == "cannot_tell",
    )  # fmt: skip
    bounds, no_bounds = _honest(estimate, design.anticipation, alpha)
    gradient, no_dose = dose_gradient(design, estimate.groups, dose, alpha=alpha) if dose else (None, "")
    few = spread if isinstance(spread, Dealt) else None
    why = reasons(
        judgement, trend=trend, drift=drift, bounds=bounds, bound=matters, reach=reach, every=every,
        smallest_p=few.smallest_p if few else None, alpha=alpha,
    )  # fmt: skip
    began = int(design.began.sum())
    return Study(
        metric=metric, verdict=judgement.verdict, difference=difference,
        before_after=_alone(design, alpha), bound=matters,
        event_study=_event_study(estimate, alpha), trend=trend, drift=drift, bounds=bounds,
        late_dip=seen.late_p, reach=reach, dose=gradient, began=began, not_begun=others,
        periods_before=_periods_before(design), periods_after=_periods_after(design), every=every,
        sentence=sentence(
            judgement.verdict, difference, began=began, others=others, bound=matters, alpha=alpha
        ),
        reasons=tuple(one for one in (*why, no_bounds, no_dose, *remarks) if one), settings=settings,
        held=judgement.held,
    )  # fmt: skip


def _honest(estimate: Estimate, anticipation: int, alpha: float) -> tuple[honest.Bounds | None, str]:
    if not isinstance(estimate.spread, LeftOut):
        return None, "Bounds under bent trends take ten units on each side."
    if not honest.available():
        return None, honest.NEEDS
    found = honest.bounds(
        estimate.found, estimate.spread, estimate.overall, anticipation=anticipation, alpha=alpha
    )
    return found, "" if found else "Bounds under bent trends take two periods before the start without a gap."


def _event_study(estimate: Estimate, alpha: float) -> pd.DataFrame:
    """Effects by periods since the start with a band that holds all of them at once."""
    found, spread = estimate.found, estimate.spread
    places = np.flatnonzero(found.weight[0] > 0)
    contrasts = np.eye(len(found.since))[places]
    size = spread.band(contrasts, alpha)
    se = np.array([spread.se(row) for row in contrasts])
    effect = found.effect[0, places]
    half = np.where(se > 0, size * se, NAN)
    return pd.DataFrame(
        {"since": found.since[places], "effect": effect, "low": effect - half, "high": effect + half,
         "units": found.weight[0, places].round().astype(int)}
    )  # fmt: skip


def _alone(design: Design, alpha: float) -> Difference:
    """Change of the units that began, by themselves."""
    one = before_after(design)
    df = max(int(design.began.sum()) - 1, 1)
    reach = float(stats.t.ppf(1 - alpha / 2, df)) * one.se
    return Difference(one.effect, one.effect - reach, one.effect + reach, one.p, one.se, "before and after")


def _nobody_to_compare(
    design: Design, metric: str, matters: float, alpha: float, every: str, settings: dict[str, Any]
) -> Study:
    change, began = _alone(design, alpha), int(design.began.sum())
    nothing = Difference(NAN, NAN, NAN, NAN, NAN, "before and after")
    return Study(
        metric=metric, verdict="cannot_tell", difference=nothing, before_after=change, bound=matters,
        event_study=pd.DataFrame(columns=["since", "effect", "low", "high", "units"]), trend=EarlierTrend(),
        drift=None, bounds=None, late_dip=NAN, reach=Reach(NAN, NAN), dose=None, began=began, not_begun=0,
        periods_before=_periods_before(design), periods_after=_periods_after(design), every=every,
        sentence=alone(change, began, alpha),
        reasons=(
            "No unit is left that had not begun, so shared ups and downs cannot be told from what the start brought. "
            "Another time, let some units begin later.",
            *design.remarks,
        ),
        settings=settings,
    )  # fmt: skip


def _periods_before(design: Design) -> int:
    return int(design.starts[design.began].max()) - design.anticipation


def _periods_after(design: Design) -> int:
    return len(design.periods) - int(design.starts[design.began].min())
