"""Words about who stays, shared by page and terminal."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from bothways.leaving.retention import Retention
from bothways.leaving.summary import Leaving
from bothways.leaving.turnover import Turnover
from bothways.reports.figures import count, number

_UNITS = {"year": "years", "month": "months", "file": "as in the file"}


def headline(leaving: Leaving) -> str:
    """Return in one sentence how many were looked at and left."""
    where = "" if leaving.spells == leaving.people else f" of {count(leaving.people, 'person', 'people')}"
    when = f", from {leaving.since} to {leaving.as_of}" if leaving.as_of else ""
    return f"{count(leaving.spells, 'spell')} at work{where}, {leaving.left:,} of them ended{when}."


def tenure_words(retention: Retention) -> str:
    """Return how a column of tenures is headed."""
    return f"Tenure ({_UNITS[retention.counted_in]})"


def percent(value: float) -> str:
    """Return a share in [0, 1] as a percentage with a decimal, or that it cannot be told.

    >>> percent(0.8333), percent(float("nan"))
    ('83.3%', 'cannot tell')
    """
    return f"{100 * value:.1f}%" if math.isfinite(value) else "cannot tell"


def limits(low: float, high: float) -> str:
    """Return two limits as percentages; blank where there are none.

    >>> limits(0.5, 0.75)
    '50.0% to 75.0%'
    """
    return f"{percent(low)} to {percent(high)}" if math.isfinite(low) else ""


def span(begin: float, end: float) -> str:
    """Return a step of tenure.

    >>> span(0, 1)
    '0 to 1'
    """
    return f"{begin:g} to {end:g}"


def per_hundred(value: float) -> str:
    """Return a turnover, leavers per 100 people and year."""
    return number(value, 1)


def of_whole(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the whole."""
    return table[table["group"] == "all"]


def latest(turnover: Turnover) -> pd.DataFrame:
    """Return the last span of the turnover of each group."""
    table = turnover.table
    return table[table["to"] == table["to"].max()] if len(table) else table


def money(low: float, high: float, currency: str) -> str:
    """Return a range of amounts.

    >>> money(1234.5, 99999, "EUR")
    'EUR 1,234 to 99,999'
    """
    return f"{currency} {number(low, 0)} to {number(high, 0)}".strip()


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table by the names of its columns."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]
