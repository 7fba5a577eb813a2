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
    "without the unit that weighs most",
    "second estimator agrees",
]


@cache
def checked(seed=3, employee_first=True, change=None, **options):
    world = drawn(seed, **{"units": 100, "periods": 10, "reliability": 0.8, **options})
    values = world.values.copy()
    if change is not None:
        change(values)
    pair = estimate_pair(values, world.noise, compiled=False)
    assert pair.directions is not None
    return {c.name: c for c in checks(pair, employee_first=employee_first)}


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
    found = checked(units=200, effect=(0.2, 0.0), effect_later=(0.2, 0.0), reliability=0.95)
    assert found["one period is enough"].passed is False


def test_a_reverse_effect_two_periods_back_fails_the_placebo():
    found = checked(effect=(0.4, 0.0), effect_later=(0.0, 0.4), reliability=0.95)
    assert found["placebo lead"].passed is False


def test_a_lead_that_rests_on_one_unit_is_seen():
    def one_giant(values):
        ups = 6.0 * np.array([1.0, -1, 1, -1, -1, 1, 1, -1, 1, -1])
        values[0, :, 0] = ups
        values[0, 1:, 1] = ups[:-1]

    found = checked(units=120, effect=(0.0, 0.0), change=one_giant)
    assert found["without the unit that weighs most"].passed is False


def test_a_lead_that_rests_on_one_period_is_seen():
    def one_wave(values):
        wave = 1.2 * np.random.default_rng(1).normal(size=len(values))
        values[:, 4, 0] += wave
        values[:, 5, 1] += wave

    found = checked(effect=(0.0, 0.0), change=one_wave)
    assert found["leave one period out"].passed is False


def test_without_noise_there_is_nothing_to_vary():
    found = checked(effect=(0.4, 0.0), reliability=1.0)
    assert not {"noise x0.5", "noise x1.5"} & set(found)
    assert all(check.passed for check in found.values())


def test_a_short_panel_cannot_run_the_placebo():
    found = checked(seed=5, effect=(0.5, 0.0), periods=4, units=400)
    assert found["placebo lead"].passed is None
    assert found["one period is enough"].passed is None


def test_noise_that_had_to_be_estimated_fails_its_check():
    world = drawn(3, units=200, periods=12, reliability=0.6, effect=(0.4, 0.0), noise_declared=0.45, n_sd=1.0)
    pair = estimate_pair(world.values, world.noise, compiled=False)
    assert pair.extensions == ("noise_scale",)
    found = {check.name: check for check in checks(pair, employee_first=True)}
    assert found["noise x0.5"].passed is False


def test_a_second_estimator_too_imprecise_to_contradict_is_not_asked():
    assert "second estimator agrees" not in checked(seed=3, units=60, effect=(0.15, 0.0), reliability=0.4)


@pytest.mark.parametrize("pair", [PairEstimate("Too short."), pair_of(direction(), direction())])
def test_without_a_fit_there_is_no_check(pair):
    assert checks(pair, employee_first=True) == ()
