"""Regressions on many lags, the half-panel jackknife and the joint test made of it."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from bothways.linkage.delays.half_panels import half_panel_test, jackknife
from bothways.linkage.delays.regress import regress
from bothways.simulate import draw_world

EXPECTED = json.loads((Path(__file__).parents[2] / "reference" / "delays" / "expected.json").read_text())
LAGS = 4
STEPS = range(1, LAGS + 1)


def columns(driver):
    return [(driver, k) for k in STEPS] + [(1 - driver, k) for k in STEPS] + [(1 - driver, 0)]


@pytest.mark.parametrize("name", list(EXPECTED))
@pytest.mark.parametrize("way", ["employee_to_customer", "customer_to_employee"])
def test_without_jackknife_and_noise_it_is_the_fields_regression(name, way):
    panel = EXPECTED[name]
    values = np.stack([np.array(panel[side], dtype=float) for side in "xy"], axis=2)
    driver = 0 if way == "employee_to_customer" else 1
    found = regress(values, None, columns(driver), np.arange(LAGS, values.shape[1]))
    told = panel[way]
    b, covariance = found.slopes[:LAGS], found.covariance[:LAGS, :LAGS]
    assert (found.units, found.transitions, found.rank + 1) == (told["units"], told["cells"], told["periods"])
    np.testing.assert_allclose(b, told["slopes"], rtol=1e-9)
    np.testing.assert_allclose(covariance, told["covariance"], rtol=1e-9)
    wald = float(b @ np.linalg.solve(covariance, b))
    assert wald == pytest.approx(told["wald"], rel=1e-9)
    n, k, units, periods = told["cells"], 2 * LAGS, told["units"], told["periods"]
    np.testing.assert_allclose(b, told["linearmodels"]["slopes"], rtol=1e-9)
    ours = (n - 1) / (n - k - periods) * units / (units - 1)
    theirs = n / (n - (units + periods - 1) - k)
    assert wald * ours / theirs == pytest.approx(told["linearmodels"]["wald"], rel=1e-9)


def by_dummies(values, driver, ends):
    """Least squares on lags and dummies of units and periods, written out."""
    rows, outcome = [], []
    used = [
        (i, t)
        for i in range(len(values))
        for t in ends
        if all(np.isfinite(values[i, t - lag, metric]) for metric, lag in columns(driver))
    ]
    units, periods = sorted({i for i, _ in used}), sorted({t for _, t in used})
    for i, t in used:
        lags = [values[i, t - lag, metric] for metric, lag in columns(driver)[:-1]]
        rows.append([*lags, *(float(i == u) for u in units), *(float(t == p) for p in periods[1:])])
        outcome.append(values[i, t, 1 - driver])
    return np.linalg.lstsq(np.array(rows), np.array(outcome), rcond=None)[0][: 2 * LAGS]


def test_the_jackknife_is_twice_the_whole_less_the_mean_of_both_halves():
    world = draw_world(
        np.random.default_rng(3),
        units=60,
        periods=21,
        effect=(0.3, 0.0),
        holes=0.05,
        late=0.2,
        reliability=1.0,
    )
    ends = np.arange(LAGS, 21)
    whole, first, second = (by_dummies(world.values, 0, some) for some in (ends, ends[:8], ends[8:]))
    found = jackknife(world.values, None, columns(0))
    assert found.reason == ""
    np.testing.assert_allclose(found.slopes, 2 * whole - (first + second) / 2, rtol=1e-8, atol=1e-10)


def test_the_test_is_hotellings_of_the_lags_of_the_driver():
    world = draw_world(np.random.default_rng(4), units=80, periods=24, effect=(0.0, 0.0))
    found = half_panel_test(world.values, world.noise, employee_first=True)
    b, V, units = found.effects, found.covariance, found.units
    statistic = float(b @ np.linalg.solve(V, b)) * (units - LAGS) / (LAGS * (units - 1))
    assert found.p == pytest.approx(stats.f.sf(statistic, LAGS, units - LAGS))


def test_noise_is_taken_out_of_every_moment_on_average():
    """Mean over many draws of noise of the corrected moments equals the moments of the values without noise."""
    from bothways.linkage.delays.regress import _products, transitions_with
    from bothways.linkage.moments.design import outline_used

    rng = np.random.default_rng(5)
    truth = rng.normal(size=(8, 12, 2)).cumsum(axis=1)
    truth[rng.random(truth.shape) < 0.05] = np.nan
    scale = rng.uniform(0.2, 1.0, size=(8, 12))
    V = scale[..., None, None] * np.array([[0.5, 0.3], [0.3, 0.8]])
    root = np.linalg.cholesky(V)
    short = [(0, 1), (0, 2), (1, 1), (1, 2), (1, 0)]
    ends = np.arange(2, 12)
    design = outline_used(transitions_with(np.isfinite(truth), short, ends))
    clean = _products(truth, None, short, ends, design)
    draws = np.array(
        [
            _products(truth + np.einsum("itab,itb->ita", root, rng.normal(size=truth.shape)), V, short, ends, design)
            for _ in range(3000)
        ]
    )  # fmt: skip
    z = (draws.mean(axis=0) - clean) / (draws.std(axis=0) / np.sqrt(len(draws)))
    assert np.abs(z).max() < 4.5
    assert np.abs(z).mean() < 1.1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"periods": 14}, "fewer than 6 periods"),
        ({"units": 15}, "too few units"),
        ({"holes": 0.45}, "too few units"),
        ({"reliability": 0.12}, "too little beside sampling noise"),
    ],
)
def test_what_is_too_thin_is_refused_with_a_reason(options, said):
    world = draw_world(np.random.default_rng(6), **{"units": 60, "periods": 24, **options})
    found = half_panel_test(world.values, world.noise, employee_first=True)
    assert said in found.reason
    assert np.isnan(found.p)
    assert np.isnan(found.effects).all()


def test_seasons_of_units_are_taken_out():
    world = draw_world(
        np.random.default_rng(7),
        units=150,
        periods=48,
        effect=(0.0, 0.0),
        season_sd=1.5,
        season_r=-0.9,
        cycle=4,
    )
    season = np.arange(48) % 4
    plain = half_panel_test(world.values, world.noise, employee_first=True)
    told = half_panel_test(world.values, world.noise, employee_first=True, season=season)
    assert plain.p < 1e-6
    assert told.p > 0.01


def test_ignored_noise_gives_false_leads_and_known_noise_does_not():
    """Nothing leads, but the innovations go together: lags of a noisy metric stand in for each other."""
    false = {True: 0, False: 0}
    for seed in range(40):
        world = draw_world(
            np.random.default_rng([8, seed]), units=300, periods=24, effect=(0.0, 0.0), innovation_r=0.6
        )
        for corrected in false:
            noise = world.noise if corrected else None
            false[corrected] += half_panel_test(world.values, noise, employee_first=False).p < 0.05
    assert false[False] > 20
    assert false[True] <= 6
