"""The table of findings as a file."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from bothways.tables import write_table
from bothways_web.link.coarse import ASSOCIATIONS
from bothways_web.link.findings import RunFindings, with_labels


def findings_csv(found: RunFindings, *, methods: bool) -> bytes:
    """Return the findings as CSV, in the order of the page; cells that a spreadsheet would run are disarmed.

    ``methods``: with associations and reliabilities, as pages show them to those who look at methods.
    """
    ordered = replace(found.findings, pairs=with_labels(found.ordered))
    table = ordered.table if methods else ordered.table.drop(columns=[*ASSOCIATIONS], errors="ignore")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "findings.csv"
        write_table(table, path)
        return path.read_bytes()
