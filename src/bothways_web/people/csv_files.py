"""Rows as a CSV file that a browser takes along."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path


def as_csv(rows: Iterable[Sequence[object]], columns: Sequence[str]) -> bytes:
    """Return rows as CSV; cells that a spreadsheet would run as a formula are disarmed."""
    import pandas as pd

    from bothways.tables import write_table

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        write_table(pd.DataFrame(list(rows), columns=list(columns), dtype=object), path)
        return path.read_bytes()
