"""One series under two names is called that, and no more than that."""

import numpy as np
import pytest
from linkage_panels import drawn

from bothways.linkage.copies import copied
from bothways.linkage.pair import estimate_pair

WORLD = drawn(5, units=60, periods=10, holes=0.1)
X = WORLD.values[..., 0]


def later(values, shift):
    out = np.full_like(values, np.nan)
    out[:, shift:] = values[:, :-shift]
    return out


@pytest.mark.parametrize("other", [X, 3 - 2 * X, np.round(X, 1)])
def test_the_same_numbers_on_both_sides_are_told_as_such(other):
    found = estimate_pair(np.stack([X, other], axis=2), 0 * WORLD.noise, compiled=False)
    assert found.refused == "Both metrics are the same numbers, up to their scale: nothing can come first."


@pytest.mark.parametrize("shift", [1, 3])
def test_a_copy_at_another_time_is_told_with_its_shift_and_side(shift):
    when = f"{shift} period{'s' if shift > 1 else ''} later"
    assert copied(np.stack([X, later(X, shift)], axis=2)).startswith(
        f"The customer metric repeats the other one {when}"
    )
    assert copied(np.stack([later(X, shift), X], axis=2)).startswith(
        f"The employee metric repeats the other one {when}"
    )


def test_a_strong_lead_is_no_copy():
    world = drawn(6, units=200, periods=10, effect=(0.8, 0.0), own_lag=(0.1, 0.1), reliability=0.95)
    assert copied(world.values) is None


def test_what_all_units_share_does_not_make_two_metrics_one():
    shared = 1000 * np.random.default_rng(7).normal(size=(1, 10))
    assert copied(np.stack([X + shared, WORLD.values[..., 1] + shared], axis=2)) is None


def test_a_handful_of_cells_is_not_called_a_copy():
    few = np.full((9, 2, 2), np.nan)
    few[:, :, 0] = np.arange(18).reshape(9, 2)
    few[:, :, 1] = few[:, :, 0]
    assert copied(few) is None
