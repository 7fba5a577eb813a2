"""Opening tables that are in memory: pandas, polars, Arrow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bothways.errors import FileError, InputError
from bothways.tables.table import Table


def open_frame(source: Any, name: str) -> Table:
    """Open a pandas or polars frame, an Arrow table or batch, or any Arrow stream."""
    import pandas as pd
    import pyarrow as pa

    if isinstance(source, pd.DataFrame):
        return _open_pandas(source, name)
    if hasattr(source, "collect") and hasattr(source, "lazy"):  # a polars LazyFrame
        source = source.collect()
    if isinstance(source, pa.RecordBatch):
        source = pa.Table.from_batches([source])
    elif isinstance(source, pa.RecordBatchReader):
        source = source.read_all()
    elif not isinstance(source, pa.Table):
        source = _streamed(source)
    header = tuple(str(column) for column in source.column_names)

    def batches(places: tuple[int, ...]) -> Iterator[Any]:
        names = [str(place) for place in places]
        yield from source.select(list(places)).rename_columns(names).to_batches(max_chunksize=1 << 18)

    return _checked(Table(name=name, header=header, batches=batches), source.num_rows)


def _streamed(source: Any) -> Any:
    """Return anything that gives an Arrow stream of records as an Arrow table."""
    import pyarrow as pa

    try:
        if hasattr(source, "__arrow_c_stream__"):
            return pa.table(source)
    except pa.ArrowInvalid:  # a single column streams as well, and is no table
        pass
    raise InputError(
        f"An object of type {type(source).__name__} is no table.",
        remedy="Hand in a path, or a pandas, polars or Arrow table.",
    )


def _open_pandas(frame: Any, name: str) -> Table:
    """Open a pandas frame; named indexes become columns."""
    import pandas as pd
    import pyarrow as pa

    if any(level is not None for level in frame.index.names):
        frame = frame.reset_index()
    header = tuple(str(column) for column in frame.columns)

    def array(place: int) -> Any:
        column: Any = frame.iloc[:, place]
        if isinstance(column.dtype, pd.PeriodDtype):
            column = column.astype(str).where(column.notna(), None)
        try:
            return pa.array(column, from_pandas=True)
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
            return pa.array([None if pd.isna(cell) else str(cell) for cell in column], pa.string())

    def batches(places: tuple[int, ...]) -> Iterator[Any]:
        table = pa.table([array(place) for place in places], names=[str(place) for place in places])
        yield from table.to_batches(max_chunksize=1 << 18)

    return _checked(Table(name=name, header=header, batches=batches), len(frame))


def _checked(table: Table, rows: int) -> Table:
    """Return the table, which must have rows."""
    if rows == 0:
        raise FileError("The table has no rows.", remedy="Check how it was made.", file=table.name)
    return table
