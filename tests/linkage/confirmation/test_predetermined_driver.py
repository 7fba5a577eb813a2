"""The likelihood with a predetermined driver: lavaan's, blind to levels, allowing for noise and feedback."""

import numpy as np
import pytest

from bothways.linkage.confirmation import third_opinion
from bothways.simulate import draw_world


@pytest.fixture(scope="module")
def figures():
    from test_fit_as_lavaan import stored

    return stored("expected.json")


@pytest.mark.parametrize("name", ["complete", "holes"])
@pytest.mark.parametrize("employee_first", [True, False])
def test_it_equals_lavaan(name, employee_first, figures):
    from test_fit_as_lavaan import own_data

    found = third_opinion(own_data(name), employee_first=employee_first)
    theirs = figures[name]["x_first" if employee_first else "y_first"]
    error = theirs["se"]["lead"]
    assert found.maximum.loglik == pytest.approx(theirs["logl"], abs=1e-7)
    assert found.effect == pytest.approx(theirs["estimate"]["lead"], abs=2e-5 * error)
    assert found.own == pytest.approx(theirs["estimate"]["own"], abs=2e-5 * theirs["se"]["own"])
    assert found.se_normal == pytest.approx(error, rel=1e-5)
    assert 9 * 10 / 2 - found.parameters == theirs["df"]


def test_it_equals_lavaan_on_the_data_of_the_textbook(shared):
    from test_fit_as_lavaan import panel, stored

    table = np.loadtxt(shared / "data" / "riclpm-example" / "RICLPM.dat")
    theirs = stored("shared_figures.json")["textbook"]["x_first"]
    found = third_opinion(panel(table))
    assert found.effect == pytest.approx(theirs["estimate"]["lead"], abs=2e-5 * theirs["se"]["lead"])
    assert found.maximum.loglik == pytest.approx(theirs["logl"], abs=1e-6)


def test_levels_of_units_say_nothing():
    """Shifting every unit's outcome by whatever changes only what the unit effect absorbs; lags and errors stay."""
    world = draw_world(np.random.default_rng(4), units=200, periods=6, effect=(0.3, 0.0), reliability=1.0)
    far = np.random.default_rng(5).normal(0, 5, 200)
    shifted = world.values.copy()
    shifted[:, :, 1] += far[:, None]
    one, other = third_opinion(world.values), third_opinion(shifted)
    assert other.effect == pytest.approx(one.effect, abs=0.2 * one.se)
    assert other.se == pytest.approx(one.se, rel=0.1)


def averaged(seeds, units=1500, **options):
    effects = []
    for seed in seeds:
        world = draw_world(np.random.default_rng(seed), units=units, periods=5, **options)
        found = third_opinion(world.values, world.noise)
        effects.append((found.effect - world.truth.natural[0]) / found.se)
    return np.array(effects)


def test_noise_that_differs_by_unit_and_holes_leave_it_right():
    z = averaged(range(6), effect=(0.2, 0.1), reliability=0.6, n_sd=0.8, holes=0.1)
    assert abs(z.mean()) < 1.5


def test_noise_that_is_not_told_leaves_it_wrong():
    world = draw_world(np.random.default_rng(1), units=3000, periods=5, effect=(0.3, 0.0), reliability=0.5)
    told, silent = third_opinion(world.values, world.noise), third_opinion(world.values)
    assert silent.effect < told.effect - 2 * told.se


@pytest.mark.parametrize(
    ("units", "periods", "says"),
    [(200, 3, "at least 4 periods"), (80, 17, "more than 16"), (60, 6, "at least 68")],
)
def test_it_says_why_it_cannot_run(units, periods, says):
    values = np.random.default_rng(2).normal(size=(units, periods, 2))
    assert says in third_opinion(values)
