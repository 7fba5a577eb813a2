"""What is known of the noise of a metric, and what is made of it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from linkage_panels import drawn, panel_of

from bothways.linkage.noise import resolve
from bothways.linkage.noise_scale import noise_scale
from bothways.linkage.series import KNOWN, N_ONLY, UNKNOWN, Series, series, shared_noise, stack
from bothways.panel import read_panel

WORLD = drawn(2, units=200, periods=12, reliability=0.6, n_sd=1.0, n_period_sd=0.3)


def one_series(noise=N_ONLY, **changes):
    values, n = WORLD.values[..., 0], WORLD.n[..., 0]
    return Series(
        "trust",
        **{
            "values": values,
            "n": n,
            "noise_variance": 0 * n,
            "noise": noise,
            "overlapping": False,
            **changes,
        },
    )


def test_a_panel_tells_what_is_known_of_a_metric():
    assert series(panel_of(WORLD), "x").noise == KNOWN
    assert series(panel_of(WORLD, drop=["noise_variance"]), "x").noise == N_ONLY
    assert series(panel_of(WORLD, drop=["noise_variance", "n"]), "x").noise == UNKNOWN


def test_values_and_noise_are_those_of_the_panel():
    one = series(panel_of(WORLD), "y")
    np.testing.assert_allclose(one.values, WORLD.values[..., 1])
    np.testing.assert_allclose(one.noise_variance, WORLD.noise[..., 1, 1])
    np.testing.assert_allclose(one.n, WORLD.n[..., 1])


def test_known_noise_is_used_as_it_is():
    one = one_series(KNOWN)
    assert resolve(one).series is one
    assert (resolve(one).relative_error, resolve(one).note) == (0.0, "")


def test_with_n_alone_the_variance_of_one_answer_is_estimated_and_told():
    found = resolve(one_series())
    scale = noise_scale(WORLD.values[..., 0], WORLD.n[..., 0], unit_effects=False)
    assert found.series.noise == KNOWN
    np.testing.assert_allclose(found.series.noise_variance, scale.kappa / WORLD.n[..., 0])
    assert found.relative_error == pytest.approx(scale.se / scale.kappa)
    assert found.note.startswith("trust: the variance of one answer was estimated from the data as")
    assert found.series.noise_variance.mean() == pytest.approx(WORLD.noise[..., 0, 0].mean(), rel=0.3)


@pytest.mark.parametrize(
    "n", [np.full((200, 12), 30.0), np.random.default_rng(1).integers(5, 500, (200, 12)).astype(float)]
)
def test_where_n_says_nothing_about_the_noise_it_stays_unknown(n):
    """Constant n; and n that has nothing to do with how much the values jump."""
    smooth = drawn(2, units=200, periods=12, reliability=1.0).values[..., 0]
    found = resolve(one_series(values=smooth, n=n))
    assert found.series.noise == UNKNOWN
    assert not found.series.noise_variance.any()
    assert "the data cannot tell it; results hold if up to 60 % of what moves is noise." in found.note


def test_without_n_the_noise_is_unknown_and_that_is_told():
    found = resolve(one_series(UNKNOWN))
    assert found.series.noise == UNKNOWN
    assert (
        found.note == "trust: sampling noise is not known; results hold if up to 60 % of what moves is noise."
    )


def test_a_metric_with_noise_in_some_cells_only_is_unknown():
    panel = panel_of(WORLD)
    data = panel.data.copy(deep=True)
    data["noise_variance"][3, 4, 0] = np.nan
    assert series(replace(panel, data=data), "x").noise == UNKNOWN


def spans(first, days):
    start = pd.to_datetime([f"2024-{month:02d}-01" for month in range(first, first + 4)])
    end = start + pd.Timedelta(days=days - 1)
    rows = [(unit, month) for unit in "ab" for month in range(4)]
    return pd.DataFrame(
        {
            "unit": [unit for unit, _ in rows],
            "period": [f"2024-{first + month:02d}" for _, month in rows],
            "metric": "trust",
            "value": np.arange(8.0),
            "reference_start": [start[month] for _, month in rows],
            "reference_end": [end[month] for _, month in rows],
        }
    )


@pytest.mark.parametrize(("days", "overlapping"), [(28, False), (29, False), (60, True)])
def test_reference_spans_that_overlap_are_seen(days, overlapping):
    customers = spans(1, 28).assign(metric="nps").drop(columns=["reference_start", "reference_end"])
    panel = read_panel(spans(1, days), customers, placement=False)
    assert series(panel, "trust").overlapping is overlapping
    assert series(panel, "nps").overlapping is False


def test_shared_noise_is_found_whichever_metric_is_named_first():
    panel = panel_of(drawn(2, units=30, periods=6, noise_r=0.5))
    there, back = shared_noise(panel, "x", "y"), shared_noise(panel, "y", "x")
    np.testing.assert_array_equal(there, back)
    np.testing.assert_allclose(there, drawn(2, units=30, periods=6, noise_r=0.5).noise[..., 0, 1])
    assert shared_noise(panel_of(WORLD), "x", "y") is None


def test_a_pair_is_stacked_with_its_full_covariance():
    panel = panel_of(drawn(2, units=30, periods=6, noise_r=0.5, holes=0.2))
    x, y = series(panel, "x"), series(panel, "y")
    values, noise = stack(x, y, shared_noise(panel, "x", "y"))
    np.testing.assert_array_equal(values[..., 0], x.values)
    np.testing.assert_array_equal(noise[..., 0, 1], noise[..., 1, 0])
    assert np.isfinite(noise).all()
    assert (noise[..., 0, 1] > 0).any()
    seen = np.isfinite(values).all(axis=2)
    assert (np.linalg.eigvalsh(noise[seen]) > 0).all()
