"""What was carried lately, and the two shares of each."""

import datetime as dt
import math
import random

import pytest

from bothways.allocation import Balance, Sharer, balance, carried_lately, count_carried
from bothways.errors import InputError

TODAY = dt.date(2026, 3, 31)


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def test_hours_count_half_after_a_half_life_and_a_quarter_after_two() -> None:
    events = [("ana", ago(0), 4.0), ("ben", ago(60), 4.0), ("eva", ago(120), 4.0)]
    assert carried_lately(events, today=TODAY) == {"ana": 4.0, "ben": 2.0, "eva": 1.0}
    assert carried_lately(events, today=TODAY, half_life_days=120)["eva"] == 2.0


def test_what_was_carried_a_year_ago_weighs_next_to_nothing() -> None:
    assert carried_lately([("ana", ago(365), 10.0)], today=TODAY)["ana"] < 0.15


def test_the_order_of_events_does_not_matter() -> None:
    draw = random.Random(1)
    events = [(draw.choice("abc"), ago(draw.randrange(400)), draw.randrange(1, 40) / 10) for _ in range(300)]
    found = carried_lately(events, today=TODAY)
    draw.shuffle(events)
    assert carried_lately(events, today=TODAY) == found
    assert list(found) == ["a", "b", "c"]


def test_a_day_after_today_is_refused() -> None:
    with pytest.raises(InputError, match="lies after"):
        carried_lately([("ana", ago(-1), 1.0)], today=TODAY)


@pytest.mark.parametrize("hours", [-1.0, math.nan, math.inf])
def test_hours_of_events_that_are_no_hours_are_refused(hours: float) -> None:
    with pytest.raises(InputError, match="0 or more"):
        carried_lately([("ana", TODAY, hours)], today=TODAY)


@pytest.mark.parametrize("days", [0, -60, math.nan, math.inf])
def test_a_half_life_that_is_none_is_refused(days: float) -> None:
    with pytest.raises(InputError, match="half-life"):
        carried_lately([], today=TODAY, half_life_days=days)


def test_room_is_taken_by_the_last_thirty_days() -> None:
    events = [("ana", ago(0), 1.0), ("ana", ago(29), 2.0), ("ana", ago(30), 4.0), ("gone", ago(1), 9.0)]
    ana, ben = count_carried([Sharer("ana", 10, taken=7), Sharer("ben", 5, carried=7)], events, today=TODAY)
    assert ana.taken == 3.0
    assert ana.carried == pytest.approx(1 + 2 * 0.5 ** (29 / 60) + 4 * 0.5**0.5, abs=1e-6)  # to the second
    assert (ben.taken, ben.carried) == (0.0, 0.0)


def test_shares_are_of_the_whole_and_in_the_order_given() -> None:
    found = balance([Sharer("eva", 10, carried=1), Sharer("ana", 30, carried=3), Sharer("ben", 0, carried=4)])
    assert found == (Balance("eva", 0.125, 0.25), Balance("ana", 0.375, 0.75), Balance("ben", 0.5, 0.0))


def test_shares_of_nothing_are_none() -> None:
    assert balance([Sharer("ana", 0), Sharer("ben", 0)]) == (
        Balance("ana", 0.0, 0.0),
        Balance("ben", 0.0, 0.0),
    )
    assert balance([]) == ()


def test_a_balance_of_doubled_or_negative_sharers_is_refused() -> None:
    with pytest.raises(InputError, match="same key"):
        balance([Sharer("ana", 1), Sharer("ana", 2)])
    with pytest.raises(InputError, match="0 or more"):
        balance([Sharer("ana", 1, carried=-1)])
