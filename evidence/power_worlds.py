"""Worlds in which rules are compared: drawn and estimated once, so that every rule judges the same estimates."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.factors import find_factors, loadings, strip
from bothways.linkage.pair import PairEstimate, estimate_pair
from bothways.simulate import draw_family, draw_world
from bothways.simulate.families import Family
from evidence.worlds import BASE

#: Commit at which every rule on trial was written; the worlds are drawn from seeds made of it.
FROZEN = "380a8319"
#: The same for the rules of the last step to a verdict.
FROZEN_VERDICTS = "bae80577"
BOTH_EQUAL, BOTH_OPPOSED, BOTH_WEAK = (0.15, 0.15), (0.15, -0.15), (0.10, 0.10)
BOTH = (BOTH_EQUAL, BOTH_OPPOSED, BOTH_WEAK)


@dataclass(frozen=True)
class PairCell:
    """Worlds of one pair: so many of each kind of effect."""

    text: str
    units: int
    periods: int
    runs: int
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ReportCell:
    """Whole families of metrics, ``runs`` draws."""

    text: str
    units: int
    periods: int
    runs: int
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Fitted:
    """A drawn family and its estimates.

    Attributes
    ----------
    pairs : list of PairEstimate
        Before anything is lent by the family; every employee metric with every customer metric.
    employee, customer : ndarray, (k,)
        Number of each pair's metrics.
    truth : ndarray, (k, 2)
        Employee to customer and back: 1 a link, 0 none, -1 neither right nor wrong to name.
    """

    pairs: list[PairEstimate]
    employee: NDArray[np.int_]
    customer: NDArray[np.int_]
    truth: NDArray[np.int_]


PAIR_CELLS = (
    PairCell("base", 40, 12, 300),
    PairCell("base", 130, 6, 300),
    PairCell("base", 130, 12, 400),
    PairCell("base", 300, 8, 150),
    PairCell("base", 300, 12, 120),
    PairCell("unequal loadings", 130, 12, 200, {"loading_sd": 0.5}),
    PairCell("unit seasons", 130, 12, 60, {"season_sd": 0.6, "cycle": 4}),
)
VERDICT_CELLS = (
    PairCell("base", 40, 12, 300),
    PairCell("base", 130, 6, 200),
    PairCell("base", 130, 12, 400),
    PairCell("base", 300, 8, 150),
    PairCell("base", 300, 12, 120),
)
SMALL = {"employee_metrics": 6, "customer_metrics": 3, "share": 0.15}
REPORT_CELLS = (
    ReportCell("6 x 3, equal loadings", 130, 12, 80, {"effect": 0.2, **SMALL}),
    ReportCell("6 x 3, unequal loadings", 130, 12, 80, {"effect": 0.2, "loading_sd": 0.5, **SMALL}),
    ReportCell("6 x 3, links both ways", 130, 12, 40, {"effect": 0.2, "back_share": 0.15, **SMALL}),
    ReportCell("6 x 3, few units", 40, 18, 40, {"effect": 0.2, **SMALL}),
    ReportCell("18 x 12, equal loadings", 130, 12, 6, {"effect": 0.2}),
    ReportCell("18 x 12, unequal loadings", 130, 12, 6, {"effect": 0.2, "loading_sd": 0.5}),
)


def fitted_pair(job: tuple[str, PairCell, tuple[float, float], int]) -> PairEstimate:
    """Draw one world from seeds made of a commit, and estimate it; the fit itself is left away."""
    frozen, cell, effect, run = job
    size = [round(1000 * (1 + one)) for one in effect]
    key = [int(frozen, 16), crc32(cell.text.encode()), cell.units, cell.periods, *size, run]
    options = {**BASE, **cell.options, "effect": effect}
    world = draw_world(np.random.default_rng(key), units=cell.units, periods=cell.periods, **options)
    cycle = int(options.get("cycle", 12))
    seasons = cycle if 3 * cycle <= cell.periods else 0
    return replace(estimate_pair(world.values, world.noise, seasons=seasons, compiled=True), estimate=None)


def fitted_family(job: tuple[ReportCell, int]) -> Fitted:
    """Draw one family, take common shocks out where they are shown, and estimate every pair."""
    cell, run = job
    key = [int(FROZEN, 16), 7, crc32(cell.text.encode()), cell.units, cell.periods, run]
    family = draw_family(np.random.default_rng(key), units=cell.units, periods=cell.periods, **cell.options)
    return fit_family(family, np.random.default_rng([*key, 1]))


def fit_family(family: Family, rng: np.random.Generator) -> Fitted:
    """Estimate every pair of a drawn family, its noise being known."""
    rows, columns = family.employees.shape[2], family.customers.shape[2]
    factors = find_factors(np.concatenate([family.employees, family.customers], axis=2), rng=rng)
    employee, customer = (part.ravel() for part in np.mgrid[:rows, :columns])
    pairs = []
    for i, j in zip(employee, customer, strict=True):
        values = np.stack([family.employees[..., i], family.customers[..., j]], axis=2)
        noise = np.zeros((*values.shape, 2))
        noise[..., 0, 0], noise[..., 1, 1] = family.employee_noise, family.customer_noise
        if factors.count:
            values = strip(values, loadings(factors, without=(int(i), rows + int(j))))
        pairs.append(replace(estimate_pair(values, noise, compiled=True), estimate=None))
    return Fitted(pairs, employee, customer, family.truth.reshape(-1, 2))
