"""Numbers that were made elsewhere, as they are handed in: metrics, cells, and what is wrong with them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bothways.errors import InputError
from bothways.privacy.tree import UnitTree

ImportedKind = Literal["mean", "percent", "nps", "rate", "count"]
#: What a number is called once it is released.
KIND_SHOWN = {"mean": "mean", "percent": "share", "nps": "nps", "rate": "rate", "count": "count"}
#: Ends of the scale where the metric names none, and all that it may name where there is no choice.
_ENDS = {"percent": (0.0, 100.0), "nps": (-100.0, 100.0), "rate": (0.0, math.inf), "count": (0.0, math.inf)}
_ALLOWED = {"percent": {(0.0, 100.0), (0.0, 1.0)}, "nps": {(-100.0, 100.0)}}
#: Fewest people behind a number of a sensitive metric.
SENSITIVE_FLOOR = 10


@dataclass(frozen=True)
class ImportedMetric:
    """A metric whose numbers were made elsewhere.

    Attributes
    ----------
    name : str
    kind : {"mean", "percent", "nps", "rate", "count"}
        It is believed. Mean, percent and NPS are made of bounded answers, one of each person; the others are not.
    low, high : float or None
        Ends of the scale of one answer. A mean needs both. Percent: 0 to 100 (or to 1); NPS: -100 to 100; rates and
        counts: from 0.
    sensitive : bool
        Whether 10 people are needed behind each number.

    Raises
    ------
    InputError
        Where the name is blank, the kind is unknown or the ends are not those of its kind.

    Examples
    --------
    >>> ImportedMetric("csat", "percent").high
    100.0
    """

    name: str
    kind: ImportedKind
    low: float | None = None
    high: float | None = None
    sensitive: bool = False

    def __post_init__(self) -> None:
        """Fill in the ends that a kind has, and refuse what no rule is made for."""
        if not self.name.strip() or self.kind not in KIND_SHOWN:
            raise InputError(
                f"The metric {self.name!r} has no name or no known kind.",
                remedy=f"Name it, and give a kind of {', '.join(KIND_SHOWN)}.",
            )
        usual = _ENDS.get(self.kind, (math.nan, math.nan))
        given = tuple(math.nan if end is None else float(end) for end in (self.low, self.high))
        low, high = (each if each == each else end for each, end in zip(given, usual, strict=True))
        bounded = self.kind not in ("rate", "count")
        allowed = _ALLOWED.get(self.kind, {(low, high)})
        if not low < high or math.isinf(low) or (bounded and math.isinf(high)) or (low, high) not in allowed:
            raise InputError(
                f"The scale of the metric {self.name!r} is not one of the kind {self.kind}.",
                remedy="Means need both ends; percent is 0 to 100 or to 1, NPS -100 to 100. Without ends it is a rate.",
            )
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high if math.isfinite(high) else None)

    @property
    def ends(self) -> tuple[float, float]:
        """Lowest and highest value; infinite where there is no highest."""
        return self.low or 0.0, math.inf if self.high is None else self.high


@dataclass(frozen=True)
class ImportedCell:
    """One number that was made elsewhere.

    Attributes
    ----------
    unit : str or None
        Code of a unit: everybody in and below it. None: the whole organisation.
    value : float or None
        None or NaN where there is none; the cell is then a hole.
    n : float or None
        People behind it, a whole number; None or NaN where nobody says, and the cell is withheld.
    noise_variance : float or None
        Sampling variance of the value; for the interval alone.
    """

    unit: str | None
    value: float | None
    n: float | None = None
    noise_variance: float | None = None


def cells_by_place(
    tree: UnitTree, metric: ImportedMetric, cells: Sequence[ImportedCell]
) -> dict[int, ImportedCell]:
    """Return the cells that hold a value, by place: the whole organisation is at 0, units come behind it.

    The cell of a single root speaks of the whole organisation.

    Raises
    ------
    InputError
        Where a cell is doubled, off the scale or of an unknown unit, or none holds a value.

    Examples
    --------
    >>> from bothways.privacy.tree import make_tree
    >>> shop = make_tree(["shop", "day"], [None, "shop"])
    >>> sorted(cells_by_place(shop, ImportedMetric("csat", "percent"), [ImportedCell("shop", 70, 12)]))
    [0]
    """
    found: dict[int, ImportedCell] = {}
    for cell in cells:
        place = 0 if cell.unit is None else tree.place(cell.unit) + 1
        place = 0 if place == 1 and len(tree.roots) == 1 else place
        read = _checked(metric, cell)
        if read is None:
            continue
        if place in found:
            raise InputError(
                f"{_cell_of(cell)} is there twice.", remedy="Keep one value a unit, period and metric."
            )
        found[place] = read
    if not found:
        raise InputError(f"No cell of {metric.name!r} holds a value.", remedy="Hand in at least one.")
    return found


def numbers_of(cell: ImportedCell) -> tuple[float, float, float]:
    """Return value, n and noise variance of a cell, NaN where there is none."""
    value, n, variance = (
        math.nan if number is None else float(number) + 0.0
        for number in (cell.value, cell.n, cell.noise_variance)
    )
    return value, n, variance


def _checked(metric: ImportedMetric, cell: ImportedCell) -> ImportedCell | None:
    """Return a cell with None for what is missing, None where it holds no value."""
    value, n, variance = numbers_of(cell)
    what, (low, high) = _cell_of(cell), metric.ends
    if math.isnan(value):
        return None
    if not (math.isfinite(value) and low <= value <= high):
        raise InputError(f"{what} is off the scale of {metric.name!r}.", remedy="Check value and scale.")
    if not (math.isnan(n) or (math.isfinite(n) and n >= 0 and n == int(n))):
        raise InputError(
            f"{what} has an n that is no number of people.", remedy="Give whole people, not weights."
        )
    if not (math.isnan(variance) or 0 <= variance < math.inf):
        raise InputError(f"{what} has a noise variance below 0 or without end.", remedy="Correct it.")
    return ImportedCell(
        cell.unit, value, None if math.isnan(n) else n, None if math.isnan(variance) else variance
    )


def _cell_of(cell: ImportedCell) -> str:
    return f"The cell of {'the whole organisation' if cell.unit is None else f'the unit {cell.unit!r}'}"
