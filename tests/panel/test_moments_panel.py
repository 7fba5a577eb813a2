"""Moments of both sides become a Panel, the noise of shared respondents with them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bothways.errors import BothwaysError
from bothways.panel.moments import Moments, answers_to_moments
from bothways.panel.moments_panel import moments_to_covariance, moments_to_panel, moments_to_tidy


def moments(side: str, *items: str, seed: int = 1) -> Moments:
    rng = np.random.default_rng(seed)
    people = 400
    frame = pd.DataFrame({"unit": rng.choice(["a", "b", "c"], people)})
    frame["period"] = rng.choice(["2024-01", "2024-02", "2024-03"], people)
    mood = rng.normal(size=people)
    for item in items:
        frame[item] = np.where(rng.random(people) < 0.1, np.nan, mood + rng.normal(size=people))
    return answers_to_moments(frame, items=list(items), side=side)  # type: ignore[arg-type]


def test_the_panel_holds_value_n_and_noise_of_each_cell() -> None:
    employees, customers = moments("employee", "safety", "tools"), moments("customer", "nps", "ease", seed=2)
    panel = moments_to_panel(employees, customers)
    assert (panel.metrics("employee"), panel.metrics("customer")) == (["safety", "tools"], ["nps", "ease"])
    for side in (employees, customers):
        for row in side.moments.itertuples():
            cell = panel.data.sel(unit=row.unit, period=row.period, metric=row.metric)
            assert float(cell["value"]) == pytest.approx(row.mean)
            assert float(cell["n"]) == row.n
            assert float(cell["noise_variance"]) == pytest.approx(row.noise_variance)


def test_the_panel_keeps_co_moments_within_a_side() -> None:
    employees, customers = moments("employee", "safety", "tools"), moments("customer", "nps", "ease", seed=2)
    covariance = moments_to_panel(employees, customers).noise_covariance
    pairs = {frozenset(pair) for pair in zip(covariance["metric_a"], covariance["metric_b"], strict=True)}
    assert pairs == {frozenset({"safety", "tools"}), frozenset({"nps", "ease"})}
    expected = moments_to_covariance(employees, customers)
    assert covariance["covariance"].sum() == pytest.approx(expected["covariance"].sum())
    assert (covariance["covariance"] > 0).all()


def test_one_metric_a_side_needs_no_covariance() -> None:
    panel = moments_to_panel(moments("employee", "safety"), moments("customer", "nps"))
    assert panel.noise_covariance.empty


def test_a_metric_on_both_sides_is_refused() -> None:
    with pytest.raises(BothwaysError):
        moments_to_panel(moments("employee", "nps"), moments("customer", "nps"))


def test_a_tidy_file_has_one_row_a_cell_and_the_columns_of_the_contract() -> None:
    tidy = moments_to_tidy(moments("employee", "safety"))
    assert list(tidy.columns[:6]) == ["unit", "period", "metric", "value", "n", "noise_variance"]
    assert not tidy.duplicated(["unit", "period", "metric"]).any()
