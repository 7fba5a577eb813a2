"""Turnover by quarter or year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.errors import InputError
from bothways.leaving.limits import poisson_limits
from bothways.leaving.spells import Grouping, Spells
from bothways.leaving.tenure import day_after
from bothways.panel.calendar import first_day, ordinal

Every = Literal["quarter", "year"]
Floats = npt.NDArray[np.float64]
COLUMNS = ("group", "from", "to", "headcount", "left", "turnover", "low", "high")
DAYS_A_YEAR = 365.25
#: First year of each band of tenure.
_BANDS = (0, 1, 2, 5, 10)
#: Up to so many years, quarters are taken unasked.
_QUARTERLY_YEARS = 3


@dataclass(frozen=True)
class Turnover:
    """How many left of those who were there, by quarter or year.

    Attributes
    ----------
    table : pandas.DataFrame
        ``group, from, to, headcount, left, turnover, low, high``, one row a group and span [from, to); no rows where
        the file holds no dates.
    every : {"quarter", "year"} or None
    notes : tuple of str
    """

    table: pd.DataFrame
    every: Every | None
    notes: tuple[str, ...]


def turnover(spells: Spells, *, every: Every | None = None, level: float = 0.95) -> Turnover:
    """Tell how many left of those who were there, by quarter or year.

    Parameters
    ----------
    spells : Spells
    every : {"quarter", "year"}, optional
        Quarters for up to three years if not given, else years.
    level : float
        Of the intervals, in (0, 1).

    Returns
    -------
    Turnover
        ``headcount``: people there on a mean day of the span, first and last day counted. ``turnover``: people who
        left, per 100 there for a year (365.25 days). Spans are cut at the first and the last day looked at. Bands of
        tenure (``tenure: under 1 year``, ...) hold each day of a spell in the band that it falls into.

    Notes
    -----
    Intervals are exact for a Poisson count (:func:`bothways.leaving.limits.poisson_limits`).

    Examples
    --------
    >>> import pandas as pd
    >>> from bothways.leaving import read_spells
    >>> people = pd.DataFrame({"start": ["2023-01-01"] * 2, "end": ["2023-12-31", None]})
    >>> turnover(read_spells(people), every="year").table[["headcount", "left", "turnover"]].round(2).values.tolist()
    [[2.0, 1.0, 50.03], [2.0, 1.0, 50.03]]
    """
    if every not in (None, "quarter", "year"):
        raise InputError(f"There is no turnover by {every!r}.", remedy="Use quarter or year.")
    first, last, since, as_of = spells.first_day, spells.last_day, spells.since, spells.as_of
    if first is None or last is None or since is None or as_of is None:
        return Turnover(pd.DataFrame(columns=list(COLUMNS)), None, ())
    notes: tuple[str, ...] = ()
    if every is None:
        every = "quarter" if (as_of - since).days <= _QUARTERLY_YEARS * DAYS_A_YEAR + 1 else "year"
        notes = (f"Turnover is told by {every}, by the span of the file.",)
    spans = _spans(since, as_of, every)
    parts = [_of_grouping(grouping, first, last, spells.left, spans, level) for grouping in spells.groupings]
    if spells.by_tenure and spells.hired is not None:
        parts.append(_of_grouping(*_by_tenure(spells.hired, first, last, spells.left), spans, level))
    return Turnover(pd.concat(parts, ignore_index=True), every, notes)


def _by_tenure(
    hired: Floats, first: Floats, last: Floats, left: npt.NDArray[np.bool_]
) -> tuple[Grouping, Floats, Floats, npt.NDArray[np.bool_]]:
    """Cut spells where they pass from one band of tenure to the next; a band of one spell would be a person."""
    starts = [day_after(hired, 12 * years) for years in (*_BANDS, 1000)]
    codes, begins, ends, gone = [], [], [], []
    for place in range(len(_BANDS)):
        begin, end = np.maximum(first, starts[place]), np.minimum(last, starts[place + 1] - 1)
        there = begin <= end
        if there.sum() > 1:
            codes.append(np.full(int(there.sum()), place))
            begins.append(begin[there])
            ends.append(end[there])
            gone.append((left & (end == last))[there])
    names = ["under 1 year", *(f"{low} to {high} years" for low, high in pairwise(_BANDS[1:]))]
    grouping = Grouping("tenure", (*names, f"{_BANDS[-1]} years and more"), _joined(codes, np.int64))
    return grouping, _joined(begins, np.float64), _joined(ends, np.float64), _joined(gone, np.bool_)


def _joined(parts: list[npt.NDArray[Any]], dtype: type) -> npt.NDArray[Any]:
    return np.concatenate([np.empty(0, dtype), *parts])


def _spans(since: dt.date, as_of: dt.date, every: Every) -> list[tuple[dt.date, dt.date]]:
    """Return first day and the day after the last of each quarter or year, cut at both ends."""
    after = as_of + dt.timedelta(days=1)
    numbers = range(ordinal(every, since), ordinal(every, as_of) + 1)
    return [(max(first_day(every, n), since), min(first_day(every, n + 1), after)) for n in numbers]


def _of_grouping(
    grouping: Grouping,
    first: Floats,
    last: Floats,
    left: npt.NDArray[np.bool_],
    spans: list[tuple[dt.date, dt.date]],
    level: float,
) -> pd.DataFrame:
    """Return the rows of one grouping, group by group."""
    inside = grouping.codes >= 0
    code, groups = grouping.codes[inside], len(grouping.names)
    begin, end, gone = first[inside], last[inside] + 1, left[inside]
    days, count = np.zeros((groups, len(spans))), np.zeros((groups, len(spans)))
    for place, (start, stop) in enumerate(spans):
        opens, closes = start.toordinal(), stop.toordinal()
        there = np.clip(np.minimum(end, closes) - np.maximum(begin, opens), 0, None)
        days[:, place] = np.bincount(code, weights=there, minlength=groups)
        leaving = gone & (end > opens) & (end <= closes)
        count[:, place] = np.bincount(code[leaving], minlength=groups)
    group, span = np.nonzero(days > 0)
    length = np.array([(stop - start).days for start, stop in spans], np.float64)
    rate = 100 * DAYS_A_YEAR / days[group, span]
    low, high = poisson_limits(count[group, span], level=level)
    labels = np.array([grouping.label(place) for place in range(groups)], object)
    table = {
        "group": labels[group],
        "from": np.array([start.isoformat() for start, _ in spans], object)[span],
        "to": np.array([stop.isoformat() for _, stop in spans], object)[span],
        "headcount": days[group, span] / length[span],
        "left": count[group, span].astype(np.int64),
        "turnover": count[group, span] * rate, "low": low * rate, "high": high * rate,
    }  # fmt: skip
    return pd.DataFrame(table)
