"""Problems of a file by row, and the file of the faulty rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bothways.tables import Table, write_table

SHOWN = 100


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with one row.

    Attributes
    ----------
    record : int
        Place of the row, counted from 0 without the header.
    column : str
        The column as it is called in the file.
    what, remedy : str
        Sentences.
    """

    record: int
    column: str
    what: str
    remedy: str


@dataclass(frozen=True)
class ShownProblem:
    """A problem with the row as a spreadsheet counts it."""

    row: int
    column: str
    what: str
    remedy: str


def show_problems(table: Table, problems: Sequence[Problem], most: int = SHOWN) -> list[ShownProblem]:
    """Return the first problems, in the order of the rows."""
    first = sorted(problems, key=lambda problem: problem.record)[:most]
    rows = find_rows(table, [problem.record for problem in first])
    return [ShownProblem(rows[each.record], each.column, each.what, each.remedy) for each in first]


def find_rows(table: Table, records: Iterable[int]) -> dict[int, int]:
    """Return record -> row of the spreadsheet, asking the table as seldom as possible.

    Between two records that are equally far from their rows no row is blank, so all between are as far.
    """
    wanted = sorted(set(records))
    shift: dict[int, int] = {}

    def ask(place: int) -> int:
        if place not in shift:
            shift[place] = table.row_of(wanted[place]) - wanted[place]
        return shift[place]

    def fill(low: int, high: int) -> None:
        if ask(low) == ask(high):
            shift.update(dict.fromkeys(range(low, high + 1), shift[low]))
        elif high - low > 1:
            middle = (low + high) // 2
            fill(low, middle)
            fill(middle, high)

    if wanted:
        fill(0, len(wanted) - 1)
    return {record: record + shift[place] for place, record in enumerate(wanted)}


def write_faults(table: Table, problems: Sequence[Problem], path: Path) -> None:
    """Write the faulty rows as CSV: the columns of the file, then ``problem`` and ``how_to_fix``.

    Cells that a spreadsheet would run as a formula get an apostrophe before them.
    """
    import pandas as pd

    told: dict[int, list[Problem]] = {}
    for problem in problems:
        told.setdefault(problem.record, []).append(problem)
    rows = []
    for record, cells in _records(table, told.__contains__):
        mine = told[record]
        rows.append((*cells, " ".join(each.what for each in mine), " ".join(each.remedy for each in mine)))
    frame = pd.DataFrame(rows, columns=[*table.header, "problem", "how_to_fix"], dtype=object)
    beside = path.with_suffix(".part.csv")
    write_table(frame, beside)
    beside.replace(path)


def _records(table: Table, keep: Callable[[int], bool]) -> Iterable[tuple[int, tuple[str, ...]]]:
    """Yield the records that are kept, as text."""
    at = 0
    for batch in table.batches(tuple(range(len(table.header)))):
        for place in [place for place in range(batch.num_rows) if keep(at + place)]:
            yield at + place, tuple(_text(column[place].as_py()) for column in batch.columns)
        at += batch.num_rows


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)
