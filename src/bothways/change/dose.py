"""Does more of it go with more change?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy import stats

from bothways.change.contrasts import Cohort
from bothways.change.design import Design, Floats
from bothways.change.result import Dose
from bothways.errors import InputError

FEWEST_UNITS, FEWEST_DOSES = 8, 3


def dose_gradient(
    design: Design, groups: tuple[Cohort, ...], dose: Mapping[str, float], *, alpha: float
) -> tuple[Dose | None, str]:
    """Regress each unit's change, compared with units that had not begun, on its dose.

    Errors leave one unit out (HC3, t). Returns None with a sentence where too few units or doses are there.
    """
    amounts = _amounts(design, dose)
    change, there = unit_changes(design, groups)
    used = there & np.isfinite(amounts)
    if used.sum() < FEWEST_UNITS or len(np.unique(amounts[used])) < FEWEST_DOSES:
        return None, (
            f"Whether more of it goes with more change takes {FEWEST_UNITS} units that began and "
            f"{FEWEST_DOSES} different amounts."
        )
    x, y = amounts[used] - amounts[used].mean(), change[used]
    n, square = len(x), float((x**2).sum())
    slope = float(x @ y / square)
    rest = y - y.mean() - slope * x
    leverage = 1 / n + x**2 / square
    se = float(np.sqrt(((x * rest / np.maximum(1 - leverage, 1e-9)) ** 2).sum()) / square)
    reach = float(stats.t.ppf(1 - alpha / 2, n - 2)) * se
    p = float(2 * stats.t.sf(abs(slope) / se, n - 2)) if se > 0 else float(slope == 0)
    return Dose(slope, slope - reach, slope + reach, p, n), ""


def unit_changes(design: Design, groups: tuple[Cohort, ...]) -> tuple[Floats, np.ndarray]:
    """Mean change of each unit since its start, less that of units that had not begun, and where there is one."""
    total, weight = np.zeros(len(design.units)), np.zeros(len(design.units))
    for one in groups:
        own = design.starts == one.start
        for t in range(one.start, len(design.periods)):
            w = one.weights[:, t]
            other = np.where(design.starts > t + design.anticipation, w, 0.0)
            if other.sum() <= 0:
                continue
            gap = one.changes[:, t] - float((other * one.changes[:, t]).sum() / other.sum())
            total += np.where(own, w * gap, 0.0)
            weight += np.where(own, w, 0.0)
    there = weight > 0
    return np.divide(total, weight, out=np.zeros_like(total), where=there), there


def _amounts(design: Design, dose: Mapping[str, float]) -> Floats:
    out = np.full(len(design.units), np.nan)
    rows = {unit: index for index, unit in enumerate(design.units)}
    for unit, amount in dose.items():
        if not isinstance(amount, int | float) or not amount >= 0:
            raise InputError(f"The dose of {unit!r} is no number from 0 up.", remedy="Give for example 4.")
        if str(unit) in rows:
            out[rows[str(unit)]] = float(amount)
    return out
