"""Reading raw answers, one row a response, into the rounds that a ledger takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from bothways.errors import CellError, ColumnError, FileError, InputError
from bothways.privacy.ledger.metric import RoundAnswers
from bothways.privacy.questions import Questions
from bothways.privacy.roster import Roster, make_roster
from bothways.privacy.tree import UnitTree
from bothways.tables import Columns, Text, find_columns, gather, read_table
from bothways.tables.columns import SYNONYMS, plain

IntArray = npt.NDArray[np.int64]
Progress = Callable[[str, int], None]
Every = Literal["month", "quarter"]

#: Columns of raw answers and the names understood for them.
FIELDS: dict[str, tuple[str, ...]] = {
    "respondent": ("respondent id", "person", "person id", "employee", "employee id", "customer", "customer id"),
    "unit": SYNONYMS["unit"],
    "round": ("period", "wave", "survey round", "date", "month", "quarter", "year", "week", "day"),
}  # fmt: skip
_DAY = re.compile(r"(\d{4})-(\d{2})-\d{2}(?:[T ].*)?")


@dataclass(frozen=True)
class Answers:
    """Raw answers, ready for the ledger.

    Attributes
    ----------
    rounds : tuple of RoundAnswers
        In the order of their names: 2024-02 before 2024-10, "round 2" before "round 10".
    notes : tuple of str
        What the reader must be told about how the file was taken. No note holds a count of people.
    """

    rounds: tuple[RoundAnswers, ...]
    notes: tuple[str, ...]


def read_answers(
    source: Any,
    tree: UnitTree,
    questions: Questions,
    *,
    by: Sequence[str] = (),
    also: Sequence[str] = (),
    columns: Mapping[str, str] | None = None,
    rounds: Sequence[str] = (),
    every: Every | None = None,
    one_row_each: bool = False,
    sheet: str | None = None,
    progress: Progress | None = None,
) -> Answers:
    """Read a table of raw answers.

    Parameters
    ----------
    source : path or table
        CSV, Parquet, XLSX or a frame: one row a response, with a unit, a round (or period), items, attributes
        and, where they are known, respondents.
    tree : UnitTree
        Every answer must name one of its units.
    questions : Questions
        Which columns are items and what is made of them.
    by : sequence of str
        Attribute columns. A blank attribute counts for no group of that attribute.
    also : sequence of str
        Attribute columns that are read where they are there: those that earlier releases were made of.
    columns : mapping of str to str, optional
        Field (respondent, unit, round) -> column.
    rounds : sequence of str
        Rounds to take, all where empty. Where the table has no column of rounds, one name for all its rows.
    every : {"month", "quarter"}, optional
        Put days together into rounds; needed where the column holds days.
    one_row_each : bool
        Say of rows without a respondent that no person answered twice in a round.
    sheet : str, optional
    progress : callable, optional
        Called with the name of the table and the records read.

    Returns
    -------
    Answers
        A respondent who answered twice in a round counts once, with the last row. A round in which somebody
        is not named is marked as not ``one_each`` unless ``one_row_each`` says otherwise: five rows might
        then be one person.

    Raises
    ------
    ColumnError, CellError, FileError, InputError
        Naming file, row, column and what to do; an answer is never printed.

    Examples
    --------
    >>> import pandas as pd
    >>> from bothways.privacy.questions import item_questions
    >>> from bothways.privacy.tree import make_tree
    >>> table = pd.DataFrame({"respondent": ["Ben", "Cem"], "unit": ["t1", "t1"], "round": "r1", "q": [4, 5]})
    >>> answers = read_answers(table, make_tree(["t1"], [None]), item_questions(["q"], low=1, high=5))
    >>> [(one.round, one.roster.unit.tolist(), one.values["q"].tolist()) for one in answers.rounds]
    [('r1', [0, 0], [4.0, 5.0])]
    """
    table = read_table(source, sheet=sheet, only=rounds if every is None else ())
    there = {plain(name) for name in table.header}
    questions = questions.asked(table.header)
    attributes = list(dict.fromkeys((*by, *(name for name in also if plain(name) in there))))
    named = {**(columns or {}), **{f"by {name}": name for name in attributes}}
    named |= {f"item {name}": name for name in questions.columns}
    fields = FIELDS | {field: () for field in named if field not in FIELDS}
    needed = ("unit",) if len(rounds) == 1 else ("unit", "round")
    places = find_columns(table, synonyms=fields, needed=needed, columns=named)
    read = gather(table, texts=places, numbers={}, progress=progress)
    if read.records == 0:
        raise FileError("The table has no rows.", remedy="Export it again.", file=table.name)
    unit = _units(read, tree)
    names, which = _rounds(read, rounds, every)
    values, items = questions.score(read)
    split, notes = [], list(read.notes)
    for number, name in enumerate(names):
        rows = np.flatnonzero(which == number)
        kept, blank = _respondents(read, rows, unit)
        notes += _remarks(name, blank, len(kept) < len(rows), one_row_each)
        split.append(
            RoundAnswers(
                round=name,
                people=_people(read, kept),
                roster=make_roster(
                    tree,
                    _picked(read.texts["unit"], kept),
                    _attributes(read, kept, name, attributes, by),
                ),
                metrics=questions.metrics,
                values={metric: value[kept] for metric, value in values.items()},
                items={metric: value[kept] for metric, value in items.items()},
                one_each=one_row_each or not blank,
            )
        )
    return Answers(tuple(split), tuple(dict.fromkeys(notes)))


def shares_served(places: Mapping[str, str], roster: Roster) -> tuple[str, str, str]:
    """Return which part of a round's respondents sits in units shown alone, merged, or only further up.

    Parameters
    ----------
    places : mapping of str to {"alone", "merged", "not shown"}
        Unit -> how it is shown, from :meth:`bothways.privacy.Ledger.places_shown`.
    roster : Roster

    Returns
    -------
    (str, str, str)
        Percentages rounded to 5; "-" in rounds of fewer than 50 people, where they would be counts.

    Examples
    --------
    >>> from bothways.privacy.tree import make_tree
    >>> roster = make_roster(make_tree(["a", "b"], [None, None]), ["a"] * 60 + ["b"] * 20)
    >>> shares_served({"a": "alone", "b": "merged"}, roster)
    ('75', '25', '0')
    """
    if roster.people < 50:
        return "-", "-", "-"
    kinds = np.array([places[unit] for unit in roster.tree.units])
    parts = [roster.counts[kinds == kind].sum() / roster.people for kind in ("alone", "merged", "not shown")]
    alone, merged, none = (str(5 * round(20 * float(part))) for part in parts)
    return alone, merged, none


def _attributes(
    read: Columns, rows: IntArray, name: str, attributes: Sequence[str], by: Sequence[str]
) -> dict[str, Text]:
    """Return the attributes of a round; one that is blank throughout is refused if it was asked for."""
    found = {}
    for attribute in attributes:
        text = _picked(read.texts[f"by {attribute}"], rows)
        if (text.codes >= 0).any():
            found[attribute] = text
        elif attribute in by:
            raise read.error(
                ColumnError,
                f"The attribute is blank for everybody in the round {name!r}.",
                remedy="Leave it out of --by, or release that round by itself with --round.",
                field=f"by {attribute}",
                record=None,
            )
    return found


def _units(read: Columns, tree: UnitTree) -> IntArray:
    """Return the place of each row's unit in the tree."""
    text, place = read.texts["unit"], tree.places
    _refuse_blank(read, "unit")
    known = np.array([place.get(name, -1) for name in text.names], np.int64)
    found = known[text.codes]
    if (found < 0).any():
        record = int(np.argmax(found < 0))
        raise read.error(
            CellError,
            f"The unit {text.names[text.codes[record]][:60]!r} is not in the unit tree.",
            remedy="Add it to the units, or correct it here.",
            field="unit",
            record=record,
        )
    return found


def _refuse_blank(read: Columns, field: str) -> None:
    blank = read.texts[field].codes < 0
    if blank.any():
        raise read.error(
            CellError,
            f"The response has no {field}.",
            remedy="Fill it in, or take the row out.",
            field=field,
            record=int(np.argmax(blank)),
        )


def _rounds(read: Columns, wanted: Sequence[str], every: Every | None) -> tuple[list[str], IntArray]:
    """Return the rounds in order, and which one each row belongs to; -1 for rows that are not asked for."""
    text = read.texts.get("round") or Text(np.zeros(read.records, np.int32), tuple(wanted))
    if "round" in read.texts:
        _refuse_blank(read, "round")
    names = [_round_name(read, text, place, every) for place in range(len(text.names))]
    order = sorted(set(names), key=natural)
    missing = [name for name in wanted if name not in order]
    if missing:
        raise read.error(
            InputError,
            f"There is no round {missing[0]!r}.",
            remedy=f"The rounds are {', '.join(order[:12])}{' ...' if len(order) > 12 else ''}.",
            field="round",
            record=None,
        )
    order = [name for name in order if not wanted or name in wanted]
    number = {name: place for place, name in enumerate(order)}
    lookup = np.array([number.get(name, -1) for name in names], np.int64)
    return order, lookup[text.codes]


def _round_name(read: Columns, text: Text, place: int, every: Every | None) -> str:
    """Return the round that a text of the column stands for."""
    name = text.names[place]
    day = _DAY.fullmatch(name)
    if not day:
        if every is None:
            return name
        what, remedy = f"{name[:40]!r} is no day.", "Write days as 2024-03-31, or leave out --every."
    elif every is not None:
        year, month = day.groups()
        return f"{year}-{month}" if every == "month" else f"{year}-Q{(int(month) + 2) // 3}"
    else:
        what = "The column of rounds holds days, and each day would be a round of its own."
        remedy = "Put them together with --every month or --every quarter, or name the round of each row."
    record = int(np.argmax(text.codes == place))
    raise read.error(CellError, what, remedy=remedy, field="round", record=record)


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return what rounds are ordered by: numbers in a name count as numbers.

    Examples
    --------
    >>> sorted(["round 10", "round 9"], key=natural)
    ['round 9', 'round 10']
    """
    parts = re.findall(r"\d+|\D+", name)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def _respondents(read: Columns, rows: IntArray, unit: IntArray) -> tuple[IntArray, bool]:
    """Return the rows of a round that count, in an order without answers; and is somebody unnamed?"""
    who = read.texts.get("respondent")
    if who is None:
        return rows[np.argsort(unit[rows], kind="stable")], len(rows) > 0
    kept = _last_of_each(rows, who.codes)
    rank = np.empty(len(who.names) + 1, np.int64)
    rank[sorted(range(len(who.names)), key=who.names.__getitem__)] = np.arange(len(who.names))
    rank[-1] = len(who.names)
    return kept[np.lexsort((kept, rank[who.codes[kept]], unit[kept]))], bool((who.codes[kept] < 0).any())


def _people(read: Columns, rows: IntArray) -> tuple[str, ...]:
    """Return who answered, blank where nobody is named."""
    who = read.texts.get("respondent")
    names = (*(who.names if who else ()), "")
    return tuple(names[code] for code in (who.codes[rows] if who else np.full(len(rows), -1)))


def _picked(text: Text, rows: IntArray) -> Text:
    """Return some rows of a column of text."""
    return Text(text.codes[rows], text.names)


def _last_of_each(rows: IntArray, codes: npt.NDArray[np.int32]) -> IntArray:
    """Return the rows with only the last one of every respondent who is named."""
    backwards = rows[::-1]
    named = backwards[codes[backwards] >= 0]
    _, first = np.unique(codes[named], return_index=True)
    return np.sort(np.concatenate([named[first], rows[codes[rows] < 0]]))


def _remarks(name: str, blank: bool, doubled: bool, one_row_each: bool) -> list[str]:
    remarks = []
    if doubled:
        remarks.append(f"{name}: somebody answered more than once; the last row counts, the others do not.")
    if blank and not one_row_each:
        remarks.append(
            f"{name}: not every row names a respondent, so one person could be behind many rows; only the whole "
            "organisation is shown. If nobody answered twice, say so with --one-row-each."
        )
    elif blank:
        remarks.append(f"{name}: rows without a respondent were taken for one person each, as you said.")
    return remarks
