"""The table of findings as a file."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from bothways.tables import write_table
from bothways_web.link.findings import RunFindings, with_labels


def findings_csv(found: RunFindings) -> bytes:
    """Return the findings as CSV, in the order of the page; cells that a spreadsheet would run are disarmed."""
    ordered = replace(found.findings, pairs=with_labels(found.ordered))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "findings.csv"
        write_table(ordered.table, path)
        return path.read_bytes()
