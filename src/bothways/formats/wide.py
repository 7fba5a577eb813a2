"""Workbooks and tables of which one row holds several values, turned into tidy metrics by a layout."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bothways.errors import FileError, InputError
from bothways.formats.layouts import KINDS, Layout, is_layout
from bothways.formats.plain_tables import LOOKED_AT
from bothways.formats.proposing_layouts import propose_layout
from bothways.formats.rows import Row
from bothways.formats.sheets import Sheet, look_at_rows, look_at_sheets, open_sheets
from bothways.formats.whole_files import beside
from bothways.tables.columns import plain
from bothways.tables.numbers import parse_number
from bothways.tables.writing import guard_cell

__all__ = [
    "KINDS", "Layout", "Sheet", "Tidy", "WrongCell", "is_layout", "lay_out", "look_at_sheets", "propose_layout",
    "tidy_table", "write_wrong",
]  # fmt: skip


@dataclass(frozen=True)
class WrongCell:
    """A cell that could not be taken: where it stands, why, and the cells of its row."""

    sheet: str
    row: int
    column: str
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Tidy:
    """What a layout makes of a file.

    Attributes
    ----------
    rows : list of (str, str, str, float, float or None)
        Unit, period, metric, value, n.
    wrong : list of WrongCell
    blank : int
        Cells that stand for no value.
    sheets : tuple of str
        Sheets that were read.
    others : tuple of str
        Sheets that were not, as they lack the columns.
    """

    rows: list[tuple[str, str, str, float, float | None]]
    wrong: list[WrongCell]
    blank: int
    sheets: tuple[str, ...]
    others: tuple[str, ...]


def lay_out(
    path: Path, layout: Layout, *, name: str = "", progress: Callable[[int], None] | None = None
) -> Tidy:
    """Return the values of a file as tidy metrics.

    Parameters
    ----------
    path : Path
    layout : Layout
    name : str
        What errors call the file.
    progress : callable, optional
        Called with the sheets read so far.

    Returns
    -------
    Tidy
        Rows without a unit, with a unit that is left out, and repeated titles within a table are passed over; a
        row of which one of the values to add up is missing has none.

    Raises
    ------
    FileError
        Where the file is damaged.
    InputError
        Where no sheet has the columns, or two of its names are the same but for case and punctuation.
    """
    tidy = Tidy([], [], 0, (), ())
    read, others, blank = [], [], 0
    for done, (title, rows) in enumerate(open_sheets(path, name or path.name), start=1):
        if layout.sheets and title not in layout.sheets:
            continue
        body = _Body.of(title, rows, layout)
        if body is None:
            others.append(title)
        else:
            read.append(title)
            blank += body.take(tidy)
        if progress is not None:
            progress(done)
    if not read:
        raise InputError(
            "No sheet has all columns of the layout.",
            remedy=f"It needs: {', '.join(map(repr, layout.needed))}.",
            file=name or path.name,
        )
    return Tidy(tidy.rows, tidy.wrong, blank, tuple(read), tuple(others))


@dataclass
class _Body:
    """The rows of one sheet with the places of the columns that are wanted."""

    title: str
    rows: list[Row]
    places: dict[str, int]
    layout: Layout

    @classmethod
    def of(cls, title: str, rows: Iterator[Row], layout: Layout) -> _Body | None:
        """Return a sheet that has all columns of a layout; else None."""
        every = list(rows)
        sheet = look_at_rows(title, every[: LOOKED_AT + layout.header_row], layout.header_row)
        if sheet is None:
            return None
        names = [plain(name) for name in sheet.header]
        places = {}
        for column in layout.needed:
            if plain(column) not in names:
                return None
            places[column] = names.index(plain(column))
        return cls(title, [row for row in every if row[0] > sheet.header_row], places, layout)

    def take(self, tidy: Tidy) -> int:
        """Put the values of the sheet to the others; returns how many cells stand for none."""
        blank, layout = 0, self.layout
        left = {" ".join(name.casefold().split()) for name in layout.left_out}
        for number, row in self.rows:
            unit = self._cell(row, layout.unit)
            filled = sum(1 for cell in row if cell.strip())
            if not unit or unit.casefold() in left or (filled == 1 and len(self.places) > 1):
                continue
            blank += self._take_row(number, row, layout.units.get(unit, unit), tidy)
        return blank

    def _take_row(self, number: int, row: list[str], unit: str, tidy: Tidy) -> int:
        layout, wrong = self.layout, len(tidy.wrong)
        values = [self._number(number, row, column, tidy) for column in layout.values]
        size = self._number(number, row, layout.n, tidy) if layout.n else None
        period = self._period(row)
        if not period:
            self._refuse(tidy, number, layout.period, "There is no period.", row)
        if len(tidy.wrong) > wrong:
            return 0
        if layout.together == "sum":
            there = [value for value in values if value is not None]
            if len(there) < len(values):
                return 1
            tidy.rows.append((unit, period, self._metric(""), round(sum(there), 9), size))
            return 0
        named = zip(layout.values, values, strict=True)
        made = [
            (unit, period, self._metric(column), value, size) for column, value in named if value is not None
        ]
        tidy.rows.extend(made)
        return len(values) - len(made)

    def _number(self, number: int, row: list[str], column: str, tidy: Tidy) -> float | None:
        """Return the number of a cell; None where it stands for none or is wrong."""
        text = self._cell(row, column)
        bare = text.rstrip("%").strip()
        if text in self.layout.missing or bare in self.layout.missing:
            return None
        found = parse_number(bare, self.layout.decimal)
        negative = found is not None and column == self.layout.n and found < 0
        if found is None or negative or found in (float("inf"), float("-inf")):
            self._refuse(
                tidy, number, column, f"Column {column!r} holds no number, and no mark for none.", row
            )
            return None
        return None if found != found else found

    def _metric(self, column: str) -> str:
        title = self.title if self.layout.sheet_is == "metric" else ""
        return ": ".join(filter(None, [title, column])) or self.layout.metric

    def _period(self, row: list[str]) -> str:
        if self.layout.sheet_is == "period":
            return self.title.strip()
        return self._cell(row, self.layout.period) if self.layout.period else self.layout.period_value

    def _refuse(self, tidy: Tidy, number: int, column: str, reason: str, row: list[str]) -> None:
        tidy.wrong.append(WrongCell(self.title, number, column, reason, tuple(row)))

    def _cell(self, row: list[str], column: str) -> str:
        place = self.places[column]
        return " ".join(row[place].split()) if place < len(row) else ""


def tidy_table(tidy: Tidy, layout: Layout) -> Any:
    """Return rows as a ``pyarrow.Table`` of tidy metrics, with the kind and scale that the layout says."""
    import pyarrow as pa

    texts = ("unit", "period", "metric")
    columns: dict[str, Any] = {
        name: pa.array([row[at] for row in tidy.rows], pa.string()) for at, name in enumerate(texts)
    }
    columns["value"] = pa.array([row[3] for row in tidy.rows], pa.float64())
    if layout.n:
        columns["n"] = pa.array([row[4] for row in tidy.rows], pa.float64())
    for name in ("kind", "low", "high", "better"):
        said = getattr(layout, name)
        if said not in ("", None):
            columns[name] = pa.array([said] * len(tidy.rows))
    return pa.table(columns)


def write_wrong(wrong: list[WrongCell], path: Path) -> None:
    """Write the wrong cells with their rows as CSV; where there are none, an older list of them goes.

    Raises
    ------
    FileError
        Where the file is there and holds something else.
    """
    if path.exists() and not path.read_bytes().startswith(b"sheet,row,column,problem"):
        raise FileError("The file is no list of wrong cells.", remedy="Name another one.", file=path.name)
    if not wrong:
        path.unlink(missing_ok=True)
        return
    with beside(path) as place:
        place.touch(mode=0o600)
        with place.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(["sheet", "row", "column", "problem", "cells of the row"])
            for one in wrong:
                cells = map(guard_cell, one.cells)
                writer.writerow([guard_cell(one.sheet), one.row, guard_cell(one.column), one.reason, *cells])
