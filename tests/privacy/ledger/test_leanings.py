"""What a few people expect, as a word that settles nobody's answer."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import numpy as np
import pytest
from ledger_rounds import ONE, people, round_of

from bothways.errors import InputError
from bothways.privacy import Ledger, RoundAnswers
from bothways.privacy.ledger import After, Choices, MemoryStore
from bothways.privacy.ledger.leanings import leaning

OPTIONS = 3


def leaders(n: int, name: str = "2024-01") -> RoundAnswers:
    return round_of(people(shop=n), tree=ONE, name=name)


def chosen(options: list[int], n: int) -> Choices:
    marks = np.zeros((n, OPTIONS), bool)
    marks[np.arange(len(options)), options] = True
    return Choices("calm / stars", marks)


def fresh() -> Ledger:
    return Ledger(MemoryStore(), ONE)


def test_it_tells_what_more_than_half_chose() -> None:
    [row] = fresh().release_leaning(leaders(7), chosen([1, 1, 1, 1, 0, 0, 2], 7))
    assert (row.group, row.metric, row.kind, row.n_band, row.text) == (
        "all",
        "calm / stars",
        "leaning",
        "5-9",
        "1",
    )
    [row] = fresh().release_leaning(leaders(7), chosen([1, 1, 1, 0, 0, 2, 2], 7))
    assert row.text == "differ"


def test_four_people_are_not_told_whatever_they_chose() -> None:
    for options in product(range(OPTIONS), repeat=4):
        assert fresh().release_leaning(leaders(9), chosen(list(options), 9)) == ()


def _counts(n: int) -> list[tuple[int, ...]]:
    return [counts for counts in product(range(n + 1), repeat=OPTIONS) if sum(counts) == n]


@pytest.mark.parametrize("n", [5, 6, 7, 8, 11])
def test_whatever_is_told_anybody_may_have_chosen_each_option_or_not(n: int) -> None:
    """Exhaustive."""
    behind = defaultdict(list)
    for counts in _counts(n):
        behind[leaning(list(counts))].append(counts)
    for worlds in behind.values():
        for option in range(OPTIONS):
            assert any(counts[option] >= 1 for counts in worlds)
            assert any(counts[option] <= n - 1 for counts in worlds)


@pytest.mark.parametrize("joined", [5, 6])
@pytest.mark.parametrize("n", [5, 6, 7])
def test_beside_a_later_word_of_more_people_everybody_stays_open(n: int, joined: int) -> None:
    """Exhaustive over two rounds, though nobody changed their mind: those of the first and those who came."""
    behind = defaultdict(list)
    for first, came in product(_counts(n), _counts(joined)):
        both = [a + b for a, b in zip(first, came, strict=True)]
        behind[leaning(list(first)), leaning(both)].append((first, came))
    for worlds in behind.values():
        for option in range(OPTIONS):
            for part, size in ((0, n), (1, joined)):
                assert any(world[part][option] >= 1 for world in worlds)
                assert any(world[part][option] <= size - 1 for world in worlds)


@pytest.mark.parametrize(("more", "shown"), [(0, True), (1, False), (4, False), (5, True)])
def test_from_round_to_round_nobody_or_five_change(more: int, shown: bool) -> None:
    ledger = fresh()
    assert ledger.release_leaning(leaders(12), chosen([0] * 6, 12))
    later = ledger.release_leaning(leaders(12, "2024-02"), chosen([0] * (6 + more), 12))
    assert bool(later) is shown


def test_it_is_told_once_and_never_otherwise() -> None:
    ledger = fresh()
    first = ledger.release_leaning(leaders(6), chosen([0] * 6, 6))
    assert ledger.release_leaning(leaders(6), chosen([0] * 6, 6)) == first
    with pytest.raises(InputError, match="has changed since"):
        ledger.release_leaning(leaders(6), chosen([0] * 5 + [1], 6))


def test_other_questions_are_refused() -> None:
    marks = np.ones((6, 3), bool)
    with pytest.raises(InputError, match="one choice"):
        fresh().release_leaning(leaders(6), Choices("a", marks))
    with pytest.raises(InputError, match="three options"):
        fresh().release_leaning(leaders(6), Choices("a", marks[:, :2]))
    with pytest.raises(InputError, match="one choice"):
        fresh().release_leaning(leaders(6), Choices("a", marks[:, :] & False, after=After("b", marks, (0,))))
