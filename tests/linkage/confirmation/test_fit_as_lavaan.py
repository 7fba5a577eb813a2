"""Fit, estimates and errors are lavaan's, holes included. Data, script, outputs:
tests/reference/confirmation.

Tolerances: 1e-7 relative where both stop at a maximum; lavaan's estimates end up to 1e-5 standard errors
short of it, so that what depends on them to first order (estimates, errors, SRMR, the scaling factor) gets
1e-6 of its size or of a standard error.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from bothways.linkage.confirmation import fit_textbook
from bothways.linkage.confirmation.measures import measure
from bothways.linkage.confirmation.normal import maximise_structure
from bothways.linkage.confirmation.patterns import patterns
from bothways.linkage.confirmation.structures import OfModel
from bothways.linkage.likelihood.model import Model
from bothways.linkage.likelihood.problem import pose
from bothways.linkage.likelihood.start import starting_values

REFERENCE = Path(__file__).parents[2] / "reference"
OURS = {
    "logl": "loglik", "unrestricted.logl": "saturated_loglik", "chisq": "chi_square", "df": "df", "pvalue": "p",
    "baseline.chisq": "baseline_chi_square", "baseline.df": "baseline_df", "cfi": "cfi", "tli": "tli",
    "rmsea": "rmsea", "rmsea.ci.lower": "rmsea_low", "rmsea.ci.upper": "rmsea_high",
}  # fmt: skip
TABLES = {"complete": "likelihood/riclpm.csv", "holes": "confirmation/holes.csv"}


@cache
def stored(name):
    return json.loads((REFERENCE / "confirmation" / name).read_text(encoding="utf-8"))


def panel(table):
    """x1 ... x5, y1 ... y5 as (N, 5, 2)."""
    return np.stack([table[:, :5], table[:, 5:10]], axis=2)


def own_data(name):
    return panel(np.genfromtxt(REFERENCE / TABLES[name], delimiter=",", skip_header=1, missing_values="NA"))


def compare_fit(fit, theirs):
    for name, own in OURS.items():
        tight = (
            1e-5 if "ci" in name else 1e-7
        )  # lavaan's search for the ends of the interval stops at four digits
        assert getattr(fit, own) == pytest.approx(theirs[name], rel=tight, abs=1e-7), name
    assert fit.srmr == pytest.approx(theirs["srmr"], abs=1e-6)
    assert fit.scaling == pytest.approx(theirs["scaling"], rel=1e-6)


def compare_lags(found, theirs, *, free):
    for t in range(4):
        for i, row in enumerate("xy"):
            for j, column in enumerate("xy"):
                name = row + column + (str(t + 2) if free else "")
                error = theirs["se"][name]
                assert found.lags[t, i, j] == pytest.approx(theirs["estimate"][name], abs=1e-5 * error)
                assert found.lag_errors[t, i, j] == pytest.approx(error, rel=1e-5)


def compare_textbook(values, figures):
    for kind in ("constant", "free"):
        found = fit_textbook(values, free_lags=kind == "free")
        compare_fit(found.fit, figures[kind])
        compare_lags(found, figures[kind], free=kind == "free")
        theirs = figures[kind]["estimate"]
        assert found.intercepts[0, 1] == pytest.approx(theirs["ixy"], rel=1e-5)
        assert found.residuals[4, 1, 1] == pytest.approx(theirs["qy5"], rel=1e-5)


@pytest.mark.parametrize("name", TABLES)
def test_the_textbook_model_equals_lavaan(name):
    compare_textbook(own_data(name), stored("expected.json")[name])


def test_the_textbook_model_equals_lavaan_on_the_data_of_the_textbook(shared):
    table = np.loadtxt(shared / "data" / "riclpm-example" / "RICLPM.dat")
    figures = stored("shared_figures.json")["textbook"]
    compare_textbook(panel(table), figures)
    compare_fit(fit_of_our_model(panel(table)), figures["ours"])


def fit_of_our_model(values):
    """The model of the likelihood, on values in their own units."""
    problem, model = pose(values), Model(5, free_start=False)
    data = patterns(values.reshape(len(values), 10))
    structure = OfModel(model, np.arange(10))
    start = starting_values(problem, model)
    x, y = problem.scale
    start[4:] *= np.tile([x * x, x * y, y * y], 3)
    return measure(data, structure, maximise_structure(data, structure, start))


@pytest.mark.parametrize("name", TABLES)
def test_the_model_of_the_likelihood_equals_lavaan(name):
    compare_fit(fit_of_our_model(own_data(name)), stored("expected.json")[name]["ours"])


def test_the_data_have_misfit_to_find(shared):
    """Else measures that are all at their best would agree without being computed."""
    figures = stored("shared_figures.json")["textbook"]["ours"]
    assert figures["rmsea"] > 0.02
    assert figures["cfi"] < 0.99
    assert figures["rmsea.ci.lower"] > 0
