"""What is told beside the checks of a claim, and that it decides nothing."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from bothways.linkage.confirmation.report import CLOSE, LEVELS, PROPER, THIRD, second_thoughts
from bothways.linkage.findings import Check
from bothways.linkage.pair import PairEstimate, estimate_pair
from bothways.linkage.reasons import reasons
from bothways.linkage.verdict import Judgement
from bothways.simulate import draw_world


@cache
def estimated(units=150, periods=6, **options):
    options = {"effect": (0.4, 0.0), "reliability": 0.8, **options}
    world = draw_world(np.random.default_rng(3), units=units, periods=periods, **options)
    return estimate_pair(world.values, world.noise, compiled=False)


def told(pair, employee_first=True):
    return {check.name: check for check in second_thoughts(pair, employee_first=employee_first)}


def test_a_real_lead_is_confirmed_and_nothing_of_it_weighs():
    found = told(estimated())
    assert list(found) == [THIRD, CLOSE, PROPER, LEVELS]
    assert all(check.passed and not check.weighs and check.detail.endswith(".") for check in found.values())
    assert "standard error" in found[THIRD].detail
    assert found[CLOSE].detail.startswith("RMSEA 0.0")


def test_a_claim_far_from_the_third_opinion_is_contradicted():
    pair = estimated()
    first, _ = pair.directions
    far = replace(pair, employee_to_customer=replace(first, effect=first.effect + 2.0))
    assert told(far)[THIRD].passed is False
    assert told(replace(far, employee_to_customer=replace(first, effect=first.effect + 2.0, se=5.0)))[
        THIRD
    ].passed


def test_what_cannot_run_says_why():
    few = told(estimated(units=60))
    assert few[THIRD].passed is None
    assert "at least 68 units" in few[THIRD].detail


def test_an_improper_solution_is_told():
    pair = estimated()
    theta = pair.estimate.fit.theta.copy()
    theta[7] = -0.1
    bad = replace(pair, estimate=replace(pair.estimate, fit=replace(pair.estimate.fit, theta=theta)))
    check = told(bad)[PROPER]
    assert check.passed is False
    assert check.detail == "The variance of levels of units is not positive in the employee metric."


def test_units_without_levels_are_told():
    check = told(estimated(periods=8, units=200, intercept_sd=1e-6, start="stationary"))[LEVELS]
    assert check.passed is False


@pytest.mark.parametrize("passed", [False, None])
def test_what_does_not_weigh_stands_in_no_reason(passed):
    pair, judgement = estimated(), Judgement("employee_leads", ("yes", "open"))
    settings = {
        "names": ("x", "y"),
        "periods": 6,
        "every": "month",
        "family": 2,
        "alpha": 0.05,
        "negligible": 0.1,
    }
    light, heavy = (
        " ".join(reasons(pair, judgement, (Check("a name", passed, "Why.", weighs),), **settings))
        for weighs in (False, True)
    )
    assert "a name" in heavy
    assert "a name" not in light


def test_without_a_fit_nothing_is_told():
    assert second_thoughts(PairEstimate("Too short."), employee_first=True) == ()
