"""Worlds and families as the tidy tables that users bring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.panel.panel import Frequency
from bothways.simulate.families import Family
from bothways.simulate.recipe import Floats
from bothways.simulate.worlds import World

CELL = ["unit", "period"]
FIRST = {"day": "D", "month": "M", "quarter": "Q", "year": "Y"}


@dataclass(frozen=True)
class TidyWorld:
    """Both sides in the tidy format of ``read_panel``.

    Attributes
    ----------
    employees, customers : pandas.DataFrame
        ``unit, period, metric, value, n, noise_variance, kind``; a missing value has no row.
    covariance : pandas.DataFrame or None
        ``unit, period, metric_a, metric_b, covariance``: noise of metrics that the same people gave; None
        where there is none.
    """

    employees: pd.DataFrame
    customers: pd.DataFrame
    covariance: pd.DataFrame | None


def world_to_tidy(world: World | Family, *, frequency: Frequency = "month") -> TidyWorld:
    """Return a world or a family as tidy tables.

    Parameters
    ----------
    world : World or Family
        A world's metrics are called ``x`` and ``y``; a family's ``x01``, ``x02``, ... and ``y01``, ...
    frequency : {"day", "month", "quarter", "year"}
        What a period is called; the first one is 2015 or its first part.

    Returns
    -------
    TidyWorld

    Examples
    --------
    >>> import numpy as np
    >>> from bothways.simulate import draw_world
    >>> tidy = world_to_tidy(draw_world(np.random.default_rng(1), units=2, periods=3))
    >>> list(tidy.employees["period"].unique()), len(tidy.customers)
    (['2015-01', '2015-02', '2015-03'], 6)
    """
    if isinstance(world, Family):
        return _family(world, frequency)
    units, periods, _ = world.values.shape
    cells = _cells(units, periods, frequency)
    sides = [
        _side(cells, [name], world.values[..., [m]], world.n[..., m], world.noise[..., m, m])
        for m, name in enumerate("xy")
    ]
    both = np.isfinite(world.values).all(axis=2) & (world.noise[..., 0, 1] != 0)
    shared = _pairs(cells, both, "x", "y", world.noise[..., 0, 1])
    return TidyWorld(sides[0], sides[1], None if shared.empty else shared)


def _family(family: Family, frequency: Frequency) -> TidyWorld:
    """Return a family as tidy tables, with the covariances inside each side."""
    units, periods, _ = family.employees.shape
    cells = _cells(units, periods, frequency)
    frames, shared = [], []
    for letter, values, n, noise in (
        ("x", family.employees, family.employee_n, family.employee_noise),
        ("y", family.customers, family.customer_n, family.customer_noise),
    ):
        names = [f"{letter}{k + 1:02d}" for k in range(values.shape[2])]
        frames.append(_side(cells, names, values, n, noise))
        there = np.isfinite(values[..., 0]) & bool(family.noise_r)
        shared += [
            _pairs(cells, there, a, b, family.noise_r * noise)
            for k, a in enumerate(names)
            for b in names[k + 1 :]
        ]
    covariance = pd.concat(shared, ignore_index=True)
    return TidyWorld(frames[0], frames[1], None if covariance.empty else covariance)


def _cells(units: int, periods: int, frequency: Frequency) -> pd.DataFrame:
    """Return the labels of all cells, unit by unit."""
    first = pd.Period("2015-01-01", freq=FIRST[frequency])
    labels = [str(first + t) for t in range(periods)]
    labels = [label.replace("Q", "-Q") for label in labels]
    width = len(str(units))
    names = [f"unit {u + 1:0{width}d}" for u in range(units)]
    return pd.DataFrame({"unit": np.repeat(names, periods), "period": np.tile(labels, units)})


def _side(cells: pd.DataFrame, names: list[str], values: Floats, n: Floats, noise: Floats) -> pd.DataFrame:
    """Return the tidy table of one side, cell by cell."""
    there = np.isfinite(values)
    cell, metric = np.divmod(np.flatnonzero(there), len(names))
    tidy = cells.take(cell).reset_index(drop=True)
    tidy["metric"] = np.array(names)[metric]
    tidy["value"] = values[there]
    tidy["n"] = n.ravel()[cell].astype(int)
    tidy["noise_variance"] = noise.ravel()[cell]
    return tidy.assign(kind="mean")


def _pairs(
    cells: pd.DataFrame, there: npt.NDArray[np.bool_], a: str, b: str, covariance: Floats
) -> pd.DataFrame:
    """Return the covariance rows of one pair of metrics."""
    rows = cells[there.ravel()].reset_index(drop=True)
    return rows.assign(metric_a=a, metric_b=b, covariance=covariance[there])
