"""What a workbook unpacks to, looked at before it is opened."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from bothways.errors import FileError

#: Parts beside the sheets (texts, styles) are held in memory whole.
MOST_BESIDE = 400 << 20
#: Beyond this size in all, what shrinks more than so many times is taken for a trap.
LARGE, MOST_TIMES = 100 << 20, 200
#: Where a declaration of entities would stand.
HEAD = 4096


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
    """Refuse a part that begins with a document type."""
    if b"<!DOCTYPE" in head.replace(b"\0", b"") or b"<!ENTITY" in head.replace(b"\0", b""):
        raise FileError(
            "The workbook declares entities, which no spreadsheet program writes.",
            remedy="Open it in a spreadsheet program and save it again as .xlsx.",
            file=name,
        )
