"""Which format a file is in, told by its content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from bothways.errors import FileError
from bothways.formats.export import Format
from bothways.formats.formbricks import is_delivery
from bothways.formats.glint import is_glint
from bothways.formats.json_stream import json_records
from bothways.formats.limesurvey import is_limesurvey
from bothways.formats.qualtrics import find_heads
from bothways.formats.rows import Row, open_rows
from bothways.formats.shapes import SHAPES, find_shape
from bothways.formats.spss import MAGIC
from bothways.formats.surveymonkey import is_surveymonkey
from bothways.tables.encoding import MARKS
from bothways.tables.reading import first_bytes

UNKNOWN = "unknown: use the mapping step"
ARRAYS = tuple(name for shape in SHAPES for name in shape.arrays)
HEAD = 4096


@dataclass(frozen=True)
class Detected:
    """What a file was found to be.

    Attributes
    ----------
    format : str
        One of ``FORMATS``; ``table`` where no survey tool's marks were found.
    why : str
        What it was told by; begins with "unknown: use the mapping step" for a table.
    """

    format: Format
    why: str


def detect(path: str | PathLike[str], *, sheet: str | None = None) -> Detected:
    """Tell which format a file is in.

    Parameters
    ----------
    path : path
        Its name does not matter.
    sheet : str, optional
        Sheet of an XLSX file; needed where more than one holds cells.

    Returns
    -------
    Detected

    Raises
    ------
    FileError
        Where the file is missing, empty, damaged, in no known encoding, or JSON or XML of no known format.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "x.csv")
    ...     _ = path.write_text('[{"id": "1", "score": "good", "group_id": 7}]')
    ...     detect(path)
    Detected(format='zendesk', why='records have the fields id, score')
    """
    path = Path(path)
    magic = first_bytes(path, path.name)
    if magic.startswith(MAGIC):
        return Detected("spss", "it begins like an SPSS file")
    head = "" if magic.startswith((b"PK", b"PAR1")) else _head(path)
    if head[:1] in {"{", "["} and not head.startswith("[x]"):
        return _detect_json(path)
    if head[:1] == "<":
        return _detect_xml(path, head)
    rows = open_rows(path, sheet=sheet)
    if rows.tabs and is_limesurvey(open_rows(path, quoted=False).first(2)):
        return Detected("limesurvey", "row 2 of a file with tabs holds its codes")
    found = _detect_rows(rows.first(3))
    return found or Detected("table", f"{UNKNOWN}. No marks of a survey tool were found.")


def _head(path: Path) -> str:
    """Return the first characters that are no blanks, as far as they tell JSON and XML."""
    with path.open("rb") as stream:
        start = stream.read(HEAD)
    for mark in MARKS:
        if start.startswith(mark):
            start = start[len(mark) :]
            break
    return start.replace(b"\0", b"").decode("latin-1").lstrip()


def _detect_json(path: Path) -> Detected:
    """Tell by the first record."""
    first = next(iter(json_records(path, ARRAYS)), None)
    if first is None:
        raise FileError("The file holds no records.", remedy="Export it again.", file=path.name)
    if is_delivery(first):
        return Detected("formbricks", f"the first record is an event {first['event']}")
    shape = find_shape(first)
    if shape is None:
        raise FileError(
            "The fields of the records are of no format that is known.",
            remedy="Export a table (CSV or XLSX), whose columns can be mapped.",
            file=path.name,
        )
    return Detected(shape.format, f"records have the fields {', '.join(sorted(shape.needed))}")


def _detect_xml(path: Path, head: str) -> Detected:
    """Tell by the element that LimeSurvey puts first."""
    if "LimeSurveyDocType" not in head:
        raise FileError(
            "This is XML or a page, and no export that is known.",
            remedy="Export CSV or XLSX.",
            file=path.name,
        )
    return Detected("limesurvey-xml", "it has the element LimeSurveyDocType")


def _detect_rows(first: Sequence[Row]) -> Detected | None:
    """Tell by the header rows."""
    heads = find_heads(first)
    if heads is not None:
        why = "row 3 holds ImportIds" if heads.rows == 3 else "rows 1 and 2 hold its metadata columns"
        return Detected("qualtrics", why)
    if is_surveymonkey(first):
        return Detected("surveymonkey", "row 1 has a Respondent ID, and row 2 is blank below its metadata")
    if is_glint(first):
        return Detected("glint", "there are columns of addresses and of comments ending in _COMMENTS")
    shape = find_shape([cell.strip() for cell in first[0][1]]) if first else None
    if shape is not None:
        return Detected(shape.format, f"the header has the columns {', '.join(sorted(shape.needed))}")
    return None
