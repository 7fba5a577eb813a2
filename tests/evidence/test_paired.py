"""Two methods on the same worlds: paired differences, and power at equal false alarms."""

import numpy as np
import pytest
from evidence.paired import difference_at_equal_alarms, paired_difference, power_at


def test_a_paired_difference_equals_the_case_worked_by_hand() -> None:
    first = np.array([True] * 7 + [False] * 3)
    second = np.array([True] * 3 + [False] * 4 + [True] * 1 + [False] * 2)
    found = paired_difference(first, second)  # 4 by the first alone, 1 by the second alone, of 10
    assert found.value == pytest.approx(0.3)
    middle, reach = 3 / 12, 1.959964 * np.sqrt((7 / 12 - (3 / 12) ** 2) / 12)
    assert (found.low, found.high) == pytest.approx((middle - reach, middle + reach), abs=1e-6)


def test_methods_that_always_agree_still_leave_chance_open() -> None:
    same = np.ones(50, dtype=bool)
    found = paired_difference(same, same)
    assert found.low < 0 == found.value < found.high


def test_power_at_equal_alarms_does_not_change_with_the_scale_of_p() -> None:
    rng = np.random.default_rng(1)
    true, null = rng.beta(0.3, 1, 400), rng.uniform(size=900)
    assert power_at(true, null) == power_at(true**3, null**3) > 0.3
    assert power_at(true, null) == pytest.approx((true < np.quantile(null, 0.05)).mean())


def test_a_refusal_misses_a_link_and_is_no_null_direction() -> None:
    null = np.linspace(0, 1, 101)
    assert power_at(np.array([0.01, np.nan]), np.append(null, np.nan)) == 0.5


def test_a_method_that_only_calls_more_is_no_better_at_equal_alarms() -> None:
    rng = np.random.default_rng(2)
    linked, none = np.column_stack([rng.beta(0.3, 1, 300), rng.uniform(size=300)]), rng.uniform(size=(300, 2))
    found = difference_at_equal_alarms((linked**2, none**2), (linked, none), rng=rng, draws=50)
    assert (found.value, found.low, found.high) == pytest.approx(
        (0, 0, 0), abs=0.02
    )  # interpolated quantiles


def test_a_better_method_shows_at_equal_alarms() -> None:
    rng = np.random.default_rng(3)
    null, none = rng.uniform(size=300), rng.uniform(size=(300, 2))
    good, poor = (
        np.column_stack([rng.beta(0.1, 1, 300), null]),
        np.column_stack([rng.uniform(size=300), null]),
    )
    found = difference_at_equal_alarms((good, none), (poor, none), rng=rng, draws=100)
    assert 0 < found.low < found.value < found.high
