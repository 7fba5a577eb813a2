"""Reading a folder of released numbers back, with the answers they were made of."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bothways.errors import ColumnError, FileError, InputError
from bothways.privacy.groups import Group, parse_group
from bothways.privacy.ledger.record import Record, from_document
from bothways.privacy.tree import UnitTree, make_tree
from bothways.tables import read_table

NUMBERS, LEDGER = "released.csv", "ledger.json"
NEEDED = ("round", "group", "metric", "kind", "value")
#: What the kind of a number is followed by where its round came after the first that a ledger released.
LATER = "of a later round"
#: The same for aggregates that a ledger took in without respondents.
AGGREGATE = "imported as an aggregate (nobody knows who is behind it)"
#: The same for shares of answers that count in no score.
ADDITIONAL = "of an additional question"
#: Kinds that are attacked; others are counted and named.
ATTACKED = ("mean", "hours", "share", "turnover", "retention", "nps", "distribution")


@dataclass(frozen=True)
class Row:
    """One row of released.csv.

    Attributes
    ----------
    record : int
        Record, counted from 0.
    row_of : callable
        Record -> row as a spreadsheet counts it; reads the file, so it is called for errors alone.
    round, metric, kind, n_band, text : str
        ``text`` is the column ``value``.
    group : Group
    low, high : str
        Ends of the interval; blank where there is none.
    """

    record: int
    row_of: Callable[[int], int]
    round: str
    group: Group
    metric: str
    kind: str
    n_band: str
    text: str
    low: str
    high: str

    @property
    def number(self) -> int:
        """Row as a spreadsheet counts it."""
        return self.row_of(self.record)


@dataclass(frozen=True)
class Folder:
    """What somebody published.

    Attributes
    ----------
    rows : tuple of Row
        Of the kinds that are attacked, with a value.
    record : Record or None
        The ledger, where there is one: it tells the rules, which are public, and the scales.
    tree : UnitTree
    others : mapping of str to int
        Kind that is not attacked -> number of rows.
    """

    rows: tuple[Row, ...]
    record: Record | None
    tree: UnitTree
    others: Mapping[str, int] = field(default_factory=dict)

    @property
    def attributes(self) -> tuple[str, ...]:
        """Attributes that groups are made of."""
        names = (name for row in self.rows for name, _ in row.group.attributes)
        return tuple(dict.fromkeys(names))

    @property
    def rounds(self) -> tuple[str, ...]:
        """Rounds, in the order of the file."""
        return tuple(dict.fromkeys(row.round for row in self.rows))


def read_folder(folder: Path, *, units: UnitTree | None = None) -> Folder:
    """Read released.csv, and ledger.json where it is there.

    Parameters
    ----------
    folder : Path
    units : UnitTree, optional
        Needed where no ledger tells the units and groups name any.

    Returns
    -------
    Folder

    Raises
    ------
    FileError, ColumnError, InputError
        Naming file, row and remedy.
    """
    record = _ledger(folder / LEDGER)
    table = read_table(folder / NUMBERS, name=NUMBERS)
    missing = [name for name in NEEDED if name not in table.header]
    if missing:
        raise ColumnError(
            f"The column {missing[0]!r} is missing.",
            remedy=f"Give the columns {', '.join(NEEDED)}, and n_band, low, high where there are any.",
            file=NUMBERS,
        )
    columns = {name: _texts(table, name) for name in (*NEEDED, "n_band", "low", "high")}
    rows: list[Row] = []
    others: dict[str, int] = {}
    first = _first_rounds(record)
    imported = {name for name, one in record.rounds.items() if one.imported} if record else set()
    for place, kind in enumerate(columns["kind"]):
        metric, name = columns["metric"][place], columns["round"][place]
        if name in imported:
            kind = f"{kind} {AGGREGATE}"
        elif kind == "distribution" and _is_additional(record, name, metric):
            kind = f"{kind} {ADDITIONAL}"
        elif kind in ATTACKED and first.get(metric, name) != name:
            kind = f"{kind} {LATER}"
        if kind not in ATTACKED:
            others[kind] = others.get(kind, 0) + 1
        elif columns["value"][place]:
            rows.append(_row(columns, place, table.row_of))
    if not rows:
        only = bool(others) and all(kind.endswith(AGGREGATE) for kind in others)
        raise FileError(
            "Every number here was imported as an aggregate, and nobody knows who is behind it to attack it."
            if only
            else "There is no number to attack.",
            remedy=f"Kinds that are attacked: {', '.join(ATTACKED)}.",
            file=NUMBERS,
        )
    return Folder(tuple(rows), record, _tree(record, units, rows), others)


def _is_additional(record: Record | None, name: str, metric: str) -> bool:
    """Return whether a ledger says that a row speaks of an additional question, whose answers are not handed in."""
    one = record.rounds.get(name) if record else None
    return one is not None and f"choices:{metric}" in one.checks


def _first_rounds(record: Record | None) -> dict[str, str]:
    """Return the round in which each metric was first released: who is behind later numbers, answers do not tell."""
    first: dict[str, str] = {}
    for name, one in record.rounds.items() if record else ():
        for metric in () if one.imported else one.metrics:
            first.setdefault(metric, name)
    return first


def _ledger(path: Path) -> Record | None:
    """Return the ledger of a folder, or None."""
    if not path.exists():
        return None
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise FileError(
            "The ledger cannot be read.", remedy="Restore it, or attack the folder without it.", file=LEDGER
        ) from problem
    return from_document(document)


def _texts(table: Any, name: str) -> list[str]:
    """Return a column as text, blank where there is none."""
    if name not in table.header:
        return _blanks(table)
    cells = table.to_arrow([name]).column(0).to_pylist()
    return ["" if cell is None else str(cell).strip() for cell in cells]


def _blanks(table: Any) -> list[str]:
    """Return a blank for each row."""
    return [""] * int(table.to_arrow([NEEDED[0]]).num_rows)


def _row(columns: Mapping[str, Sequence[str]], place: int, row_of: Callable[[int], int]) -> Row:
    """Return one row."""
    try:
        group = parse_group(columns["group"][place])
    except InputError as problem:
        raise InputError(
            problem.what, remedy=problem.remedy, file=NUMBERS, row=row_of(place), column="group"
        ) from None
    get: Callable[[str], str] = lambda name: columns[name][place]  # noqa: E731
    return Row(
        place, row_of, get("round"), group, get("metric"), get("kind"), get("n_band"), get("value"), get("low"),
        get("high"),
    )  # fmt: skip


def _tree(record: Record | None, units: UnitTree | None, rows: Sequence[Row]) -> UnitTree:
    """Return the units, from the ledger where there is one."""
    if units is not None:
        return units
    if record is not None:
        return make_tree(
            [unit for unit, _, _ in record.units],
            [parent for _, parent, _ in record.units],
            [name for _, _, name in record.units],
        )
    raise InputError(
        "Without a ledger the units are not known.", remedy="Name their table with --units.", file=NUMBERS
    )
