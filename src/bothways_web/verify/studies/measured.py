"""Which numbers a study can be about, and until which day each of their periods speaks."""

from __future__ import annotations

import datetime as dt

from bothways_web.act.plans.measured import Measured, find_measured, key_of, measured_in
from bothways_web.act.plans.results import EMPLOYEES, SURVEYED, closing_day, last_day_of, rounds_measuring
from bothways_web.people.units import current_tree

#: A scale that is narrower than this is told to two decimals.
NARROW = 12.0


def whole() -> str:
    """Return the code of the unit on top; blank where there is none yet."""
    tree = current_tree()
    if tree is None:
        return ""
    tops = [unit for unit, parent in zip(tree.units, tree.parents, strict=True) if parent is None]
    return max(tops, key=lambda unit: len(tree.below(unit)))


def numbers() -> list[Measured]:
    """Return the numbers of the organisation of which one knows which end is good."""
    top = whole()
    return [one for one in measured_in(top) if one.better] if top else []


def measured_of(side: str, metric: str) -> Measured | None:
    """Return one number of the organisation."""
    top = whole()
    return find_measured(top, key_of(side, metric)) if top else None


def by_key() -> dict[str, Measured]:
    """Return all numbers of the organisation by their keys: for pages that tell of several studies."""
    top = whole()
    return {one.key: one for one in measured_in(top)} if top else {}


def places_of(number: Measured | None) -> int:
    """Return with how many decimals a number is told: two on a narrow scale."""
    if number is None or number.low is None or number.high is None:
        return 1
    return 2 if number.high - number.low < NARROW else 1


def last_days(side: str, metric: str) -> dict[str, dt.date]:
    """Return the last day of the periods whose rounds say so: a round speaks until it closes."""
    found: dict[str, dt.date] = {}
    if side in (EMPLOYEES, SURVEYED):
        for one in rounds_measuring(whole(), side, metric):
            day = closing_day(one)
            found[one.period] = max(day, found.get(one.period, day))
    return found


def speaks_until(period: str, known: dict[str, dt.date]) -> dt.date:
    """Return the last day that a period speaks of."""
    return known.get(period) or last_day_of(period)
