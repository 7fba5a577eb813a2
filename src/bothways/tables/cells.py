"""Cells of Arrow arrays as text."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int32]


def distinct_texts(array: Any) -> tuple[list[str], Codes]:
    """Return the distinct cells of an Arrow array as text, and which one each cell is; -1 where null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_nested(array.type):
        array = pa.array([None if cell is None else str(cell) for cell in array.to_pylist()], pa.string())
    if pa.types.is_floating(array.type):
        array = pc.if_else(pc.is_nan(array), None, array)
    if not pa.types.is_dictionary(array.type):
        array = pc.dictionary_encode(array)
    codes = pc.fill_null(array.indices.cast(pa.int32()), -1).to_numpy(zero_copy_only=False)
    return [_as_text(cell) for cell in array.dictionary.to_pylist()], codes.astype(np.int32)


def _as_text(cell: Any) -> str:
    """Return one cell as text: whole floats without a point, midnights as dates."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if hasattr(cell, "date") and not (cell.hour or cell.minute or cell.second):
        return str(cell.date())
    return "" if cell is None else str(cell)


def is_number(kind: Any) -> bool:
    """Return whether an Arrow type casts to floats."""
    import pyarrow as pa

    tests = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal, pa.types.is_null)
    return any(test(kind) for test in tests)
