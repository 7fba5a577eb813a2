"""Cells of both sides to one Panel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from bothways.errors import InputError
from bothways.panel.calendar import label
from bothways.panel.covariance import Grid, where_cells_stand
from bothways.panel.metric_noise import Judged, metric_noise
from bothways.panel.panel import Frequency, Panel
from bothways.panel.remarks import remarks
from bothways.panel.spans import listed, spans
from bothways.panel.tidy import Cells

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
NAMED = 3  # cells in a note
ReadCovariance = Callable[[Grid], tuple[pd.DataFrame, tuple[str, ...]]]


@dataclass(frozen=True)
class _Layout:
    """Which cell stands where.

    Attributes
    ----------
    units, metrics : list of str
    periods : range
        Ordinals of the calendar.
    of_metric : list of (Cells, int)
        Side of each metric, and its place there.
    where : list of tuple of numpy.ndarray of int64
        For each side: unit, period and metric of each cell on the grid.
    """

    units: list[str]
    metrics: list[str]
    periods: range
    of_metric: list[tuple[Cells, int]]
    where: list[tuple[Integers, Integers, Integers]]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Units, periods, metrics."""
        return len(self.units), len(self.periods), len(self.metrics)


def assemble(
    employees: Cells,
    customers: Cells,
    frequency: Frequency,
    *,
    notes: tuple[str, ...] = (),
    covariance: ReadCovariance | None = None,
) -> Panel:
    """Put the cells of both sides on one grid.

    Parameters
    ----------
    employees, customers : Cells
        Placed, and without doubled cells.
    frequency : {"day", "week", "month", "quarter", "year"}
    notes : tuple of str
        What was noted so far.
    covariance : callable, optional
        Reads sampling covariances, given where the cells stand.

    Returns
    -------
    Panel
    """
    sides = (employees, customers)
    _refuse_strangers(employees, customers)
    layout = _lay_out(sides)
    value = _spread(sides, "value", layout)
    n = _spread(sides, "n", layout)
    judged = _judge_noise(sides, layout, value, n)
    variance = np.stack([each.noise.variance for each in judged], axis=2)
    start, end, span_notes = spans(sides, layout.where, layout.shape, layout.metrics)
    cells = {"value": value, "n": n, "noise_variance": variance}
    panel = Panel(
        data=_dataset(layout, frequency, cells, {"reference_start": start, "reference_end": end}, judged),
        frequency=frequency,
    )
    told = (*notes, *_noise_notes(layout, frequency, judged), *span_notes, *remarks(panel))
    if covariance is None:
        return replace(panel, notes=told)
    rows, more = covariance(_grid(sides, layout, frequency, variance))
    return replace(panel, notes=(*told, *more), noise_covariance=rows)


def _lay_out(sides: tuple[Cells, Cells]) -> _Layout:
    """Return where the cells of both sides stand."""
    units = sorted({side.units[place] for side in sides for place in np.unique(side.unit)})
    of_metric = [(side, int(place)) for side in sides for place in np.unique(side.metric)]
    metrics = [side.metrics[place] for side, place in of_metric]
    first = min(int(side.period.min()) for side in sides)
    last = max(int(side.period.max()) for side in sides)
    where = [
        (
            _places(side.units, side.unit, units),
            side.period - first,
            _places(side.metrics, side.metric, metrics),
        )
        for side in sides
    ]
    return _Layout(units, metrics, range(first, last + 1), of_metric, where)


def _judge_noise(sides: tuple[Cells, Cells], layout: _Layout, value: Floats, n: Floats) -> list[Judged]:
    """Return scale and noise of each metric."""
    sd, given = (
        _spread(sides, name, layout) if any(side.has(name) for side in sides) else None
        for name in ("sd", "noise_variance")
    )
    return [
        metric_noise(
            metric,
            side.scales[own],
            value[:, :, place],
            n=n[:, :, place],
            sd=None if sd is None else sd[:, :, place],
            given=None if given is None else given[:, :, place],
        )
        for place, (metric, (side, own)) in enumerate(zip(layout.metrics, layout.of_metric, strict=True))
    ]


def _grid(sides: tuple[Cells, Cells], layout: _Layout, frequency: Frequency, variance: Floats) -> Grid:
    """Return where each cell stands, for covariances."""
    placed: dict[tuple[int, int, int], int] = {}
    for side, (unit, _, metric) in zip(sides, layout.where, strict=True):
        placed |= where_cells_stand(side, unit, metric)
    return Grid(
        _index(layout.units), _index(layout.metrics), frequency, layout.periods.start, variance, placed
    )


def _index(names: list[str]) -> dict[str, int]:
    """Return the place of each name."""
    return {name: place for place, name in enumerate(names)}


def _places(own: tuple[str, ...], codes: Integers, names: list[str]) -> Integers:
    """Return for each cell the place of its name among names."""
    index = _index(names)
    return np.array([index.get(name, -1) for name in own], np.int64)[codes]


def _spread(sides: tuple[Cells, Cells], name: str, layout: _Layout) -> Floats:
    """Return a number of each cell on the grid, NaN where there is no cell."""
    grid = np.full(layout.shape, np.nan)
    for side, where in zip(sides, layout.where, strict=True):
        grid[where] = getattr(side, name)
    return grid


def _refuse_strangers(employees: Cells, customers: Cells) -> None:
    """Refuse two files that have no unit in common."""
    first, second = ({side.units[place] for place in np.unique(side.unit)} for side in (employees, customers))
    if first & second:
        return
    raise InputError(
        f"No unit is in both files: {employees.name} has {len(first)}, such as {min(first)!r}, "
        f"{customers.name} has {len(second)}, such as {min(second)!r}.",
        remedy="Use the same names for units in both, letter by letter and with leading zeros.",
    )


def _noise_notes(layout: _Layout, frequency: Frequency, judged: list[Judged]) -> tuple[str, ...]:
    """Return what must be told about the noise of each metric."""
    named = [metric for metric, each in zip(layout.metrics, judged, strict=True) if each.by_name]
    notes: list[str] = []
    for metric, each in zip(layout.metrics, judged, strict=True):
        notes += each.noise.notes
        if each.noise.lacking:
            notes.append(f"Cells of {metric} without it: {_named(layout, frequency, each.noise.lacking)}.")
    if not named:
        return tuple(notes)
    verb = "is taken as a percentage" if len(named) == 1 else "are taken as percentages"
    return (f"{listed(named)} {verb} because of the name; the column kind can say otherwise.", *notes)


def _named(layout: _Layout, frequency: Frequency, cells: tuple[tuple[int, int], ...]) -> str:
    """Return the first few cells by name, and how many more there are."""
    first = [
        f"{layout.units[unit]} in {label(frequency, layout.periods[period])}"
        for unit, period in cells[:NAMED]
    ]
    more = f" and {len(cells) - NAMED} more" if len(cells) > NAMED else ""
    return ", ".join(first) + more


def _dataset(
    layout: _Layout,
    frequency: Frequency,
    cells: dict[str, Floats],
    reference: dict[str, npt.NDArray[np.datetime64]],
    judged: list[Judged],
) -> xr.Dataset:
    """Return the dataset that :class:`Panel` describes."""
    scales = [each.scale for each in judged]
    texts = {
        "side": [side.side for side, _ in layout.of_metric],
        "kind": [scale.kind for scale in scales],
        "better": [scale.better for scale in scales],
        "noise_source": [each.noise.source for each in judged],
    }
    ends = {"low": [scale.low for scale in scales], "high": [scale.high for scale in scales]}
    return xr.Dataset(
        {name: (("unit", "period", "metric"), array) for name, array in cells.items()}
        | {name: (("period", "metric"), array) for name, array in reference.items()},
        coords={
            "unit": np.array(layout.units, object),
            "period": np.array([label(frequency, period) for period in layout.periods], object),
            "metric": np.array(layout.metrics, object),
        }
        | {name: ("metric", np.array(words, object)) for name, words in texts.items()}
        | {name: ("metric", np.array(numbers, np.float64)) for name, numbers in ends.items()},
    )
