"""In which order themes are looked at: by reach, by what gets worse, by name, and what one voice alone raises first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from scipy.stats import rankdata

from bothways_web.link.themes.showing import ThemeRow
from bothways_web.wording import in_order

ALONE = ("employees", "customers")


def sorted_rows(rows: Sequence[ThemeRow], order: str) -> list[ThemeRow]:
    """Return themes by ``reach``, by ``worse`` (those that surely rise first), by ``name`` or by ``rank``.

    Any other order is that by reach; equals stand by reach, then by name.
    """
    by_reach = sorted(rows, key=_by_reach)
    if order == "worse":
        return sorted(by_reach, key=lambda row: -worsening(row))
    if order == "name":
        return sorted(by_reach, key=lambda row: in_order(row.theme.label))
    if order == "rank":
        places = ranks(rows)
        return sorted(by_reach, key=lambda row: places.get(row.theme.key, math.inf))
    return by_reach


def worsening(row: ThemeRow) -> float:
    """Return the higher lower limit of the changes of both voices, in points; minus infinity where there is none."""
    return max((one.low for one in (row.employees_change, row.customers_change) if one), default=-math.inf)


def ranks(rows: Sequence[ThemeRow]) -> dict[str, int]:
    """Return the rank of each theme that one voice alone raises, from 1.

    By the sum of the ranks by reach and by the lower limit of the change of that voice, where themes without a change
    come last; reach decides ties. As `bothways.themes.unknown_themes` ranks them.
    """
    alone = sorted((row for row in rows if row.state in ALONE), key=_by_reach)
    if not alone:
        return {}
    reach = rankdata([-row.reach for row in alone])
    worse = rankdata([-_low_alone(row) for row in alone])
    order = sorted(range(len(alone)), key=lambda at: reach[at] + worse[at])
    return {alone[at].theme.key: place for place, at in enumerate(order, start=1)}


def _by_reach(row: ThemeRow) -> tuple[Any, ...]:
    return -row.reach, in_order(row.theme.label)


def _low_alone(row: ThemeRow) -> float:
    own = row.employees_change if row.state == "employees" else row.customers_change
    return own.low if own else -math.inf
