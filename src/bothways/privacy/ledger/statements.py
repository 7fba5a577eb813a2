"""Findings: words and numbers about many units, released by rules of their own."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

from bothways.errors import InputError
from bothways.privacy.ledger.record import RoundRecord
from bothways.privacy.released import Released, _issue
from bothways.privacy.values import band

UNITS_OF_A_FINDING = 20
_DIRECTIONS = ("employee_to_customer", "customer_to_employee")
_ENDINGS = (
    "", "_se", "_low", "_high", "_p", "_q", "_natural", "_natural_low", "_natural_high", "_joint_p", "_joint_q",
    "_total", "_total_low", "_total_high", "_delays", "_no_delays",
)  # fmt: skip
#: Fields that hold a course: rows of a delay, an estimate and its two ends, with two decimals at most.
_COURSES = frozenset(f"{direction}_delays" for direction in _DIRECTIONS)
LONGEST_COURSE = 24
#: Every field a finding may carry; points of single units, fitted values and answers are not among them.
FINDING_FIELDS = frozenset({
    "employee_metric", "customer_metric", "verdict", "strength", "lag", "units", "periods", "cells_missing",
    "between_r", "within_r", "employee_reliability", "customer_reliability", "reasons", "sentence", "checks", "within",
    *(direction + ending for direction in _DIRECTIONS for ending in _ENDINGS),
})  # fmt: skip
_CHECK_WORDS = frozenset({"passed", "failed", "could not run"})
Plain = str | float | int | bool | None


def finding(
    name: str, record: RoundRecord, fields: Mapping[str, object], *, group: str, people: int
) -> Released:
    """Return a finding as Released, or refuse it.

    Parameters
    ----------
    name : str
        The closed round it was computed in.
    record : RoundRecord
    fields : mapping of str to plain values
        Of ``FINDING_FIELDS`` only; ``checks`` maps a check's name to passed, failed or could not run.
    group : str
        The whole organisation, or a group of units that this round shows.
    people : int
        People behind it; shown as a band.

    Returns
    -------
    Released

    Raises
    ------
    InputError
        Where a field is not allowed, fewer than 20 units are behind it, the group is not shown, or the same
        finding was released before.
    """
    others = sorted(set(fields) - FINDING_FIELDS)
    if others:
        raise InputError(
            f"A finding may not carry {others[0]!r}.", remedy="Leave out what speaks of single units."
        )
    for field, value in fields.items():
        refuse_nested(field, value)
    units = fields.get("units")
    if not isinstance(units, int) or isinstance(units, bool) or units < UNITS_OF_A_FINDING:
        raise InputError(
            f"A finding needs {UNITS_OF_A_FINDING} units or more.",
            remedy="Leave it unreleased, or widen the group.",
        )
    refuse_group(record, group)
    pair = f"{fields.get('employee_metric')} / {fields.get('customer_metric')}"
    if any(one.kind == "finding" and (one.group, one.metric) == (group, pair) for one in record.released):
        raise InputError(
            "This finding of the round is released already.",
            remedy="Read it back; it is computed once a round.",
        )
    text = json.dumps(dict(fields), ensure_ascii=False, sort_keys=True)
    nan = math.nan
    return _issue(
        round=name, group=group, metric=pair, kind="finding", n_band=band(people), value=nan, low=nan, high=nan,
        text=text,
    )  # fmt: skip


def refuse_group(record: RoundRecord, group: str) -> None:
    """Refuse a group that the round does not show."""
    if group != "all" and not any(group in each.shown for each in record.sets.values()):
        raise InputError(
            f"The group {group[:80]!r} is not shown in this round.",
            remedy="Take the whole organisation, or a group that is released.",
        )


def refuse_nested(field: str, value: object) -> None:
    """Refuse a field of a statement in which a table could hide."""
    if field == "checks":
        good = isinstance(value, Mapping) and all(word in _CHECK_WORDS for word in value.values())
    elif field == "reasons":
        good = isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
    elif field in _COURSES:
        good = isinstance(value, list | tuple) and len(value) <= LONGEST_COURSE and all(map(_is_step, value))
    else:
        good = value is None or isinstance(value, str | bool | int)
        good = good or (isinstance(value, float) and math.isfinite(value))
    if not good:
        raise InputError(
            f"The field {field!r} of a finding is no plain value.",
            remedy="Give text or a number; checks as passed, failed or could not run.",
        )


def _is_step(row: object) -> bool:
    """Return whether a row is a delay with an estimate and its ends, none of them with more than two decimals."""
    if (
        not isinstance(row, list | tuple)
        or len(row) != 4
        or not all(type(one) in (int, float) for one in row)
    ):
        return False
    whole = isinstance(row[0], int) and 0 <= row[0] <= 100
    return whole and all(math.isfinite(one) and round(one, 2) == one for one in row[1:])
