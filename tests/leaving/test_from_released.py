"""What follows from released turnover, and from nothing else."""

import math

import numpy as np
import pytest

from bothways.errors import InputError
from bothways.leaving.from_released import leavers_between, staying
from bothways.privacy import Ledger, Metric, RoundAnswers, make_roster, make_tree
from bothways.privacy.ledger import MemoryStore

TREE = make_tree(["shop", "day", "night"], [None, "shop", "shop"])
LEFT = Metric("left", "turnover", 0, 1, 1, ("left",), favourable=(1.0, 1.0))


def released(*gone: int, people: int = 400, kind: str = "turnover"):
    """The whole of each quarter, of which so many left; others come in their place."""
    ledger, found, first = Ledger(MemoryStore(), TREE), [], 0
    metric = LEFT if kind == "turnover" else Metric("left", "hours", 0, 1, 0.01, ("left",))
    for number, left in enumerate(gone):
        names = tuple(f"p{first + place}" for place in range(people))
        values = np.array([1.0] * left + [0.0] * (people - left))
        units = ["day" if place % 2 else "night" for place in range(people)]
        answers = RoundAnswers(
            f"2024-Q{number + 1}", names, make_roster(TREE, units), (metric,), {"left": values}
        )
        found.append(next(row for row in ledger.release(answers) if row.group == "all"))
        first += left
    return found


def test_two_quarters_that_keep_nine_in_ten_keep_eight_in_ten():
    one, two = staying(released(40, 40))
    assert one.value == pytest.approx(0.9)
    assert two.value == pytest.approx(0.81)
    assert 0 < two.low < 0.81 < two.high <= 1
    assert two.high - two.low > one.high - one.low


def test_nothing_is_told_after_a_quarter_that_is_not_shown():
    shown = released(40, 40)
    assert len(staying([shown[0], None, shown[1]])) == 1
    assert staying([None, *shown]) == ()


def test_the_true_number_of_leavers_lies_within_what_is_told():
    for gone in (0, 1, 2, 11, 40, 399, 400):
        low, high = leavers_between(released(gone), (400, 400))
        assert low <= gone <= high
        assert (
            high - low <= 14
        )  # a percent and a step of one percent of four hundred, and one person each way


def test_without_an_upper_end_of_the_headcount_there_is_none_of_leavers():
    low, high = leavers_between(released(40), (100, math.inf))
    assert low > 0
    assert high == math.inf


def test_what_is_no_turnover_is_refused():
    hours = released(40, kind="hours")
    with pytest.raises(InputError, match="no turnover"):
        staying(hours)
    with pytest.raises(InputError, match="no range"):
        leavers_between([], (20, 10))
