"""What of a client's service goes with overload at those who serve it, with errors by provider."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import stats

from bothways.cascade.within import Floats, Mask, Sums, sums

FEWEST_LEFT = 0.05  # share of what is known that must be left without one provider


@dataclass(frozen=True)
class Inputs:
    """Arrays of one question.

    Attributes
    ----------
    weights : (clients, providers) float
        Rows sum to 1.
    overload, overload_noise : (providers, periods) float
        NaN where not known; noise 0 where it is not known.
    service, service_noise : (clients, periods) float
    own, own_noise : (clients, periods) float, or None
        Overload of the clients themselves.
    """

    weights: Floats
    overload: Floats
    overload_noise: Floats
    service: Floats
    service_noise: Floats
    own: Floats | None = None
    own_noise: Floats | None = None

    @cached_property
    def exposure(self) -> Floats:
        """Overload at those who serve each client, (clients, periods); NaN where one of them is not known."""
        lacking = self.weights @ np.isnan(self.overload)
        return np.where(lacking > 1e-12, np.nan, self.weights @ np.nan_to_num(self.overload))


@dataclass(frozen=True)
class Slope:
    """One coefficient with its error.

    Attributes
    ----------
    value, se, df : float
        In outcome units per unit of the driver.
    to_standard : float
        Factor to sds within units.
    """

    value: float
    se: float
    df: float
    to_standard: float

    @property
    def p(self) -> float:
        """Two-sided."""
        return float(2 * stats.t.sf(abs(self.value) / self.se, self.df)) if self.se > 0 else np.nan

    def reach(self, level: float = 0.95) -> float:
        """Half the width of an interval."""
        return float(stats.t.ppf(0.5 + level / 2, self.df)) * self.se


@dataclass(frozen=True)
class Estimate:
    """What one network says.

    Attributes
    ----------
    slope : Slope
        Of service on exposure, one period later; the wider of both errors.
    by_client : Slope
        The same with errors that take clients as independent.
    own : Slope or None
        Of service on the client's own overload.
    halves : (float, float)
        The coefficient in the first and in the second half of the time.
    without_provider : (providers,) float
        The coefficient with each provider left out.
    carrying : float
        How many equal providers would carry as much.
    carrying_service : float
        How many equal providers, or clients where that is fewer, service would move with as much.
    cells : int
    clients : int
    """

    slope: Slope
    by_client: Slope
    own: Slope | None
    halves: tuple[float, float]
    without_provider: Floats
    carrying: float
    carrying_service: float
    cells: int
    clients: int

    @property
    def t(self) -> float:
        """Size of the coefficient in its errors."""
        return abs(self.slope.value) / self.slope.se


def estimate(inputs: Inputs) -> Estimate | None:
    """Return what exposure goes with one period later; None where it cannot be estimated.

    Service one period later on exposure, service and own overload now, within clients and periods, sampling noise
    taken out; the half-panel jackknife takes out what short panels bend (Dhaene and Jochmans 2015). Exposure
    is a sum over providers, and so is the coefficient (Adao, Kolesar and Morales 2019): its error leaves out one
    provider at a time, or one client at a time, whichever is wider.
    """
    times = inputs.service.shape[1] - 1
    parts = [_part(inputs, begin, end) for begin, end in ((0, times), (0, times // 2), (times // 2, times))]
    if any(part is None for part in parts):
        return None
    whole, first, second = (part for part in parts if part is not None)
    value = 2 * whole.slopes - (first.slopes + second.slopes) / 2
    by_row = 2 * whole.rows - (first.rows + second.rows) / 2
    by_provider = 2 * whole.providers - (first.providers + second.providers) / 2
    clients = int(whole.sums.mask.any(axis=1).sum())
    size = np.diag(whole.sums.moments.sum(axis=0))
    scale = np.sqrt(size / size[1])
    client = Slope(float(value[0]), _jackknife(by_row[:, 0], clients), clients - 1, float(scale[0]))
    provided = whole.pulls.sum() ** 2 / (whole.pulls @ whole.pulls)
    there = int((whole.pulls > 0).sum())
    provider = Slope(
        float(value[0]), _jackknife(by_provider, there), max(float(provided) - 1, 1.0), float(scale[0])
    )
    own = None
    if inputs.own is not None:
        own = Slope(float(value[2]), _jackknife(by_row[:, 2], clients), clients - 1, float(scale[2]))
    return Estimate(
        slope=max(client, provider, key=lambda one: one.reach()),
        by_client=client,
        own=own,
        halves=(float(first.slopes[0]), float(second.slopes[0])),
        without_provider=value[0] + by_provider,
        carrying=min(float(provided), _equal(inputs.weights)),
        carrying_service=_moving(inputs.weights, whole.sums),
        cells=int(whole.sums.mask.sum()),
        clients=clients,
    )


@dataclass(frozen=True)
class _Part:
    """A stretch of time: slopes, and how they change without each client and without each provider."""

    sums: Sums
    slopes: Floats
    rows: Floats
    providers: Floats
    pulls: Floats


def _part(inputs: Inputs, begin: int, end: int) -> _Part | None:
    now, later = slice(begin, end), slice(begin + 1, end + 1)
    drivers = [inputs.exposure[:, now], inputs.service[:, now]]
    noise = [np.zeros_like(drivers[0]), inputs.service_noise[:, now]]
    if inputs.own is not None and inputs.own_noise is not None:
        drivers.append(inputs.own[:, now])
        noise.append(inputs.own_noise[:, now])
    outcome = inputs.service[:, later]
    stacked = np.stack(drivers)
    mask: Mask = np.isfinite(stacked).all(axis=0) & np.isfinite(outcome)
    mask &= mask.sum(axis=1, keepdims=True) > 1
    if mask.sum() < 3 * (mask.any(axis=1).sum() + mask.any(axis=0).sum()) / 2:
        return None
    share = 1 - 1 / np.maximum(mask.sum(axis=1), 1)
    left = _centred(inputs.weights, mask)
    overload_noise = np.nan_to_num(inputs.overload_noise[:, now])
    noise[0] = left @ overload_noise
    found = sums(outcome, stacked, np.stack(noise), mask, own=1)
    slopes = found.slopes
    if not np.isfinite(slopes).all():
        return None
    brought = (overload_noise * (left.T @ (mask * share[:, None]))).sum(axis=1)
    providers, pulls = _by_provider(inputs, now, found, brought)
    return _Part(found, slopes, found.without_each_row(), providers, pulls)


def _centred(weights: Floats, mask: Mask) -> Floats:
    """Return what is left of each provider's noise in each client's exposure once period means are out."""
    share = mask.sum(axis=1) / max(int(mask.sum()), 1)
    left: Floats = weights * (weights - share @ weights)
    return left


def _by_provider(inputs: Inputs, now: slice, found: Sums, noise: Floats) -> tuple[Floats, Floats]:
    """Return how the coefficient changes without each provider, and how much of what is known each carries."""
    overload, weights = inputs.overload[:, now], inputs.weights
    known = np.isfinite(overload)
    served = (weights.sum(axis=0)[:, None] * known).astype(float)
    level = (served * np.nan_to_num(overload)).sum(axis=1, keepdims=True)
    x = np.where(known, overload - level / np.maximum(served.sum(axis=1, keepdims=True), 1e-12), 0.0)
    x = np.where(known, x - (served * x).sum(axis=0) / np.maximum(served.sum(axis=0), 1e-12), 0.0)
    moments = found.moments.sum(axis=0)
    controls = np.linalg.solve(moments[1:, 1:], moments[1:, 0])
    rest = found.drivers[0] - np.tensordot(controls, found.drivers[1:], axes=1)
    score = (x * (weights.T @ found.residuals())).sum(axis=1) + found.slopes[0] * noise
    pulls = (x * (weights.T @ rest)).sum(axis=1) - noise
    left = pulls.sum() - pulls
    least = FEWEST_LEFT * pulls.sum()
    return -score / np.where(left > least, left, least), pulls


def _moving(weights: Floats, found: Sums) -> float:
    """Return how many equal providers, or clients, have as much of what moves in service beside the controls."""
    moments, products = found.moments.sum(axis=0), found.products.sum(axis=0)
    controls = np.linalg.solve(moments[1:, 1:], products[1:])
    rest = found.outcome - np.tensordot(controls, found.drivers[1:], axes=1)
    sizes = [(part**2).sum(axis=1) for part in (weights.T @ rest, rest)]
    return min(float(size.sum() ** 2 / (size @ size)) if size.any() else 0.0 for size in sizes)


def _equal(weights: Floats) -> float:
    """Return how many equal providers would serve as much."""
    served = weights.sum(axis=0) / weights.sum()
    return float(1 / (served @ served))


def _jackknife(changes: Floats, groups: int) -> float:
    """Return the error of a value from how it changes without each group."""
    return float(np.sqrt(max(groups - 1, 0) / max(groups, 1) * (changes**2).sum()))


def estimate_reverse(inputs: Inputs) -> Slope | None:
    """Return what service of their clients goes with, one period later, at providers; None where it cannot be told.

    Overload of a provider one period later on the mean service of its clients and its own overload now, within
    providers and periods; its error leaves out one provider at a time.
    """
    service = np.isfinite(inputs.service)
    change = np.where(service, inputs.service, 0.0)
    change = change - service * (
        change.sum(axis=1, keepdims=True) / np.maximum(service.sum(axis=1), 1)[:, None]
    )
    counted = inputs.weights.T @ service
    known = counted > 0
    mean = np.where(known, (inputs.weights.T @ change) / np.where(known, counted, 1.0), np.nan)
    noise = (inputs.weights.T**2 @ np.where(service, inputs.service_noise, 0.0)) / np.where(
        known, counted, 1.0
    ) ** 2
    times = inputs.service.shape[1] - 1
    found = []
    for begin, end in ((0, times), (0, times // 2), (times // 2, times)):
        now, outcome = slice(begin, end), inputs.overload[:, begin + 1 : end + 1]
        drivers = np.stack([mean[:, now], inputs.overload[:, now]])
        variances = np.stack([noise[:, now], np.nan_to_num(inputs.overload_noise[:, now])])
        mask = np.isfinite(drivers).all(axis=0) & np.isfinite(outcome)
        part = sums(outcome, drivers, variances, mask, own=1)
        if not np.isfinite(part.slopes).all():
            return None
        found.append((part.slopes, part.without_each_row(), part))
    (whole, rows, part), (first, rows1, _), (second, rows2, _) = found
    changes = (2 * rows - (rows1 + rows2) / 2)[:, 0]
    groups = int(part.mask.any(axis=1).sum())
    size = np.diag(part.moments.sum(axis=0))
    return Slope(
        float((2 * whole - (first + second) / 2)[0]), _jackknife(changes, groups), max(groups - 1, 1),
        float(np.sqrt(size[0] / size[1])),
    )  # fmt: skip
