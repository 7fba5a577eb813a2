"""The dense engine and the compiled filter are the same likelihood, to 1e-9."""

import numpy as np
import pytest
from drawn_problems import VARIANTS, draw_case, name_of

from bothways.linkage.likelihood import dense
from bothways.linkage.likelihood.dense import DenseEngine
from bothways.linkage.likelihood.filter import FilterEngine
from bothways.linkage.likelihood.model import Model

PLAIN = [variant for variant in VARIANTS if Model(4, **variant).plain]
CLOSE = {"rtol": 1e-9, "atol": 1e-9}


@pytest.mark.parametrize("variant", PLAIN, ids=name_of)
def test_both_engines_agree_on_random_masks_and_points(variant):
    for seed in range(100):
        problem, model, theta, means = draw_case(seed, variant, units=9, periods=3 + seed % 7)
        slow, fast = DenseEngine(problem, model), FilterEngine(problem, model)
        one, other = slow.evaluate(theta, means), fast.evaluate(theta, means)
        assert other.loglik == pytest.approx(one.loglik, rel=1e-9), seed
        np.testing.assert_allclose(other.score, one.score, **CLOSE)
        np.testing.assert_allclose(fast.means(theta), slow.means(theta), **CLOSE)
        a, b = slow.cell_scores(theta, means), fast.cell_scores(theta, means)
        np.testing.assert_allclose(b.scores, a.scores, **CLOSE)
        np.testing.assert_allclose(b.information, a.information, rtol=1e-8, atol=1e-8)
        np.testing.assert_allclose(b.innovations, a.innovations, **CLOSE)


@pytest.mark.parametrize("variant", VARIANTS, ids=name_of)
def test_scores_by_cell_and_by_unit_add_up_to_the_score(variant):
    problem, model, theta, means = draw_case(3, variant, units=7, periods=5)
    engine = DenseEngine(problem, model)
    whole = engine.evaluate(theta, means)
    units = engine.unit_scores(theta, means)
    np.testing.assert_allclose(units.scores.sum(axis=0), whole.score, **CLOSE)
    np.testing.assert_allclose(engine.cell_scores(theta, means).scores.sum(axis=1), units.scores, **CLOSE)
    np.testing.assert_allclose(units.information, whole.information, **CLOSE)


@pytest.mark.parametrize("variant", PLAIN, ids=name_of)
def test_the_filters_information_adds_up_over_units(variant):
    problem, model, theta, means = draw_case(3, variant, units=7, periods=5)
    engine = FilterEngine(problem, model)
    by_unit = engine.cell_scores(theta, means).information
    np.testing.assert_allclose(by_unit.sum(axis=0), engine.evaluate(theta, means).information, **CLOSE)


def test_a_cell_that_nobody_saw_scores_nothing():
    problem, model, theta, means = draw_case(8, {}, units=9, periods=5)
    unseen = ~problem.observed.any(axis=2)
    assert unseen.any()
    for engine in (DenseEngine(problem, model), FilterEngine(problem, model)):
        np.testing.assert_allclose(engine.cell_scores(theta, means).scores[unseen], 0, atol=1e-12)


def test_the_result_does_not_depend_on_the_size_of_the_blocks(monkeypatch):
    problem, model, theta, means = draw_case(4, {"noise_lag": True, "trends": True}, units=11, periods=5)
    whole = DenseEngine(problem, model)
    monkeypatch.setattr(dense, "BLOCK_BYTES", 3 * 8 * 10**2)  # three units a block
    pieces = DenseEngine(problem, model)
    assert len(pieces._blocks) == 4
    for name in ("loglik", "score", "information"):
        np.testing.assert_allclose(
            getattr(pieces.evaluate(theta, means), name), getattr(whole.evaluate(theta, means), name), **CLOSE
        )
    np.testing.assert_allclose(pieces.means(theta), whole.means(theta), **CLOSE)


def test_the_filter_refuses_a_model_that_it_does_not_know():
    problem, *_ = draw_case(1, {})
    with pytest.raises(ValueError, match="plain model only"):
        FilterEngine(problem, Model(4, trends=True))


def test_a_model_does_not_describe_the_same_thing_twice():
    with pytest.raises(ValueError, match="twice"):
        Model(6, varying=True, free_innovations=True)
