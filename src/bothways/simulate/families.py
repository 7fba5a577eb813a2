"""Many metrics on both sides at once, of which a few lead: what a whole report is judged on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError
from bothways.simulate.recipe import Floats

OWN_LAG, BURN_IN, BLOCK = 0.4, 20, 3
#: Variance of an employee metric's state, its innovation having variance 1.
WITHIN = 1 / (1 - OWN_LAG**2)


@dataclass(frozen=True)
class Family:
    """A drawn family of metrics.

    Attributes
    ----------
    employees, customers : (units, periods, metrics) float
        NaN where missing; all metrics of a side are missing together.
    employee_noise, customer_noise : (units, periods) float
        Sampling variance of each value, the same for all metrics of a side.
    employee_n, customer_n : (units, periods) float
        Answers behind each value, whole numbers.
    noise_r : float
        Correlation of the noise of two metrics of one side in one cell: the same people answered.
    truth : (employee metrics, customer metrics, 2) int
        Employee to customer, then customer to employee: 1 a link; 0 none; -1 neutral, the metric moves with
        one that is linked, so that it is neither right nor wrong to name it.
    effect : float
        Phi of every link.
    """

    employees: Floats
    customers: Floats
    employee_noise: Floats
    customer_noise: Floats
    employee_n: Floats
    customer_n: Floats
    noise_r: float
    truth: npt.NDArray[np.int_]
    effect: float


def draw_family(
    rng: np.random.Generator,
    *,
    units: int,
    periods: int,
    employee_metrics: int = 18,
    customer_metrics: int = 12,
    effect: float = 0.15,
    share: float = 0.1,
    back_share: float = 0.0,
    loading_sd: float = 0.0,
    reliability: float = 0.6,
    noise_r: float = 0.5,
    n_typical: float = 12.0,
    n_sd: float = 1.0,
    holes: float = 0.15,
    late: float = 0.2,
) -> Family:
    """Draw many employee metrics and many customer metrics, some of which lead.

    Employee metrics come in blocks of three whose innovations correlate .5; customer metrics share one factor
    of innovations, which also moves a little with the first block (.3), so that there is much same-period
    association without any lead. Innovations and unit means are skewed; common shocks reach all metrics.

    Parameters
    ----------
    rng : numpy.random.Generator
    units, periods : int
    employee_metrics, customer_metrics : int
        Employee metrics in whole blocks of three.
    effect : float
        Phi of every link, one period later.
    share : float
        Chance that one metric of an employee block leads a customer metric, in [0, 1].
    back_share : float
        Chance that a customer metric leads one metric of an employee block, in [0, 1].
    loading_sd : float
        Spread of the units' loadings on common shocks, about 1.
    reliability : float
        Share of within-unit variance that is not noise, on average, in (0, 1].
    noise_r : float
        Correlation of the noise inside a side, in [0, 1].
    n_typical, n_sd : float
        Median answers of a cell; log-sd between units.
    holes, late : float
        Share of a side's cells that are missing; share of units that enter late.

    Returns
    -------
    Family

    Raises
    ------
    InputError
        Where employee metrics are not whole blocks, or the links feed back on themselves without end.

    Examples
    --------
    >>> import numpy as np
    >>> family = draw_family(np.random.default_rng(1), units=40, periods=6, share=0.2)
    >>> family.employees.shape, family.customers.shape, bool((family.truth[..., 0] == 1).any())
    ((40, 6, 18), (40, 6, 12), True)
    """
    if employee_metrics % BLOCK:
        raise InputError("Employee metrics come in blocks of three.", remedy="Ask for a multiple of three.")
    forth, neutral_forth = _draw_links(rng, employee_metrics, customer_metrics, share if effect else 0.0)
    back, _ = _draw_links(rng, employee_metrics, customer_metrics, back_share if effect else 0.0)
    neutral_back = back.any(axis=1, keepdims=True).astype(int)  # all customer metrics share a factor
    x, y = _draw_levels(rng, units, periods, effect * forth.astype(float), effect * back.astype(float))
    shocks = _draw_shocks(rng, (units, periods, employee_metrics + customer_metrics), loading_sd)
    first = rng.integers(1, max(2, periods - 2), units) * (rng.random(units) < late)
    before = np.arange(periods) < first[:, None]
    sides = []
    for level in (x + shocks[..., :employee_metrics], y + shocks[..., employee_metrics:]):
        variance, n = _draw_answers(rng, units, periods, n_typical, n_sd)
        variance *= (1 / reliability - 1) * WITHIN
        shared, own = rng.standard_normal((units, periods, 1)), rng.standard_normal(level.shape)
        noise = np.sqrt(noise_r) * shared + np.sqrt(1 - noise_r) * own
        missing = before | (rng.random((units, periods)) < holes)
        sides.append(
            (np.where(missing[..., None], np.nan, level + np.sqrt(variance)[..., None] * noise), variance, n)
        )
    (employees, employee_v, employee_n), (customers, customer_v, customer_n) = sides
    truth = np.stack([np.where(forth, 1, -neutral_forth), np.where(back, 1, -neutral_back)], axis=-1)
    return Family(
        employees,
        customers,
        employee_v,
        customer_v,
        employee_n,
        customer_n,
        noise_r,
        truth.astype(int),
        effect,
    )


def _draw_links(
    rng: np.random.Generator, employees: int, customers: int, share: float
) -> tuple[npt.NDArray[np.int_], npt.NDArray[np.int_]]:
    """Draw the linked pairs, at most one of a block, and the blocks they sit in; (employees, customers)."""
    linked = rng.random((employees // BLOCK, customers)) < share
    who = rng.integers(BLOCK, size=linked.shape)
    blocks = np.repeat(linked, BLOCK, axis=0)
    chosen = np.repeat(who, BLOCK, axis=0) == (np.arange(employees) % BLOCK)[:, None]
    return (blocks & chosen).astype(int), blocks.astype(int)


def _skewed(rng: np.random.Generator, *shape: int) -> Floats:
    """Draw skewed numbers of mean 0 and variance 1 (chi-square 4)."""
    drawn: Floats = (rng.chisquare(4, shape) - 4) / np.sqrt(8)
    return drawn


def _draw_levels(
    rng: np.random.Generator, units: int, periods: int, forth: Floats, back: Floats
) -> tuple[Floats, Floats]:
    """Draw unit means plus states of both sides, (units, periods, metrics) each."""
    kx, ky = forth.shape
    own = OWN_LAG * np.eye(kx + ky)
    own[kx:, :kx], own[:kx, kx:] = forth.T, back
    if np.abs(np.linalg.eigvals(own)).max() >= 1:
        raise InputError("The links feed back on themselves without end.", remedy="Ask for fewer or smaller.")
    mean_x = 0.6 * rng.standard_normal((units, 1)) + 0.8 * _skewed(rng, units, kx)
    mean_y: Floats = (
        0.5 * mean_x[:, :1] + 0.5 * rng.standard_normal((units, 1)) + 0.7 * _skewed(rng, units, ky)
    )
    state = np.zeros((units, kx + ky))
    levels = np.empty((units, periods, kx + ky))
    for t in range(-BURN_IN, periods):
        block = np.repeat(rng.standard_normal((units, kx // BLOCK)), BLOCK, axis=1)
        ex = np.sqrt(0.5) * (block + _skewed(rng, units, kx))
        ey = 0.3 * ex[:, :1] + 0.5 * rng.standard_normal((units, 1)) + 0.8 * _skewed(rng, units, ky)
        state = state @ own.T + np.concatenate([ex, ey], axis=1)
        if t >= 0:
            levels[:, t] = state
    return mean_x[:, None] + levels[..., :kx], mean_y[:, None] + levels[..., kx:]


def _draw_shocks(rng: np.random.Generator, shape: tuple[int, int, int], loading_sd: float) -> Floats:
    """Draw common shocks times the loadings of the units."""
    units, periods, metrics = shape
    common = 0.6 * rng.standard_normal((periods, 1)) + 0.4 * rng.standard_normal((periods, metrics))
    loading = 1 + loading_sd * rng.standard_normal((units, 1, 1))
    shocks: Floats = loading * common
    return shocks


def _draw_answers(
    rng: np.random.Generator, units: int, periods: int, typical: float, spread: float
) -> tuple[Floats, Floats]:
    """Draw the noise variance of each cell, 1 on average, and the answers behind it."""
    size = spread * rng.standard_normal((units, 1)) + 0.4 * rng.standard_normal((units, periods))
    n = np.maximum(np.round(typical * np.exp(size)), 2.0)
    variance = np.minimum(1 / n, 12 * np.median(1 / n))
    return variance / variance.mean(), n
