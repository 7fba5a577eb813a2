"""Common shocks that units feel unequally: shown before they are stripped, and left in where they are not there."""

import numpy as np
import pytest

from bothways.linkage.factors import CommonFactors, find_factors, loadings, strip
from bothways.simulate import draw_family


def family(seed, loading_sd, units=100, periods=10, metrics=(9, 6)):
    drawn = draw_family(
        np.random.default_rng(seed), units=units, periods=periods,
        employee_metrics=metrics[0], customer_metrics=metrics[1], loading_sd=loading_sd,
    )  # fmt: skip
    return np.concatenate([drawn.employees, drawn.customers], axis=2)


def found_in(values):
    return find_factors(values, rng=np.random.default_rng(20))


def test_unequal_loadings_in_a_wide_family_are_shown():
    assert found_in(family(1, 0.6)).count >= 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_without_unequal_loadings_nothing_is_shown(seed):
    assert found_in(family(seed, 0.0)).count == 0


@pytest.mark.parametrize("changes", [{"metrics": (3, 4)}, {"units": 59}, {"periods": 5}])
def test_a_narrow_family_is_never_stripped(changes):
    """A factor that is badly estimated does more harm than one that is left in."""
    assert found_in(family(1, 0.9, **changes)).count == 0


def one_factor(rng, units=80, periods=9, metrics=11, noise=0.1):
    """Loadings, and centred values that are loading x shock plus noise."""
    loading = rng.normal(size=units)
    loading -= loading.mean()
    shocks = rng.normal(size=(periods, metrics))
    shocks -= shocks.mean(axis=0)
    return loading, loading[:, None, None] * shocks + noise * rng.normal(size=(units, periods, metrics))


def test_the_loadings_are_those_of_the_world_up_to_scale():
    rng = np.random.default_rng(3)
    loading, values = one_factor(rng)
    seen = rng.random(values.shape) > 0.2
    factors = CommonFactors(1, np.where(seen, values, 0.0), seen)
    estimate = loadings(factors, without=(0, 5))
    assert estimate.shape == (80, 1)
    assert abs(np.corrcoef(estimate[:, 0], loading)[0, 1]) > 0.99


def test_the_pair_at_hand_has_no_say_in_the_loadings():
    """Else a pair would be stripped of its own signal."""
    rng = np.random.default_rng(3)
    _, values = one_factor(rng)
    seen = np.ones(values.shape, dtype=bool)
    changed = values.copy()
    changed[..., [2, 7]] = rng.normal(size=(80, 9, 2))
    before, after = (loadings(CommonFactors(1, v, seen), without=(2, 7)) for v in (values, changed))
    np.testing.assert_array_equal(before, after)


def test_stripping_is_the_residual_of_each_metric_in_each_period_on_the_loadings():
    rng = np.random.default_rng(4)
    values, unit_loadings = rng.normal(size=(40, 3, 2)) + 5.0, rng.normal(size=(40, 1))
    values[rng.random(values.shape) < 0.2] = np.nan
    stripped = strip(values, unit_loadings)
    for t in range(3):
        for k in range(2):
            seen = np.isfinite(values[:, t, k])
            y, x = values[seen, t, k], unit_loadings[seen, 0]
            slope = np.cov(x, y)[0, 1] / x.var(ddof=1)
            np.testing.assert_allclose(stripped[seen, t, k], y - slope * (x - unit_loadings[:, 0].mean()))
            assert np.isnan(stripped[~seen, t, k]).all()


def test_stripping_takes_the_factor_out():
    rng = np.random.default_rng(5)
    loading, values = one_factor(rng)
    left = strip(values, loading[:, None])
    assert left.std() == pytest.approx(0.1, rel=0.1)
    assert values.std() > 0.5


def test_a_period_with_too_few_units_is_left_as_it_is():
    rng = np.random.default_rng(6)
    values = rng.normal(size=(40, 3, 2))
    values[10:, 1] = np.nan
    np.testing.assert_array_equal(strip(values, rng.normal(size=(40, 1)))[:, 1], values[:, 1])


def test_the_count_does_not_depend_on_scale_or_order():
    values = family(1, 0.6)
    count = found_in(values).count
    assert found_in(values * np.geomspace(0.01, 100, values.shape[2])).count == count
    assert found_in(values[np.random.default_rng(1).permutation(len(values))]).count == count


def test_a_metric_that_never_varies_breaks_nothing():
    values = family(1, 0.0)
    values[..., 0] = 4.2
    assert found_in(values).count == 0


def test_input_is_not_changed():
    values = family(1, 0.6)
    before = values.copy()
    factors = found_in(values)
    strip(values, loadings(factors, without=(0, 9)))
    np.testing.assert_array_equal(values, before)
