"""Companies in which providers serve clients, and what spills over is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from bothways.cascade.within import Floats
from bothways.panel import Panel, read_panel

OWN_LAG, BURN_IN = 0.4, 20


@dataclass(frozen=True)
class Company:
    """One kind of company; spreads are in standard deviations of what moves within a unit.

    Attributes
    ----------
    kind : str
    providers, clients, periods : int
    spills : float
        Standardised effect of exposure on service one month later.
    own : float
        The same of the client's own overload.
    same_month : float
        Part of service's change that goes with exposure's change of the same month; no lead.
    shock : float
        Spread of a shock that reaches everybody, with its own lag of .5; loadings differ with sd .5.
    regions : float
        Spread of shocks (own lag .5) of four regions, in which providers serve their own region alone.
    shared : float
        Share of service's change that comes from who serves, and has nothing to do with overload.
    together : float
        Correlation of a client's own overload with its exposure's change of the same month.
    wrong : float
        Share of edges of the network as given that name a wrong provider.
    shuffled : bool
        The network as given has the true shape, with providers at places drawn by chance.
    reliability : float
        Of all metrics, within units.
    holes : float
        Share of values missing.
    uneven : float
        Log-sd of how many clients a provider has.
    """

    kind: str
    providers: int = 12
    clients: int = 60
    periods: int = 18
    spills: float = 0.0
    own: float = 0.0
    same_month: float = 0.0
    shock: float = 0.0
    regions: float = 0.0
    shared: float = 0.3
    together: float = 0.3
    wrong: float = 0.0
    shuffled: bool = False
    reliability: float = 0.7
    holes: float = 0.0
    uneven: float = 0.7


@dataclass(frozen=True)
class Drawn:
    """A panel, the network as given, and what a unit of exposure brings (in units of service)."""

    panel: Panel
    network: pd.DataFrame
    planted: float


def draw(company: Company, rng: np.random.Generator) -> Drawn:
    """Draw a company: each client is served by one to three providers, some of which serve many."""
    region = np.arange(company.providers) % 4, np.arange(company.clients) % 4
    weights = _draw_weights(company, rng, region)
    overload, own, service = _draw_levels(company, rng, weights, region)
    values = [_observed(company, rng, one) for one in (overload, own, service)]
    given = _as_given(company, rng, weights)
    providers = [f"P{k:02d}" for k in range(company.providers)]
    clients = [f"C{k:03d}" for k in range(company.clients)]
    served = np.argwhere(given > 0)
    network = pd.DataFrame(
        {
            "provider": [providers[j] for _, j in served],
            "client": [clients[i] for i, _ in served],
            "weight": given[tuple(served.T)],
        }
    )
    employees = pd.concat([_tidy(providers, *values[0], "overload"), _tidy(clients, *values[1], "overload")])
    return Drawn(
        read_panel(employees, _tidy(clients, *values[2], "service")),
        network,
        -company.spills / exposure_spread(weights),
    )


def _draw_weights(company: Company, rng: np.random.Generator, region: tuple[Floats, Floats]) -> Floats:
    popular = np.exp(company.uneven * rng.standard_normal(company.providers))
    weights = np.zeros((company.clients, company.providers))
    for i in range(company.clients):
        odds = popular * (region[0] == region[1][i]) if company.regions else popular
        count = min(int(rng.integers(1, 4)), int((odds > 0).sum()))
        chosen = rng.choice(company.providers, count, replace=False, p=odds / odds.sum())
        weights[i, chosen] = rng.uniform(0.5, 2, count)
    return weights / weights.sum(axis=1, keepdims=True)


def exposure_spread(weights: Floats) -> float:
    """Return the typical spread of exposure where providers have spread 1."""
    return float(np.sqrt((weights**2).sum(axis=1).mean()))


def _draw_levels(
    company: Company, rng: np.random.Generator, weights: Floats, region: tuple[Floats, Floats]
) -> tuple[Floats, Floats, Floats]:
    """Draw overload of providers, overload of clients and service of clients, (units, periods) each."""
    spread = exposure_spread(weights)
    x, o, y = np.zeros(company.providers), np.zeros(company.clients), np.zeros(company.clients)
    loads = [1 + 0.5 * rng.standard_normal(len(one)) for one in (x, o, y)]
    shock, shocks = 0.0, np.zeros(4)
    kept: tuple[list[Floats], ...] = ([], [], [])
    change = np.sqrt(1 - OWN_LAG**2)
    for t in range(-BURN_IN, company.periods):
        ex = change * rng.standard_normal(len(x))
        exposed = weights @ ex / spread / change
        eo = change * (
            company.together * exposed + np.sqrt(1 - company.together**2) * rng.standard_normal(len(o))
        )
        served = weights @ rng.standard_normal(len(x)) / spread
        rest = np.sqrt(1 - company.shared - company.same_month**2) * rng.standard_normal(len(y))
        ey = change * (company.same_month * exposed + np.sqrt(company.shared) * served + rest)
        y = OWN_LAG * y - company.spills * (weights @ x) / spread - company.own * o + ey
        x, o = OWN_LAG * x + ex, OWN_LAG * o + eo
        shock = 0.5 * shock + company.shock * rng.standard_normal()
        shocks = 0.5 * shocks + company.regions * rng.standard_normal(4)
        if t >= 0:
            kept[0].append(x + loads[0] * shock + shocks[region[0]])
            kept[1].append(o + loads[1] * shock)
            kept[2].append(y - loads[2] * shock - shocks[region[1]])
    levels = [np.array(one).T for one in kept]
    return tuple(one + rng.standard_normal((len(one), 1)) for one in levels)  # type: ignore[return-value]


def _observed(company: Company, rng: np.random.Generator, level: Floats) -> tuple[Floats, Floats, Floats]:
    """Return values with noise and holes, the variance of the noise, and answers."""
    size = np.exp(0.5 * rng.standard_normal((len(level), 1)) + 0.2 * rng.standard_normal(level.shape))
    n = np.maximum(np.round(12 * size), 3)
    variance = 1 / n / np.mean(1 / n) * (1 / company.reliability - 1)
    values = level + np.sqrt(variance) * rng.standard_normal(level.shape)
    return np.where(rng.random(level.shape) < company.holes, np.nan, values), variance, n


def _as_given(company: Company, rng: np.random.Generator, weights: Floats) -> Floats:
    if company.shuffled:
        order = rng.permutation(company.providers)
        return weights[:, order]
    given = weights.copy()
    for i, j in np.argwhere(weights > 0):
        if rng.random() < company.wrong:
            free = np.flatnonzero(given[i] == 0)
            other = int(rng.choice(free))
            given[i, other], given[i, j] = given[i, j], 0.0
    return given


def _tidy(units: list[str], values: Floats, variance: Floats, n: Floats, metric: str) -> pd.DataFrame:
    months = pd.period_range("2024-01", periods=values.shape[1], freq="M").astype(str)
    return pd.DataFrame(
        {
            "unit": np.repeat(units, len(months)),
            "period": np.tile(months, len(units)),
            "metric": metric,
            "value": values.ravel(),
            "n": n.ravel(),
            "noise_variance": variance.ravel(),
        }
    ).dropna(subset=["value"])
