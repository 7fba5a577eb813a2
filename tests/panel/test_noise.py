"""Sampling noise: what is known of it, and from where."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bothways.panel import read_panel
from bothways.panel.noise import too_noisy

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


def test_the_pooled_spread_of_answers_is_divided_by_their_number():
    variance, source, _ = noise(value=[3, 4], sd=[2, 1], n=[16, 4], kind="mean")
    pooled = (15 * 4 + 3 * 1) / (15 + 3)  # 3.5; units differ less than chance: 22.5 < 2 * 3.5^2
    np.testing.assert_allclose(variance, [pooled / 16, pooled / 4])
    assert source == "sd"


def test_units_that_differ_more_than_chance_keep_most_of_their_own_spread():
    variance, _, _ = noise(value=[3, 4], sd=[1, 3], n=[11, 11], kind="mean")
    np.testing.assert_allclose(variance, [(10 * 1 + 4 * 5) / 14 / 11, (10 * 9 + 4 * 5) / 14 / 11])


def test_one_answer_or_answers_all_alike_take_the_pooled_spread():
    variance, source, _ = noise(value=[3, 4, 3, 5], sd=[2, 1, None, 0], n=[5, 3, 1, 2])
    pooled = (4 * 4 + 2 * 1 + 1 * 0) / (4 + 2 + 1)
    np.testing.assert_allclose(variance, [pooled / 5, pooled / 3, pooled / 1, pooled / 2])
    assert source == "sd"


def test_several_answers_without_their_spread_leave_it_unknown():
    variance, source, _ = noise(value=[3, 4, 3], sd=[2, None, None], n=[5, 3, 1])
    assert np.isnan(variance).all()
    assert source == "n only"


def test_one_answer_in_every_cell_leaves_the_spread_unknown():
    variance, source, _ = noise(value=[3, 4], sd=[0, 0], n=[1, 1])
    assert np.isnan(variance).all()
    assert source == "n only"


#: Variance of one answer of 0 or 1 where 26 say 50 % and 101 say 20 %: sum of n p (1 - p) over sum of n - 1.
YES_OR_NO = (26 * 0.25 + 101 * 0.16) / (25 + 100)


def test_a_percentage_has_the_variance_of_a_share():
    variance, source, _ = noise(value=[50, 20], n=[26, 101], kind="percent")
    np.testing.assert_allclose(variance, [1e4 * YES_OR_NO / 26, 1e4 * YES_OR_NO / 101])
    assert source == "percent"


def test_none_and_all_percent_and_one_answer_take_the_spread_of_the_others():
    variance, _, _ = noise(value=[0, 100, 0, 50], n=[10, 10, 1, 5], kind="percent")
    one = 1e4 * 5 * 0.25 / (9 + 9 + 0 + 4)
    np.testing.assert_allclose(variance, [one / 10, one / 10, one / 1, one / 5])


def test_nothing_but_none_and_all_percent_is_half_an_answer_from_exact():
    variance, source, _ = noise(value=[0, 100, 0], n=[10, 5, 1], kind="percent")
    one = 1e4 * 10 * 0.05 * 0.95 / (9 + 4)
    np.testing.assert_allclose(variance, [one / 10, one / 5, one / 1])
    assert source == "percent"


def test_one_answer_in_every_cell_of_a_percentage_leaves_its_spread_unknown():
    variance, source, _ = noise(value=[0, 100], n=[1, 1], kind="percent")
    assert np.isnan(variance).all()
    assert source == "n only"


def test_a_hole_nobody_answered_takes_no_part():
    variance, source, _ = noise(value=[50, 20, None], n=[26, 101, 0], kind="percent")
    np.testing.assert_allclose(variance, [1e4 * YES_OR_NO / 26, 1e4 * YES_OR_NO / 101, np.nan])
    assert source == "percent"


def test_shares_of_one_are_read_on_their_own_scale():
    variance, source, _ = noise(value=[0.5, 0.2], n=[26, 101], kind="percent", high=1)
    np.testing.assert_allclose(variance, [YES_OR_NO / 26, YES_OR_NO / 101])
    assert source == "percent"


@pytest.mark.parametrize(("value", "variance"), [([0, 7], 3.5), ([0, 0], 0.5), ([0, None, 1, 0], 0.5)])
def test_counts_are_poisson_about_the_mean_of_the_metric_and_at_least_half(value, variance):
    found, source, _ = noise(value=value, kind="count")
    np.testing.assert_array_equal(found, [np.nan if each is None else variance for each in value])
    assert source == "count"


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


def test_the_cells_that_spoil_the_noise_of_a_metric_are_named():
    _, _, notes = noise(value=[3, 4, 5], n=[10, 10, 10], noise_variance=[1, None, 1])
    assert "Cells of x without it: b in 2024." in notes
    _, _, notes = noise(value=[3, 4, 5, 6], n=[None, None, None, None], noise_variance=[1, None, None, None])
    assert "Cells of x without it: b in 2024, c in 2024, d in 2024." in notes
    many = pd.DataFrame({"unit": "a", "period": range(2010, 2020), "metric": "x", "value": range(10)})
    many["n"] = [20.0] + [None] * 9
    told = read_panel(many, CLIENTS.assign(period=2015)).notes
    assert "Cells of x without it: a in 2011, a in 2012, a in 2013 and 6 more." in told


def test_no_cell_is_named_where_none_has_noise():
    assert not any("without it" in note for note in noise(value=[3, 4, 5])[2])


@pytest.mark.parametrize("name", ["trust_pct", "Trust percent", "trust (%)", "TRUST_PERCENTAGE"])
def test_a_name_can_say_that_a_metric_is_a_percentage(name):
    variance, source, notes = noise(value=[50, 20], n=[26, 101], metric=name)
    np.testing.assert_allclose(variance, [1e4 * YES_OR_NO / 26, 1e4 * YES_OR_NO / 101])
    assert source == "percent"
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
