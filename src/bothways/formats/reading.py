"""Reading an export, whichever tool wrote it."""

from __future__ import annotations

from collections.abc import Collection
from os import PathLike
from pathlib import Path

from bothways.errors import FileError, InputError
from bothways.formats.batching import make_export
from bothways.formats.detecting import detect
from bothways.formats.export import FORMATS, Export, Layout
from bothways.formats.formbricks import formbricks_layout
from bothways.formats.glint import glint_layout, is_glint
from bothways.formats.limesurvey import is_limesurvey, limesurvey_layout
from bothways.formats.limesurvey_xml import limesurvey_xml_layout
from bothways.formats.plain_tables import plain_layout
from bothways.formats.qualtrics import find_heads, qualtrics_layout
from bothways.formats.reviews import review_layout, review_table_layout
from bothways.formats.rows import Rows, open_rows
from bothways.formats.shapes import SHAPES
from bothways.formats.spss import MAGIC, spss_layout
from bothways.formats.surveymonkey import is_surveymonkey, surveymonkey_layout
from bothways.tables.reading import first_bytes


def read_export(
    path: str | PathLike[str],
    format: str | None = None,
    *,
    keep: Collection[str] = (),
    sheet: str | None = None,
    header_row: int | None = None,
    header_rows: int = 1,
) -> Export:
    """Open an export of a survey tool, or any table of responses.

    Parameters
    ----------
    path : path
    format : str, optional
        One of ``FORMATS``; told by the content where not given.
    keep : collection of str
        Identifying columns to keep, by id, and ``respondent`` for the id of the respondent. All others that
        tell who somebody is (names, addresses, e-mail, IP, position) are left out.
    sheet : str, optional
        Sheet of an XLSX file.
    header_row, header_rows : int
        Of a table: row of the header (the last one of several), and how many rows it has.

    Returns
    -------
    Export
        Questions are known; responses are read when they are asked for, a batch at a time. The first 2,000
        responses are looked at to guess kinds of questions. JSON of Formbricks and XML of LimeSurvey are read
        once for their columns.

    Raises
    ------
    FileError
        Where the file is missing, empty, damaged, cut off, has no responses, or is not in the format named.
    ColumnError
        Where something is to be kept that is not there.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "x.csv")
    ...     _ = path.write_text("Team,E-mail,Mood\\nHarbour,a@b.example,4\\nMill,c@d.example,2\\n")
    ...     export = read_export(path)
    ...     [(q.id, q.kind) for q in export.questions], export.dropped
    ([('Team', 'text'), ('Mood', 'scale')], ('E-mail',))
    """
    path = Path(path)
    if format is not None and format not in FORMATS:
        raise InputError(f"The format {format!r} is not known.", remedy=f"Use one of {', '.join(FORMATS)}.")
    named = format or ("table" if header_row or header_rows > 1 else detect(path, sheet=sheet).format)
    layout = _layout(path, named, sheet, header_row, header_rows)
    return make_export(layout, frozenset(keep))


def _layout(path: Path, format: str, sheet: str | None, header_row: int | None, header_rows: int) -> Layout:
    """Return how a file of a format is understood."""
    magic = first_bytes(path, path.name)
    if format == "spss":
        if not magic.startswith(MAGIC):
            raise _other(path, format)
        return spss_layout(path)
    if format == "limesurvey-xml":
        return limesurvey_xml_layout(path)
    if format == "formbricks":
        return formbricks_layout(path)
    shape = next((shape for shape in SHAPES if shape.format == format), None)
    if shape is not None and detect(path, sheet=sheet).format != format:
        raise _other(path, format)
    if shape is not None and _is_table(path, magic):
        return review_table_layout(open_rows(path, sheet=sheet), shape)
    if shape is not None:
        return review_layout(path, shape)
    rows = open_rows(path, sheet=sheet, quoted=format != "limesurvey")
    if format == "table":
        return plain_layout(rows, header_row=header_row, header_rows=header_rows)
    return _survey_layout(rows, path, format)


def _survey_layout(rows: Rows, path: Path, format: str) -> Layout:
    """Return how rows of a survey tool are understood."""
    first = rows.first(3)
    heads = find_heads(first)
    if format == "qualtrics" and heads is not None:
        return qualtrics_layout(rows, heads)
    if format == "surveymonkey" and is_surveymonkey(first):
        return surveymonkey_layout(rows, first)
    if format == "glint" and is_glint(first):
        return glint_layout(rows, first)
    if format == "limesurvey" and is_limesurvey(first):
        return limesurvey_layout(rows, first)
    raise _other(path, format)


def _is_table(path: Path, magic: bytes) -> bool:
    """Return whether records stand in a table, and not in JSON."""
    if magic.startswith((b"PK", b"PAR1")):
        return True
    return magic.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] not in (b"{", b"[")


def _other(path: Path, format: str) -> FileError:
    """Return the error for a file that is not in the format named."""
    return FileError(
        f"This is no export of the format {format!r}.",
        remedy="Leave the format out: it is told by the content.",
        file=path.name,
    )
