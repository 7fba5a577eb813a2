"""Write expected.json: panels with two-way fixed effects by pyfixest 0.60 and linearmodels 7.1.

    PYTHONHASHSEED=2 python make_sweep_reference.py

The seed of hashes is named because pyfixest 0.60 counts nested effects by their order in a set. Its effects are
taken out by iterations: the tolerance is the smallest it takes, and panels are short.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

PANELS = {"complete": (0.0, 0.0), "holes": (0.2, 0.2), "many holes": (0.3, 0.5)}
UNITS, PERIODS, LAGS = 40, 10, (1, 3)


def draw(rng, holes):
    x = rng.normal(size=(UNITS, PERIODS)).cumsum(1)
    y = 0.3 * x + rng.normal(size=(UNITS, PERIODS)).cumsum(1) + 3
    for side, share in zip((x, y), holes, strict=True):
        side[rng.random(side.shape) < share] = np.nan
    return x.round(4), y.round(4)


def transitions(driver, outcome, lag):
    rows = [
        (i, t, driver[i, t], outcome[i, t], outcome[i, t + lag])
        for i in range(UNITS)
        for t in range(PERIODS - lag)
    ]
    table = pd.DataFrame(rows, columns=["unit", "period", "driver", "own", "outcome"]).dropna()
    while True:
        alone = (table.groupby("unit").unit.transform("size") == 1) | (
            table.groupby("period").period.transform("size") == 1
        )
        if not alone.any():
            return table
        table = table[~alone]


def regress(driver, outcome, lag):
    import pyfixest
    from linearmodels.panel import PanelOLS

    table = transitions(driver, outcome, lag)
    one = pyfixest.feols(
        "outcome ~ driver + own | unit + period",
        table,
        vcov={"CRV1": "unit"},
        fixef_tol=1e-14,
        fixef_maxiter=1_000_000,
    )
    indexed = table.set_index(["unit", "period"])
    other = PanelOLS(indexed.outcome, indexed[["driver", "own"]], entity_effects=True, time_effects=True).fit(
        cov_type="clustered", cluster_entity=True
    )
    return {
        "slope": float(one.coef()["driver"]), "se": float(one.se()["driver"]), "cells": len(table),
        "units": table.unit.nunique(), "periods": table.period.nunique(),
        "linearmodels": {"slope": float(other.params["driver"]), "se": float(other.std_errors["driver"])},
    }  # fmt: skip


def listed(side):
    return [[None if np.isnan(v) else v for v in row] for row in side.tolist()]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    out = {}
    for seed, (name, holes) in enumerate(PANELS.items()):
        x, y = draw(np.random.default_rng(seed), holes)
        found = {
            str(lag): {"employee_to_customer": regress(x, y, lag), "customer_to_employee": regress(y, x, lag)}
            for lag in LAGS
        }
        out[name] = {"x": listed(x), "y": listed(y), "lags": found}
    Path(__file__).with_name("expected.json").write_text(json.dumps(out, indent=1) + "\n")
