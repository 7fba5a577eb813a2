"""Who may be paired with which mentor, and how well they fit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bothways.allocation.mentor_fit import Bar, FitWeights, Lines, find_bar, measure_terms
from bothways.allocation.mentor_proposals import Declined
from bothways.allocation.working_hours import check_day
from bothways.errors import InputError

if TYPE_CHECKING:  # loaded when the first pairs are made
    import numpy as np
    import numpy.typing as npt

    from bothways.allocation.mentor_tables import Person


@dataclass(frozen=True)
class MentorCase:
    """What there is to pair.

    Attributes
    ----------
    hires, mentors : tuple of Person
        Mentors who are willing and have room.
    willing : int
        Mentors who are willing, with room or without.
    fits : numpy.ndarray of float, shape (hires, mentors)
    bars : mapping of (int, int) to str
        Places of those who must not be paired, and why.
    """

    hires: tuple[Person, ...]
    mentors: tuple[Person, ...]
    willing: int
    lines: Lines
    fits: npt.NDArray[np.float64]
    bars: Mapping[tuple[int, int], Bar]
    weights: FitWeights
    on: dt.date
    declined: Declined


def read_case(
    hires: Any, mentors: Any, units: Any, weights: FitWeights, on: dt.date, declined: Declined
) -> MentorCase:
    """Read and check the tables, and look at every pair; raises as `pair_mentors` tells."""
    import numpy as np

    from bothways.allocation.mentor_tables import read_hires, read_mentors, refuse_both
    from bothways.privacy.tree import UnitTree, read_units

    check_day(on)
    tree = units if isinstance(units, UnitTree) else read_units(units, on=on)
    new, _ = read_hires(hires, tree)
    all_mentors, read = read_mentors(mentors, tree)
    refuse_both(new, all_mentors, read)
    open_mentors = tuple(one for one in all_mentors if one.willing and one.room)
    lines = Lines(tree, (*new, *all_mentors))
    fits = [[weights.fit(measure_terms(one, other, lines, on)) for other in open_mentors] for one in new]
    bars = {
        (row, at): bar
        for row, one in enumerate(new)
        for at, other in enumerate(open_mentors)
        if (bar := find_bar(one, other, lines, declined))
    }
    return MentorCase(
        new,
        open_mentors,
        sum(one.willing for one in all_mentors),
        lines,
        np.array(fits, dtype=np.float64).reshape(len(new), len(open_mentors)),
        bars,
        weights,
        on,
        declined,
    )


def read_declined(declined: Any) -> Declined:
    """Return what was declined as pairs of keys."""
    found = [] if isinstance(declined, str) else list(declined)
    sound = all(isinstance(one, tuple | list) and len(one) == 2 for one in found)
    if (
        isinstance(declined, str)
        or not sound
        or not all(isinstance(key, str) for one in found for key in one)
    ):
        raise InputError(
            "What was declined is no list of pairs.", remedy='Give pairs such as ("new hire", "mentor").'
        )
    return frozenset((hire, mentor) for hire, mentor in found)
