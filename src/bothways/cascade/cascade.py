"""The question of a cascade: from the Panel and a network to an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bothways.cascade.exposure import Estimate, Inputs, Slope, estimate, estimate_reverse
from bothways.cascade.network import Network, read_network
from bothways.cascade.placebo import Placebo, placebo
from bothways.cascade.results import Cascade, Edge
from bothways.cascade.verdict import (
    FEWEST_CLIENTS,
    FEWEST_PERIODS,
    LARGEST_SE,
    Judgement,
    Question,
    checks,
    judge,
)
from bothways.cascade.within import Floats
from bothways.errors import InputError
from bothways.linkage.extremes import screen
from bothways.linkage.findings import Effect
from bothways.linkage.noise import resolve
from bothways.linkage.series import UNKNOWN, series
from bothways.panel import Panel

OWN_KNOWN = 0.8  # share of clients' cells in which own overload must be known to be held equal
NOT_DRAWN = Placebo(float("nan"), 0)


@dataclass(frozen=True)
class _Ready:
    """One question with its data."""

    inputs: Inputs
    network: Network
    noise_known: bool
    notes: tuple[str, ...]


def cascade(
    panel: Panel,
    network: Any,
    *,
    overload: str,
    service: str,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    alpha: float = 0.05,
    negligible: float = 0.10,
    placebos: int = 199,
    seed: int = 20,
) -> Cascade:
    """Tell whether overload at those who serve a team comes before worse service of that team.

    Parameters
    ----------
    panel : Panel
        From :func:`bothways.read_panel`: the employee metric ``overload`` of providers (and of clients, where
        known), the customer metric ``service`` of clients. Holes are left out cell by cell; exposure of a client is
        known where overload of all its providers is.
    network : path or table
        One row an edge: ``provider, client[, weight]``; weights at least 0, all alike where there is no such
        column. They are divided by their sum over the providers of each client.
    overload, service : str
        Metrics of the panel.
    columns, sheet : optional
        As in :func:`bothways.cascade.read_network`.
    alpha : float
        Of the interval and of the placebo networks alike, in (0, 0.5).
    negligible : float
        Standardised effect under which a link does not matter, in (0, 1).
    placebos : int
        Placebo networks, at least 19; drawing stops early where no claim is possible any more.
    seed : int
        Of the placebo networks.

    Returns
    -------
    Cascade

    Raises
    ------
    InputError
        ``panel`` is no Panel, a metric is not on its side, a setting is out of its range, or the network has a row
        that cannot be: a unit unknown, blank or serving itself, an edge twice, a weight missing or negative.
    NotEnoughData
        The network has no edge with a weight above 0.

    Notes
    -----
    Exposure of client i in period t is x~_it = sum_j w_ij x_jt, with sampling noise sum_j w_ij^2 V_jt. Service one
    period later is regressed on exposure, service and own overload now, within clients and periods, noise taken out,
    half-panel jackknife (Dhaene and Jochmans 2015). Clients of one provider are not independent: errors leave out one
    provider at a time (after Adao, Kolesar and Morales 2019), or one client, whichever is wider. See
    ``docs/reference/cascade.md``.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from bothways.panel import read_panel
    >>> rng = np.random.default_rng(1)
    >>> months = [f"2024-{month:02d}" for month in range(1, 13)]
    >>> load, shops = rng.normal(size=(10, 12)), [f"shop {k:02d}" for k in range(40)]
    >>> def tidy(units, values, metric):
    ...     rows = [(u, m, metric, v) for u, row in zip(units, values) for m, v in zip(months, row)]
    ...     return pd.DataFrame(rows, columns=["unit", "period", "metric", "value"]).assign(noise_variance=0.0)
    >>> better = rng.normal(size=(40, 12))
    >>> better[:, 1:] -= load[np.arange(40) % 10, :-1]
    >>> teams = [f"IT {k}" for k in range(10)] + shops
    >>> both = read_panel(
    ...     tidy(teams, np.vstack([load, rng.normal(size=(40, 12))]), "overload"), tidy(shops, better, "service")
    ... )
    >>> edges = pd.DataFrame({"provider": [f"IT {k % 10}" for k in range(40)], "client": shops})
    >>> cascade(both, edges, overload="overload", service="service").sentence
    'When overload at those who serve a team is higher than usual, service tends to be lower one month later.'
    """
    _check_settings(panel, overload, service, alpha, negligible, placebos)
    ready = _prepare(
        panel, read_network(network, panel.units, columns=columns, sheet=sheet), overload, service
    )
    question = Question(overload, service, panel.frequency, len(panel.periods), alpha, negligible)
    refused, found = _estimate(ready, question)
    reverse = estimate_reverse(ready.inputs) if len(ready.network.providers) > 2 else None
    drawn = NOT_DRAWN
    if found is None:
        judged = Judgement("not_estimable", (refused,))
    else:
        rng = np.random.default_rng(seed)
        drawn = placebo(ready.inputs, found, networks=placebos, rng=rng)
        judged = judge(found, drawn, reverse, providers=len(ready.network.providers), question=question)
    return _answer(ready, question, judged, found, drawn, reverse)


def _check_settings(
    panel: object, overload: str, service: str, alpha: float, negligible: float, placebos: int
) -> None:
    if not isinstance(panel, Panel):
        raise InputError(
            f"cascade takes a Panel, not {type(panel).__name__}.", remedy="Make one with bothways.read_panel."
        )
    for name, side in ((overload, "employee"), (service, "customer")):
        there = panel.metrics("employee" if side == "employee" else "customer")
        if name not in there:
            raise InputError(
                f"There is no {side} metric {name!r}.", remedy=f"The {side} metrics are {', '.join(there)}."
            )
    for label, value, most in (("alpha", alpha, 0.5), ("negligible", negligible, 1.0)):
        if not isinstance(value, int | float) or not 0 < value < most:
            raise InputError(f"{label} is {value!r}.", remedy=f"Give a number between 0 and {most:g}.")
    if not isinstance(placebos, int) or placebos < 19:
        raise InputError(f"placebos is {placebos!r}.", remedy="Give a whole number from 19.")


def _prepare(panel: Panel, network: Network, overload: str, service: str) -> _Ready:
    """Put what is known of both metrics at the places of the network."""
    screened = [screen(series(panel, name), panel.units, panel.periods) for name in (overload, service)]
    resolved = [resolve(one.series) for one in screened]
    load, good = (one.series for one in resolved)
    place = {name: k for k, name in enumerate(panel.units)}
    network, left_out = _kept(network, load.values, good.values, place)
    providers = [place[name] for name in network.providers]
    clients = [place[name] for name in network.clients]
    own = load.values[clients]
    known = np.isfinite(good.values[clients])
    held = bool((np.isfinite(own) & known).sum() >= OWN_KNOWN * max(int(known.sum()), 1))
    noise = [np.nan_to_num(one.noise_variance) for one in (load, good)]
    inputs = Inputs(
        network.weights, load.values[providers], noise[0][providers], good.values[clients], noise[1][clients],
        own if held else None, noise[0][clients] if held else None,
    )  # fmt: skip
    served = set(network.clients)
    others = int(
        sum(bool(np.isfinite(good.values[k]).any()) for name, k in place.items() if name not in served)
    )
    alone = f"{others} units with {service} have no provider in the network and are left out."
    notes = [
        *network.notes,
        *left_out,
        *([alone] if others else []),
        *(note for note in (*(a.note for a in screened), *(b.note for b in resolved)) if note),
    ]
    return _Ready(inputs, network, all(one.noise != UNKNOWN for one in (load, good)), tuple(notes))


def _kept(
    network: Network, load: Floats, good: Floats, place: dict[str, int]
) -> tuple[Network, tuple[str, ...]]:
    """Leave out providers without overload and clients without service or without any provider left."""
    providers = np.array([bool(np.isfinite(load[place[name]]).any()) for name in network.providers])
    clients = np.array([bool(np.isfinite(good[place[name]]).any()) for name in network.clients])
    served = (network.weights[:, providers] > 0).any(axis=1)
    notes = []
    if not providers.all():
        notes.append(f"{int((~providers).sum())} providers have no overload in the metrics and are left out.")
    if not clients.all():
        notes.append(f"{int((~clients).sum())} clients have no service in the metrics and are left out.")
    if (clients & ~served).any():
        notes.append(f"{int((clients & ~served).sum())} clients have no provider left and are left out.")
    weights = network.weights[clients & served][:, providers]
    busy = weights.sum(axis=0) > 0
    weights = weights[:, busy] / weights.sum(axis=1, keepdims=True)
    names = [name for name, kept in zip(network.providers, providers, strict=True) if kept]
    return Network(
        tuple(name for name, kept in zip(names, busy, strict=True) if kept),
        tuple(name for name, kept in zip(network.clients, clients & served, strict=True) if kept),
        weights,
        network.notes,
    ), tuple(notes)


def _estimate(ready: _Ready, question: Question) -> tuple[str, Estimate | None]:
    """Estimate, or say why that cannot be."""
    inputs = ready.inputs
    clients, periods = len(ready.network.clients), question.periods
    if clients < FEWEST_CLIENTS:
        return f"There are {clients} clients with providers; at least {FEWEST_CLIENTS} are needed.", None
    if periods < FEWEST_PERIODS:
        return f"There are {periods} periods; at least {FEWEST_PERIODS} are needed.", None
    if len(ready.network.providers) < 2 or np.ptp(inputs.weights, axis=0).max() < 1e-9:
        return (
            "All clients are served by the same providers alike, so overload there cannot be told from whatever else "
            "happened in a period. A network with the teams that serve each client would settle it."
        ), None
    with np.errstate(invalid="ignore", divide="ignore"):
        found = estimate(inputs)
    if found is None or not np.isfinite(found.slope.se):
        return "What moves within units is hardly more than sampling noise, or too few cells are known.", None
    if found.clients < FEWEST_CLIENTS:
        return f"{found.clients} clients have enough cells; at least {FEWEST_CLIENTS} are needed.", None
    if found.slope.se * found.slope.to_standard > LARGEST_SE:
        return "The error is so large that nothing can be said.", None
    return "", found


def _answer(
    ready: _Ready,
    question: Question,
    judged: Judgement,
    found: Estimate | None,
    drawn: Placebo,
    reverse: Slope | None,
) -> Cascade:
    run: tuple[Any, ...] = ()
    reasons, strength = list(judged.reasons), None
    if judged.verdict == "provider_first" and found is not None:
        run = checks(found, noise_known=ready.noise_known, own_known=found.own is not None)
        failed = [check.name for check in run if check.passed is False]
        missing = [check.name for check in run if check.passed is None]
        strength = "likely" if failed or missing else "clear"
        reasons += [f"Only likely, because a check failed: {', '.join(failed)}."] if failed else []
        reasons += [f"Could not be checked: {', '.join(missing)}."] if missing else []
    return Cascade(
        overload=question.overload,
        service=question.service,
        verdict=judged.verdict,
        strength=strength,  # type: ignore[arg-type]
        effect=_effect(found.slope if found else None),
        placebo_p=drawn.p,
        placebos=drawn.drawn,
        reverse=_effect(reverse),
        own=_effect(found.own if found else None),
        providers=len(ready.network.providers),
        clients=found.clients if found else len(ready.network.clients),
        periods=question.periods,
        carrying=found.carrying if found else float("nan"),
        carrying_service=found.carrying_service if found else float("nan"),
        edges=_edges(ready),
        reasons=tuple(reasons),
        checks=run,
        notes=ready.notes,
        frequency=question.frequency,
    )


def _effect(slope: Slope | None) -> Effect:
    if slope is None or not np.isfinite(slope.se):
        return Effect()
    low, high = slope.value - slope.reach(), slope.value + slope.reach()
    f = slope.to_standard
    return Effect(slope.value * f, slope.se * f, low * f, high * f, slope.p, slope.p, slope.value, low, high)


def _edges(ready: _Ready) -> tuple[Edge, ...]:
    means = np.nanmean(ready.inputs.overload, axis=1) if len(ready.inputs.overload) else np.zeros(0)
    network = ready.network
    return tuple(
        Edge(
            network.providers[j], network.clients[i], float(network.weights[i, j]), float(means[j]),
            float(network.weights[i, j] * means[j]),
        )
        for j in range(len(network.providers))
        for i in np.flatnonzero(network.weights[:, j] > 0)
    )  # fmt: skip
