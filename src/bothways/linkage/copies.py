"""Two names for one series: nothing can come first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ALIKE = 0.999  # within-unit correlation from which two series are one; rounding leaves more
LARGEST_SHIFT = 3
FEWEST_CELLS = 20


def copied(values: Floats) -> str | None:
    """Say so where one metric of a pair repeats the other, in the same period or some periods later.

    Parameters
    ----------
    values : ndarray, shape (N, T, 2)
        Employee metric, customer metric; NaN where not observed.

    Returns
    -------
    str or None
        A sentence; None where the series differ.

    Examples
    --------
    >>> x = np.random.default_rng(1).normal(size=(30, 6))
    >>> copied(np.stack([x, 2 * x + 1], axis=2))
    'Both metrics are the same numbers, up to their scale: nothing can come first.'
    >>> copied(np.random.default_rng(1).normal(size=(30, 6, 2))) is None
    True
    """
    seen = np.isfinite(values)
    centre = np.where(seen, values, 0.0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)  # what all units share
    employee, customer = np.moveaxis(values - centre, 2, 0)
    for shift in range(min(LARGEST_SHIFT, values.shape[1] - 1) + 1):
        stop = values.shape[1] - shift
        pairs = [("customer", employee[:, :stop], customer[:, shift:])]
        if shift:
            pairs.append(("employee", customer[:, :stop], employee[:, shift:]))
        for later, first, second in pairs:
            if abs(_within(first, second)) < ALIKE:
                continue
            if not shift:
                return "Both metrics are the same numbers, up to their scale: nothing can come first."
            when = f"{shift} period{'s' if shift > 1 else ''} later"
            return (
                f"The {later} metric repeats the other one {when}, up to its scale: one series under two names, "
                "booked at different times, tells nothing of what comes first."
            )
    return None


def _within(first: Floats, second: Floats) -> float:
    """Correlation within units over the cells that have both; 0 where there are too few."""
    both = np.isfinite(first) & np.isfinite(second)
    held = np.maximum(both.sum(axis=1, keepdims=True), 1)
    if both.sum() < FEWEST_CELLS:
        return 0.0
    deviations = []
    for one in (first, second):
        mean = np.where(both, one, 0.0).sum(axis=1, keepdims=True) / held
        deviations.append(np.where(both, one - mean, 0.0))
    size = float(np.sqrt((deviations[0] ** 2).sum() * (deviations[1] ** 2).sum()))
    return float((deviations[0] * deviations[1]).sum() / size) if size > 0 else 0.0
