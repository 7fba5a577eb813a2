"""One question under two names: its numbers could be subtracted, as if it had been asked of two sets of people."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError

Floats = npt.NDArray[np.float64]
#: People who gave both answers, and different answers among them, from which agreement of all is no chance.
PEOPLE, ANSWERS = 8, 3


def refuse_copies(values: Mapping[str, Floats]) -> None:
    """Refuse a round in which two metrics hold the same answers, on another or a mirrored scale too.

    Parameters
    ----------
    values : mapping of str to ndarray, shape (n,)
        Metric -> the score of each respondent, NaN where there is none.

    Raises
    ------
    InputError
        Naming both. Under 8 people with both answers, or 3 different ones, it can be chance.

    Examples
    --------
    >>> import numpy as np
    >>> refuse_copies({"a": np.arange(9.0), "b": np.arange(9.0) ** 2})
    """
    for first, second in combinations(values, 2):
        if is_copy(values[first], values[second]):
            raise InputError(
                f"{first!r} and {second!r} hold the same answers of everybody who gave both.",
                remedy="Leave one of them out: two numbers from one question could be subtracted.",
            )


def is_copy(first: Floats, second: Floats) -> bool:
    """Return whether one score follows from the other by a straight line, for everybody who has both."""
    both = ~(np.isnan(first) | np.isnan(second))
    x, y = first[both], second[both]
    if len(x) < PEOPLE or len(np.unique(x)) < ANSWERS:
        return False
    low, high = int(x.argmin()), int(x.argmax())
    slope = (y[high] - y[low]) / (x[high] - x[low])
    return bool(slope) and bool(np.allclose(y, y[low] + slope * (x - x[low]), rtol=0, atol=1e-9 * np.ptp(y)))
