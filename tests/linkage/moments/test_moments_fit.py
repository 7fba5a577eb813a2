"""What a single fit does at the edges."""

import subprocess
import sys

import numpy as np
import pytest
from moments_worlds import draw_panel
from numpy.testing import assert_allclose

from bothways.errors import InputError
from bothways.linkage.moments import fit_moments


@pytest.fixture(scope="module")
def panel():
    return draw_panel(np.random.default_rng(21), 120, 12, noise=0.3, shared=0.4, holes=0.1)


def test_one_missing_metric_makes_the_cell_a_hole(panel):
    values, noise = panel
    half = values.copy()
    half[4, 5, 1] = np.nan
    whole = values.copy()
    whole[4, 5] = np.nan
    assert_allclose(fit_moments(half, noise).phi, fit_moments(whole, noise).phi, rtol=1e-12)


def test_units_and_origin_of_a_metric_do_not_matter(panel):
    values, noise = panel
    one, other = (
        fit_moments(values, noise),
        fit_moments(values * [100, 0.1] + [5, -3], noise * [[1e4, 10], [10, 0.01]]),
    )
    assert_allclose(other.standardised, one.standardised, rtol=1e-9)
    assert_allclose(other.phi[1, 0], one.phi[1, 0] * 1e-3, rtol=1e-9)
    assert_allclose(other.se_two_way[0, 1], one.se_two_way[0, 1] * 1e3, rtol=1e-9)
    assert_allclose(other.sd_within, one.sd_within * [100, 0.1], rtol=1e-9)


def test_swapping_the_metrics_swaps_the_effects(panel):
    values, noise = panel
    one, other = fit_moments(values, noise), fit_moments(values[:, :, ::-1], noise[:, :, ::-1, ::-1])
    assert_allclose(other.phi, one.phi[::-1, ::-1], rtol=1e-9)
    assert_allclose(other.se_cr3, one.se_cr3[::-1, ::-1], rtol=1e-9)


def test_influence_adds_up_to_the_covariances(panel):
    values, noise = panel
    fit = fit_moments(values, noise)
    n, left = fit.units, fit.influence_cr3
    assert_allclose(left.T @ left * (n - 1) / n, fit.covariance_cr3, rtol=1e-10)
    assert_allclose(fit.cell_influence.sum(1), fit.influence, atol=1e-12)
    assert_allclose(fit.influence.sum(0), 0, atol=1e-9)
    assert_allclose(fit.cross_covariance, fit.covariance_cr3[np.ix_([2, 1], [2, 1])])


def test_leaving_out_a_unit_moves_the_estimate_as_its_influence_says(panel):
    values, noise = panel
    fit = fit_moments(values, noise)
    biggest = int(np.abs(fit.influence_cr3[:, 2]).argmax())
    without = fit_moments(np.delete(values, biggest, 0), np.delete(noise, biggest, 0))
    moved = without.phi[1, 0] - fit.phi[1, 0]
    assert moved == pytest.approx(fit.influence_cr3[biggest, 2], rel=0.15)


def test_units_with_too_little_are_left_out(panel):
    values, noise = (part.copy() for part in panel)
    values[7, 2:] = np.nan
    fit = fit_moments(values, noise)
    assert not fit.used_units[7]
    assert (fit.influence[7] == 0).all()
    assert fit.units == fit.used_units.sum()


def test_weights_by_noise_are_one_where_there_is_no_noise(panel):
    values, noise = panel
    assert_allclose(fit_moments(values, weights="noise").phi, fit_moments(values).phi, rtol=1e-12)
    weighted = fit_moments(
        values, noise * np.linspace(0.2, 2, 120)[:, None, None, None], weights="noise"
    ).weights
    assert np.corrcoef(weighted, np.arange(120))[0, 1] < -0.9
    assert (weighted > 0).all()
    assert (weighted < 1).all()


def test_the_wider_interval_is_the_wider_one(panel):
    from scipy.stats import t

    fit = fit_moments(*panel)
    se, df = fit.wider()
    width = se * t.ppf(0.975, df)
    unit = np.maximum(fit.se_unit, fit.se_cr3) * t.ppf(0.975, fit.units - 1)
    assert_allclose(width, np.maximum(unit, fit.se_two_way * t.ppf(0.975, 10)))


def test_reliability_is_unknown_without_noise(panel):
    assert np.isnan(fit_moments(panel[0]).reliability).all()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda v: v * [1, 0], "never varies"),
        (lambda v: np.where(np.arange(12)[None, :, None] % 2 == 0, v, np.nan), "Fewer than two units"),
        (lambda v: v + np.cumsum(np.random.default_rng(1).normal(size=v.shape) * 1e3, axis=1), ""),
    ],
)
def test_it_says_why_nothing_can_be_estimated(panel, spoil, reason):
    fit = fit_moments(spoil(panel[0]))
    assert reason in fit.reason
    assert fit.ok == (fit.reason == "")
    assert fit.ok or np.isnan(fit.phi).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"values": np.zeros((5, 6))}, "shape"),
        ({"values": np.zeros((5, 2, 2))}, "2 periods"),
        ({"values": np.full((5, 6, 2), np.inf)}, "infinite"),
        ({"noise": np.zeros((5, 6, 2))}, "noise has shape"),
        ({"noise": np.full((5, 6, 2, 2), np.nan)}, "sampling variance"),
        ({"noise": -np.ones((5, 6, 2, 2))}, "sampling variance"),
        ({"noise": np.ones((5, 6, 1, 1)) * [[1, np.nan], [np.nan, 1]]}, "covariance is missing"),
        ({"season": np.arange(5)}, "season"),
        ({"weights": np.zeros(5)}, "weights"),
        ({"weights": "size"}, "Unknown weights"),
        ({"noise_lags": np.zeros((1, 5, 6, 2))}, "noise_lags"),
    ],
)
def test_it_refuses_what_does_not_fit(arguments, message):
    with pytest.raises(InputError, match=message):
        fit_moments(**({"values": np.zeros((5, 6, 2))} | arguments))


def test_importing_the_room_does_not_load_numba():
    code = "import sys, bothways.linkage.moments; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
