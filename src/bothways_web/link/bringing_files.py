"""A workbook of metrics brought from the command line: the same steps as on the pages, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from django.core.files.base import File

from bothways.errors import FileError, InputError
from bothways.formats.wide import Layout, lay_out
from bothways_web.link import bringing
from bothways_web.link.layouts import keep_tidy, matched_units, tidy_columns
from bothways_web.people.models import Upload, User
from bothways_web.people.uploads import LIMIT, forget_upload, keep_unread
from bothways_web.people.viewers import viewer_of

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Wishes:
    """What somebody says on the command line.

    Attributes
    ----------
    by : str
        E-mail address of the account that brings the file.
    layout : Path
        JSON that says how it is laid out.
    side : str
    period : str
        Goes before the period of the layout.
    valid_rows, replace, dry_run : bool
    """

    by: str
    layout: Path
    side: str = "employees"
    period: str = ""
    valid_rows: bool = False
    replace: bool = False
    dry_run: bool = False


def bring_metrics(path: Path, wishes: Wishes, tell: Tell) -> bool:
    """Bring a workbook; returns whether all went well. What was found is told line by line.

    Raises
    ------
    InputError
    """
    by = User.objects.filter(email__iexact=wishes.by, is_active=True).first()
    if by is None or wishes.side not in bringing.sides_of(viewer_of(by)):
        raise InputError("There is no such account that may.", remedy="Name the address of a lead with --by.")
    layout = _read_layout(wishes)
    try:
        stream = path.open("rb")
    except OSError as error:
        raise FileError(
            f"The file cannot be read ({error.strerror}).", remedy="Check its name.", file=path.name
        ) from error
    kept: list[Upload] = []
    try:
        with stream:
            kind = bringing.kind_of(wishes.side)
            kept.append(keep_unread(File(stream, name=path.name), kind=kind, by=by, most=LIMIT))  # type: ignore[arg-type]
        return _go_on(kept, layout, wishes, by, tell)
    finally:
        for upload in Upload.objects.filter(pk__in=[one.pk for one in kept]):
            forget_upload(upload)


def _read_layout(wishes: Wishes) -> Layout:
    try:
        layout = Layout.from_json(wishes.layout.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise FileError(
            "The layout cannot be read.", remedy="Check the path.", file=wishes.layout.name
        ) from error
    return replace(layout, period="", period_value=wishes.period) if wishes.period else layout


def _go_on(kept: list[Upload], layout: Layout, wishes: Wishes, by: User, tell: Tell) -> bool:
    """Lay a file out, check it, and import it."""
    tidy = lay_out(kept[0].path, layout, name=kept[0].file_name)
    tell(f"Sheets: {len(tidy.sheets)} read, {len(tidy.others)} without the columns.")
    tell(f"Values: {len(tidy.rows)} found, {tidy.blank} suppressed or blank, {len(tidy.wrong)} wrong.")
    for one in tidy.wrong[: bringing.LINES]:
        tell(f"{one.sheet} row {one.row}: {one.reason}".strip())
    if not tidy.rows or (tidy.wrong and not wishes.valid_rows):
        tell("Nothing was imported.")
        return False
    known = matched_units(sorted({row[0] for row in tidy.rows}))
    named = replace(tidy, rows=[(known.get(row[0], row[0]), *row[1:]) for row in tidy.rows])
    upload = keep_tidy(named, layout, kept[0].file_name, kind=bringing.kind_of(wishes.side), by=by)
    kept.append(upload)
    checked = bringing.check_upload(upload, wishes.side, tidy_columns(layout))
    for problem in (*checked.file_problems, *checked.row_problems[: bringing.LINES]):
        tell(f"{problem.what} {problem.remedy}")
    tell(f"Units: {checked.units.both} known, {len(checked.units.unknown)} not.")
    if wishes.dry_run or checked.file_problems or (checked.row_problems and not wishes.valid_rows):
        tell("Nothing was imported.")
        return wishes.dry_run and not checked.file_problems
    made = bringing.import_checked(checked, skip=wishes.valid_rows, replace=wishes.replace, by=by)
    tell(f"Imported {made.cells} values of {len(made.metrics)} metrics.")
    return True
