"""Noise told from true change by how it falls with n (E13)."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import t

from bothways.errors import InputError
from bothways.linkage.noise_scale import noise_scale


def draw_means(rng, n_units, periods, *, sds=(2.0, 1.6), overlap=0.0, holes=0.1, volatile=False):
    """Two metrics on 0-10 scales, as the research did: true change of sd .25, n about 60 and unequal."""
    n = np.maximum(
        8, 60 * np.exp(0.8 * rng.normal(size=(n_units, 1)) + 0.4 * rng.normal(size=(n_units, periods)))
    )
    n = n.astype(int).astype(float)
    state = rng.normal(size=(n_units, periods, 2))
    for k in range(1, periods):
        state[:, k] += 0.4 * state[:, k - 1]
    if volatile:
        state *= np.clip((60 / n.mean(1))[:, None, None] ** 0.25, 0.6, 1.8)
    level = 7.5 + rng.normal(size=(n_units, 1, 2)) * 0.25 + rng.normal(size=(1, periods, 2)) * 0.2
    root = np.linalg.cholesky([[1, overlap], [overlap, 1]])
    answers = (rng.normal(size=state.shape) @ root.T) * np.asarray(sds) / np.sqrt(n)[:, :, None]
    means = level + 0.25 * state + answers
    means[rng.random((n_units, periods)) < holes] = np.nan
    return means, n


def by_dummies(product, driver, step, unit_effects):
    """The regression with a dummy for every unit and period, unit by unit sandwich."""
    cells = [(i, j) for i, j in np.argwhere(step)]
    units, periods = sorted({i for i, _ in cells}), sorted({j for _, j in cells})
    design = np.zeros((len(cells), 1 + len(units) * unit_effects + len(periods)))
    for row, (i, j) in enumerate(cells):
        design[row, 0] = driver[i, j]
        design[row, 1 + periods.index(j)] = 1
        if unit_effects:
            design[row, 1 + len(periods) + units.index(i)] = 1
    outcome = np.array([product[i, j] for i, j in cells])
    bread = np.linalg.pinv(design.T @ design)
    slope = bread @ design.T @ outcome
    residual = outcome - design @ slope
    meat = np.zeros_like(bread)
    for unit in units:
        rows = [row for row, (i, _) in enumerate(cells) if i == unit]
        score = design[rows].T @ residual[rows]
        meat += np.outer(score, score)
    variance = (bread @ meat @ bread)[0, 0] * len(units) / (len(units) - 1)
    return slope[0], np.sqrt(variance)


@pytest.mark.parametrize("unit_effects", [True, False])
def test_it_equals_a_regression_on_dummies(unit_effects):
    means, n = draw_means(np.random.default_rng(1), 30, 8, holes=0.2)
    cell = np.isfinite(means[:, :, 0])
    step = cell[:, 1:] & cell[:, :-1]
    change = [np.where(step, np.diff(means[:, :, k], axis=1), np.nan) for k in (0, 1)]
    change = [part - np.nanmean(part, axis=0) for part in change]
    driver = 1 / n[:, 1:] + 1 / n[:, :-1]
    one = noise_scale(means[:, :, 0], n, unit_effects=unit_effects)
    slope, se = by_dummies(change[0] ** 2, driver, step, unit_effects)
    assert_allclose([one.raw, one.se], [slope, se], rtol=1e-8)
    both = noise_scale(means[:, :, 0], n, other=means[:, :, 1], unit_effects=unit_effects)
    slope, se = by_dummies(change[0] * change[1], driver, step, unit_effects)
    assert_allclose([both.kappa, both.se], [slope, se], rtol=1e-8)


@pytest.mark.parametrize(("unit_effects", "volatile"), [(True, False), (True, True), (False, False)])
def test_it_finds_the_variance_of_an_answer(unit_effects, volatile):
    found = []
    for seed in range(60):
        means, n = draw_means(np.random.default_rng(seed), 400, 8, volatile=volatile)
        scale = noise_scale(means[:, :, 0], n, unit_effects=unit_effects)
        found.append((scale.raw, scale.se))
    raw, se = np.array(found).T
    error = raw.std() / np.sqrt(len(raw))
    assert abs(raw.mean() - 4) < 3.5 * error
    assert 0.7 < se.mean() / raw.std() < 1.3
    assert np.mean(np.abs(raw - 4) < t.ppf(0.975, 399) * se) > 0.85


def test_without_unit_effects_volatile_small_units_mislead_it():
    raw = []
    for seed in range(40):
        means, n = draw_means(np.random.default_rng(seed), 400, 8, volatile=True)
        raw.append(noise_scale(means[:, :, 0], n, unit_effects=False).raw)
    assert np.mean(raw) > 4.4  # the research found 1.2 times the truth


def test_it_finds_the_covariance_of_two_answers_of_one_person():
    found = []
    for seed in range(40):
        means, n = draw_means(np.random.default_rng(seed), 400, 10, overlap=0.5)
        found.append(noise_scale(means[:, :, 0], n, other=means[:, :, 1]).kappa)
    assert abs(np.mean(found) - 0.5 * 2 * 1.6) < 3.5 * np.std(found) / np.sqrt(40)


def test_people_who_gave_only_one_answer_count_through_the_overlap():
    means, n = draw_means(np.random.default_rng(2), 200, 8, overlap=0.5)
    x, y = means[:, :, 0], means[:, :, 1]
    plain = noise_scale(x, n, other=y)
    same = noise_scale(x, n, other=y, other_n=n, overlap=n)
    half = noise_scale(x, n, other=y, other_n=n, overlap=n / 2)
    assert_allclose(same.kappa, plain.kappa)
    assert_allclose(half.kappa, 2 * plain.kappa)


def test_constant_n_tells_nothing_and_it_says_so():
    means, _ = draw_means(np.random.default_rng(3), 50, 8)
    scale = noise_scale(means[:, :, 0], np.full(means.shape[:2], 30.0))
    assert np.isnan(scale.kappa)
    assert "n does not vary within units" in scale.reason
    by_unit = np.broadcast_to(np.arange(10.0, 60.0)[:, None], means.shape[:2])
    assert np.isnan(noise_scale(means[:, :, 0], by_unit).kappa)
    assert np.isfinite(noise_scale(means[:, :, 0], by_unit, unit_effects=False).kappa)


def test_a_negative_variance_is_set_to_zero_and_flagged():
    for seed in range(50):
        means, n = draw_means(np.random.default_rng(seed), 30, 6, sds=(0.01, 0.01))
        scale = noise_scale(means[:, :, 0], n)
        assert scale.kappa == max(scale.raw, 0)
        assert scale.clipped == (scale.raw < 0) == bool(scale.reason)
        if scale.clipped:
            return
    pytest.fail("No negative estimate in 50 panels.")


def test_a_negative_covariance_is_kept():
    means, n = draw_means(np.random.default_rng(4), 400, 10, overlap=-0.6)
    scale = noise_scale(means[:, :, 0], n, other=means[:, :, 1])
    assert scale.kappa < 0
    assert not scale.clipped


def test_two_few_differences_give_no_answer():
    means = np.full((3, 4), np.nan)
    means[0, :2] = 1.0
    scale = noise_scale(means, np.full((3, 4), 5.0))
    assert np.isnan(scale.kappa)
    assert "too few" in scale.reason
    assert scale.differences == 1


@pytest.mark.parametrize("bad", [0.0, -3.0, np.nan, np.inf])
def test_it_refuses_a_value_without_a_sound_n(bad):
    means, n = draw_means(np.random.default_rng(5), 20, 6, holes=0)
    n[3, 3] = bad
    with pytest.raises(InputError, match=r"n that is not above 0"):
        noise_scale(means[:, :, 0], n)


def test_it_refuses_shapes_that_differ():
    with pytest.raises(InputError, match="shape"):
        noise_scale(np.zeros((4, 5)), np.ones((4, 6)))
    with pytest.raises(InputError, match="differ in shape"):
        noise_scale(np.zeros((4, 5)), np.ones((4, 5)), other=np.zeros((4, 6)), other_n=np.ones((4, 6)))
