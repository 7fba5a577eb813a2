"""Write expected.json: regressions on four lags of both metrics by pyfixest 0.60 and linearmodels 7.

    PYTHONHASHSEED=2 python make_delays_reference.py

The seed of hashes is named because pyfixest counts nested effects by their order in a set.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

PANELS = {"complete": 0.0, "holes": 0.08}
UNITS, PERIODS, LAGS = 40, 16, 4


def draw(rng, holes):
    x = rng.normal(size=(UNITS, PERIODS)).cumsum(1)
    y = 0.3 * x + rng.normal(size=(UNITS, PERIODS)).cumsum(1) + 3
    for side in (x, y):
        side[rng.random(side.shape) < holes] = np.nan
    return x.round(4), y.round(4)


def transitions(driver, outcome):
    rows = [
        {"unit": i, "period": t, "outcome": outcome[i, t]}
        | {f"d{k}": driver[i, t - k] for k in range(1, LAGS + 1)}
        | {f"o{k}": outcome[i, t - k] for k in range(1, LAGS + 1)}
        for i in range(UNITS)
        for t in range(LAGS, PERIODS)
    ]
    table = pd.DataFrame(rows).dropna()
    while True:
        alone = (table.groupby("unit").unit.transform("size") == 1) | (
            table.groupby("period").period.transform("size") == 1
        )
        if not alone.any():
            return table
        table = table[~alone]


def regress(driver, outcome):
    import pyfixest
    from linearmodels.panel import PanelOLS

    table = transitions(driver, outcome)
    names = [f"{side}{k}" for side in "do" for k in range(1, LAGS + 1)]
    one = pyfixest.feols(
        f"outcome ~ {' + '.join(names)} | unit + period",
        table,
        vcov={"CRV1": "unit"},
        fixef_tol=1e-14,
        fixef_maxiter=1_000_000,
    )
    indexed = table.set_index(["unit", "period"])
    other = PanelOLS(indexed.outcome, indexed[names], entity_effects=True, time_effects=True).fit(
        cov_type="clustered", cluster_entity=True
    )
    lags = [f"d{k}" for k in range(1, LAGS + 1)]
    covariance = pd.DataFrame(one._vcov, index=one._coefnames, columns=one._coefnames)
    slopes, spread = one.coef()[lags].to_numpy(), covariance.loc[lags, lags].to_numpy()
    other_spread = other.cov.loc[lags, lags].to_numpy()
    other_slopes = other.params[lags].to_numpy()
    return {
        "slopes": slopes.tolist(), "covariance": spread.tolist(), "cells": len(table),
        "wald": float(slopes @ np.linalg.solve(spread, slopes)),
        "units": int(table.unit.nunique()), "periods": int(table.period.nunique()),
        "linearmodels": {
            "slopes": other_slopes.tolist(),
            "wald": float(other_slopes @ np.linalg.solve(other_spread, other_slopes)),
        },
    }  # fmt: skip


def listed(side):
    return [[None if np.isnan(v) else v for v in row] for row in side.tolist()]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    out = {}
    for seed, (name, holes) in enumerate(PANELS.items()):
        x, y = draw(np.random.default_rng(seed), holes)
        out[name] = {
            "x": listed(x), "y": listed(y),
            "employee_to_customer": regress(x, y), "customer_to_employee": regress(y, x),
        }  # fmt: skip
    Path(__file__).with_name("expected.json").write_text(json.dumps(out, indent=1) + "\n")
