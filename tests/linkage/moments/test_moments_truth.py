"""By simulation: the score is zero on average at the truth, and false alarms stay near 5 %.

Seeds are fixed, so these tests are reproducible; limits leave several Monte-Carlo standard errors.
"""

from dataclasses import replace

import numpy as np
import pytest
from moments_worlds import PHI, draw_panel
from scipy.stats import t

from bothways.linkage.moments import fit_moments
from bothways.linkage.moments.changing import changing_equations
from bothways.linkage.moments.design import lay_out
from bothways.linkage.moments.equations import evaluate, unit_equations
from bothways.linkage.moments.unit_moments import unit_moments

NULL = np.array([[0.4, 0.0], [0.15, 0.4]])
PERIODS = 8
#: Ups and downs that cancel do little harm; a trend does.
RISING = np.exp(np.linspace(-0.6, 0.6, PERIODS))


def mean_score(panels, design, *, noise_lags=None, changing=False):
    """z of the mean score at the truth over panels of one mask, in units of its Monte-Carlo error (4,)."""
    scores = []
    for values, noise in panels:
        moments = unit_moments(values, noise, noise_lags, design)
        equations = unit_equations(moments.a, moments.b, moments.c, design.weights, design.lag_shares)
        if changing:
            equations, _ = changing_equations(equations, moments, design)
        scores.append(evaluate(PHI, equations.total())[0])
    scores = np.array(scores)
    return scores.mean(0) / (scores.std(0) / np.sqrt(len(scores)))


def draw_many(seed, count, mask, **options):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        values, noise = draw_panel(rng, *mask.shape, **options)
        yield np.where(mask[:, :, None], values, np.nan), noise if options.get("noise") else None


@pytest.fixture(scope="module")
def mask():
    mask = np.random.default_rng(0).random((9, PERIODS)) > 0.2
    mask[0] = True
    return mask


@pytest.mark.parametrize("season", [None, np.arange(PERIODS) % 2])
def test_the_score_is_zero_on_average_with_holes_and_noise(mask, season):
    z = mean_score(draw_many(1, 1500, mask, noise=0.5, shared=0.5), lay_out(mask, season=season))
    assert np.abs(z).max() < 3.5


def test_counting_lags_as_if_cells_were_contiguous_is_found_out(mask):
    design = lay_out(mask)
    steps, k = design.used.sum(1)[:, None], np.arange(PERIODS - 1)
    wrong = replace(design, lag_counts=np.maximum(steps - 1 - k, 0) / steps, trace=steps[:, 0] - 1)
    z = mean_score(draw_many(2, 3000, mask, noise=0.5, shared=0.5), wrong)
    assert np.abs(z).max() > 5


def test_a_diagonal_noise_matrix_for_the_same_people_is_found_out(mask):
    panels = (
        (values, noise * np.eye(2)) for values, noise in draw_many(3, 1500, mask, noise=0.5, shared=0.5)
    )
    assert np.abs(mean_score(panels, lay_out(mask))).max() > 5


def test_the_score_is_zero_on_average_with_noise_that_carries_over(mask):
    lags = np.broadcast_to(0.25 * np.array([[1, 0.5], [0.5, 1]]), (1, *mask.shape, 2, 2))
    panels = list(draw_many(4, 1500, mask, noise=0.5, shared=0.5, rolling=True))
    assert np.abs(mean_score(panels, lay_out(mask), noise_lags=lags)).max() < 3.5
    assert np.abs(mean_score(panels, lay_out(mask))).max() > 10


def test_the_score_is_zero_on_average_where_innovations_change():
    mask = np.random.default_rng(5).random((40, PERIODS)) > 0.15
    panels = list(draw_many(6, 700, mask, noise=0.3, spread=RISING))
    assert np.abs(mean_score(panels, lay_out(mask), changing=True)).max() < 3.5
    assert np.abs(mean_score(panels, lay_out(mask))).max() > 10


def false_alarms(runs, draw, **options):
    """Share of runs in which the absent effect of y on x is claimed at 5 %."""
    claims = []
    for seed in range(runs):
        values, noise, lags = draw(np.random.default_rng(seed))
        fit = fit_moments(values, noise, noise_lags=lags, **options)
        if fit.ok and fit.spectral_radius < 1:
            claims.append(abs(fit.phi[0, 1] / fit.se_cr3[0, 1]) > t.ppf(0.975, fit.units - 1))
    assert len(claims) > 0.9 * runs
    return np.mean(claims)


def test_rolling_windows_raise_false_alarms_only_if_ignored():
    def draw(rng, known):
        values, noise = draw_panel(rng, 700, PERIODS, phi=NULL, noise=0.3, holes=0.1, rolling=True)
        return values, noise, 0.5 * noise[None] if known else None

    assert false_alarms(60, lambda rng: draw(rng, known=False)) > 0.34
    assert false_alarms(60, lambda rng: draw(rng, known=True)) <= 0.12


def test_rising_innovations_bias_effects_or_leave_no_root_only_if_ignored():
    def fits(spread, innovations):
        for seed in range(60):
            values, _ = draw_panel(
                np.random.default_rng(seed), 500, PERIODS, phi=NULL, holes=0.1, spread=spread
            )
            yield fit_moments(values, innovations=innovations)

    def bias(innovations):
        return np.mean([fit.phi - NULL for fit in fits(np.sqrt(RISING), innovations)], axis=0)

    ignored, known = bias("steady"), bias("changing")  # Monte-Carlo error of the cross effects: .0025
    assert ignored[0, 0] > 0.05
    assert ignored[0, 1] > 0.01
    assert abs(known[0, 0]) < 0.02
    assert abs(known[0, 1]) < 0.007
    assert np.mean([fit.ok for fit in fits(RISING, "steady")]) < 0.5
    found = list(fits(RISING, "changing"))
    assert all(fit.ok for fit in found)
    assert (
        np.mean([abs(fit.phi[0, 1] / fit.se_cr3[0, 1]) > t.ppf(0.975, fit.units - 1) for fit in found])
        <= 0.12
    )


def test_intervals_hold_the_truth_as_often_as_they_say():
    inside = {"se_unit": [], "se_cr3": [], "se_two_way": []}
    for seed in range(120):
        fit = fit_moments(*draw_panel(np.random.default_rng(seed), 100, 10, noise=0.3, holes=0.1))
        if fit.ok and fit.spectral_radius < 1:
            for name, held in inside.items():
                df = fit.periods - 2 if name == "se_two_way" else fit.units - 1
                held.append(np.abs(fit.phi - PHI) < t.ppf(0.975, df) * getattr(fit, name))
    for held in inside.values():
        assert len(held) > 110
        assert 0.9 < np.mean(held) < 0.995
