"""The imported cells of one side, as they stand now: a later file goes before an earlier one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bothways_web.link.models import MetricImport

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

COLUMNS = (
    "unit", "period", "metric", "value", "n", "sd", "noise_variance", "kind", "low", "high", "better",
    "reference_start", "reference_end",
)  # fmt: skip


def standing_imports(side: str) -> list[MetricImport]:
    """Return the imports of a side that were not undone, oldest first."""
    return list(MetricImport.objects.filter(side=side, state=MetricImport.State.IMPORTED).order_by("pk"))


def read_import(one: MetricImport) -> pd.DataFrame:
    """Return the cells of one import."""
    import pandas as pd

    return pd.read_parquet(one.path)


def joined_cells(imports: Iterable[MetricImport]) -> pd.DataFrame:
    """Return the cells of some imports, oldest first; of a metric and period that two hold, the later one's."""
    import pandas as pd

    kept = pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})
    for one in imports:
        cells = read_import(one)
        if len(kept):
            newer = pd.MultiIndex.from_frame(cells[["metric", "period"]].drop_duplicates())
            older = pd.MultiIndex.from_frame(kept[["metric", "period"]])
            kept = kept[~older.isin(newer)]
            kept = pd.concat([kept, cells], ignore_index=True)
        else:
            kept = cells
    return kept.reset_index(drop=True)
