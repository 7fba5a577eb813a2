"""Rao's score test of all that a model restricts: Browne's statistic where that is known, its level elsewhere."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from bothways.linkage.confirmation import fit_of_estimate
from bothways.linkage.likelihood.estimate import estimate
from bothways.linkage.likelihood.problem import pose
from bothways.simulate import draw_world


def fitted(seed, *, noise=True, **options):
    world = draw_world(
        np.random.default_rng(seed), **{"units": 150, "periods": 6, "effect": (0.2, 0.0), **options}
    )
    return estimate(pose(world.values, world.noise if noise else None), compiled=False)


def test_on_complete_cells_without_noise_it_is_brownes():
    from bothways.linkage.confirmation.normal import maximise_structure
    from bothways.linkage.confirmation.patterns import patterns
    from bothways.linkage.confirmation.score_fit import score_fit
    from bothways.linkage.confirmation.structures import riclpm

    values = draw_world(np.random.default_rng(3), units=120, periods=4, reliability=1.0).values.reshape(
        120, 8
    )
    data, structure = patterns(values), riclpm(4, free_lags=False)
    start = np.r_[0.3, 0.0, 0.0, 0.3, np.tile([0.5, 0.0, 0.5], 5)]
    found = maximise_structure(data, structure, start)
    covariance = np.cov(values.T, bias=True)
    off = np.linalg.solve(found.covariance, covariance) - np.eye(8)
    assert score_fit(data, structure, found).statistic == pytest.approx(60 * np.trace(off @ off), rel=1e-9)


def test_where_both_exist_ratio_and_scores_tell_the_same():
    fit = fit_of_estimate(fitted(1, units=2000, reliability=1.0))
    assert fit.measures.chi_square == pytest.approx(fit.score.statistic, rel=0.1)
    assert fit.measures.df == fit.score.df == 12 * 13 / 2 - 13
    assert fit.why_not == ""


def test_noise_that_differs_by_unit_leaves_the_score_test_alone():
    fit = fit_of_estimate(fitted(2, reliability=0.6, n_sd=1.0, holes=0.15))
    assert fit.measures is None
    assert "Noise differs by unit" in fit.why_not
    assert fit.score.p > 1e-3


def test_equal_noise_allows_the_ratio():
    found = fitted(2, reliability=0.6, n_sd=0.0, n_period_sd=0.0)
    assert fit_of_estimate(found).measures is not None


@pytest.mark.parametrize(
    "options", [{"reliability": 1.0}, {"reliability": 0.6, "n_sd": 1.0, "tails": "skewed", "holes": 0.15}]
)
def test_it_keeps_its_level_with_few_units(options):
    """Scaled p are uniform enough: neither .05 nor .25 is passed far too often, in 40 panels of 80 x 6."""
    p = []
    for seed in range(40):
        found = fitted(100 + seed, units=80, start="stationary", **options)
        if found.fit.usable:
            p.append(fit_of_estimate(found).score.p)
    p = np.array(p)
    assert len(p) >= 36
    for level in (0.05, 0.25):
        assert (p < level).sum() <= stats.binom.ppf(0.9999, len(p), level)
    assert np.median(p) < 0.9


def test_a_wrong_model_is_seen():
    """Longer memory than the model has: worse than close."""
    bad = fit_of_estimate(fitted(5, units=1500, reliability=1.0, season_sd=1.5, cycle=3))
    good = fit_of_estimate(fitted(5, units=1500, reliability=1.0))
    assert bad.score.close_p < 0.001 < good.score.close_p
    assert bad.score.rmsea_low > good.score.rmsea_high


def test_estimated_noise_costs_two_degrees_of_freedom():
    found = fitted(4, units=300, reliability=0.6, n_sd=0.0, n_period_sd=0.0)
    from bothways.linkage.likelihood.estimate import extended

    wide = extended(found, replace(found.model, noise_scale=True))
    assert fit_of_estimate(wide).score.df == fit_of_estimate(found).score.df - 2


def test_more_units_than_columns_are_needed_for_the_ratio_alone():
    found = fitted(6, units=21, periods=12, reliability=1.0)
    fit = fit_of_estimate(found)
    assert "needs more than 24 units" in fit.why_not


def test_it_says_why_it_cannot_run():
    found = fitted(7, units=60, periods=25, reliability=1.0)
    assert "more than 24 periods" in fit_of_estimate(found)
