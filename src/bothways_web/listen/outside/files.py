"""A file of contacts: its columns, what is wrong with its rows, and what it would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.errors import InputError
from bothways_web.listen.models import Contact
from bothways_web.listen.outside.words import (
    LONGEST,
    is_email,
    language_meant,
    wrong_email,
    wrong_language,
    wrong_text,
)
from bothways_web.people.changes import record
from bothways_web.people.mapping import ColumnMap, Field, map_columns
from bothways_web.people.models import Unit, Upload, User
from bothways_web.people.problems import ShownProblem, show_problems, write_faults
from bothways_web.people.records.cells import RecordCells, read_cells
from bothways_web.people.records.person_file import SYNONYMS as PERSON_SYNONYMS
from bothways_web.people.units import today
from bothways_web.people.uploads import forget_upload

FIELDS = (
    Field("key", gettext_lazy("Number or code"), needed=True),
    Field("email", gettext_lazy("E-mail address")),
    Field("unit", gettext_lazy("Unit (its code)")),
    Field("language", gettext_lazy("Language")),
)
SYNONYMS: dict[str, tuple[str, ...]] = {
    "key": (
        "number", "code", "id", "customer", "customer id", "customer number", "customer code", "candidate",
        "candidate id", "candidate number", "contact", "contact id", "account", "account number",
        "no", "customer no", "candidate no", "kundennummer", "kunden-nr", "numero de cliente", "número de cliente",
    ),
    "email": PERSON_SYNONYMS["email"],
    "unit": PERSON_SYNONYMS["unit"],
    "language": PERSON_SYNONYMS["language"],
}  # fmt: skip
EXAMPLE = (
    "key,email,unit,language\r\n"
    "C-1001,c1001@customer.example,team-1,en\r\nC-1002,c1002@customer.example,team-2,de\r\n"
)
BATCH = 2000
#: Number, address, unit and language of a row that can be read.
Row = tuple[str, str, str, str]


def kind_of(side: str) -> str:
    """Return the kind under which uploads of a side are kept."""
    return f"contacts-{side}"


@dataclass(frozen=True)
class Checked:
    """A file that was read, and what it would change.

    Attributes
    ----------
    upload : Upload
    side : str
    cells : RecordCells
        With its problems.
    new, changed : list of Row
        As they would be written.
    same : int
        Rows that change nothing.
    """

    upload: Upload
    side: str
    cells: RecordCells
    new: list[Row]
    changed: list[Row]
    same: int

    @property
    def rows(self) -> int:
        """Rows in which anything stands."""
        return self.sound + self.skipped

    @property
    def sound(self) -> int:
        """Rows that can be imported."""
        return len(self.new) + len(self.changed) + self.same

    @cached_property
    def skipped(self) -> int:
        """Rows that need somebody."""
        return len({one.record for one in self.cells.problems})

    @cached_property
    def problems(self) -> list[ShownProblem]:
        """The first problems, by row."""
        return show_problems(self.cells.table, self.cells.problems)

    @property
    def writes(self) -> int:
        """Contacts that would be written."""
        return len(self.new) + len(self.changed)


def map_upload(upload: Upload) -> ColumnMap:
    """Return the columns of an upload, each with what it seems to mean."""
    return map_columns(upload, FIELDS, SYNONYMS, shown=("key", "unit"))


def chosen_columns(given: Mapping[str, str]) -> dict[str, str]:
    """Return field -> column from the address of the check page."""
    return {field.name: given[field.name] for field in FIELDS if given.get(field.name)}


def check_upload(upload: Upload, side: str, columns: Mapping[str, str]) -> Checked:
    """Read an upload without keeping anything but the list of its faulty rows.

    Raises
    ------
    InputError
        Where the column of numbers is not chosen, there is no such column, or the file cannot be read.
    """
    if "key" not in columns:
        raise InputError(_("No column is chosen for the number."), remedy=_("Choose it."))
    cells = read_cells(upload, columns)
    rows = list(_sound(cells))
    if cells.problems:
        write_faults(cells.table, cells.problems, upload.faults_path)
    fields = ("key", "email", "unit", "language")
    known = {row[0]: row for row in Contact.objects.filter(side=side).values_list(*fields)}
    new, changed, same = [], [], 0
    for row in rows:
        before = known.get(row[0])
        after = row if before is None else _beside(row, before)
        if before is None:
            new.append(after)
        elif after != before:
            changed.append(after)
        else:
            same += 1
    return Checked(upload, side, cells, new, changed, same)


def import_checked(checked: Checked, *, skip: bool, by: User) -> None:
    """Write what was checked, all of it or nothing, and forget the upload.

    Raises
    ------
    InputError
        Where rows are faulty and nobody said that they are left out, or there is nothing to import.
    """
    if checked.skipped and not skip:
        raise InputError(
            _("Some rows need you."),
            remedy=_("Correct them and upload again, or say that they are left out."),
        )
    if not checked.sound:
        raise InputError(_("There is nothing to import."), remedy=_("Correct the file and upload it again."))
    with transaction.atomic():
        for rows in (checked.new, checked.changed):
            _write(checked.side, rows)
        _stay_stopped(checked.side, (*checked.new, *checked.changed))
        record(
            by, "imported contacts", checked.upload.file_name, rows=checked.sound, added=len(checked.new),
            corrected=len(checked.changed), same=checked.same,
        )  # fmt: skip
    forget_upload(checked.upload)


def _beside(row: Row, before: Any) -> Row:
    """Return a row beside what is known: a blank cell says nothing."""
    key, email, unit, language = (new or old for new, old in zip(row, before, strict=True))
    return key, email, unit, language


def _sound(cells: RecordCells) -> Iterable[Row]:
    """Yield the rows that can be read; the others are complained about."""
    units = set(Unit.objects.values_list("code", flat=True))
    first: dict[str, int] = {}
    for record_ in cells.filled():
        told = len(cells.problems)
        row = _row(cells, record_, units)
        if row[0] in first:
            what = _("The number stands in an earlier row already.")
            cells.complain(record_, "key", what, _("Keep one of the two rows."))
        first.setdefault(row[0], record_)
        if len(cells.problems) == told:
            yield row


def _row(cells: RecordCells, at: int, units: set[str]) -> Row:
    """Return a row, and complain about what is wrong with it."""
    key, email, unit = (cells.at(name, at) for name in ("key", "email", "unit"))
    language = language_meant(cells.at("language", at))
    if not key:
        cells.complain(at, "key", _("The row has no number."), _("Fill it in, or take the row out."))
    for name, text in (("key", key), ("email", email)):
        if what := wrong_text(text, LONGEST[name]):
            cells.complain(at, name, what, _("Shorten it or type it again."))
    if email and not is_email(email):
        cells.complain(at, "email", wrong_email(), _("Correct the address."))
    if unit and unit not in units:
        what = _("There is no unit “%(unit)s”.") % {"unit": unit[:60]}
        cells.complain(at, "unit", what, _("Correct its code, or bring the file of units first."))
    if language is None:
        cells.complain(at, "language", wrong_language(), _("Correct the language."))
    return key, email, unit, language or ""


def _write(side: str, rows: Sequence[Row]) -> None:
    """Write rows: new ones, and over those with the same numbers. Who is left alone stays so."""
    made = [
        Contact(side=side, key=key, email=email, unit=unit, language=language)
        for key, email, unit, language in rows
    ]
    Contact.objects.bulk_create(
        made, batch_size=BATCH, update_conflicts=True, unique_fields=["side", "key"],
        update_fields=["email", "unit", "language"],
    )  # fmt: skip


def _stay_stopped(side: str, rows: Sequence[Row]) -> None:
    """Leave those alone whose address asked for it under another number."""
    addresses = Contact.objects.exclude(stopped_on=None).exclude(email="").values_list("email", flat=True)
    stopped = {address.casefold() for address in addresses}
    keys = [key for key, email, _unit, _language in rows if email.casefold() in stopped]
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        Contact.objects.filter(side=side, key__in=some, stopped_on=None).update(stopped_on=today())
