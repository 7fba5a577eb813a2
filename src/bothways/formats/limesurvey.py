"""LimeSurvey: the tab-separated VV file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from bothways.formats.export import Layout, Record, Role, Source
from bothways.formats.rows import Row, Rows, fitted

#: Columns that are no questions.
ROLES: dict[str, Role] = {
    "id": "respondent", "submitdate": "finished", "startdate": "started", "datestamp": "recorded",
    "startlanguage": "language", "token": "identifying", "ipaddr": "identifying", "refurl": "identifying",
    "lastpage": "ignored", "seed": "ignored",
}  # fmt: skip
MARKS: Mapping[str, str] = {"quote": '"', "tab": "\t", "cr": "\r", "newline": "\n", "lbrace": "{"}
_MARK = re.compile(r"\{(quote|tab|cr|newline|lbrace)\}")
NOT_SHOWN = "{question_not_shown}"


def decode(cell: str) -> str | None:
    """Return a cell as it was before the file was written; None for a question that was not shown.

    Examples
    --------
    >>> decode("a{tab}b {lbrace}quote}"), decode("{question_not_shown}")
    ('a\\tb {quote}', None)
    """
    if cell == NOT_SHOWN:
        return None
    return _MARK.sub(lambda match: MARKS[match[1]], cell) if "{" in cell else cell


def encode(cell: str) -> str:
    """Return a cell as a VV file holds it: the opposite of :func:`decode`."""
    names = {character: f"{{{name}}}" for name, character in MARKS.items()}
    return "".join(names.get(character, character) for character in cell)


def is_limesurvey(first: Sequence[Row]) -> bool:
    """Return whether the second row holds the codes of a VV file."""
    codes = set(first[1][1]) if len(first) > 1 else set()
    return "id" in codes and bool(codes & {"submitdate", "startlanguage", "lastpage", "token"})


def limesurvey_layout(rows: Rows, first: Sequence[Row]) -> Layout:
    """Return how a VV file is understood."""
    texts, codes = ([cell.strip() for cell in row] for _, row in first[:2])
    texts += [""] * (len(codes) - len(texts))
    sources = survey_sources(codes, [decode(text) or "" for text in texts])
    place = codes.index("submitdate") if "submitdate" in codes else None

    def records() -> Iterator[Record]:
        for row in islice(rows.read(), 2, None):
            cells = [None if cell is None else decode(cell) for cell in fitted(rows, row, codes)]
            yield row[0], with_end(cells, place)

    return Layout(rows.name, "limesurvey", sources, records, rows.notes)


def survey_sources(codes: Sequence[str], texts: Sequence[str]) -> tuple[Source, ...]:
    """Return the columns of a survey of LimeSurvey, then the day it was submitted."""
    sources = [
        Source(place, code, text, ROLES.get(code, "question"))
        for place, (code, text) in enumerate(zip(codes, texts, strict=False))
    ]
    if "submitdate" in codes:
        sources.append(Source(len(codes), "ended", role="ended"))
    return tuple(sources)


def with_end(cells: list[str | None], place: int | None) -> list[str | None]:
    """Return a record with the day of submission behind it, and in its place whether there is one."""
    if place is None:
        return cells
    day = cells[place]
    done = bool(day and day.strip())
    return [*cells[:place], "true" if done else "false", *cells[place + 1 :], day]
