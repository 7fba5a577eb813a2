"""Regressions of every pair: against other engines, against dummies written out, kernels against matrices."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.errors import InputError
from bothways.linkage.sweeps.many import HELD, regress_many
from bothways.linkage.sweeps.plain import regress_pair

REFERENCE = json.loads(
    (Path(__file__).parents[2] / "reference" / "sweeps" / "expected.json").read_text(), parse_constant=None
)
DIRECTIONS = ("employee_to_customer", "customer_to_employee")
FIELDS = ("slope", "se", "standardised", "cells", "units")


def side(values):
    return np.array([[np.nan if v is None else v for v in row] for row in values])


def same(ours, theirs, tolerance=1e-9):
    for lag, both in ours.items():
        for one, other in zip(both, theirs[lag], strict=True):
            for name in FIELDS:
                np.testing.assert_allclose(
                    getattr(one, name), getattr(other, name), rtol=tolerance, atol=tolerance, err_msg=name
                )


def draw(rng, units, periods, metrics, holes=0.0, *, by_side=False):
    values = rng.normal(size=(units, periods, metrics)).cumsum(1)
    shape = (units, periods, 1) if by_side else values.shape
    values[np.broadcast_to(rng.random(shape) < holes, values.shape)] = np.nan
    return values


@pytest.mark.parametrize("name", REFERENCE)
@pytest.mark.parametrize("lag", ["1", "3"])
@pytest.mark.parametrize("compiled", [False, True])
def test_it_equals_pyfixest_and_linearmodels(name, lag, compiled):
    case = REFERENCE[name]
    found = regress_many(
        side(case["x"])[:, :, None], side(case["y"])[:, :, None], [int(lag)], compiled=compiled
    )
    for direction, ours in zip(DIRECTIONS, found[int(lag)], strict=True):
        told = case["lags"][lag][direction]
        assert ours.cells.item() == told["cells"]
        assert ours.units.item() == told["units"]
        # pyfixest takes effects out by iterations, so that its own digits end a little before ours.
        assert ours.slope.item() == pytest.approx(told["slope"], rel=1e-9, abs=1e-10)
        assert ours.se.item() == pytest.approx(told["se"], rel=1e-9)
        other = told["linearmodels"]
        assert ours.slope.item() == pytest.approx(other["slope"], rel=1e-9, abs=1e-10)
        n, g, k = told["cells"], told["units"], told["periods"]
        factor = (n - 1) / (n - 2 - k) * g / (g - 1) / (n / (n - 1 - g - k))
        assert ours.se.item() == pytest.approx(other["se"] * np.sqrt(factor), rel=1e-9)


def test_a_hand_worked_panel_gives_its_slope_back():
    # y is a + d + 2 x before, without anything else: the slope is 2 whatever units and periods add.
    rng = np.random.default_rng(5)
    x = rng.normal(size=(12, 6))
    y = np.full((12, 6), np.nan)
    y[:, 0] = rng.normal(size=12)
    noise = 1e-6 * rng.normal(size=(12, 6))
    for t in range(1, 6):
        y[:, t] = np.arange(12) + 10 * t + 2 * x[:, t - 1] + noise[:, t]
    found = regress_pair(x, y, 1)
    assert found.slope.item() == pytest.approx(2, abs=1e-5)
    assert found.cells.item() == 60


def dummies(driver, outcome, lag):
    """Least squares with a column for each unit and period, and errors by unit: slow and plain."""
    n = driver.shape[1] - lag
    rows = [(i, t) for i in range(len(driver)) for t in range(n)
            if np.isfinite([driver[i, t], outcome[i, t], outcome[i, t + lag]]).all()]  # fmt: skip
    design = np.array(
        [[driver[i, t], outcome[i, t], *np.eye(len(driver))[i], *np.eye(n)[t]] for i, t in rows]
    )
    y = np.array([outcome[i, t + lag] for i, t in rows])
    inverse = np.linalg.pinv(design.T @ design)
    left = y - design @ inverse @ design.T @ y
    unit = np.array([i for i, _ in rows])
    scores = np.array([design[unit == i].T @ left[unit == i] for i in np.unique(unit)])
    meat = (inverse @ scores.T)[0]
    return (inverse @ design.T @ y)[0], float(np.sqrt((meat**2).sum()))


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.integers(1, 3), st.sampled_from([0.0, 0.2, 0.4]))
def test_it_equals_dummies_written_out_on_random_holes(seed, lag, holes):
    rng = np.random.default_rng(seed)
    x, y = draw(rng, 12, 8, 1, holes)[:, :, 0], draw(rng, 12, 8, 1, holes)[:, :, 0]
    found = regress_pair(x, y, lag)
    if np.isnan(found.slope.item()):
        return
    slope, error = dummies(x, y, lag)
    n, g = found.cells.item(), found.units.item()
    used = np.isfinite(x[:, :-lag]) & np.isfinite(y[:, :-lag]) & np.isfinite(y[:, lag:])
    assert n <= used.sum()
    assert found.slope.item() == pytest.approx(slope, rel=1e-7, abs=1e-9)
    if n == used.sum():
        periods = int(used.any(0).sum())
        factor = (n - 1) / (n - 2 - periods) * g / (g - 1)
        assert found.se.item() == pytest.approx(error * np.sqrt(factor), rel=1e-6)


@pytest.mark.parametrize(
    ("holes", "by_side"), [(0.0, False), (0.2, True), (0.25, False), (0.55, False)],
    ids=["complete", "one mask a side", "a mask a metric", "mostly holes"],
)  # fmt: skip
def test_kernels_equal_matrices(holes, by_side):
    rng = np.random.default_rng(11)
    x, y = draw(rng, 35, 9, 3, holes, by_side=by_side), draw(rng, 35, 9, 4, holes, by_side=by_side)
    same(regress_many(x, y, [1, 2, 5], compiled=True), regress_many(x, y, [1, 2, 5], compiled=False))


def test_metrics_with_the_same_holes_are_put_back_where_they_stood():
    rng = np.random.default_rng(3)
    x, y = draw(rng, 30, 8, 5), draw(rng, 30, 8, 3)
    x[rng.random((30, 8)) < 0.3, :2] = np.nan  # metrics 0 and 1 share holes, and so do 2 to 4
    y[rng.random((30, 8)) < 0.3, 1] = np.nan
    x = x[:, :, [0, 2, 1, 3, 4]]
    same(regress_many(x, y, [1], compiled=True), regress_many(x, y, [1], compiled=False))


def test_blocks_of_many_metrics_are_cut_and_joined(monkeypatch):
    monkeypatch.setattr("bothways.linkage.sweeps.many.HELD", 30 * 3 * 2)
    assert HELD > 30 * 3 * 2
    rng = np.random.default_rng(4)
    x, y = draw(rng, 30, 8, 5), draw(rng, 30, 8, 3)
    same(regress_many(x, y, [1, 2], compiled=True), regress_many(x, y, [1, 2], compiled=False))


def test_levels_far_from_zero_cost_no_digits():
    rng = np.random.default_rng(8)
    x, y = draw(rng, 40, 10, 2, 0.2), draw(rng, 40, 10, 2, 0.2)
    shifted = regress_many(x + 1e5, y + 1e5, [1], compiled=True)
    same(shifted, regress_many(x, y, [1], compiled=False), tolerance=1e-7)


@pytest.mark.parametrize("compiled", [False, True])
def test_nothing_is_said_where_nothing_is_left(compiled):
    rng = np.random.default_rng(9)
    x, y = draw(rng, 20, 6, 4), draw(rng, 20, 6, 1)
    x[:, :, 0] = 3.0  # never varies
    x[:, :, 1] = np.arange(20)[:, None] + np.arange(6)[None, :]  # nothing beside units and periods
    x[:, :, 2] = y[:, :, 0]  # the outcome's own past
    x[3:, :, 3] = np.nan  # three units: no transitions to spare
    x[:3, 2:, 3] = np.nan
    for found in regress_many(x, y, [1], compiled=compiled)[1]:
        assert np.isnan(found.slope[:, 0]).all()
        assert np.isnan(found.se[:, 0]).all()


@pytest.mark.parametrize("compiled", [False, True])
def test_a_line_through_all_that_is_left_is_no_estimate(compiled):
    # Three units, two transitions each and two periods: two slopes use up what the effects leave.
    rng = np.random.default_rng(10)
    x, y = rng.normal(size=(3, 3, 1)), rng.normal(size=(3, 3, 1))
    found = regress_many(x, y, [1], compiled=compiled)[1][0]
    assert found.cells.item() == 6
    assert np.isnan(found.slope.item())


def test_transitions_alone_in_their_unit_or_period_do_not_count():
    rng = np.random.default_rng(12)
    x, y = draw(rng, 20, 6, 1), draw(rng, 20, 6, 1)
    before = regress_many(x, y, [1], compiled=False)[1][0]
    one = np.full((1, 6, 1), np.nan)
    one[0, :2] = 1.0
    more = regress_many(np.concatenate([x, one]), np.concatenate([y, one]), [1], compiled=False)[1][0]
    assert (more.cells, more.units, more.slope, more.se) == (
        before.cells,
        before.units,
        before.slope,
        before.se,
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda x, y: (x[:, :, 0], y, [1]), "shape"),
        (lambda x, y: (x, y[:5], [1]), "shape"),
        (lambda x, y: (x, y[:, :, :0], [1]), "shape"),
        (lambda x, y: (x, np.where(y == y[0, 0, 0], np.inf, y), [1]), "infinite"),
        (lambda x, y: (x, y, [6]), "6 periods"),
        (lambda x, y: (x, y, [0]), "lag of 0"),
        (lambda x, y: (x, y, []), "No lag"),
    ],
)
def test_it_refuses_what_does_not_fit(change, words):
    rng = np.random.default_rng(1)
    with pytest.raises(InputError, match=words):
        regress_many(*change(draw(rng, 20, 6, 1), draw(rng, 20, 6, 1)))


def test_results_do_not_depend_on_threads():
    rng = np.random.default_rng(2)
    x, y = draw(rng, 40, 8, 3, 0.2), draw(rng, 40, 8, 3, 0.2)
    one, two = (regress_many(x, y, [1, 2], compiled=True, threads=n) for n in (1, 3))
    for lag in one:
        for a, b in zip(one[lag], two[lag], strict=True):
            assert all(np.array_equal(getattr(a, f), getattr(b, f), equal_nan=True) for f in FIELDS)
