"""Association: two correlations by hand, holes included, never a lead."""

import numpy as np
import pytest

from bothways.linkage.association import association, two_way_deviation


def dummies(values):
    """Residuals of a regression on unit and period dummies over the cells that are there."""
    units, periods = values.shape
    seen = np.argwhere(np.isfinite(values))
    design = np.zeros((len(seen), units + periods))
    for row, (i, t) in enumerate(seen):
        design[row, i] = design[row, units + t] = 1
    y = np.array([values[i, t] for i, t in seen])
    out = np.full(values.shape, np.nan)
    out[tuple(seen.T)] = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return out


def test_deviations_are_the_residuals_of_unit_and_period_dummies():
    rng = np.random.default_rng(1)
    values = rng.normal(size=(12, 7, 2)) + rng.normal(size=(12, 1, 2)) + rng.normal(size=(1, 7, 2))
    values[rng.random(values.shape) < 0.25] = np.nan
    found = two_way_deviation(values)
    for k in range(2):
        np.testing.assert_allclose(found[..., k], dummies(values[..., k]), atol=1e-8)


def test_both_correlations_by_hand():
    """Unit means (0, 0), (1, 1), (2, 4); within units x goes -1 0 1, 0 0 0, 1 0 -1, and y the other way."""
    within = np.array([[-1.0, 0, 1], [0, 0, 0], [1, 0, -1]])
    x, y = within + np.array([[0.0], [1], [2]]), -within + np.array([[0.0], [1], [4]])
    between, inside = association(np.stack([x, y], axis=2))
    assert between == pytest.approx(np.corrcoef([0, 1, 2], [0, 1, 4])[0, 1])
    assert inside == pytest.approx(-1)


def test_periods_that_all_units_share_are_no_association():
    rng = np.random.default_rng(2)
    shock = 50 * rng.normal(size=(1, 10, 1))
    values = rng.normal(size=(200, 10, 2))
    before, after = association(values), association(values + shock)
    np.testing.assert_allclose(after, before, atol=1e-6)
    assert abs(before[1]) < 0.1


def test_late_units_do_not_look_like_low_ones():
    """Both metrics rise over time; units that enter late are not high units for it."""
    rng = np.random.default_rng(3)
    values = rng.normal(size=(300, 8, 2)) + 3.0 * np.arange(8)[None, :, None]
    late = np.arange(8)[None, :] < rng.integers(0, 6, (300, 1))
    values[late] = np.nan
    assert abs(association(values)[0]) < 0.2


def test_cells_with_one_metric_only_do_not_count():
    rng = np.random.default_rng(4)
    values = rng.normal(size=(40, 6, 2))
    values[::2, 3, 0] = np.nan
    wild = values.copy()
    wild[::2, 3, 1] = 1e3
    np.testing.assert_allclose(association(wild), association(values))


@pytest.mark.parametrize("periods", [1, 2])
def test_one_period_shows_levels_and_two_show_changes(periods):
    rng = np.random.default_rng(5)
    level = rng.normal(size=(80, 1, 1)) + 0.1 * rng.normal(size=(80, periods, 2))
    between, within = association(level)
    assert between > 0.9
    assert np.isnan(within) == (periods == 1)


def test_too_few_units_and_constant_metrics_have_no_association():
    rng = np.random.default_rng(6)
    assert np.isnan(association(rng.normal(size=(2, 6, 2)))).all()
    flat = rng.normal(size=(30, 6, 2))
    flat[..., 0] = 3.3
    assert np.isnan(association(flat)).all()
    assert np.isnan(association(np.full((30, 6, 2), np.nan))).all()


def test_input_is_not_changed():
    values = np.random.default_rng(7).normal(size=(10, 4, 2))
    before = values.copy()
    association(values)
    two_way_deviation(values)
    np.testing.assert_array_equal(values, before)
