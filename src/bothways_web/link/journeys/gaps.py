"""Where the two voices of a stage stand apart: their ranges, put on one scale, do not touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bothways_web.link.journeys.numbers import EMPLOYEES, StageNumber

#: Numbers that are compared, each with its own kind alone: a mean of answers says something else than an NPS.
COMPARED = ("mean", "share", "nps")


@dataclass(frozen=True)
class Gap:
    """Two numbers that stand apart; the ranges are on 0 to 100, where more is better."""

    employees: StageNumber
    customers: StageNumber
    employees_range: tuple[float, float]
    customers_range: tuple[float, float]

    @property
    def employees_better(self) -> bool:
        """Whether employees see it better than customers do."""
        return self.employees_range[0] > self.customers_range[1]


def gaps_of(numbers: Sequence[StageNumber]) -> tuple[Gap, ...]:
    """Return the pairs of an employees' and a customers' number whose 95 % intervals do not overlap.

    Both must have an interval and the ends of a scale, be of one kind, and it must be known which end is good.
    """
    placed = [(one, found) for one in numbers if (found := range_on_100(one)) is not None]
    ours = [pair for pair in placed if pair[0].voice == EMPLOYEES]
    theirs = [pair for pair in placed if pair[0].voice != EMPLOYEES]
    return tuple(
        Gap(one, other, mine, yours)
        for one, mine in ours
        for other, yours in theirs
        if _kind(one) == _kind(other) and (mine[0] > yours[1] or mine[1] < yours[0])
    )


def range_on_100(one: StageNumber) -> tuple[float, float] | None:
    """Return the 95 % interval of a number on 0 to 100, where more is better; none where that cannot be told.

    A bound ("at most", "at least") reaches to its end of the scale.
    """
    shown = one.shown
    if shown is None or not one.has_range or not one.better or shown.kind not in COMPARED:
        return None
    least, most = one.low or 0.0, one.high or 0.0
    low = least if shown.text.startswith("<=") else max(shown.low, least)
    high = most if shown.text.startswith(">=") else min(shown.high, most)
    ends = [100 * (end - least) / (most - least) for end in (low, high)]
    return (100 - ends[1], 100 - ends[0]) if one.better == "lower" else (ends[0], ends[1])


def _kind(one: StageNumber) -> str:
    return one.shown.kind if one.shown else ""
