"""What a run works with: employees' moments and imported cells, written once as tidy files into its own folder."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bothways.panel.moments_panel import moments_to_covariance, moments_to_tidy
from bothways.panel.periods import read_period
from bothways.tables import write_table
from bothways_web.link.cells import joined_cells, standing_imports
from bothways_web.link.imports import take
from bothways_web.link.models import MetricImport, Run
from bothways_web.listen.employee_moments import employee_moments

if TYPE_CHECKING:
    import pandas as pd

    from bothways.panel.moments import Moments

_CELL = ["unit", "period", "metric"]
_SEALED = "inputs.json"


@dataclass(frozen=True)
class Inputs:
    """Files of a run; ``covariance`` is None where nobody gave two metrics.

    ``left_out`` names employees' metrics of which no period has the frequency of the customers' files.
    """

    employees: Path
    customers: Path
    covariance: Path | None
    left_out: tuple[str, ...]


def prepare(run: Run) -> Inputs | None:
    """Return the inputs of a run: those it was begun with, where it is taken up again; ``None`` without both voices.

    They are written whole before anything is computed, so that a run which is killed half way goes on with the same
    numbers.
    """
    folder = run.folder
    names = {name: folder / f"{name}.parquet" for name in ("employees", "customers", "covariance")}
    if not (folder / _SEALED).exists():
        shutil.rmtree(folder, ignore_errors=True)
        imports = take([one for side in MetricImport.Side.values for one in standing_imports(side)])
        found = _frames(imports)
        if found is None:
            return None
        frames, told = found
        folder.mkdir(parents=True, mode=0o700)
        for name, frame in frames.items():
            write_table(frame, names[name])
        (folder / f"{_SEALED}.part").write_text(json.dumps({"left_out": told}))
        (folder / f"{_SEALED}.part").rename(folder / _SEALED)
    told = json.loads((folder / _SEALED).read_text())["left_out"]
    shared = names["covariance"] if names["covariance"].exists() else None
    return Inputs(names["employees"], names["customers"], shared, tuple(told))


def forget(run: Run) -> None:
    """Delete the inputs of a run."""
    shutil.rmtree(run.folder, ignore_errors=True)


def _frames(imports: list[MetricImport]) -> tuple[dict[str, pd.DataFrame], list[str]] | None:
    """Return the tables of both voices, and the names of employees' metrics whose periods are of another length."""
    import pandas as pd

    customers = joined_cells(one for one in imports if one.side == MetricImport.Side.CUSTOMERS)
    if customers.empty:
        return None
    frequency = next(one.frequency for one in imports if one.side == MetricImport.Side.CUSTOMERS)
    moments = employee_moments()
    asked, left_out = _asked(moments, frequency)
    brought = joined_cells(one for one in imports if one.side == MetricImport.Side.EMPLOYEES)
    parts = [part for part in (asked, brought) if not part.empty]
    if not parts:
        return None
    frames = {"employees": pd.concat(parts, ignore_index=True), "customers": customers}
    if not asked.empty:
        shared = moments_to_covariance(*moments)
        shared = shared[shared["period"].isin(set(asked["period"]))]
        shared = shared.drop_duplicates(["unit", "period", "metric_a", "metric_b"], keep="last")
        if not shared.empty:
            frames["covariance"] = shared
    return frames, left_out


def _asked(moments: list[Moments], frequency: str) -> tuple[pd.DataFrame, list[str]]:
    """Return the moments as cells, and the metrics that have no period of a frequency."""
    import pandas as pd

    if not moments:
        return pd.DataFrame(), []
    cells = pd.concat([moments_to_tidy(one) for one in moments], ignore_index=True)
    fits = cells["period"].map(lambda period: _has_frequency(str(period), frequency)).astype(bool)
    left_out = sorted(set(cells["metric"]) - set(cells[fits]["metric"]))
    return cells[fits].drop_duplicates(_CELL, keep="last"), left_out


def _has_frequency(period: str, frequency: str) -> bool:
    return ("date" if frequency == "day" else frequency) in read_period(period)
