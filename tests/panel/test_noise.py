"""Sampling noise: what is known of it, and from where."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.panel import read_panel
from bothways.panel.noise import cell_noise, too_noisy
from bothways.panel.scale import Scale

CLIENTS = pd.DataFrame({"unit": list("abcd"), "period": 2024, "metric": "y", "value": [1.0, 2, 3, 4]})


def noise(**columns):
    """Noise variance of the units a, b, ... and its source."""
    units = list("abcd")[: len(columns["value"])]
    frame = pd.DataFrame({"unit": units, "period": 2024, "metric": "x"} | columns)
    panel = read_panel(frame, CLIENTS)
    metric = str(panel.data["metric"].values[0])
    variance = panel.data["noise_variance"].sel(metric=metric, unit=units).values[:, 0]
    return variance, str(panel.data["noise_source"].sel(metric=metric).values), panel.notes


def test_a_given_noise_variance_goes_before_all_others():
    variance, source, _ = noise(
        value=[50, 60], noise_variance=[0.5, 0], sd=[9, 9], n=[10, 10], kind="percent"
    )
    assert (variance.tolist(), source) == ([0.5, 0], "given")


def test_the_spread_of_answers_is_divided_by_their_number():
    variance, source, _ = noise(value=[3, 4], sd=[2, 1], n=[16, 4], kind="mean")
    assert (variance.tolist(), source) == ([0.25, 0.25], "sd")


def test_one_answer_or_answers_all_alike_take_the_pooled_spread():
    variance, source, _ = noise(value=[3, 4, 3, 5], sd=[2, 1, None, 0], n=[5, 3, 1, 2])
    pooled = (4 * 4 + 2 * 1 + 1 * 0) / (4 + 2 + 1)
    np.testing.assert_allclose(variance, [4 / 5, 1 / 3, pooled / 1, pooled / 2])
    assert source == "sd"


def test_one_answer_in_every_cell_leaves_the_spread_unknown():
    variance, source, _ = noise(value=[3, 4], sd=[0, 0], n=[1, 1])
    assert np.isnan(variance).all()
    assert source == "n only"


def test_a_percentage_has_the_variance_of_a_share():
    variance, source, _ = noise(value=[50, 20], n=[26, 101], kind="percent")
    assert (variance.tolist(), source) == ([pytest.approx(100), pytest.approx(16)], "percent")


def test_none_and_all_percent_are_not_free_of_noise():
    variance, _, _ = noise(value=[0, 100, 0], n=[10, 10, 1], kind="percent")
    np.testing.assert_allclose(variance, [1e4 * 0.05 * 0.95 / 9] * 2 + [1e4 * 0.25])


def test_shares_of_one_are_read_on_their_own_scale():
    variance, source, _ = noise(value=[0.5, 0.2], n=[26, 101], kind="percent", high=1)
    assert (variance.tolist(), source) == ([pytest.approx(0.01), pytest.approx(0.0016)], "percent")


def test_counts_are_poisson_and_zero_counts_half():
    variance, source, _ = noise(value=[0, 7], kind="count")
    assert (variance.tolist(), source) == ([0.5, 7], "count")


@pytest.mark.parametrize("kind", ["mean", "nps", "rate", ""])
def test_other_kinds_do_not_tell_their_noise_from_n(kind):
    variance, source, _ = noise(value=[30, 40], n=[10, 20], kind=kind)
    assert np.isnan(variance).all()
    assert source == "n only"


def test_without_n_noise_is_unknown():
    variance, source, notes = noise(value=[30, 40])
    assert np.isnan(variance).all()
    assert source == "unknown"
    assert any("sampling noise is not known" in note for note in notes)


def test_several_rules_in_one_metric_are_told_and_the_weakest_names_them():
    variance, source, notes = noise(value=[50, 50], n=[26, 26], noise_variance=[1, None], kind="percent")
    assert (variance.tolist(), source) == ([1, pytest.approx(100)], "percent")
    assert any("comes from several rules: given, percent" in note for note in notes)


def test_noise_is_known_for_all_cells_of_a_metric_or_for_none():
    variance, source, notes = noise(value=[3, 4, 5], n=[10, 10, 10], noise_variance=[1, 1, None])
    assert np.isnan(variance).all()
    assert source == "n only"
    assert any(note.startswith("1 of 3 cells of x have no noise variance") for note in notes)
    _, source, notes = noise(value=[3, 4, 5], n=[10, 10, None], kind="mean")
    assert source == "unknown"
    assert any(note.startswith("1 of 3 cells of x have no n") for note in notes)


@pytest.mark.parametrize("name", ["trust_pct", "Trust percent", "trust (%)", "TRUST_PERCENTAGE"])
def test_a_name_can_say_that_a_metric_is_a_percentage(name):
    variance, source, notes = noise(value=[50, 20], n=[26, 101], metric=name)
    assert (variance.tolist(), source) == ([pytest.approx(100), pytest.approx(16)], "percent")
    assert any(f"{name} is taken as a percentage because of the name" in note for note in notes)


@pytest.mark.parametrize(
    "columns",
    [
        {"metric": "trust", "low": 0, "high": 100},  # an index has this scale too
        {"metric": "trust_pct", "kind": "mean"},
        {"metric": "trust_pct", "low": 1, "high": 100},
        {"metric": "trust_pct", "value": [0.5, 0.2]},
        {"metric": "change_pct", "value": [-5, 20]},
        {"metric": "growth_pct", "value": [50, 120]},
        {"metric": "impct"},
    ],
)
def test_noise_is_not_guessed_where_the_name_is_in_doubt(columns):
    _, source, _ = noise(**{"value": [50, 20], "n": [26, 101]} | columns)
    assert source == "n only"


def history(spread, seed=1):
    """200 units over 8 periods that change by noise alone, of 50 answers to a yes/no question."""
    rng = np.random.default_rng(seed)
    share = rng.uniform(0.3, 0.7, size=(200, 1))
    return 100 * (share + spread * np.sqrt(share * (1 - share) / 50) * rng.normal(size=(200, 8)))


def read_history(value, **columns):
    units, periods = np.indices(value.shape)
    frame = pd.DataFrame(
        {"unit": [f"u{u}" for u in units.ravel()], "period": 2000 + periods.ravel(), "value": value.ravel()}
    ).assign(n=50, metric="trust_pct", **columns)
    return read_panel(frame, frame.assign(metric="y", n=np.nan))


def test_a_percentage_that_changes_as_shares_do_is_one():
    assert read_history(history(1.0)).data["noise_source"].values[0] == "percent"


def test_a_percentage_that_changes_less_than_shares_can_is_not_taken_for_one():
    panel = read_history(history(0.5))
    assert (panel.data["noise_source"].values[0], panel.data["kind"].values[0]) == ("n only", "")
    assert any("changes less from period to period" in note for note in panel.notes)


def test_a_declared_percentage_that_changes_less_is_kept_and_told():
    panel = read_history(history(0.5), kind="percent")
    assert panel.data["noise_source"].values[0] == "percent"
    assert any("Its noise is overstated" in note for note in panel.notes)


@pytest.mark.parametrize("units", [40, 200])
def test_pure_noise_is_rarely_called_too_steady(units):
    rng = np.random.default_rng(7)
    variance = rng.uniform(0.5, 20, size=(units, 6))
    called = [too_noisy(rng.normal(size=(units, 6)) * np.sqrt(variance), variance) for _ in range(300)]
    assert np.mean(called) < 0.01


@given(st.integers(1, 500), st.floats(0, 100))
def test_a_share_always_has_noise_and_never_more_than_half_and_half(n, value):
    one = cell_noise("x", Scale("percent", 0, 100), np.array([[value]]), n=np.array([[float(n)]]))
    assert 0 < one.variance[0, 0] <= 1e4 * 0.25 / max(n - 1, 1) * (1 + 1e-12)


def test_the_share_rule_is_right_on_average():
    rng = np.random.default_rng(3)
    n, p = 40, 0.3
    value = 100 * rng.binomial(n, p, size=(4000, 1)) / n
    noise = cell_noise("x", Scale("percent", 0, 100), value, n=np.full(value.shape, float(n)))
    assert noise.variance.mean() == pytest.approx(1e4 * p * (1 - p) / n, rel=0.02)  # 2 %: 4000 draws
