"""SurveyMonkey exports: two header rows, a blank in the first continues the question before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from bothways.formats.export import Kind, Layout, Record, Role, Source
from bothways.formats.rows import Row, Rows, fitted
from bothways.tables.columns import plain

#: Metadata by their plain names.
ROLES: dict[str, Role] = {
    "respondentid": "respondent", "collectorid": "ignored", "startdate": "started", "enddate": "ended",
    "datecreated": "started", "datemodified": "ended", "ipaddress": "identifying",
    "emailaddress": "identifying", "firstname": "identifying", "lastname": "identifying",
}  # fmt: skip
ONE_ANSWER, OWN_WORDS = "response", "openendedresponse"
LOOKED_AT = 500


def is_surveymonkey(first: Sequence[Row]) -> bool:
    """Return whether a file begins with the two header rows of SurveyMonkey."""
    if len(first) < 2:
        return False
    names, below = [plain(cell) for cell in first[0][1]], first[1][1]
    metadata = [place for place, name in enumerate(names) if name in ROLES]
    blank = all(not below[place].strip() for place in metadata if place < len(below))
    return "respondentid" in names and len(metadata) >= 2 and blank


def surveymonkey_layout(rows: Rows, first: Sequence[Row]) -> Layout:
    """Return how a file of SurveyMonkey is understood; questions are called q1, q2 ..., their rows q1_1 ..."""
    width = max(len(first[0][1]), len(first[1][1]))
    top, below = ([*map(str.strip, row), *[""] * (width - len(row))] for _, row in first[:2])
    header = [upper or lower for upper, lower in zip(top, below, strict=True)]

    def records() -> Iterator[Record]:
        for row in islice(rows.read(), 2, None):
            yield row[0], fitted(rows, row, header)

    seen = [cells for _, cells in islice(records(), LOOKED_AT)]
    return Layout(rows.name, "surveymonkey", tuple(_sources(top, below, seen)), records, rows.notes)


def _sources(top: list[str], below: list[str], seen: list[list[str | None]]) -> Iterator[Source]:
    """Yield the columns, put together to questions."""
    number, place = 0, 0
    while place < len(top):
        end = next((at for at in range(place + 1, len(top)) if top[at]), len(top))
        role = ROLES.get(plain(top[place]))
        custom = plain(top[place]).startswith("customdata")
        if (role or custom) and end == place + 1:
            yield Source(place, top[place], role=role or "question")
        elif top[place] or below[place]:
            number += 1
            yield from _question(f"q{number}", top[place], range(place, end), below, seen)
        place = end


def _question(
    name: str, text: str, places: range, below: list[str], seen: list[list[str | None]]
) -> Iterator[Source]:
    """Yield the columns of one question."""
    single = len(places) == 1
    for nth, place in enumerate(places, start=1):
        part = "" if plain(below[place]) in (ONE_ANSWER, OWN_WORDS) else below[place]
        yield Source(
            place,
            name if single else f"{name}_{nth}",
            " - ".join(filter(None, [text, part])),
            kind=_kind(below[place], [record[place] for record in seen]),
            group="" if single else name,
        )


def _kind(label: str, cells: list[str | None]) -> Kind | None:
    """Return "multiple" where a column holds its own label or nothing, "text" for own words."""
    if plain(label) == OWN_WORDS or plain(label).startswith("other"):
        return "text"
    filled = {cell.strip() for cell in cells if cell and cell.strip()}
    return "multiple" if filled == {label} else None
