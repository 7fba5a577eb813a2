"""Units that differ: doubly robust weights from what is known of units before they began."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from bothways.change.contrasts import Cohort, Effects
from bothways.change.design import Design, Floats, Integers
from bothways.errors import InputError, NotEnoughData

STEPS, FARTHEST = 50, 0.99
UNITS_A_FEATURE = 5


def read_features(design: Design, features: pd.DataFrame | Mapping[str, Mapping[str, float]]) -> Floats:
    """Numbers of each unit, one column a feature, centred and scaled; words become yes and no of each.

    Raises
    ------
    InputError
        A unit without features, or a feature without a value.
    NotEnoughData
        Fewer than five units a feature on one side.
    """
    table = features if isinstance(features, pd.DataFrame) else pd.DataFrame(dict(features)).T
    table = table.set_axis(table.index.astype(str), axis=0)
    missing = [unit for unit in design.units if unit not in table.index]
    if missing:
        raise InputError(f"{missing[0]!r} has no features.", remedy="Give one row for each unit.")
    table = table.loc[list(design.units)]
    if table.index.has_duplicates:
        raise InputError("A unit has two rows of features.", remedy="Give one row for each unit.")
    if table.isna().to_numpy().any():
        raise InputError(
            "A feature has no value for some unit.", remedy="Fill it in or leave the feature out."
        )
    numbers: Any = pd.get_dummies(table, drop_first=True, dtype=float).to_numpy(dtype=float)
    numbers = numbers[:, numbers.std(0) > 0]
    side = min(int(design.began.sum()), int((~design.began).sum()))
    if side < UNITS_A_FEATURE * (numbers.shape[1] + 1):
        raise NotEnoughData(
            f"{numbers.shape[1]} features take {UNITS_A_FEATURE * (numbers.shape[1] + 1)} units on each side."
        )
    return np.asarray((numbers - numbers.mean(0)) / numbers.std(0), dtype=float)


def adjusted_effects(
    design: Design,
    groups: tuple[Cohort, ...],
    starts: Integers,
    counted: Floats,
    features: Floats,
    *,
    skip: int = 0,
) -> Effects:
    """As :func:`bothways.change.contrasts.effects`, each comparison doubly robust (Sant'Anna and Zhao, 2020).

    The change of units that had not begun is predicted from features by weighted least squares and, with odds of a
    logit on features, averaged over units like those that began.
    """
    periods, k = len(design.periods), design.anticipation
    since = np.arange(-periods + 1, periods)
    numerator, weight = np.zeros((len(starts), len(since))), np.zeros((len(starts), len(since)))
    x = np.column_stack([np.ones(len(features)), features])
    for r in range(len(starts)):
        for one in groups:
            own = (starts[r] == one.start) & (counted[r] > 0)
            odds: dict[bytes, Floats | None] = {}
            for t in range(periods):
                latest = max(t, one.start - k - 1 - skip) + k
                there = one.weights[:, t] > 0
                treated, waiting = own & there, (starts[r] > latest) & (counted[r] > 0) & there & ~own
                found = _compare(one.changes[:, t], one.weights[:, t], x, treated, waiting, odds)
                if found is not None:
                    place = t - one.start + periods - 1
                    numerator[r, place] += found * treated.sum()
                    weight[r, place] += treated.sum()
    effect = np.divide(numerator, weight, out=np.full_like(numerator, np.nan), where=weight > 0)
    after = since >= 0
    total = weight[:, after].sum(1)
    overall = np.divide(numerator[:, after].sum(1), total, out=np.full(len(starts), np.nan), where=total > 0)
    return Effects(since, effect, weight, overall)


def _compare(
    change: Floats, weight: Floats, x: Floats, treated: Any, waiting: Any, odds: dict[bytes, Floats | None]
) -> float | None:
    """One comparison; None where there are too few to compare with."""
    if not treated.any() or waiting.sum() <= x.shape[1]:
        return None
    key = treated.tobytes() + waiting.tobytes()
    if key not in odds:
        odds[key] = _odds(x, treated, waiting)
    ratio = odds[key]
    root = np.sqrt(weight[waiting])
    line, *_ = np.linalg.lstsq(x[waiting] * root[:, None], change[waiting] * root, rcond=None)
    rest = change - x @ line
    gap = float((weight * rest)[treated].sum() / weight[treated].sum())
    if ratio is None:
        return gap
    like = ratio * weight[waiting]
    return gap - float((like * rest[waiting]).sum() / like.sum())


def _odds(x: Floats, treated: Any, waiting: Any) -> Floats | None:
    """Odds of having begun, of the units waiting; None where features separate the sides."""
    both = np.flatnonzero(treated | waiting)
    design, yes = x[both], treated[both].astype(float)
    beta = np.zeros(x.shape[1])
    for _ in range(STEPS):
        share = 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
        information = (design * (share * (1 - share))[:, None]).T @ design
        try:
            step = np.linalg.solve(information, design.T @ (yes - share))
        except np.linalg.LinAlgError:
            return None
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            break
    else:
        return None
    share = 1 / (1 + np.exp(-np.clip(x[waiting] @ beta, -30, 30)))
    share = np.clip(share, 1 - FARTHEST, FARTHEST)
    return np.asarray(share / (1 - share), dtype=float)
