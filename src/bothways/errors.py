"""The errors of Bothways.

BothwaysError
├── InputError            something is wrong with what was handed in; says where and what to do
│   ├── FileError         the file as a whole cannot be read
│   │   └── FileRefused   a file of a text is refused (mission/refusal.py)
│   ├── ColumnError       a column is missing, doubled or cannot be told from another
│   ├── CellError         one value is wrong: names the row and the column
│   ├── PeriodError       a period cannot be read, or frequencies are mixed
│   └── BallotRefused     a sealed ballot or token is refused (privacy/ballots/refusal.py)
└── NotEnoughData         the data are fine, but there are too few for what was asked
"""

from __future__ import annotations


class BothwaysError(Exception):
    """Root of all errors that Bothways raises on purpose."""


class InputError(BothwaysError):
    """Something is wrong with what was handed in.

    Parameters
    ----------
    what : str
        What is wrong, as a sentence without the place.
    remedy : str
        What to do about it, as a sentence.
    file : str, optional
        Name of the file or table.
    row : int, optional
        Row as a spreadsheet counts it: the header is row 1.
    column : str, optional
        Name of the column.
    """

    def __init__(
        self,
        what: str,
        *,
        remedy: str,
        file: str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        self.what, self.remedy, self.file, self.row, self.column = what, remedy, file, row, column
        parts = [file, f"row {row}" if row is not None else None, f"column {column!r}" if column else None]
        place = ", ".join(part for part in parts if part)
        super().__init__(f"{place}: {what} {remedy}" if place else f"{what} {remedy}")


class FileError(InputError):
    """The file as a whole cannot be read."""


class ColumnError(InputError):
    """A column is missing, doubled or cannot be told from another."""


class CellError(InputError):
    """One value is wrong."""


class PeriodError(InputError):
    """A period cannot be read, or frequencies are mixed."""


class NotEnoughData(BothwaysError):
    """The data are fine, but there are too few for what was asked."""
