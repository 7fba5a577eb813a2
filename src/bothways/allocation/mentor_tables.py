"""New hires and mentors, read and checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bothways.allocation.working_hours import known_zones
from bothways.errors import CellError
from bothways.privacy.tree import UnitTree
from bothways.tables import Columns, Table, find_columns, gather, read_table
from bothways.tables.decimals import quoted

#: New hires that a willing mentor takes where the table does not say, and the most that anybody may take.
DEFAULT_ROOM, MOST_ROOM = 2, 5
YES = frozenset({"yes", "y", "true", "1", "ja", "j", "wahr", "si", "sí", "s", "verdadero", "x"})
NO = frozenset({"no", "n", "false", "0", "nein", "falsch", "falso"})

_EITHER: dict[str, tuple[str, ...]] = {
    "person": ("person id", "employee", "employee id", "staff id", "personnel number", "id"),
    "unit": ("unit id", "unit code", "team", "department", "dept", "org unit", "branch", "ward", "business unit"),
    "site": ("location", "place", "office", "building"),
    "role": ("roles", "job", "job title", "position", "function"),
    "time_zone": ("timezone", "tz", "zone"),
    "languages": ("language", "speaks"),
    "leads": ("leads units", "leader of", "heads"),
    "manager": ("manager id", "reports to", "supervisor", "boss"),
}  # fmt: skip
#: Columns of the table of new hires, and the names that are understood for them.
HIRE_SYNONYMS = {**_EITHER, "asks": ("topics", "asks for", "interests", "wants", "needs")}
#: Columns of the table of mentors, and the names that are understood for them.
MENTOR_SYNONYMS = {
    **_EITHER,
    "offers": ("topics", "interests", "gives"),
    "willing": ("is willing", "volunteers", "opted in", "opt in"),
    "room": ("places", "takes", "how many"),
}
HIRE_NEEDED = ("person", "unit", "site", "role", "time_zone")
#: Who leads which unit must be said, or nobody could tell who stands above a new hire.
MENTOR_NEEDED = (*HIRE_NEEDED, "leads", "willing")

#: What is written in a list, without case and blanks -> as it is written.
Written = Mapping[str, str]


@dataclass(frozen=True)
class Person:
    """A new hire or a mentor, as far as pairing looks at them.

    Attributes
    ----------
    key, unit, time_zone : str
    sites, roles, languages, topics : mapping of str to str
        As compared -> as written; empty where nothing is said. Topics are those asked for or offered.
    leads : tuple of str
        Units they lead.
    manager : str
        Key of who they report to; blank where nothing is said.
    room : int
        How many new hires they take; 0 of new hires, and of who is not willing.
    willing : bool
    """

    key: str
    unit: str
    time_zone: str
    sites: Written
    roles: Written
    languages: Written
    topics: Written
    leads: tuple[str, ...]
    manager: str
    room: int = 0
    willing: bool = False


def read_hires(source: Any, tree: UnitTree) -> tuple[tuple[Person, ...], Columns]:
    """Read the table of new hires; raises as :func:`bothways.allocation.pair_mentors` tells."""
    read = _gather(source, "the table of new hires", HIRE_SYNONYMS, HIRE_NEEDED)
    return tuple(_person(read, record, "asks", tree) for record in _records(read)), read


def read_mentors(source: Any, tree: UnitTree) -> tuple[tuple[Person, ...], Columns]:
    """Read the table of mentors; raises as :func:`bothways.allocation.pair_mentors` tells."""
    read = _gather(source, "the table of mentors", MENTOR_SYNONYMS, MENTOR_NEEDED)
    return tuple(_person(read, record, "offers", tree) for record in _records(read)), read


def refuse_both(hires: tuple[Person, ...], mentors: tuple[Person, ...], read: Columns) -> None:
    """Refuse somebody who stands in both tables; ``read`` is that of mentors."""
    new = {one.key for one in hires}
    for record, mentor in enumerate(mentors):
        if mentor.key in new:
            raise read.error(
                CellError,
                "The person is in the table of new hires, too.",
                remedy="Keep them in one of the two tables.",
                field="person",
                record=record,
            )


def _gather(
    source: Any, name: str, synonyms: Mapping[str, tuple[str, ...]], needed: tuple[str, ...]
) -> Columns:
    is_path = isinstance(source, str) or hasattr(source, "__fspath__")
    table = source if isinstance(source, Table) else read_table(source, name=None if is_path else name)
    places = find_columns(table, synonyms=synonyms, needed=needed)
    numbers = {field: place for field, place in places.items() if field == "room"}
    texts = {field: place for field, place in places.items() if field != "room"}
    return gather(table, texts=texts, numbers=numbers)


def _records(read: Columns) -> range:
    """Return all records, once each has a person of its own."""
    seen: dict[int, int] = {}
    for record, code in enumerate(read.texts["person"].codes.tolist()):
        if code < 0:
            raise _blank(read, "person", record)
        if code in seen:
            raise read.error(
                CellError,
                f"The person is there twice, first in row {read.table.row_of(seen[code])}.",
                remedy="Keep one row a person.",
                field="person",
                record=record,
            )
        seen[code] = record
    return range(read.records)


def _person(read: Columns, record: int, topics: str, tree: UnitTree) -> Person:
    willing = _read_willing(read, record)
    room = _read_room(read, record)
    return Person(
        key=_cell(read, "person", record),
        unit=_read_known(read, "unit", record, lambda unit: unit in tree.places),
        time_zone=_read_known(read, "time_zone", record, lambda zone: zone in known_zones()),
        sites=_list(_cell(read, "site", record), None),
        roles=_list(_cell(read, "role", record), "[;|]"),
        languages=_list(_cell(read, "languages", record), "[;|,]"),
        topics=_list(_cell(read, topics, record), "[;|,]"),
        leads=_read_led(read, record, tree),
        manager=_cell(read, "manager", record),
        room=room if willing else 0,
        willing=willing,
    )


def _cell(read: Columns, field: str, record: int) -> str:
    """Return a cell of text; blank where there is no such column."""
    if field not in read.texts:
        return ""
    code = int(read.texts[field].codes[record])
    return "" if code < 0 else read.texts[field].names[code]


def _list(cell: str, separator: str | None) -> Written:
    parts = [cell] if separator is None else re.split(separator, cell)
    written = [" ".join(part.split()) for part in parts]
    return {part.casefold(): part for part in written if part}


def _read_known(read: Columns, field: str, record: int, known: Callable[[str], bool]) -> str:
    """Return the unit or time zone of a record, which must be there and known."""
    cell = _cell(read, field, record)
    if not cell:
        raise _blank(read, field, record)
    if not known(cell):
        raise _unknown(read, field, record, cell)
    return cell


def _read_led(read: Columns, record: int, tree: UnitTree) -> tuple[str, ...]:
    cell = _cell(read, "leads", record)
    units = (cell,) if cell in tree.places else tuple(_list(cell, "[;|]").values())
    for unit in units:
        if unit not in tree.places:
            raise _unknown(read, "leads", record, unit)
    return units


def _read_willing(read: Columns, record: int) -> bool:
    """Return whether somebody is willing; a blank cell is no yes."""
    word = _cell(read, "willing", record).casefold()
    if word and word not in YES | NO:
        raise read.error(
            CellError,
            f"{quoted(word)} is neither yes nor no.",
            remedy="Write yes or no; who said nothing is not willing.",
            field="willing",
            record=record,
        )
    return word in YES


def _read_room(read: Columns, record: int) -> int:
    room = float(read.numbers["room"][record]) if "room" in read.numbers else float("nan")
    if room != room:
        return DEFAULT_ROOM
    if room not in range(MOST_ROOM + 1):
        raise read.error(
            CellError,
            f"The room is no whole number from 0 to {MOST_ROOM}.",
            remedy=f"Write how many more new hires they take; 0 for none, blank for {DEFAULT_ROOM}.",
            field="room",
            record=record,
        )
    return int(room)


def _blank(read: Columns, field: str, record: int) -> Exception:
    word = field.replace("_", " ")
    remedy = "Fill it in, or take the row out."
    return read.error(CellError, f"The {word} is blank.", remedy=remedy, field=field, record=record)


def _unknown(read: Columns, field: str, record: int, cell: str) -> Exception:
    if field == "time_zone":
        what, remedy = f"{quoted(cell)} is no time zone.", "Write it like Europe/Berlin."
    else:
        what = f"The unit {quoted(cell)} is not in the tree of units."
        remedy = "Write it as there, letter by letter, or add it there."
        if field == "leads":
            remedy += " Several stand between semicolons."
    return read.error(CellError, what, remedy=remedy, field=field, record=record)
