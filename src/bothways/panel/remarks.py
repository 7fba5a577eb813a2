"""What a reader must be told about a finished panel."""

from __future__ import annotations

from math import gcd

import numpy as np
import numpy.typing as npt

from bothways.panel.panel import Panel
from bothways.panel.spans import listed


def remarks(panel: Panel) -> tuple[str, ...]:
    """Return what must be told: units and periods on one side only, metrics without change, gaps.

    Parameters
    ----------
    panel : Panel

    Returns
    -------
    tuple of str
    """
    value = panel.data["value"].values
    there = np.isfinite(value)
    employee = np.asarray(panel.data["side"].values == "employee")
    return (
        *_units(panel, there, employee),
        *_periods(panel, there, employee),
        *_metrics(panel, value, there),
        *_noise(panel),
    )


def _units(panel: Panel, there: npt.NDArray[np.bool_], employee: npt.NDArray[np.bool_]) -> tuple[str, ...]:
    """Return how many units are on one side only."""
    staff, clients = (there[:, :, side].any(axis=(1, 2)) for side in (employee, ~employee))
    both = int((staff & clients).sum())
    others = f"{both} {'has' if both == 1 else 'have'} both"
    notes = []
    for alone, name in (
        (np.asarray(staff & ~clients), "employee"),
        (np.asarray(clients & ~staff), "customer"),
    ):
        units = [unit for unit, is_alone in zip(panel.units, alone, strict=True) if is_alone]
        if units:
            verb = "unit has" if len(units) == 1 else "units have"
            notes.append(f"{len(units)} {verb} {name} metrics only: {listed(units)}; {others}.")
    names: dict[str, str] = {}
    for unit in panel.units:
        twin = names.setdefault("".join(unit.casefold().split()), unit)
        if twin != unit:
            notes.append(f"The units {twin!r} and {unit!r} are told apart, though their names nearly agree.")
    return tuple(notes)


def _periods(panel: Panel, there: npt.NDArray[np.bool_], employee: npt.NDArray[np.bool_]) -> tuple[str, ...]:
    """Return what must be told about the calendar."""
    staff, clients = (there[:, :, side].any(axis=(0, 2)) for side in (employee, ~employee))
    joint = int((staff & clients).sum())
    notes = []
    empty = [
        period for period, used in zip(panel.periods, np.asarray(staff | clients), strict=True) if not used
    ]
    if empty:
        notes.append(f"Nobody reports on {listed(empty)}; the calendar keeps the gap.")
    if joint == 0:
        notes.append("No period has metrics of both sides: not even an association can be told.")
    elif joint <= 2:
        word = "One period has" if joint == 1 else "Two periods have"
        notes.append(f"{word} metrics of both sides: association only, no direction can be told.")
    return tuple(notes)


def _metrics(panel: Panel, value: npt.NDArray[np.float64], there: npt.NDArray[np.bool_]) -> tuple[str, ...]:
    """Return which metrics never change or skip periods."""
    notes, single = [], []
    for place, metric in enumerate(str(name) for name in panel.data["metric"].values):
        cells, mask = value[:, :, place], there[:, :, place]
        filled = np.where(mask, cells, np.nan)
        used = np.flatnonzero(mask.any(axis=0))
        if float(np.nanmax(filled)) == float(np.nanmin(filled)):
            notes.append(f"{metric} never varies: nothing can be told about it.")
        elif len(used) == 1:
            single.append(metric)
        elif not _changes(filled, mask):
            notes.append(f"{metric} never changes within a unit: no direction can be told about it.")
        step = gcd(*np.diff(used).tolist()) if len(used) > 1 else 1
        if step > 1:
            notes.append(
                f"{metric} is reported only every {step} {panel.frequency}s, so steps of one "
                f"{panel.frequency} cannot be compared."
            )
    if single and len(panel.periods) > 1:
        notes.append(f"Values of one period only: {listed(single)}.")
    return tuple(notes)


def _changes(filled: npt.NDArray[np.float64], mask: npt.NDArray[np.bool_]) -> bool:
    """Return whether any unit has two different values."""
    some = mask.any(axis=1)
    return bool((np.nanmax(filled[some], axis=1) > np.nanmin(filled[some], axis=1)).any())


def _noise(panel: Panel) -> tuple[str, ...]:
    """Return for which metrics the sampling noise is not known."""
    sources = panel.data["noise_source"].values
    names = [str(name) for name in panel.data["metric"].values]
    told = {
        "n only": "the noise of one answer is not given and has to be estimated from changes",
        "unknown": "sampling noise is not known",
    }
    return tuple(
        f"For {listed([name for name, its in zip(names, sources, strict=True) if its == source])} {what}."
        for source, what in told.items()
        if source in sources
    )
