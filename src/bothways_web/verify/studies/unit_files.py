"""Where a programme began, as a file: all of it or nothing, with what is wrong row by row."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from bothways.tables.columns import find_columns
from bothways_web.people.models import Unit, User
from bothways_web.people.problems import ShownProblem, show_problems
from bothways_web.people.records.cells import RecordCells, read_cells
from bothways_web.people.uploads import forget_upload, keep_upload, open_upload
from bothways_web.verify.models import Study
from bothways_web.verify.studies.starts import Start

KIND = "starts"
SYNONYMS = {
    "unit": ("team", "code", "department", "store", "branch", "site"),
    "start": ("began", "begin", "start date", "from", "since", "treated"),
    "end": ("end date", "until", "to", "stopped"),
    "dose": ("amount", "how much", "hours", "sessions"),
}
NEEDED = ("unit", "start")


@dataclass(frozen=True)
class ReadStarts:
    """A file that was read: its lines, or what is wrong with it."""

    starts: list[Start]
    problems: list[ShownProblem]
    wrong: int


def read_starts(file: UploadedFile[Any], *, by: User) -> ReadStarts:
    """Read where a programme began, as CSV, XLSX or Parquet with the columns unit, start and, where known, end, dose.

    Raises
    ------
    InputError
        Where the file cannot be read, or a column is missing or doubled; the message names it.
    """
    upload = keep_upload(file, kind=KIND, by=by)
    try:
        table = open_upload(upload)
        places = find_columns(table, synonyms=SYNONYMS, needed=NEEDED)
        cells = read_cells(upload, {name: table.header[place] for name, place in places.items()})
        starts = list(_starts(cells))
        return ReadStarts(starts, show_problems(table, cells.problems), len(cells.problems))
    finally:
        forget_upload(upload)


def starts_csv(study: Study) -> str:
    """Return where a programme began, as a file that can be changed and brought again."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("unit", "start", "end", "dose"))
    for one in study.units.select_related("unit"):
        dose = "" if one.dose is None else f"{one.dose:g}"
        writer.writerow((one.unit.code, one.start.isoformat(), one.end.isoformat() if one.end else "", dose))
    return out.getvalue()


def _starts(cells: RecordCells) -> Iterator[Start]:
    known = set(Unit.objects.values_list("code", flat=True))
    seen: dict[str, int] = {}
    for record in cells.filled():
        code = cells.at("unit", record)
        start, end = cells.day("start", record), cells.day("end", record)
        if code not in known:
            cells.complain(
                record, "unit", _("There is no team with the code “%(code)s”.") % {"code": code[:40]},
                _("Use the codes of your unit tree."),
            )  # fmt: skip
        elif code in seen:
            cells.complain(
                record, "unit", _("This team stands here twice."), _("Keep the line with its first start.")
            )
        seen.setdefault(code, record)
        if not cells.at("start", record):
            cells.complain(record, "start", _("The start is missing."), _("Write the day, like 2024-03-31."))
        if start and end and end < start:
            cells.complain(record, "end", _("It ends before it starts."), _("Correct one of the days."))
        dose = _dose(cells, record)
        if start:
            yield Start(code, start, end, dose)


def _dose(cells: RecordCells, record: int) -> float | None:
    text = cells.at("dose", record)
    if not text:
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        cells.complain(
            record, "dose", _("“%(text)s” is no number from 0 on.") % {"text": text[:40]},
            _("Write a number such as 5 or 2.5, or leave it blank."),
        )  # fmt: skip
        return None
    return value
