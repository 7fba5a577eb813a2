"""A table of people to spells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.errors import CellError, FileError, InputError, NotEnoughData
from bothways.leaving.amounts import amount
from bothways.leaving.days import Order
from bothways.leaving.fields import WHO_LEFT, Layout, find_layout
from bothways.leaving.from_dates import Watched, read_dated
from bothways.leaving.from_tenure import read_tenures
from bothways.leaving.spells import Grouping, Spells
from bothways.leaving.who_left import read_who_left
from bothways.tables.gather import Columns, Progress, gather
from bothways.tables.reading import read_table

Integers = npt.NDArray[np.int64]
#: Fields read as text.
_TEXTS = ("person", "start", "end", "reason", *WHO_LEFT)
#: Up to so many people, a column in which most stand alone may still be a column of groups.
_FEW = 20


def read_spells(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    by: Sequence[str] | None = None,
    as_of: dt.date | None = None,
    since: dt.date | None = None,
    dates: Order | None = None,
    sheet: str | None = None,
    progress: Progress | None = None,
) -> Spells:
    """Read who was there, for how long, and who left.

    Parameters
    ----------
    source : path or table
        One row a person, or one a spell: CSV, XLSX, Parquet, or a frame. Either ``start`` and ``end`` (blank for who
        is still there), or a tenure and a column that says who left.
    columns : mapping of str to str, optional
        Field -> column. Fields: those of :data:`bothways.leaving.fields.FIELDS`.
    by : sequence of str, optional
        Fields or columns that groups are made of; unit and role if not given, where they are there.
    as_of : datetime.date, optional
        Last day that is looked at: who leaves later is still there. The latest day of the file if not given.
    since : datetime.date, optional
        First day that is looked at: who left before is not counted, and who started before is counted from here on.
    dates : {"dmy", "mdy", "iso"}, optional
        What 03/04/2024 means, where the file does not tell.
    sheet : str, optional
        Sheet of an XLSX file.
    progress : callable, optional
        See :func:`bothways.tables.gather.gather`.

    Returns
    -------
    Spells
        Rows of one person that follow each other without a day between are one spell, seen in one group after the
        other. Other rows of one person are spells of their own.

    Raises
    ------
    InputError
        Where something is missing, cannot be read or cannot be: an end before a start, a negative tenure, spells
        of one person that overlap.
    NotEnoughData
        Where nobody is left to look at, or nobody left.

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"start": ["2020-01-15", "2021-03-01"], "end": ["2020-04-15", ""]})
    >>> spells = read_spells(people)
    >>> spells.exit.tolist(), spells.left.tolist(), spells.as_of
    ([3.0, 0.0], [True, False], datetime.date(2021, 3, 1))
    """
    table = read_table(source, sheet=sheet)
    layout = find_layout(table, columns=columns, by=by)
    _refuse_days_without_dates(layout, table.name, as_of, since)
    read = gather(table, **_asked(layout), progress=progress)
    rows = _filled_rows(read, layout)
    left = read_who_left(read, _who_left(read, layout), rows)
    if layout.dated:
        watched = read_dated(read, rows, left, as_of=as_of, since=since, order=dates)
    else:
        watched = read_tenures(read, rows, left, field=layout.tenure or "tenure")
    return _assemble(read, layout, watched, asked=by is not None)


def _asked(layout: Layout) -> dict[str, dict[str, int]]:
    """Return the columns to read, each once."""
    wanted = {name for name in (*_TEXTS, *layout.by) if name in layout.places}
    if not layout.dated:
        wanted -= {"start", "end"} - set(layout.by)
    numbers = {} if layout.dated else {layout.tenure or "": layout.places[layout.tenure or ""]}
    texts = {name: place for name, place in layout.places.items() if name in wanted}
    return {"texts": texts, "numbers": numbers}


def _refuse_days_without_dates(
    layout: Layout, file: str, as_of: dt.date | None, since: dt.date | None
) -> None:
    if not layout.dated and (as_of or since):
        raise InputError(
            "A day is given, and the file holds tenures instead of dates.",
            remedy="Leave --as-of and --from out, or bring start and end.",
            file=file,
        )
    if as_of and since and as_of < since:
        raise InputError("The last day lies before the first.", remedy="Check --from and --as-of.")


def _filled_rows(read: Columns, layout: Layout) -> Integers:
    """Return the records that are not blank in all that was read."""
    filled = np.zeros(read.records, bool)
    for text in read.texts.values():
        filled |= text.codes >= 0
    for numbers in read.numbers.values():
        filled |= ~np.isnan(numbers)
    if not filled.any():
        raise FileError("All rows are blank.", remedy="Export it again.", file=read.table.name)
    return np.flatnonzero(filled).astype(np.int64)


def _who_left(read: Columns, layout: Layout) -> dict[str, bool]:
    """Return the columns that say who left, and whether all of their cells must be understood."""
    there = [field for field in WHO_LEFT if field in read.texts]
    named = [field for field in there if field in layout.named]
    if layout.dated:
        return {field: field in named for field in there}
    main = (named or there)[:1]
    return {field: field in (*main, *named) for field in (*main, *(f for f in there if f not in main))}


def _assemble(read: Columns, layout: Layout, watched: Watched, *, asked: bool) -> Spells:
    """Return the spells with their groups."""
    if not len(watched.exit):
        raise NotEnoughData(f"{read.table.name}: nobody was there in the time that is looked at.")
    if not watched.left.any():
        raise NotEnoughData(f"{read.table.name}: nobody left in the time that is looked at; retention is 1.")
    notes = [*read.notes, *layout.notes, *watched.notes]
    groupings = [Grouping("", ("all",), np.zeros(len(watched.exit), np.int64))]
    for name in layout.by:
        groupings.append(_grouping(read, name, watched, notes, asked=asked))
    if not layout.by and not asked:
        notes.append("No column of units or roles was found, so only the whole is told (--by names columns).")
    if "person" not in read.texts:
        notes.append("No column tells people apart: every row is taken for a person.")
    return Spells(
        watched.entry, watched.exit, watched.left, tuple(groupings), watched.clock, watched.whole_years, watched.hired,
        watched.first_day, watched.last_day, watched.since, watched.as_of, layout.by_tenure,
        len(np.unique(watched.person)), read.table.name, tuple(notes),
    )  # fmt: skip


def _grouping(read: Columns, name: str, watched: Watched, notes: list[str], *, asked: bool) -> Grouping:
    """Return the groups of a column; blanks belong to none, and no group is a single person."""
    text = read.texts[name]
    codes = text.codes[watched.record].astype(np.int64)
    blank = int((codes < 0).sum())
    if blank:
        notes.append(
            f"Without a {name}: {amount(blank, 'spell')}, which count in the whole and in no group of it."
        )
    alone = _alone(codes, watched.person, len(text.names))
    many = np.unique(watched.person[codes >= 0]).size
    if asked and many > _FEW and 2 * int(alone.sum()) > many:
        raise read.error(
            CellError,
            "Most people stand alone in this column, so its groups would be persons.",
            remedy="Name columns that many people share with --by, such as unit or role.",
            field=name,
            record=None,
        )
    if alone.any():
        notes.append(f"Left out of {name}, as each would be one person: {amount(int(alone.sum()), 'group')}.")
    codes[(codes >= 0) & alone[codes]] = -1
    return Grouping(name, text.names, codes)


def _alone(codes: Integers, person: Integers, groups: int) -> npt.NDArray[np.bool_]:
    """Return which groups are one person."""
    width = int(person.max()) + 1
    pairs = np.unique(codes[codes >= 0] * width + person[codes >= 0])
    return np.asarray(np.bincount(pairs // width, minlength=groups) == 1)
