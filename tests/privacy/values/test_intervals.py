"""Intervals: they add nothing to the value, the band and the round's spread."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.errors import InputError
from bothways.privacy.values import Coded, band, code_mean, interval, pooled_spread


@given(st.integers(5, 60), st.data())
def test_all_answers_behind_one_text_have_one_interval(n, data):
    totals = st.integers(n, 5 * n)
    one, other = (code_mean(data.draw(totals), n, low=1, high=5, step=1) for _ in range(2))
    ends = [interval(shown, n_band=band(n), spread=1.0, low=1, high=5, decimals=1) for shown in (one, other)]
    if one.text == other.text:
        assert ends[0] == ends[1]
    for shown in ends:
        assert 1 <= shown.low <= shown.value <= shown.high <= 5


@pytest.mark.parametrize("n_band", ["5-9", "10-19", "100+"])
def test_groups_of_one_band_have_intervals_of_one_width(n_band):
    ends = [
        interval(Coded(f"{v:.1f}", v), n_band=n_band, spread=0.75, low=1, high=5, decimals=1)
        for v in (2.8, 3.0, 3.2)
    ]
    assert len({round(one.high - one.low, 6) for one in ends}) == 1


def test_at_most_starts_at_the_low_end_and_at_least_ends_at_the_high_end():
    most, least = (
        interval(Coded(text, value), n_band="5-9", spread=1.0, low=1, high=5, decimals=1)
        for text, value in (("<=1.8", 1.8), (">=4.2", 4.2))
    )
    assert (most.low, most.high) == (1.0, 2.8)
    assert (least.low, least.high) == (3.2, 5.0)


def test_it_holds_the_true_mean_95_times_in_100():
    rng = np.random.default_rng(5)
    held = []
    for _ in range(4000):
        n, centre = int(rng.integers(5, 10)), rng.uniform(2, 4)
        steps = np.clip(np.round(centre * 10 + 10 * rng.standard_normal(n)), -100, 160) / 10
        answers = np.clip(steps, 1, 5)
        shown = code_mean(float(answers.sum()), n, low=1, high=5, step=0.1)
        ends = interval(shown, n_band="5-9", spread=1.0, low=1, high=5, decimals=1)
        held.append(ends.low <= centre <= ends.high)
    assert np.mean(held) >= 0.95  # wider than needed above five people: the band's low end is taken


def test_the_spread_of_few_people_is_not_used():
    assert pooled_spread([0.0] * 4, [30] * 4, low=1, high=5) == 1.0
    assert pooled_spread([0.0] * 9, [5] * 9, low=0, high=10) == 2.5
    unanimous = pooled_spread([0.0] * 10, [5] * 10, low=1, high=5)
    assert unanimous == 0.5


@given(st.lists(st.floats(0, 100), min_size=10, max_size=20))
def test_the_spread_is_coarse_and_never_too_small(squares):
    sizes = [10] * len(squares)
    exact = np.sqrt(sum(squares) / (sum(sizes) - len(sizes)))
    shown = pooled_spread(squares, sizes, low=1, high=5)
    assert shown * 4 == pytest.approx(round(shown * 4))
    assert max(0.5, exact) - 1e-6 <= shown <= max(0.5, exact + 0.25) + 1e-6


@pytest.mark.parametrize(
    ("squares", "sizes", "low", "high"), [([1.0], [5, 6], 1, 5), ([1.0] * 9, [9] * 9, 5, 1)]
)
def test_what_gives_no_spread_is_refused(squares, sizes, low, high):
    with pytest.raises(InputError):
        pooled_spread(squares, sizes, low=low, high=high)


def test_an_interval_needs_a_band_and_a_spread():
    for n_band, spread in (("4-9", 1.0), ("5-9", 0.0)):
        with pytest.raises(InputError):
            interval(Coded("3.0", 3.0), n_band=n_band, spread=spread, low=1, high=5, decimals=1)
