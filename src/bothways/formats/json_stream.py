"""Records of JSON, one after the other, without holding the file."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NoReturn, TextIO

from bothways.errors import FileError
from bothways.tables.encoding import find_encoding

BLOCK = 1 << 16
#: A record of more characters is no response.
MOST_RECORD = 16 << 20
_BLANK = " \t\r\n"


def json_records(path: Path, arrays: Collection[str]) -> Iterator[dict[str, Any]]:
    """Yield the records of a file.

    Parameters
    ----------
    path : Path
        A list of objects; an object that holds one under a name of ``arrays``; one object; or one object a line.
    arrays : collection of str

    Raises
    ------
    FileError
        Where the file is no JSON, is cut off, or a record is no object or larger than 16 million characters.
    """
    encoding = find_encoding(path, path.name)
    with path.open(encoding=encoding.codec, newline="") as stream:
        stream.seek(encoding.skip)
        reader = _Reader(stream, path.name)
        while reader.peek():
            if reader.peek() == "[":
                yield from map(reader.record, reader.elements())
            else:
                yield from reader.members(arrays)


class _Reader:
    """Reads values of JSON from a text that grows as it is needed."""

    def __init__(self, stream: TextIO, name: str) -> None:
        self.stream, self.name = stream, name
        self.buffer, self.at = "", 0
        self.decoder = json.JSONDecoder(parse_constant=self.refuse)

    def refuse(self, word: str = "") -> NoReturn:
        raise FileError("The JSON is damaged or cut off.", remedy="Export the file again.", file=self.name)

    def grow(self, size: int = BLOCK) -> bool:
        """Read on; return whether there was more."""
        block = self.stream.read(size)
        self.buffer, self.at = self.buffer[self.at :] + block, 0
        return bool(block)

    def peek(self) -> str:
        """Return the next character that is no blank; blank text at the end."""
        while True:
            while self.at < len(self.buffer):
                if self.buffer[self.at] not in _BLANK:
                    return self.buffer[self.at]
                self.at += 1
            if not self.grow():
                return ""

    def take(self, character: str) -> None:
        """Go past a character that must come."""
        if self.peek() != character:
            self.refuse()
        self.at += 1

    def value(self) -> Any:
        """Return the next value. One is whole only when something follows it, or the file ends."""
        self.peek()
        size = BLOCK
        while True:
            try:
                value, end = self.decoder.raw_decode(self.buffer, self.at)
            except (ValueError, RecursionError):
                end = len(self.buffer)
            else:
                if end < len(self.buffer) or not self.grow():
                    self.at = min(end, len(self.buffer))
                    return value
                continue
            if len(self.buffer) - self.at > MOST_RECORD or not self.grow(size):
                self.refuse()
            size *= 2

    def elements(self) -> Iterator[Any]:
        """Yield the elements of a list."""
        self.take("[")
        while self.peek() != "]":
            yield self.value()
            if self.peek() != "]":
                self.take(",")
                if self.peek() == "]":
                    self.refuse()
        self.take("]")

    def members(self, arrays: Collection[str]) -> Iterator[dict[str, Any]]:
        """Yield the records that an object holds under one of these names; else the object itself."""
        whole: dict[str, Any] = {}
        listed = False
        self.take("{")
        while self.peek() != "}":
            key = self.value()
            if not isinstance(key, str):
                self.refuse()
            self.take(":")
            if key in arrays and self.peek() == "[":
                listed = True
                yield from map(self.record, self.elements())
            else:
                whole[key] = self.value()
            if self.peek() != "}":
                self.take(",")
                if self.peek() == "}":
                    self.refuse()
        self.take("}")
        if not listed:
            yield whole

    def record(self, value: Any) -> dict[str, Any]:
        """Return an element, which must be an object."""
        if not isinstance(value, dict):
            raise FileError(
                "The list holds something else than records.", remedy="Export the file again.", file=self.name
            )
        return value
