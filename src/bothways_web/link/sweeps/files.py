"""The analysts' table as a file."""

from __future__ import annotations

from collections.abc import Mapping

from bothways_web.link.models import SweepRow, SweepRun
from bothways_web.link.sweeps.showing import label_of
from bothways_web.people.csv_files import as_csv

#: Columns of the library's table, and what people call the two metrics.
COLUMNS = (
    "employee_metric", "customer_metric", "direction", "lag", "estimate", "se", "low", "high", "p", "q",
    "standardised", "units", "transitions",
)  # fmt: skip


def sweep_csv(sweep: SweepRun, labels: Mapping[str, str]) -> bytes:
    """Return all rows as CSV, in full precision; blank where nothing could be estimated."""
    rows = SweepRow.objects.filter(sweep=sweep).values_list(*COLUMNS)
    found = ((label_of(row[0], labels), label_of(row[1], labels), *row) for row in rows.iterator())
    return as_csv(found, ("employees", "customers", *COLUMNS))
