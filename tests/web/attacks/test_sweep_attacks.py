"""Attacks on the analysts' table: whoever brings columns of customers chooses what answers are compared with."""

import numpy as np
import pandas as pd
import reading_regressions as reading
import swept_company as swept

from bothways_web.link.sweeps.cells import released_cells
from bothways_web.listen.employee_moments import employee_moments

METRIC = "psych_safety.open_conversation"


def matrix(cells: pd.DataFrame, value: str, units: list[str]) -> np.ndarray:
    mine = cells[(cells["metric"] == METRIC) & cells["unit"].isin(units)]
    return mine.pivot(index="unit", columns="period", values=value).to_numpy()


def off(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.sqrt(np.mean((one - other) ** 2)))


def test_attack_5_regressions_on_made_up_columns_tell_what_is_shown_and_nothing_of_what_is_not(company):
    """From regressions of answers, rounded to two decimals, all means could be read; the table holds none of them."""
    sweep = swept.sweep_all(company)
    shown = released_cells(sweep.run)["employees"]
    [moments] = employee_moments()
    hidden = set(moments.moments["unit"]) - set(shown["unit"])
    assert hidden
    units = sorted(set(shown["unit"]))
    told, true = matrix(shown, "value", units), matrix(moments.moments, "mean", units)
    assert np.isfinite(told).all()
    assert np.isfinite(true).all()
    coarse = off(reading.scaled(told), reading.scaled(true))
    assert coarse > 0.1
    reader = reading.Reader(reading.columns(*true.shape, more=60), lags=(1, 2))

    rounded = {lag: estimates.round(2) for lag, estimates in reader.told(true).items()}
    assert off(reader.read(rounded, start=told), reading.scaled(true)) < coarse / 2

    exact = reader.read(reader.told(told), start=true)
    assert off(exact, reading.scaled(told)) < 1e-6
    assert off(exact, reading.scaled(true)) > 0.999 * coarse
