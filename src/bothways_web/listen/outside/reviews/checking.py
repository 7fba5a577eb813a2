"""A dry run of a file of reviews or tickets: what it holds, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.listen.outside.reviews.fields import FIELDS
from bothways_web.listen.outside.words import language_meant, wrong_text
from bothways_web.people.models import Upload
from bothways_web.people.problems import ShownProblem, show_problems, write_faults
from bothways_web.people.records.cells import RecordCells, read_cells
from bothways_web.people.units import current_tree, today

#: Longer texts are cut; a longer stage is refused.
LONGEST, LONGEST_STAGE, LONGEST_NUMBER = 20_000, 80, 200
#: Ends of the scales that are understood: the largest rating of a file tells which one it is.
SCALES = ((1.0, 5.0), (0.0, 10.0))


@dataclass(frozen=True)
class Row:
    """A row that can be taken. ``number`` is blank where the other system gave none; ``rating`` as it was written."""

    record: int
    text: str
    day: dt.date
    unit: str
    stage: str
    rating: float | None
    number: str
    language: str


@dataclass(frozen=True)
class Checked:
    """A file that was read.

    Attributes
    ----------
    upload : Upload
    cells : RecordCells
        With its problems.
    rows : list of Row
        Those that can be taken.
    wordless : int
        Rows without a single word, such as ratings alone.
    cut : int
        Texts that are longer than is kept.
    """

    upload: Upload
    cells: RecordCells
    rows: list[Row]
    wordless: int
    cut: int

    @cached_property
    def faulty(self) -> int:
        """Rows that need somebody."""
        return len({one.record for one in self.cells.problems})

    @property
    def total(self) -> int:
        """Rows in which anything stands."""
        return len(self.rows) + self.wordless + self.faulty

    @cached_property
    def problems(self) -> list[ShownProblem]:
        """The first problems, by row."""
        return show_problems(self.cells.table, self.cells.problems)

    @cached_property
    def days(self) -> tuple[dt.date, dt.date] | None:
        """First and last day."""
        days = [row.day for row in self.rows]
        return (min(days), max(days)) if days else None

    @cached_property
    def scale(self) -> tuple[float, float]:
        """The scale of the ratings, read off the largest."""
        top = max((row.rating for row in self.rows if row.rating is not None), default=0.0)
        return next(scale for scale in SCALES if top <= scale[1])

    @cached_property
    def units(self) -> int:
        """How many units the rows are about."""
        return len({row.unit for row in self.rows})

    def share(self, rating: float | None) -> float | None:
        """Return a rating from 0 (worst) to 1 (best)."""
        low, high = self.scale
        return None if rating is None else min(max((rating - low) / (high - low), 0.0), 1.0)


def check_upload(upload: Upload, columns: Mapping[str, str], unit: str) -> Checked:
    """Read an upload without keeping anything but the list of its faulty rows.

    Parameters
    ----------
    upload : Upload
    columns : mapping of str to str
        Field -> column.
    unit : str
        What rows are about that name no unit.

    Raises
    ------
    InputError
        Where a needed column is not chosen, there is no such column, or the file cannot be read.
    """
    for field in FIELDS:
        if field.needed and field.name not in columns:
            raise InputError(
                _("A column is not chosen yet: %(name)s.") % {"name": field.label}, remedy=_("Choose it.")
            )
    cells = read_cells(upload, columns)
    rows, wordless, cut, known = [], 0, 0, _units()
    for at in cells.filled():
        told = len(cells.problems)
        row = _row(cells, at, known, unit)
        if row is None or len(cells.problems) > told:
            continue
        if not row.text:
            wordless += 1
            continue
        cut += len(row.text) > LONGEST
        rows.append(row)
    if cells.problems:
        write_faults(cells.table, cells.problems, upload.faults_path)
    return Checked(upload, cells, rows, wordless, cut)


def mark_of(row: Row) -> str:
    """Return what stands for a row: the same for the same number, or the same words of a unit on a day."""
    named = ("number", row.number) if row.number else ("words", row.unit, row.day.isoformat(), row.text)
    return hmac.new(settings.SECRET_KEY.encode(), "\n".join(named).encode(), hashlib.sha256).hexdigest()[:32]


def _units() -> dict[str, str]:
    """Return what units can be called: their codes, and their names where only one has it."""
    tree = current_tree()
    if tree is None:
        return {}
    names = [name.casefold() for name in tree.names]
    alone = {name: code for name, code in zip(names, tree.units, strict=True) if names.count(name) == 1}
    return alone | {code: code for code in tree.units}


def _row(cells: RecordCells, at: int, known: Mapping[str, str], unit: str) -> Row | None:
    """Return a row, and complain about what is wrong with it."""
    day = cells.day("day", at)
    if day is None and not cells.at("day", at):
        cells.complain(at, "day", _("The row has no day."), _("Fill it in, or take the row out."))
    elif day is not None and day > today():
        cells.complain(at, "day", _("This day is in the future."), _("Correct the day."))
    named = cells.at("unit", at)
    about = known.get(named) or known.get(named.casefold(), "") if named else unit
    if not about:
        what = _("There is no unit “%(unit)s”.") % {"unit": named[:60]}
        cells.complain(at, "unit", what, _("Write its code, or a name that only one unit has."))
    for name, longest in (("stage", LONGEST_STAGE), ("number", LONGEST_NUMBER)):
        if what := wrong_text(cells.at(name, at), longest):
            cells.complain(at, name, what, _("Shorten it or type it again."))
    rating = _rating(cells, at)
    parts = (cells.at("title", at), cells.at("text", at))
    text = " – ".join(part.replace("\x00", "") for part in parts if part)
    language = language_meant(cells.at("language", at)) or ""
    if day is None:
        return None
    return Row(at, text, day, about, cells.at("stage", at), rating, cells.at("number", at), language)


def _rating(cells: RecordCells, at: int) -> float | None:
    text = cells.at("rating", at)
    if not text:
        return None
    try:
        rating = float(text.replace(",", "."))
    except ValueError:
        rating = float("nan")
    if not 0 <= rating <= SCALES[-1][1]:
        what = _("“%(text)s” is no rating from 0 to 10.") % {"text": text[:40]}
        cells.complain(at, "rating", what, _("Write a number, or leave the column out."))
        return None
    return rating
