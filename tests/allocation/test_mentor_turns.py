"""Where places are too few, whoever waits longest finds a mentor first."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mentor_cases import DAY, TREE, hires, mentors, paired, who
from test_mentor_properties import cases

from bothways.allocation import FitWeights
from bothways.allocation.mentor_case import MentorCase, read_case
from bothways.errors import InputError

MONDAY, TUESDAY = dt.date(2026, 3, 2), dt.date(2026, 3, 3)
ONE_PLACE = {"person": "eva", "role": "sales", "offers": "returns", "room": 1}


def test_who_waits_longest_comes_before_who_fits_better() -> None:
    new = hires({"person": "ana", "role": "sales", "asks": "returns"}, {"person": "ben"})
    days = {"ana": TUESDAY, "ben": MONDAY}
    assert who(paired(new, mentors(ONE_PLACE))) == {"ana": "eva", "ben": None}
    found = paired(new, mentors(ONE_PLACE), waiting_since=days)
    assert who(found) == {"ana": None, "ben": "eva"}
    assert found.proposals[0].reason == "no place is left"


def test_the_same_day_is_settled_by_lot_and_never_by_fit() -> None:
    new = hires({"person": "ana", "role": "sales", "asks": "returns"}, {"person": "ben"})
    days = dict.fromkeys(("ana", "ben"), MONDAY)
    chosen = Counter(
        next(hire for hire, mentor in who(found).items() if mentor)
        for found in (paired(new, mentors(ONE_PLACE), waiting_since=days, seed=seed) for seed in range(40))
    )
    assert 8 <= chosen["ben"] <= 32


def test_of_whom_no_day_is_known_comes_last() -> None:
    new = hires({"person": "ana", "role": "sales", "asks": "returns"}, {"person": "ben"})
    found = paired(new, mentors(ONE_PLACE), waiting_since={"ben": dt.date(2090, 1, 1)})
    assert who(found) == {"ana": None, "ben": "eva"}


def test_who_waits_longest_moves_nobody_out_who_could_be_moved_over() -> None:
    # ana may go with both; ben, who waits shorter, with eva alone. Both find a mentor.
    new = hires({"person": "ana", "languages": "de; en"}, {"person": "ben", "languages": "de"})
    others = mentors(
        {"person": "eva", "languages": "de", "room": 1}, {"person": "fay", "languages": "en", "room": 1}
    )
    days = {"ana": MONDAY, "ben": TUESDAY}
    assert who(paired(new, others, waiting_since=days)) == {"ana": "fay", "ben": "eva"}


def test_fit_decides_who_goes_with_whom_among_those_who_find_one() -> None:
    new = hires({"person": "ana", "role": "sales"}, {"person": "ben", "role": "cook"}, {"person": "cem"})
    others = mentors(
        {"person": "eva", "role": "cook", "room": 1}, {"person": "fay", "role": "sales", "room": 1}
    )
    days = {"ana": MONDAY, "ben": MONDAY, "cem": TUESDAY}
    assert who(paired(new, others, waiting_since=days)) == {"ana": "fay", "ben": "eva", "cem": None}


@pytest.mark.parametrize(
    "wrong", ["ana", [("ana", MONDAY)], {"ana": "2026-03-02"}, {3: MONDAY}, {"ana": dt.datetime(2026, 3, 2)}]
)
def test_what_is_no_table_of_days_is_refused(wrong: Any) -> None:
    with pytest.raises(InputError, match="Since when new hires wait"):
        paired(hires({"person": "ana"}), mentors(ONE_PLACE), waiting_since=wrong)


def can_all_be_placed(case: MentorCase, rows: tuple[int, ...]) -> bool:
    """Try every way, which is slow and plain."""
    options = [
        [at for at in range(len(case.mentors)) if (row, at) not in case.bars and case.mentors[at].room]
        for row in rows
    ]
    return any(
        all(number <= case.mentors[at].room for at, number in Counter(way).items())
        for way in itertools.product(*options)
    )


DAYS = st.lists(st.one_of(st.none(), st.integers(0, 2)), min_size=6, max_size=6)


@settings(max_examples=60, deadline=None)
@given(cases(), DAYS)
def test_nobody_could_be_placed_beside_all_who_wait_longer_and_found_one(case: Any, days: Any) -> None:
    new, others, declined, seed = case
    known = read_case(new, others, TREE, FitWeights(), DAY, declined)
    since = {
        one.key: MONDAY + dt.timedelta(days=day)
        for one, day in zip(known.hires, days, strict=False)
        if day is not None
    }
    found = paired(new, others, declined=declined, seed=seed, waiting_since=since)
    placed = tuple(row for row, one in enumerate(found.proposals) if one.mentor)
    assert can_all_be_placed(known, placed)

    def day(row: int) -> dt.date:
        return since.get(known.hires[row].key, dt.date.max)

    for row in range(len(known.hires)):
        if row not in placed:
            before = tuple(one for one in placed if day(one) <= day(row))
            assert not can_all_be_placed(known, (*before, row))


@settings(max_examples=60, deadline=None)
@given(cases(), DAYS)
def test_there_are_as_many_pairs_as_without_turns(case: Any, days: Any) -> None:
    new, others, declined, seed = case
    keys = new["person"].to_list()
    since = {key: MONDAY + dt.timedelta(days=day) for key, day in zip(keys, days, strict=False) if day}
    ways = [
        paired(new, others, declined=declined, seed=seed, **more) for more in ({}, {"waiting_since": since})
    ]
    assert len({sum(one.mentor is not None for one in way.proposals) for way in ways}) == 1
    taken = Counter(one.mentor for one in ways[1].proposals if one.mentor)
    room = dict(zip(others["person"], others["room"], strict=True))
    assert all(number <= room[key] for key, number in taken.items())
