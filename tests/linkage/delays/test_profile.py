"""How long it takes, by delay."""

import numpy as np
import pytest

from bothways.linkage.delays.half_panels import jackknife
from bothways.linkage.delays.profile import _largest_t, profile
from bothways.simulate import draw_world


def test_each_delay_is_a_local_projection_with_the_jackknife():
    world = draw_world(
        np.random.default_rng(1), units=80, periods=24, effect=(0.0, 0.0), effect_later=(0.3, 0.0)
    )
    found = profile(world.values, world.noise, employee_first=True)
    assert found.delays.tolist() == [1, 2, 3, 4, 5, 6]
    for h in (1, 4):
        one = jackknife(world.values, world.noise, [(0, h), (1, h), (0, h + 1), (1, h + 1), (1, 0)])
        assert found.estimate[h - 1] == pytest.approx(one.slopes[0])
        assert found.se[h - 1] == pytest.approx(np.sqrt(one.covariance[0, 0]))
    np.testing.assert_allclose(found.high - found.estimate, found.critical * found.se)
    assert found.estimate.argmax() == 1


def test_the_band_of_one_delay_is_the_usual_interval_and_of_many_that_of_independent_ones():
    moved = np.random.default_rng(2).normal(size=(400, 6))
    assert _largest_t(moved[:, :1], 0.95) == pytest.approx(1.96, abs=0.06)
    sidak = 2.631  # normal quantile of (1 + .95 ** (1 / 6)) / 2
    assert _largest_t(moved, 0.95) == pytest.approx(sidak, abs=0.08)
    assert _largest_t(np.repeat(moved[:, :1], 6, axis=1), 0.95) == pytest.approx(1.96, abs=0.06)


def test_errors_can_be_widened_and_delays_chosen():
    world = draw_world(np.random.default_rng(3), units=60, periods=28)
    plain, wide = (
        profile(world.values, world.noise, employee_first=False, widen=w, delays=3) for w in (1.0, 1.5)
    )
    np.testing.assert_allclose(wide.se, 1.5 * plain.se)
    assert len(plain.delays) == 3


def test_what_is_too_thin_is_refused_with_a_reason():
    world = draw_world(np.random.default_rng(4), units=40, periods=24, holes=0.5)
    found = profile(world.values, world.noise, employee_first=True)
    assert found.reason.startswith("At a delay of 1: ")
    assert len(found.delays) == len(found.estimate) == 0
