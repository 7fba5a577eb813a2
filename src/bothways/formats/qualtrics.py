"""Qualtrics exports: two header rows in old files, three in new ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from bothways.formats.export import Kind, Layout, Record, Role, Source
from bothways.formats.rows import Row, Rows, fitted
from bothways.tables.columns import plain

_IMPORT_ID = re.compile(r"""["']ImportId["']\s*:\s*["']([^"']*)["']""")
_CHOICE = re.compile(r"""["']choiceId["']\s*:\s*["']""")
#: Metadata by their plain names, as row 1 (new), row 2 (old) or the ImportId call them.
ROLES: dict[str, Role] = {
    "startdate": "started", "enddate": "ended", "recordeddate": "recorded", "finished": "finished",
    "responseid": "respondent", "recordid": "respondent", "userlanguage": "language", "qlanguage": "language",
    "ipaddress": "identifying", "recipientlastname": "identifying", "recipientfirstname": "identifying",
    "recipientemail": "identifying", "externalreference": "identifying", "externaldatareference": "identifying",
    "externaldata": "identifying", "emailaddress": "identifying", "name": "identifying",
    "locationlatitude": "identifying", "locationlongitude": "identifying",
}  # fmt: skip
#: Statuses of responses that nobody gave: previews, tests, spam; as words or as numbers.
NOT_GIVEN = re.compile(r"(?i).*(preview|test|spam).*|1|2|8|9|12|17")


class Heads(NamedTuple):
    """The header rows: how many there are, and their cells."""

    rows: int
    ids: list[str]
    texts: list[str]
    imports: list[str]


def find_heads(first: Sequence[Row]) -> Heads | None:
    """Return the header rows where a file begins like one of Qualtrics; else None."""
    if len(first) < 2:
        return None
    ids, texts = first[0][1], first[1][1]
    if len(first) > 2:
        third = first[2][1]
        found = [bool(_IMPORT_ID.search(cell)) for cell in third]
        if any(found) and 2 * sum(found) >= sum(1 for cell in third if cell.strip()):
            return Heads(3, ids, texts, third)
    old = {"responseid", "responseset", "startdate", "enddate", "finished", "ipaddress", "status"}
    if len(old & set(map(plain, texts))) >= 3:
        return Heads(2, ids, texts, [])
    return None


def qualtrics_layout(rows: Rows, heads: Heads) -> Layout:
    """Return how a file of Qualtrics is understood."""
    width = max(len(heads.ids), len(heads.texts), len(heads.imports))
    ids, texts, imports = (
        [*map(str.strip, row), *[""] * (width - len(row))] for row in (heads.ids, heads.texts, heads.imports)
    )
    sources = tuple(
        _source(place, *cells) for place, cells in enumerate(zip(ids, texts, imports, strict=True))
    )
    status = next(
        (place for place in range(width) if "status" in (plain(ids[place]), plain(texts[place]))), None
    )
    told = "" if status is None else "Responses whose status is preview, test or spam are left out."
    return Layout(
        rows.name,
        "qualtrics",
        sources,
        _records(rows, heads.rows, ids, status),
        (*rows.notes, *filter(None, [told])),
    )


def _source(place: int, column: str, text: str, imported: str) -> Source:
    """Return one column; what it is called in row 3 goes before rows 1 and 2."""
    match = _IMPORT_ID.search(imported)
    import_id = match[1] if match else ""
    question = bool(re.match(r"QID\d", import_id))
    names = [] if question else [import_id] if import_id else [column, text]
    role: Role = next((ROLES[plain(name)] for name in names if plain(name) in ROLES), "question")
    written = import_id.endswith("_TEXT") or column.endswith("_TEXT")
    chosen = bool(_CHOICE.search(imported)) and not written
    group = import_id.split("_")[0] if re.match(r"QID\d+_\d", import_id) or chosen else ""
    kind: Kind | None = "text" if written else "multiple" if chosen else None
    return Source(place, column or import_id, text, role, kind, group=group)


def _records(rows: Rows, heads: int, header: list[str], status: int | None) -> Callable[[], Iterator[Record]]:
    """Return what gives the responses behind the header rows, without those that nobody gave."""

    def records() -> Iterator[Record]:
        for place, row in enumerate(rows.read()):
            if place < heads:
                continue
            cells = fitted(rows, row, header)
            if status is None or not NOT_GIVEN.fullmatch((cells[status] or "").strip()):
                yield row[0], cells

    return records
