"""A file of people: its rows as posts, and what is wrong with them."""

from __future__ import annotations

import datetime as dt
import itertools
import zoneinfo
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from bothways_web.people.models import Unit
from bothways_web.people.records.cells import RecordCells

SYNONYMS: dict[str, tuple[str, ...]] = {
    "person": (
        "person id", "person code", "person number", "employee", "employee id", "employee number", "staff id",
        "staff number", "personnel number", "id",
    ),
    "unit": (
        "unit id", "unit code", "team", "department", "dept", "org unit", "branch", "store", "ward",
        "business unit", "cost centre", "cost center",
    ),
    "start": ("start date", "from", "since", "hired", "hire date", "hired on", "joined", "valid from"),
    "end": ("end date", "to", "until", "left", "left on", "leaving date", "exit date", "valid to"),
    "reason": ("reason for leaving", "leaving reason", "exit reason"),
    "role": ("job", "job title", "position", "function", "title"),
    "site": ("location", "place", "office", "building"),
    "manager": ("manager id", "manager code", "reports to", "supervisor", "boss"),
    "name": ("full name", "person name", "employee name", "display name"),
    "email": ("mail", "e mail address", "email address", "work email"),
    "language": ("lang", "preferred language", "locale"),
    "time_zone": ("timezone", "tz", "zone"),
}  # fmt: skip
LONGEST = {
    "person": 60, "unit": 60, "reason": 120, "role": 120, "site": 120, "manager": 60, "name": 120, "email": 254,
}  # fmt: skip
DETAILS = ("reason", "role", "site", "manager")


@dataclass(frozen=True)
class PostRow:
    """A row that can be read: a post, and what it says about the person (blank: nothing)."""

    record: int
    person: str
    unit: str
    start: dt.date
    end: dt.date | None
    details: tuple[str, ...]
    name: str
    email: str
    language: str
    time_zone: str

    @property
    def last(self) -> dt.date:
        """The last day; the end of time where it is open."""
        return self.end or dt.date.max


def read_posts(cells: RecordCells) -> list[PostRow]:
    """Return the rows that can be read as posts; the others are complained about."""
    units = set(Unit.objects.values_list("code", flat=True))
    found = []
    for record in cells.filled():
        told = len(cells.problems)
        _check_texts(cells, record)
        _check_person_and_unit(cells, record, units)
        start, end = _check_days(cells, record)
        language, time_zone = _check_language(cells, record), _check_zone(cells, record)
        if len(cells.problems) == told and start:
            details = tuple(cells.at(field, record) for field in DETAILS)
            found.append(
                PostRow(
                    record, cells.at("person", record), cells.at("unit", record), start, end, details,
                    cells.at("name", record), cells.at("email", record), language, time_zone,
                )
            )  # fmt: skip
    return found


def check_overlaps(cells: RecordCells, rows: list[PostRow]) -> None:
    """Complain about people who would be in two posts at once, or in one post twice."""
    by_person: dict[str, list[PostRow]] = {}
    for row in rows:
        by_person.setdefault(row.person, []).append(row)
    for mine in by_person.values():
        mine.sort(key=lambda row: (row.start, row.record))
        for before, after in itertools.pairwise(mine):
            if after.start == before.start:
                cells.complain(
                    after.record,
                    "start",
                    _("This person has another row with the same start."),
                    _("Keep one of the two rows."),
                )
            elif after.start <= before.last:
                cells.complain(
                    after.record,
                    "start",
                    _("This person’s earlier post has not ended when this one starts."),
                    _("Let the earlier row end on the day before this one starts."),
                )


def _check_texts(cells: RecordCells, record: int) -> None:
    for field, longest in LONGEST.items():
        cells.check_text(record, field, longest)
    email = cells.at("email", record)
    if email and not _is_email(email):
        what = _("This is no e-mail address.")
        cells.complain(
            record, "email", what, _("Write it like name@company.example, or leave the cell blank.")
        )


def _check_person_and_unit(cells: RecordCells, record: int, units: set[str]) -> None:
    if not cells.at("person", record):
        what = _("The row has no code of a person.")
        cells.complain(record, "person", what, _("Fill in the code, or take the row out."))
    unit = cells.at("unit", record)
    if not unit:
        what = _("This person has no unit.")
        cells.complain(record, "unit", what, _("Fill in the code of the unit."))
    elif unit not in units:
        what = _("There is no unit “%(unit)s”.") % {"unit": unit[:60]}
        cells.complain(record, "unit", what, _("Correct its code, or bring the file of units first."))


def _check_days(cells: RecordCells, record: int) -> tuple[dt.date | None, dt.date | None]:
    start, end = cells.day("start", record), cells.day("end", record)
    if not cells.at("start", record):
        what = _("The post has no start.")
        cells.complain(record, "start", what, _("Write the first day, like 2024-03-31."))
    elif start and end and end < start:
        cells.complain(record, "end", _("The post ends before it starts."), _("Swap or correct the days."))
    return start, end


def _check_language(cells: RecordCells, record: int) -> str:
    """Return the language that is offered and meant: de for de-AT where only German is offered."""
    given = cells.at("language", record).lower().replace("_", "-")
    offered = [code for code, _name in settings.LANGUAGES]
    for code in (given, given.split("-")[0]):
        if code in offered:
            return code
    if given:
        what = _("This language is not offered here.")
        remedy = _("Write one of %(codes)s, or leave the cell blank.") % {"codes": ", ".join(offered)}
        cells.complain(record, "language", what, remedy)
    return ""


def _check_zone(cells: RecordCells, record: int) -> str:
    zone = cells.at("time_zone", record)
    if zone and zone not in known_zones():
        what = _("“%(zone)s” is no time zone.") % {"zone": zone[:40]}
        cells.complain(record, "time_zone", what, _("Write it like Europe/Berlin, or leave the cell blank."))
        return ""
    return zone


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """Return the names of all time zones."""
    return frozenset(zoneinfo.available_timezones())


@lru_cache(maxsize=200_000)
def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
