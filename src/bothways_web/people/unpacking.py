"""How large a Parquet file becomes when it is unpacked, told without unpacking it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

BATCH = 1 << 16


def unpacks_to_more(path: Path, limit: int) -> bool:
    """Return whether the values of a Parquet file take more bytes than a limit.

    A dictionary holds a long text once, and codes of a few bits repeat it a million times. So codes are read as
    codes, and what they stand for is counted.
    """
    import pyarrow.parquet as pq

    told = pq.read_metadata(path)
    most: dict[str, int] = {}
    for chunk in _chunks(told):
        most[chunk.path_in_schema] = most.get(chunk.path_in_schema, 0) + _at_most(chunk)
    counted = 0
    for name in sorted(_readable(told), key=lambda name: -most[name]):
        if counted + sum(most.values()) <= limit:
            return False
        del most[name]
        for size in _sizes(path, name):
            counted += size
            if counted > limit:
                return True
    return counted + sum(most.values()) > limit


def _chunks(told: Any) -> Iterator[Any]:
    """Yield the pieces of columns of which the file is made."""
    for group in range(told.num_row_groups):
        for place in range(told.num_columns):
            yield told.row_group(group).column(place)


def _readable(told: Any) -> set[str]:
    """Return the columns whose codes can be read: no lists and no records, which can be told by their bound alone."""
    columns = (told.schema.column(place) for place in range(told.num_columns))
    return {one.path for one in columns if one.max_repetition_level == 0 and one.path == one.name}


def _at_most(chunk: Any) -> int:
    """Return a bound of the bytes of a piece: of texts as if each value were all there is in it."""
    texts = chunk.physical_type in ("BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY")
    return int(chunk.num_values * (chunk.total_uncompressed_size if texts else 8))


def _sizes(path: Path, name: str) -> Iterator[int]:
    """Yield the bytes of a column, batch by batch."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, read_dictionary=[name]) as file:
        for batch in file.iter_batches(BATCH, columns=[name]):
            yield _bytes_of(batch.column(0))


def _bytes_of(values: Any) -> int:
    """Return the bytes of values, those of a dictionary counted as often as they are named."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(values.type):
        return int(values.nbytes)
    lengths = pc.binary_length(values.dictionary).cast(pa.int64())
    return int(pc.sum(lengths.take(values.indices)).as_py() or 0)
