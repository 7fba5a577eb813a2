"""Promise 4: what is released round after round, attacked with everything that was ever released."""

from __future__ import annotations

import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from exact_world import bounds_on_answers
from ledger_months import Survey, Told, live, sets_of

from bothways.privacy.audit.algebra import Algebra, sums_of
from bothways.privacy.values import consistent_totals

sys.path.insert(0, str(Path(__file__).parents[1] / "rounds"))
from rounds_algebra import isolates

#: Worlds attacked; decision 12 tells what thousands of them gave.
WORLDS = 40


def singled_out(told: list[Told], key) -> frozenset[int]:
    """Columns in a combination of fewer than five of everything told."""
    found = search(told, key)
    assert found.complete
    return found.exposed


def search(told: list[Told], key) -> Algebra:
    sets = list(sets_of(told, key))
    return sums_of(sets, people=1 + max((int(one.max()) for one in sets), default=0), k=5)


def person(pair: tuple[str, int]) -> str:
    return pair[0]


def answer(pair: tuple[str, int]) -> tuple[str, int]:
    return pair


@pytest.fixture(scope="module")
def worlds() -> list[Survey]:
    return [live(seed) for seed in range(WORLDS)]


def later(survey: Survey) -> list[Told]:
    """What was told after the first round."""
    return [one for one in survey.told if one.round > survey.told[0].round]


def test_the_worlds_show_units_and_groups_in_later_rounds(worlds: list[Survey]) -> None:
    told = [one for survey in worlds for one in later(survey)]
    assert sum(one.group == "all" for one in told) > 3 * WORLDS
    assert sum(one.group.startswith("unit") for one in told) > 3 * WORLDS
    assert sum("=" in one.group and not one.group.startswith("unit") for one in told) > WORLDS / 2


def test_if_nobodys_answers_change_no_combination_over_all_rounds_describes_fewer_than_five(
    worlds: list[Survey],
) -> None:
    """Attack 6: joiner, leaver, mover, silent, and whoever changes an attribute."""
    for survey in worlds:
        assert not singled_out(survey.told, person)


def test_if_all_answers_are_new_no_combination_over_all_rounds_describes_fewer_than_five(
    worlds: list[Survey],
) -> None:
    for survey in worlds:
        assert not singled_out(survey.told, answer)


def test_from_round_to_round_the_people_behind_a_number_change_by_none_or_five(worlds: list[Survey]) -> None:
    for survey in worlds:
        sets = {(one.group, one.people) for one in survey.told}
        gaps = {len(a ^ b) for (one, a), (two, b) in combinations(sets, 2) if one == two}
        assert not gaps & {1, 2, 3, 4}


def test_each_number_holds_at_least_five_answers_that_stood_behind_none_before(worlds: list[Survey]) -> None:
    for survey in worlds:
        before: set[tuple[str, int]] = set()
        for number in sorted({one.round for one in survey.told}):
            now = [one for one in survey.told if one.round == number]
            assert all(len(one.pairs - before) >= 5 for one in now)
            before |= {pair for one in now for pair in one.pairs}


def test_the_search_would_find_what_releasing_each_round_by_itself_tells(worlds: list[Survey]) -> None:
    found = 0
    for survey in worlds[:30]:
        rounds = sorted({number for _, number in survey.given})
        behind = [frozenset(pair for pair in survey.given if pair[1] == number) for number in rounds]
        behind += [
            frozenset(pair for pair in everybody if survey.unit_of[pair] in units)
            for everybody in behind
            for units in (("a", "b", "left"), ("c", "d"))
        ]
        plain = [Told(0, "", "", pairs) for pairs in behind if len(pairs) >= 5]
        found += bool(search(plain, person).exposed)
    assert found > 25


def test_another_search_finds_nobody_either(worlds: list[Survey]) -> None:
    for survey in worlds[:3]:
        sets = [tuple(one.tolist()) for one in sets_of(survey.told[:40], person)]
        assert not isolates(sets, k=3)


def test_a_number_is_made_of_the_answers_it_is_said_to_be_made_of(worlds: list[Survey]) -> None:
    """Texts may be moved to leave answers open, hardly ever where answers differ."""
    fits = total = 0
    for survey in (one for one in worlds if len(set(one.given.values())) > 1):
        for one in survey.told:
            possible = consistent_totals(one.text, len(one.pairs), low=1, high=5, step=1)
            fits += sum(survey.given[pair] for pair in one.pairs) in {float(each) for each in possible}
            total += 1
    assert fits > 0.98 * total > 500


def test_every_answer_stays_fully_open_beside_all_texts_of_all_rounds() -> None:
    for seed in range(500, 504):
        survey = live(seed, people=20, rounds=5)
        sets = list(sets_of(survey.told, answer))
        totals = [
            (float(fitting[0]), float(fitting[-1]))
            for one in survey.told
            for fitting in [consistent_totals(one.text, len(one.pairs), low=1, high=5, step=1)]
        ]
        ranges = bounds_on_answers(sets, totals, 1 + max(int(one.max()) for one in sets), low=1, high=5)
        assert len(ranges) > 5
        np.testing.assert_allclose(ranges, np.tile([1.0, 5.0], (len(ranges), 1)), atol=1e-6)
