"""Is there enough of a pair to ask for direction at all?"""

from __future__ import annotations

import numpy as np

from bothways.linkage.likelihood.problem import Floats

FEWEST_UNITS = 20
FEWEST_UNITS_SHORT = 40  # with at most SHORT periods
SHORT = 6
FEWEST_PERIODS = 3


def joint_transitions(values: Floats) -> int:
    """Transitions between neighbouring periods that any unit makes with both metrics observed."""
    both = np.asarray(np.isfinite(values).all(axis=2))
    return int((both[:, 1:] & both[:, :-1]).any(axis=0).sum())


def too_little(values: Floats) -> str | None:
    """Why a pair cannot be tried at all, as a sentence; None where it can."""
    both = np.isfinite(values).all(axis=2)
    units, periods = int((both.sum(axis=1) >= 2).sum()), int(both.any(axis=0).sum())
    if periods == 0:
        return "The two metrics are never observed in the same unit and period."
    if periods < FEWEST_PERIODS:
        return (
            f"The two metrics share {periods} period{'s' if periods > 1 else ''}: that shows association only. "
            f"Direction needs at least {FEWEST_PERIODS} periods, and is rarely settled under 8."
        )
    if joint_transitions(values) < 2:
        return "Fewer than two steps from one period to the next have both metrics observed."
    if units < FEWEST_UNITS:
        have = "unit has" if units == 1 else "units have"
        return f"Only {units} {have} both metrics in two periods or more; at least {FEWEST_UNITS} are needed."
    if periods <= SHORT and units < FEWEST_UNITS_SHORT:
        return (
            f"With {periods} periods at least {FEWEST_UNITS_SHORT} units are needed, and there are {units}; "
            f"or more than {SHORT} periods."
        )
    return None
