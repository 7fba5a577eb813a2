"""Many pairs at once equal one pair at a time within 1e-10, compiled or plain."""

import numpy as np
import pytest
from moments_worlds import draw_sides
from numpy.testing import assert_allclose

from bothways.errors import InputError
from bothways.linkage.moments import fit_many, fit_moments

FIELDS = {"phi", "se_unit", "se_cr3", "se_two_way", "reliability", "sd_within", "strength", "spectral_radius"}


def poke_holes(rng, x, y, share, per_metric):
    for side in (x, y):
        shape = side.shape if per_metric else (*side.shape[:2], 1)
        side[np.broadcast_to(rng.random(shape) < share, side.shape)] = np.nan


def across(matrix):
    return np.array([matrix[1, 0], matrix[0, 1]])


def check_pair(table, at, fit):
    assert table.ok[at] == fit.ok
    assert table.reason[at] == fit.reason
    assert (table.units[at], table.transitions[at]) == (fit.units, fit.transitions)
    for field in FIELDS:
        expected = getattr(fit, field)
        expected = across(expected) if field.startswith("se_") else expected
        assert_allclose(getattr(table, field)[at], expected, rtol=1e-10, err_msg=f"{field} of {at}")
    for field in ("covariance", "covariance_cr3", "covariance_two_way"):
        expected = getattr(fit, field)
        size = np.sqrt(expected[1, 1] * expected[2, 2])
        assert_allclose(getattr(table, field)[at], expected[2, 1], atol=1e-10 * size)


CASES = {
    "complete, no noise": (0.0, False, False, None, None),
    "holes shared by a side": (0.2, False, True, None, None),
    "holes per metric": (0.15, True, True, None, None),
    "seasons": (0.1, False, True, 3, None),
    "seasons and holes per metric": (0.1, True, True, 4, None),
    "given weights": (0.15, True, False, None, "given"),
    "weights by noise": (0.1, True, True, None, "noise"),
}


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize("name", CASES)
def test_many_pairs_equal_single_fits(name, compiled):
    share, per_metric, noisy, season, weights = CASES[name]
    rng = np.random.default_rng(11)
    x, y, x_noise, y_noise = draw_sides(rng, 90, 22, 3, 2)
    poke_holes(rng, x, y, share, per_metric)
    shared = {(1, 0): 0.3 * np.sqrt(x_noise[:, :, 1] * y_noise[:, :, 0])} if noisy else None
    labels = None if season is None else np.arange(22) % season
    weights = rng.uniform(0.3, 1.5, 90) if weights == "given" else weights
    sides = {"x_noise": x_noise, "y_noise": y_noise, "noise_covariance": shared} if noisy else {}
    table = fit_many(x, y, **sides, season=labels, weights=weights, compiled=compiled, threads=2)
    for i in range(3):
        for j in range(2):
            noise = None
            if noisy:
                noise = np.zeros((90, 22, 2, 2))
                noise[:, :, 0, 0], noise[:, :, 1, 1] = x_noise[:, :, i], y_noise[:, :, j]
                if (i, j) in shared:
                    noise[:, :, 0, 1] = noise[:, :, 1, 0] = shared[i, j]
            pair = np.stack([x[:, :, i], y[:, :, j]], axis=2)
            check_pair(table, (i, j), fit_moments(pair, noise, season=labels, weights=weights))
    assert table.ok.sum() >= 4


def test_one_side_without_noise_counts_as_exact():
    rng = np.random.default_rng(5)
    x, y, x_noise, _ = draw_sides(rng, 80, 15, 1, 1, noise=0.1)
    noise = np.zeros((80, 15, 2, 2))
    noise[:, :, 0, 0] = x_noise[:, :, 0]
    fit = fit_moments(np.concatenate([x, y], axis=2), noise)
    assert fit.ok
    for compiled in (True, False):
        check_pair(fit_many(x, y, x_noise=x_noise, compiled=compiled), (0, 0), fit)


def test_pairs_that_cannot_be_estimated_say_why_in_both_ways():
    rng = np.random.default_rng(6)
    x, y, *_ = draw_sides(rng, 60, 12, 4, 1)
    x[:, :, 1] = 3.0
    x[1:, :, 2] = np.nan
    x[:, ::2, 3] = np.nan
    quick, plain = (fit_many(x, y, compiled=compiled) for compiled in (True, False))
    assert quick.reason.tolist() == plain.reason.tolist()
    assert quick.ok[:, 0].tolist() == [True, False, False, False]
    assert all(quick.reason[1:, 0])
    assert np.isnan(quick.phi[1:]).all()


def test_the_number_of_threads_changes_nothing_but_rounding():
    rng = np.random.default_rng(7)
    x, y, x_noise, y_noise = draw_sides(rng, 70, 14, 2, 2)
    one, three = (fit_many(x, y, x_noise=x_noise, y_noise=y_noise, compiled=True, threads=k) for k in (1, 3))
    assert_allclose(one.phi, three.phi, rtol=1e-11)
    assert_allclose(one.se_two_way, three.se_two_way, rtol=1e-11)


def test_inputs_are_left_as_they_were():
    rng = np.random.default_rng(8)
    x, y, x_noise, y_noise = draw_sides(rng, 40, 10, 2, 1)
    copies = [part.copy() for part in (x, y, x_noise, y_noise)]
    fit_many(x, y, x_noise=x_noise, y_noise=y_noise, compiled=True)
    for part, copy in zip((x, y, x_noise, y_noise), copies, strict=True):
        assert np.array_equal(part, copy)


@pytest.mark.parametrize("compiled", [True, False])
def test_it_refuses_noise_that_is_missing_or_infinite_values(compiled):
    rng = np.random.default_rng(9)
    x, y, x_noise, y_noise = draw_sides(rng, 30, 10, 1, 1)
    x_noise[3, 4, 0] = np.nan
    with pytest.raises(InputError, match="sampling variance"):
        fit_many(x, y, x_noise=x_noise, y_noise=y_noise, compiled=compiled)
    x[3, 4, 0] = np.nan  # nobody asks for the noise of a hole
    assert fit_many(x, y, x_noise=x_noise, y_noise=y_noise, compiled=compiled).units[0, 0] == 30
    x[5, 5, 0] = np.inf
    with pytest.raises(InputError, match="infinite"):
        fit_many(x, y, compiled=compiled)


def test_it_refuses_sides_that_do_not_fit():
    with pytest.raises(InputError, match="two sides"):
        fit_many(np.zeros((5, 6, 1)), np.zeros((5, 7, 1)))
