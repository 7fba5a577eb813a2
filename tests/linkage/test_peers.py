"""The familiar view equals regressions on dummies written out by hand."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import norm, pearsonr

from bothways.errors import InputError, NotEnoughData
from bothways.linkage.peers import (
    fixed_effects,
    lagged_correlation,
    lagged_fixed_effects,
    pooled_correlation,
)


def draw(seed, n_units=20, periods=7, holes=0.25):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n_units, periods)) + rng.normal(size=(n_units, 1))
    y = 0.3 * x + rng.normal(size=(n_units, periods)) + rng.normal(size=(1, periods))
    x[rng.random(x.shape) < holes] = np.nan
    y[rng.random(y.shape) < holes] = np.nan
    return x, y


def by_dummies(outcome, drivers, cells):
    """Slope of the first driver with its unit-clustered error, from a column for every unit and period."""
    units, periods = sorted({i for i, _ in cells}), sorted({t for _, t in cells})
    design = np.zeros((len(cells), len(drivers) + len(units) + len(periods)))
    for row, (i, period) in enumerate(cells):
        for k, driver in enumerate(drivers):
            design[row, k] = driver[i, period]
        design[row, len(drivers) + units.index(i)] = 1
        design[row, len(drivers) + len(units) + periods.index(period)] = 1
    values = np.array([outcome[cell] for cell in cells])
    bread = np.linalg.pinv(design.T @ design)
    slope = bread @ design.T @ values
    residual = values - design @ slope
    meat = np.zeros_like(bread)
    for unit in units:
        rows = [row for row, (i, _) in enumerate(cells) if i == unit]
        score = design[rows].T @ residual[rows]
        meat += np.outer(score, score)
    return slope[0], np.sqrt((bread @ meat @ bread)[0, 0])


@pytest.mark.parametrize("seed", range(20))
def test_fixed_effects_equal_dummies(seed):
    x, y = draw(seed)
    cells = [(i, t) for i, t in np.argwhere(np.isfinite(x) & np.isfinite(y))]
    slope, se = by_dummies(y, [x], cells)
    found = fixed_effects(x, y)
    assert_allclose([found.estimate, found.se], [slope, se], rtol=1e-9)
    assert found.p == pytest.approx(2 * norm.sf(abs(slope / se)))
    assert found.cells == len(cells)


@pytest.mark.parametrize("own_lag", [True, False])
@pytest.mark.parametrize("seed", range(10))
def test_lagged_fixed_effects_equal_dummies(seed, own_lag):
    x, y = draw(seed)
    both = np.isfinite(x) & np.isfinite(y)
    cells = [(i, t) for i, t in np.argwhere(both[:, 1:] & both[:, :-1])]
    slope, se = by_dummies(y[:, 1:], [x, y] if own_lag else [x], cells)
    found = lagged_fixed_effects(x, y, own_lag=own_lag)
    assert_allclose([found.estimate, found.se], [slope, se], rtol=1e-9)


def test_demeaning_each_metric_on_its_own_mask_would_be_wrong():
    x, y = draw(3)
    own = [side - np.nanmean(side, 1, keepdims=True) for side in (x, y)]
    own = [side - np.nanmean(side, 0) for side in own]
    both = np.isfinite(x) & np.isfinite(y)
    naive = (own[0] * own[1])[both].sum() / (own[0] ** 2)[both].sum()
    found = fixed_effects(x, y)
    assert abs(naive - found.estimate) > 0.05 * found.se


def test_correlations_equal_scipy():
    x, y = draw(4)
    both = np.isfinite(x) & np.isfinite(y)
    found = pooled_correlation(x, y)
    assert found.estimate == pytest.approx(pearsonr(x[both], y[both]).statistic)
    steps = both[:, 1:] & both[:, :-1]
    lagged = lagged_correlation(x, y)
    assert lagged.estimate == pytest.approx(pearsonr(x[:, :-1][steps], y[:, 1:][steps]).statistic)
    assert lagged.p == pytest.approx(
        2 * norm.sf(abs(np.arctanh(lagged.estimate)) * np.sqrt(lagged.cells - 3))
    )


def test_every_familiar_view_calls_a_link_where_nothing_leads():
    """Stable differences, shared innovations and short panels: no cross effect at all."""
    calls = dict.fromkeys(("pooled", "lagged", "effects", "lagged effects"), 0)
    for seed in range(20):
        rng = np.random.default_rng(seed)
        level = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], 200)
        state, panel = np.zeros((200, 2)), np.empty((200, 8, 2))
        for t in range(28):
            state = 0.4 * state + rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], 200)
            if t >= 20:
                panel[:, t - 20] = state + level
        x, y = panel[:, :, 0], panel[:, :, 1]
        calls["pooled"] += pooled_correlation(x, y).p < 0.05
        calls["lagged"] += lagged_correlation(x, y).p < 0.05
        calls["effects"] += fixed_effects(x, y).p < 0.05
        calls["lagged effects"] += lagged_fixed_effects(x, y, own_lag=False).p < 0.05
    assert min(calls.values()) >= 15  # one of twenty would be honest


def test_nothing_to_work_with_is_said():
    flat, (x, _) = np.ones((5, 6)), draw(1, 5, 6, holes=0)
    for view in (pooled_correlation, lagged_correlation, fixed_effects, lagged_fixed_effects):
        with pytest.raises(NotEnoughData):
            view(flat, x)
    with pytest.raises(NotEnoughData, match="told apart"):
        lagged_fixed_effects(x, x)


def test_it_refuses_shapes_that_differ():
    with pytest.raises(InputError, match="shape"):
        pooled_correlation(np.zeros((4, 5)), np.zeros((4, 6)))
