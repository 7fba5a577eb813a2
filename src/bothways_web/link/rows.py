"""Rows of a table from which faulty ones can be taken, while errors still name the rows of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bothways.tables import Table
from bothways.tables.columns import column_place


@dataclass
class Rows:
    """A table in memory, and which of its records are left."""

    source: Table
    content: Any
    left: list[int]

    @classmethod
    def of(cls, table: Table) -> Rows:
        """Read a table."""
        content = table.to_arrow()
        return cls(table, content, list(range(content.num_rows)))

    def __len__(self) -> int:
        return len(self.left)

    def table(self) -> Table:
        """Return the rows that are left, as a table whose rows are counted as in the file."""
        content = self.content.take(self.left) if len(self.left) < self.content.num_rows else self.content
        left, row_of = list(self.left), self.source.row_of

        def batches(places: tuple[int, ...]) -> Iterator[Any]:
            chosen = content.select(list(places)).rename_columns([str(place) for place in places])
            yield from chosen.to_batches(max_chunksize=1 << 18)

        return Table(self.source.name, self.source.header, batches, lambda record: row_of(left[record]))

    def drop(self, row: int) -> int | None:
        """Take out the record of a row of the file and return it; ``None`` where there is none but the last."""
        at = _find(self.left, row, self.source.row_of)
        return None if at is None or len(self.left) == 1 else self.left.pop(at)


def keep_columns(table: Table, names: Iterable[str]) -> Table:
    """Return a table with some of its columns alone: what was not chosen is not read."""
    places = sorted({column_place(table, name) for name in names})
    header = tuple(table.header[place] for place in places)

    def batches(wanted: tuple[int, ...]) -> Iterator[Any]:
        for batch in table.batches(tuple(places[place] for place in wanted)):
            yield batch.rename_columns([str(place) for place in wanted])

    return Table(table.name, header, batches, table.row_of, table.notes)


def _find(left: list[int], row: int, row_of: Callable[[int], int]) -> int | None:
    """Return the place of the record that stands in a row: rows only grow, so the middle tells which half."""
    low, high = 0, len(left) - 1
    while low <= high:
        middle = (low + high) // 2
        found = row_of(left[middle])
        if found == row:
            return middle
        low, high = (middle + 1, high) if found < row else (low, middle - 1)
    return None
