"""Glint history: an address, ids of questions, and their comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from bothways.formats.export import Kind, Layout, Record, Source
from bothways.formats.rows import Row, Rows, fitted
from bothways.tables.columns import plain

COMMENTS = "_COMMENTS"
ADDRESS = {"useremail", "emailaddress", "email"}
LOOKED_AT = 500


def is_glint(first: Sequence[Row]) -> bool:
    """Return whether the header has an address, and comments beside their questions."""
    header = [cell.strip() for cell in first[0][1]] if first else []
    asked = set(header)
    return (
        bool(header)
        and any(plain(cell) in ADDRESS for cell in header)
        and any(cell.endswith(COMMENTS) and cell.removesuffix(COMMENTS) in asked for cell in header)
    )


def glint_layout(rows: Rows, first: Sequence[Row]) -> Layout:
    """Return how a file of Glint is understood: 1 to 5 is a scale, ``2:3:5`` several choices.

    A column of 0 and -1 alone marks a question that is answered in words; it is left out beside its comments.
    """
    header = [cell.strip() for cell in first[0][1]]

    def records() -> Iterator[Record]:
        for row in islice(rows.read(), 1, None):
            yield row[0], fitted(rows, row, header)

    seen = [cells for _, cells in islice(records(), LOOKED_AT)]
    return Layout(rows.name, "glint", tuple(_sources(header, seen)), records, rows.notes)


def _sources(header: list[str], seen: list[list[str | None]]) -> Iterator[Source]:
    """Yield the columns."""
    for place, name in enumerate(header):
        filled = {cell.strip() for record in seen if (cell := record[place]) and cell.strip()}
        if plain(name) in ADDRESS:
            yield Source(place, name, role="respondent")
        elif name.endswith(COMMENTS):
            asked = name.removesuffix(COMMENTS)
            yield Source(
                place, name, f"{asked}: comment", kind="text", group=asked if asked in header else ""
            )
        elif f"{name}{COMMENTS}" in header and filled and filled <= {"0", "-1"}:
            yield Source(place, name, role="ignored")
        else:
            yield Source(place, name, kind=_kind(filled))


def _kind(filled: set[str]) -> Kind | None:
    """Return the kind that is sure from the cells."""
    if any(":" in cell for cell in filled) and all(cell.replace(":", "").isdigit() for cell in filled):
        return "multiple"
    return "scale" if filled and filled <= set("12345") else None
