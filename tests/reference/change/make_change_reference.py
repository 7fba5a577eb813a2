"""Write expected.json: one staggered panel, estimated by diff-diff and by differences.

    python make_change_reference.py diff-diff      where diff-diff 3.13 is: draws the panel, writes its estimates
    python make_change_reference.py differences    where differences 0.3 is: adds its estimates

The panel is stored rounded, so that the file does not depend on anybody's random numbers.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

FILE = Path(__file__).parent / "expected.json"
UNITS, PERIODS = 40, 8
STARTS = [0] * 16 + [4] * 10 + [6] * 14


def draw() -> dict:
    rng = np.random.default_rng(20261129)
    values = rng.normal(size=(UNITS, 1)) + np.cumsum(rng.normal(size=(UNITS, PERIODS)), axis=1)
    x = rng.normal(size=UNITS) + 0.5 * (np.array(STARTS) > 0)
    for i, start in enumerate(STARTS):
        if start:
            values[i, start - 1 :] += 1 + 0.2 * np.arange(PERIODS - start + 1)
    return {"values": values.round(4).tolist(), "starts": STARTS, "x": x.round(4).tolist()}


def long(case: dict) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (i, t + 1, case["values"][i][t], case["starts"][i], case["x"][i])
            for i in range(UNITS)
            for t in range(PERIODS)
        ],
        columns=["unit", "time", "y", "start", "x"],
    )


def by_diff_diff(case: dict) -> dict:
    from diff_diff import CallawaySantAnna

    model = CallawaySantAnna(control_group="not_yet_treated", estimation_method="dr", base_period="universal")
    fit = model.fit(long(case), outcome="y", unit="unit", time="time", first_treat="start")
    cells = [[int(g), int(t), float(v["effect"])] for (g, t), v in fit.group_time_effects.items()]
    return {"overall": float(fit.overall_att), "se": float(fit.overall_se), "cells": cells}


def by_differences(case: dict) -> dict:
    from differences import ATTgt

    table = long(case).assign(start=lambda d: d["start"].where(d["start"] > 0)).set_index(["unit", "time"])
    out = {}
    for name, formula in {"plain": "y", "features": "y ~ x"}.items():
        fit = ATTgt(data=table, cohort_column="start", base_period="universal")
        fit.fit(formula=formula, control_group="not_yet_treated", est_method="dr", progress_bar=False)
        found = fit.aggregate("simple")
        out[name] = float(np.asarray(found).ravel()[0])
    return out


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    stored = json.loads(FILE.read_text()) if FILE.exists() else draw()
    if sys.argv[1] == "diff-diff":
        stored["diff_diff"] = by_diff_diff(stored)
    else:
        stored["differences"] = by_differences(stored)
    FILE.write_text(json.dumps(stored) + "\n")
