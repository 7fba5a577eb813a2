"""The work of a unit as a file: without names, so that it cannot serve in an appraisal."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from bothways_web.act.models import WorkItem
from bothways_web.act.work.board import SOURCES

COLUMNS = ("unit", "title", "state", "hours", "skills", "until", "comes_from", "written_down", "since")


def work_csv(items: Iterable[WorkItem]) -> bytes:
    """Return work as CSV, without who holds it or has done it; cells that a spreadsheet would run are disarmed."""
    import pandas as pd

    from bothways.tables import write_table

    rows = [
        (
            one.unit.code, one.title, one.state, float(one.effort), ", ".join(one.skills),
            one.due_on.isoformat() if one.due_on else "",
            ", ".join(name for name in SOURCES if getattr(one, f"{name}_id") is not None),
            one.made_on.isoformat(), one.since.isoformat(),
        )
        for one in items
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "work.csv"
        write_table(pd.DataFrame(rows, columns=COLUMNS, dtype=object), path)
        return path.read_bytes()
