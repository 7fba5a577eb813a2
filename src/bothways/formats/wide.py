"""Workbooks and tables of which one row holds several values: laid out as tidy metrics by a layout, which is data."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Pairs
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from bothways.errors import FileError, InputError
from bothways.formats.mapping import VERSION, Decimal, typed_fields
from bothways.formats.plain_tables import LOOKED_AT, find_header
from bothways.formats.rows import Row, open_rows
from bothways.formats.whole_files import beside
from bothways.tables.columns import SYNONYMS, plain
from bothways.tables.numbers import parse_number
from bothways.tables.reading import first_bytes
from bothways.tables.spreadsheet import book_rows
from bothways.tables.writing import guard_cell

Together = Literal["sum", "each"]
SheetIs = Literal["", "metric", "period"]
Kind = Literal["", "mean", "percent", "nps", "count", "rate"]
Better = Literal["", "higher", "lower"]
#: Names of columns, without case and punctuation, that mostly count answers.
_SIZES = (
    "n",
    "responses",
    "respondents",
    "answers",
    "itemresponsetotal",
    "base",
    "count",
    "participantstotal",
)
_UNITS = ("unit", *SYNONYMS["unit"], "agency", "department", "division", "organisation", "organization")


@dataclass(frozen=True)
class Layout:
    """How a workbook or table is laid out of which one row holds several values.

    Attributes
    ----------
    unit : str
        Column of the unit.
    values : tuple of str
        Columns of values, by their names.
    sheets : tuple of str
        Which sheets are read; none: all that have the columns, or the table itself.
    sheet_is : {"", "metric", "period"}
        What the title of a sheet says.
    together : {"sum", "each"}
        Whether the values of a row are added up to one (shares of favourable answers), or are a metric each.
    metric : str
        Name of the metric where they are added up and no sheet says it.
    period, period_value : str
        Column of the period, or the period of all rows.
    n : str
        Column of the number of answers; blank where there is none.
    header_row : int
        Row of the header in each sheet, as a spreadsheet counts; 0 where it is found.
    missing : tuple of str
        Cells that stand for no value, beside the marks that are known everywhere (``--``, ``*``, ``n/a``).
    left_out : tuple of str
        Units that are none, such as totals.
    units : mapping of str to str
        Unit of the file -> its code.
    kind, low, high, better
        Of all values, as in tidy metrics.
    decimal : {"point", "comma"}

    Examples
    --------
    >>> layout = Layout("Agency", ("Agree", "Strongly Agree"), sheet_is="metric", period_value="2024")
    >>> Layout.from_json(layout.to_json()) == layout
    True
    """

    unit: str
    values: tuple[str, ...]
    sheets: tuple[str, ...] = ()
    sheet_is: SheetIs = ""
    together: Together = "sum"
    metric: str = ""
    period: str = ""
    period_value: str = ""
    n: str = ""
    header_row: int = 0
    missing: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    units: Pairs[str, str] = field(default_factory=dict)
    kind: Kind = ""
    low: float | None = None
    high: float | None = None
    better: Better = ""
    decimal: Decimal = "point"

    def __post_init__(self) -> None:
        """Refuse a layout that cannot be read, whatever the file."""
        problem = (
            "has no column of units" * (not self.unit)
            or "has no column of values" * (not self.values)
            or "names a column of values twice" * (len(set(self.values)) < len(self.values))
            or "takes one column for two things" * (bool({self.unit, self.period, self.n} & set(self.values)))
            or "has no period" * (not (self.period or self.period_value or self.sheet_is == "period"))
            or "has no name for the metric"
            * (self.together == "sum" and not self.metric and self.sheet_is != "metric")
            or "counts rows from 1" * (self.header_row < 0)
            or "has a scale whose low end is not below its high end"
            * (self.low is not None and self.high is not None and not self.low < self.high)
        )
        if problem:
            raise InputError(f"The layout {problem}.", remedy="Correct it, and read the file again.")

    def to_json(self) -> str:
        """Return the layout as JSON; :meth:`from_json` reads it."""
        return (
            json.dumps({"version": VERSION, "shape": "wide", **asdict(self)}, ensure_ascii=False, indent=2)
            + "\n"
        )

    @classmethod
    def from_json(cls, text: str) -> Layout:
        """Read a layout.

        Raises
        ------
        InputError
            Where it is no JSON, of a newer version, or has a key that is unknown or of the wrong type.
        """
        if not is_layout(text):
            raise InputError(
                "This is no layout of a workbook.", remedy="It must begin with version 1, shape wide."
            )
        given = json.loads(text)
        return cls(**typed_fields(cls, {key: given[key] for key in given if key not in ("version", "shape")}))


def is_layout(text: str) -> bool:
    """Return whether a text is JSON of a layout, rather than of a mapping."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(given, dict) and given.get("version") == VERSION and given.get("shape") == "wide"


@dataclass(frozen=True)
class Sheet:
    """What was seen of a sheet, or of a table without sheets.

    Attributes
    ----------
    title : str
        Blank for a table without sheets.
    header_row : int
        As a spreadsheet counts.
    header : tuple of str
    above : str
        What stands above the header, such as the text of a question.
    rows : tuple of tuple of str
        The first rows below it.
    """

    title: str
    header_row: int
    header: tuple[str, ...]
    above: str
    rows: tuple[tuple[str, ...], ...]


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


def look_at_sheets(path: Path, *, name: str = "", header_row: int = 0) -> list[Sheet]:
    """Return the sheets of a file that hold a table, with their headers.

    Parameters
    ----------
    path : Path
        XLSX, CSV or Parquet; told by content.
    name : str
        What errors call it.
    header_row : int
        Row of the header in all sheets; 0 where it is found.

    Raises
    ------
    FileError
        Where the file is damaged or no table.
    """
    found = []
    for title, rows in _sheets(path, name or path.name):
        first = [row for row, _ in zip(rows, range(LOOKED_AT + header_row), strict=False)]
        sheet = _look(title, first, header_row)
        if sheet is not None:
            found.append(sheet)
    return found


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
    for done, (title, rows) in enumerate(_sheets(path, name or path.name), start=1):
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
            remedy=f"It needs: {', '.join(map(repr, _needed(layout)))}.",
            file=name or path.name,
        )
    return Tidy(tidy.rows, tidy.wrong, blank, tuple(read), tuple(others))


def propose_layout(sheets: list[Sheet], *, period: str = "") -> Layout | None:
    """Propose how a workbook is laid out; None where no sheet has a column of units and one of numbers.

    The columns are those that most sheets share. Of shares of answers the favourable ones are proposed where they
    are known ("Strongly Agree", "Agree").
    """
    counted: dict[tuple[str, ...], list[Sheet]] = {}
    for sheet in sheets:
        counted.setdefault(sheet.header, []).append(sheet)
    for header, alike in sorted(counted.items(), key=lambda each: -len(each[1])):
        unit = next((column for name in _UNITS for column in header if plain(column) == plain(name)), "")
        numbers = [column for column in header if column != unit and _is_numeric(column, header, alike[0])]
        size = next((column for column in numbers if plain(column).strip("0123456789") in _SIZES), "")
        values = [column for column in numbers if column != size]
        if not unit or not values:
            continue
        good = [column for column in values if plain(column) in _FAVOURABLE]
        when = next(
            (column for column in header if plain(column) in ("period", "year", "quarter", "month")), ""
        )
        chosen = good or [column for column in values if column != when]
        alike = [one for one in sheets if {unit, *chosen, *filter(None, [size, when])} <= {*one.header}]
        return Layout(
            unit, tuple(chosen), tuple(sheet.title for sheet in alike if sheet.title),
            "metric" if len(alike) > 1 else "", "sum" if good else "each", period=when,
            period_value="" if when else period or "?", n=size, metric=alike[0].title or "value",
            left_out=tuple(sorted({row[0].strip() for one in alike for row in one.rows if row and _is_total(row[0])})),
            kind="percent" if _are_percents(values, header, alike[0]) else "",
            low=0 if _are_percents(values, header, alike[0]) else None,
            high=100 if _are_percents(values, header, alike[0]) else None,
        )  # fmt: skip
    return None


_FAVOURABLE = (
    "stronglyagree",
    "agree",
    "verysatisfied",
    "satisfied",
    "verygood",
    "good",
    "always",
    "mostofthetime",
)
_TOTALS = ("allresponses", "total", "overall", "all", "governmentwide", "average", "insgesamt", "gesamt")


def _is_total(text: str) -> bool:
    return plain(text) in _TOTALS


def _is_numeric(column: str, header: tuple[str, ...], sheet: Sheet) -> bool:
    """Return whether most filled cells of a column are numbers."""
    cells = _cells(column, header, sheet)
    return bool(cells) and 2 * sum(parse_number(cell) is not None for cell in cells) > len(cells)


def _are_percents(columns: list[str], header: tuple[str, ...], sheet: Sheet) -> bool:
    cells = [cell for column in columns for cell in _cells(column, header, sheet)]
    return bool(cells) and 2 * sum(cell.endswith("%") for cell in cells) > len(cells)


def _cells(column: str, header: tuple[str, ...], sheet: Sheet) -> list[str]:
    place = header.index(column)
    return [text for row in sheet.rows if place < len(row) and (text := row[place].strip())]


def _sheets(path: Path, name: str) -> Iterator[tuple[str, Iterator[Row]]]:
    """Yield title and filled rows of each sheet; a table without sheets has a blank title."""
    if not first_bytes(path, name).startswith(b"PK"):
        yield "", open_rows(path).read()
        return
    for title, rows in book_rows(path, name):
        numbered = enumerate(map(list, rows), start=1)
        yield title, ((number, row) for number, row in numbered if any(map(str.strip, row)))


def _look(title: str, first: list[Row], header_row: int) -> Sheet | None:
    """Return what a sheet holds; None where nothing is in it that could be a table."""
    if not first:
        return None
    last = header_row or find_header(first)
    heads = [row for number, row in first if number == last]
    below = [tuple(row) for number, row in first if number > last]
    if not heads or not below or sum(1 for cell in heads[0] if cell.strip()) < 2:
        return None
    above = [cell for number, row in first if number < last for cell in row if cell.strip()]
    text = max((" ".join(cell.split()) for cell in above[1:] or above), key=len, default="")
    return Sheet(title, last, _names(heads[0]), text, tuple(below))


def _names(head: list[str]) -> tuple[str, ...]:
    """Return the names of columns without line breaks."""
    return tuple(" ".join(cell.split()) for cell in head)


def _needed(layout: Layout) -> list[str]:
    return [name for name in (layout.unit, *layout.values, layout.n, layout.period) if name]


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
        sheet = _look(title, every[: LOOKED_AT + layout.header_row], layout.header_row)
        if sheet is None:
            return None
        names = [plain(name) for name in sheet.header]
        places = {}
        for column in _needed(layout):
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


KINDS = get_args(Kind)


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
