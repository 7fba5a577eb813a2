"""Pairs at the least cost, such as mentors for newcomers."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bothways.allocation.hours import check_keys, lot, read_number
from bothways.errors import InputError

if TYPE_CHECKING:  # loaded when the first pairs are made
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

#: Costs count to this part of their span, so that ties are ties and sums are exact.
STEPS = 1_000_000
#: Up to here whole numbers are exact in a float.
LARGEST = 2**53


@dataclass(frozen=True)
class Pair:
    """One of the left, and who goes with it.

    Attributes
    ----------
    left : str
    right : str or None
        ``None`` where nobody is left.
    cost : float
        NaN where nobody is left.
    """

    left: str
    right: str | None
    cost: float


def pair(
    left: Sequence[str],
    right: Sequence[str],
    cost: npt.ArrayLike,
    *,
    forbidden: Collection[tuple[str, str]] = (),
    at_most: int | Sequence[int] = 1,
    later: float = 0.0,
    seed: int,
) -> tuple[Pair, ...]:
    """Pair each of the left with one of the right: as many pairs as there can be, then at the least cost.

    Where pairs cost the same, those of the right share them evenly as far as that goes, and the rest is
    settled by lot. With ``later`` they share them evenly also where that costs a little.

    Parameters
    ----------
    left, right : sequence of str
        Each name at most once in its list; their order does not matter.
    cost : array of float, shape (left, right)
        Lower is better; any finite numbers.
    forbidden : collection of (str, str), optional
        Pairs, left then right, that must not be made. Names of nobody here are passed over.
    at_most : int or sequence of int, length right
        How many of the left may go with the same one of the right: 1 or more for all, or a number for each,
        then 0 or more.
    later : float
        What the second place with the same one of the right costs beside the pair; the third costs it twice,
        and so on. 0 or more. Counts in the choice, not in ``Pair.cost``.
    seed : int
        Settles ties.

    Returns
    -------
    tuple of Pair
        One for each of the left, in the order given; with ``right=None`` for who is left over.

    Raises
    ------
    InputError
        A name is doubled or empty, a cost is missing or infinite, the shape does not fit, ``at_most`` is
        below 1 (of one: below 0), ``later`` is negative, or there are too many to sum their costs exactly
        (about a thousand).

    Notes
    -----
    Costs count to a millionth of their span, as whole numbers, so that sums are exact: the sum of costs is
    the least to within a millionth of the span a pair. `scipy.optimize.linear_sum_assignment` (D. Crouse
    2016, IEEE Trans. Aerospace and Electronic Systems 52, 1679-1696) on one column a place.

    Examples
    --------
    >>> for one in pair(["Ana", "Ben", "Cem"], ["Eva", "Fay"], [[1, 2], [1, 3], [2, 2]], at_most=2, seed=1):
    ...     print(one.left, one.right, one.cost)
    Ana Eva 1.0
    Ben Eva 1.0
    Cem Fay 2.0
    """
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    check_keys(left, "left")
    check_keys(right, "right")
    costs = _read_costs(cost, len(left), len(right))
    room = _read_room(at_most, len(right))
    later = read_number(later, "What later places cost")
    if not left or not any(room):
        return tuple(Pair(one, None, math.nan) for one in left)
    rows = sorted(range(len(left)), key=lambda at: (lot(seed, "left", left[at]), left[at]))
    columns = sorted(range(len(right)), key=lambda at: (lot(seed, "right", right[at]), right[at]))
    barred = np.array([[(left[row], right[at]) in forbidden for at in columns] for row in rows])
    places = [min(room[at], len(left)) for at in columns]
    table, above = _in_whole_numbers(costs[np.ix_(rows, columns)], barred, places, later)
    chosen = dict(zip(*(side.tolist() for side in linear_sum_assignment(table)), strict=True))
    made: dict[int, Pair] = {}
    for place, row in enumerate(rows):
        if place in chosen and table[place, chosen[place]] < above:
            at = columns[chosen[place] % len(columns)]
            made[row] = Pair(left[row], right[at], float(costs[row, at]))
    return tuple(made.get(row, Pair(one, None, math.nan)) for row, one in enumerate(left))


def _read_costs(cost: npt.ArrayLike, rows: int, columns: int) -> Floats:
    import numpy as np

    try:
        costs = np.asarray(cost, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(
            "The costs are no table of numbers.", remedy="Give one row for each of the left."
        ) from None
    if not rows * columns:
        return np.zeros((rows, columns))
    if costs.shape != (rows, columns):
        raise InputError(
            f"The costs have the shape {costs.shape}, not {(rows, columns)}.",
            remedy="Give one row for each of the left, one column for each of the right.",
        )
    if not np.isfinite(costs).all():
        raise InputError(
            "A cost is missing or infinite.", remedy="Give a number, and name pairs in `forbidden`."
        )
    return costs


def _read_room(at_most: int | Sequence[int], columns: int) -> list[int]:
    """Return how many may go with each of the right."""
    if not isinstance(at_most, Sequence):
        if at_most < 1:
            raise InputError(f"At most {at_most} pairs with one is no pair at all.", remedy="Give 1 or more.")
        return [at_most] * columns
    if len(at_most) != columns or min(at_most, default=0) < 0:
        raise InputError(
            "The numbers of pairs do not fit those on the right.",
            remedy="Give one number for all, or one of 0 or more for each of them.",
        )
    return list(at_most)


def _in_whole_numbers(
    costs: Floats, barred: npt.NDArray[np.bool_], room: Sequence[int], later: float
) -> tuple[Floats, float]:
    """Return one column a place, later places a little dearer, and what is dearer than all pairs together.

    A pair that is barred costs that much, and so does a place that one of the right does not have; so does
    being left over, as every row must have a column or every column a row.
    """
    import numpy as np

    places = max(room)
    low, span = float(costs.min()), float(np.ptp(costs)) + later * (places - 1)
    if not math.isfinite(span):
        raise InputError("The costs lie too far apart.", remedy="Give costs of a like size.")
    pairs = min(len(costs), sum(room))
    finer = (places - 1) * pairs + 1  # all places together weigh less than one step of cost
    above = float((STEPS * finer + places) * pairs + 1)
    if above * (pairs + 1) > LARGEST:
        raise InputError("There are too many to pair at once.", remedy="Pair them in smaller groups.")
    steps = [np.round((costs - low + later * place) / (span or 1.0) * STEPS) for place in range(places)]
    table = np.concatenate(
        [
            np.where(barred | (np.array(room) <= place), above, whole * finer + place)
            for place, whole in enumerate(steps)
        ],
        axis=1,
    )
    return table, above
