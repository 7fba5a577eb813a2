"""LimeSurvey: responses as XML, read piece by piece, entities refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from bothways.errors import FileError
from bothways.formats.export import Layout, Record
from bothways.formats.limesurvey import survey_sources, with_end

BLOCK = 1 << 16
MOST_CELL = 1 << 20
DEEPEST = 32


class _Reader:
    """What the parser has seen so far."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.path: list[str] = []
        self.kind = ""
        self.fields: dict[str, None] = {}
        self.row: dict[str, str] = {}
        self.rows: list[dict[str, str]] = []
        self.text: list[str] = []
        self.size = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.EntityDeclHandler = self.refuse
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.data

    def refuse(self, *_: Any) -> None:
        raise FileError(
            "The file declares a document type or entities, which no export needs.",
            remedy="Export the responses again.",
            file=self.name,
        )

    def start(self, tag: str, _: dict[str, str]) -> None:
        self.path.append(tag)
        self.text, self.size = [], 0
        if len(self.path) > DEEPEST:
            raise FileError(
                "The elements lie too deep.", remedy="Export the responses again.", file=self.name
            )

    def data(self, text: str) -> None:
        self.size += len(text)
        if self.size > MOST_CELL:
            raise FileError("A cell is larger than 1 MB.", remedy="Shorten it.", file=self.name)
        self.text.append(text)

    def end(self, tag: str) -> None:
        path, text = self.path, "".join(self.text)
        self.text, self.size = [], 0
        if tag == "LimeSurveyDocType":
            self.kind = text.strip()
        elif path[-2:] == ["fields", "fieldname"]:
            self.fields[text.strip()] = None
        elif path[-3:-1] == ["rows", "row"]:
            self.row[field_name(tag)] = text
        elif path[-2:] == ["rows", "row"]:
            self.rows.append(self.row)
            self.row = {}
        path.pop()


def field_name(tag: str) -> str:
    """Return the name of a column of its element: a leading ``_`` is stripped, ``-`` stands for ``#``.

    Examples
    --------
    >>> field_name("_12X3X45-1"), field_name("submitdate")
    ('12X3X45#1', 'submitdate')
    """
    return tag.removeprefix("_").replace("-", "#")


def limesurvey_xml_layout(path: Path) -> Layout:
    """Return how responses in XML are understood; the whole file is read once for the names of its columns.

    Raises
    ------
    FileError
        Where the file is no well-formed XML, declares entities, or holds no responses.
    """
    reader = _Reader(path.name)
    found: dict[str, None] = {}
    for _, row in _rows(path, reader):
        found.update(dict.fromkeys(row))
    if reader.kind and reader.kind != "Responses":
        raise FileError(
            f"This is LimeSurvey's {reader.kind[:40]!r}, which holds no responses.",
            remedy="Export the responses.",
            file=path.name,
        )
    codes = list({**{field_name(name): None for name in reader.fields}, **found})
    if not found:
        raise FileError("The file holds no responses.", remedy="Export it again.", file=path.name)
    place = codes.index("submitdate") if "submitdate" in codes else None

    def records() -> Iterator[Record]:
        for number, row in _rows(path, _Reader(path.name)):
            yield number, with_end([row.get(code) for code in codes], place)

    return Layout(path.name, "limesurvey-xml", survey_sources(codes, [""] * len(codes)), records)


def _rows(path: Path, reader: _Reader) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the number of each row, counted from 1, and its cells."""
    number = 0
    with path.open("rb") as stream:
        done = False
        while not done:
            block = stream.read(BLOCK)
            done = not block
            try:
                reader.parser.Parse(block, done)
            except (expat.ExpatError, ValueError, LookupError) as error:
                raise FileError(
                    "The XML is damaged or cut off.",
                    remedy="Export the responses again.",
                    file=path.name,
                    row=getattr(error, "lineno", None),
                ) from error
            for row in reader.rows:
                number += 1
                yield number, row
            reader.rows = []
