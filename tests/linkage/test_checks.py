"""Checks of a claim: each passes where the lead is real and fails where it is what the check looks for."""

import re
from functools import cache

import numpy as np
import pytest
from linkage_panels import direction, drawn, pair_of

from bothways.linkage.checks import checks
from bothways.linkage.pair import PairEstimate, estimate_pair

NAMES = [
    "placebo lead",
    "one period is enough",
    "leave one period out",
    "noise x0.5",
    "noise x1.5",
    "without the largest unit",
    "second estimator agrees",
]


@cache
def checked(seed=3, employee_first=True, change=None, **options):
    world = drawn(seed, **{"units": 100, "periods": 10, "reliability": 0.8, **options})
    values, n = world.values.copy(), world.n[..., 0].copy()
    if change is not None:
        change(values, n)
    pair = estimate_pair(values, world.noise, compiled=False)
    assert pair.directions is not None
    return {c.name: c for c in checks(pair, values, world.noise, n, employee_first=employee_first)}


def test_a_real_lead_passes_every_check_in_order():
    found = checked(effect=(0.4, 0.0))
    assert list(found) == NAMES
    assert {name: check.passed for name, check in found.items()} == dict.fromkeys(NAMES, True)


def test_a_lead_of_the_customers_passes_as_well():
    found = checked(effect=(0.0, 0.4), employee_first=False)
    assert all(check.passed for check in found.values())


def test_every_check_says_what_it_found_in_a_sentence():
    for name, check in checked(effect=(0.4, 0.0)).items():
        assert check.detail.endswith(".")
        assert "nan" not in check.detail
        if name not in ("placebo lead", "one period is enough"):
            assert re.search(r"[+-]?0\.\d\d", check.detail)


def test_a_lead_that_takes_two_periods_is_seen():
    found = checked(effect=(0.2, 0.0), effect_later=(0.4, 0.0), reliability=0.95)
    assert found["one period is enough"].passed is False


def test_a_reverse_effect_two_periods_back_fails_the_placebo():
    found = checked(effect=(0.4, 0.0), effect_later=(0.0, 0.4), reliability=0.95)
    assert found["placebo lead"].passed is False


def test_a_lead_that_rests_on_one_unit_is_seen():
    def one_giant(values, n):
        ups = np.array([9.0, -9, 9, -9, -9, 9, 9, -9, 9, -9])
        values[0, :, 0] = ups
        values[0, 1:, 1] = ups[:-1]
        n[0] = 1e4

    found = checked(units=120, effect=(0.0, 0.0), change=one_giant)
    assert found["without the largest unit"].passed is False


def test_a_lead_that_rests_on_one_period_is_seen():
    def one_wave(values, n):
        wave = 1.2 * np.random.default_rng(1).normal(size=len(values))
        values[:, 4, 0] += wave
        values[:, 5, 1] += wave

    found = checked(effect=(0.0, 0.0), change=one_wave)
    assert found["leave one period out"].passed is False


def test_without_noise_there_is_nothing_to_vary():
    found = checked(effect=(0.4, 0.0), reliability=1.0)
    for name in ("noise x0.5", "noise x1.5"):
        assert found[name].passed is None
        assert found[name].detail


def test_a_short_panel_cannot_run_the_placebo():
    found = checked(seed=5, effect=(0.5, 0.0), periods=4, units=400)
    assert found["placebo lead"].passed is None
    assert found["one period is enough"].passed is None


def test_the_largest_unit_is_the_one_with_most_cells_where_n_is_unknown():
    world = drawn(3, units=120, periods=10, reliability=0.8, effect=(0.4, 0.0))
    pair = estimate_pair(world.values, world.noise, compiled=False)
    found = checks(pair, world.values, world.noise, np.full((120, 10), np.nan), employee_first=True)
    assert {c.name: c for c in found}["without the largest unit"].passed is True


@pytest.mark.parametrize("pair", [PairEstimate("Too short."), pair_of(direction(), direction())])
def test_without_a_fit_there_is_no_check(pair):
    assert (
        checks(pair, np.zeros((3, 3, 2)), np.zeros((3, 3, 2, 2)), np.ones((3, 3)), employee_first=True) == ()
    )
