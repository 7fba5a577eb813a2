"""What is shown of leaving as a file, to take along."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from bothways_web.verify.leaving.shown import Course, csv_rows

COLUMNS = ("unit", "quarter", "state", "left_per_100", "low", "high", "people", "together_with")


def leaving_csv(courses: Sequence[tuple[str, Course]]) -> bytes:
    """Return released quarters as CSV; the state is "hidden" where a number is not shown, whatever the cause."""
    import pandas as pd

    from bothways.tables import write_table

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "leaving.csv"
        write_table(pd.DataFrame(list(csv_rows(courses)), columns=COLUMNS, dtype=object), path)
        return path.read_bytes()
