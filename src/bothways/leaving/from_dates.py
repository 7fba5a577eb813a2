"""Spells from the days on which people started and left."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.errors import CellError
from bothways.leaving.amounts import amount
from bothways.leaving.days import Order, read_day_columns
from bothways.leaving.spells import FROM_THE_START
from bothways.leaving.tenure import Clock, months_between
from bothways.leaving.who_left import LEFT, STAYS
from bothways.tables.gather import Columns

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
#: Longer tenures are slips of the pen, or years of birth.
LONGEST_YEARS = 80


@dataclass(frozen=True)
class Watched:
    """What was watched of each spell, with the record that its groups come from.

    Attributes
    ----------
    record, person : numpy.ndarray of int64, shape (spells,)
        Person: a number that tells people apart; it goes no further than the making of groups.
    entry, exit, left, clock, whole_years, hired, first_day, last_day, since, as_of
        As in :class:`bothways.leaving.spells.Spells`.
    notes : list of str
    """

    record: Integers
    person: Integers
    entry: Floats
    exit: Floats
    left: Bools
    clock: Clock
    whole_years: bool
    hired: Floats | None
    first_day: Floats | None
    last_day: Floats | None
    since: dt.date | None
    as_of: dt.date | None
    notes: list[str]


@dataclass(frozen=True)
class _Rows:
    """Rows in the order of people and starts.

    Attributes
    ----------
    hired : numpy.ndarray of float64
        First day of the spell that a row goes on with.
    moved : numpy.ndarray of bool
        Whether the row ends by a move, so that another row goes on.
    shared : numpy.ndarray of bool
        Whether the first day is the last day of the row before it as well.
    """

    record: Integers
    person: Integers
    start: Floats
    end: Floats
    hired: Floats
    moved: Bools
    shared: Bools


def read_dated(
    read: Columns,
    rows: Integers,
    told: npt.NDArray[np.int8],
    *,
    as_of: dt.date | None,
    since: dt.date | None,
    order: Order | None,
) -> Watched:
    """Read spells from start and end.

    Parameters
    ----------
    read : Columns
    rows : numpy.ndarray of int64
        Records that hold something.
    told : numpy.ndarray of int8, shape (rows,)
        What other columns say of who left; -1 nothing.
    as_of, since, order
        As in :func:`bothways.leaving.reading.read_spells`.

    Returns
    -------
    Watched

    Raises
    ------
    InputError
        Where a start is missing, an end lies before it, columns differ about who left, or spells overlap.
    """
    days, notes = read_day_columns(read, ("start", "end"), order)
    start, end = days["start"][rows], days["end"][rows]
    _refuse_unless(
        read, rows, ~np.isnan(start), "start", "The row has no start.", "Fill it in, or take the row out."
    )
    _refuse_unless(
        read, rows, ~(end < start), "end", "The end lies before the start.", "Correct one of the two days."
    )
    last = _last_day(read, start, end, as_of, notes)
    over = np.where(np.isnan(end), last, np.minimum(end, last)) - start > LONGEST_YEARS * 365.25
    _refuse_unless(
        read, rows, ~over, "start", f"The spell is longer than {LONGEST_YEARS} years.", "Correct the start."
    )
    _check_told(read, rows, told, end, last)
    return _watch(_chain(read, rows, start, end, notes), last, since, notes)


def _refuse_unless(read: Columns, rows: Integers, fine: Bools, field: str, what: str, remedy: str) -> None:
    if not fine.all():
        first = int(rows[int(np.argmin(fine))])
        raise read.error(CellError, what, remedy=remedy, field=field, record=first)


def _last_day(read: Columns, start: Floats, end: Floats, as_of: dt.date | None, notes: list[str]) -> float:
    """Return the last day that is looked at."""
    if as_of is not None:
        last = float(as_of.toordinal())
        later, coming = int((end > last).sum()), int((start > last).sum())
        if later:
            notes.append(
                f"Still there on {as_of}, though an end is known: {amount(later, 'row')} with a later end."
            )
        if coming:
            notes.append(f"Left out: {amount(coming, 'row')} with a start after {as_of}.")
        return last
    known = np.concatenate([start, end[~np.isnan(end)]])
    last = float(known.max())
    notes.append(
        f"Who has no end is taken as still there on {dt.date.fromordinal(int(last))}, the latest day of the file "
        "(--as-of gives another)."
    )
    return last


def _check_told(read: Columns, rows: Integers, told: npt.NDArray[np.int8], end: Floats, last: float) -> None:
    """Refuse rows in which a column says otherwise than the end about who left."""
    field = next((name for name in ("left", "active", "status") if name in read.texts), "end")
    ended = ~np.isnan(end)
    _refuse_unless(
        read, rows, ~((told == LEFT) & ~ended), "end",
        f"The column {read.column(field)!r} says that the person left, and there is no end.",
        "Fill the end in, or correct the other column.",
    )  # fmt: skip
    _refuse_unless(
        read, rows, ~((told == STAYS) & (end < last)), "end",
        f"There is an end, and the column {read.column(field)!r} says that the person is still there.",
        f"Correct the row or remove the column {read.column(field)!r}; where ends are planned, say with --as-of which "
        "day the file speaks of.",
    )  # fmt: skip


def _chain(read: Columns, rows: Integers, start: Floats, end: Floats, notes: list[str]) -> _Rows:
    """Put the rows of each person in order, refuse overlaps, and join what follows without a day between."""
    person = np.arange(len(rows), dtype=np.int64)
    if "person" in read.texts:
        person = read.texts["person"].codes[rows].astype(np.int64)
        _refuse_unless(
            read, rows, person >= 0, "person", "The row has no person.", "Fill it in, or take the row out."
        )
    order = np.lexsort((rows, start, person))
    record, who, begin, stop = rows[order], person[order], start[order], end[order]
    same = np.zeros(len(rows), bool)
    same[1:] = who[1:] == who[:-1]
    before = np.append(np.nan, stop[:-1])
    _refuse_overlaps(read, record, same & ~(begin >= before))
    joins = same & (begin - before <= 1)
    chain = np.cumsum(~joins) - 1
    hired = begin[np.flatnonzero(~joins)][chain]
    moved = np.append(joins[1:], False)
    if joins.any():
        notes.append(
            "Where a row begins on the last day of another one of the same person, or the day after, that is a move "
            f"and no leaving, and tenure goes on: {amount(int(joins.sum()), 'row')}."
        )
    again = same & ~joins
    if again.any():
        notes.append(f"People who came back have a spell each time: {amount(int(again.sum()), 'row')}.")
    return _Rows(record, who, begin, stop, hired, moved, joins & (begin == before))


def _refuse_overlaps(read: Columns, record: Integers, wrong: Bools) -> None:
    """Refuse two rows of one person that overlap, naming both."""
    if not wrong.any():
        return
    at = np.flatnonzero(wrong)
    pairs = np.sort(np.stack([record[at], record[at - 1]]), axis=0)
    first = int(np.argmin(pairs[1]))
    above, below = (int(each) for each in pairs[:, first])
    more = f" There are {amount(len(at) - 1, 'more row')} like it." if len(at) > 1 else ""
    raise read.error(
        CellError,
        f"The spell overlaps that of row {read.table.row_of(above)}, which is the same person.{more}",
        remedy="Keep one row a spell, with an end before the next start; of yearly lists keep the last row.",
        field="person",
        record=below,
    )


def _watch(rows: _Rows, last: float, since: dt.date | None, notes: list[str]) -> Watched:
    """Cut the rows to the time that is looked at."""
    first = float(since.toordinal()) if since else -np.inf
    ended = ~np.isnan(rows.end) & (rows.end <= last)
    stop = np.where(ended, rows.end, last)
    kept = (rows.start <= last) & (stop >= first)
    if since:
        gone, early = (
            int(((rows.start <= last) & (stop < first)).sum()),
            int((kept & (rows.start < first)).sum()),
        )
        notes.append(
            f"Only time from {since} on is counted. Before it, {amount(gone, 'row')} ended (left out) and "
            f"{amount(early, 'row')} started (counted from then on)."
        )
    hired, start, stop = rows.hired[kept], rows.start[kept], stop[kept]
    shared = rows.shared[kept] & (start >= first) & (stop > start)  # that day belongs to the row before
    begin = np.maximum(start, first) + shared
    exit = months_between(hired, stop)
    entry = np.full(len(exit), FROM_THE_START)
    late = begin > hired
    entry[late] = months_between(hired[late], begin[late] - 1)
    seen = exit > entry
    if not since:
        _tell_missing_leavers(begin, stop, (ended & ~rows.moved)[kept], notes)
    place = np.flatnonzero(kept)[seen]
    return Watched(
        rows.record[place], rows.person[place], entry[seen], exit[seen], (ended & ~rows.moved)[place], "month", False,
        hired[seen], begin[seen], stop[seen], since or _day(begin), _day(np.array([last])), notes,
    )  # fmt: skip


def _day(days: Floats) -> dt.date | None:
    return dt.date.fromordinal(int(days.min())) if len(days) else None


def _tell_missing_leavers(begin: Floats, stop: Floats, left: Bools, notes: list[str]) -> None:
    """Tell where a file seems to hold nobody who left before some day, though people were there."""
    if not left.any():
        return
    first = float(stop[left].min())
    before = float(np.clip(np.minimum(stop, first) - begin, 0, None).sum())
    after = float(np.clip(stop - np.maximum(begin, first), 0, None).sum())
    expected = before * left.sum() / after if after else 0.0
    if expected >= 3:
        day = dt.date.fromordinal(int(first))
        notes.append(
            f"Nobody left before {day}, where about {expected:.0f} would have left as fast as later. If earlier "
            f"leavers are missing from the file, retention comes out too high: give --from {day}."
        )
