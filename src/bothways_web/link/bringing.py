"""The steps between a file and an import: whose it is, what its columns mean, what the check found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.errors import InputError
from bothways.formats.wide import look_at_sheets
from bothways.tables.columns import NEEDED, SYNONYMS
from bothways_web.link.cells import standing_imports
from bothways_web.link.checking import Problem, Reading, read_metrics
from bothways_web.link.conflicts import Overlap, UnitsBeside, find_conflicts, find_overlaps, units_beside
from bothways_web.link.imports import import_metrics
from bothways_web.link.layouts import said_layout
from bothways_web.link.models import MetricImport
from bothways_web.link.showing import shown_kind
from bothways_web.people.access import Viewer
from bothways_web.people.mapping import ColumnMap, Field, map_columns
from bothways_web.people.models import Role, Upload, User
from bothways_web.people.problems import Problem as RowProblem
from bothways_web.people.problems import write_faults
from bothways_web.people.uploads import (
    LIMIT,
    forget_upload,
    keep_unread,
    open_upload,
    reading,
    refuse_no_table,
)

if TYPE_CHECKING:
    from bothways.panel.panel import Side

#: Columns of names of things: their cells are shown as examples.
NAMES = ("unit", "metric", "period")
#: Problems that the command line tells.
LINES = 20
_LABELS = {
    "unit": gettext_lazy("Team (its code)"),
    "period": gettext_lazy("Period"),
    "metric": gettext_lazy("Name of the metric"),
    "value": gettext_lazy("Value"),
    "n": gettext_lazy("People or answers behind the value"),
    "noise_variance": gettext_lazy("Sampling variance of the value"),
    "sd": gettext_lazy("Standard deviation of one answer"),
    "kind": gettext_lazy("Kind: mean, percent, nps, count or rate"),
    "low": gettext_lazy("Low end of the scale"),
    "high": gettext_lazy("High end of the scale"),
    "better": gettext_lazy("Which end is good: higher or lower"),
    "reference_start": gettext_lazy("First day the value speaks of"),
    "reference_end": gettext_lazy("Last day the value speaks of"),
}


@dataclass(frozen=True)
class Checked:
    """An upload that was read, and what stands between it and being imported."""

    upload: Upload
    side: str
    columns: dict[str, str]
    reading: Reading
    overlaps: list[Overlap]
    conflicts: list[Problem]
    units: UnitsBeside

    @property
    def count(self) -> int:
        """Values that would be imported."""
        return len(self.reading.cells)

    @property
    def periods(self) -> list[str]:
        """Periods of the file, oldest first."""
        return sorted(self.reading.cells["period"].unique().tolist())

    @property
    def metrics(self) -> list[str]:
        """Names of the metrics of the file."""
        return [one["name"] for one in self.reading.metrics]

    @property
    def without_n(self) -> bool:
        """Whether any value does not say how many people are behind it."""
        return bool(self.reading.cells["n"].isna().any())

    @property
    def not_shown(self) -> list[str]:
        """Customer metrics that team pages cannot show: their kind or scale is not stated."""
        if self.side != MetricImport.Side.CUSTOMERS:
            return []
        return [one["name"] for one in self.reading.metrics if not shown_kind(one)]

    @property
    def row_problems(self) -> list[Problem]:
        """What is wrong with single rows, in their order."""
        return sorted(
            (one for one in self.reading.problems if one.row is not None), key=lambda one: one.row or 0
        )

    @property
    def file_problems(self) -> list[Problem]:
        """What is wrong with the file as a whole, or in regard to earlier files."""
        return [one for one in self.reading.problems if one.row is None] + self.conflicts

    @property
    def may_import(self) -> bool:
        """Whether it can be imported, with or without skipping rows."""
        return not self.file_problems and not self.reading.cells.empty


def sides_of(viewer: Viewer) -> tuple[str, ...]:
    """Return whose numbers somebody may bring in: people leads those of employees, CX leads those of customers."""
    found = []
    if Role.PEOPLE_LEAD in viewer.roles:
        found.append(MetricImport.Side.EMPLOYEES.value)
    if Role.CX_LEAD in viewer.roles:
        found.append(MetricImport.Side.CUSTOMERS.value)
    return tuple(found)


def kind_of(side: str) -> str:
    """Return the kind under which uploads of a side are kept."""
    return f"metrics-{side}"


def keep_file(file: UploadedFile[Any], side: str, *, by: User) -> tuple[Upload, bool]:
    """Keep a file that was sent; returns whether it is one table, rather than a workbook of several sheets.

    Raises
    ------
    FileError
        Where it is too large or cannot be read; nothing is kept then.
    """
    kept = keep_unread(file, kind=kind_of(side), by=by, most=LIMIT)
    try:
        if kept.ending == ".xlsx" and len(look_at_sheets(kept.path, name=kept.file_name)) > 1:
            return kept, False
        refuse_no_table(kept)
    except BaseException:
        forget_upload(kept)
        raise
    return kept, True


def map_upload(upload: Upload) -> ColumnMap:
    """Return the columns of an upload, each with what it seems to mean."""
    fields = tuple(Field(name, str(label), name in NEEDED) for name, label in _LABELS.items())
    return map_columns(upload, fields, SYNONYMS, shown=NAMES)


def chosen_columns(given: Mapping[str, str]) -> dict[str, str]:
    """Return field -> column from the address of the check page."""
    return {field: given[field] for field in SYNONYMS if given.get(field)}


def check_upload(upload: Upload, side: str, columns: Mapping[str, str]) -> Checked:
    """Read an upload without keeping anything but the list of its faulty rows.

    Raises
    ------
    InputError
        Where a needed column is not chosen or there is no such column.
    """
    missing = [str(_LABELS[field]) for field in NEEDED if field not in columns]
    if missing:
        raise InputError(
            _("A column is not chosen yet: %(name)s.") % {"name": missing[0]}, remedy=_("Choose it.")
        )
    table = open_upload(upload)
    with reading(upload.file_name):
        voice: Side = "employee" if side == MetricImport.Side.EMPLOYEES else "customer"
        found = read_metrics(table, voice, columns)
        _keep_faults(upload, found.problems)
    there = not found.cells.empty
    return Checked(
        upload, side, dict(columns), found, find_overlaps(found, standing_imports(side)) if there else [],
        find_conflicts(found, side) if there else [], units_beside(found),
    )  # fmt: skip


def import_checked(checked: Checked, *, skip: bool, replace: bool, by: User) -> MetricImport:
    """Import what was checked, and forget the upload.

    Raises
    ------
    InputError
        Where rows are faulty and nobody said that they are skipped, or it cannot be imported at all.
    """
    for problem in checked.file_problems:
        raise InputError(problem.what, remedy=problem.remedy)
    if checked.row_problems and not skip:
        raise InputError(
            _("Some rows need you."),
            remedy=_("Correct them and upload again, or say that they are left out."),
        )
    made = import_metrics(
        checked.reading, side=checked.side, file_name=checked.upload.file_name, 
        columns={**checked.columns, **said_layout(checked.upload)},
        replace=replace, by=by,
    )  # fmt: skip
    forget_upload(checked.upload)
    return made


def _keep_faults(upload: Upload, problems: Sequence[Problem]) -> None:
    rows = [
        RowProblem(one.record, one.column, one.what, one.remedy) for one in problems if one.record is not None
    ]
    if rows:
        write_faults(open_upload(upload), rows, upload.faults_path)
