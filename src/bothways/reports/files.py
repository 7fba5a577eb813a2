"""The table of findings as files, with the same types whatever the run found."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd

from bothways.linkage.findings import Findings
from bothways.tables import write_table

_TEXT = ("employee_metric", "customer_metric", "verdict", "strength", "reasons")
_WHOLE = ("lag", "units", "periods")


def typed_table(findings: Findings) -> pd.DataFrame:
    """:attr:`Findings.table` with text, whole numbers and figures typed, even where a column is empty."""
    table = findings.table
    return table.astype(
        {
            name: "string" if name in _TEXT else "int64" if name in _WHOLE else "float64"
            for name in table.columns
        }
    )


def csv_bytes(findings: Findings) -> bytes:
    """The content of findings.csv: the same on disk and behind the link of the report."""
    with tempfile.TemporaryDirectory(prefix="bothways-") as folder:
        path = Path(folder) / "findings.csv"
        write_table(typed_table(findings), path)
        return path.read_bytes()
