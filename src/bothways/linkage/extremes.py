"""Cells so far out that they must be errors, or a different thing than the rest."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.series import Series

FAR_OUT = 10.0  # robust standard deviations
NAMED = 3


@dataclass(frozen=True)
class Screened:
    """A series without its extreme cells, and what to tell about them ("" where there are none)."""

    series: Series
    note: str = ""


def extreme_cells(one: Series) -> NDArray[np.bool_]:
    """Cells more than 10 robust standard deviations from what their unit and period lead one to expect.

    Deviations from the median of the unit and then of the period; the spread is 1.4826 x the median absolute
    deviation, plus the cell's own known noise, so that small units are not called extreme for being small. None
    are named where half of the deviations are zero.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # units or periods without a cell
        deviation = one.values - np.nanmedian(one.values, axis=1, keepdims=True)
        deviation = deviation - np.nanmedian(deviation, axis=0, keepdims=True)
        spread = 1.4826 * np.nanmedian(np.abs(deviation))
    if not np.isfinite(spread) or spread <= 0:
        return np.zeros(one.values.shape, dtype=bool)
    noise = np.where(np.isfinite(one.noise_variance), one.noise_variance, 0.0)
    return np.asarray(np.abs(np.nan_to_num(deviation)) > FAR_OUT * np.sqrt(spread**2 + noise))


def screen(one: Series, units: list[str], periods: list[str]) -> Screened:
    """Turn extreme cells into holes and say which."""
    far = extreme_cells(one)
    if not far.any():
        return Screened(one)
    places = [f"{units[i]} in {periods[t]} ({one.values[i, t]:g})" for i, t in np.argwhere(far)[:NAMED]]
    more = f" and {int(far.sum()) - NAMED} more" if far.sum() > NAMED else ""
    note = (
        f"{one.name}: left out as more than {FAR_OUT:g} robust standard deviations from the rest: "
        f"{', '.join(places)}{more}. If they are right, this metric needs another scale."
    )
    return Screened(replace(one, values=np.where(far, np.nan, one.values)), note)
