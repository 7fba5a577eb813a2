"""The analyst's table."""

import numpy as np
import pandas as pd
import pytest

from bothways.errors import InputError, NotEnoughData
from bothways.linkage import sweep
from bothways.linkage.sweeps.plain import regress_pair
from bothways.panel import read_panel


def tidy(metrics, units=25, periods=8, seed=1):
    rng = np.random.default_rng(seed)
    rows = [
        (f"unit {i}", f"2024-{t + 1:02}", name, rng.normal())
        for name in metrics
        for i in range(units)
        for t in range(periods)
        if rng.random() > 0.1
    ]
    return pd.DataFrame(rows, columns=["unit", "period", "metric", "value"])


@pytest.fixture(scope="module")
def panel():
    return read_panel(tidy(["trust", "rest"]), tidy(["nps", "wait"], seed=2))


def test_each_row_is_the_regression_that_it_names(panel):
    table = sweep(panel, lags=[1, 2]).table
    assert len(table) == 2 * 2 * 2 * 2
    for row in table.itertuples():
        names = (row.employee_metric, row.customer_metric)
        x, y = (panel.data["value"].sel(metric=name).values for name in names)
        ours = regress_pair(*((x, y) if row.direction == "employee_to_customer" else (y, x)), row.lag)
        assert row.estimate == pytest.approx(ours.slope.item(), rel=1e-9)
        assert row.se == pytest.approx(ours.se.item(), rel=1e-9)
        assert (row.transitions, row.units) == (ours.cells.item(), ours.units.item())


def test_rows_stand_in_the_order_of_the_panel(panel):
    table = sweep(panel, lags=[2, 1]).table
    pairs = list(dict.fromkeys(zip(table["employee_metric"], table["customer_metric"], strict=True)))
    assert pairs == [(a, b) for a in panel.metrics("employee") for b in panel.metrics("customer")]
    first = table.iloc[:4]
    assert first["lag"].tolist() == [1, 1, 2, 2]
    assert first["direction"].tolist() == ["employee_to_customer", "customer_to_employee"] * 2


def test_the_interval_is_that_of_units_less_one(panel):
    row = sweep(panel, lags=[1]).table.iloc[0]
    assert row["units"] == 25
    assert row["high"] - row["estimate"] == pytest.approx(2.0639 * row["se"], rel=1e-4)
    assert (row["p"] < 0.05) == (row["low"] > 0 or row["high"] < 0)


def test_a_standardised_estimate_does_not_follow_the_units_of_measurement():
    employees, customers = tidy(["trust"]), tidy(["nps"], seed=2)
    plain = sweep(read_panel(employees, customers), lags=[1]).table
    customers["value"] *= 100
    scaled = sweep(read_panel(employees, customers), lags=[1]).table
    assert scaled["estimate"].iloc[0] == pytest.approx(100 * plain["estimate"].iloc[0])
    assert scaled["standardised"].tolist() == pytest.approx(plain["standardised"].tolist())


def test_the_frequency_says_what_a_lag_is(panel):
    assert sweep(panel).frequency == "month"


def test_it_refuses_what_is_no_panel_and_lags_that_do_not_fit(panel):
    with pytest.raises(InputError, match="DataFrame"):
        sweep(panel.to_tidy())
    with pytest.raises(InputError, match="8 periods"):
        sweep(panel, lags=[8])


def test_a_side_without_metrics_is_not_enough(panel):
    from bothways.panel import Panel

    alone = panel.data.sel(metric=panel.metrics("employee"))
    with pytest.raises(NotEnoughData, match="no metric"):
        sweep(Panel(alone, "month"))


def test_q_is_over_all_rows_that_could_be_estimated(panel):
    table = sweep(panel, lags=[1, 2, 7]).table
    estimated = table.dropna(subset="p").sort_values("p")
    assert 0 < len(estimated) < len(table)
    m = len(estimated)
    raw = [p * m / rank for rank, p in enumerate(estimated["p"], start=1)]
    by_hand = [min(1.0, *raw[at:]) for at in range(m)]
    assert estimated["q"].tolist() == pytest.approx(by_hand, rel=1e-12)
    assert table.loc[table["p"].isna(), "q"].isna().all()


@pytest.mark.parametrize("compiled", [False, True])
def test_it_tells_how_far_it_is_and_can_be_stopped(panel, compiled):
    told = []
    sweep(panel, lags=[1, 2], compiled=compiled, progress=lambda done, of, what: told.append((done, of)))
    assert told == [(at, told[-1][1]) for at in range(1, told[-1][1] + 1)]
    assert len(told) >= 2

    def stop(done, of, what):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(panel, lags=[1, 2], compiled=compiled, progress=stop)
