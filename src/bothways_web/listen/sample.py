"""Who is asked this time: a share of every unit, those first who were asked longest ago, nobody too often."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

#: A unit is not sampled below this many people, so that enough may answer for a number to be shown.
SMALLEST_SAMPLE = 8


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be asked."""

    person: UUID
    unit: str
    last_asked: dt.date | None = None
    #: Asked as often as one person may be.
    had_enough: bool = False

    def may_be_asked(self, today: dt.date, rest_days: int) -> bool:
        """Return whether somebody has had their rest, and not enough of surveys."""
        rested = self.last_asked is None or (today - self.last_asked).days >= rest_days
        return rested and not self.had_enough


def choose(
    candidates: Sequence[Candidate],
    *,
    share: int,
    today: dt.date,
    rest_days: int,
    rng: random.Random,
) -> list[Candidate]:
    """Return who is asked.

    Parameters
    ----------
    candidates : sequence of Candidate
    share : int
        Per cent of each unit, rounded up; at least eight people of it, or all where it has fewer.
    today : date
    rest_days : int
        Nobody is asked again within so many days; nor whoever has been asked often enough.
    rng : random.Random
        Decides between people who were asked equally long ago.

    Returns
    -------
    list of Candidate
        In random order. A unit in which too many rest is asked in smaller number.

    Examples
    --------
    >>> people = [Candidate(UUID(int=number), "a") for number in range(20)]
    >>> day = dt.date(2026, 11, 2)
    >>> len(choose(people, share=25, today=day, rest_days=14, rng=random.Random(1)))
    8
    """
    rested = [one for one in candidates if one.may_be_asked(today, rest_days)]
    sizes = _sizes(candidates)
    by_unit: dict[str, list[Candidate]] = {}
    for one in rested:
        by_unit.setdefault(one.unit, []).append(one)
    chosen: list[Candidate] = []
    for unit, people in sorted(by_unit.items()):
        rng.shuffle(people)
        people.sort(key=lambda one: one.last_asked or dt.date.min)
        wanted = max(SMALLEST_SAMPLE, math.ceil(sizes[unit] * share / 100))
        chosen += people[:wanted]
    rng.shuffle(chosen)
    return chosen


def _sizes(candidates: Sequence[Candidate]) -> Mapping[str, int]:
    sizes: dict[str, int] = {}
    for one in candidates:
        sizes[one.unit] = sizes.get(one.unit, 0) + 1
    return sizes
