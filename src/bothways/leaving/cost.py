"""What turnover costs, by a model whose every part somebody has to fill in."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import yaml

from bothways.errors import FileError, InputError
from bothways.leaving.spells import Spells

COLUMNS = ("group", "left", "part", "low", "high")

#: Parts that are shares, and parts that must not be negative.
_SHARES = ("replaced", "ramp_up_missing")
_SIGNED = ("vacancy_cost",)
ASSUMED = (
    "The cost is what the parts of the model make of the number of people who left. The parts are assumptions of "
    "whoever filled them in; low and high are their lowest and highest values together, and no interval of chance."
)


class Range(NamedTuple):
    """The lowest and the highest value that somebody holds possible."""

    low: float
    high: float


@dataclass(frozen=True)
class CostModel:
    """What it costs when one person leaves. There are no defaults: each part is an assumption of your own.

    Attributes
    ----------
    yearly_pay : Range
        Pay of a year with what the employer adds, in any currency.
    leaving : Range
        Paid once when somebody leaves: payments, administration, handing over.
    replaced : Range
        Share of those who leave whose place is filled again, in [0, 1].
    hiring : Range
        Paid once for each new person: advertisements, agencies, hours of interviews.
    vacancy_days : Range
        Days for which the place is empty.
    vacancy_cost : Range
        What an empty day costs, as a share of a day's pay, pay that is saved taken off: overtime, agency staff, lost
        work. May be negative where the saving is larger.
    ramp_up_months : Range
        Months until a new person does the work of the one before.
    ramp_up_missing : Range
        Share of the pay of these months for which no work comes back yet, on average, in [0, 1].
    currency : str
        Shown beside figures; blank if not given.
    """

    yearly_pay: Range
    leaving: Range
    replaced: Range
    hiring: Range
    vacancy_days: Range
    vacancy_cost: Range
    ramp_up_months: Range
    ramp_up_missing: Range
    currency: str = ""


@dataclass(frozen=True)
class TurnoverCost:
    """What people who left have cost.

    Attributes
    ----------
    table : pandas.DataFrame
        ``group, left, part, low, high``: each part and ``total`` of each group.
    each : pandas.DataFrame
        ``part, low, high`` for one person who leaves.
    model : CostModel
    notes : tuple of str
    """

    table: pd.DataFrame
    each: pd.DataFrame
    model: CostModel
    notes: tuple[str, ...]


def cost_of_turnover(model: CostModel, left: Mapping[str, int]) -> TurnoverCost:
    """Return what it costs that so many people left.

    Parameters
    ----------
    model : CostModel
    left : mapping of str to int
        Group -> people who left, for example in a year; 0 or more.

    Returns
    -------
    TurnoverCost

    Raises
    ------
    InputError
        Where a part is missing, negative where it cannot be, a share above 1, or its low end above its high end.

    Notes
    -----
    For one person who leaves::

        leaving + replaced * (hiring + vacancy_days / 365.25 * yearly_pay * vacancy_cost
                              + ramp_up_months / 12 * yearly_pay * ramp_up_missing)

    Low takes the lowest of each product, high the highest, so nothing between lies outside.

    Examples
    --------
    >>> model = CostModel(
    ...     yearly_pay=Range(36525, 36525), leaving=Range(500, 500), replaced=Range(1, 1), hiring=Range(2000, 4000),
    ...     vacancy_days=Range(30, 60), vacancy_cost=Range(0, 0.5), ramp_up_months=Range(0, 0),
    ...     ramp_up_missing=Range(0, 0),
    ... )
    >>> cost_of_turnover(model, {"all": 10}).table.tail(1).values.tolist()
    [['all', 10, 'total', 25000.0, 75000.0]]
    """
    if any(count < 0 or count != int(count) for count in left.values()):
        raise InputError(
            "The number of people who left is negative or no whole number.", remedy="Count them."
        )
    check_model(model)
    replaced, pay = model.replaced, model.yearly_pay
    day, month = _times(pay, Range(1 / 365.25, 1 / 365.25)), _times(pay, Range(1 / 12, 1 / 12))
    parts = {
        "leaving": model.leaving,
        "hiring": _times(replaced, model.hiring),
        "vacancy": _times(replaced, model.vacancy_days, day, model.vacancy_cost),
        "ramp_up": _times(replaced, model.ramp_up_months, month, model.ramp_up_missing),
    }
    parts["total"] = Range(
        sum(part.low for part in parts.values()), sum(part.high for part in parts.values())
    )
    each = pd.DataFrame([(name, *one) for name, one in parts.items()], columns=["part", "low", "high"])
    rows = [
        (group, int(count), name, one.low * count, one.high * count)
        for group, count in left.items()
        for name, one in parts.items()
    ]
    return TurnoverCost(pd.DataFrame(rows, columns=list(COLUMNS)), each, model, (ASSUMED,))


def leavers_of_a_year(spells: Spells) -> tuple[dict[str, int], str]:
    """Return how many left in the last year that was looked at, by group, and which time that is in words.

    Parameters
    ----------
    spells : Spells

    Returns
    -------
    dict of str to int, str
        All who left where the file holds no dates.
    """
    counted, words = spells.left, "all who left in the file, which holds no dates"
    if spells.last_day is not None and spells.as_of is not None:
        begins = spells.as_of - dt.timedelta(days=364)
        counted = spells.left & (spells.last_day >= begins.toordinal())
        words = f"those who left from {begins} to {spells.as_of}"
    left: dict[str, int] = {}
    for grouping in spells.groupings:
        inside, size = grouping.codes >= 0, len(grouping.names)
        there = np.bincount(grouping.codes[inside], minlength=size) > 0
        gone = np.bincount(grouping.codes[inside & counted], minlength=size)
        left |= {grouping.label(place): int(gone[place]) for place in np.flatnonzero(there).tolist()}
    return left, words


def _times(*ranges: Range) -> Range:
    """Return the lowest and highest product of ranges."""
    ends = [1.0]
    for one in ranges:
        ends = [end * value for end in (min(ends), max(ends)) for value in one]
    return Range(float(min(ends)), float(max(ends)))


def check_model(model: CostModel, *, file: str | None = None) -> None:
    """Refuse a model whose parts cannot be.

    Parameters
    ----------
    model : CostModel
    file : str, optional
        What errors call the file it was read from.

    Raises
    ------
    InputError
    """
    for part in _parts():
        low, high = getattr(model, part)
        if not (math.isfinite(low) and math.isfinite(high)):
            raise InputError(f"The part {part} is no number.", remedy="Give two numbers.", file=file)
        if low > high:
            raise InputError(
                f"The low end of {part} lies above its high end.", remedy="Swap or correct them.", file=file
            )
        if low < 0 and part not in _SIGNED:
            raise InputError(f"The part {part} is negative.", remedy="Give 0 or more.", file=file)
        if high > 1 and part in _SHARES:
            raise InputError(f"The share {part} is above 1.", remedy="Give it between 0 and 1.", file=file)


def parts_of(model: CostModel) -> dict[str, Range]:
    """Return the parts of a model by name."""
    return {name: getattr(model, name) for name in _parts()}


def _parts() -> tuple[str, ...]:
    return tuple(field.name for field in fields(CostModel) if field.name != "currency")


def read_cost_model(path: str | Path) -> CostModel:
    """Read a model of costs from a YAML file.

    Parameters
    ----------
    path : path
        Each part as a number, or as two in brackets: ``hiring: [3000, 8000]``.

    Returns
    -------
    CostModel

    Raises
    ------
    InputError
        Where the file cannot be read, or a part is missing, unknown or cannot be.
    """
    name = Path(path).name
    try:
        document = yaml.safe_load(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise FileError(
            "The file cannot be read as YAML.", remedy="Check path and content.", file=name
        ) from error
    if not isinstance(document, Mapping):
        raise FileError("The file holds no parts.", remedy=f"Give {', '.join(_parts())}.", file=name)
    unknown = [str(key) for key in document if key not in (*_parts(), "currency")]
    missing = [part for part in _parts() if part not in document]
    if unknown:
        raise InputError(
            f"There is no part {unknown[0]!r}.", remedy=f"The parts are {', '.join(_parts())}.", file=name
        )
    if missing:
        raise InputError(
            f"Missing: {', '.join(missing)}. There are no defaults, for nobody else knows what holds with you.",
            remedy="Give each part as two numbers, low and high, such as [0.5, 1].",
            file=name,
        )
    ranges = {part: _range(document[part], part, name) for part in _parts()}
    model = CostModel(**ranges, currency=str(document.get("currency") or ""))
    check_model(model, file=name)
    return model


def _range(value: Any, part: str, file: str) -> Range:
    """Return a part as its low and high end."""
    ends = value if isinstance(value, list) else [value, value]
    if len(ends) != 2 or not all(isinstance(end, int | float) and not isinstance(end, bool) for end in ends):
        raise InputError(
            f"The part {part} is neither a number nor two in brackets.",
            remedy=f"Write {part}: [low, high].",
            file=file,
        )
    return Range(float(ends[0]), float(ends[1]))
