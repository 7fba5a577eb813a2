"""What a run works with: moments of surveys and imported cells, written once as tidy files into its own folder."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bothways.panel.moments_panel import moments_to_covariance, moments_to_tidy
from bothways.panel.periods import read_period
from bothways.tables import write_table
from bothways_web.link.cells import joined_cells, standing_imports
from bothways_web.link.hooks import more_cells
from bothways_web.link.imports import take
from bothways_web.link.models import MetricImport
from bothways_web.listen.employee_moments import customer_moments, employee_moments

if TYPE_CHECKING:
    import pandas as pd

    from bothways.panel.moments import Moments

_CELL = ["unit", "period", "metric"]
_SEALED = "inputs.json"
#: Frequencies of rounds, the one that is taken where two are as common first.
FREQUENCIES = ("month", "quarter", "week", "year")


class Computed(Protocol):
    """What is computed from both voices in a closed job: findings, or what another room asks of the same numbers."""

    @property
    def folder(self) -> Path:
        """Where its inputs lie while it is computed."""


@dataclass(frozen=True)
class Inputs:
    """Files of a run; ``covariance`` is None where nobody gave two metrics.

    ``left_out`` names metrics of surveys of which no period has the frequency of the customers' numbers; ``notes`` are
    sentences about what else was decided.
    """

    employees: Path
    customers: Path
    covariance: Path | None
    left_out: tuple[str, ...]
    notes: tuple[str, ...] = ()


def prepare(run: Computed) -> Inputs | None:
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
        frames, left_out, notes = found
        folder.mkdir(parents=True, mode=0o700)
        for name, frame in frames.items():
            write_table(frame, names[name])
        (folder / f"{_SEALED}.part").write_text(json.dumps({"left_out": left_out, "notes": notes}))
        (folder / f"{_SEALED}.part").rename(folder / _SEALED)
    told = json.loads((folder / _SEALED).read_text())
    shared = names["covariance"] if names["covariance"].exists() else None
    return Inputs(
        names["employees"], names["customers"], shared, tuple(told["left_out"]), tuple(told.get("notes", ()))
    )


def forget(run: Computed) -> None:
    """Delete the inputs of a run."""
    shutil.rmtree(run.folder, ignore_errors=True)


def _frames(imports: list[MetricImport]) -> tuple[dict[str, pd.DataFrame], list[str], list[str]] | None:
    """Return the tables of both voices, the metrics whose periods are of another length, and notes."""
    brought = {
        side: joined_cells(one for one in imports if one.side == side) for side in MetricImport.Side.values
    }
    moments = {"employees": employee_moments(), "customers": customer_moments()}
    cells = {side: moment_cells(found) for side, found in moments.items()}
    frequency = _frequency(imports, cells["customers"])
    if not frequency:
        return None
    frames, left_out, notes = {}, [], []
    for side, asked in cells.items():
        fitting, missing = _of_frequency(joined(asked, more_cells(side, frequency)), frequency)
        left_out += missing
        kept, told = _without(fitting, set(brought[side]["metric"]))
        notes += told
        frames[side] = joined(kept, brought[side])
    if any(frame.empty for frame in frames.values()):
        return None
    shared = _covariance([one for found in moments.values() for one in found], frames)
    return frames | ({} if shared.empty else {"covariance": shared}), sorted(left_out), notes


def moment_cells(moments: list[Moments]) -> pd.DataFrame:
    """Return moments as cells; of a cell that two hold, the later one's."""
    import pandas as pd

    if not moments:
        return pd.DataFrame(columns=_CELL)
    cells = pd.concat([moments_to_tidy(one) for one in moments], ignore_index=True)
    return cells.drop_duplicates(_CELL, keep="last")


def _frequency(imports: list[MetricImport], surveyed: pd.DataFrame) -> str:
    """Return the frequency of the customers' files; where there is none, that of most numbers of their surveys."""
    files = [one.frequency for one in imports if one.side == MetricImport.Side.CUSTOMERS]
    if files:
        return files[0]
    counted = {
        name: sum(has_frequency(str(period), name) for period in surveyed["period"]) for name in FREQUENCIES
    }
    return max(counted, key=lambda name: counted[name]) if any(counted.values()) else ""


def _of_frequency(cells: pd.DataFrame, frequency: str) -> tuple[pd.DataFrame, list[str]]:
    """Return the cells of a frequency, and the metrics that have none."""
    fits = cells["period"].map(lambda period: has_frequency(str(period), frequency)).astype(bool)
    return cells[fits], sorted(set(cells["metric"]) - set(cells[fits]["metric"]))


def _without(cells: pd.DataFrame, brought: set[str]) -> tuple[pd.DataFrame, list[str]]:
    """Return the cells of surveys without metrics that a file holds under the same name, and a note of each."""
    both = sorted(set(cells["metric"]) & brought)
    notes = [
        f"{name} is in a file and in a survey; the numbers of the file are used, and the two are not mixed."
        for name in both
    ]
    return cells[~cells["metric"].isin(both)], notes


def joined(asked: pd.DataFrame, brought: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    parts = [part for part in (asked, brought) if not part.empty]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=_CELL)


def _covariance(moments: list[Moments], frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the covariances of what the same people answered, of cells that are there."""
    import pandas as pd

    if not moments:
        return pd.DataFrame()
    shared = moments_to_covariance(*moments).drop_duplicates(
        ["unit", "period", "metric_a", "metric_b"], keep="last"
    )
    there = pd.concat([frame[_CELL] for frame in frames.values()]).drop_duplicates()
    for name in ("metric_a", "metric_b"):
        shared = shared.merge(there.rename(columns={"metric": name}), on=["unit", "period", name])
    return shared


def has_frequency(period: str, frequency: str) -> bool:
    return ("date" if frequency == "day" else frequency) in read_period(period)
