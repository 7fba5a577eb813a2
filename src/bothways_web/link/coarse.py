"""How finely the numbers of a finding are told: so that many findings together are no reading of single teams.

Whoever brings columns of numbers chooses what answers are compared with; an effect in all digits is an equation about
the means of teams, and enough of them are solved (docs/decisions/0052).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

DIRECTIONS = ("employee_to_customer", "customer_to_employee")
#: What a check came to, as it is stored.
CHECK_WORDS = {True: "passed", False: "failed", None: "could not run"}
#: Numbers of a finding that are no effect.
ASSOCIATIONS = ("between_r", "within_r", "employee_reliability", "customer_reliability", "cells_missing")
_SWINGS = ("", "_se", "_low", "_high", "_total", "_total_low", "_total_high")
_NATURAL = ("_natural", "_natural_low", "_natural_high")
_SHARES = ("_p", "_q", "_joint_p", "_joint_q")
#: The share at which a direction is claimed: what is told stays on the side on which it was.
_LEVEL = 0.05


def coarsely(row: Mapping[str, Any], *, estimable: bool) -> dict[str, Any]:
    """Return the numbers of a finding as they are told; the rest of the row as it is.

    Swings and associations to two decimals, p and q to one digit, effects in natural units as the told swings times a
    rate of two digits. Nothing where nothing could be estimated.
    """
    told = dict(row)
    for name in ASSOCIATIONS:
        told[name] = _decimals(row.get(name)) if estimable else None
    for direction in DIRECTIONS:
        given = {ending: row.get(direction + ending) for ending in (*_SWINGS, *_NATURAL, *_SHARES)}
        parts = {ending: _decimals(given[ending]) for ending in _SWINGS}
        parts |= _in_natural_units(given, parts)
        parts |= {ending: one_digit(given[ending]) for ending in _SHARES}
        told |= {
            direction + ending: value if estimable else None
            for ending, value in parts.items()
            if direction + ending in row
        }
    return told


def plain(value: object) -> object:
    """Return a value as JSON holds it; ``None`` for no number."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value.item() if hasattr(value, "item") else value


def one_digit(share: object) -> float | None:
    """Return a p or q to one digit, on the side of .05 on which it lies; ``None`` for no number."""
    if not isinstance(share, float) or not math.isfinite(share):
        return None
    told = float(f"{share:.1g}")
    return 0.06 if told <= _LEVEL < share else told


def _in_natural_units(given: Mapping[str, Any], swings: Mapping[str, Any]) -> dict[str, Any]:
    """Return told swings times natural units per swing, to two digits."""
    effect, natural = given[""], given["_natural"]
    if not isinstance(effect, float) or not isinstance(natural, float) or not effect:
        return dict.fromkeys(_NATURAL)
    rate = _digits(natural / effect)
    pairs = zip(_NATURAL, ("", "_low", "_high"), strict=True)
    return {name: None if swings[swing] is None else _digits(rate * swings[swing]) for name, swing in pairs}


def _decimals(value: object) -> float | None:
    return round(value, 2) if isinstance(value, float) and math.isfinite(value) else None


def _digits(value: float) -> float:
    return float(f"{value:.2g}")
