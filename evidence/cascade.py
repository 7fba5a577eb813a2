"""What spills over: how often a planted cascade is found, and what is claimed where there is none."""

from __future__ import annotations

from functools import partial
from multiprocessing.pool import Pool
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from bothways.cascade import cascade
from evidence.cascade_worlds import Company, draw
from evidence.pairs import Steps

Row = dict[str, Any]
#: Of the rules of the verdicts; rows that were drawn under others are drawn again.
FROZEN = "2"
#: Providers, clients and periods -> companies drawn of each kind.
SIZES = {(12, 60, 18): 500, (30, 200, 30): 1000}
#: Kinds that take longest are drawn less often: placebo networks of what stands out are all drawn.
FEWER = {"a cascade of .2, a fifth of edges wrong": 300, "regions share shocks, and serve themselves": 300}
KINDS: tuple[dict[str, Any], ...] = (
    {"kind": "a cascade of .2", "spills": 0.2},
    {"kind": "a cascade of .2, placebo network given", "spills": 0.2, "shuffled": True},
    {"kind": "none"},
    {"kind": "a common shock only", "shock": 0.6},
    {"kind": "own overload only", "own": 0.3, "together": 0.5},
    {"kind": "a cascade of .2, a fifth of edges wrong", "spills": 0.2, "wrong": 0.2},
    {"kind": "regions share shocks, and serve themselves", "regions": 0.5},
)


def one(company: Company, run: int) -> Row:
    """Draw a company; return what is said of it."""
    rng = np.random.default_rng([crc32(company.kind.encode()), company.clients, company.periods, run])
    drawn = draw(company, rng)
    found = cascade(drawn.panel, drawn.network, overload="overload", service="service", seed=run)
    effect, told = found.effect, np.isfinite(found.effect.se)
    return {
        **{
            name: found.verdict == name
            for name in ("provider_first", "no_link", "cannot_tell", "not_estimable")
        },
        "clear": found.strength == "clear",
        "wrong_way": found.verdict == "provider_first" and effect.effect > 0,
        "interval": effect.p <= 0.05 if told else np.nan,
        "placebo": found.placebo_p <= 0.05 if told else np.nan,
        "reverse": found.reverse.p <= 0.05,
        "own": found.own.p <= 0.05,
        "effect": effect.effect,
        "holds": effect.natural_low <= drawn.planted <= effect.natural_high if told else np.nan,
    }


def many(pool: Pool, company: Company, runs: int) -> Row:
    """Draw many companies of a kind; return shares over them."""
    rows = pd.DataFrame(pool.map(partial(one, company), range(runs), chunksize=10))
    return {
        "text": company.kind,
        "units": company.clients,
        "providers": company.providers,
        "periods": company.periods,
        "runs": runs,
        **rows.astype(float).mean().to_dict(),
    }


def steps(pool: Pool) -> Steps:
    """How each row is computed, in the order of the page."""
    companies = [
        (
            Company(providers=providers, clients=clients, periods=periods, **kind),
            min(runs, FEWER.get(kind["kind"], runs) if runs > 500 else runs),
        )
        for (providers, clients, periods), runs in SIZES.items()
        for kind in KINDS
    ]
    return {
        f"{one.kind}, {one.providers} x {one.clients} x {one.periods}, {runs}": partial(many, pool, one, runs)
        for one, runs in companies
    }
