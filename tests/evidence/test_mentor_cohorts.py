"""Simulated cohorts of new hires, the way in turn, and what is measured of pairs."""

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest
from evidence.pairing import (
    DAY,
    WAYS,
    Cohort,
    draw_people,
    draw_tree,
    draw_waiting,
    measure,
    pair_in_turn,
    run_cohort,
    who_waits_longest,
)
from evidence.pairing_page import mean_of, page

from bothways.allocation import FitWeights
from bothways.allocation.mentor_case import MentorCase, read_case
from bothways.privacy import make_tree


def small_case() -> MentorCase:
    """Ana and ben have a role in common with eva, who has one place; cem speaks with nobody."""
    either = {"unit": "a", "site": "", "time_zone": "UTC"}
    new = [("ana", "nurse", "de"), ("ben", "nurse", "de"), ("cem", "cook", "fr")]
    hires = pd.DataFrame(
        [{"person": key, "role": role, "languages": speaks} | either for key, role, speaks in new]
    )
    others = [("eva", "nurse", 1), ("fay", "cook", 2)]
    mentors = pd.DataFrame(
        [
            {"person": key, "role": role, "languages": "de", "leads": "", "willing": "yes", "room": room}
            | either
            | {"unit": "b"}
            for key, role, room in others
        ]
    )
    return read_case(hires, mentors, make_tree(["a", "b"], [None, None]), FitWeights(), DAY, frozenset())


def test_in_turn_takes_the_best_that_is_left() -> None:
    assert pair_in_turn(small_case(), seed=1) == {0: 0, 1: 1}


def test_what_is_measured_worked_out_by_hand() -> None:
    found = measure(small_case(), {0: 0, 1: 1})
    # hours 3, unit 1, language 1, and with eva the role 2, of 11
    assert found["total"] == pytest.approx((7 + 5) / 11)
    assert found["mean"] == pytest.approx(6 / 11)
    assert found["worst"] == pytest.approx(5 / 11)
    assert [found["without"], found["without_silent"]] == pytest.approx([1 / 3, 1 / 3])
    assert found["spread"] == 0


def test_a_cohort_is_the_same_from_the_same_seed_and_all_ways_are_measured() -> None:
    kind = Cohort("few", 6, 5)
    first, again = (run_cohort(kind, 3) for _ in range(2))
    assert list(first) == list(WAYS)
    assert first == again
    hires, mentors = draw_people(kind, draw_tree(), np.random.default_rng(1))
    assert (len(hires), len(mentors)) == (6, 5)


def test_a_mean_without_values_is_none() -> None:
    assert math.isnan(mean_of([math.nan]).value)
    found = mean_of([0.0, 0.0, 1.0, math.nan])
    assert found.value == pytest.approx(1 / 3)
    assert 0 <= found.low < found.value < found.high <= 1


def test_the_page_holds_a_section_for_each_kind() -> None:
    ways = [run_cohort(Cohort("few", 12, 5), seed) for seed in (1, 2, 3)]
    rows = [
        {"text": text, "units": 6, "periods": 5, "ways": {way: [one[way] for one in ways] for way in WAYS}}
        for text in ("places to spare", "about as many", "too few", "more to spare")
    ]
    written = page("abc", rows)
    assert written.count("\n## 6 new hires, 5 mentors: ") == 4
    assert "nan" not in written


def test_the_quarter_that_waits_longest_is_that_of_the_earliest_days() -> None:
    case = small_case()
    since = {"ana": DAY, "ben": DAY - dt.timedelta(days=3), "cem": DAY - dt.timedelta(days=1)}
    assert who_waits_longest(case, since) == {1}
    found = measure(case, {0: 0}, frozenset({1, 2}))
    assert found["without_longest"] == 1
    assert draw_waiting(case, 3) == draw_waiting(case, 3) != draw_waiting(case, 4)
