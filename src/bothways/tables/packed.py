"""What a workbook unpacks to, looked at before it is opened."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Any
from xml.parsers import expat

from bothways.errors import FileError

#: Parts beside the sheets (texts, styles) are held in memory whole.
MOST_BESIDE = 400 << 20
#: Beyond this size in all, what shrinks more than so many times is taken for a trap.
LARGE, MOST_TIMES = 100 << 20, 200
#: Within so many bytes a part comes to its first element; a declaration of entities stands before it.
HEAD = 1 << 16


class _Begun(Exception):
    """The first element was reached."""


def refuse_bomb(path: Path, name: str) -> None:
    """Refuse a workbook that would unpack to far more than it is, or that declares entities of XML.

    Sizes are those that the archive states; what is unpacked later never reads beyond them.

    Raises
    ------
    FileError
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            beside = sum(each.file_size for each in parts if "/worksheets/" not in each.filename)
            whole, packed = sum(each.file_size for each in parts), path.stat().st_size
            if beside > MOST_BESIDE or (whole > LARGE and whole > MOST_TIMES * packed):
                raise FileError(
                    f"The workbook unpacks to {whole >> 20:,} MB, far more than a table needs.",
                    remedy="Save the table as CSV.",
                    file=name,
                )
            for each in parts:
                if each.filename.endswith((".xml", ".rels")):
                    with archive.open(each) as stream:
                        _refuse_entities(stream.read(HEAD), name)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, zlib.error):
        return  # whoever opens it says what is wrong with it


def _refuse_entities(head: bytes, name: str) -> None:
    """Refuse a part that has a document type before its first element, however far down."""

    def refuse(*_: Any) -> None:
        raise FileError(
            "The workbook declares entities, which no spreadsheet program writes.",
            remedy="Open it in a spreadsheet program and save it again as .xlsx.",
            file=name,
        )

    def begin(*_: Any) -> None:
        raise _Begun

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = begin
    try:
        parser.Parse(head, False)
    except _Begun:
        return
    except (expat.ExpatError, ValueError, LookupError):  # no XML, or in letters that are not known here
        bare = head.replace(b"\0", b"")
        if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
            refuse()
        return
    if len(head) == HEAD:
        raise FileError(
            f"A part of the workbook holds nothing in its first {HEAD >> 10} kB, which no spreadsheet program writes.",
            remedy="Open it in a spreadsheet program and save it again as .xlsx.",
            file=name,
        )
