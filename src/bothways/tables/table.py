"""A table that is read piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

#: Columns by place -> Arrow record batches with these columns, in this order. Can be called again.
Batches = Callable[[tuple[int, ...]], Iterator[Any]]


def row_below_header(record: int) -> int:
    """Return the row of a record as a spreadsheet counts it: the header is row 1."""
    return record + 2


@dataclass(frozen=True)
class Table:
    """A table whose header is known and whose records come in batches.

    Attributes
    ----------
    name : str
        What errors call it: the name of the file, or a description.
    header : tuple of str
        Names of the columns, in order, as they stand in the source.
    batches : callable
        Places of columns -> iterator of ``pyarrow.RecordBatch`` with these columns, named by their place.
        CSV and XLSX give text; other sources give their own types. Every call reads anew.
    row_of : callable
        Record (counted from 0) -> row as a spreadsheet counts it. May read the file, so call it for errors.
    notes : tuple of str
        What the reader of a result must be told about how the table was read.
    """

    name: str
    header: tuple[str, ...]
    batches: Batches
    row_of: Callable[[int], int] = row_below_header
    notes: tuple[str, ...] = ()

    def to_arrow(self, columns: Sequence[str] | None = None) -> Any:
        """Read columns into memory.

        Parameters
        ----------
        columns : sequence of str, optional
            Names as in ``header``; all where not given.

        Returns
        -------
        pyarrow.Table
        """
        import pyarrow as pa

        names = self.header if columns is None else tuple(columns)
        places = tuple(self.header.index(name) for name in names)
        batches = list(self.batches(places))
        if not batches:
            return pa.table({name: pa.array([], pa.string()) for name in names})
        return pa.Table.from_batches(batches).rename_columns(list(names))

    def to_pandas(self, columns: Sequence[str] | None = None) -> Any:
        """Read columns into a data frame; see :meth:`to_arrow`."""
        return self.to_arrow(columns).to_pandas()
