"""Who began when, and what was measured: the arrays behind a study."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.errors import InputError, NotEnoughData
from bothways.panel import Panel
from bothways.panel.panel import NoiseSource

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
NEVER = 10**6  # a start that lies after every period


@dataclass(frozen=True)
class Design:
    """The arrays of one metric.

    Attributes
    ----------
    units, periods : tuple of str
        Those that are used.
    values : (units, periods) float
        NaN where missing.
    noise : (units, periods) float
        Sampling variance of each value; 0 where nobody knows it.
    starts : (units,) int
        Index of the period in which a unit began; `NEVER` for those that have not begun.
    anticipation : int
        Periods before the start that are no longer "before".
    sign : int
        1 where higher is better, -1 where lower is.
    remarks : tuple of str
        What was left out or assumed, as sentences.
    """

    units: tuple[str, ...]
    periods: tuple[str, ...]
    values: Floats
    noise: Floats
    starts: Integers
    anticipation: int
    sign: int
    remarks: tuple[str, ...]

    @property
    def began(self) -> NDArray[np.bool_]:
        """Which units began within the periods."""
        return self.starts < len(self.periods)


def lay_out(
    panel: Panel,
    metric: str,
    starts: Mapping[str, str | None],
    *,
    anticipation: int = 0,
    ends: Mapping[str, str] | None = None,
    reorganised: Collection[str] = (),
    better: str | None = None,
    planning: bool = False,
) -> Design:
    """Take one metric out of a panel and place the starts; refuse what cannot be placed.

    Where a study is being planned, nobody needs to have begun.
    """
    names = [str(name) for name in panel.data["metric"].values]
    if metric not in names:
        raise InputError(
            f"There is no metric {metric!r}.", remedy=f"Choose one of: {', '.join(sorted(names))}."
        )
    if anticipation < 0 or anticipation != int(anticipation):
        raise InputError(
            "Anticipation is a number of whole periods, 0 or more.", remedy="Give for example 0 or 1."
        )
    k = names.index(metric)
    values = np.array(panel.data["value"].values[:, :, k], dtype=float)
    noise = np.array(panel.data["noise_variance"].values[:, :, k], dtype=float)
    source: NoiseSource = str(panel.data["noise_source"].values[k])  # type: ignore[assignment]
    when = _places(panel, starts)
    remarks = [*_switched_off(ends, when, panel), *_unplaced(panel, starts, when)]
    noise, told = _filled(noise, values, source)
    sign, said = _direction(str(panel.data["better"].values[k]), better)
    keep, dropped = _kept(panel.units, values, when, anticipation, set(map(str, reorganised)))
    design = Design(
        units=tuple(np.array(panel.units)[keep]),
        periods=tuple(panel.periods),
        values=values[keep],
        noise=noise[keep],
        starts=when[keep],
        anticipation=int(anticipation),
        sign=sign,
        remarks=(*remarks, *dropped, *told, *said),
    )
    return _with_closings(design if planning else _refuse_empty(design, metric))


def _places(panel: Panel, starts: Mapping[str, str | None]) -> Integers:
    """Index of each unit's start in the periods of the panel."""
    place = {label: index for index, label in enumerate(panel.periods)}
    rows = {unit: index for index, unit in enumerate(panel.units)}
    when = np.full(len(rows), NEVER, dtype=np.int64)
    for unit, start in starts.items():
        if str(unit) not in rows:
            raise InputError(
                f"{unit!r} has a start but no values.", remedy="Use the names of units as in the panel."
            )
        if start is None or start != start:
            continue
        if not isinstance(start, str):
            raise InputError(
                f"The start of {unit!r} is not one period.",
                remedy="Give one period for each unit; where a unit stopped, name it in ends.",
            )
        if start in place:
            when[rows[str(unit)]] = place[start]
        elif start > panel.periods[-1] and len(start) == len(panel.periods[-1]):
            continue  # begins later: has not begun yet
        elif start < panel.periods[0] and len(start) == len(panel.periods[0]):
            when[rows[str(unit)]] = 0
        else:
            raise InputError(
                f"The start of {unit!r}, {start!r}, is no period of the panel.",
                remedy=f"Write it like {panel.periods[0]}.",
            )
    return when


def _unplaced(panel: Panel, starts: Mapping[str, str | None], when: Integers) -> list[str]:
    later = sum(
        1
        for unit, start in starts.items()
        if isinstance(start, str) and when[panel.units.index(str(unit))] == NEVER
    )
    return [f"{counted(later, 'unit begins', 'units begin')} after the last period."] if later else []


def _switched_off(ends: Mapping[str, str] | None, when: Integers, panel: Panel) -> list[str]:
    """A unit that stopped counts as one that began, to the end: what is judged is beginning."""
    rows = {unit: index for index, unit in enumerate(panel.units)}
    stopped = 0
    for unit, end in (ends or {}).items():
        if str(unit) not in rows:
            raise InputError(
                f"{unit!r} has an end but no values.", remedy="Use the names of units as in the panel."
            )
        start = when[rows[str(unit)]]
        if start == NEVER or (end in panel.periods and panel.periods.index(end) < start):
            raise InputError(f"{unit!r} has an end before its start.", remedy="Correct the start or the end.")
        stopped += 1
    if not stopped:
        return []
    return [f"{counted(stopped, 'unit', 'units')} stopped again; what is judged is having begun."]


def _filled(noise: Floats, values: Floats, source: str) -> tuple[Floats, list[str]]:
    """Noise of every cell; where nobody knows it, 0 for the whole metric or the median of the others."""
    there = np.isfinite(values)
    known = there & np.isfinite(noise)
    if not known.any():
        return np.zeros_like(noise), [
            "How much of the values is sampling noise is not known; all units count alike."
        ]
    missing = int((there & ~known).sum())
    filled = np.where(np.isfinite(noise), noise, float(np.median(noise[known])))
    if not missing:
        return filled, []
    return filled, [
        f"{counted(missing, 'value', 'values')} without known noise count like the median of the others."
    ]


def _direction(known: str, asked: str | None) -> tuple[int, list[str]]:
    if asked not in (None, "higher", "lower"):
        raise InputError("Better is 'higher' or 'lower'.", remedy="Leave it out where the panel says so.")
    better = asked or known
    if better:
        return (1 if better == "higher" else -1), []
    return 1, ["Nobody said which direction is better; higher is taken as better."]


def _kept(
    units: list[str], values: Floats, when: Integers, anticipation: int, reorganised: set[str]
) -> tuple[NDArray[np.bool_], list[str]]:
    """Which units can be used, and a sentence for each reason why some cannot."""
    unknown = reorganised - set(units)
    if unknown:
        raise InputError(
            f"Unit {sorted(unknown)[0]!r} is not in the panel.", remedy="Use the names of the panel."
        )
    periods = values.shape[1]
    there = np.isfinite(values)
    before = there & (np.arange(periods) < np.minimum(when, periods)[:, None] - anticipation)
    after = there & (np.arange(periods) >= when[:, None])
    began = when < periods
    changed = np.isin(units, sorted(reorganised))
    early = began & (when - anticipation <= 0) & ~changed
    blind = began & ~before.any(1) & ~early & ~changed
    silent = began & before.any(1) & ~after.any(1) & ~changed
    empty = ~began & (there.sum(1) < 2) & ~changed
    told = [
        (changed, "merged, split or changed otherwise meanwhile"),
        (early, "begun before the first usable period"),
        (blind, "no value before the start"),
        (silent, "no value after the start"),
        (empty, "fewer than two values"),
    ]
    remarks = [
        f"{counted(int(mask.sum()), 'unit is', 'units are')} left out: {why}."
        for mask, why in told
        if mask.any()
    ]
    return ~(changed | early | blind | silent | empty), remarks


def _refuse_empty(design: Design, metric: str) -> Design:
    if not design.began.any():
        raise NotEnoughData(
            f"No unit with values of {metric} before and after its start is left. " + " ".join(design.remarks)
        )
    return design


def _with_closings(design: Design) -> Design:
    """Say how many units stop giving values before the end."""
    there = np.isfinite(design.values)
    last = there.shape[1] - 1 - there[:, ::-1].argmax(1)
    closed = int((last < there.shape[1] - 2).sum())
    if not closed:
        return design
    remark = f"{counted(closed, 'unit ends', 'units end')} early; each counts as long as it has values."
    return Design(**{**design.__dict__, "remarks": (*design.remarks, remark)})


def counted(number: int, one: str, many: str) -> str:
    """A number with its word: "1 unit", "3 units"."""
    return f"{number} {one if number == 1 else many}"
