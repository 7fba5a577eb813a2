"""The fair draw."""

import math
from collections import Counter

import pytest

from bothways.allocation import draw
from bothways.errors import InputError

NAMES = ("ana", "ben", "cem", "dua", "eva")


def test_who_was_drawn_least_comes_first() -> None:
    assert draw(NAMES, 2, carried={"ana": 2, "ben": 1, "cem": 2, "dua": 0.5, "eva": 3}, seed=1) == (
        "dua",
        "ben",
    )


def test_a_name_that_was_never_drawn_comes_before_one_that_was() -> None:
    assert draw(NAMES, 1, carried=dict.fromkeys(NAMES[:4], 1), seed=1) == ("eva",)


def test_over_five_rounds_everybody_is_drawn_once() -> None:
    times: dict[str, float] = {}
    for seed in range(5):
        [name] = draw(NAMES, 1, carried=times, seed=seed)
        times[name] = times.get(name, 0) + 1
    assert times == dict.fromkeys(sorted(times), 1.0)
    assert set(times) == set(NAMES)


def test_the_order_of_names_does_not_matter() -> None:
    for seed in range(50):
        assert draw(NAMES, 3, seed=seed) == draw(NAMES[::-1], 3, seed=seed)


def test_every_name_is_as_likely_as_another() -> None:
    first = Counter(draw(NAMES, 1, seed=seed)[0] for seed in range(5000))
    # each 1000 expected, standard deviation 28.3: four of them
    assert all(abs(first[name] - 1000) < 114 for name in NAMES)


def test_nobody_and_everybody_can_be_drawn() -> None:
    assert draw(NAMES, 0, seed=1) == ()
    assert sorted(draw(NAMES, 5, seed=1)) == sorted(NAMES)
    assert draw([], 0, seed=1) == ()


@pytest.mark.parametrize("count", [-1, 6])
def test_more_than_there_are_cannot_be_drawn(count: int) -> None:
    with pytest.raises(InputError, match="cannot be drawn"):
        draw(NAMES, count, seed=1)


@pytest.mark.parametrize("times", [-1, math.nan, math.inf, "often", None])
def test_numbers_of_draws_that_are_none_are_refused(times: object) -> None:
    with pytest.raises(InputError, match="0 or more"):
        draw(NAMES, 1, carried={"ana": times}, seed=1)


def test_doubled_names_are_refused() -> None:
    with pytest.raises(InputError, match="same key"):
        draw(["ana", "ana"], 1, seed=1)
