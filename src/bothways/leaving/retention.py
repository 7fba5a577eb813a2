"""Retention by steps of tenure, for the whole and for each group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.errors import InputError
from bothways.leaving.curve import Curves, Keys, kaplan_meier
from bothways.leaving.limits import limit_of_none, log_log_limits
from bothways.leaving.spells import Grouping, Spells

Step = Literal["month", "quarter", "year"]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
STEPS: dict[str, int] = {"month": 1, "quarter": 3, "year": 12}
COLUMNS = ("group", "from", "to", "at_risk", "left", "retention", "low", "high")
#: Longest tenures, in months, for which steps of a month or a quarter are taken unasked.
_MONTHLY, _QUARTERLY, _FILE_STEPS = 24, 60, 40
CANNOT_TELL = (
    "A retention is left blank where nobody was watched at some shorter tenure, or all who were watched then had left "
    "before others came in: how many stay that long cannot be told."
)


@dataclass(frozen=True)
class Retention:
    """How many stay, by steps of tenure.

    Attributes
    ----------
    table : pandas.DataFrame
        ``group, from, to, at_risk, left, retention, low, high``, one row a group and step [from, to), the whole
        first.
    counted_in : {"year", "month", "file"}
        What ``from`` and ``to`` count.
    step : {"month", "quarter", "year"} or None
        None where the file does not say what its tenures count.
    notes : tuple of str
    """

    table: pd.DataFrame
    counted_in: Literal["year", "month", "file"]
    step: Step | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Rows:
    """Rows of one grouping: place of the group, number of the step, and the end of the step."""

    group: Integers
    step: Integers
    begin: Floats
    end: Floats


def retention(spells: Spells, *, step: Step | None = None, level: float = 0.95) -> Retention:
    """Tell how many stay, by steps of tenure.

    Parameters
    ----------
    spells : Spells
    step : {"month", "quarter", "year"}, optional
        By the longest tenure if not given: a month up to two years, a quarter up to five, else a year.
    level : float
        Of the intervals, in (0, 1).

    Returns
    -------
    Retention
        ``at_risk``: spells watched when the step begins: entered by then, neither left nor last seen before.
        ``left``: ended within [from, to). ``retention``: Kaplan-Meier share that stays at least until ``to``.

    Raises
    ------
    InputError
        Where the step is finer than the tenures of the file, or what they count is not known.

    Notes
    -----
    Intervals are :func:`bothways.leaving.limits.log_log_limits`. Where nobody has left yet, the limits are
    :func:`limit_of_none` of the fewest watched at the beginning of a step so far, and 1. Where the retention has come
    down to 0, they are 0 and the upper limit before the last leaving times 1 - :func:`limit_of_none` of those
    watched then.

    Examples
    --------
    >>> import pandas as pd
    >>> from bothways.leaving import read_spells
    >>> people = pd.DataFrame({"left": ["yes", "no", "no", "yes"], "tenure_years": [0, 1, 2, 2]})
    >>> retention(read_spells(people)).table[["from", "to", "at_risk", "left", "retention"]].values.tolist()
    [[0.0, 1.0, 4.0, 1.0, 0.75], [1.0, 2.0, 3.0, 0.0, 0.75], [2.0, 3.0, 2.0, 1.0, 0.375]]
    """
    chosen, width, notes = _choose_step(spells, step)
    parts = [_of_grouping(spells, grouping, width, level) for grouping in spells.groupings]
    table = pd.concat(parts, ignore_index=True)
    if table["retention"].isna().any():
        notes.append(CANNOT_TELL)
    if spells.clock == "file":
        return Retention(table, "file", None, tuple(notes))
    if chosen == "year":
        table[["from", "to"]] //= 12
    table[["from", "to"]] = table[["from", "to"]].astype(np.int64)
    return Retention(table, "year" if chosen == "year" else "month", chosen, tuple(notes))


def _choose_step(spells: Spells, step: Step | None) -> tuple[Step | None, float, list[str]]:
    """Return the step, its width on the clock of the spells, and what is to be told."""
    longest = float(spells.exit.max())
    if step is not None and step not in STEPS:
        raise InputError(f"There is no step {step!r}.", remedy=f"Use one of {', '.join(STEPS)}.")
    if spells.clock == "file":
        if step is not None:
            raise InputError(
                "Steps are asked for, but nothing says what the tenures count.",
                remedy="Map them, for example --columns tenure_years=NAME or tenure_months=NAME.",
                file=spells.source,
            )
        width = next(w for w in _round_widths() if longest / w <= _FILE_STEPS)
        return None, width, [f"Steps are {width:g} of whatever the tenures count."]
    if spells.whole_years and step not in (None, "year"):
        raise InputError(
            f"Steps of a {step} are asked for, and every tenure is a whole number of years.",
            remedy="Leave --step out, or bring dates.",
            file=spells.source,
        )
    if step is not None:
        return step, STEPS[step], []
    step = "year"
    if not spells.whole_years:
        step = "month" if longest <= _MONTHLY else "quarter" if longest <= _QUARTERLY else "year"
    return step, STEPS[step], [f"Steps of a {step}, by the longest tenure of the file (--step changes it)."]


def _round_widths() -> list[float]:
    return [number * 10.0**power for power in range(9) for number in (1, 2, 5)]


def _of_grouping(spells: Spells, grouping: Grouping, width: float, level: float) -> pd.DataFrame:
    """Return the rows of one grouping."""
    inside = grouping.codes >= 0
    entry, exit, left = spells.entry[inside], spells.exit[inside], spells.left[inside]
    code = grouping.codes[inside]
    if not len(code):
        return pd.DataFrame(columns=list(COLUMNS)).astype(dict.fromkeys(COLUMNS[1:], np.float64))
    rows = _lay_rows(entry, exit, code, len(grouping.names), width)
    curves = kaplan_meier(exit, left, entry=entry, group=code)
    keys = Keys(np.unique(np.concatenate([exit, entry, rows.begin, rows.end])))
    at_risk, gone = _count(keys, rows, entry, exit, left, code)
    last = np.searchsorted(keys.of(curves.group, curves.time), keys.of(rows.group, rows.end)) - 1
    share, low, high = _shares(curves, rows, last, at_risk, level)
    blank = _cannot_tell(rows, _unwatched(entry, exit, code, len(grouping.names)), share)
    for array in (share, low, high):
        array[blank] = np.nan
    labels = np.array([grouping.label(place) for place in range(len(grouping.names))], object)
    table = {
        "group": labels[rows.group], "from": rows.begin, "to": rows.end, "at_risk": at_risk, "left": gone,
        "retention": share, "low": low, "high": high,
    }  # fmt: skip
    return pd.DataFrame(table)


def _lay_rows(entry: Floats, exit: Floats, code: Integers, groups: int, width: float) -> _Rows:
    """Return the steps of each group, from the first to the last in which somebody is watched."""
    first, last = np.full(groups, np.iinfo(np.int64).max), np.full(groups, -1)
    np.minimum.at(first, code, np.floor(np.maximum(entry, 0) / width).astype(np.int64))
    np.maximum.at(last, code, np.floor(exit / width).astype(np.int64))
    counts = np.maximum(last - np.minimum(first, last + 1) + 1, 0)
    group = np.repeat(np.arange(groups), counts)
    step = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + first[group]
    return _Rows(group, step, step * width, (step + 1) * width)


def _count(
    keys: Keys, rows: _Rows, entry: Floats, exit: Floats, left: npt.NDArray[np.bool_], code: Integers
) -> tuple[Integers, Integers]:
    """Return who is watched when a step begins, and who leaves in it."""
    top = (rows.group + 1) * keys.width
    begin, end = keys.of(rows.group, rows.begin), keys.of(rows.group, rows.end)
    exits, entries = np.sort(keys.of(code, exit)), np.sort(keys.of(code, entry))
    events = np.sort(keys.of(code[left], exit[left]))
    beyond = np.searchsorted(entries, top) - np.searchsorted(entries, begin, side="right")
    at_risk = np.searchsorted(exits, top) - np.searchsorted(exits, begin) - beyond
    gone = np.searchsorted(events, end) - np.searchsorted(events, begin)
    return at_risk, gone


def _shares(
    curves: Curves, rows: _Rows, last: Integers, at_risk: Integers, level: float
) -> tuple[Floats, Floats, Floats]:
    """Return retention and limits at the end of each step, ``last`` being the last event before it."""
    fewest = pd.Series(at_risk).groupby(rows.group).cummin().to_numpy()
    share, high = np.ones(len(last)), np.ones(len(last))
    low = limit_of_none(fewest, level=level)
    inside = last >= 0
    inside[inside] = curves.group[last[inside]] == rows.group[inside]
    lower, upper = log_log_limits(curves.retention, curves.greenwood, level=level)
    ended = curves.retention == 0
    if ended.any():
        lower[ended], upper[ended] = 0.0, _upper_at_nought(curves, upper, ended, level)
    at = last[inside]
    share[inside], low[inside], high[inside] = curves.retention[at], lower[at], upper[at]
    return share, low, high


def _upper_at_nought(curves: Curves, upper: Floats, ended: npt.NDArray[np.bool_], level: float) -> Floats:
    """Return the upper limit where all had left: that before the last leaving, times that of the last leaving."""
    at = np.flatnonzero(ended)
    start = np.searchsorted(curves.group, curves.group[at])
    again = (at > start) & ended[np.maximum(at - 1, 0)]  # others came in after all had left, and left as well
    first = np.maximum.accumulate(np.where(again, 0, at))
    alone = first == np.searchsorted(curves.group, curves.group[first])
    before = np.where(alone, 1.0, upper[np.maximum(first - 1, 0)])
    return np.asarray(before * (1 - limit_of_none(curves.at_risk[first], level=level)))


def _unwatched(entry: Floats, exit: Floats, code: Integers, groups: int) -> Floats:
    """Return the first tenure of each group at which nobody was watched, though somebody was later."""
    order = np.lexsort((entry, code))
    into, group = entry[order], code[order]
    so_far = pd.Series(exit[order]).groupby(group).cummax().to_numpy()
    first = np.append(True, group[1:] != group[:-1])
    covered = np.where(first, 0.0, np.append(0.0, so_far[:-1]))
    gaps = into > covered
    begins = np.full(groups, np.inf)
    np.minimum.at(begins, group[gaps], covered[gaps])
    return begins


def _cannot_tell(rows: _Rows, unwatched: Floats, share: Floats) -> npt.NDArray[np.bool_]:
    """Return where a retention cannot be told: after a time without anybody, or after all had left."""
    over = pd.Series(share <= 0).groupby(rows.group).cumsum().to_numpy() - (share <= 0)
    return np.asarray((rows.end > unwatched[rows.group]) | (over > 0))
