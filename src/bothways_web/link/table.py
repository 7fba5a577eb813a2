"""The table of findings as a file."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bothways.tables import write_table
from bothways_web.link.coarse import ASSOCIATIONS
from bothways_web.link.findings import RunFindings, with_labels

if TYPE_CHECKING:
    import pandas as pd


def findings_csv(found: RunFindings, *, methods: bool) -> bytes:
    """Return the findings as CSV; cells that a spreadsheet would run are disarmed."""
    table = findings_frame(found, methods=methods)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "findings.csv"
        write_table(table, path)
        return path.read_bytes()


def findings_frame(found: RunFindings, *, methods: bool) -> pd.DataFrame:
    """Return the findings as a table, in the order of the page.

    ``methods``: with associations and reliabilities, as pages show them to those who look at methods.
    """
    ordered = replace(found.findings, pairs=with_labels(found.ordered))
    return ordered.table if methods else ordered.table.drop(columns=[*ASSOCIATIONS], errors="ignore")
