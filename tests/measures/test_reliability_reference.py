"""Reliability, agreement, ICC and shrinkage equal R's psych, lavaan, multilevel, nlme and metafor.

Data, scripts and their stored outputs stand in tests/reference/measures. Tolerances: 1e-12 (relative) where
both sides evaluate the same closed formula, 1e-10 or 1e-9 where an F or z quantile is in it; 1e-6 where R's
side is an optimiser (lavaan, nlme, metafor) whose own tolerance it is, 1e-5 for its standard error and its
Paule-Mandel root; 1e-8 for the integral over the between variance (R's adaptive one against a grid of ours),
1e-6 for the root of a second such integral, 1e-4 for quantiles of the grid, which come from a spline.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bothways.measures import (
    average_deviation,
    between_variance,
    cronbach_alpha,
    icc1,
    icc2,
    item_rest,
    omega_total,
    rwg,
    rwg_j,
    shrink,
    spearman_brown,
)

HERE = Path(__file__).parents[1] / "reference" / "measures"
EXACT, OPTIMISED, INTEGRATED = 1e-12, 1e-6, 1e-8
ITEMS = [f"i{number}" for number in range(1, 7)]


@pytest.fixture(scope="module")
def expected():
    return json.loads((HERE / "expected.json").read_text())


@pytest.fixture(scope="module")
def survey():
    return pd.read_csv(HERE / "survey.csv")


@pytest.fixture(scope="module")
def units():
    return pd.read_csv(HERE / "units.csv")


def as_array(figures):
    return np.array([np.nan if figure is None else figure for figure in figures], dtype=float)


def test_alpha_and_its_feldt_interval_equal_psych(survey, expected):
    result, wanted = cronbach_alpha(survey[ITEMS]), expected["alpha"]
    assert (result.value, result.low, result.high) == pytest.approx(
        (wanted["value"], wanted["low"], wanted["high"]), rel=1e-10
    )
    assert result.n == wanted["n"]
    assert result.left_out == len(survey) - wanted["n"] > 0


def test_item_rest_correlations_equal_psych(survey, expected):
    result, wanted = item_rest(survey[ITEMS]), expected["alpha"]
    assert result.r == pytest.approx(wanted["r_drop"], rel=EXACT)
    assert result.inter_item_mean == pytest.approx(wanted["mean_r"], rel=EXACT)


def test_two_items_equal_psych_and_fishers_z(survey, expected):
    result, wanted = spearman_brown(survey[["i1", "i2"]]), expected["spearman_brown"]
    assert result.value == pytest.approx(wanted["value"], rel=EXACT)
    low, high = (2 * r / (1 + r) for r in wanted["r_interval"])
    assert (result.low, result.high) == pytest.approx((low, high), rel=1e-10)
    assert result.n == wanted["n"]


def test_omega_and_its_error_equal_lavaan(survey, expected):
    result, wanted = omega_total(survey[ITEMS]), expected["omega"]
    assert result.value == pytest.approx(wanted["value"], rel=OPTIMISED)
    assert result.se == pytest.approx(wanted["se"], rel=1e-5)
    loadings, unique = sum(wanted["loadings"]), sum(wanted["unique"])
    assert result.value == pytest.approx(loadings**2 / (loadings**2 + unique), rel=OPTIMISED)


def test_rwg_equals_multilevel_under_both_nulls(survey, expected):
    result = rwg(survey["i1"], survey["team"], options=5)
    assert result.value == pytest.approx(as_array(expected["rwg"]["uniform"]), rel=EXACT, nan_ok=True)
    assert result.skewed == pytest.approx(as_array(expected["rwg"]["skewed"]), rel=EXACT, nan_ok=True)


def test_rwg_j_equals_multilevel_under_both_nulls(survey, expected):
    result, wanted = rwg_j(survey[ITEMS], survey["team"], options=5), expected["rwg_j"]
    assert list(result.teams) == wanted["team"]
    assert result.n.tolist() == wanted["n"]
    assert result.value == pytest.approx(as_array(wanted["uniform"]), rel=EXACT, nan_ok=True)
    assert result.skewed == pytest.approx(as_array(wanted["skewed"]), rel=EXACT, nan_ok=True)


def test_average_deviation_equals_multilevel(survey, expected):
    wanted = expected["average_deviation"]
    item = average_deviation(survey["i1"], survey["team"], options=5)
    scale = average_deviation(survey[ITEMS], survey["team"], options=5)
    assert item.value == pytest.approx(as_array(wanted["item"]), rel=EXACT, nan_ok=True)
    assert scale.value == pytest.approx(as_array(wanted["scale"]), rel=EXACT, nan_ok=True)


def test_icc_on_unequal_teams_equals_multilevel_and_nlme(survey, expected):
    score, wanted = survey[ITEMS].mean(axis=1, skipna=False), expected["icc"]
    one = icc1(score, survey["team"], size="mean")
    assert (one.value, one.f, one.p) == pytest.approx((wanted["icc1"], wanted["f"], wanted["p"]), rel=1e-9)
    assert icc2(score, survey["team"]).value == pytest.approx(wanted["icc2"], rel=EXACT)
    each = icc2(score, survey["team"], variant="mixed, each team")
    mean = icc2(score, survey["team"], variant="mixed, mean size")
    assert each.value == pytest.approx(wanted["mixed_each"], rel=OPTIMISED)
    assert mean.value == pytest.approx(wanted["mixed_mean"], rel=OPTIMISED)


def test_icc_intervals_on_equal_teams_equal_psych(expected):
    table, wanted = pd.read_csv(HERE / "balanced.csv"), expected["icc_balanced"]
    one, two = icc1(table["score"], table["team"]), icc2(table["score"], table["team"])
    assert [one.value, one.low, one.high] == pytest.approx(wanted["icc1"], rel=1e-10)
    assert [two.value, two.low, two.high] == pytest.approx(wanted["icc2"], rel=1e-10)
    assert (one.f, one.p) == pytest.approx((wanted["f"], wanted["p"]), rel=1e-9)


@pytest.mark.parametrize("column", ["units", "flat"])
def test_between_variance_and_shrunken_values_equal_metafor(units, expected, column):
    values, wanted = units["value" if column == "units" else "flat"], expected[column]
    reml = between_variance(values, units["noise"])
    assert reml == pytest.approx(wanted["reml"], rel=OPTIMISED, abs=1e-9)
    assert between_variance(values, units["noise"], method="paule_mandel") == pytest.approx(
        wanted["paule_mandel"], rel=1e-5, abs=1e-9
    )
    result = shrink(values, units["noise"], between=wanted["reml"])
    assert result.mean == pytest.approx(wanted["mean"], rel=1e-9)
    assert result.values == pytest.approx(wanted["blup"], rel=1e-9)
    assert result.sd == pytest.approx(wanted["se"], rel=1e-9)


@pytest.mark.parametrize("column", ["value", "flat"])
def test_integrated_shrinkage_equals_an_adaptive_integral(units, expected, column):
    result, wanted = shrink(units[column], units["noise"]), expected["integrated"][column]
    assert result.method == "integrated"
    assert result.values == pytest.approx(wanted["values"], rel=INTEGRATED)
    assert result.sd == pytest.approx(wanted["sd"], rel=1e-6)


@pytest.mark.parametrize("column", ["value", "flat"])
def test_the_posterior_quantiles_of_the_between_variance_are_those_of_the_integral(units, expected, column):
    share = expected["integrated"][column]["below_10"]
    level = abs(2 * share - 1)
    result = shrink(units[column], units["noise"], level=level)
    end = result.between_high if share > 0.5 else result.between_low
    assert end == pytest.approx(10, rel=1e-4)
