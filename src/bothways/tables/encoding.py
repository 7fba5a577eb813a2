"""Which characters a text file is written in."""

from __future__ import annotations

import codecs
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bothways.errors import FileError

BLOCK = 1 << 22
#: Marks at the start of a file, longest first; UTF-32 begins like UTF-16.
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


@dataclass(frozen=True)
class Encoding:
    """How the bytes of a file become characters.

    Attributes
    ----------
    codec : str
        Name of the Python codec.
    skip : int
        Bytes of the mark at the start.
    quotes : int
        How many double quotes the file holds.
    """

    codec: str
    skip: int
    quotes: int

    def notes(self, name: str) -> tuple[str, ...]:
        """Return what must be told: that the encoding is a guess."""
        if self.codec != "cp1252":
            return ()
        return (f"{name} is not in UTF-8 and was read as Windows-1252 (Western European).",)


def find_encoding(path: Path, name: str) -> Encoding:
    """Return the encoding of a file: by its mark, by its zero bytes, as UTF-8, or else as Windows-1252.

    The whole file is decoded once, so that a bad byte far down is found before anything is computed.
    """
    with path.open("rb") as stream:
        start = stream.read(4096)
    for mark, codec in MARKS.items():
        if start.startswith(mark):
            return _decoded(path, codec, len(mark), name)
    zeros = (start[::2].count(0), start[1::2].count(0))
    if max(zeros) > len(start) // 8:
        return _decoded(path, "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le", 0, name)
    try:
        return _decode(path, "utf-8", 0)
    except UnicodeDecodeError:
        return _decoded(path, "cp1252", 0, name)


def _decoded(path: Path, codec: str, skip: int, name: str) -> Encoding:
    """Return the encoding if the whole file can be decoded by it."""
    try:
        return _decode(path, codec, skip)
    except UnicodeDecodeError:
        raise FileError(
            "The characters are in no encoding that is read (UTF-8, UTF-16, UTF-32, Windows-1252).",
            remedy="Save it as CSV in UTF-8.",
            file=name,
        ) from None


def _decode(path: Path, codec: str, skip: int) -> Encoding:
    """Decode a file once and count its double quotes; zero characters mean that it is no text."""
    decoder = codecs.getincrementaldecoder(codec)()
    quotes = 0
    with path.open("rb") as stream:
        stream.seek(skip)
        while block := stream.read(BLOCK):
            text = decoder.decode(block)
            if "\0" in text:
                raise FileError(
                    "This is no text file.",
                    remedy="Export the table as CSV, XLSX or Parquet.",
                    file=path.name,
                )
            quotes += text.count('"')
        decoder.decode(b"", final=True)
    return Encoding(codec, skip, quotes)


@contextmanager
def as_utf8(path: Path, encoding: Encoding) -> Iterator[tuple[Path, int]]:
    """Give a file in UTF-8 with the same text, and where in it the text starts.

    A file in another encoding is copied into a temporary one, which is removed afterwards.
    """
    if encoding.codec == "utf-8":
        yield path, encoding.skip
        return
    with tempfile.TemporaryDirectory(prefix="bothways-") as folder:
        copy = Path(folder, "table.csv")
        with (
            path.open(encoding=encoding.codec, newline="") as source,
            copy.open("w", encoding="utf-8", newline="") as target,
        ):
            source.seek(encoding.skip)
            while block := source.read(BLOCK):
                target.write(block)
        yield copy, 0
