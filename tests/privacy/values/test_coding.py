"""Coded means: monotone, inverted exactly, and never telling one answer."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.errors import InputError
from bothways.privacy.values import code_mean, coding, consistent_totals

SCALES = [  # low, high, steps
    (1, 5, 4),
    (1, 7, 6),
    (0, 10, 10),
    (0, 2, 2),
    (-1, 1, 2),
    (1, 5, 12),  # the mean of three items
    (0, 100, 20),  # five items, 0 to 100
    (1.5, 4.5, 7),
]


def texts_of(n, low, high, steps):
    step = (high - low) / steps
    return [
        code_mean(n * low + step * k, n, low=low, high=high, step=step).text for k in range(n * steps + 1)
    ]


def rank(text):
    return {"<": -math.inf, ">": math.inf}.get(text[0]) or float(text)


@pytest.mark.parametrize(("low", "high", "steps"), SCALES)
@pytest.mark.parametrize("n", [5, 6, 7, 8, 9, 14, 40, 120])
def test_a_higher_total_is_never_shown_lower(n, low, high, steps):
    values = [float(text.lstrip("<>=")) for text in texts_of(n, low, high, steps)]
    assert values == sorted(values)
    ranks = [rank(text) for text in texts_of(n, low, high, steps) if text[0] not in "<>"]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(("low", "high", "steps"), SCALES)
@pytest.mark.parametrize("n", [5, 6, 7, 8, 9, 14, 40])
def test_the_inverse_gives_all_totals_of_a_text_and_no_other(n, low, high, steps):
    step, texts = (high - low) / steps, texts_of(n, low, high, steps)
    for text in set(texts):
        wanted = [n * low + step * k for k, other in enumerate(texts) if other == text]
        found = consistent_totals(text, n, low=low, high=high, step=step)
        np.testing.assert_allclose(found, wanted)
    assert consistent_totals("9999", n, low=low, high=high, step=step).size == 0


@pytest.mark.parametrize(("low", "high", "steps"), SCALES)
@pytest.mark.parametrize("n", range(5, 41))
def test_whatever_is_shown_every_single_answer_stays_open(n, low, high, steps):
    texts = texts_of(n, low, high, steps)
    for text in set(texts):
        totals = [k for k, other in enumerate(texts) if other == text]
        # One person at any step: the others make up what is left, 0 to (n - 1) M.
        for answer in range(steps + 1):
            assert any(0 <= total - answer <= (n - 1) * steps for total in totals)


@pytest.mark.parametrize(("low", "high", "steps"), SCALES)
@pytest.mark.parametrize("n", range(5, 41))
def test_every_text_stands_for_several_totals(n, low, high, steps):
    texts = texts_of(n, low, high, steps)
    fewest = max(3, math.ceil(0.75 * steps))
    assert min(texts.count(text) for text in set(texts)) >= fewest
    assert texts.count(texts[0]) >= steps + 1
    assert texts.count(texts[-1]) >= steps + 1


@pytest.mark.parametrize("n", range(5, 30))
def test_the_bins_are_mirrored_but_for_the_middle_edge(n):
    rule = coding(n, low=1, high=5, step=1)
    edges = [rule.edge(number) for number in range(rule.bins + 1)]
    off = [one + other - rule.inner for one, other in zip(edges, reversed(edges), strict=True)]
    middle = rule.bins // 2 if rule.bins % 2 == 0 else None
    assert all(each == 0 for number, each in enumerate(off) if number != middle)
    assert middle is None or off[middle] in (0, 1)
    assert (edges[0], edges[-1]) == (0, rule.inner)


def test_all_at_the_top_and_one_at_the_bottom_read_the_same():
    for n in range(5, 60):
        unanimous, dissent = (code_mean(total, n, low=1, high=5, step=1) for total in (5 * n, 5 * n - 4))
        assert unanimous == dissent


@pytest.mark.parametrize(
    ("n", "low", "high"), [(5, "<=1.8", ">=4.2"), (7, "<=1.8", ">=4.2"), (50, "<=1.1", ">=4.9")]
)
def test_what_is_said_at_the_ends_is_true_and_by_hand(n, low, high):
    assert code_mean(n, n, low=1, high=5, step=1).text == low
    assert code_mean(5 * n, n, low=1, high=5, step=1).text == high
    assert consistent_totals(low, n, low=1, high=5, step=1).max() / n <= float(low[2:])
    assert consistent_totals(high, n, low=1, high=5, step=1).min() / n >= float(high[2:])


@given(st.integers(5, 3000), st.sampled_from(SCALES))
def test_what_is_said_at_the_ends_is_true_for_any_group(n, scale):
    low, high, steps = scale
    rule = coding(n, low=low, high=high, step=(high - low) / steps)
    for total in (0, n * steps):
        text = rule.text(total)
        totals = consistent_totals(text, n, low=low, high=high, step=rule.step)
        bound = float(text[2:])
        assert (totals / n <= bound + 1e-9).all() if total == 0 else (totals / n >= bound - 1e-9).all()


@given(st.integers(5, 3000), st.floats(0, 1), st.sampled_from(SCALES))
def test_a_score_without_steps_is_coded_like_a_fine_one(n, part, scale):
    low, high, _ = scale
    total = n * (low + part * (high - low))
    text = code_mean(total, n, low=low, high=high).text
    first, last = consistent_totals(text, n, low=low, high=high)
    slack = (high - low) * 1e-5
    assert first - slack <= total <= last + slack
    assert last - first >= 0.74 * (high - low)


@pytest.mark.parametrize(("first", "last"), [(5, 9), (10, 19), (20, 49), (50, 99)])
@pytest.mark.parametrize("steps", [4, 12])
def test_groups_of_one_band_have_the_same_texts(first, last, steps):
    """Else the texts of a few metrics would tell how many answered."""
    assert len({frozenset(texts_of(n, 1, 5, steps)) for n in range(first, last + 1)}) == 1


def test_decimals_follow_the_range():
    scales = [(1, 5), (1, 7), (0, 10), (0, 100), (0, 1), (0, 3.9)]
    assert [coding(9, low=low, high=high).decimals for low, high in scales] == [1, 1, 1, 0, 2, 2]


def test_the_same_scale_in_other_units_has_the_same_bins():
    for n in (5, 8, 13):
        one, other = texts_of(n, 1, 5, 4), texts_of(n, 10, 50, 4)
        cuts = [[a != b for a, b in pairwise(texts)] for texts in (one, other)]
        assert cuts[0] == cuts[1]


def test_means_of_teams_are_off_by_a_sixth_of_a_point_on_average():
    rng = np.random.default_rng(7)
    sizes = np.clip(np.round(rng.lognormal(2.05, 0.5, 4000) * 0.75), 5, 19).astype(int)
    errors = []
    for n, centre in zip(sizes, 3.6 + 0.4 * rng.standard_normal(sizes.size), strict=True):
        answers = np.clip(np.round(centre + rng.standard_normal(n)), 1, 5)
        shown = code_mean(answers.sum(), int(n), low=1, high=5, step=1)
        errors.append(abs(shown.value - answers.mean()))
    assert 0.05 < np.mean(errors) < 0.17  # seven people on average; their sampling error is .38
    large = np.array(errors)[sizes >= 10]
    assert np.mean(large) < 0.09


@pytest.mark.parametrize(
    ("total", "n", "scale", "what"),
    [
        (12, 4, {"low": 1, "high": 5, "step": 1}, "not shown"),
        (4, 5, {"low": 1, "high": 5, "step": 1}, "off its scale"),
        (26, 5, {"low": 1, "high": 5, "step": 1}, "off its scale"),
        (math.nan, 5, {"low": 1, "high": 5, "step": 1}, "off its scale"),
        (12.5, 5, {"low": 1, "high": 5, "step": 1}, "no sum of possible scores"),
        (12, 5, {"low": 5, "high": 1, "step": 1}, "no scale"),
        (12, 5, {"low": 1, "high": 5, "step": 3}, "do not lead"),
        (12, 5, {"low": 1, "high": 5, "step": 0}, "do not lead"),
        (3, 5, {"low": 0, "high": 1, "step": 1}, "Release its share"),
    ],
)
def test_what_cannot_be_coded_is_refused(total, n, scale, what):
    with pytest.raises(InputError, match=what):
        code_mean(total, n, **scale)


def test_a_text_that_is_no_mean_is_refused():
    with pytest.raises(InputError, match="no mean as it is shown"):
        consistent_totals("high", 5, low=1, high=5, step=1)
