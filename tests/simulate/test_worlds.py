"""Worlds are what their recipe says."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from bothways.errors import InputError
from bothways.panel.reading import read_panel
from bothways.simulate import draw_family, draw_world, world_to_tidy

Floats = npt.NDArray[np.float64]
QUIET: dict[str, Any] = {"reliability": 1.0, "shock": 0.0}


def rng() -> np.random.Generator:
    return np.random.default_rng(20)


def lag_by_regression(values: Floats, lag: int = 1) -> Floats:
    """Phi of a world without unit means, by pooled least squares; [1, 0] is x to y."""
    before = np.concatenate([values[:, lag - k - 1 : -k - 1] for k in range(lag)], axis=2).reshape(
        -1, 2 * lag
    )
    after = values[:, lag:].reshape(-1, 2)
    return np.linalg.lstsq(before, after, rcond=None)[0].T


def within_sd(values: Floats) -> Floats:
    return np.nanstd(values, axis=(0, 1))


def test_the_effect_is_the_lag_matrix_of_the_states() -> None:
    world = draw_world(rng(), units=4000, periods=12, effect=(0.2, -0.1), intercept_sd=0.0, **QUIET)
    np.testing.assert_allclose(lag_by_regression(world.values), [[0.35, -0.1], [0.2, 0.45]], atol=0.015)


def test_the_standardised_effect_is_in_standard_deviations_within_units() -> None:
    world = draw_world(rng(), units=4000, periods=12, effect=(0.2, -0.1), intercept_sd=0.0, **QUIET)
    sd = within_sd(world.values)
    np.testing.assert_allclose(world.truth.effect, [0.2 * sd[0] / sd[1], -0.1 * sd[1] / sd[0]], rtol=0.02)


def test_later_effects_sit_two_periods_later() -> None:
    world = draw_world(
        rng(), units=4000, periods=12, effect=(0.0, 0.0), effect_later=(0.2, 0.0), own_lag_later=(0.2, 0.1),
        intercept_sd=0.0, **QUIET,
    )  # fmt: skip
    found = lag_by_regression(world.values, lag=2)
    np.testing.assert_allclose(found, [[0.35, 0, 0.2, 0], [0, 0.45, 0.2, 0.1]], atol=0.015)
    assert world.truth.direction == "employee_leads"


@pytest.mark.parametrize(
    ("effect", "direction"),
    [
        ((0.15, 0.0), "employee_leads"),
        ((0.0, 0.15), "customer_leads"),
        ((0.1, 0.1), "both_ways"),
        ((0.0, 0.0), "no_link"),
    ],
)
def test_the_truth_names_the_direction(effect: tuple[float, float], direction: str) -> None:
    assert draw_world(rng(), units=5, periods=3, effect=effect).truth.direction == direction


@pytest.mark.parametrize("reliability", [0.6, (0.3, 0.8)])
def test_declared_noise_is_the_true_one_and_gives_the_reliability(reliability: Any) -> None:
    options = {"units": 4000, "periods": 10, "intercept_sd": 0.0, "shock": 0.0, "n_sd": 0.8, "noise_r": 0.5}
    world = draw_world(rng(), reliability=reliability, **options)
    quiet = np.diag(world.truth.recipe.within)
    noise = np.diagonal(world.noise, axis1=2, axis2=3).mean(axis=(0, 1))
    np.testing.assert_allclose(world.values.var(axis=(0, 1)), quiet + noise, rtol=0.03)
    np.testing.assert_allclose(quiet / (quiet + noise), world.truth.reliability, rtol=1e-9)
    correlation = world.noise[..., 0, 1] / np.sqrt(world.noise[..., 0, 0] * world.noise[..., 1, 1])
    np.testing.assert_allclose(correlation, 0.5)
    assert (world.n[..., 0] == world.n[..., 1]).all()


def test_wrong_noise_is_declared_and_not_drawn() -> None:
    honest = draw_world(rng(), units=50, periods=6)
    wrong = draw_world(rng(), units=50, periods=6, noise_declared=2.0)
    np.testing.assert_array_equal(wrong.values, honest.values)
    np.testing.assert_allclose(wrong.noise, 2 * honest.noise)


def test_the_same_people_answering_again_make_noise_that_lasts() -> None:
    options: dict[str, Any] = {"units": 4000, "periods": 6, "own_lag": (0.0, 0.0), "effect": (0.0, 0.0)}
    world = draw_world(rng(), intercept_sd=0.0, shock=0.0, reliability=0.5, noise_lag=0.6, **options)
    np.testing.assert_allclose(np.diag(lag_by_regression(world.values)), 0.3, atol=0.02)


def test_rolling_windows_overlap() -> None:
    options: dict[str, Any] = {"own_lag": (0.0, 0.0), "effect": (0.0, 0.0), "intercept_sd": 0.0}
    world = draw_world(rng(), units=4000, periods=6, rolling=3, **options, **QUIET)
    np.testing.assert_allclose(np.diag(lag_by_regression(world.values)), 2 / 3, atol=0.02)
    np.testing.assert_allclose(world.values.var(axis=(0, 1)), 1 / 3, rtol=0.05)


@pytest.mark.parametrize(("recorded", "lag"), [(1, 0), (-1, 2)])
def test_a_metric_booked_late_or_early_moves_the_effect(recorded: Any, lag: int) -> None:
    options: dict[str, Any] = {"own_lag": (0.0, 0.0), "effect": (0.5, 0.0), "innovation_r": 0.0}
    world = draw_world(rng(), units=4000, periods=8, recorded=recorded, intercept_sd=0.0, **options, **QUIET)
    x, y = world.values[..., 0], world.values[..., 1]
    found = [np.corrcoef(x[:, : 8 - k].ravel(), y[:, k:].ravel())[0, 1] for k in range(3)]
    assert int(np.argmax(np.abs(found))) == lag
    assert max(abs(r) for k, r in enumerate(found) if k != lag) < 0.03


def test_holes_are_as_many_as_asked_for_by_metric() -> None:
    world = draw_world(rng(), units=2000, periods=10, holes=(0.1, 0.3))
    np.testing.assert_allclose(np.isnan(world.values).mean(axis=(0, 1)), [0.1, 0.3], atol=0.01)


def test_late_units_have_nothing_before_they_enter() -> None:
    world = draw_world(rng(), units=2000, periods=10, late=0.25)
    missing = np.isnan(world.values[..., 0])
    assert missing[:, 0].mean() == pytest.approx(0.25, abs=0.03)
    assert (np.diff(missing.astype(int), axis=1) <= 0).all()


def test_missing_may_depend_on_the_state() -> None:
    world = draw_world(
        rng(), units=3000, periods=8, holes=0.2, missing_by_state=(-1.5, 0.0), intercept_sd=0.0, **QUIET
    )
    x, y = np.nanmean(world.values, axis=(0, 1))
    assert x > 0.15
    assert abs(y) < 0.1


def test_loadings_seasons_trends_and_walks_differ_between_units() -> None:
    plain: dict[str, Any] = {"units": 2000, "periods": 24, "intercept_sd": 0.0, **QUIET}
    base = within_sd(draw_world(rng(), **plain).values)
    for more in ({"season_sd": 1.0}, {"trend_sd": 0.2}, {"walk_sd": 0.3}):
        spread = draw_world(rng(), **plain, **more).values.std(axis=0).mean(axis=0)
        assert (spread > 1.2 * base).all()
    shocked = draw_world(rng(), **plain | {"shock": 2.0}, loading_sd=1.0, factors=3).values
    assert (shocked.std(axis=0).mean(axis=0) > 1.2 * base).all()
    equal = draw_world(rng(), **plain | {"shock": 2.0}).values
    np.testing.assert_allclose(equal.std(axis=0).mean(axis=0), base, rtol=0.05)


@pytest.mark.parametrize(("tails", "skew", "kurtosis"), [("skewed", 1.3, 2.5), ("heavy", 0.0, 3.0)])
def test_tails_are_skewed_or_heavy(tails: Any, skew: float, kurtosis: float) -> None:
    options: dict[str, Any] = {"own_lag": (0.0, 0.0), "effect": (0.0, 0.0), "innovation_r": 0.0}
    x = draw_world(rng(), units=4000, periods=10, tails=tails, intercept_sd=0.0, **options, **QUIET).values[
        ..., 0
    ]
    z = (x - x.mean()) / x.std()
    assert (z**3).mean() >= skew if skew else (z**4).mean() - 3 >= kurtosis
    assert x.var() == pytest.approx(1, rel=0.1)


def test_innovation_variance_may_change_and_own_lags_may_differ() -> None:
    plain: dict[str, Any] = {"units": 3000, "periods": 20, "intercept_sd": 0.0, **QUIET}
    by_period = draw_world(rng(), **plain, volatility=0.6).values.std(axis=0)[:, 0]
    assert by_period.max() / by_period.min() > 1.5
    x = draw_world(rng(), **plain, own_lag_sd=0.25).values[..., 0]
    by_unit = (x[:, 1:] * x[:, :-1]).sum(axis=1) / (x**2).sum(axis=1)
    x = draw_world(rng(), **plain).values[..., 0]
    alike = (x[:, 1:] * x[:, :-1]).sum(axis=1) / (x**2).sum(axis=1)
    assert by_unit.std() > 1.2 * alike.std()


def test_a_fresh_start_is_not_the_long_run() -> None:
    world = draw_world(rng(), units=4000, periods=6, start="fresh", intercept_sd=0.0, **QUIET)
    assert world.values[:, 0, 0].std() < 0.7 * world.values[:, -1, 0].std()


def test_the_same_seed_gives_the_same_world() -> None:
    one, two = (draw_world(rng(), units=20, periods=5, holes=0.2) for _ in range(2))
    np.testing.assert_array_equal(one.values, two.values)


@pytest.mark.parametrize(
    "wrong",
    [
        {"own_lag": (1.0, 0.2)},
        {"effect": (0.9, 0.9)},
        {"holes": 1.0},
        {"reliability": 0.0},
        {"rolling": 0},
        {"noise_lag": 1.0},
    ],
)
def test_an_impossible_world_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        draw_world(rng(), units=10, periods=5, **wrong)


def test_a_tidy_world_holds_every_value_once() -> None:
    world = draw_world(rng(), units=30, periods=8, holes=0.2, noise_r=0.5)
    tidy = world_to_tidy(world, frequency="quarter")
    back = tidy.employees.pivot(index="unit", columns="period", values="value")
    np.testing.assert_array_equal(back.to_numpy(), world.values[..., 0])
    assert list(back.columns[:2]) == ["2015-Q1", "2015-Q2"]
    both = np.isfinite(world.values).all(axis=2)
    assert tidy.covariance is not None
    assert len(tidy.covariance) == both.sum()
    np.testing.assert_array_equal(tidy.covariance["covariance"], world.noise[..., 0, 1][both])


def test_a_family_has_the_links_it_tells() -> None:
    family = draw_family(
        rng(), units=3000, periods=12, employee_metrics=6, customer_metrics=4, share=0.3, back_share=0.2,
        effect=0.3, reliability=1.0, holes=0.0, late=0.0,
    )  # fmt: skip
    levels = np.concatenate([family.employees, family.customers], axis=2)
    levels = levels - levels.mean(axis=0)
    changes = np.diff(levels, axis=1)
    # Phi from changes, with levels two periods back as instruments: unit means fall out.
    z, before, after = (a.reshape(-1, 10) for a in (levels[:, :-2], changes[:, :-1], changes[:, 1:]))
    phi = np.linalg.solve(z.T @ before, z.T @ after).T
    cross = np.stack([phi[6:, :6].T, phi[:6, 6:]], axis=-1)
    np.testing.assert_allclose(cross[family.truth == 1], 0.3, atol=0.08)
    np.testing.assert_allclose(cross[family.truth < 1], 0.0, atol=0.08)
    assert (family.truth[..., 0] == 1).sum() >= 1
    assert (family.truth[..., 1] == 1).sum() >= 1


def test_a_family_without_effect_has_no_links() -> None:
    assert not draw_family(rng(), units=5, periods=4, effect=0.0).truth.any()


def test_a_tidy_family_names_its_metrics_and_shares_noise_inside_a_side() -> None:
    family = draw_family(rng(), units=10, periods=4, employee_metrics=3, customer_metrics=2)
    tidy = world_to_tidy(family)
    assert sorted(tidy.employees["metric"].unique()) == ["x01", "x02", "x03"]
    there = np.isfinite(family.employees[..., 0]).sum()
    assert len(tidy.employees) == 3 * there
    assert tidy.covariance is not None
    pairs = set(zip(tidy.covariance["metric_a"], tidy.covariance["metric_b"], strict=True))
    assert pairs == {("x01", "x02"), ("x01", "x03"), ("x02", "x03"), ("y01", "y02")}


def test_a_world_and_a_family_make_a_panel_with_and_without_shared_respondents() -> None:
    for drawn in (
        draw_world(rng(), units=8, periods=5, noise_r=0.5),
        draw_world(rng(), units=8, periods=5),
        draw_family(rng(), units=8, periods=5, employee_metrics=3, customer_metrics=2),
    ):
        tidy = world_to_tidy(drawn)
        panel = read_panel(tidy.employees, tidy.customers, covariance=tidy.covariance)
        assert (len(panel.units), len(panel.periods)) == (8, 5)
        shared = 0 if tidy.covariance is None else len(tidy.covariance)
        assert len(panel.noise_covariance) == shared
