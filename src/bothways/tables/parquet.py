"""Opening Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bothways.errors import FileError
from bothways.tables.table import Table

BATCH = 1 << 16


def open_parquet(path: Path, name: str) -> Table:
    """Open a Parquet file; a truncated one is refused."""
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            header = tuple(str(column) for column in file.schema_arrow.names)
            rows = file.metadata.num_rows
    except Exception as error:
        raise _broken(name) from error
    if rows == 0:
        raise FileError("The file has a header but no rows.", remedy="Export it again.", file=name)

    def batches(places: tuple[int, ...]) -> Iterator[Any]:
        try:
            with pq.ParquetFile(path) as file:
                wanted = [header[place] for place in places]
                for batch in file.iter_batches(BATCH, columns=wanted):
                    columns = [batch.column(column) for column in wanted]
                    yield batch.from_arrays(columns, names=[str(place) for place in places])
        except OSError as error:
            raise _broken(name) from error

    return Table(name=name, header=header, batches=batches)


def _broken(name: str) -> FileError:
    """Return the error for a Parquet file that cannot be read."""
    return FileError("The Parquet file is damaged or cut off.", remedy="Copy or export it again.", file=name)
