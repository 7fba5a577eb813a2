"""From an export to a file of raw answers or tidy metrics, as a stream."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bothways.errors import FileError
from bothways.formats.applying import Piece, Settle, apply_mapping
from bothways.formats.export import Export
from bothways.formats.mapping import Mapping
from bothways.formats.plain_tables import REASON
from bothways.formats.rejected_files import refuse_other_file, refuse_same_file
from bothways.formats.whole_files import beside
from bothways.tables.writing import guard_cell


@dataclass(frozen=True)
class Converted:
    """How many responses were read, and what became of them.

    Attributes
    ----------
    responses, taken, unfinished, rejected : int
        ``responses`` is the sum of the others.
    rows : int
        Rows written: one a response, or one a cell of metrics.
    first : tuple of (int, str)
        Row and reason of the first rejected rows, twenty at most.
    """

    responses: int = 0
    taken: int = 0
    unfinished: int = 0
    rejected: int = 0
    rows: int = 0
    first: tuple[tuple[int, str], ...] = ()

    def plus(self, piece: Piece) -> Converted:
        """Return the counts with those of one more batch."""
        rejected = len(piece.rejected)
        return Converted(
            self.responses + piece.responses,
            self.taken + piece.responses - piece.unfinished - rejected,
            self.unfinished + piece.unfinished,
            self.rejected + rejected,
            self.rows + piece.taken.num_rows,
            (*self.first, *((row.row, row.reason) for row in piece.rejected))[:20],
        )


def convert_export(
    export: Export,
    mapping: Mapping,
    *,
    out: Path | None,
    rejected: Path | None = None,
    settle: Settle | None = None,
    take: Callable[[Any], None] | None = None,
    progress: Callable[[int], None] = lambda responses: None,
) -> Converted:
    """Write what a mapping makes of an export.

    Parameters
    ----------
    export : Export
    mapping : Mapping
    out : Path or None
        Ends in ``.parquet`` or ``.csv``; None writes nothing. Written aside and put into place when it is whole.
    rejected : Path or None
        CSV of the rows that are wrong: ``reason``, then the columns of the export. It is written only if there
        are any; correct it, and convert it with the same mapping. Cells that a spreadsheet would run get an
        apostrophe before them, which is taken away when the file is read again. Rejected rows of before are
        replaced, or deleted where nothing is wrong any more; any other file stays.
    settle : callable, optional
        See :func:`bothways.formats.apply_mapping`.
    take : callable, optional
        Called with each ``pyarrow.RecordBatch`` of rows taken.
    progress : callable
        Called with the responses read so far.

    Raises
    ------
    FileError
        Where the file is damaged, or a file cannot be written, or ``rejected`` is there and holds something
        else. An older file is then untouched.
    InputError
        Where ``out`` and ``rejected`` are the same file, or a folder.
    ColumnError
        Where the mapping names a column that is not there.
    """
    refuse_same_file((out, rejected))
    if rejected is not None:
        refuse_other_file(rejected)
    done = Converted()
    with ExitStack() as stack:
        write = stack.enter_context(_table_writer(out)) if out is not None else None
        refuse = stack.enter_context(_rejected_writer(rejected, export)) if rejected is not None else None
        for piece in apply_mapping(mapping, export, settle):
            done = done.plus(piece)
            for use in filter(None, (write, take)):
                use(piece.taken)
            if refuse is not None:
                refuse(piece)
            progress(done.responses)
    return done


@contextmanager
def _table_writer(target: Path) -> Iterator[Callable[[Any], None]]:
    """Give what writes batches into a file."""
    import pyarrow.csv as pa_csv
    import pyarrow.parquet as pq

    ending = target.suffix.lower()
    if ending not in (".parquet", ".csv"):
        raise FileError(
            "Answers are written as .parquet or .csv.", remedy="Change the ending.", file=target.name
        )
    with beside(target) as place, ExitStack() as stack:
        opened: list[Any] = []

        def write(batch: Any) -> None:
            batch = batch if ending == ".parquet" else _guarded(batch)
            if not opened:
                kind = pq.ParquetWriter if ending == ".parquet" else pa_csv.CSVWriter
                opened.append(stack.enter_context(kind(str(place), batch.schema)))
            opened[0].write_batch(batch)

        yield write


def _guarded(batch: Any) -> Any:
    """Return a batch whose texts no spreadsheet runs."""
    import pyarrow as pa

    columns = [
        pa.array([guard_cell(cell) for cell in column.to_pylist()], pa.string())
        if pa.types.is_string(column.type)
        else column
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, names=[guard_cell(name) for name in batch.schema.names])


@contextmanager
def _rejected_writer(target: Path, export: Export) -> Iterator[Callable[[Piece], None]]:
    """Give what writes rejected rows; a file is made with the first one, and an older one goes where there is none."""
    with ExitStack() as stack:
        opened: list[Any] = []

        def write(piece: Piece) -> None:
            for row in piece.rejected:
                if not opened:
                    place = stack.enter_context(beside(target))
                    stream = stack.enter_context(place.open("w", encoding="utf-8", newline=""))
                    opened.append(csv.writer(stream, lineterminator="\n"))
                    opened[0].writerow([REASON, *map(guard_cell, export.columns)])
                reason = f"Row {row.row}: {row.reason}"
                opened[0].writerow([reason, *map(guard_cell, row.cells)])

        yield write
        if not opened:
            target.unlink(missing_ok=True)
