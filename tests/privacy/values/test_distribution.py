"""Distributions and agreement: nobody can be told not to have chosen an option."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.errors import InputError
from bothways.privacy.values import agreement_word, code_mean, distribution


def all_counts(n, options):
    for cuts in combinations(range(n + options - 1), options - 1):
        ends = (-1, *cuts, n + options - 1)
        yield [ends[at + 1] - ends[at] - 1 for at in range(options)]


def shown(counts):
    top, n = len(counts) - 1, sum(counts)
    total = sum(option * count for option, count in enumerate(counts))
    mean = code_mean(total, n, low=0, high=top, step=1).text
    return mean, tuple(each.text for each in distribution(counts, low=0, high=top))


@pytest.mark.parametrize(("n", "options"), [(50, 3), (61, 3), (80, 3), (50, 4)])
def test_mean_and_distribution_together_leave_every_option_open_to_everybody(n, options):
    chosen = defaultdict(set)
    for counts in all_counts(n, options):
        chosen[shown(counts)].update(option for option, count in enumerate(counts) if count)
    assert {text: found for text, found in chosen.items() if len(found) < options} == {}


@given(st.lists(st.integers(0, 60), min_size=3, max_size=11).filter(lambda counts: sum(counts) >= 50))
def test_the_shares_shown_belong_to_a_set_of_answers_with_the_same_mean(counts):
    from bothways.privacy.values.coding import coding, text_range
    from bothways.privacy.values.distribution import _fill_options

    n, top = sum(counts), len(counts) - 1
    rule = coding(n, low=1, high=7, step=6 / top)
    text = rule.text(sum(option * count for option, count in enumerate(counts)))
    filled = _fill_options(list(counts), *text_range(rule, text))
    assert (sum(filled), len(filled)) == (n, top + 1)
    assert rule.text(sum(option * count for option, count in enumerate(filled))) == text
    assert _fill_options(list(filled), *text_range(rule, text)) == filled
    assert min(filled) >= 1 or sorted(filled)[:-1] == [0] * top


def test_shares_come_in_steps_of_five_and_near_the_truth():
    rng = np.random.default_rng(2)
    off = []
    for _ in range(300):
        n = int(rng.integers(50, 300))
        counts = rng.multinomial(n, [0.04, 0.1, 0.26, 0.4, 0.2])
        values = np.array([each.value for each in distribution(counts.tolist(), low=1, high=5)])
        assert (values % 5 == 0).all()
        off.append(np.abs(values - 100 * counts / n).max())
    assert np.mean(off) < 3
    assert np.max(off) < 10


@pytest.mark.parametrize("counts", [[20, 20, 9], [50, 50], [60, -1, 2], [50.5, 1, 2]])
def test_distributions_of_few_people_are_refused(counts):
    with pytest.raises(InputError):
        distribution(counts, low=1, high=3)


def test_words_of_agreement_by_hand():
    same = np.tile([4.0, 5.0, 4.0], (12, 1))
    halves = np.vstack([np.full((6, 3), 1.0), np.full((6, 3), 5.0)])
    random = np.array([[1, 4, 2], [3, 5, 1], [5, 1, 4], [2, 2, 5], [4, 3, 3]] * 3, dtype=float)
    assert agreement_word(same, options=5) == "agree"
    assert agreement_word(halves, options=5) == "split"
    assert agreement_word(random, options=5) in {"split", "mixed"}


@given(st.integers(0, 2**32 - 1), st.integers(10, 15), st.integers(2, 6))
def test_agree_does_not_tell_that_nobody_is_far_off(seed, people, items):
    rng = np.random.default_rng(seed)
    answers = np.clip(np.round(4 + 0.5 * rng.standard_normal((people, items))), 1, 5)
    if agreement_word(answers, options=5) != "agree":
        return
    far = int(np.argmax(((answers - answers.mean(axis=0)) ** 2).sum(axis=1)))
    for extreme in (1.0, 5.0):
        other = answers.copy()
        other[far] = extreme
        assert agreement_word(other, options=5) == "agree"


@pytest.mark.parametrize("shape", [(9, 3), (10, 1), (12,)])
def test_agreement_of_few_people_or_of_one_item_is_refused(shape):
    with pytest.raises(InputError, match="10 people and 2 items"):
        agreement_word(np.ones(shape), options=5)


def test_a_missing_answer_is_refused():
    answers = np.ones((12, 3))
    answers[3, 1] = np.nan
    with pytest.raises(InputError, match="missing"):
        agreement_word(answers, options=5)
