"""Tables of any make: where the header stands, what its columns are called, where the table ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bothways.errors import FileError
from bothways.formats.batching import unique_ids
from bothways.formats.export import Layout, Record, Role, Source
from bothways.formats.kinds import is_number
from bothways.formats.rows import Row, Rows, fitted
from bothways.tables.columns import plain
from bothways.tables.writing import FORMULA_STARTS

#: Rows in which the header is looked for.
LOOKED_AT = 40
#: First column of a file of rejected rows, which is read again as it was written.
REASON = "reason"
#: A lone text of more characters is no name of a unit.
LONG = 40
ROLES: dict[str, Role] = {
    "respondent": "respondent", "respondentid": "respondent", "responseid": "respondent",
    "started": "started", "startdate": "started", "ended": "ended", "enddate": "ended",
    "recorded": "recorded", "recordeddate": "recorded", "timestamp": "recorded", "finished": "finished",
    "language": "language",
}  # fmt: skip


def find_header(first: Sequence[Row]) -> int:
    """Return the row of the header: the first that is at least half as full as the fullest, and no number.

    Examples
    --------
    >>> find_header([(1, ["Report of 2024", "", ""]), (4, ["Agency", "Agree", "n"]), (5, ["A", "26 %", "7"])])
    4
    """
    filled = [[cell for cell in row if cell.strip()] for _, row in first]
    most = max(map(len, filled), default=0)
    for (number, _), cells in zip(first, filled, strict=True):
        if 2 * len(cells) >= most and not any(map(is_number, cells)):
            return number
    return first[0][0]


def plain_layout(rows: Rows, *, header_row: int | None = None, header_rows: int = 1) -> Layout:
    """Return how a table is understood.

    Parameters
    ----------
    rows : Rows
    header_row : int, optional
        Row of the header as a spreadsheet counts; the last one where several belong to it. Found where not given.
    header_rows : int
        How many rows belong to the header. In upper ones a blank continues the cell before it (merged cells).

    Raises
    ------
    FileError
        Where the header is not there.
    """
    first = rows.first(LOOKED_AT + (header_row or 0))
    if not first:
        raise FileError("The file holds nothing but blank lines.", remedy="Export it again.", file=rows.name)
    last = header_row or find_header(first)
    heads = [row for number, row in first if last - header_rows < number <= last]
    if not heads or not any(number == last for number, _ in first):
        raise FileError(
            f"Row {last} is blank or not there, so it is no header.",
            remedy="Name another row.",
            file=rows.name,
        )
    names = _names(heads)
    again = names[0] == REASON
    records = _body(rows, last, names, again)
    sources = tuple(
        Source(place, name, _text(heads, place, name), _role(name, place, again))
        for place, name in enumerate(names)
    )
    notes = (f"The header of {rows.name} stands in row {last}.",) if last > 1 and header_row is None else ()
    return Layout(rows.name, "table", sources, records, (*rows.notes, *notes))


def _names(heads: Sequence[list[str]]) -> list[str]:
    """Return the names of the columns; rows of a header are joined, the upper ones filled to the right."""
    width = max(map(len, heads))
    parts: list[list[str]] = []
    for depth, row in enumerate(heads):
        cells = [" ".join(cell.split()) for cell in row] + [""] * (width - len(row))
        if depth < len(heads) - 1:
            for place in range(1, width):
                cells[place] = cells[place] or cells[place - 1]
        parts.append(cells)
    joined = [" / ".join(dict.fromkeys(filter(None, cells))) for cells in zip(*parts, strict=True)]
    while joined and not joined[-1]:
        joined.pop()
    return unique_ids([name or f"column {place}" for place, name in enumerate(joined, start=1)])


def _text(heads: Sequence[list[str]], place: int, name: str) -> str:
    """Return what a column is called in its last header row."""
    cells = heads[-1]
    return " ".join(cells[place].split()) if place < len(cells) and cells[place].strip() else name


def _role(name: str, place: int, again: bool) -> Role:
    """Return what a column is by its name."""
    return "ignored" if again and place == 0 else ROLES.get(plain(name), "question")


def _body(rows: Rows, header_row: int, names: list[str], again: bool) -> Callable[[], Iterator[Record]]:
    """Return what gives the rows below a header, without a footer: rows at the end with one filled cell."""

    def records() -> Iterator[Record]:
        held: list[Record] = []
        for row in rows.read():
            if row[0] <= header_row:
                continue
            cells = fitted(rows, row, names)
            if (
                not again
                and len(names) > 2
                and _alone(cells)
                and (header_row > 1 or len(cells[0] or "") > LONG)
            ):
                held.append((row[0], cells))
                continue
            yield from held
            held.clear()
            yield row[0], [_disarmed(cell) for cell in cells] if again else cells

    return records


def _alone(cells: Sequence[str | None]) -> bool:
    """Return whether the first cell alone is filled."""
    return bool(cells[0] and cells[0].strip()) and not any(cell and cell.strip() for cell in cells[1:])


def _disarmed(cell: str | None) -> str | None:
    """Return a cell without the apostrophe that was put before what a spreadsheet could run."""
    return cell[1:] if cell and cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell
