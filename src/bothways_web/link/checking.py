"""A dry run of a file of metrics: what it holds, what is wrong with it, and what it would replace."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from bothways.errors import CellError, InputError, PeriodError
from bothways.panel.calendar import label
from bothways.panel.frequency import frequency_of, settle_frequency
from bothways.panel.periods import Periods
from bothways.panel.placement import place_cells, refuse_doubled
from bothways.panel.tidy import Cells, read_cells
from bothways.tables import Table
from bothways_web.link.rows import Rows, keep_columns

if TYPE_CHECKING:
    import pandas as pd

    from bothways.panel.panel import Frequency, Side

#: So many faulty rows are listed; then reading stops.
MOST_PROBLEMS = 20


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where, what, and what to do."""

    what: str
    remedy: str
    row: int | None = None
    column: str = ""
    record: int | None = None


@dataclass(frozen=True)
class Reading:
    """What a dry run found.

    Attributes
    ----------
    cells : pandas.DataFrame
        What would be imported; empty where the file cannot be read.
    frequency : str
    metrics : list of dict
        One a metric: name, kind, low, high, better.
    problems : list of Problem
    skipped : int
        Faulty rows that are left out of ``cells``.
    rows : int
        Rows of the file.
    may_skip : bool
        Whether what is left may be imported without the faulty rows.
    notes : list of str
    """

    cells: pd.DataFrame
    frequency: str = ""
    metrics: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    skipped: int = 0
    rows: int = 0
    may_skip: bool = False
    notes: list[str] = field(default_factory=list)


def read_metrics(table: Table, side: Side, columns: Mapping[str, str]) -> Reading:
    """Read a file the way a panel is read, and list its faulty rows.

    Parameters
    ----------
    table : Table
    side : {"employee", "customer"}
    columns : mapping of str to str
        Field -> column; no other column is read.

    Returns
    -------
    Reading
        Each faulty row is left out and the rest read again, up to ``MOST_PROBLEMS`` times.
    """
    rows = Rows.of(keep_columns(table, columns.values()))
    problems: list[Problem] = []
    total = len(rows)
    while True:
        try:
            cells, frequency, notes = _read(rows.table(), side, columns)
        except InputError as error:
            record = None if error.row is None else rows.drop(error.row)
            problems.append(_problem(error, record))
            if record is None or len(problems) >= MOST_PROBLEMS:
                return Reading(_empty(), problems=problems, rows=total, skipped=len(problems))
            continue
        return Reading(
            _frame(cells, frequency), frequency, _metrics(cells), problems, total - len(rows), total,
            may_skip=bool(problems), notes=notes,
        )  # fmt: skip


def _read(table: Table, side: Side, columns: Mapping[str, str]) -> tuple[Cells, Frequency, list[str]]:
    """Read and check all cells; the first thing that is wrong is raised."""
    cells = read_cells(table, side, columns=columns)
    if not len(cells.value):
        raise CellError(
            _("There is not a single value."),
            remedy=_("Choose the column that holds the values."),
            file=table.name,
        )
    used = sorted(set(cells.period.tolist()))
    if (
        frequency_of(Periods(cells.periods.form, tuple(cells.periods.numbers[place] for place in used)))
        is None
    ):
        raise PeriodError(
            _("All rows have one date, so nobody can tell whether it is a day, a month or a quarter."),
            remedy=_("Write the period like 2026-03, 2026-Q1 or 2026-W05."),
            file=table.name,
        )
    frequency, cells, _twice, notes = settle_frequency(cells, cells)
    refuse_doubled(cells, frequency)
    placed, moves = place_cells(cells, frequency)
    refuse_doubled(placed, frequency)
    return cells, frequency, list(dict.fromkeys((*cells.notes, *notes, *moves)))


def _problem(error: InputError, record: int | None) -> Problem:
    """Return an error in the words of the page: options of the command line do not exist here."""
    remedy = error.remedy
    if "--" in remedy:
        remedy = _("Go back one step and choose the column.")
    return Problem(error.what, remedy, error.row, error.column or "", record)


def _metrics(cells: Cells) -> list[dict[str, Any]]:
    used = {cells.metrics[place] for place in set(cells.metric.tolist())}
    return [
        {
            "name": name,
            "kind": scale.kind,
            "low": _plain(scale.low),
            "high": _plain(scale.high),
            "better": scale.better,
        }
        for name, scale in zip(cells.metrics, cells.scales, strict=True)
        if name in used
    ]


def _plain(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _frame(cells: Cells, frequency: Frequency) -> pd.DataFrame:
    """Return cells as the tidy table that is kept."""
    import datetime as dt

    import pandas as pd

    def days(numbers: Sequence[float]) -> list[str | None]:
        return [dt.date.fromordinal(int(day)).isoformat() if day == day else None for day in numbers]

    scales = [cells.scales[place] for place in cells.metric.tolist()]
    return pd.DataFrame(
        {
            "unit": [cells.units[place] for place in cells.unit.tolist()],
            "period": [label(frequency, period) for period in cells.stated.tolist()],
            "metric": [cells.metrics[place] for place in cells.metric.tolist()],
            "value": cells.value,
            "n": cells.n,
            "sd": cells.sd,
            "noise_variance": cells.noise_variance,
            "kind": [one.kind for one in scales],
            "low": [one.low for one in scales],
            "high": [one.high for one in scales],
            "better": [one.better for one in scales],
            "reference_start": pd.Series(days(cells.start.tolist()), dtype="object"),
            "reference_end": pd.Series(days(cells.end.tolist()), dtype="object"),
        }
    )


def _empty() -> pd.DataFrame:
    import pandas as pd

    from bothways_web.link.cells import COLUMNS

    return pd.DataFrame(columns=list(COLUMNS))
