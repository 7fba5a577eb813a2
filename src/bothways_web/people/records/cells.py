"""The cells of a file of records, column by column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext as _

from bothways.panel.periods import read_period
from bothways.tables import Table, gather
from bothways.tables.columns import column_place
from bothways_web.people.models import Upload
from bothways_web.people.problems import Problem
from bothways_web.people.uploads import open_upload, reading

FIRST_YEAR, LAST_YEAR = 1900, 2100


class UnreadableDayError(ValueError):
    """A text that is no day."""


@dataclass
class RecordCells:
    """A file while it is checked.

    Attributes
    ----------
    table : Table
    columns : mapping of str to str
        Field -> what the file calls it.
    texts : mapping of str to list of str
        Field -> its cells without blanks around them; fields that are not there are not in it.
    count : int
        Rows, blank ones included.
    problems : list of Problem
    """

    table: Table
    columns: Mapping[str, str]
    texts: Mapping[str, list[str]]
    count: int
    problems: list[Problem] = field(default_factory=list)

    def at(self, name: str, record: int) -> str:
        """Return a cell; blank where the file has no such column."""
        return self.texts[name][record] if name in self.texts else ""

    def filled(self) -> Iterator[int]:
        """Yield the records in which anything stands."""
        lists = list(self.texts.values())
        return (record for record in range(self.count) if any(cells[record] for cells in lists))

    def complain(self, record: int, name: str, what: str, remedy: str) -> None:
        """Add a problem."""
        self.problems.append(Problem(record, self.columns.get(name, name), what, remedy))

    def day(self, name: str, record: int) -> dt.date | None:
        """Return the day in a cell; ``None``, and a problem, where it is none."""
        text = self.at(name, record)
        if not text:
            return None
        try:
            return read_day(text)
        except UnreadableDayError:
            self.complain(
                record,
                name,
                _("“%(text)s” is no date we can be sure of.") % {"text": text[:40]},
                _("Write dates like 2024-03-31."),
            )
            return None

    def check_text(self, record: int, name: str, longest: int) -> None:
        """Complain about a text that is too long or holds characters that cannot be seen."""
        text = self.at(name, record)
        if len(text) > longest:
            what = _("The text is longer than %(most)s characters.") % {"most": longest}
            self.complain(record, name, what, _("Shorten it."))
        elif not text.isprintable():
            what = _("The cell holds a line break or a character that cannot be seen.")
            self.complain(record, name, what, _("Type the text again."))


def read_cells(
    upload: Upload, columns: Mapping[str, str], progress: Callable[[str, int], None] | None = None
) -> RecordCells:
    """Read the columns that were chosen.

    Raises
    ------
    bothways.errors.InputError
        Where the file cannot be read.
    """
    table = open_upload(upload)
    places = {name: column_place(table, column) for name, column in columns.items()}
    with reading(upload.file_name):
        read = gather(table, texts=places, numbers={}, progress=progress)
    texts = {}
    for name, text in read.texts.items():
        names = (*text.names, "")  # -1, a blank cell, is the last one
        texts[name] = [names[code] for code in text.codes.tolist()]
    return RecordCells(table, dict(columns), texts, read.records)


@lru_cache(maxsize=50_000)
def read_day(text: str) -> dt.date:
    """Return the day that a text names, where it can be read in one way only."""
    found = read_period(text)
    if set(found) != {"date"}:
        raise UnreadableDayError(text)
    day = dt.date.fromordinal(found["date"])
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UnreadableDayError(text)
    return day
