"""Who finds a mentor where places are too few: whoever waits longest, then by lot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bothways.allocation.hours import lot
from bothways.errors import InputError

if TYPE_CHECKING:
    from bothways.allocation.mentor_case import MentorCase

Waiting = Mapping[str, dt.date]


def read_waiting(waiting: Any) -> Waiting | None:
    """Return since when new hires wait; ``None`` where nothing was said."""
    if waiting is None:
        return None
    found = dict(waiting) if isinstance(waiting, Mapping) else None
    if found is None or not all(
        isinstance(key, str) and isinstance(day, dt.date) and not isinstance(day, dt.datetime)
        for key, day in found.items()
    ):
        raise InputError(
            "Since when new hires wait is no table of days.",
            remedy='Give a day for each, such as {"ana": datetime.date(2026, 3, 2)}.',
        )
    return found


def choose_by_waiting(case: MentorCase, waiting: Waiting, seed: int) -> list[int]:
    """Return the rows of the new hires who find a mentor: as many as there can be, and who waits longest first.

    Those of whom no day is known come last; the same day is settled by lot. Fit decides nothing here. Each new hire in
    turn is given a place if those before can keep one as well, be it another one (an augmenting path); sets that can be
    placed are independent sets of a transversal matroid (J. Edmonds and D. Fulkerson 1965), so whoever is taken in this
    order is taken rightly, and no other choice places more.
    """

    def turn(row: int) -> tuple[dt.date, float, str]:
        key = case.hires[row].key
        return waiting.get(key, dt.date.max), lot(seed, "turn", key), key

    placed: dict[int, list[int]] = {at: [] for at in range(len(case.mentors))}
    return sorted(row for row in sorted(range(len(case.hires)), key=turn) if _find_place(case, row, placed))


def _find_place(case: MentorCase, row: int, placed: dict[int, list[int]]) -> bool:
    """Give a new hire a place, moving others to other mentors where need be; return whether there was one.

    Mentors are looked at one after the other, nearest in moves first, without recursion: cohorts may be long.
    """
    came_from: dict[int, tuple[int, int | None]] = {}  # mentor -> new hire who comes, and from which mentor
    waiting: list[tuple[int, int | None]] = [(row, None)]
    while waiting:
        hire, before = waiting.pop(0)
        for at in range(len(case.mentors)):
            if at in came_from or (hire, at) in case.bars:
                continue
            came_from[at] = hire, before
            if len(placed[at]) < case.mentors[at].room:
                _move(placed, came_from, at)
                return True
            waiting += [(other, at) for other in placed[at]]
    return False


def _move(placed: dict[int, list[int]], came_from: dict[int, tuple[int, int | None]], at: int) -> None:
    """Put everybody on the way one place further, the last one into the place that is free."""
    to: int | None = at
    while to is not None:
        hire, before = came_from[to]
        placed[to].append(hire)
        if before is not None:
            placed[before].remove(hire)
        to = before
