"""Figures of R's multilevel and psych on real answers, which are read in place; only figures are stored.

tests/reference/measures/shared_figures.R made them. Tolerances: 1e-9 for closed formulas (the CSV files carry
ten digits), 1e-6 for the mixed model, which is optimised on both sides.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bothways.measures import average_deviation, cronbach_alpha, icc1, icc2, item_rest, rwg, rwg_j

STORED = Path(__file__).parents[1] / "reference" / "measures" / "shared_figures.json"


@pytest.fixture
def folder(shared):
    return shared / "data" / "multilevel-groups"


@pytest.fixture(scope="module")
def stored():
    return json.loads(STORED.read_text())


@pytest.mark.parametrize("column", ["WBEING", "COHES", "LEAD", "HRS"])
def test_icc_of_real_companies_equals_multilevel_and_nlme(folder, stored, column):
    answers, wanted = pd.read_csv(folder / "bh1996.csv"), stored["bh1996"][column]
    scores, teams = answers[column], answers["GRP"]
    assert icc1(scores, teams, size="mean").value == pytest.approx(wanted["icc1"], rel=1e-9)
    assert icc2(scores, teams).value == pytest.approx(wanted["icc2"], rel=1e-9)
    each, mean = (icc2(scores, teams, variant=v).value for v in ("mixed, each team", "mixed, mean size"))
    assert each == pytest.approx(wanted["mixed"]["each_team"], rel=1e-6)
    assert mean == pytest.approx(wanted["mixed"]["mean_size"], rel=1e-6)


def test_the_printed_figures_of_well_being_come_out(folder):
    answers = pd.read_csv(folder / "bh1996.csv")
    scores, teams = answers["WBEING"], answers["GRP"]
    assert icc1(scores, teams, size="mean").value == pytest.approx(0.04336905, abs=5e-9)
    assert icc1(scores, teams).value == pytest.approx(0.04351, abs=5e-6)
    assert icc2(scores, teams).value == pytest.approx(0.77171, abs=5e-6)
    assert icc2(scores, teams, variant="mixed, each team").value == pytest.approx(0.7335211, abs=5e-7)
    result = icc1(scores, teams)
    assert (result.teams, result.n, result.word) == (99, 7382, "good")


@pytest.mark.parametrize(
    ("name", "prefixes", "team"), [("bhr2000", ("AF", "AP", "AS"), "GRP"), ("lq2002", ("LEAD",), "COMPID")]
)
def test_reliability_and_agreement_of_real_scales_equal_psych_and_multilevel(
    folder, stored, name, prefixes, team
):
    table, wanted = pd.read_csv(folder / f"{name}.csv"), stored[name]
    items = table[[c for c in table if c.startswith(prefixes) and c[-2:].isdigit()]]
    assert items.shape[1] == 11
    alpha = cronbach_alpha(items)
    assert (alpha.value, alpha.n) == pytest.approx((wanted["alpha"], wanted["n"]), rel=1e-9)
    assert item_rest(items).r == pytest.approx(wanted["r_drop"], rel=1e-9)
    agreement = rwg_j(items, table[team], options=5)
    for found, figures in (
        (agreement.value, wanted["rwg_j"]),
        (agreement.skewed, wanted["rwg_j_skewed"]),
        (average_deviation(items, table[team], options=5).value, wanted["average_deviation"]),
    ):
        known = found[~np.isnan(found)]
        assert (known.mean(), known.min(), known.max()) == pytest.approx(
            (figures["mean"], figures["min"], figures["max"]), rel=1e-9
        )


def test_agreement_of_four_platoons_with_a_blank_equals_multilevel(folder, stored):
    table, wanted = pd.read_csv(folder / "cohesion.csv"), stored["cohesion"]
    items = table[[f"COH0{number}" for number in range(1, 6)]]
    agreement = rwg_j(items, table["PLATOON"], options=5)
    assert list(agreement.teams) == wanted["team"]
    assert agreement.value == pytest.approx(np.array(wanted["rwg_j"], dtype=float), rel=1e-12, nan_ok=True)
    one = rwg(table["COH01"], table["PLATOON"], options=5)
    assert one.value == pytest.approx(np.array(wanted["rwg"], dtype=float), rel=1e-12, nan_ok=True)
