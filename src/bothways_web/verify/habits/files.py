"""A habit as a file: released figures and nothing else."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bothways_web.verify.habits.showing import Gap, Named


def gap_csv(found: Named, gap: Gap) -> bytes:
    """Return the shares, the gap, the gap among people alike and the trend; cells that would run are disarmed."""
    import pandas as pd

    from bothways.tables import write_table

    everybody = gap.released.n_band
    rows = [("share of 100", one.label, one.value, one.low, one.high, one.band) for one in gap.rows]
    rows.append(("gap in points", "", gap.gap.points, gap.gap.low, gap.gap.high, everybody))
    for one in gap.alike:
        by = "unit, role and tenure" if one.within_unit else "role and tenure"
        rows.append(
            (f"gap in points among people alike in {by}", "", one.points, one.low, one.high, everybody)
        )
    if gap.trend:
        change = "points from one answer to the next"
        rows.append((change, "", gap.trend.points, gap.trend.low, gap.trend.high, everybody))
    table = pd.DataFrame(rows, columns=["what", "answer", "value", "low", "high", "people"])
    table.insert(0, "outcome", found.outcome.label)
    table.insert(0, "habit", found.question.text)
    table.insert(0, "round", gap.released.round)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "habit.csv"
        write_table(table, path)
        return path.read_bytes()
