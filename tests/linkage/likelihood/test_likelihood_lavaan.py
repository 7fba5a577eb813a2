"""Where cells are complete and noise is zero the likelihood is lavaan's RI-CLPM.

Data, script and stored outputs: tests/reference/likelihood. Our period means are estimated too, and the factor
sqrt(N / (N - 1)) stands in for it: that is lavaan's "wishart" covariance with divisor N - 1; without the factor the
fit is lavaan's "normal" one. Under "wishart" lavaan counts N - 1 units in chi-square and standard errors where the
likelihood here counts N.

Tolerances: estimates 1e-5 and chi-square 1e-4, where both optimisers stop; standard errors 1e-4 relative, the slope
of Fisher's information times what is left of the way to the maximum.
"""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from bothways.linkage.likelihood.dense import DenseEngine
from bothways.linkage.likelihood.filter import FilterEngine
from bothways.linkage.likelihood.fit import maximise
from bothways.linkage.likelihood.model import Model, components, grid_covariance
from bothways.linkage.likelihood.problem import pose
from bothways.linkage.likelihood.start import starting_values

REFERENCE = Path(__file__).parents[2] / "reference" / "likelihood"
MODELS = {
    "A": Model(5, free_start=False),
    "B": Model(5, free_start=False, free_innovations=True),
    "C": Model(5),
}
KINDS = [(kind, likelihood) for kind in MODELS for likelihood in ("wishart", "normal")]


@cache
def stored(name):
    return json.loads((REFERENCE / name).read_text(encoding="utf-8"))


def panel(table):
    """x1 ... x5, y1 ... y5 as (N, 5, 2)."""
    return np.stack([table[:, :5], table[:, 5:]], axis=2)


def own_data():
    return panel(np.loadtxt(REFERENCE / "riclpm.csv", delimiter=",", skiprows=1))


@cache
def fitted(kind, likelihood, data, engine=DenseEngine):
    """Problem, model and tight fit; ``data`` is bytes so that it can be a key."""
    problem = pose(np.frombuffer(data).reshape(-1, 5, 2))
    if likelihood == "normal":
        problem = replace(problem, small_sample=np.ones_like(problem.small_sample))
    model = MODELS[kind]
    fit = maximise(engine(problem, model), starting_values(problem, model), limit=300, tolerance=1e-13)
    assert fit.converged
    return problem, model, fit


def names(kind):
    """lavaan's labels in the order of our parameters; for B each period's covariance is the first plus its own."""
    q = ["qx2", "qxy2", "qy2"] if kind == "B" else ["qx", "qxy", "qy"]
    out = ["xx", "xy", "yx", "yy", *q, "ix", "ixy", "iy", "sx", "sxy", "sy"]
    if kind == "B":
        out += [f"{name}{t}" for t in (3, 4, 5) for name in ("qx", "qxy", "qy")]
    if kind == "C":
        out += ["kxx", "kxy", "kyx", "kyy"]
    return out


def to_natural(problem, model):
    """Matrix from our parameters to those of lavaan, in the metrics' own units."""
    x, y = problem.scale
    three, four = [x * x, x * y, y * y], [x * x, x * y, y * x, y * y]
    size = [1, x / y, y / x, 1, *three, *three, *three]
    size += four if model.free_start else []
    size += 3 * three if model.free_innovations else []
    out = np.diag(size)
    if model.free_innovations:
        for t in range(3):
            out[13 + 3 * t : 16 + 3 * t, 4:7] = np.diag(three)
    return out


def chi_square(problem, fit):
    """-2 (loglik - saturated loglik), the saturated one being a free covariance of all ten columns."""
    r = problem.residuals(np.zeros((5, 2))).reshape(problem.units, 10)
    covariance = r.T @ r / problem.units
    saturated = -0.5 * problem.units * (np.linalg.slogdet(covariance)[1] + 10)
    return -2 * (fit.loglik - saturated)


def standard_errors(problem, model, fit):
    """From Fisher's expected information, which is lavaan's default."""
    covariance, slopes = grid_covariance(model, fit.theta, components(model))
    moved = np.linalg.solve(covariance, slopes)
    information = 0.5 * problem.units * np.einsum("pij,qji->pq", moved, moved)
    natural = to_natural(problem, model)
    return np.sqrt(np.diag(natural @ np.linalg.inv(information) @ natural.T))


def compare(kind, likelihood, data, figures):
    problem, model, fit = fitted(kind, likelihood, data)
    theirs, share = figures[kind][likelihood], 1.0
    if likelihood == "wishart":
        share = (problem.units - 1) / problem.units
    assert figures["units"] == problem.units
    assert theirs["df"] == 10 * 11 / 2 - model.size
    estimate = to_natural(problem, model) @ fit.theta
    np.testing.assert_allclose(
        estimate, [theirs["estimate"][name] for name in names(kind)], rtol=1e-5, atol=1e-6
    )
    assert chi_square(problem, fit) * share == pytest.approx(theirs["chisq"], abs=1e-4)
    errors = standard_errors(problem, model, fit) / np.sqrt(share)
    np.testing.assert_allclose(errors, [theirs["se"][name] for name in names(kind)], rtol=1e-4)


@pytest.mark.parametrize(("kind", "likelihood"), KINDS)
def test_it_equals_lavaan(kind, likelihood):
    compare(kind, likelihood, own_data().tobytes(), stored("expected.json"))


@pytest.mark.parametrize("kind", MODELS)
def test_it_equals_lavaan_on_the_data_of_the_textbook(kind, shared):
    table = np.loadtxt(shared / "data" / "riclpm-example" / "RICLPM.dat")
    assert table.shape == (1189, 10)
    compare(kind, "wishart", panel(table).tobytes(), stored("shared_figures.json"))


@pytest.mark.parametrize("kind", ["A", "C"])
def test_the_filter_ends_where_the_dense_engine_ends(kind):
    data = own_data().tobytes()
    one, other = (fitted(kind, "wishart", data, engine)[2] for engine in (DenseEngine, FilterEngine))
    np.testing.assert_allclose(other.theta, one.theta, atol=1e-6)
    assert other.loglik == pytest.approx(one.loglik, abs=1e-8)


def test_the_three_models_differ_on_these_data():
    """Else agreeing with lavaan on one would say nothing about the others."""
    figures = stored("expected.json")
    effects = [figures[kind]["wishart"]["estimate"]["yx"] for kind in MODELS]
    assert min(abs(a - b) for k, a in enumerate(effects) for b in effects[:k]) > 0.01
